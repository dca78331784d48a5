#include "repo/desk_cases.h"

#include "repo/desk_sql.h"

#include <string.h>

/* How each kind of column (RT_CASE_COLUMNS) is selected, set and inserted. */
#define READ_STATUS(column) column
#define READ_STEP(column) column
#define READ_SOURCE(column) column
#define READ_OUTCOME(column) column
#define READ_ARM(column) column
#define READ_TEXT(column) column
#define READ_ID(column) column
#define READ_INSTANT(column) SQL_SECOND(column)
#define READ_NUMBER(column) column
#define READ_FEE(column) column
#define READ_CLOSE(column) column

#define MARK_STATUS(column) "COALESCE(?, " column ")"
#define MARK_STEP(column) "COALESCE(?, " column ")"
#define MARK_SOURCE(column) "?"
#define MARK_OUTCOME(column) "?"
#define MARK_ARM(column) "?"
#define MARK_TEXT(column) "?"
#define MARK_ID(column) "?"
#define MARK_INSTANT(column) SQL_FROM_SECOND
#define MARK_NUMBER(column) "?"
#define MARK_FEE(column) "?"
#define MARK_CLOSE(column) "?"

#define NEW_STATUS "?"
#define NEW_STEP "?"
#define NEW_SOURCE "?"
#define NEW_OUTCOME "?"
#define NEW_ARM "?"
#define NEW_TEXT "?"
#define NEW_ID "?"
#define NEW_INSTANT SQL_FROM_SECOND
#define NEW_NUMBER "?"
#define NEW_FEE "?"
#define NEW_CLOSE "?"

#define READ(name, column, member, holds) ", " READ_##holds(column)
#define NAME(name, column, member, holds) ", " column
#define SET(name, column, member, holds) ", " column " = " MARK_##holds(column)
#define NEW(name, column, member, holds) ", " NEW_##holds

/* clang-format off */

enum { C_ID, C_CONTRACT, C_CLIENT, C_CREATED, C_FIRST };
#define SELECT_CASE \
    "SELECT id, contract_id, client_id, " SQL_SECOND("created_at") \
    RT_CASE_COLUMNS(READ) " FROM retention_cases WHERE id = ?"
static const char sql_read[] = SELECT_CASE;
static const char sql_lock[] = SELECT_CASE " FOR UPDATE";

static const char sql_insert[] =
    "INSERT INTO retention_cases (contract_id, client_id, created_at, wake_at"
    RT_CASE_COLUMNS(NAME) ")"
    " VALUES (?, ?, " SQL_FROM_SECOND ", " SQL_FROM_SECOND
    RT_CASE_COLUMNS(NEW) ")";

static const char sql_update[] =
    "UPDATE retention_cases SET wake_at = " SQL_FROM_SECOND
    RT_CASE_COLUMNS(SET)
    " WHERE id = ? AND status = COALESCE(?, status)"
    " AND step = COALESCE(?, step) AND version = ?";

static const char sql_wake[] =
    "UPDATE retention_cases SET wake_at = " SQL_FROM_SECOND " WHERE id = ?";

static const char sql_contract[] =
    "SELECT contract_id FROM retention_cases WHERE id = ?";

static const char sql_open[] =
    "SELECT id FROM retention_cases WHERE contract_id = ? AND id <> ?"
    " AND status IN ('active', 'escalated') AND deleted_at IS NULL"
    " ORDER BY id DESC LIMIT 1";

static const char sql_last[] =
    "SELECT id, " SQL_SECOND("completed_at") " FROM retention_cases"
    " WHERE contract_id = ? AND completed_at IS NOT NULL"
    " AND status IN ('retained', 'churned') AND deleted_at IS NULL"
    " ORDER BY completed_at DESC, id DESC LIMIT 1";

static const char sql_former[] =
    "SELECT assigned_manager_id, " SQL_SECOND("completed_at")
    " FROM retention_cases WHERE client_id = ? AND id <> ?"
    " AND assigned_manager_id IS NOT NULL AND completed_at IS NOT NULL"
    " ORDER BY completed_at DESC, id DESC LIMIT 1";

/* clang-format on */

