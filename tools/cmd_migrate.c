#include "cli.h"

#include "job/migrate.h"
#include "repo/connect.h"

#include <stdint.h>
#include <stdio.h>

/* How many rows of a kind are listed without --takeover-report. */
enum { FEW = 20 };

struct said {
    struct rt_cli *cli;
    int steps;
};

static void
say(const char *text)
{
    printf("%s\n", text);
    fflush(stdout); /* a step may take long */
}

static void
say_waits(const char *owner, void *arg)
{
    struct rt_cli *cli = arg;

    say(rt_text_fill(cli->lang, cli->arena, "migrate_waits", "owner", owner,
                     NULL));
}

static void
report(const struct rt_migrate_event *e, void *arg)
{
    struct said *said = arg;
    struct rt_cli *cli = said->cli;

    switch (e->kind) {
    case RT_MIGRATE_WAITS:
        say_waits(e->name, cli);
        break;
    case RT_MIGRATE_STEP:
        said->steps++;
        say(rt_text_fill(cli->lang, cli->arena, "migrate_step", "number",
                         rt_fmt(cli->arena, "%d", e->number), "total",
                         rt_fmt(cli->arena, "%d", e->total), "name", e->name,
                         NULL));
        break;
    case RT_MIGRATE_RENAMED:
        say(rt_text_fill(cli->lang, cli->arena, "takeover_renamed", "table",
                         e->name, NULL));
        break;
    case RT_MIGRATE_COPIES:
        say(rt_text(cli->lang, "takeover_copies"));
        break;
    }
}

static void
say_end(struct rt_cli *cli, int steps)
{
    if (steps == 0)
        say(rt_text(cli->lang, "migrate_current"));
    else
        say(rt_text_fill(cli->lang, cli->arena, "migrate_done", "n",
                         rt_fmt(cli->arena, "%d", steps), NULL));
}

/* Report it once, however often the run that copied was killed before it
 * could. */
static enum rt_code
say_fresh(struct rt_cli *cli, struct rt_db *db, struct rt_err *err)
{
    struct rt_takeover_report found;
    enum rt_code rc =
        rt_takeover_report(db, true, FEW, cli->arena, &found, err);

    if (rc != RT_OK)
        return rc == RT_NONE ? RT_OK : rc;
    rt_say_takeover(cli, &found);
    fflush(stdout);
    return rt_takeover_reported(db, err);
}

static enum rt_code
migrate(struct rt_cli *cli, struct rt_db *db, const char *sql_dir,
        struct rt_err *err)
{
    struct said said = {.cli = cli};
    struct rt_takeover takeover = {.currency =
                                       rt_conf_get(cli->conf, "CURRENCY")};
    struct rt_zone *zone = NULL;
    enum rt_code rc =
        rt_zone_open(rt_conf_get(cli->conf, "REPORT_ZONE"), &zone, err);

    takeover.zone = zone;
    if (rc == RT_OK)
        rc = rt_migrate(db, sql_dir, &takeover, report, &said, err);
    if (rc == RT_OK)
        say_end(cli, said.steps);
    if (rc == RT_OK)
        rc = say_fresh(cli, db, err);
    rt_zone_free(zone);
    return rc;
}

static enum rt_code
say_none(enum rt_code rc, struct rt_err *err)
{
    return rc == RT_NONE ? rt_fail_key(err, rc, "takeover_none", NULL) : rc;
}

static enum rt_code
undo(struct rt_cli *cli, struct rt_db *db, const char *sql_dir,
     struct rt_err *err)
{
    enum rt_code rc = rt_takeover_undo(db, sql_dir, say_waits, cli, err);

    if (rc == RT_OK)
        say(rt_text(cli->lang, "takeover_undone"));
    return say_none(rc, err);
}

static enum rt_code
say_all(struct rt_cli *cli, struct rt_db *db, const char *sql_dir,
        struct rt_err *err)
{
    struct rt_takeover_report found;
    enum rt_code rc =
        rt_takeover_report(db, false, SIZE_MAX, cli->arena, &found, err);

    (void)sql_dir;
    if (rc == RT_OK)
        rt_say_takeover(cli, &found);
    return say_none(rc, err);
}

typedef enum rt_code work_fn(struct rt_cli *cli, struct rt_db *db,
                             const char *sql_dir, struct rt_err *err);

static enum rt_code
run(struct rt_cli *cli, work_fn *work, struct rt_err *err)
{
    const char *share = rt_conf_get(cli->conf, "SHARE_DIR");
    struct rt_db_target target;
    struct rt_db *db = NULL;
    bool created = false;
    enum rt_code rc = rt_connect_target(cli->conf, &target, err);

    if (rc == RT_OK)
        rc = rt_migrate_open(&target, &db, &created, err);
    if (created)
        say(rt_text_fill(cli->lang, cli->arena, "migrate_created", "name",
                         target.name, NULL));
    if (rc == RT_OK)
        rc = work(cli, db, rt_fmt(cli->arena, "%s/sql", share), err);
    rt_db_close(db);
    return rc;
}

int
rt_cmd_migrate(struct rt_cli *cli, int argc, char **argv)
{
    static const struct rt_opt opts[] = {
        {.name = "undo-takeover"}, {.name = "takeover-report"}, {0}};
    work_fn *work = migrate;
    struct rt_err err = {0};
    struct rt_args args;

    if (rt_args_read(cli, argc, argv, opts, &args, &err) != RT_OK)
        return rt_cli_usage(cli, &err);
    if (args.n_rest > 0 || args.options.n > 1) {
        rt_fail_key(&err, RT_EINVAL, "migrate_plain", "argument",
                    args.n_rest > 0 ? args.rest[0] : args.options.list[1].name,
                    NULL);
        return rt_cli_usage(cli, &err);
    }
    if (rt_args_has(&args, "undo-takeover"))
        work = undo;
    else if (rt_args_has(&args, "takeover-report"))
        work = say_all;
    return run(cli, work, &err) == RT_OK ? RT_EXIT_OK : rt_cli_fail(cli, &err);
}
