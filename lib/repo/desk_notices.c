#include "repo/desk_notices.h"

#include "repo/desk_sql.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Members of struct rt_desk_notice that its text needs: numbers. */
#define ARGS(X) \
    X(manager_id) \
    X(due_at) \
    X(until) \
    X(undo_until) \
    X(callback_at) \
    X(n) \
    X(day) \
    X(last_day)

static const char *const states[] = {"waiting", "by_hand", "told"};

/* clang-format off */

static const char sql_insert[] =
    "INSERT INTO notices (dedup_key, case_id, client_id, user_id, message_id,"
    " word, args, channel, state, not_before, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, " SQL_FROM_SECOND ","
    " " SQL_FROM_SECOND ")";

static const char sql_named[] =
    "SELECT args FROM notices WHERE case_id = ? AND user_id IS NULL"
    " AND word IN ('to_manager', 'proposal', 'callback', 'passed',"
    "  'order_failed') ORDER BY id DESC LIMIT 1";

static const char sql_nobody[] =
    "SELECT " SQL_SECOND("MAX(created_at)") " FROM notices"
    " WHERE case_id = ? AND word = 'staff_nobody'";

static const char sql_by_hand[] =
    "UPDATE notices SET state = 'by_hand', channel = ''"
    " WHERE client_id = ? AND user_id IS NULL AND state = 'waiting'";

static const char sql_shut[] =
    "UPDATE users u JOIN clients k ON k.telegram_id = u.telegram_id"
    " SET u.unreachable_at = COALESCE(u.unreachable_at, " SQL_FROM_SECOND ")"
    " WHERE k.id = ?";

enum { N_ID, N_WORD, N_ARGS, N_STATE, N_CASE, N_CLIENT, N_USER, N_MESSAGE,
       N_CONTRACT, N_CREATED, N_LANG, N_PHONE, N_EMAIL, N_MANAGER, N_LAST,
       N_FIRST, N_KEY };
#define SELECT_NOTICES(where) \
    "SELECT n.id, n.word, n.args, n.state, n.case_id, n.client_id, n.user_id," \
    " n.message_id, c.contract_id, " SQL_SECOND("n.created_at") "," \
    " COALESCE(s.language, u.language), k.phone, k.email," \
    " c.assigned_manager_id, k.last_name, k.first_name, n.dedup_key" \
    " FROM notices n LEFT JOIN retention_cases c ON c.id = n.case_id" \
    " LEFT JOIN clients k ON k.id = n.client_id" \
    " LEFT JOIN users s ON s.id = n.user_id" \
    " LEFT JOIN users u ON n.user_id IS NULL" \
    "  AND u.telegram_id = k.telegram_id" \
    " WHERE " where " ORDER BY n.id"
static const char *const sql_lists[RT_NOTICES__MAX] = {
    [RT_NOTICES_OF_EVENT] =
        SELECT_NOTICES("n.dedup_key LIKE CONCAT('e', ?, ':%')"),
    [RT_NOTICES_OF_CASE] = SELECT_NOTICES("n.case_id = ?"),
    [RT_NOTICES_TO_EXPORT] = SELECT_NOTICES(
        "n.state = 'by_hand' AND n.user_id IS NULL AND n.id >= ?"),
    [RT_NOTICES_ONE] = SELECT_NOTICES("n.id = ?"),
};

/* As the count of the queue has it; marks of 0 are no conditions. */
static const char sql_tasks[] =
    SELECT_NOTICES("n.state = 'by_hand' AND n.user_id IS NULL AND n.id > ?"
    " AND (? = 0 OR c.assigned_manager_id IS NULL"
    "  OR c.assigned_manager_id = ?)"
    " AND (? = 0 OR n.client_id IS NULL OR n.client_id <> ?)") " LIMIT ?";

static const char sql_close[] =
    "UPDATE notices SET state = ?, done_at = " SQL_FROM_SECOND ", done_by = ?"
    " WHERE id = ? AND user_id IS NULL AND state IN ('by_hand', 'failed')"
    " AND state <> ?";

static const char sql_text[] = "SELECT body FROM messages WHERE id = ?";

/* clang-format on */

