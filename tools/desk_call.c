#include "desk_call.h"

#include "base/hash.h"
#include "base/moment.h"
#include "field/value.h"
#include "repo/connect.h"

#include <string.h>
#include <time.h>

const char *
rt_desk_arg(const struct rt_desk_call *c, size_t i)
{
    return i + 1 < c->args.n_rest ? c->args.rest[i + 1] : NULL;
}

const char *
rt_desk_opt(const struct rt_desk_call *c, const char *name)
{
    return rt_pairs_get(&c->args.options, name);
}

static enum rt_code
bad_option(const char *name, const char *value, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "cli_desk_bad_option", "option", name,
                       "value", value, NULL);
}

enum rt_code
rt_desk_opt_number(const struct rt_desk_call *c, const char *name, int64_t *out,
                   struct rt_err *err)
{
    const char *value = rt_desk_opt(c, name);

    if (value != NULL &&
        rt_parse_int(value, 0, INT64_MAX / 10, out, NULL) != RT_OK)
        return bad_option(name, value, err);
    return RT_OK;
}

static struct rt_parse_how
how_of(const struct rt_desk_call *c)
{
    return (struct rt_parse_how){
        .order = RT_DATE_DMY, .digits = c->setup.digits, .zone = c->setup.zone};
}

enum rt_code
rt_desk_opt_day(const struct rt_desk_call *c, const char *name, int32_t *out,
                struct rt_err *err)
{
    const char *value = rt_desk_opt(c, name);
    struct rt_parse_how how = how_of(c);

    if (value != NULL && rt_parse_day(value, &how, out, NULL) != RT_OK)
        return bad_option(name, value, err);
    return RT_OK;
}

enum rt_code
rt_desk_opt_time(const struct rt_desk_call *c, const char *name, int64_t *out,
                 struct rt_err *err)
{
    const char *value = rt_desk_opt(c, name);
    struct rt_parse_how how = how_of(c);

    if (value == NULL)
        return RT_OK;
    if (rt_parse_moment(value, &how, out, NULL) != RT_OK)
        return bad_option(name, value, err);
    *out = rt_moment_instant(*out, c->setup.zone);
    return RT_OK;
}

enum rt_code
rt_desk_read_id(const char *text, int64_t *out, struct rt_err *err)
{
    if (rt_parse_int(text, 1, INT64_MAX / 10, out, NULL) != RT_OK)
        return rt_fail_key(err, RT_EINVAL, "cli_desk_bad_number", "value", text,
                           NULL);
    return RT_OK;
}

enum rt_code
rt_desk_find_contract(struct rt_desk_call *c, const char *number, int64_t *id,
                      struct rt_err *err)
{
    int32_t today = rt_zone_day(c->setup.zone, c->now);
    enum rt_code rc = rt_desk_contract_find(c->db, number, today, id, err);

    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "cli_desk_no_contract", "contract", number,
                           NULL);
    return rc;
}

static const struct rt_desk_verb_row *
find_verb(const struct rt_desk_verb_row *verbs, const struct rt_args *args)
{
    for (; verbs->word != NULL; verbs++) {
        if (args->n_rest > verbs->least && args->n_rest <= verbs->most + 1 &&
            strcmp(verbs->word, args->rest[0]) == 0)
            return verbs;
    }
    return NULL;
}

static enum rt_code
run_verb(struct rt_desk_call *c, rt_desk_verb *run, struct rt_err *err)
{
    enum rt_code rc = rt_desk_setup_read(c->cli->conf, &c->setup, err);

    if (rc == RT_OK)
        rc = rt_desk_opt_time(c, "now", &c->now, err);
    if (rc == RT_OK)
        rc = rt_connect(c->cli->conf, &c->db, err);
    if (rc == RT_OK)
        rc = rt_desk_setup_days(&c->setup, c->db, c->now, err);
    if (rc == RT_OK)
        rc = run(c, err);
    rt_db_close(c->db);
    rt_desk_setup_free(&c->setup);
    return rc;
}

int
rt_desk_call(struct rt_cli *cli, int argc, char **argv,
             const struct rt_opt *options, const struct rt_desk_verb_row *verbs)
{
    struct rt_desk_call c = {.cli = cli, .now = time(NULL)};
    const struct rt_desk_verb_row *verb = NULL;
    struct rt_err err = {0};
    uint8_t random[8];
    enum rt_code rc = rt_args_read(cli, argc, argv, options, &c.args, &err);

    if (rc == RT_OK)
        verb = find_verb(verbs, &c.args);
    if (rc == RT_OK && verb == NULL)
        rc = rt_fail_key(&err, RT_EINVAL, "cli_desk_what", NULL);
    if (rc != RT_OK)
        return rt_cli_usage(cli, &err);
    rt_random(random, sizeof random);
    rt_hex(random, sizeof random, c.run);
    rc = run_verb(&c, verb->run, &err);
    if (rc == RT_OK)
        return RT_EXIT_OK;
    /* What a verb has said itself has no message. */
    return err.code == RT_OK ? RT_EXIT_FAILED : rt_cli_fail(cli, &err);
}
