/* retention user: who may sign in. */
#include "cli.h"

#include "repo/connect.h"
#include "repo/sessions.h"
#include "repo/user_changes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct rt_opt options[] = {
    {.name = "role", .takes_value = true},
    {.name = "lang", .takes_value = true},
    {.name = "end", .takes_value = true},
    {0},
};

/* One of `user add|role|list|...`, with its arguments. */
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

/* A role that staff can have. */
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
        rc = rt_user_add(c->db, &RT_OPERATOR, &u, err);
    if (rc == RT_OK)
        puts(rt_text_fill(c->cli->lang, c->cli->arena, "user_added", "name",
                          u.login, "role", rt_role_name(u.role), NULL));
    return rc;
}

/* Say that the change has left nobody who may administer. */
static enum rt_code
say_no_admin(const struct call *c, struct rt_err *err)
{
    struct rt_user admin;
    enum rt_code rc = rt_users_first_admin(c->db, c->cli->arena, &admin, err);

    if (rc != RT_NONE)
        return rc;
    puts(rt_text(c->cli->lang, "user_no_admin"));
    return RT_OK;
}

/* The person whom the first argument names. */
static enum rt_code
find_user(const struct call *c, struct rt_user *out, struct rt_err *err)
{
    const char *name = argument(c, 1);
    enum rt_code rc;

    if (name == NULL)
        return rt_fail_key(err, RT_EINVAL, "user_no_name", NULL);
    rc = rt_users_by_login(c->db, name, c->cli->arena, out, err);
    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "user_unknown", "name", name, NULL);
    return rc;
}

static enum rt_code
run_role(struct call *c, struct rt_err *err)
{
    const char *word = argument(c, 2);
    struct rt_user u;
    enum rt_role role = RT_ROLE_NOBODY;
    enum rt_code rc;

    if (word == NULL)
        word = rt_pairs_get(&c->args.options, "role");
    if (argument(c, 1) == NULL)
        return rt_fail_key(err, RT_EINVAL, "user_no_name", NULL);
    rc = read_role(word, &role, err);
    if (rc == RT_OK)
        rc = find_user(c, &u, err);
    if (rc == RT_OK)
        rc = rt_user_set_role(c->db, &RT_OPERATOR, u.id, role, err);
    if (rc == RT_OK)
        puts(rt_text_fill(c->cli->lang, c->cli->arena, "user_role_set", "name",
                          u.login, "role", rt_role_name(role), NULL));
    if (rc == RT_OK && u.role == RT_ROLE_ADMIN)
        rc = say_no_admin(c, err);
    return rc;
}

static enum rt_code
set_active(struct call *c, bool active, struct rt_err *err)
{
    const char *key = active ? "user_enabled" : "user_now_disabled";
    struct rt_user u;
    enum rt_code rc = find_user(c, &u, err);

    if (rc == RT_OK)
        rc = rt_user_set_active(c->db, &RT_OPERATOR, u.id, active, err);
    if (rc == RT_OK)
        puts(rt_text_fill(c->cli->lang, c->cli->arena, key, "name", u.login,
                          NULL));
    if (rc == RT_OK && !active && u.role == RT_ROLE_ADMIN)
        rc = say_no_admin(c, err);
    return rc;
}

static enum rt_code
run_disable(struct call *c, struct rt_err *err)
{
    return set_active(c, false, err);
}

static enum rt_code
run_enable(struct call *c, struct rt_err *err)
{
    return set_active(c, true, err);
}

static enum rt_code
run_delete(struct call *c, struct rt_err *err)
{
    struct rt_user u;
    enum rt_code rc = find_user(c, &u, err);

    if (rc == RT_OK)
        rc = rt_user_delete(c->db, &RT_OPERATOR, u.id, err);
    if (rc == RT_OK)
        puts(rt_text_fill(c->cli->lang, c->cli->arena, "user_deleted", "name",
                          u.login, NULL));
    if (rc == RT_OK && u.role == RT_ROLE_ADMIN)
        rc = say_no_admin(c, err);
    return rc;
}