#define PUT(member) \
    if (n->member != 0) \
        json_object_set_new(o, #member, json_integer((json_int_t)n->member));

const char *
rt_notice_args(const struct rt_desk_notice *n, struct rt_arena *a)
{
    json_t *o = json_object();
    const char *copy;
    char *text;

    ARGS(PUT)
    json_object_set_new(o, "what", json_string(rt_desk_event_name(n->what)));
    text = json_dumps(o, JSON_COMPACT);
    if (text == NULL)
        rt_die("a notice cannot be written as JSON");
    copy = rt_strdup(a, text);
    free(text);
    json_decref(o);
    return copy;
}

#define GET(member) \
    out->member = (__typeof__(out->member))json_integer_value( \
        json_object_get(o, #member));

enum rt_code
rt_notice_read_args(const char *text, struct rt_desk_notice *out,
                    struct rt_err *err)
{
    json_t *o = json_loads(text != NULL ? text : "", 0, NULL);
    const char *what = json_string_value(json_object_get(o, "what"));
    enum rt_code rc = RT_OK;

    ARGS(GET)
    if (what == NULL || rt_desk_event_parse(what, &out->what) != RT_OK)
        rc = rt_fail(err, RT_EBROKEN, "notices.args is broken: %.80s",
                     text != NULL ? text : "NULL");
    json_decref(o);
    return rc;
}

enum rt_code
rt_notice_insert(struct rt_db *db, const struct rt_notice_row *row,
                 const struct rt_desk_notice *n, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    const char *word =
        rt_fmt(a, "%s%s", rt_desk_word_is_staff(n->word) ? "staff_" : "",
               rt_desk_word_key(n->word));
    enum rt_code rc = rt_db_exec(
        db, sql_insert,
        RT_PARAMS(RT_STR(row->key), rt_param_i64_or_null(row->case_id, 0),
                  rt_param_i64_or_null(row->client_id, 0),
                  rt_param_i64_or_null(row->user_id, 0),
                  rt_param_i64_or_null(row->message_id, 0), RT_STR(word),
                  RT_STR(rt_notice_args(n, a)), RT_STR(row->channel),
                  RT_STR(states[n->state]), rt_param_instant(n->not_before),
                  RT_I64(row->at)),
        err);

    rt_arena_free(a);
    return rc;
}

enum rt_code
rt_notices_told(struct rt_db *db, int64_t case_id, struct rt_arena *a,
                int64_t *named_id, int64_t *nobody_at, struct rt_err *err)
{
    struct rt_desk_notice last = {0};
    const char *args = NULL;
    enum rt_code rc = rt_db_query_str(
        db, sql_named, RT_PARAMS(RT_I64(case_id)), a, &args, err);

    if (rc == RT_NONE)
        rc = RT_OK;
    if (rc == RT_OK && args != NULL)
        rc = rt_notice_read_args(args, &last, err);
    *named_id = last.manager_id;
    *nobody_at = 0;
    if (rc == RT_OK)
        rc = rt_db_query_i64(db, sql_nobody, RT_PARAMS(RT_I64(case_id)),
                             nobody_at, err);
    return rc;
}

enum rt_code
rt_notices_unreachable(struct rt_db *db, int64_t client_id, int64_t at,
                       struct rt_err *err)
{
    enum rt_code rc =
        rt_db_exec(db, sql_by_hand, RT_PARAMS(RT_I64(client_id)), err);

    if (rc == RT_OK)
        rc = rt_db_exec(db, sql_shut, RT_PARAMS(RT_I64(at), RT_I64(client_id)),
                        err);
    return rc;
}

struct notice_list {
    struct rt_notice *list;
    size_t n;
    enum rt_code rc;
    struct rt_arena *a;
    struct rt_err *err;
};

/* The word without "staff_"; one that is unknown says nothing. */
static enum rt_desk_word
read_word(const char *word)
{
    static const char staff[] = "staff_";
    bool is_staff = strncmp(word, staff, sizeof staff - 1) == 0;
    const char *key = is_staff ? word + sizeof staff - 1 : word;

    for (int w = 0; w < RT_SAY__MAX; w++) {
        if (strcmp(rt_desk_word_key((enum rt_desk_word)w), key) == 0 &&
            rt_desk_word_is_staff((enum rt_desk_word)w) == is_staff)
            return (enum rt_desk_word)w;
    }
    return RT_SAY_NOTHING;
}

/* "e12:0" */
static int64_t
event_of(const char *key)
{
    return key != NULL && key[0] == 'e' ? strtoll(key + 1, NULL, 10) : 0;
}

static void
take_notice(void *arg, const struct rt_stmt *st)
{
    struct notice_list *to = arg;
    struct rt_notice *n;

    RT_GROW(to->a, to->list, to->n);
    n = &to->list[to->n++];
    *n = (struct rt_notice){
        .id = rt_col_i64(st, N_ID),
        .event_id = event_of(rt_col_str(st, N_KEY, to->a)),
        .word = read_word(rt_col_str(st, N_WORD, to->a)),
        .state = rt_col_str(st, N_STATE, to->a),
        .case_id = rt_col_i64(st, N_CASE),
        .client_id = rt_col_i64(st, N_CLIENT),
        .user_id = rt_col_i64(st, N_USER),
        .message_id = rt_col_i64(st, N_MESSAGE),
        .contract_id = rt_col_i64(st, N_CONTRACT),
        .created_at = rt_col_i64(st, N_CREATED),
        .lang = rt_col_str(st, N_LANG, to->a),
        .phone = rt_col_str(st, N_PHONE, to->a),
        .email = rt_col_str(st, N_EMAIL, to->a),
        .manager_id = rt_col_i64(st, N_MANAGER),
        .last_name = rt_col_str(st, N_LAST, to->a),
        .first_name = rt_col_str(st, N_FIRST, to->a),
    };
    if (to->rc == RT_OK)
        to->rc = rt_notice_read_args(rt_col_str(st, N_ARGS, to->a), &n->values,
                                     to->err);
}

static enum rt_code
read_list(struct rt_db *db, const char *sql, struct rt_params params,
          struct rt_arena *a, struct rt_notice **list, size_t *n,
          struct rt_err *err)
{
    struct notice_list to = {.rc = RT_OK, .a = a, .err = err};
    enum rt_code rc = rt_db_each(db, sql, params, take_notice, &to, err);

    *list = to.list;
    *n = to.n;
    return rc == RT_OK ? to.rc : rc;
}

enum rt_code
rt_notices_list(struct rt_db *db, enum rt_notices_of which, int64_t id,
                struct rt_arena *a, struct rt_notice **list, size_t *n,
                struct rt_err *err)
{
    return read_list(db, sql_lists[which], RT_PARAMS(RT_I64(id)), a, list, n,
                     err);
}

enum rt_code
rt_notices_tasks(struct rt_db *db, const struct rt_desk_sight *sight,
                 int64_t after, size_t most, struct rt_arena *a,
                 struct rt_notice **list, size_t *n, struct rt_err *err)
{
    return read_list(
        db, sql_tasks,
        RT_PARAMS(RT_I64(after), RT_I64(sight->own_only),
                  RT_I64(sight->user_id), RT_I64(sight->client_id),
                  RT_I64(sight->client_id), RT_I64((int64_t)most)),
        a, list, n, err);
}

size_t
rt_notices_last(const struct rt_notice *list, size_t n)
{
    size_t first = n;
    int64_t event = 0;

    for (size_t i = n; i-- > 0;) {
        if (list[i].user_id != 0)
            continue;
        if (first != n && (list[i].event_id == 0 || list[i].event_id != event))
            break;
        first = i;
        event = list[i].event_id;
    }
    return first;
}

enum rt_code
rt_notice_close(struct rt_db *db, int64_t id, const char *state, int64_t at,
                int64_t user_id, bool *done, struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(db, sql_close,
                                 RT_PARAMS(RT_STR(state), RT_I64(at),
                                           rt_param_i64_or_null(user_id, 0),
                                           RT_I64(id), RT_STR(state)),
                                 err);

    *done = rc == RT_OK && rt_db_affected(db) == 1;
    return rc;
}

struct telling {
    int64_t id, at;
    const struct rt_audit *row;
};

static enum rt_code
told_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct telling *t = arg;
    bool done;
    enum rt_code rc = rt_notice_close(db, t->id, "told", t->at,
                                      t->row->by.user_id, &done, err);

    return rc == RT_OK && done ? rt_audit_put(db, t->row, err) : rc;
}

enum rt_code
rt_notice_told(struct rt_db *db, int64_t id, int64_t at,
               const struct rt_audit *row, struct rt_err *err)
{
    struct telling t = {id, at, row};

    return rt_db_tx(db, told_work, NULL, &t, err);
}

enum rt_code
rt_desk_message_text(struct rt_db *db, int64_t id, struct rt_arena *a,
                     const char **text, struct rt_err *err)
{
    return rt_db_query_str(db, sql_text, RT_PARAMS(RT_I64(id)), a, text, err);
}
