#include "repo/message_book.h"

#include "base/date.h"
#include "repo/desk_sql.h"

/* clang-format off */

enum { T_CLIENT, T_LAST, T_FIRST, T_WAITING, T_SINCE, T_LAST_ID, T_LAST_AT,
       T_DIRECTION, T_TEXT, T_CASE, T_MANAGER, T_LOGIN };

/* The client's open case. */
#define OPEN_CASE(client) \
    "(SELECT MAX(c.id) FROM retention_cases c WHERE c.client_id = " client \
    " AND c.status IN ('active', 'escalated') AND c.deleted_at IS NULL)"

#define SEEN \
    " (? = 0 OR x.id <> ?) AND (? = 0 OR c.assigned_manager_id IS NULL" \
    "  OR c.assigned_manager_id = ?)"

#define WAITING \
    "direction = 'from_client' AND answered_at IS NULL"

/* The parts of a thread: `m` is its latest message, `x` the client. */
#define THREAD \
    " x.id, x.last_name, x.first_name," \
    " (SELECT COUNT(*) FROM messages w WHERE w.client_id = x.id" \
    "  AND w." WAITING ")," \
    " (SELECT " SQL_SECOND("MIN(w.created_at)") " FROM messages w" \
    "  WHERE w.client_id = x.id AND w." WAITING ")," \
    " m.id, " SQL_SECOND("m.created_at") ", m.direction, m.body," \
    " c.id, c.assigned_manager_id, u.login"
#define CASE_OF_CLIENT \
    " LEFT JOIN retention_cases c ON c.id = " OPEN_CASE("x.id") \
    " LEFT JOIN users u ON u.id = c.assigned_manager_id"

/* Both lists walk along an index and end at their last row, however many
 * messages there are: t is the first message of a thread that waits ... */
static const char sql_waiting[] =
    "SELECT STRAIGHT_JOIN" THREAD " FROM messages t FORCE INDEX (by_answer)"
    " JOIN clients x ON x.id = t.client_id"
    " JOIN messages m ON m.id = (SELECT MAX(l.id) FROM messages l"
    "  WHERE l.client_id = t.client_id AND l." WAITING ")"
    CASE_OF_CLIENT " WHERE t.direction = 'from_client'"
    " AND t.answered_at IS NULL AND t.id > ?"
    " AND NOT EXISTS (SELECT 1 FROM messages e WHERE e.client_id = t.client_id"
    "  AND e.id < t.id AND e." WAITING ") AND" SEEN
    " ORDER BY t.id LIMIT 51";

/* ... or the last one of any. */
static const char sql_all[] =
    "SELECT STRAIGHT_JOIN" THREAD " FROM messages m FORCE INDEX (PRIMARY)"
    " JOIN clients x ON x.id = m.client_id"
    CASE_OF_CLIENT " WHERE m.id < ?"
    " AND NOT EXISTS (SELECT 1 FROM messages e WHERE e.client_id = m.client_id"
    "  AND e.id > m.id) AND" SEEN " ORDER BY m.id DESC LIMIT 51";

static const char sql_one[] =
    "SELECT" THREAD " FROM clients x LEFT JOIN messages m ON m.id ="
    "  (SELECT MAX(l.id) FROM messages l WHERE l.client_id = x.id)"
    CASE_OF_CLIENT " WHERE x.id = ? AND x.merged_into IS NULL AND" SEEN;

static const char sql_first[] =
    "SELECT MIN(id) FROM messages WHERE client_id = ? AND " WAITING;
static const char sql_newest[] =
    "SELECT COALESCE(MAX(id), 0) FROM messages WHERE client_id = ? AND "
    WAITING;

static const char sql_count_all[] =
    "SELECT COUNT(DISTINCT client_id) FROM messages WHERE " WAITING;
static const char sql_count[] =
    "SELECT COUNT(*) FROM (SELECT DISTINCT client_id FROM messages WHERE "
    WAITING ") t JOIN clients x ON x.id = t.client_id"
    " LEFT JOIN retention_cases c ON c.id = " OPEN_CASE("x.id")
    " WHERE" SEEN;

static const char sql_contract[] =
    "SELECT id FROM contracts WHERE client_id = ? AND deleted_at IS NULL"
    " ORDER BY (end_date IS NULL OR end_date > " SQL_FROM_DAY ") DESC,"
    " start_date DESC, id DESC LIMIT 1";

enum { M_ID, M_AT, M_ANSWERED, M_DIRECTION, M_CHANNEL, M_TEXT, M_LOGIN, M_CASE,
       M_NOTICE };
static const char sql_list[] =
    "SELECT m.id, " SQL_SECOND("m.created_at") ","
    " " SQL_SECOND("m.answered_at") ", m.direction, m.channel, m.body,"
    " u.login, m.case_id,"
    " (SELECT n.state FROM notices n WHERE n.message_id = m.id"
    "  AND n.user_id IS NULL ORDER BY n.id DESC LIMIT 1)"
    " FROM messages m LEFT JOIN users u ON u.id = m.user_id"
    " WHERE m.client_id = ? AND m.id < ? ORDER BY m.id DESC LIMIT 101";

/* clang-format on */

struct thread_list {
    struct rt_thread *list;
    size_t n;
    struct rt_arena *a;
};

static bool
is_from_client(const char *direction)
{
    return direction != NULL && direction[0] == 'f';
}

