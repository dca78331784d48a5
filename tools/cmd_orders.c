/* retention orders: to billing and back, in files. */
#include "desk_call.h"
#include "desk_file.h"

#include "base/date.h"
#include "base/money.h"
#include "repo/order_exports.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MINUTE = 60 };

static const struct rt_opt options[] = {
    RT_DESK_OPTIONS,
    {.name = "again", .takes_value = true},
    {0},
};

static const char *const columns[] = {
    "order_id", "kind",  "contract_id", "client_id", "effective_on", "until",
    "effect",   "value", "months",      "plan",      "offer_id",     "case_id"};
enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

static const char *
number(struct rt_arena *a, int64_t n)
{
    return n == 0 ? "" : rt_fmt(a, "%" PRId64, n);
}

static const char *
day(struct rt_arena *a, int32_t d)
{
    char text[RT_PERIOD_LABEL];

    rt_day_format(d, text);
    return rt_strdup(a, text);
}

/* Per cent and amounts with their decimals, months as they are. */
static const char *
value(const struct rt_desk_call *c, const struct rt_effect *e)
{
    char text[RT_MONEY_TEXT];
    int digits = e->kind == RT_EFFECT_PERCENT ? 2 : c->setup.digits;

    if (!e->has_value)
        return "";
    if (e->kind == RT_EFFECT_FREE_MONTHS)
        return rt_fmt(c->cli->arena, "%" PRId64, e->value);
    rt_money_plain(e->value, digits, text);
    return rt_strdup(c->cli->arena, text);
}

static void
write_order(const struct rt_desk_call *c, const struct rt_export_order *e,
            struct rt_buf *to)
{
    struct rt_arena *a = c->cli->arena;
    const struct rt_order *o = &e->order;
    int32_t until = rt_order_until(o);
    const char *fields[N_COLUMNS] = {
        number(a, o->id),
        rt_order_kind_words[o->kind],
        e->contract,
        e->client,
        day(a, o->effective_on),
        until > o->effective_on ? day(a, until) : "",
        o->kind == RT_ORDER_OFFER ? rt_effect_words[o->effect.kind] : "",
        value(c, &o->effect),
        number(a, rt_effect_months(&o->effect)),
        o->effect.plan,
        number(a, o->offer_id),
        number(a, o->case_id),
    };

    rt_desk_file_line(to, fields, N_COLUMNS);
}

static enum rt_code
write_file(const struct rt_desk_call *c, const struct rt_export_order *list,
           size_t n, struct rt_err *err)
{
    struct rt_buf text;
    enum rt_code rc;

    rt_buf_init(&text, 0);
    rt_desk_file_line(&text, columns, N_COLUMNS);
    for (size_t i = 0; i < n; i++)
        write_order(c, &list[i], &text);
    rc = rt_desk_file_write(rt_desk_arg(c, 0), &text, err);
    rt_buf_fini(&text);
    return rc;
}

struct exporting {
    const struct rt_desk_call *call;
    size_t n;
    int64_t export_id;
};

/* The file is there before the orders are sent: a run that breaks off between
 * the two is made again, and billing meets an order twice rather than never. */
static enum rt_code
export_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct exporting *x = arg;
    const struct rt_desk_call *c = x->call;
    int64_t held = (int64_t)c->setup.office.rules.undo_minutes * MINUTE;
    struct rt_export_order *list;
    enum rt_code rc = rt_order_exports_begin(db, c->now - held, c->cli->arena,
                                             &list, &x->n, &x->export_id, err);

    if (rc == RT_OK)
        rc = write_file(c, list, x->n, err);
    if (rc == RT_OK)
        rc = rt_order_exports_sent(db, list, x->n, x->export_id, c->now, err);
    return rc;
}

static enum rt_code
export_again(struct rt_desk_call *c, struct exporting *x, struct rt_err *err)
{
    struct rt_export_order *list;
    enum rt_code rc = rt_desk_opt_number(c, "again", &x->export_id, err);

    if (rc == RT_OK)
        rc = rt_order_exports_read(c->db, x->export_id, c->cli->arena, &list,
                                   &x->n, err);
    if (rc == RT_OK && x->n == 0)
        rc = rt_fail_key(err, RT_NONE, "cli_orders_no_export", "id",
                         rt_desk_opt(c, "again"), NULL);
    return rc == RT_OK ? write_file(c, list, x->n, err) : rc;
}

static enum rt_code
export_verb(struct rt_desk_call *c, struct rt_err *err)
{
    struct rt_arena *a = c->cli->arena;
    struct exporting x = {.call = c};
    enum rt_code rc = rt_desk_opt(c, "again") != NULL
                          ? export_again(c, &x, err)
                          : rt_db_tx(c->db, export_work, NULL, &x, err);

    if (rc == RT_OK && x.n == 0)
        puts(rt_text(c->cli->lang, "cli_orders_none"));
    else if (rc == RT_OK)
        puts(rt_text_fill(c->cli->lang, a, "cli_orders_exported", "n",
                          rt_fmt(a, "%zu", x.n), "file", rt_desk_arg(c, 0),
                          "id", rt_fmt(a, "%" PRId64, x.export_id), NULL));
    return rc;
}

