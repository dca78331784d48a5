#include "repo/desk_queue.h"

#include "base/date.h"
#include "repo/desk_sql.h"

#include <string.h>

/* clang-format off */

enum { Q_ID, Q_STATUS, Q_STEP, Q_OFFER_ID, Q_CLIENT, Q_CONTRACT, Q_MANAGER_ID,
       Q_REASON, Q_WORDS, Q_DUE, Q_CALLBACK, Q_VERSION, Q_LAST, Q_FIRST,
       Q_NUMBER, Q_REGION, Q_PLAN, Q_START, Q_END, Q_ACTIVE, Q_DELETED,
       Q_PROFIT, Q_OFFER, Q_OFFER_STATE, Q_MANAGER, Q_UNANSWERED, Q_KEY };
#define COLUMNS \
    "SELECT c.id, c.status, c.step, c.proposed_offer_id, k.client_id," \
    " c.contract_id, c.assigned_manager_id, c.reason, c.initial_reason," \
    " " SQL_SECOND("c.due_at") ", " SQL_SECOND("c.callback_at") "," \
    " c.version, p.last_name, p.first_name, k.external_id," \
    " COALESCE(p.region, k.region), k.plan, " SQL_DAY("k.start_date") "," \
    " " SQL_DAY("k.end_date") ", k.active, k.deleted_at IS NOT NULL," \
    " k.monthly_profit_minor," \
    " COALESCE((SELECT o.offer_type FROM case_offers o" \
    "   WHERE o.case_id = c.id ORDER BY o.n DESC LIMIT 1)," \
    "  (SELECT o.offer_type FROM offers o WHERE o.id = c.proposed_offer_id))," \
    " (SELECT o.state FROM case_offers o WHERE o.case_id = c.id" \
    "   ORDER BY o.n DESC LIMIT 1)," \
    " (SELECT u.name FROM users u WHERE u.id = c.assigned_manager_id)," \
    " (SELECT COUNT(*) FROM messages m FORCE INDEX (by_client)" \
    "   WHERE m.client_id = k.client_id" \
    "   AND m.direction = 'from_client' AND m.answered_at IS NULL),"
#define BY_DUE " " SQL_SECOND("c.queue_at")
#define BY_PROFIT " k.monthly_profit_minor"

/* The server is told which index leads, for it cannot know that the first page
 * is all that is asked for. */
#define FROM_CASES(index) \
    " FROM retention_cases c FORCE INDEX (" index ")" \
    " LEFT JOIN contracts k ON k.id = c.contract_id" \
    " LEFT JOIN clients p ON p.id = k.client_id"
#define FROM_CONTRACTS \
    " FROM contracts k FORCE INDEX (by_profit)" \
    " STRAIGHT_JOIN retention_cases c FORCE INDEX (by_contract)" \
    "  ON c.contract_id = k.id" \
    " LEFT JOIN clients p ON p.id = k.client_id"

/* What leads, by an index of its own. */
#define OF_PART " WHERE c.queue_part = ? AND c.queue_at IS NOT NULL"
#define OF_USER " WHERE c.assigned_manager_id = ? AND c.queue_at IS NOT NULL"
#define OF_REASON " WHERE c.reason = ? AND c.queue_at IS NOT NULL"
#define OF_ALL " WHERE ? IS NOT NULL AND c.queue_at IS NOT NULL"

/* A condition whose first mark is 0 is no condition. */
#define SEEN \
    " AND (? = 0 OR c.assigned_manager_id IS NULL" \
    "  OR c.assigned_manager_id = ?)" NOT_OWN
#define NOT_OWN \
    " AND (? = 0 OR c.contract_id IS NULL OR c.contract_id NOT IN" \
    "  (SELECT own.id FROM contracts own WHERE own.client_id = ?))"
#define VALUES "?,?,?,?,?,?,?,?" /* RT_QUEUE_VALUES */
#define FILTERS SEEN \
    " AND (? = 0 OR c.queue_part = ?)" \
    " AND (? = 0 OR c.assigned_manager_id = ?)" \
    " AND (? = 0 OR (c.status = ? AND c.step = ?))" \
    " AND (? = 0 OR COALESCE(p.region, k.region) IN (" VALUES "))" \
    " AND (? = 0 OR k.plan IN (" VALUES "))" \
    " AND (? = 0 OR c.reason = ?)" \
    " AND (? = 0 OR c.assigned_manager_id = ?)"

#define AFTER_DUE \
    " AND (? = 0 OR (c.queue_at >= " SQL_FROM_SECOND \
    "  AND (c.queue_at > " SQL_FROM_SECOND " OR c.id > ?)))" \
    " ORDER BY c.queue_at, c.id LIMIT ?"
