#include "cli.h"

#include "base/zone.h"
#include "field/date.h"
#include "app/followed.h"
#include "job/refresh.h"
#include "repo/connect.h"
#include "repo/extract.h"
#include "repo/import_runs.h"
#include "snap/watch.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* How often the database is asked whether it has changed, and how often a
 * snapshot is built even if it has not, because days pass. */
enum { LOOK_S = 5, AWAY_S = 5, FULL_S = 600 };

static volatile sig_atomic_t stop;

static void
on_signal(int sig)
{
    (void)sig;
    stop = 1;
}

static void
nap(unsigned seconds)
{
    struct timespec left = {.tv_sec = seconds};

    while (!stop && nanosleep(&left, &left) != 0)
        ;
}

static void
say_done(struct rt_cli *cli, const struct rt_refresh_done *done)
{
    printf(
        "%s\n",
        rt_text_fill(
            cli->lang, cli->arena,
            done->unchanged ? "refresh_unchanged" : "refresh_done", "clients",
            rt_text_count(cli->lang, cli->arena, (int64_t)done->n_clients),
            "contracts",
            rt_text_count(cli->lang, cli->arena, (int64_t)done->n_contracts),
            "as_of", rt_text_day(cli->lang, cli->arena, done->as_of),
            "generation", rt_strndup(cli->arena, done->generation, 8), NULL));
    if (done->kept != 0)
        printf("  %s\n", rt_text(cli->lang, "refresh_kept"));
    fflush(stdout);
}

static enum rt_code
build_snapshot(struct rt_cli *cli, struct rt_db *db, struct rt_refresh *job,
               bool quiet, struct rt_refresh_done *done, struct rt_err *err)
{
    enum rt_code rc;

    job->now = time(NULL);
    rc = rt_refresh_once(db, job, done, err);
    /* The loop can wait. */
    if (rc == RT_ECONFLICT && quiet && done->waits)
        return RT_NONE;
    if (rc == RT_OK && !(quiet && done->unchanged))
        say_done(cli, done);
    return rc;
}

/* The server may take long for the first row of a large table. */
enum { READ_S = 120 };

static enum rt_code
connect_patiently(const struct rt_conf *conf, struct rt_db **db,
                  struct rt_err *err)
{
    struct rt_db_target target;
    enum rt_code rc = rt_connect_target(conf, &target, err);

    if (rc != RT_OK)
        return rc;
    target.read_s = READ_S;
    return rt_db_open(&target, db, err);
}

/* What the loop remembers between rounds. */
struct follow {
    struct rt_db *db;
    char mark[RT_CHANGE__MAX][512]; /* of the last build; "" before the first */
    bool settled[RT_CHANGE__MAX];
    char generation[33];  /* generation that it gave */
    struct rt_snap *seen; /* identity of the current file */
    time_t built_at;
};

/* The kinds of data that have not changed since the last build. */
static unsigned
unchanged_groups(const struct follow *f, const struct rt_change_mark *marks)
{
    unsigned groups = 0;

    for (size_t m = 0; m < RT_CHANGE__MAX; m++)
        if (f->settled[m] && strcmp(marks[m].text, f->mark[m]) == 0)
            groups |= rt_change_groups[m];
    return groups;
}

static void
remember(struct follow *f, const struct rt_change_mark *marks,
         const struct rt_refresh_done *done)
{
    for (size_t m = 0; m < RT_CHANGE__MAX; m++) {
        snprintf(f->mark[m], sizeof f->mark[m], "%s", marks[m].text);
        f->settled[m] = marks[m].settled;
    }
    memcpy(f->generation, done->generation, sizeof f->generation);
}

static enum rt_code
one_round(struct rt_cli *cli, struct rt_refresh *job, struct follow *f,
          struct rt_err *err)
{
    struct rt_change_mark marks[RT_CHANGE__MAX];
    struct rt_refresh_done done;
    /* If the file was damaged, removed or put back, everything is made anew. */
    bool old = time(NULL) - f->built_at >= FULL_S ||
               !rt_snap_stands(job->dir, f->generation, &f->seen);
    enum rt_code rc = RT_OK;