static void
take_thread(void *arg, const struct rt_stmt *st)
{
    struct thread_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_thread){
        .client_id = rt_col_i64(st, T_CLIENT),
        .last_name = rt_col_str(st, T_LAST, to->a),
        .first_name = rt_col_str(st, T_FIRST, to->a),
        .waiting = rt_col_i64(st, T_WAITING),
        .since = rt_col_i64(st, T_SINCE),
        .last_id = rt_col_i64(st, T_LAST_ID),
        .last_at = rt_col_i64(st, T_LAST_AT),
        .from_client = is_from_client(rt_col_str(st, T_DIRECTION, to->a)),
        .text = rt_col_str(st, T_TEXT, to->a),
        .case_id = rt_col_i64(st, T_CASE),
        .manager_id = rt_col_i64(st, T_MANAGER),
        .manager = rt_col_str(st, T_LOGIN, to->a),
    };
}

static enum rt_code
list_threads(struct rt_db *db, const char *sql,
             const struct rt_desk_sight *view, int64_t key,
             struct thread_list *to, struct rt_err *err)
{
    return rt_db_each(db, sql,
                      RT_PARAMS(RT_I64(key), RT_I64(view->client_id),
                                RT_I64(view->client_id), RT_I64(view->own_only),
                                RT_I64(view->user_id)),
                      take_thread, to, err);
}

enum rt_code
rt_threads_waiting(struct rt_db *db, const struct rt_desk_sight *view,
                   int64_t after, struct rt_arena *a, struct rt_thread **list,
                   size_t *n, struct rt_err *err)
{
    struct thread_list to = {.a = a};
    enum rt_code rc = list_threads(db, sql_waiting, view, after, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_threads_all(struct rt_db *db, const struct rt_desk_sight *view,
               int64_t after, struct rt_arena *a, struct rt_thread **list,
               size_t *n, struct rt_err *err)
{
    struct thread_list to = {.a = a};
    enum rt_code rc = list_threads(db, sql_all, view,
                                   after != 0 ? after : INT64_MAX, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_thread_first_waiting(struct rt_db *db, int64_t client_id, int64_t *id,
                        struct rt_err *err)
{
    return rt_db_query_i64(db, sql_first, RT_PARAMS(RT_I64(client_id)), id,
                           err);
}

enum rt_code
rt_threads_count(struct rt_db *db, const struct rt_desk_sight *view, int64_t *n,
                 struct rt_err *err)
{
    if (view->client_id == 0 && !view->own_only)
        return rt_db_query_i64(db, sql_count_all, RT_NO_PARAMS, n, err);
    return rt_db_query_i64(
        db, sql_count,
        RT_PARAMS(RT_I64(view->client_id), RT_I64(view->client_id),
                  RT_I64(view->own_only), RT_I64(view->user_id)),
        n, err);
}

enum rt_code
rt_thread_find(struct rt_db *db, const struct rt_desk_sight *view,
               int64_t client_id, struct rt_arena *a, struct rt_thread *out,
               struct rt_err *err)
{
    struct thread_list to = {.a = a};
    enum rt_code rc = list_threads(db, sql_one, view, client_id, &to, err);

    if (rc == RT_OK && to.n == 0)
        return RT_NONE;
    if (rc == RT_OK)
        *out = to.list[0];
    return rc;
}

enum rt_code
rt_thread_contract(struct rt_db *db, int64_t client_id, int32_t today,
                   int64_t *contract_id, struct rt_err *err)
{
    return rt_db_query_i64(db, sql_contract,
                           RT_PARAMS(RT_I64(client_id), RT_I64(today)),
                           contract_id, err);
}

struct message_list {
    struct rt_message_entry *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_message(void *arg, const struct rt_stmt *st)
{
    struct message_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_message_entry){
        .id = rt_col_i64(st, M_ID),
        .at = rt_col_i64(st, M_AT),
        .answered_at = rt_col_i64(st, M_ANSWERED),
        .from_client = is_from_client(rt_col_str(st, M_DIRECTION, to->a)),
        .channel = rt_col_str(st, M_CHANNEL, to->a),
        .text = rt_col_str(st, M_TEXT, to->a),
        .user = rt_col_str(st, M_LOGIN, to->a),
        .case_id = rt_col_i64(st, M_CASE),
        .notice = rt_col_str(st, M_NOTICE, to->a),
    };
}

enum rt_code
rt_messages_list(struct rt_db *db, int64_t client_id, int64_t before,
                 struct rt_arena *a, struct rt_message_entry **list, size_t *n,
                 struct rt_err *err)
{
    struct message_list to = {.a = a};
    enum rt_code rc = rt_db_each(
        db, sql_list,
        RT_PARAMS(RT_I64(client_id), RT_I64(before != 0 ? before : INT64_MAX)),
        take_message, &to, err);

    for (size_t i = 0; i < to.n / 2; i++) {
        struct rt_message_entry t = to.list[i];

        to.list[i] = to.list[to.n - 1 - i];
        to.list[to.n - 1 - i] = t;
    }
    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_messages_newest(struct rt_db *db, int64_t client_id, int64_t *id,
                   struct rt_err *err)
{
    return rt_db_query_i64(db, sql_newest, RT_PARAMS(RT_I64(client_id)), id,
                           err);
}
