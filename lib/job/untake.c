/* Undo the take-over: the database becomes the Python system's again. */
#include "repo/sqlfile.h"
#include "job/takeover.h"
#include "repo/import_runs.h"
#include "repo/schema.h"
#include "repo/state.h"
#include "repo/takeover.h"

#include <string.h>

/* Tables that the take-over fills, and those that fill up when somebody only
 * looks around. */
static const char *const filled[] = {
    "schema_version", "schema_lock", "data_state", "users",
    "clients",        "contracts",   "offers",     "retention_cases",
    "sessions",       "login_links", "audit_log",  "bot_files",
    "reasons",
};
/* These are dropped last: until then the database tells what is going on. */
static const char *const last[] = {"data_state", "schema_version",
                                   "schema_lock"};

/* These have rows before anything is copied. */
static const char *const made[] = {"data_state", "schema_version",
                                   "schema_lock", "reasons"};

static bool
is_one_of(const char *name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}
#define IS_ONE_OF(name, list) is_one_of(name, list, sizeof list / sizeof *list)

struct undo {
    struct rt_db *db;
    struct rt_arena *arena;
    struct rt_lock lock;
    const char **table; /* ours, in the order they were made */
    int n;
};

/* The table that a step creates; NULL: it creates none. */
static const char *
made_by(const char *sql, struct rt_arena *a)
{
    static const char create[] = "CREATE TABLE IF NOT EXISTS ";
    const char *name = sql + sizeof create - 1;

    if (strncmp(sql, create, sizeof create - 1) != 0)
        return NULL;
    return rt_strndup(a, name, strcspn(name, " (\n"));
}

static enum rt_code
list_tables(struct undo *u, const char *sql_dir, struct rt_err *err)
{
    struct rt_sqlfile *files;
    int n;
    enum rt_code rc = rt_sqlfile_list(sql_dir, u->arena, &files, &n, err);

    if (rc == RT_OK)
        u->table = rt_alloc_n(u->arena, (size_t)n + 1, sizeof *u->table);
    for (int i = 0; rc == RT_OK && i < n; i++) {
        struct rt_sqlstep step;
        const char *name;

        rc = rt_sqlfile_read(&files[i], u->arena, &step, err);
        name = rc == RT_OK ? made_by(step.sql, u->arena) : NULL;
        if (name != NULL)
            u->table[u->n++] = name;
    }
    return rc;
}

static enum rt_code
changed(const char *table, struct rt_err *err)
{
    return rt_fail_key(err, RT_ECONFLICT, "takeover_changed", "table", table,
                       NULL);
}

/* True for a name that the Python system also uses, unless its table was
 * renamed. */
static bool
is_ours(const char *table, const struct rt_py_tables *theirs)
{
    for (int k = 0; k < RT_PY__N; k++)
        if (theirs->t[k].name != NULL &&
            strcmp(table, rt_py_name((enum rt_py)k)) == 0)
            return false;
    return true;
}

/* The first of our tables that has rows, apart from those in `may`; NULL:
 * none. */
static enum rt_code
find_filled(struct undo *u, const char *const *may, size_t n_may,
            const char **table, struct rt_err *err)
{
    struct rt_py_tables theirs;
    enum rt_code rc = rt_py_find(u->db, "", u->arena, &theirs, err);

    *table = NULL;
    for (int i = 0; rc == RT_OK && *table == NULL && i < u->n; i++) {
        bool empty = true;

        if (is_ours(u->table[i], &theirs) &&
            !is_one_of(u->table[i], may, n_may))
            rc = rt_schema_empty(u->db, u->table[i], u->arena, &empty, err);
        if (rc == RT_OK && !empty)
            *table = u->table[i];
    }
    return rc;
}
#define FIND_FILLED(u, may, table, err) \
    find_filled(u, may, sizeof may / sizeof *may, table, err)

/* Check that nothing would be lost that was copied or has come since. */
static enum rt_code
check_unchanged(struct undo *u, struct rt_err *err)
{
    const char *then = "", *now = NULL, *table;
    enum rt_code rc =
        rt_state_get(u->db, RT_TAKEOVER_MARK, u->arena, &then, err);

    if (rc == RT_OK || rc == RT_NONE)
        rc = rt_takeover_mark(u->db, u->arena, &now, err);
    if (rc == RT_OK && strcmp(then, now) != 0)
        return changed("users, clients, contracts, offers, retention_cases",
                       err);
    if (rc == RT_OK)
        rc = FIND_FILLED(u, filled, &table, err);
    return rc == RT_OK && table != NULL ? changed(table, err) : rc;
}

/* Take both locks again, which a new connection does not have; the first may
 * have expired. */
static enum rt_code
keep_locks(struct undo *u, struct rt_err *err)
{
    enum rt_code rc = rt_lock_renew(&u->lock, err);

    return rc == RT_OK ? rt_import_lock(u->db, err) : rc;
}

/* From here on there is no way back, and rt_migrate() refuses to run. */
static enum rt_code
begin_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct undo *u = arg;
    enum rt_code rc = rt_import_lock(db, err);

    if (rc == RT_OK)
        rc = check_unchanged(u, err);
    if (rc == RT_OK)
        rc = rt_state_put(db, RT_TAKEOVER_STATE, RT_TAKEOVER_UNDOING, err);
    return rc == RT_OK ? rt_schema_forget(db, err) : rc;
}