enum rt_code
rt_desk_case_contract(struct rt_db *db, int64_t case_id, int64_t *contract_id,
                      struct rt_err *err)
{
    return rt_db_query_i64(db, sql_contract, RT_PARAMS(RT_I64(case_id)),
                           contract_id, err);
}

/* Members are read by what they hold; words come after all others. */
#define TAKE_STATUS(member)
#define TAKE_STEP(member)
#define TAKE_SOURCE(member)
#define TAKE_OUTCOME(member)
#define TAKE_ARM(member)
#define TAKE_TEXT(member) c->member = rt_col_str(st, col, a);
#define TAKE_ID(member) c->member = rt_col_i64(st, col);
#define TAKE_INSTANT(member) c->member = rt_col_i64(st, col);
#define TAKE_NUMBER(member) c->member = (int32_t)rt_col_i64(st, col);
#define TAKE_FEE(member) \
    c->member = rt_col_i64(st, col); \
    c->has_##member = !rt_col_null(st, col);
#define TAKE_CLOSE(member) c->member = rt_col_i64(st, col);
#define TAKE(name, column, member, holds) \
    col = C_FIRST + RT_CASE_SETS_##name; \
    TAKE_##holds(member)

static void
take_columns(const struct rt_stmt *st, struct rt_arena *a, struct rt_case *c)
{
    size_t col;

    c->id = rt_col_i64(st, C_ID);
    c->contract_id = rt_col_i64(st, C_CONTRACT);
    c->client_id = rt_col_i64(st, C_CLIENT);
    c->created_at = rt_col_i64(st, C_CREATED);
    RT_CASE_COLUMNS(TAKE)
    (void)col;
}

static const char *
word_of(const struct rt_stmt *st, int column, struct rt_arena *a)
{
    const char *word = rt_col_str(st, C_FIRST + (size_t)column, a);

    return word != NULL ? word : "";
}

static enum rt_code
take_words(const struct rt_stmt *st, struct rt_arena *a, struct rt_case *c,
           struct rt_err *err)
{
    const char *source = word_of(st, RT_CASE_SETS_SOURCE, a);
    const char *outcome = word_of(st, RT_CASE_SETS_OUTCOME, a);
    int arm =
        rt_desk_word_at(rt_case_arm_words, word_of(st, RT_CASE_SETS_ARM, a));

    c->arm = arm < 0 ? RT_ARM_NONE : (enum rt_case_arm)arm;
    if (rt_case_source_parse(source, &c->source) != RT_OK ||
        rt_case_outcome_parse(outcome, &c->outcome) != RT_OK)
        return rt_fail(err, RT_EBROKEN, "a case has source %s and outcome %s",
                       source, outcome);
    return rt_case_state_read(word_of(st, RT_CASE_SETS_STATUS, a),
                              word_of(st, RT_CASE_SETS_STEP, a),
                              c->deleted_at != 0, c->offer_id != 0,
                              c->manager_id != 0, &c->state, &c->imported, err);
}

enum rt_code
rt_desk_case_read(struct rt_db *db, int64_t id, bool lock, struct rt_arena *a,
                  struct rt_case *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(db, lock ? sql_lock : sql_read,
                                  RT_PARAMS(RT_I64(id)), &st, err);

    *out = (struct rt_case){0};
    if (rc == RT_OK) {
        take_columns(st, a, out);
        rc = take_words(st, a, out, err);
    }
    rt_stmt_free(st);
    return rc;
}

/* An imported row has no step yet, whatever its state is called. */
#define BIND_STATUS(member) RT_STR(rt_case_status(c->member))
#define BIND_STEP(member) RT_STR(c->imported ? "" : rt_case_step(c->member))
#define BIND_SOURCE(member) RT_STR(rt_case_source_words[c->member])
#define BIND_OUTCOME(member) \
    (c->member == RT_OUTCOME_NONE ? RT_NULL \
                                  : RT_STR(rt_case_outcome_name(c->member)))
#define BIND_ARM(member) \
    (c->member == RT_ARM_NONE ? RT_NULL : RT_STR(rt_case_arm_words[c->member]))
