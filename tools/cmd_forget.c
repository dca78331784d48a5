/* retention forget: blank who a client was; the figures stay. */
#include "cli.h"

#include "repo/connect.h"
#include "repo/forget.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const struct rt_opt options[] = {{.name = "yes"}, {0}};

static void
say(struct rt_cli *cli, FILE *to, const char *key, const char *client,
    const struct rt_forget_who *who)
{
    struct rt_arena *a = cli->arena;

    fprintf(to, "%s\n",
            rt_text_fill(cli->lang, a, key, "client", client, "contracts",
                         rt_text_count(cli->lang, a, who->contracts), "cases",
                         rt_text_count(cli->lang, a, who->cases), "messages",
                         rt_text_count(cli->lang, a, who->messages), NULL));
}

/* Ask on a terminal; elsewhere --yes has to be said. */
static enum rt_code
ask(struct rt_cli *cli, const struct rt_args *args, const char *client,
    const struct rt_forget_who *who, struct rt_err *err)
{
    char answer[16] = "";

    if (rt_args_has(args, "yes"))
        return RT_OK;
    if (!isatty(STDIN_FILENO))
        return rt_fail_key(err, RT_EINVAL, "forget_needs_yes", "client", client,
                           NULL);
    say(cli, stderr, "forget_ask", client, who);
    if (fgets(answer, sizeof answer, stdin) != NULL &&
        (strcasecmp(answer, "yes\n") == 0 || strcmp(answer, "да\n") == 0))
        return RT_OK;
    return rt_fail_key(err, RT_EDENIED, "forget_not", NULL);
}

static enum rt_code
forget(struct rt_cli *cli, struct rt_db *db, const struct rt_args *args,
       struct rt_err *err)
{
    const char *client = args->rest[0];
    struct rt_forget_who who;
    enum rt_code rc = rt_forget_find(db, client, &who, err);

    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "forget_unknown", "client", client, NULL);
    if (rc == RT_OK)
        rc = ask(cli, args, client, &who, err);
    if (rc == RT_OK)
        rc = rt_forget_client(db, &RT_OPERATOR, who.id, err);
    if (rc == RT_OK)
        say(cli, stdout, who.forgotten ? "forget_again" : "forget_done", client,
            &who);
    return rc;
}

int
rt_cmd_forget(struct rt_cli *cli, int argc, char **argv)
{
    struct rt_args args;
    struct rt_db *db = NULL;
    struct rt_err err = {0};
    enum rt_code rc = rt_args_read(cli, argc, argv, options, &args, &err);

    if (rc == RT_OK && args.n_rest != 1)
        rc = rt_fail_key(&err, RT_EINVAL, "forget_whom", NULL);
    if (rc != RT_OK)
        return rt_cli_usage(cli, &err);
    rc = rt_connect(cli->conf, &db, &err);
    if (rc == RT_OK)
        rc = forget(cli, db, &args, &err);
    rt_db_close(db);
    if (rc == RT_EINVAL)
        return rt_cli_usage(cli, &err);
    return rc == RT_OK ? RT_EXIT_OK : rt_cli_fail(cli, &err);
}
