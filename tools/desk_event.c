/* retention desk event, open: one wish, and one for each number of a file. */
#include "desk_call.h"

#include "base/csv.h"
#include "base/date.h"
#include "desk/tell.h"
#include "repo/users.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Who asks: the operator unless --as says "client", "system" or a login. */
static enum rt_code
read_who(struct rt_desk_call *c, struct rt_desk_who *who, struct rt_err *err)
{
    const char *as = rt_desk_opt(c, "as");
    struct rt_user user;
    enum rt_code rc;

    *who = (struct rt_desk_who){.role = RT_DESK_ADMIN};
    if (as == NULL)
        return RT_OK;
    if (strcmp(as, "client") == 0 || strcmp(as, "system") == 0) {
        who->role = as[0] == 'c' ? RT_DESK_CLIENT : RT_DESK_SYSTEM;
        return RT_OK;
    }
    rc = rt_users_by_login(c->db, as, c->cli->arena, &user, err);
    if (rc == RT_NONE || (rc == RT_OK && user.role == RT_ROLE_CLIENT))
        return rt_fail_key(err, RT_NONE, "user_unknown", "name", as, NULL);
    if (rc != RT_OK)
        return rc;
    who->role = user.role == RT_ROLE_MANAGER ? RT_DESK_MANAGER : RT_DESK_ADMIN;
    who->user_id = user.id;
    return RT_OK;
}

static enum rt_code
read_source(const struct rt_desk_call *c, struct rt_desk_ask *ask,
            struct rt_err *err)
{
    const char *word = rt_desk_opt(c, "source");

    ask->source = RT_FROM_PHONE;
    if (word != NULL && rt_case_source_parse(word, &ask->source) != RT_OK)
        return rt_fail_key(err, RT_EINVAL, "cli_desk_bad_option", "option",
                           "source", "value", word, NULL);
    return RT_OK;
}

/* The id of the person whom --to names. */
static enum rt_code
read_to(struct rt_desk_call *c, struct rt_desk_ask *ask, struct rt_err *err)
{
    const char *to = rt_desk_opt(c, "to");
    struct rt_user user;
    enum rt_code rc;

    if (to == NULL)
        return RT_OK;
    rc = rt_users_by_login(c->db, to, c->cli->arena, &user, err);
    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "user_unknown", "name", to, NULL);
    if (rc == RT_OK)
        ask->user_id = user.id;
    return rc;
}

static enum rt_code
read_numbers(struct rt_desk_call *c, struct rt_desk_ask *ask,
             struct rt_err *err)
{
    int64_t n = 0, version = 0;
    enum rt_code rc = rt_desk_opt_number(c, "n", &n, err);

    if (rc == RT_OK)
        rc = rt_desk_opt_number(c, "version", &version, err);
    if (rc == RT_OK)
        rc = rt_desk_opt_number(c, "offer", &ask->offer_id, err);
    if (rc == RT_OK)
        rc = rt_desk_opt_number(c, "order", &ask->order_id, err);
    if (rc == RT_OK)
        rc = rt_desk_opt_time(c, "at", &ask->at, err);
    if (rc == RT_OK)
        rc = rt_desk_opt_day(c, "day", &ask->day, err);
    ask->n = (int32_t)n;
    ask->version = (int32_t)version;
    return rc;
}

/* The wish as the options say it. */
static enum rt_code
read_ask(struct rt_desk_call *c, const char *event, struct rt_desk_ask *ask,
         struct rt_err *err)
{
    enum rt_code rc;

    *ask = (struct rt_desk_ask){
        .reason = rt_desk_opt(c, "reason"),
        .words = rt_desk_opt(c, "words"),
        .note = rt_desk_opt(c, "note"),
        .text = rt_desk_opt(c, "text"),
        .day = RT_DAY_NONE,
        .override = rt_args_has(&c->args, "override"),
        .confirmed = true, /* whoever types the command has read it */
    };
    if (rt_desk_event_parse(event, &ask->event) != RT_OK)
        return rt_fail_key(err, RT_EINVAL, "cli_desk_bad_event", "value", event,
                           NULL);
    rc = read_who(c, &ask->who, err);
    if (rc == RT_OK)
        rc = read_source(c, ask, err);
    if (rc == RT_OK)
        rc = read_to(c, ask, err);
    return rc == RT_OK ? read_numbers(c, ask, err) : rc;
}

