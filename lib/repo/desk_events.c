#include "repo/desk_events.h"

#include "repo/desk_sql.h"

/* clang-format off */

enum { E_KIND, E_STATUS, E_STEP, E_MANAGER, E_USER, E_AT, E_WAS };
static const char sql_list[] =
    "SELECT kind, status, step, manager_id, user_id,"
    " " SQL_SECOND("happened_at") ", was FROM case_events"
    " WHERE case_id = ? ORDER BY id";

static const char sql_seen[] =
    "SELECT EXISTS (SELECT 1 FROM case_events WHERE dedup_key = ?)"
    " OR EXISTS (SELECT 1 FROM messages WHERE dedup_key = ?)";
static const char sql_seen_event[] =
    "SELECT 1 FROM case_events WHERE dedup_key = ? FOR UPDATE";
static const char sql_seen_message[] =
    "SELECT 1 FROM messages WHERE dedup_key = ? FOR UPDATE";

/* Status and step are those that the case has by now. */
static const char sql_insert[] =
    "INSERT INTO case_events (case_id, dedup_key, kind, status, step, offer_id,"
    " case_offer_id, manager_id, actor, user_id, note, was, happened_at)"
    " SELECT id, ?, ?, status, step, ?, ?, ?, ?, ?, ?, ?, " SQL_FROM_SECOND
    " FROM retention_cases WHERE id = ?";

static const char sql_waiting[] =
    "SELECT " SQL_SECOND("MIN(created_at)") ", COALESCE(MAX(id), 0)"
    " FROM messages"
    " WHERE client_id = ? AND direction = 'from_client'"
    " AND answered_at IS NULL";

static const char sql_message[] =
    "INSERT INTO messages (dedup_key, client_id, case_id, direction, user_id,"
    " channel, body, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, " SQL_FROM_SECOND ")";

static const char sql_answer[] =
    "UPDATE messages SET answered_at = " SQL_FROM_SECOND
    " WHERE client_id = ? AND direction = 'from_client'"
    " AND answered_at IS NULL AND (? = 0 OR id <= ?)";

/* clang-format on */

struct event_list {
    struct rt_past_event *list;
    size_t n;
    struct rt_arena *a;
};

/* A status and step that are unknown tell of no state. */
static enum rt_desk_state
read_state(const char *status, const char *step)
{
    enum rt_desk_state state;
    bool imported;

    if (rt_case_state_read(status, step, false, false, false, &state, &imported,
                           NULL) != RT_OK ||
        imported)
        return RT_STEP_NONE;
    return state;
}

static void
take_event(void *arg, const struct rt_stmt *st)
{
    struct event_list *to = arg;
    struct rt_past_event *e;

    RT_GROW(to->a, to->list, to->n);
    e = &to->list[to->n++];
    *e = (struct rt_past_event){
        .kind = RT_DO__MAX,
        .state = read_state(rt_col_str(st, E_STATUS, to->a),
                            rt_col_str(st, E_STEP, to->a)),
        .manager_id = rt_col_i64(st, E_MANAGER),
        .user_id = rt_col_i64(st, E_USER),
        .at = rt_col_i64(st, E_AT),
        .was = rt_col_str(st, E_WAS, to->a),
    };
    if (rt_desk_event_parse(rt_col_str(st, E_KIND, to->a), &e->kind) != RT_OK)
        e->kind = RT_DO__MAX;
}

enum rt_code
rt_desk_events_list(struct rt_db *db, int64_t case_id, struct rt_arena *a,
                    struct rt_past_event **list, size_t *n, struct rt_err *err)
{
    struct event_list to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_list, RT_PARAMS(RT_I64(case_id)),
                                 take_event, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

static enum rt_code
seen_locked(struct rt_db *db, const char *key, bool *seen, struct rt_err *err)
{
    int64_t one;
    enum rt_code rc =
        rt_db_query_i64(db, sql_seen_event, RT_PARAMS(RT_STR(key)), &one, err);

    if (rc == RT_NONE)
        rc = rt_db_query_i64(db, sql_seen_message, RT_PARAMS(RT_STR(key)), &one,
                             err);
    *seen = rc == RT_OK;
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_desk_key_seen(struct rt_db *db, const char *key, bool lock, bool *seen,
                 struct rt_err *err)
{
    int64_t found = 0;
    enum rt_code rc;

    if (lock)
        return seen_locked(db, key, seen, err);
    rc = rt_db_query_i64(db, sql_seen, RT_PARAMS(RT_STR(key), RT_STR(key)),
                         &found, err);
    *seen = found != 0;
    return rc;
}

static const char *
actor_word(enum rt_desk_role role)
{
    switch (role) {
    case RT_DESK_CLIENT:
        return "client";
    case RT_DESK_MANAGER:
        return "manager";
    case RT_DESK_ADMIN:
        return "admin";
    default:
        return "system";
    }
}

enum rt_code
rt_desk_event_insert(struct rt_db *db, const struct rt_desk_event_row *e,
                     int64_t *id, struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(
        db, sql_insert,
        RT_PARAMS(RT_STR(e->key), RT_STR(rt_desk_event_name(e->kind)),
                  rt_param_i64_or_null(e->offer_id, 0),
                  rt_param_i64_or_null(e->case_offer_id, 0),
                  rt_param_i64_or_null(e->after->manager_id, 0),
                  RT_STR(actor_word(e->by)),
                  rt_param_i64_or_null(e->user_id, 0), RT_STR(e->note),
                  RT_STR(e->was), RT_I64(e->at), RT_I64(e->case_id)),
        err);

    if (rc == RT_OK)
        *id = rt_db_last_id(db);
    return rc;
}

enum rt_code
rt_desk_message_waiting(struct rt_db *db, int64_t client_id, int64_t *at,
                        int64_t *newest, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_first(db, sql_waiting, RT_PARAMS(RT_I64(client_id)), &st, err);

    if (rc == RT_OK) {
        *at = rt_col_i64(st, 0);
        *newest = rt_col_i64(st, 1);
    }
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_desk_message_insert(struct rt_db *db, const struct rt_desk_message *m,
                       int64_t *id, struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(
        db, sql_message,
        RT_PARAMS(RT_STR(m->key), RT_I64(m->client_id),
                  rt_param_i64_or_null(m->case_id, 0),
                  RT_STR(m->from_client ? "from_client" : "to_client"),
                  rt_param_i64_or_null(m->user_id, 0), RT_STR(m->channel),
                  RT_STR(m->text), RT_I64(m->at)),
        err);

    if (rc == RT_OK)
        *id = rt_db_last_id(db);
    return rc;
}

enum rt_code
rt_desk_messages_answer(struct rt_db *db, int64_t client_id, int64_t newest,
                        int64_t at, struct rt_err *err)
{
    return rt_db_exec(db, sql_answer,
                      RT_PARAMS(RT_I64(at), RT_I64(client_id), RT_I64(newest),
                                RT_I64(newest)),
                      err);
}