/* Profits that nobody knows come last, as NULL does. */
#define AFTER_PROFIT \
    " AND (? = 0 OR k.monthly_profit_minor < ?" \
    "  OR (k.monthly_profit_minor = ? AND k.id < ?)" \
    "  OR (k.monthly_profit_minor IS NULL AND NOT ?)" \
    "  OR (k.monthly_profit_minor IS NULL AND ? AND k.id < ?))" \
    " ORDER BY k.monthly_profit_minor DESC, k.id DESC LIMIT ?"

enum lead { LEAD_PART, LEAD_USER, LEAD_REASON, LEAD_ALL, LEAD__MAX };
#define LIST(index, of) \
    {COLUMNS BY_DUE FROM_CASES(index) of FILTERS AFTER_DUE, \
     COLUMNS BY_PROFIT FROM_CASES(index) of FILTERS AFTER_PROFIT}
static const char *const sql_lists[LEAD__MAX][2] = {
    [LEAD_PART] = LIST("by_part", OF_PART),
    [LEAD_USER] = LIST("by_hands", OF_USER),
    [LEAD_REASON] = LIST("by_reason", OF_REASON),
    [LEAD_ALL] = LIST("by_open", OF_ALL),
};
/* Few cases are sorted; of many the contracts lead. */
static const char sql_many_profit[] =
    COLUMNS BY_PROFIT FROM_CONTRACTS OF_ALL FILTERS AFTER_PROFIT;

#define COUNT(from) \
    "SELECT COUNT(*) FROM (SELECT 1" from SEEN " LIMIT ?) few"
#define JUST(index) " FROM retention_cases c FORCE INDEX (" index ")"
static const char *const sql_counts[LEAD__MAX] = {
    [LEAD_PART] = COUNT(JUST("by_part") OF_PART),
    [LEAD_USER] = COUNT(JUST("by_hands") OF_USER),
    [LEAD_ALL] = COUNT(JUST("by_open") OF_ALL),
};
static const char sql_count_by_hand[] =
    "SELECT COUNT(*) FROM (SELECT 1 FROM notices n"
    " LEFT JOIN retention_cases c ON c.id = n.case_id"
    " WHERE n.state = 'by_hand' AND n.user_id IS NULL" SEEN " LIMIT ?) few";

#define LATE(index, of) \
    "(SELECT 1" JUST(index) " WHERE " of \
    " AND c.queue_at <= " SQL_FROM_SECOND NOT_OWN " LIMIT ?)"
static const char sql_late[] =
    "SELECT COUNT(*) FROM " LATE("by_open", "? IS NOT NULL") " few";
/* Those of other managers, however many, are not walked through. */
static const char sql_late_seen[] =
    "SELECT COUNT(*) FROM (" LATE("by_hands", "c.assigned_manager_id = ?")
    " UNION ALL " LATE("by_hands", "c.assigned_manager_id <=> ?") ") few";

/* clang-format on */

/* retention_cases.queue_part; 0: any. */
enum { PART_NEW = 1, PART_WORK, PART_CLIENT };

static int64_t
part_of(enum rt_queue_who who)
{
    return who == RT_QUEUE_NEW      ? PART_NEW
           : who == RT_QUEUE_CLIENT ? PART_CLIENT
                                    : 0;
}

/* The part that a step is in. */
static int64_t
part_of_step(const char *step)
{
    return strcmp(step, "queue") == 0  ? PART_NEW
           : strcmp(step, "work") == 0 ? PART_WORK
                                       : PART_CLIENT;
}

static int64_t
user_of(const struct rt_queue_pick *p)
{
    return p->who == RT_QUEUE_MINE ? p->sight.user_id : p->manager_id;
}

/* What narrows the list the most. */
static enum lead
lead_of(const struct rt_queue_pick *p)
{
    if (user_of(p) != 0)
        return LEAD_USER;
    if (p->reason != NULL)
        return LEAD_REASON;
    return part_of(p->who) != 0 || p->step != NULL ? LEAD_PART : LEAD_ALL;
}

static struct rt_param
lead_value(const struct rt_queue_pick *p, enum lead lead)
{
    int64_t part = part_of(p->who);

    if (lead == LEAD_REASON)
        return RT_STR(p->reason);
    if (lead == LEAD_USER)
        return RT_I64(user_of(p));
    if (part == 0 && p->step != NULL)
        part = part_of_step(p->step);
    return RT_I64(part);
}

