#include "repo/desk_queue.h"

#include "base/date.h"
#include "repo/desk_sql.h"

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

#define OF_PART " WHERE c.queue_part = ? AND c.queue_at IS NOT NULL"
#define OF_USER " WHERE c.assigned_manager_id = ? AND c.queue_at IS NOT NULL"
#define OF_ALL " WHERE ? IS NOT NULL AND c.queue_at IS NOT NULL"
/* A condition whose first mark is 0 is no condition. */
#define OF_ANY \
    " WHERE c.queue_at IS NOT NULL AND (? = 0 OR c.queue_part = ?)" \
    " AND (? = 0 OR c.assigned_manager_id = ?)"

#define SEEN \
    " AND (? = 0 OR c.assigned_manager_id IS NULL" \
    "  OR c.assigned_manager_id = ?)" \
    " AND (? = 0 OR c.contract_id IS NULL OR c.contract_id NOT IN" \
    "  (SELECT own.id FROM contracts own WHERE own.client_id = ?))"
#define VALUES "?,?,?,?,?,?,?,?" /* RT_QUEUE_VALUES */
#define FILTERS SEEN \
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

static const char sql_part[] =
    COLUMNS BY_DUE FROM_CASES("by_part") OF_PART FILTERS AFTER_DUE;
static const char sql_mine[] =
    COLUMNS BY_DUE FROM_CASES("by_hands") OF_USER FILTERS AFTER_DUE;
static const char sql_all[] =
    COLUMNS BY_DUE FROM_CASES("by_open") OF_ALL FILTERS AFTER_DUE;
/* Few cases are sorted; of many the contracts lead. */
static const char sql_part_profit[] =
    COLUMNS BY_PROFIT FROM_CASES("by_part") OF_PART FILTERS AFTER_PROFIT;
static const char sql_mine_profit[] =
    COLUMNS BY_PROFIT FROM_CASES("by_hands") OF_USER FILTERS AFTER_PROFIT;
static const char sql_all_profit[] =
    COLUMNS BY_PROFIT FROM_CASES("by_open") OF_ALL FILTERS AFTER_PROFIT;
static const char sql_many_profit[] =
    COLUMNS BY_PROFIT FROM_CONTRACTS OF_ANY FILTERS AFTER_PROFIT;

#define COUNT(from) \
    "SELECT COUNT(*) FROM (SELECT 1" from SEEN " LIMIT ?) few"
#define JUST(index) " FROM retention_cases c FORCE INDEX (" index ")"
static const char sql_count_part[] = COUNT(JUST("by_part") OF_PART);
static const char sql_count_mine[] = COUNT(JUST("by_hands") OF_USER);
static const char sql_count_all[] = COUNT(JUST("by_open") OF_ALL);
static const char sql_count_by_hand[] =
    "SELECT COUNT(*) FROM (SELECT 1 FROM notices n"
    " LEFT JOIN retention_cases c ON c.id = n.case_id"
    " WHERE n.state = 'by_hand' AND n.user_id IS NULL" SEEN " LIMIT ?) few";

/* clang-format on */

enum { PART_NEW = 1, PART_CLIENT = 3 };

static int64_t
part_of(enum rt_queue_who who)
{
    return who == RT_QUEUE_NEW      ? PART_NEW
           : who == RT_QUEUE_CLIENT ? PART_CLIENT
                                    : 0;
}

/* What the first condition of a list is about. */
static int64_t
lead_of(enum rt_queue_who who, int64_t user_id)
{
    return who == RT_QUEUE_MINE ? user_id : part_of(who);
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
    mark(m, RT_I64(p->own));
    mark(m, RT_I64(p->user_id));
    mark_number(m, p->client_id);
}

static void
mark_filters(struct marks *m, const struct rt_queue_pick *p)
{
    mark_seen(m, p);
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

static const char *
list_sql(const struct rt_queue_pick *p)
{
    switch (p->who) {
    case RT_QUEUE_MINE:
        return p->by_profit ? sql_mine_profit : sql_mine;
    case RT_QUEUE_ALL:
        return p->by_profit ? sql_all_profit : sql_all;
    default:
        return p->by_profit ? sql_part_profit : sql_part;
    }
}

static enum rt_code
count_of(struct rt_db *db, const struct rt_queue_pick *p, enum rt_queue_who who,
         int64_t *out, struct rt_err *err)
{
    struct marks m = {0};
    const char *sql = who == RT_QUEUE_MINE  ? sql_count_mine
                      : who == RT_QUEUE_ALL ? sql_count_all
                                            : sql_count_part;

    mark(&m, RT_I64(lead_of(who, p->user_id)));
    mark_seen(&m, p);
    mark(&m, RT_I64(RT_QUEUE_COUNTED));
    return rt_db_query_i64(db, sql, (struct rt_params){m.list, m.n}, out, err);
}

enum rt_code
rt_desk_queue(struct rt_db *db, const struct rt_queue_pick *p, size_t most,
              struct rt_arena *a, struct rt_queue_row **list, size_t *n,
              struct rt_err *err)
{
    struct queue_list to = {.by_profit = p->by_profit, .a = a};
    struct marks m = {0};
    const char *sql = list_sql(p);
    int64_t many = 0;
    enum rt_code rc = RT_OK;

    if (p->by_profit && p->who != RT_QUEUE_MINE)
        rc = count_of(db, p, p->who, &many, err);
    if (rc != RT_OK)
        return rc;
    if (many >= RT_QUEUE_COUNTED) {
        sql = sql_many_profit;
        mark_number(&m, part_of(p->who));
        mark_number(&m, 0);
    } else {
        mark(&m, RT_I64(lead_of(p->who, p->user_id)));
    }
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
