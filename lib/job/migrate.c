#include "job/migrate.h"

#include "base/hash.h"
#include "job/sqlfile.h"
#include "repo/schema.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    LOCK_S = 3600, /* no step takes longer */
    WAIT_S = 600,
    POLL_MS = 200,
    STEP_TRIES = 12, /* of 5 s each: other work may hold a table */
    READ_S = LOCK_S,
    FIRST_STEPS = 2 /* schema_version and schema_lock */
};

struct run {
    struct rt_db *db;
    struct rt_arena *arena;
    struct rt_sqlfile *files;
    int n_files;
    const char *me; /* as owner of the lock */
    rt_migrate_report *report;
    void *arg;
};

static void
tell(const struct run *r, struct rt_migrate_event event)
{
    if (r->report != NULL)
        r->report(&event, r->arg);
}

static void
pause_ms(long ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

static const char *
number_text(struct rt_arena *a, int n)
{
    return rt_fmt(a, "%d", n);
}

static enum rt_code
fail_versions(const char *key, int have, int known, struct rt_arena *a,
              struct rt_err *err)
{
    return rt_fail_key(err, RT_EBROKEN, key, "have", number_text(a, have),
                       "known", number_text(a, known), NULL);
}

/* A database that has tables of these names and no schema_version belongs to
 * another program, and CREATE TABLE IF NOT EXISTS would take them for ours. */
static enum rt_code
refuse_foreign(struct rt_db *db, struct rt_err *err)
{
    static const char *const names[] = {"users", "contracts", "offers",
                                        "retention_cases", "clients"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool has;
        enum rt_code rc = rt_schema_has(db, names[i], &has, err);

        if (rc != RT_OK)
            return rc;
        if (has)
            return rt_fail_key(err, RT_ECONFLICT, "schema_foreign", "table",
                               names[i], NULL);
    }
    return RT_OK;
}

/* Is the statement's work done already? */
static enum rt_code
has_run(struct run *r, const struct rt_sqlstep *step, bool *done,
        struct rt_err *err)
{
    struct rt_stmt *st;
    enum rt_code rc;

    *done = false;
    if (step->unless == NULL)
        return RT_OK;
    rc = rt_db_query(r->db, step->unless, RT_NO_PARAMS, &st, err);
    if (rc == RT_OK)
        rc = rt_stmt_step(st, err);
    rt_stmt_free(st);
    *done = rc == RT_OK;
    return rc == RT_NONE ? RT_OK : rc;
}

/* Once more while other work holds the table. */
static enum rt_code
exec_patiently(struct rt_db *db, const char *sql, struct rt_err *err)
{
    struct rt_err why;
    enum rt_code rc;

    for (int try = 1;; try++) {
        why = (struct rt_err){0};
        rc = rt_db_exec(db, sql, RT_NO_PARAMS, &why);
        if (rc != RT_ERETRY || try == STEP_TRIES)
            break;
        pause_ms(POLL_MS);
    }
    if (rc != RT_OK && err != NULL && err->code == RT_OK)
        *err = why;
    return rc;
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
        rc = exec_patiently(r->db, step.sql, err);
    if (rc == RT_OK && note)
        rc = rt_schema_note(r->db, file->version, file->name, step.reads_from,
                            err);
    return rc;
}

/* The tables that a run itself needs are made before the lock can be had;
 * two runs may do it at once. */
static enum rt_code
make_first(struct run *r, struct rt_err *err)
{
    bool has_version, has_lock;
    enum rt_code rc = rt_schema_has(r->db, "schema_version", &has_version, err);

    if (rc == RT_OK)
        rc = rt_schema_has(r->db, "schema_lock", &has_lock, err);
    if (rc == RT_OK && !has_version)
        rc = refuse_foreign(r->db, err);
    if (rc != RT_OK || (has_version && has_lock))
        return rc;
    for (int i = 0; rc == RT_OK && i < FIRST_STEPS && i < r->n_files; i++)
        rc = run_file(r, &r->files[i], false, err);
    return rc;
}

static const char *
make_name(struct rt_arena *a)
{
    char host[65] = "";
    uint8_t random[8];
    char hex[2 * sizeof random + 1];

    gethostname(host, sizeof host - 1);
    rt_random(random, sizeof random);
    rt_hex(random, sizeof random, hex);
    return rt_fmt(a, "%s, process %ld, %s", host, (long)getpid(), hex);
}

static enum rt_code
take_lock(struct run *r, struct rt_err *err)
{
    const char *other = NULL;
    bool told = false;

    for (int waited_ms = 0;; waited_ms += POLL_MS) {
        enum rt_code rc =
            rt_schema_lock(r->db, r->me, LOCK_S, r->arena, &other, err);

        if (rc != RT_NONE)
            return rc;
        if (waited_ms >= WAIT_S * 1000)
            return rt_fail_key(err, RT_ECONFLICT, "schema_locked", "owner",
                               other != NULL ? other : "?", NULL);
        if (!told)
            tell(r, (struct rt_migrate_event){
                        RT_MIGRATE_WAITS, .name = other != NULL ? other : "?"});
        told = true;
        pause_ms(POLL_MS);
    }
}

/* The lock is ours: nobody else changes what schema_version says. */
static enum rt_code
run_missing(struct run *r, struct rt_err *err)
{
    struct rt_schema_state state;
    const char *other;
    enum rt_code rc = rt_schema_state(r->db, r->n_files, r->arena, &state, err);

    if (rc == RT_OK && state.newest > r->n_files)
        rc = fail_versions("schema_newer", state.newest, r->n_files, r->arena,
                           err);
    if (rc == RT_OK)
        rc = rt_schema_be_polite(r->db, err);
    for (int i = 0; rc == RT_OK && i < r->n_files; i++) {
        if (state.applied[r->files[i].version])
            continue;
        tell(r, (struct rt_migrate_event){RT_MIGRATE_STEP, r->files[i].name,
                                          i + 1, r->n_files});
        /* A longer one of the steps before may have used up our time. */
        rc = rt_schema_lock(r->db, r->me, LOCK_S, r->arena, &other, err);
        if (rc == RT_NONE)
            rc = rt_fail_key(err, RT_ECONFLICT, "schema_locked", "owner",
                             other != NULL ? other : "?", NULL);
        if (rc == RT_OK)
            rc = run_file(r, &r->files[i], true, err);
    }
    return rc;
}

static enum rt_code
run_locked(struct run *r, struct rt_err *err)
{
    enum rt_code rc = take_lock(r, err);

    if (rc != RT_OK)
        return rc;
    rc = run_missing(r, err);
    if (rc == RT_OK)
        return rt_schema_unlock(r->db, r->me, err);
    (void)!rt_schema_unlock(r->db, r->me, NULL); /* else it runs out */
    return rc;
}

enum rt_code
rt_migrate(struct rt_db *db, const char *sql_dir, rt_migrate_report *report,
           void *arg, struct rt_err *err)
{
    struct run r = {
        .db = db, .arena = rt_arena_new(), .report = report, .arg = arg};
    enum rt_code rc =
        rt_sqlfile_list(sql_dir, r.arena, &r.files, &r.n_files, err);

    r.me = make_name(r.arena);
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

static enum rt_code
compare(const struct rt_schema_state *state, int known, struct rt_arena *a,
        struct rt_err *err)
{
    for (int v = 1; v <= known; v++) {
        if (!state->applied[v])
            return fail_versions("schema_older", v - 1, known, a, err);
    }
    /* The step of the next release may say that this one can live with it. */
    if (state->newest > known && state->reads_from > known)
        return fail_versions("schema_newer", state->newest, known, a, err);
    return RT_OK;
}

enum rt_code
rt_schema_check(struct rt_db *db, const char *sql_dir, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_schema_state state;
    struct rt_sqlfile *files;
    bool has;
    int n;
    enum rt_code rc = rt_sqlfile_list(sql_dir, a, &files, &n, err);

    if (rc == RT_OK)
        rc = rt_schema_has(db, "schema_version", &has, err);
    if (rc == RT_OK && !has)
        rc = rt_fail_key(err, RT_EBROKEN, "schema_none", NULL);
    if (rc == RT_OK)
        rc = rt_schema_state(db, n, a, &state, err);
    if (rc == RT_OK)
        rc = compare(&state, n, a, err);
    rt_arena_free(a);
    return rc;
}