static bool
is_about_contract(enum rt_desk_event e)
{
    return e == RT_DO_REQUEST || e == RT_DO_LIST;
}

/* The case or contract that the first argument names. */
static enum rt_code
find_target(struct rt_desk_call *c, struct rt_desk_wish *w, const char *name,
            struct rt_err *err)
{
    if (is_about_contract(w->ask.event))
        return rt_desk_find_contract(c, name, &w->contract_id, err);
    return rt_desk_read_id(name, &w->case_id, err);
}

/* What only a look tells: whose contract it is, and the version, which who
 * types the command has just seen unless --version says otherwise. */
static enum rt_code
look_first(struct rt_desk_call *c, struct rt_desk_wish *w, struct rt_err *err)
{
    struct rt_desk_scene scene;
    struct rt_desk_who *who = &w->ask.who;
    const struct rt_worker *worker;
    enum rt_code rc = rt_desk_look(c->db, &c->setup, w->case_id, w->contract_id,
                                   c->now, c->cli->arena, &scene, err);

    if (rc == RT_NONE)
        return RT_OK; /* the desk denies it, and records that */
    if (rc != RT_OK)
        return rc;
    if (who->role == RT_DESK_CLIENT)
        who->client_id = scene.contract.contract.client_id;
    worker = rt_worker_find(scene.facts.workers, scene.facts.n_workers,
                            who->user_id);
    if (worker != NULL)
        who->client_id = worker->client_id;
    if (w->ask.version == 0)
        w->ask.version = scene.the_case.version;
    return RT_OK;
}

/* What the event tells, a line for each notice. */
static enum rt_code
print_told(struct rt_desk_call *c, int64_t event_id, struct rt_err *err)
{
    struct rt_arena *a = c->cli->arena;
    struct rt_notice *list;
    size_t n;
    enum rt_code rc = rt_notices_list(c->db, RT_NOTICES_OF_EVENT, event_id, a,
                                      &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++) {
        const char *text;

        rc = rt_desk_tell(c->db, &c->setup, &list[i], c->cli->lang, c->now, a,
                          &text, err);
        if (rc == RT_OK)
            printf("  %s (%s): %s\n",
                   rt_text(c->cli->lang, list[i].user_id == 0
                                             ? "cli_desk_to_client"
                                             : "cli_desk_to_staff"),
                   list[i].state, text);
    }
    return rc;
}

static enum rt_code
print_answer(struct rt_desk_call *c, const struct rt_desk_result *r,
             struct rt_err *err)
{
    const struct rt_desk_plan *p = &r->plan;
    const char *why = p->why != NULL ? p->why : p->field;

    printf("%s", rt_desk_answer_name(p->answer));
    if (why != NULL)
        printf(" %s", why);
    if (r->case_id != 0)
        printf(" case %" PRId64, r->case_id);
    if (p->writes && r->stored.case_id != 0)
        printf(" %s", rt_case_state_name(p->after.state));
    putchar('\n');
    return r->stored.event_id != 0 ? print_told(c, r->stored.event_id, err)
                                   : RT_OK;
}

static enum rt_code
send(struct rt_desk_call *c, struct rt_desk_wish *w, const char *key,
     struct rt_arena *a, struct rt_desk_result *out, struct rt_err *err)
{
    w->key = key;
    w->channel = w->ask.who.role == RT_DESK_CLIENT
                     ? "tool"
                     : rt_case_source_words[w->ask.source];
    w->via = RT_VIA_CLI;
    w->now = c->now;
    return rt_desk_apply(c->db, &c->setup, w, a, out, err);
}

/* A repetition with the same --key changes nothing.  Each line of a file has a
 * key of its own. */