    if (f->db == NULL)
        rc = connect_patiently(cli->conf, &f->db, err);
    if (rc == RT_OK)
        rc = rt_db_ensure(f->db, err);
    if (rc == RT_OK)
        rc = rt_extract_marks(f->db, cli->arena, marks, err);
    if (rc != RT_OK)
        return rc;
    job->kept = old ? 0 : unchanged_groups(f, marks);
    job->base = f->seen; /* checked once, when it was written */
    if (job->kept == RT_GROUP_BIT(RT_GROUP__MAX) - 1)
        return rt_followed_note(job->dir, marks, err);
    rc = build_snapshot(cli, f->db, job, true, &done, err);
    if (rc != RT_OK)
        return rc == RT_NONE ? RT_OK : rc;
    remember(f, marks, &done);
    if (done.kept == 0)
        f->built_at = time(NULL);
    return rt_followed_note(job->dir, marks, err);
}

/* Follow the database until SIGTERM.  A problem is reported once, and then the
 * loop waits until it is over; the current snapshot stays in use. */
static int
follow(struct rt_cli *cli, struct rt_refresh *job)
{
    struct sigaction act = {.sa_handler = on_signal};
    struct follow f = {0};
    char said[768] = "";

    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    while (!stop) {
        struct rt_err err = {0};
        enum rt_code rc = one_round(cli, job, &f, &err);

        if (rc != RT_OK && strcmp(said, err.text) != 0)
            rt_cli_fail(cli, &err);
        snprintf(said, sizeof said, "%s", err.text);
        if (rc == RT_EAWAY) {
            rt_db_close(f.db);
            f.db = NULL;
        }
        rt_arena_reset(cli->arena);
        nap(rc == RT_OK ? LOOK_S : AWAY_S);
    }
    rt_snap_close(f.seen);
    rt_db_close(f.db);
    return RT_EXIT_OK;
}

/* The operator's decision: accept imports that were broken off. */
static enum rt_code
accept_halves(struct rt_cli *cli, struct rt_db *db, struct rt_err *err)
{
    int64_t n = 0;
    enum rt_code rc = rt_import_accept(db, &n, err);

    if (rc == RT_OK)
        printf("%s\n",
               rt_text_plural(cli->lang, cli->arena, "refresh_accepted", n));
    return rc;
}

static int
once(struct rt_cli *cli, struct rt_refresh *job, bool accept)
{
    struct rt_change_mark marks[RT_CHANGE__MAX];
    struct rt_refresh_done done;
    struct rt_err err = {0};
    struct rt_db *db = NULL;
    enum rt_code rc = connect_patiently(cli->conf, &db, &err);

    if (rc == RT_OK && accept)
        rc = accept_halves(cli, db, &err);
    if (rc == RT_OK)
        rc = rt_extract_marks(db, cli->arena, marks, &err);
    if (rc == RT_OK)
        rc = build_snapshot(cli, db, job, false, &done, &err);
    if (rc == RT_OK)
        rc = rt_followed_note(job->dir, marks, &err);
    rt_db_close(db);
    return rc == RT_OK ? RT_EXIT_OK : rt_cli_fail(cli, &err);
}

static enum rt_code
read_as_of(const struct rt_args *args, struct rt_refresh *job,
           struct rt_err *err)
{
    const char *text = rt_pairs_get(&args->options, "as-of");
    struct rt_typed_period p;
    enum rt_code rc;

    if (text == NULL)
        return RT_OK;
    rc = rt_period_read("--as-of", text, RT_DAY_NONE, &p, err);
    if (rc == RT_OK)
        job->as_of = p.last;
    return rc;
}

int
rt_cmd_refresh(struct rt_cli *cli, int argc, char **argv)
{
    static const struct rt_opt opts[] = {{"once", false, false},
                                         {"as-of", true, false},
                                         {"accept-unfinished", false, false},
                                         {NULL, false, false}};
    struct rt_refresh job = {.dir = rt_conf_get(cli->conf, "DATA_DIR"),
                             .currency = rt_conf_get(cli->conf, "CURRENCY"),
                             .as_of = RT_DAY_NONE};
    struct rt_zone *zone = NULL;
    struct rt_err err = {0};
    struct rt_args args;
    bool accept;
    int status;

    if (rt_args_read(cli, argc, argv, opts, &args, &err) != RT_OK ||
        read_as_of(&args, &job, &err) != RT_OK)
        return rt_cli_usage(cli, &err);
    if (rt_zone_open(rt_conf_get(cli->conf, "REPORT_ZONE"), &zone, &err) !=
        RT_OK)
        return rt_cli_fail(cli, &err);
    job.zone = zone;
    accept = rt_args_has(&args, "accept-unfinished");
    status = rt_args_has(&args, "once") || accept ? once(cli, &job, accept)
                                                  : follow(cli, &job);
    rt_zone_free(zone);
    return status;
}