#define BIND_TEXT(member) RT_STR(c->member)
#define BIND_ID(member) rt_param_i64_or_null(c->member, 0)
#define BIND_INSTANT(member) rt_param_instant(c->member)
#define BIND_NUMBER(member) RT_I64(c->member)
#define BIND_FEE(member) (c->has_##member ? RT_I64(c->member) : RT_NULL)
#define BIND_CLOSE(member) (c->completed_at != 0 ? RT_I64(c->member) : RT_NULL)
#define BIND(name, column, member, holds) \
    out[RT_CASE_SETS_##name] = BIND_##holds(member);

static void
bind_columns(const struct rt_case *c, struct rt_param out[RT_CASE_SETS__MAX])
{
    RT_CASE_COLUMNS(BIND)
}

enum rt_code
rt_desk_case_insert(struct rt_db *db, const struct rt_case *c, int64_t wake_at,
                    int64_t *id, struct rt_err *err)
{
    enum { BEFORE = 4 };
    struct rt_param p[BEFORE + RT_CASE_SETS__MAX] = {
        RT_I64(c->contract_id), RT_I64(c->client_id),
        rt_param_instant(c->created_at), rt_param_instant(wake_at)};
    enum rt_code rc;

    bind_columns(c, p + BEFORE);
    rc = rt_db_exec(db, sql_insert,
                    (struct rt_params){p, sizeof p / sizeof p[0]}, err);
    if (rc == RT_OK)
        *id = rt_db_last_id(db);
    return rc;
}

enum rt_code
rt_desk_case_update(struct rt_db *db, const struct rt_case *before,
                    const struct rt_case *after, int64_t wake_at,
                    struct rt_err *err)
{
    enum { GUARDS = 4, N = 1 + RT_CASE_SETS__MAX + GUARDS };
    struct rt_param p[N] = {rt_param_instant(wake_at)};
    struct rt_param was[RT_CASE_SETS__MAX];
    enum rt_code rc;

    bind_columns(after, p + 1);
    bind_columns(before, was);
    p[N - 4] = RT_I64(before->id);
    p[N - 3] = was[RT_CASE_SETS_STATUS];
    p[N - 2] = was[RT_CASE_SETS_STEP];
    p[N - 1] = RT_I64(before->version);
    rc = rt_db_exec(db, sql_update, (struct rt_params){p, N}, err);
    if (rc == RT_OK && rt_db_affected(db) != 1)
        return rt_fail(err, RT_ECONFLICT, "the case is not what it was");
    return rc;
}

enum rt_code
rt_desk_case_wake(struct rt_db *db, int64_t id, int64_t wake_at,
                  struct rt_err *err)
{
    return rt_db_exec(db, sql_wake,
                      RT_PARAMS(rt_param_instant(wake_at), RT_I64(id)), err);
}

static void
take_pair(void *arg, const struct rt_stmt *st)
{
    int64_t *pair = arg;

    pair[0] = rt_col_i64(st, 0);
    pair[1] = rt_col_i64(st, 1);
}

enum rt_code
rt_desk_cases_near(struct rt_db *db, int64_t contract_id, int64_t but,
                   struct rt_desk_near *out, struct rt_err *err)
{
    int64_t last[2] = {0};
    enum rt_code rc;

    *out = (struct rt_desk_near){0};
    rc = rt_db_query_i64(db, sql_open,
                         RT_PARAMS(RT_I64(contract_id), RT_I64(but)),
                         &out->open_id, err);
    if (rc == RT_OK || rc == RT_NONE)
        rc = rt_db_each(db, sql_last, RT_PARAMS(RT_I64(contract_id)),
                          take_pair, last, err);
    out->last_id = last[0];
    out->last_at = last[1];
    return rc;
}

enum rt_code
rt_desk_cases_former(struct rt_db *db, int64_t client_id, int64_t but,
                     int64_t *manager_id, int64_t *at, struct rt_err *err)
{
    int64_t found[2] = {0};
    enum rt_code rc =
        rt_db_each(db, sql_former, RT_PARAMS(RT_I64(client_id), RT_I64(but)),
                     take_pair, found, err);

    *manager_id = found[0];
    *at = found[1];
    return rc;
}
