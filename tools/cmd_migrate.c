#include "cli.h"

#include "job/migrate.h"
#include "repo/connect.h"

#include <stdio.h>

struct said {
    struct rt_cli *cli;
    int steps;
};

static void
say(struct rt_cli *cli, const char *text)
{
    (void)cli;
    printf("%s\n", text);
    fflush(stdout); /* a step may take long */
}

static void
report(const struct rt_migrate_event *e, void *arg)
{
    struct said *said = arg;
    struct rt_cli *cli = said->cli;

    if (e->kind == RT_MIGRATE_WAITS) {
        say(cli, rt_text_fill(cli->lang, cli->arena, "migrate_waits", "owner",
                              e->name, NULL));
        return;
    }
    said->steps++;
    say(cli, rt_text_fill(cli->lang, cli->arena, "migrate_step", "number",
                          rt_fmt(cli->arena, "%d", e->number), "total",
                          rt_fmt(cli->arena, "%d", e->total), "name", e->name,
                          NULL));
}

static void
say_end(struct rt_cli *cli, int steps)
{
    if (steps == 0)
        say(cli, rt_text(cli->lang, "migrate_current"));
    else
        say(cli, rt_text_fill(cli->lang, cli->arena, "migrate_done", "n",
                              rt_fmt(cli->arena, "%d", steps), NULL));
}

static enum rt_code
migrate(struct rt_cli *cli, struct rt_err *err)
{
    const char *share = rt_conf_get(cli->conf, "SHARE_DIR");
    struct said said = {.cli = cli};
    struct rt_db_target target;
    struct rt_db *db = NULL;
    bool created = false;
    enum rt_code rc = rt_connect_target(cli->conf, &target, err);

    if (rc == RT_OK)
        rc = rt_migrate_open(&target, &db, &created, err);
    if (created)
        say(cli, rt_text_fill(cli->lang, cli->arena, "migrate_created", "name",
                              target.name, NULL));
    if (rc == RT_OK)
        rc = rt_migrate(db, rt_fmt(cli->arena, "%s/sql", share), report, &said,
                        err);
    rt_db_close(db);
    if (rc == RT_OK)
        say_end(cli, said.steps);
    return rc;
}

int
rt_cmd_migrate(struct rt_cli *cli, int argc, char **argv)
{
    static const struct rt_opt opts[] = {{NULL}};
    struct rt_err err = {0};
    struct rt_args args;

    if (rt_args_read(cli, argc, argv, opts, &args, &err) != RT_OK)
        return rt_cli_usage(cli, &err);
    if (args.n_rest > 0) {
        rt_fail_key(&err, RT_EINVAL, "migrate_plain", "argument", args.rest[0],
                    NULL);
        return rt_cli_usage(cli, &err);
    }
    if (migrate(cli, &err) != RT_OK)
        return rt_cli_fail(cli, &err);
    return RT_EXIT_OK;
}