/* Parameters that are put together piece by piece. */
struct marks {
    struct rt_param list[60];
    size_t n;
};

static void
mark(struct marks *m, struct rt_param p)
{
    m->list[m->n++] = p;
}

static void
mark_text(struct marks *m, const char *text)
{
    mark(m, RT_I64(text != NULL));
    mark(m, RT_STR(text));
}

static void
mark_number(struct marks *m, int64_t n)
{
    mark(m, RT_I64(n != 0));
    mark(m, RT_I64(n));
}

/* The list is filled up by its last value. */
static void
mark_values(struct marks *m, const struct rt_queue_values *v)
{
    mark(m, RT_I64(v->n != 0));
    for (size_t i = 0; i < RT_QUEUE_VALUES; i++)
        mark(m, RT_STR(v->n == 0 ? NULL : v->list[i < v->n ? i : v->n - 1]));
}

static void
mark_seen(struct marks *m, const struct rt_queue_pick *p)
{
    mark(m, RT_I64(p->sight.own_only));
    mark(m, RT_I64(p->sight.user_id));
    mark_number(m, p->sight.client_id);
}

static void
mark_filters(struct marks *m, const struct rt_queue_pick *p)
{
    mark_seen(m, p);
    mark_number(m, part_of(p->who));
    mark_number(m, p->who == RT_QUEUE_MINE ? p->sight.user_id : 0);
    mark_text(m, p->status);
    mark(m, RT_STR(p->step));
    mark_values(m, &p->region);
    mark_values(m, &p->plan);
    mark_text(m, p->reason);
    mark_number(m, p->manager_id);
}

static void
mark_after(struct marks *m, const struct rt_queue_pick *p, size_t most)
{
    bool unknown = p->after_key == INT64_MIN;

    mark(m, RT_I64(p->after));
    if (p->by_profit) {
        mark(m, RT_I64(unknown ? INT64_MIN : p->after_key));
        mark(m, RT_I64(unknown ? INT64_MIN : p->after_key));
        mark(m, RT_I64(p->after_id));
        mark(m, RT_I64(unknown));
        mark(m, RT_I64(unknown));
    } else {
        mark(m, RT_I64(p->after_key));
        mark(m, RT_I64(p->after_key));
    }
    mark(m, RT_I64(p->after_id));
    mark(m, RT_I64((int64_t)most));
}

struct queue_list {
    struct rt_queue_row *list;
    size_t n;
    bool by_profit;
    struct rt_arena *a;
};

static void
read_case(const struct rt_stmt *st, struct rt_arena *a, struct rt_case *out)
{
    *out = (struct rt_case){
        .id = rt_col_i64(st, Q_ID),
        .contract_id = rt_col_i64(st, Q_CONTRACT),
        .client_id = rt_col_i64(st, Q_CLIENT),
        .offer_id = rt_col_i64(st, Q_OFFER_ID),
        .manager_id = rt_col_i64(st, Q_MANAGER_ID),
        .reason = rt_col_str(st, Q_REASON, a),
        .words = rt_col_str(st, Q_WORDS, a),
        .due_at = rt_col_i64(st, Q_DUE),
        .callback_at = rt_col_i64(st, Q_CALLBACK),
        .version = (int32_t)rt_col_i64(st, Q_VERSION),
    };
    /* A step that is unknown is shown as no state at all. */
    if (rt_case_state_read(rt_col_str(st, Q_STATUS, a),
                           rt_col_str(st, Q_STEP, a), false, out->offer_id != 0,
                           out->manager_id != 0, &out->state, &out->imported,
                           NULL) != RT_OK)
        out->state = RT_STEP_NONE;
}

static void
take_row(void *arg, const struct rt_stmt *st)
{
    struct queue_list *to = arg;
    struct rt_queue_row *r;
    bool no_key = rt_col_null(st, Q_KEY);

    RT_GROW(to->a, to->list, to->n);
    r = &to->list[to->n++];
    read_case(st, to->a, &r->c);
    r->key = no_key ? INT64_MIN : rt_col_i64(st, Q_KEY);
    r->tie = to->by_profit ? r->c.contract_id : r->c.id;
    r->last_name = rt_col_str(st, Q_LAST, to->a);
    r->first_name = rt_col_str(st, Q_FIRST, to->a);
    r->number = rt_col_str(st, Q_NUMBER, to->a);
    r->region = rt_col_str(st, Q_REGION, to->a);
    r->plan = rt_col_str(st, Q_PLAN, to->a);
    r->start = (int32_t)rt_col_i64_or(st, Q_START, RT_DAY_NONE);
    r->end = (int32_t)rt_col_i64_or(st, Q_END, RT_DAY_OPEN);
    r->active = (int)rt_col_i64_or(st, Q_ACTIVE, -1);
    r->deleted = rt_col_i64(st, Q_DELETED) != 0;
    r->has_profit = !rt_col_null(st, Q_PROFIT);
    r->profit = rt_col_i64(st, Q_PROFIT);
    r->offer = rt_col_str(st, Q_OFFER, to->a);
    r->offer_state = rt_desk_word_at(rt_offering_state_words,
                                     rt_col_str(st, Q_OFFER_STATE, to->a));
    r->manager = rt_col_str(st, Q_MANAGER, to->a);
    r->unanswered = rt_col_i64(st, Q_UNANSWERED);
}

