/* retention audit: the log of who did what, for people and other systems. */
#include "cli.h"

#include "base/moment.h"
#include "base/zone.h"
#include "field/value.h"
#include "repo/audit_log.h"
#include "repo/connect.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct rt_opt options[] = {
    {.name = "json"},
    {.name = "since", .takes_value = true},
    {.name = "after", .takes_value = true},
    {0},
};

/* Where to begin. */
struct start {
    int64_t after, since;
};

static enum rt_code
read_since(struct rt_cli *cli, const char *text, int64_t *out,
           struct rt_err *err)
{
    struct rt_zone *zone = NULL;
    struct rt_parse_how how = {.digits = 2};
    int64_t moment = 0;
    enum rt_code rc =
        rt_zone_open(rt_conf_get(cli->conf, "REPORT_ZONE"), &zone, err);

    how.zone = zone;
    if (rc == RT_OK && (text[0] == '\0' ||
                        rt_parse_moment(text, &how, &moment, NULL) != RT_OK))
        rc =
            rt_fail_key(err, RT_EINVAL, "audit_bad_since", "value", text, NULL);
    if (rc == RT_OK)
        *out = rt_moment_instant(moment, zone);
    rt_zone_free(zone);
    return rc;
}

static enum rt_code
read_start(struct rt_cli *cli, const struct rt_args *args, struct start *out,
           struct rt_err *err)
{
    const char *since = rt_pairs_get(&args->options, "since");
    const char *after = rt_pairs_get(&args->options, "after");

    *out = (struct start){0};
    if (after != NULL) {
        if (after[0] == '\0' || strlen(after) > 18 ||
            after[strspn(after, "0123456789")] != '\0')
            return rt_fail_key(err, RT_EINVAL, "audit_bad_after", "value",
                               after, NULL);
        out->after = strtoll(after, NULL, 10);
    }
    return since != NULL ? read_since(cli, since, &out->since, err) : RT_OK;
}

static json_t *
text_json(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

static json_t *
number_json(int64_t n)
{
    return n != 0 ? json_integer(n) : json_null();
}

static bool
print_json(const struct rt_audit_entry *e)
{
    json_t *row = json_pack(
        "{s:I, s:s, s:s, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, "
        "s:o}",
        "id", (json_int_t)e->id, "time", e->time, "actor", e->actor, "user_id",
        number_json(e->user_id), "user", text_json(e->user), "source",
        e->source, "action", e->action, "result", e->result, "entity",
        text_json(e->entity), "entity_id", number_json(e->entity_id), "field",
        text_json(e->field), "before", text_json(e->before), "after",
        text_json(e->after), "request_id", text_json(e->request_id));
    bool good = row != NULL && json_dumpf(row, stdout, JSON_COMPACT) == 0 &&
                putchar('\n') != EOF;

    json_decref(row);
    return good;
}

static const char *
or_none(const char *text)
{
    return text != NULL ? text : "-";
}

/* Tabs between the columns. */
static bool
print_line(const struct rt_audit_entry *e)
{
    return printf(
               "%" PRId64 "\t%s\t%s\t%s\t%s\t%s\t%s %" PRId64 "\t%s\t%s\t%s\n",
               e->id, e->time, e->user != NULL ? e->user : e->actor, e->source,
               e->action, e->result, or_none(e->entity), e->entity_id,
               or_none(e->field), or_none(e->before), or_none(e->after)) > 0;
}

static enum rt_code
print_batch(const struct rt_audit_entry *list, size_t n, bool json,
            struct rt_err *err)
{
    for (size_t i = 0; i < n; i++)
        if (!(json ? print_json(&list[i]) : print_line(&list[i])))
            return rt_fail_errno(err, "stdout");
    return RT_OK;
}

static enum rt_code
print_all(struct rt_db *db, struct start at, bool json, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_audit_entry *list;
    size_t n = RT_AUDIT_BATCH;
    enum rt_code rc = RT_OK;

    while (rc == RT_OK && n == RT_AUDIT_BATCH) {
        rt_arena_reset(a);
        rc = rt_audit_next(db, at.after, at.since, a, &list, &n, err);
        if (rc == RT_OK && n != 0) {
            at.after = list[n - 1].id;
            rc = print_batch(list, n, json, err);
        }
    }
    rt_arena_free(a);
    return rc;
}

int
rt_cmd_audit(struct rt_cli *cli, int argc, char **argv)
{
    struct rt_args args;
    struct start start;
    struct rt_db *db = NULL;
    struct rt_err err = {0};
    enum rt_code rc = rt_args_read(cli, argc, argv, options, &args, &err);

    if (rc == RT_OK && args.n_rest != 0)
        rc = rt_fail_key(&err, RT_EINVAL, "cli_no_argument", "value",
                         args.rest[0], NULL);
    if (rc == RT_OK)
        rc = read_start(cli, &args, &start, &err);
    if (rc != RT_OK)
        return rt_cli_usage(cli, &err);
    rc = rt_connect(cli->conf, &db, &err);
    if (rc == RT_OK)
        rc = print_all(db, start, rt_args_has(&args, "json"), &err);
    rt_db_close(db);
    return rc == RT_OK ? RT_EXIT_OK : rt_cli_fail(cli, &err);
}