static const char *
key_of_event(const struct rt_desk_call *c)
{
    const char *key = rt_desk_opt(c, "key");

    return key != NULL ? key : rt_fmt(c->cli->arena, "t%s:1", c->run);
}

static const char *
key_of_line(const struct rt_desk_call *c, uint64_t line, struct rt_arena *a)
{
    const char *key = rt_desk_opt(c, "key");

    return key != NULL ? rt_fmt(a, "%s:%" PRIu64, key, line)
                       : rt_fmt(a, "t%s:%" PRIu64, c->run, line);
}

enum rt_code
rt_desk_event_verb(struct rt_desk_call *c, struct rt_err *err)
{
    struct rt_desk_wish w = {0};
    struct rt_desk_result result;
    enum rt_code rc = read_ask(c, rt_desk_arg(c, 1), &w.ask, err);

    if (rc == RT_OK)
        rc = find_target(c, &w, rt_desk_arg(c, 0), err);
    if (rc == RT_OK)
        rc = look_first(c, &w, err);
    if (rc == RT_OK)
        rc = send(c, &w, key_of_event(c), c->cli->arena, &result, err);
    if (rc == RT_OK)
        rc = print_answer(c, &result, err);
    if (rc == RT_OK && result.plan.answer != RT_DESK_DONE &&
        result.plan.answer != RT_DESK_SAME)
        return RT_NONE; /* said already */
    return rc;
}

/* One number of the list: *opened, or the line says why not. */
static enum rt_code
open_one(struct rt_desk_call *c, const struct rt_desk_ask *ask,
         const char *number, uint64_t line, struct rt_arena *a, bool *opened,
         struct rt_err *err)
{
    struct rt_desk_wish w = {.ask = *ask};
    struct rt_desk_result result;
    int32_t today = rt_zone_day(c->setup.zone, c->now);
    enum rt_code rc =
        rt_desk_contract_find(c->db, number, today, &w.contract_id, err);

    *opened = false;
    if (rc == RT_NONE) {
        printf("%s: no_contract\n", number);
        return RT_OK;
    }
    if (rc == RT_OK)
        rc = send(c, &w, key_of_line(c, line, a), a, &result, err);
    if (rc != RT_OK)
        return rc;
    *opened = result.plan.answer == RT_DESK_DONE;
    if (!*opened)
        printf("%s: %s\n", number,
               result.plan.why != NULL ? result.plan.why
               : result.plan.field != NULL
                   ? result.plan.field
                   : rt_desk_answer_name(result.plan.answer));
    return RT_OK;
}

/* The first column of each line is a contract's number. */
static enum rt_code
open_all(struct rt_desk_call *c, const struct rt_desk_ask *ask,
         struct rt_csv *csv, int64_t *n_opened, int64_t *n, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_csv_row row;
    enum rt_code rc;

    while ((rc = rt_csv_next(csv, &row, err)) == RT_OK) {
        bool opened;

        if (row.n == 0 || row.fields[0].len == 0)
            continue;
        rc = open_one(c, ask, row.fields[0].s, row.line, a, &opened, err);
        rt_arena_reset(a);
        if (rc != RT_OK)
            break;
        ++*n;
        *n_opened += opened;
    }
    rt_arena_free(a);
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_desk_open_verb(struct rt_desk_call *c, struct rt_err *err)
{
    struct rt_arena *a = c->cli->arena;
    struct rt_desk_ask ask;
    struct rt_csv *csv = NULL;
    int64_t n_opened = 0, n = 0;
    const struct rt_csv_options how = {.separator = ';'};
    enum rt_code rc = read_ask(c, "list", &ask, err);

    if (rc == RT_OK)
        rc = rt_csv_open(rt_desk_arg(c, 0), &how, &csv, err);
    if (rc == RT_OK)
        rc = open_all(c, &ask, csv, &n_opened, &n, err);
    rt_csv_close(csv);
    puts(rt_text_fill(c->cli->lang, a, "cli_desk_opened", "n",
                      rt_fmt(a, "%" PRId64, n_opened), "skipped",
                      rt_fmt(a, "%" PRId64, n - n_opened), NULL));
    return rc;
}
