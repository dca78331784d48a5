/* retention login-link: a one-time link for a person who may sign in. */
#include "cli.h"

#include "repo/audit.h"
#include "repo/connect.h"
#include "repo/links.h"

#include <stdio.h>
#include <string.h>

static const struct rt_opt options[] = {{0}};

static enum rt_code
find_user(struct rt_cli *cli, struct rt_db *db, const char *name,
          struct rt_user *out, struct rt_err *err)
{
    enum rt_code rc = name != NULL
                          ? rt_users_by_login(db, name, cli->arena, out, err)
                          : rt_users_first_admin(db, cli->arena, out, err);

    if (rc == RT_NONE && name == NULL)
        return rt_fail_key(err, rc, "login_no_admin", NULL);
    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "user_unknown", "name", name, NULL);
    if (rc == RT_OK && !out->active)
        return rt_fail_key(err, RT_EDENIED, "user_disabled", "name", name,
                           NULL);
    return rc;
}

static enum rt_code
put_audit(struct rt_db *db, int64_t user_id, struct rt_err *err)
{
    return rt_audit_put(db,
                        &(struct rt_audit){.by = RT_OPERATOR,
                                           .action = "login_link",
                                           .result = RT_AUDIT_DONE,
                                           .entity = "user",
                                           .entity_id = user_id},
                        err);
}

/* The address that people open, without a slash at its end. */
static const char *
dashboard_url(struct rt_cli *cli)
{
    const char *url = rt_conf_get(cli->conf, "DASHBOARD_URL");
    size_t len = url != NULL ? strlen(url) : 0;

    while (len > 0 && url[len - 1] == '/')
        len--;
    return rt_strndup(cli->arena, url != NULL ? url : "", len);
}

static enum rt_code
make_link(struct rt_cli *cli, struct rt_db *db, const char *name,
          struct rt_err *err)
{
    struct rt_user user;
    char token[RT_TOKEN];
    enum rt_code rc = find_user(cli, db, name, &user, err);

    if (rc == RT_OK)
        rc = rt_links_make(db, user.id, 0, token, err);
    if (rc == RT_OK)
        rc = put_audit(db, user.id, err);
    if (rc != RT_OK)
        return rc;
    printf("%s/login?t=%s\n", dashboard_url(cli), token);
    fprintf(stderr, "%s\n",
            rt_text_fill(cli->lang, cli->arena, "login_link_made", "name",
                         user.name, "minutes",
                         rt_fmt(cli->arena, "%d", RT_LINK_S / 60), NULL));
    return RT_OK;
}

int
rt_cmd_login_link(struct rt_cli *cli, int argc, char **argv)
{
    struct rt_args args;
    struct rt_db *db = NULL;
    struct rt_err err = {0};
    enum rt_code rc = rt_args_read(cli, argc, argv, options, &args, &err);

    if (rc == RT_OK && args.n_rest > 1)
        rc = rt_fail_key(&err, RT_EINVAL, "login_one_name", NULL);
    if (rc != RT_OK)
        return rt_cli_usage(cli, &err);
    rc = rt_connect(cli->conf, &db, &err);
    if (rc == RT_OK)
        rc = make_link(cli, db, args.n_rest == 1 ? args.rest[0] : NULL, &err);
    rt_db_close(db);
    return rc == RT_OK ? RT_EXIT_OK : rt_cli_fail(cli, &err);
}