/* Nothing was copied, so it is enough to record that no step has run: if this
 * run dies, rt_migrate() may begin again. */
static enum rt_code
begin_early(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct undo *u = arg;
    const char *table;
    enum rt_code rc = rt_import_lock(db, err);

    if (rc == RT_OK)
        rc = FIND_FILLED(u, made, &table, err);
    if (rc == RT_OK && table != NULL)
        return changed(table, err);
    return rc == RT_OK ? rt_schema_forget(db, err) : rc;
}

/* One of our tables, but not one that has its old name back already. */
static enum rt_code
drop_ours(struct undo *u, struct rt_err *err)
{
    struct rt_py_tables theirs;
    enum rt_code rc = rt_py_find(u->db, "", u->arena, &theirs, err);

    for (int i = u->n - 1; rc == RT_OK && i >= 0; i--) {
        if (!is_ours(u->table[i], &theirs) || IS_ONE_OF(u->table[i], last))
            continue;
        rc = keep_locks(u, err);
        if (rc == RT_OK)
            rc = rt_schema_drop(u->db, u->table[i], u->arena, err);
    }
    return rc;
}

static enum rt_code
rename_back(struct undo *u, struct rt_err *err)
{
    struct rt_py_tables py;
    enum rt_code rc = rt_py_find(u->db, "py_", u->arena, &py, err);

    for (int i = 0; rc == RT_OK && i < RT_PY__N; i++) {
        if (py.t[i].name == NULL)
            continue;
        rc = keep_locks(u, err);
        if (rc == RT_OK)
            rc = rt_py_rename(u->db, &py, (enum rt_py)i, true, u->arena, err);
    }
    return rc;
}

static enum rt_code
drop_last(struct undo *u, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; rc == RT_OK && i < sizeof last / sizeof *last; i++) {
        rc = keep_locks(u, err);
        if (rc == RT_OK)
            rc = rt_schema_drop(u->db, last[i], u->arena, err);
    }
    return rc;
}

static enum rt_code
undo(struct undo *u, const char *state, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (state == NULL)
        rc = rt_db_tx(u->db, begin_early, NULL, u, err);
    else if (strcmp(state, RT_TAKEOVER_UNDOING) != 0)
        rc = rt_db_tx(u->db, begin_work, NULL, u, err);
    if (rc == RT_OK)
        rc = rt_schema_be_polite(u->db, err);
    if (rc == RT_OK)
        rc = drop_ours(u, err);
    if (rc == RT_OK)
        rc = rename_back(u, err);
    return rc == RT_OK ? drop_last(u, err) : rc;
}

/* No table of theirs is renamed.  A run may have died just before the end, or
 * just after it began: then only the last tables are left, without steps. */
static enum rt_code
sweep(struct undo *u, struct rt_err *err)
{
    const char *table = NULL;
    bool empty;
    enum rt_code rc =
        rt_schema_empty(u->db, "schema_version", u->arena, &empty, err);

    if (rc == RT_OK && empty)
        rc = FIND_FILLED(u, last, &table, err);
    if (rc != RT_OK || !empty || table != NULL)
        return rc == RT_OK ? RT_NONE : rc;
    return drop_last(u, err);
}

static enum rt_code
run_locked(struct undo *u, struct rt_err *err)
{
    struct rt_py_tables py;
    const char *state;
    enum rt_code rc = rt_import_lock(u->db, err);

    if (rc == RT_OK)
        rc = rt_takeover_state(u->db, u->arena, &state, err);
    if (rc == RT_OK)
        rc = rt_py_find(u->db, "py_", u->arena, &py, err);
    if (rc != RT_OK)
        return rc;
    return state != NULL || py.n != 0 ? undo(u, state, err) : sweep(u, err);
}

static enum rt_code
run(struct undo *u, rt_lock_waits *waits, void *arg, struct rt_err *err)
{
    bool has;
    enum rt_code rc = rt_schema_has(u->db, "schema_lock", &has, err);

    if (rc != RT_OK || !has)
        return rc == RT_OK ? RT_NONE : rc;
    rc = rt_lock_take(&u->lock, u->db, u->arena, waits, arg, err);
    if (rc != RT_OK)
        return rc;
    rc = run_locked(u, err);
    rt_import_unlock(u->db);
    if (rc != RT_OK)
        (void)!rt_lock_free(&u->lock, NULL); /* otherwise it is gone */
    return rc;
}

enum rt_code
rt_takeover_undo(struct rt_db *db, const char *sql_dir, rt_lock_waits *waits,
                 void *arg, struct rt_err *err)
{
    struct undo u = {.db = db, .arena = rt_arena_new()};
    enum rt_code rc = list_tables(&u, sql_dir, err);

    if (rc == RT_OK)
        rc = run(&u, waits, arg, err);
    rt_arena_free(u.arena);
    return rc;
}

enum rt_code
rt_takeover_check_undo(struct rt_db *db, struct rt_arena *a, struct rt_err *err)
{
    const char *state;
    enum rt_code rc = rt_takeover_state(db, a, &state, err);

    if (rc == RT_OK && state != NULL && strcmp(state, RT_TAKEOVER_UNDOING) == 0)
        return rt_fail_key(err, RT_ECONFLICT, "takeover_undoing", NULL);
    return rc;
}
