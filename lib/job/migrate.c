#include "job/migrate.h"

#include "job/lock.h"
#include "repo/sqlfile.h"
#include "repo/day_only.h"
#include "repo/schema.h"
#include "repo/schema_check.h"

#include <string.h>
#include <strings.h>

enum {
    READ_S = RT_LOCK_S,
    FIRST_STEPS = 2 /* schema_version and schema_lock */
};

struct run {
    struct rt_db *db;
    struct rt_arena *arena;
    struct rt_sqlfile *files;
    int n_files;
    const struct rt_takeover *takeover; /* NULL: take nothing over */
    rt_migrate_report *report;
    void *arg;
};

static void
tell(const struct run *r, struct rt_migrate_event event)
{
    if (r->report != NULL)
        r->report(&event, r->arg);
}

static bool
is_theirs(const struct rt_py_tables *py, const char *name)
{
    for (int i = 0; i < RT_PY__N; i++)
        if (py->n != 0 && py->t[i].name != NULL &&
            strcasecmp(py->t[i].name, name) == 0)
            return true;
    return false;
}

/* Unless another run has begun meanwhile. */
static enum rt_code
fail_foreign(struct run *r, const char *table, struct rt_err *err)
{
    bool has;
    enum rt_code rc = rt_schema_has(r->db, "schema_version", &has, err);

    if (rc != RT_OK || has)
        return rc;
    return rt_fail_key(err, RT_ECONFLICT, "schema_foreign", "table", table,
                       NULL);
}

/* A database with tables of our names but without schema_version belongs to
 * another program, whose tables CREATE TABLE IF NOT EXISTS would take for
 * ours.  Only the Python system's are accepted. */
static enum rt_code
refuse_foreign(struct run *r, struct rt_err *err)
{
    struct rt_py_tables py = {0};
    enum rt_code rc = RT_OK;

    if (r->takeover != NULL)
        rc = rt_takeover_foresee(r->db, r->arena, &py, err);
    for (int i = FIRST_STEPS; rc == RT_OK && i < r->n_files; i++) {
        const char *name = r->files[i].name;
        bool has;

        rc = rt_schema_has(r->db, name, &has, err);
        if (rc == RT_OK && has && !is_theirs(&py, name))
            return fail_foreign(r, name, err);
    }
    return rc;
}

/* True when the work of the statement is done already. */
static enum rt_code
has_run(struct run *r, const struct rt_sqlstep *step, bool *done,
        struct rt_err *err)
{
    struct rt_stmt *st;
    enum rt_code rc;

    *done = false;
    if (step->unless == NULL)
        return RT_OK;
    rc = rt_db_first(r->db, step->unless, RT_NO_PARAMS, &st, err);
    rt_stmt_free(st);
    *done = rc == RT_OK;
    return rc == RT_NONE ? RT_OK : rc;
}

static enum rt_code
run_file(struct run *r, const struct rt_sqlfile *file, bool note,
         struct rt_err *err)
{
    struct rt_sqlstep step;
    bool done;
    enum rt_code rc = rt_sqlfile_read(file, r->arena, &step, err);

    if (rc == RT_OK)
        rc = has_run(r, &step, &done, err);
    if (rc == RT_OK && !done)
        rc = rt_schema_exec(r->db, step.sql, err);
    if (rc == RT_OK && note)
        rc = rt_schema_note(r->db, file->version, file->name, step.reads_from,
                            err);
    return rc;
}

/* The tables that a run itself needs are made before it can take the lock; two
 * runs may do this at the same time. */
static enum rt_code
make_first(struct run *r, struct rt_err *err)
{
    bool has_version, has_lock;
    enum rt_code rc = rt_schema_has(r->db, "schema_version", &has_version, err);

    if (rc == RT_OK)
        rc = rt_schema_has(r->db, "schema_lock", &has_lock, err);
    if (rc == RT_OK && !has_version)
        rc = refuse_foreign(r, err);
    if (rc != RT_OK || (has_version && has_lock))
        return rc;
    for (int i = 0; rc == RT_OK && i < FIRST_STEPS && i < r->n_files; i++)
        rc = run_file(r, &r->files[i], false, err);
    return rc;
}

static void
tell_waits(const char *owner, void *arg)
{
    tell(arg, (struct rt_migrate_event){RT_MIGRATE_WAITS, .name = owner});
}

