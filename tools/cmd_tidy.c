/* retention tidy: delete what was kept long enough. */
#include "cli.h"

#include "repo/connect.h"
#include "repo/forget.h"

#include <stdio.h>

static const struct rt_opt options[] = {{0}};

static void
say(struct rt_cli *cli, const struct rt_kept_out *out)
{
    struct rt_arena *a = cli->arena;

    puts(rt_text_fill(cli->lang, a, "tidy_done", "messages",
                      rt_text_count(cli->lang, a, out->messages), "updates",
                      rt_text_count(cli->lang, a, out->updates), "texts",
                      rt_text_count(cli->lang, a, out->texts), NULL));
}

int
rt_cmd_tidy(struct rt_cli *cli, int argc, char **argv)
{
    struct rt_keep keep = {
        .messages = rt_conf_int(cli->conf, "KEEP_MESSAGES_DAYS"),
        .updates = rt_conf_int(cli->conf, "KEEP_UPDATES_DAYS"),
    };
    struct rt_kept_out out;
    struct rt_args args;
    struct rt_db *db = NULL;
    struct rt_err err = {0};
    enum rt_code rc = rt_args_read(cli, argc, argv, options, &args, &err);

    if (rc == RT_OK && args.n_rest != 0)
        rc = rt_fail_key(&err, RT_EINVAL, "cli_no_argument", "value",
                         args.rest[0], NULL);
    if (rc != RT_OK)
        return rt_cli_usage(cli, &err);
    rc = rt_connect(cli->conf, &db, &err);
    if (rc == RT_OK)
        rc = rt_keep_clear(db, &keep, &out, &err);
    rt_db_close(db);
    if (rc != RT_OK)
        return rt_cli_fail(cli, &err);
    say(cli, &out);
    return RT_EXIT_OK;
}