/* "all", or the number of a session. */
static enum rt_code
read_end(const char *word, int64_t *out, struct rt_err *err)
{
    *out = 0;
    if (strcmp(word, "all") == 0)
        return RT_OK;
    if (word[0] != '\0' && word[strspn(word, "0123456789")] == '\0' &&
        strlen(word) < 19)
        *out = strtoll(word, NULL, 10);
    if (*out == 0)
        return rt_fail_key(err, RT_EINVAL, "user_bad_session", "value", word,
                           NULL);
    return RT_OK;
}

static enum rt_code
end_sessions(struct call *c, const char *word, const struct rt_user *u,
             struct rt_err *err)
{
    int64_t session;
    size_t n = 0;
    enum rt_code rc = read_end(word, &session, err);

    if (rc == RT_OK)
        rc = rt_user_end_sessions(c->db, &RT_OPERATOR, u->id, session, 0, &n,
                                  err);
    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "user_no_session", "name", u->login,
                           "value", word, NULL);
    if (rc == RT_OK)
        puts(rt_text_fill(c->cli->lang, c->cli->arena, "user_sessions_ended",
                          "n", rt_fmt(c->cli->arena, "%zu", n), NULL));
    return rc;
}

/* A browser's name for itself, without what would control a terminal: control
 * characters of ASCII, and those of Latin-1 (0xc2 0x80 to 0xc2 0x9f). */
static const char *
printable(struct rt_arena *a, const char *text)
{
    char *out = rt_strdup(a, text);

    for (char *p = out; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p, next = (unsigned char)p[1];

        if (c < 0x20 || c == 0x7f)
            *p = '?';
        else if (c == 0xc2 && next >= 0x80 && next < 0xa0)
            memset(p, '?', 2);
    }
    return out;
}

/* "2025-01-31 09:30 UTC" */
static const char *
instant(struct rt_arena *a, int64_t at)
{
    char day[RT_PERIOD_LABEL];

    rt_day_format((int32_t)(at / 86400), day);
    return rt_fmt(a, "%s %02d:%02d UTC", day, (int)(at / 3600 % 24),
                  (int)(at / 60 % 60));
}

static enum rt_code
list_sessions(struct call *c, const struct rt_user *u, struct rt_err *err)
{
    struct rt_session_row *list;
    struct rt_arena *a = c->cli->arena;
    enum rt_lang lang = c->cli->lang;
    size_t n;
    enum rt_code rc = rt_sessions_list(c->db, u->id, a, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        puts(rt_text_fill(
            lang, a, list[i].trusted ? "user_session_trusted" : "user_session",
            "id", rt_fmt(a, "%" PRId64, list[i].id), "began",
            instant(a, list[i].began_at), "seen", instant(a, list[i].seen_at),
            "until", instant(a, list[i].until_at), "device",
            printable(a, list[i].device), NULL));
    if (rc == RT_OK && n == 0)
        puts(rt_text_fill(lang, a, "user_no_sessions", "name", u->login, NULL));
    return rc;
}

static enum rt_code
run_sessions(struct call *c, struct rt_err *err)
{
    const char *word = rt_pairs_get(&c->args.options, "end");
    struct rt_user u;
    enum rt_code rc = find_user(c, &u, err);

    if (rc != RT_OK)
        return rc;
    return word != NULL ? end_sessions(c, word, &u, err)
                        : list_sessions(c, &u, err);
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
    size_t most; /* number of arguments, with its own word */
    enum rt_code (*run)(struct call *c, struct rt_err *err);
} verbs[] = {
    {"add", 2, run_add},         {"role", 3, run_role},
    {"disable", 2, run_disable}, {"enable", 2, run_enable},
    {"delete", 2, run_delete},   {"sessions", 2, run_sessions},
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
