#include "repo/audit_log.h"

#include "repo/load_sql.h"

/* clang-format off */
enum {
    C_ID, C_AT, C_TIME, C_ACTOR, C_ACTION, C_RESULT, C_SOURCE, C_USER_ID, C_USER,
    C_ENTITY, C_ENTITY_ID, C_FIELD, C_BEFORE, C_AFTER, C_REQUEST,
    C_NAMED
};
#define SELECT_ROW                                                         \
    "SELECT g.id, " SQL_SECOND("g.happened_at") ","                        \
    " DATE_FORMAT(g.happened_at, '%Y-%m-%dT%H:%i:%s.%fZ'), g.actor,"       \
    " g.action, g.result, g.source, g.user_id,"                            \
    " (SELECT COALESCE(u.login, u.name) FROM users u"                      \
    "   WHERE u.id = g.user_id),"                                          \
    " g.entity, g.entity_id, g.field, g.before_value, g.after_value,"      \
    " g.request_id,"                                                       \
    " (SELECT COALESCE(o.login, o.name) FROM users o"                      \
    "   WHERE g.entity = 'user' AND o.id = g.entity_id)"                   \
    " FROM audit_log g"

/* A condition whose first mark is 0 is no condition: the server sees that
 * before it chooses an index. */
static const char sql_list[] =
    SELECT_ROW
    " WHERE (? = 0 OR g.user_id = ?)"
    " AND (? = 0 OR g.actor = ?)"
    " AND (? = 0 OR g.action = ?)"
    " AND (? = 0 OR g.entity = ?)"
    " AND (? = 0 OR g.entity_id = ?)"
    " AND (? = 0 OR g.happened_at >= " SQL_FROM_SECOND ")"
    " AND (? = 0 OR g.happened_at < " SQL_FROM_SECOND ")"
    " AND (? = 0 OR g.id < ?)"
    " ORDER BY g.id DESC LIMIT ?";

/* The lock waits for rows that are not committed yet. */
static const char sql_next[] =
    SELECT_ROW
    " WHERE g.id > ? AND (? = 0 OR g.happened_at >= " SQL_FROM_SECOND ")"
    " ORDER BY g.id LIMIT ? LOCK IN SHARE MODE";

static const char sql_first[] =
    "SELECT COALESCE(MIN(g.id), 0) FROM audit_log g"
    " WHERE g.happened_at >= " SQL_FROM_SECOND;

static const char sql_actions[] =
    "SELECT DISTINCT action FROM audit_log ORDER BY action";
static const char sql_entities[] =
    "SELECT DISTINCT entity FROM audit_log WHERE entity IS NOT NULL"
    " ORDER BY entity";
/* clang-format on */

static void
read_row(const struct rt_stmt *st, struct rt_arena *a,
         struct rt_audit_entry *out)
{
    *out = (struct rt_audit_entry){
        .id = rt_col_i64(st, C_ID),
        .at = rt_col_i64(st, C_AT),
        .time = rt_col_str(st, C_TIME, a),
        .actor = rt_col_str(st, C_ACTOR, a),
        .action = rt_col_str(st, C_ACTION, a),
        .result = rt_col_str(st, C_RESULT, a),
        .source = rt_col_str(st, C_SOURCE, a),
        .user_id = rt_col_i64(st, C_USER_ID),
        .user = rt_col_str(st, C_USER, a),
        .entity = rt_col_str(st, C_ENTITY, a),
        .entity_id = rt_col_i64(st, C_ENTITY_ID),
        .field = rt_col_str(st, C_FIELD, a),
        .before = rt_col_str(st, C_BEFORE, a),
        .after = rt_col_str(st, C_AFTER, a),
        .request_id = rt_col_str(st, C_REQUEST, a),
        .named = rt_col_str(st, C_NAMED, a),
    };
}

static enum rt_code
read_rows(struct rt_db *db, const char *sql, struct rt_params params,
          struct rt_arena *a, struct rt_audit_entry **list, size_t *n,
          struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql, params, &st, err);

    *list = NULL;
    *n = 0;
    while (rc == RT_OK && (rc = rt_stmt_step(st, err)) == RT_OK) {
        RT_GROW(a, *list, *n);
        read_row(st, a, &(*list)[(*n)++]);
    }
    rt_stmt_free(st);
    return rc == RT_NONE ? RT_OK : rc;
}

#define GIVEN(x) RT_I64((x) != 0)

enum rt_code
rt_audit_list(struct rt_db *db, const struct rt_audit_pick *p, size_t most,
              struct rt_arena *a, struct rt_audit_entry **list, size_t *n,
              struct rt_err *err)
{
    return read_rows(
        db, sql_list,
        RT_PARAMS(GIVEN(p->user_id), RT_I64(p->user_id), GIVEN(p->actor),
                  RT_STR(p->actor), GIVEN(p->action), RT_STR(p->action),
                  GIVEN(p->entity), RT_STR(p->entity), GIVEN(p->entity_id),
                  RT_I64(p->entity_id), GIVEN(p->from), RT_I64(p->from),
                  GIVEN(p->to), RT_I64(p->to), GIVEN(p->before),
                  RT_I64(p->before), RT_I64((int64_t)most)),
        a, list, n, err);
}

enum rt_code
rt_audit_next(struct rt_db *db, int64_t after, int64_t since,
              struct rt_arena *a, struct rt_audit_entry **list, size_t *n,
              struct rt_err *err)
{
    int64_t first = 0;
    enum rt_code rc = RT_OK;

    *n = 0;
    /* Who goes on from a row is past the first one of that time. */
    if (since != 0 && after == 0)
        rc = rt_db_query_i64(db, sql_first, RT_PARAMS(RT_I64(since)), &first,
                             err);
    if (rc != RT_OK)
        return rc;
    if (first > after + 1)
        after = first - 1;
    return read_rows(db, sql_next,
                     RT_PARAMS(RT_I64(after), GIVEN(since), RT_I64(since),
                               RT_I64(RT_AUDIT_BATCH)),
                     a, list, n, err);
}

enum rt_code
rt_audit_actions(struct rt_db *db, struct rt_arena *a, const char ***list,
                 size_t *n, struct rt_err *err)
{
    return rt_db_query_strs(db, sql_actions, RT_NO_PARAMS, a, list, n, err);
}

enum rt_code
rt_audit_entities(struct rt_db *db, struct rt_arena *a, const char ***list,
                  size_t *n, struct rt_err *err)
{
    return rt_db_query_strs(db, sql_entities, RT_NO_PARAMS, a, list, n, err);
}

enum rt_code
rt_audit_changed_by(struct rt_db *db, const char *entity, int64_t id,
                    struct rt_arena *a, const char **who, int64_t *at,
                    struct rt_err *err)
{
    static const char sql[] =
        "SELECT COALESCE(u.login, u.name, ''), " SQL_SECOND("g.happened_at")
        " FROM audit_log g LEFT JOIN users u ON u.id = g.user_id"
        " WHERE g.entity = ? AND g.entity_id = ? AND g.result = 'done'"
        " ORDER BY g.id DESC LIMIT 1";
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_first(db, sql, RT_PARAMS(RT_STR(entity), RT_I64(id)), &st, err);

    if (rc == RT_OK) {
        *who = rt_col_str(st, 0, a);
        *at = rt_col_i64(st, 1);
    }
    rt_stmt_free(st);
    return rc;
}
