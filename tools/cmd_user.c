/* retention user: who may sign in. */
#include "cli.h"

#include "repo/audit.h"
#include "repo/connect.h"
#include "repo/users.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct rt_opt options[] = {
    {.name = "role", .takes_value = true},
    {.name = "lang", .takes_value = true},
    {0},
};

/* One of `user add|role|list`, with its arguments. */
struct call {
    struct rt_cli *cli;
    struct rt_db *db;
    struct rt_args args;
};

static const char *
argument(const struct call *c, size_t i)
{
    return i < c->args.n_rest ? c->args.rest[i] : NULL;
}

/* A role that a member of staff can have. */
static enum rt_code
read_role(const char *word, enum rt_role *out, struct rt_err *err)
{
    if (word == NULL)
        return rt_fail_key(err, RT_EINVAL, "user_no_role", NULL);
    if (rt_role_parse(word, out) != RT_OK)
        return rt_fail_key(err, RT_EINVAL, "user_bad_role", "role", word, NULL);
    return RT_OK;
}

static enum rt_code
read_lang(const struct call *c, struct rt_user *u, struct rt_err *err)
{
    const char *word = rt_pairs_get(&c->args.options, "lang");

    u->has_lang = word != NULL;
    if (word != NULL && rt_lang_parse(word, &u->lang) != RT_OK)
        return rt_fail_key(err, RT_EINVAL, "user_bad_lang", "lang", word, NULL);
    return RT_OK;
}

static enum rt_code
add_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct rt_user *u = arg;
    enum rt_code rc = rt_users_add(db, u, &u->id, err);

    if (rc == RT_OK)
        rc = rt_audit_user(db, u->id, "user_add", "role", NULL,
                           rt_role_name(u->role), err);
    return rc;
}

static enum rt_code
run_add(struct call *c, struct rt_err *err)
{
    struct rt_user u = {.login = argument(c, 1)};
    enum rt_code rc;

    if (u.login == NULL)
        return rt_fail_key(err, RT_EINVAL, "user_no_name", NULL);
    rc = read_role(rt_pairs_get(&c->args.options, "role"), &u.role, err);
    if (rc == RT_OK)
        rc = read_lang(c, &u, err);
    if (rc == RT_OK)
        rc = rt_db_tx(c->db, add_work, NULL, &u, err);
    if (rc == RT_OK)
        puts(rt_text_fill(c->cli->lang, c->cli->arena, "user_added", "name",
                          u.login, "role", rt_role_name(u.role), NULL));
    return rc;
}

struct role_change {
    struct rt_user user;
    enum rt_role role;
};

static enum rt_code
role_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct role_change *ch = arg;
    enum rt_code rc = rt_users_set_role(db, ch->user.id, ch->role, err);

    if (rc == RT_OK)
        rc = rt_audit_user(db, ch->user.id, "user_role", "role",
                           rt_role_name(ch->user.role), rt_role_name(ch->role),
                           err);
    return rc;
}

static enum rt_code
run_role(struct call *c, struct rt_err *err)
{
    const char *name = argument(c, 1);
    const char *word = argument(c, 2);
    struct role_change ch = {0};
    enum rt_code rc;

    if (name == NULL)
        return rt_fail_key(err, RT_EINVAL, "user_no_name", NULL);
    if (word == NULL)
        word = rt_pairs_get(&c->args.options, "role");
    rc = read_role(word, &ch.role, err);
    if (rc == RT_OK)
        rc = rt_users_by_login(c->db, name, c->cli->arena, &ch.user, err);
    if (rc == RT_OK)
        rc = rt_db_tx(c->db, role_work, NULL, &ch, err);
    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "user_unknown", "name", name, NULL);
    if (rc == RT_OK)
        puts(rt_text_fill(c->cli->lang, c->cli->arena, "user_role_set", "name",
                          name, "role", rt_role_name(ch.role), NULL));
    return rc;
}

static enum rt_code
run_list(struct call *c, struct rt_err *err)
{
    struct rt_user *list;
    size_t n;
    enum rt_code rc = rt_users_list(c->db, c->cli->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        printf("%" PRId64 "\t%s\t%s\t%s\t%s\n", list[i].id,
               list[i].login != NULL ? list[i].login : list[i].name,
               rt_role_name(list[i].role),
               list[i].has_lang ? rt_lang_name(list[i].lang) : "-",
               list[i].active ? "active" : "disabled");
    return rc;
}

static const struct {
    const char *word;
    size_t most; /* arguments, its own word counted */
    enum rt_code (*run)(struct call *c, struct rt_err *err);
} verbs[] = {
    {"add", 2, run_add},
    {"role", 3, run_role},
    {"list", 1, run_list},
};

static enum rt_code
run_verb(struct call *c, size_t i, struct rt_err *err)
{
    enum rt_code rc = rt_connect(c->cli->conf, &c->db, err);

    if (rc == RT_OK)
        rc = verbs[i].run(c, err);
    rt_db_close(c->db);
    return rc;
}

int
rt_cmd_user(struct rt_cli *cli, int argc, char **argv)
{
    struct call c = {.cli = cli};
    struct rt_err err = {0};
    enum rt_code rc = rt_args_read(cli, argc, argv, options, &c.args, &err);
    const char *word = argument(&c, 0);

    if (rc != RT_OK)
        return rt_cli_usage(cli, &err);
    for (size_t i = 0; word != NULL && i < sizeof verbs / sizeof verbs[0];
         i++) {
        if (strcmp(verbs[i].word, word) != 0 || c.args.n_rest > verbs[i].most)
            continue;
        rc = run_verb(&c, i, &err);
        if (rc == RT_EINVAL)
            return rt_cli_usage(cli, &err);
        return rc == RT_OK ? RT_EXIT_OK : rt_cli_fail(cli, &err);
    }
    (void)rt_fail_key(&err, RT_EINVAL, "user_no_verb", NULL);
    return rt_cli_usage(cli, &err);
}