/* An import of billing's answers. */
struct importing {
    struct rt_desk_call *call;
    int64_t done, refused, same, bad;
};

enum { A_ORDER, A_RESULT, A_ANSWER, A_DONE_ON };
static const char *const answer_columns[] = {"order_id", "result", "answer",
                                             "done_on", NULL};

static void
reject(struct importing *x, const struct rt_desk_file_row *row, const char *why)
{
    x->bad++;
    printf("%" PRIu64 ": %s %s: %s\n", row->line, row->value[A_ORDER],
           row->value[A_RESULT], why);
}

/* The order's case, and what billing says of it; false: it is rejected. */
static enum rt_code
read_answer(struct importing *x, const struct rt_desk_file_row *row,
            struct rt_desk_wish *w, bool *good, struct rt_err *err)
{
    const char *result = row->value[A_RESULT];
    enum rt_code rc;

    *good = false;
    w->ask.event =
        strcmp(result, "done") == 0 ? RT_DO_ORDER_DONE : RT_DO_ORDER_REFUSED;
    if (strcmp(result, "done") != 0 && strcmp(result, "refused") != 0) {
        reject(x, row, "result");
        return RT_OK;
    }
    if (rt_desk_read_id(row->value[A_ORDER], &w->ask.order_id, NULL) != RT_OK) {
        reject(x, row, "order_id");
        return RT_OK;
    }
    rc = rt_order_case(x->call->db, w->ask.order_id, &w->case_id, err);
    if (rc == RT_NONE || (rc == RT_OK && w->case_id == 0)) {
        reject(x, row, "no_order");
        return RT_OK;
    }
    if (rc == RT_OK && row->value[A_DONE_ON][0] != '\0' &&
        rt_day_parse(row->value[A_DONE_ON], &w->ask.day) != RT_OK) {
        reject(x, row, "done_on");
        return RT_OK;
    }
    *good = rc == RT_OK;
    return rc;
}

static void
count_answer(struct importing *x, const struct rt_desk_file_row *row,
             const struct rt_desk_result *r)
{
    const struct rt_desk_plan *p = &r->plan;

    if (p->answer == RT_DESK_SAME)
        x->same++;
    else if (p->answer != RT_DESK_DONE)
        reject(x, row,
               p->why != NULL ? p->why : rt_desk_answer_name(p->answer));
    else if (p->event == RT_DO_ORDER_DONE)
        x->done++;
    else
        x->refused++;
}

static enum rt_code
take_answer(void *arg, const struct rt_desk_file_row *row, struct rt_err *err)
{
    struct importing *x = arg;
    struct rt_desk_call *c = x->call;
    struct rt_arena *a = rt_arena_new();
    struct rt_desk_result result;
    struct rt_desk_wish w = {
        .ask = {.who = {.role = RT_DESK_ADMIN},
                .note = row->value[A_ANSWER][0] != '\0' ? row->value[A_ANSWER]
                                                        : NULL,
                .day = RT_DAY_NONE},
        .key = rt_fmt(a, "t%s:%" PRIu64, c->run, row->line),
        .channel = "",
        .via = RT_VIA_CLI,
        .now = c->now,
    };
    bool good;
    enum rt_code rc = read_answer(x, row, &w, &good, err);

    if (rc == RT_OK && good)
        rc = rt_desk_apply(c->db, &c->setup, &w, a, &result, err);
    if (rc == RT_OK && good)
        count_answer(x, row, &result);
    rt_arena_free(a);
    return rc;
}

static enum rt_code
import_verb(struct rt_desk_call *c, struct rt_err *err)
{
    struct rt_arena *a = c->cli->arena;
    struct importing x = {.call = c};
    enum rt_code rc = rt_desk_file_read(rt_desk_arg(c, 0), answer_columns,
                                        take_answer, &x, err);

    puts(rt_text_fill(c->cli->lang, a, "cli_orders_imported", "done",
                      rt_fmt(a, "%" PRId64, x.done), "refused",
                      rt_fmt(a, "%" PRId64, x.refused), "same",
                      rt_fmt(a, "%" PRId64, x.same), "bad",
                      rt_fmt(a, "%" PRId64, x.bad), NULL));
    return rc;
}

int
rt_cmd_orders(struct rt_cli *cli, int argc, char **argv)
{
    static const struct rt_desk_verb_row verbs[] = {
        {"export", 1, 1, export_verb}, {"import", 1, 1, import_verb}, {0}};

    return rt_desk_call(cli, argc, argv, options, verbs);
}