/* Whatever else narrows the list is not counted. */
static enum rt_code
count_of(struct rt_db *db, const struct rt_queue_pick *p, enum rt_queue_who who,
         int64_t *out, struct rt_err *err)
{
    struct rt_queue_pick bare = *p;
    struct marks m = {0};
    enum lead lead;

    bare.who = who;
    bare.step = bare.reason = NULL;
    bare.manager_id = 0;
    lead = lead_of(&bare);
    mark(&m, lead_value(&bare, lead));
    mark_seen(&m, p);
    mark(&m, RT_I64(RT_QUEUE_COUNTED));
    return rt_db_query_i64(db, sql_counts[lead],
                           (struct rt_params){m.list, m.n}, out, err);
}

/* A list that is narrowed is short enough to be sorted. */
static enum rt_code
choose_list(struct rt_db *db, const struct rt_queue_pick *p, enum lead lead,
            const char **sql, struct rt_err *err)
{
    bool narrow = lead == LEAD_USER || lead == LEAD_REASON || p->step != NULL;
    int64_t many = 0;
    enum rt_code rc = RT_OK;

    if (p->by_profit && !narrow)
        rc = count_of(db, p, p->who, &many, err);
    *sql = many >= RT_QUEUE_COUNTED ? sql_many_profit
                                    : sql_lists[lead][p->by_profit];
    return rc;
}

enum rt_code
rt_desk_queue(struct rt_db *db, const struct rt_queue_pick *p, size_t most,
              struct rt_arena *a, struct rt_queue_row **list, size_t *n,
              struct rt_err *err)
{
    struct queue_list to = {.by_profit = p->by_profit, .a = a};
    enum lead lead = lead_of(p);
    struct marks m = {0};
    const char *sql;
    enum rt_code rc = choose_list(db, p, lead, &sql, err);

    *list = NULL;
    *n = 0;
    if (rc != RT_OK)
        return rc;
    mark(&m, lead_value(p, lead));
    mark_filters(&m, p);
    mark_after(&m, p, most);
    rc = rt_db_each(db, sql, (struct rt_params){m.list, m.n}, take_row, &to,
                    err);
    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_desk_queue_count(struct rt_db *db, const struct rt_queue_pick *p,
                    struct rt_queue_counts *out, struct rt_err *err)
{
    struct marks m = {0};
    enum rt_code rc = RT_OK;

    for (int who = 0; rc == RT_OK && who < RT_QUEUE_WHO__MAX; who++)
        rc = count_of(db, p, (enum rt_queue_who)who, &out->of[who], err);
    mark_seen(&m, p);
    mark(&m, RT_I64(RT_QUEUE_COUNTED));
    if (rc == RT_OK)
        rc = rt_db_query_i64(db, sql_count_by_hand,
                             (struct rt_params){m.list, m.n}, &out->by_hand,
                             err);
    return rc;
}

static void
mark_late(struct marks *m, struct rt_param hands, int64_t now,
          const struct rt_desk_sight *s)
{
    mark(m, hands);
    mark(m, RT_I64(now));
    mark_number(m, s->client_id);
    mark(m, RT_I64(RT_QUEUE_LATE));
}

enum rt_code
rt_desk_queue_late(struct rt_db *db, const struct rt_desk_sight *sight,
                   int64_t now, int64_t *n, struct rt_err *err)
{
    struct marks m = {0};
    enum rt_code rc;

    mark_late(&m, RT_I64(sight->user_id), now, sight);
    if (sight->own_only)
        mark_late(&m, RT_NULL, now, sight);
    rc = rt_db_query_i64(db, sight->own_only ? sql_late_seen : sql_late,
                         (struct rt_params){m.list, m.n}, n, err);
    if (rc == RT_OK && *n > RT_QUEUE_LATE)
        *n = RT_QUEUE_LATE;
    return rc;
}