static void
tell_renamed(const char *table, void *arg)
{
    tell(arg, (struct rt_migrate_event){RT_MIGRATE_RENAMED, .name = table});
}

/* We have the lock: nobody else changes schema_version. */
static enum rt_code
run_missing(struct run *r, const struct rt_lock *lock, struct rt_err *err)
{
    struct rt_schema_state state;
    enum rt_code rc = rt_schema_state(r->db, r->n_files, r->arena, &state, err);

    if (rc == RT_OK && state.newest > r->n_files)
        rc = rt_schema_fail("schema_newer", state.newest, r->n_files, err);
    for (int i = 0; rc == RT_OK && i < r->n_files; i++) {
        if (state.applied[r->files[i].version])
            continue;
        tell(r, (struct rt_migrate_event){RT_MIGRATE_STEP, r->files[i].name,
                                          i + 1, r->n_files});
        /* Long steps before this one may have used up our time. */
        rc = rt_lock_renew(lock, err);
        if (rc == RT_OK)
            rc = run_file(r, &r->files[i], true, err);
    }
    return rc;
}

static enum rt_code
copy_theirs(struct run *r, const struct rt_lock *lock, struct rt_err *err)
{
    bool due;
    enum rt_code rc = rt_takeover_due(r->db, r->arena, &due, err);

    if (rc != RT_OK || !due)
        return rc;
    tell(r, (struct rt_migrate_event){RT_MIGRATE_COPIES});
    rc = rt_lock_renew(lock, err);
    return rc == RT_OK ? rt_takeover_run(r->db, r->takeover, r->arena, err)
                       : rc;
}

static enum rt_code
run_all(struct run *r, const struct rt_lock *lock, struct rt_err *err)
{
    enum rt_code rc = rt_takeover_check_undo(r->db, r->arena, err);

    if (rc == RT_OK)
        rc = rt_schema_be_polite(r->db, err);
    if (rc == RT_OK && r->takeover != NULL)
        rc = rt_takeover_check(r->db, r->takeover, r->arena, err);
    if (rc == RT_OK && r->takeover != NULL)
        rc = rt_takeover_rename(r->db, r->arena, tell_renamed, r, err);
    if (rc == RT_OK)
        rc = run_missing(r, lock, err);
    if (rc == RT_OK && r->takeover != NULL)
        rc = copy_theirs(r, lock, err);
    if (rc == RT_OK && r->takeover != NULL)
        rc = rt_lock_renew(lock, err);
    if (rc == RT_OK && r->takeover != NULL)
        rc = rt_day_only_adopt(r->db, r->takeover->zone, err);
    return rc;
}

static enum rt_code
run_locked(struct run *r, struct rt_err *err)
{
    struct rt_lock lock;
    enum rt_code rc = rt_lock_take(&lock, r->db, r->arena, tell_waits, r, err);

    if (rc != RT_OK)
        return rc;
    rc = run_all(r, &lock, err);
    if (rc == RT_OK)
        return rt_lock_free(&lock, err);
    (void)!rt_lock_free(&lock, NULL); /* otherwise the lock expires by itself */
    return rc;
}

enum rt_code
rt_migrate(struct rt_db *db, const char *sql_dir,
           const struct rt_takeover *takeover, rt_migrate_report *report,
           void *arg, struct rt_err *err)
{
    struct run r = {.db = db,
                    .arena = rt_arena_new(),
                    .takeover = takeover,
                    .report = report,
                    .arg = arg};
    enum rt_code rc =
        rt_sqlfile_list(sql_dir, r.arena, &r.files, &r.n_files, err);

    if (rc == RT_OK)
        rc = make_first(&r, err);
    if (rc == RT_OK)
        rc = run_locked(&r, err);
    rt_arena_free(r.arena);
    return rc;
}

enum rt_code
rt_migrate_open(const struct rt_db_target *t, struct rt_db **out, bool *created,
                struct rt_err *err)
{
    struct rt_db_target patient = *t;
    enum rt_code rc = rt_db_create(t, created, err);

    *out = NULL;
    patient.read_s = READ_S;
    if (rc == RT_OK)
        rc = rt_db_open(&patient, out, err);
    return rc;
}
