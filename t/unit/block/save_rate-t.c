/* The block `save-rate` over a company of nine cases, worked out by hand. */
#include "run.h"

#include "block/selected_cases.h"

static int32_t
on(int month, int d)
{
    return rt_day_of((struct rt_date){2025, month, d});
}

/* What a test changes. */
struct have {
    bool payments, no_fees, no_profit, old_file;
};

static void
add_contract(struct rt_build *b, const struct have *h, int64_t id, int32_t end)
{
    rt_build_contract(b, &(struct rt_build_contract){
                             .id = id,
                             .client_id = id,
                             .external_id = rt_fmt(arena, "k%d", (int)id),
                             .start = RT_DAY_NONE,
                             .end = end,
                             .fee = h->no_fees ? RT_NO_AMOUNT : 3100,
                             .profit = h->no_profit ? RT_NO_AMOUNT : 620});
}

/* Contract `id` but for 9, which does not exist. */
static struct rt_build_case
a_case(int64_t id, int32_t closed, const char *reason, enum rt_case_way way)
{
    return (struct rt_build_case){.id = id,
                                  .client_id = id <= 8 ? id : 0,
                                  .contract_id = id,
                                  .status = RT_RETAINED,
                                  .created_at = on(1, 5) * INT64_C(86400),
                                  .created_day = on(1, 5),
                                  .completed_at = closed * INT64_C(86400),
                                  .completed_day = closed,
                                  .profit_at_close = RT_NO_AMOUNT,
                                  .cost_at_close = 0,
                                  .way = way,
                                  .reason = reason};
}

static void
add_case(struct rt_build *b, const struct have *h, struct rt_build_case row)
{
    if (h->old_file) {
        row.way = RT_WAY_UNKNOWN;
        row.arm = RT_NO_ARM;
        row.ordered_day = 0;
    }
    rt_build_case(b, &row);
}

/* Cases 1 to 4 are due after 30 days; 5 is young; 6 is from a list; 7 was
 * closed after the last day; 8 was churned; 9 has no contract. */
static void
add_cases(struct rt_build *b, const struct have *h)
{
    struct rt_build_case row = a_case(1, on(3, 1), "price", RT_WAY_BOT);

    row.arm = RT_OFFER_ARM;
    row.cost_at_close = 500;
    add_case(b, h, row);
    row = a_case(2, on(3, 1), "price", RT_WAY_PHONE);
    row.arm = RT_HOLDOUT_ARM;
    add_case(b, h, row);
    row = a_case(3, on(3, 1), "speed", RT_WAY_BOT);
    row.arm = RT_OFFER_ARM;
    row.ordered_day = on(5, 30);
    row.cost_at_close = 20;
    add_case(b, h, row);
    row = a_case(4, on(5, 31), "", RT_WAY_OFFICE);
    row.offered = true;
    row.offer_id = 1;
    row.cost_at_close = RT_NO_AMOUNT;
    add_case(b, h, row);
    add_case(b, h, a_case(5, on(6, 1), "price", RT_WAY_BOT));
    add_case(b, h, a_case(6, on(3, 1), "price", RT_WAY_LIST));
    add_case(b, h, a_case(7, on(7, 5), "price", RT_WAY_BOT));
    row = a_case(8, on(3, 1), "price", RT_WAY_BOT);
    row.status = RT_CHURNED;
    add_case(b, h, row);
    add_case(b, h, a_case(9, on(3, 1), "price", RT_WAY_BOT));
}

/* Contracts are known until June, cases until July, payments until March. */
static struct rt_data *
company(struct have h)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (int64_t i = 1; i <= 8; i++)
        rt_build_client(b, &(struct rt_build_client){
                               .id = i,
                               .external_id = rt_fmt(arena, "c%d", (int)i),
                               .region = i == 2 ? "South" : "North"});
    for (int64_t i = 1; i <= 8; i++)
        add_contract(b, &h, i, i == 2 ? on(4, 20) : RT_DAY_OPEN);
    if (h.payments) {
        rt_build_payment(b, 1, on(3, 1), 7);
        rt_build_payment(b, 1, on(3, 2), 1000);
        rt_build_payment(b, 1, on(3, 31), 30000);
        rt_build_payment(b, 1, on(4, 1), 500000);
    }
    rt_build_offer(b, 1, "gift", 700);
    add_cases(b, &h);
    if (!h.old_file)
        rt_build_reason(b, "price", "Дорого", "Too expensive");
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = on(7, 10);
    d->known[RT_GROUP_CONTRACTS] = on(6, 30);
    d->known[RT_GROUP_PAYMENTS] = h.payments ? on(3, 31) : RT_DAY_NONE;
    d->known[RT_GROUP_DESK] = on(7, 10);
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

#define HEAD "group,retained,due,kept,share,low,high,money_kept,offer_cost\r\n"

/* The table without the interval. */
static const char *
table(const struct rt_data *d, const char *query)
{
    struct rt_err err = {0};
    const struct rt_result *r = run(d, "save-rate", query, &err);
    const char *out = "";

    if (r == NULL)
        return rt_strdup(arena, err.text);
    for (size_t i = 0; i < r->tables[0].n_rows; i++) {
        const struct rt_cell *row =
            &r->tables[0].cells[i * r->tables[0].n_columns];

        out = rt_fmt(arena, "%s%s %d/%d/%d %s %s\n", out, row[0].name->code,
                     (int)row[1].i, (int)row[2].i, (int)row[3].i,
                     rt_cell_plain(r, RT_KIND_MONEY, row[7], arena),
                     rt_cell_plain(r, RT_KIND_MONEY, row[8], arena));
    }
    return out;
}

/* 30 days of March at 31.00 a month are 30.00, those of June 31.00. */
static void
test_days(void)
{
    const struct rt_data *d = company((struct have){0});

    is_str(table(d, ""),
           RT_NO_OFFER_TYPE " 1/1/1 31.00 7.00\n"
                            "price 3/2/2 60.00 5.00\n"
                            "speed 1/1/1 30.00 0.20\n"
                            "ALL 5/4/4 121.00 12.20\n",
           "after 30 days, by reason");
    is_str(table(d, "days=60&group=offer"),
           "gift 1/0/0 0.00 0.00\n" RT_NO_OFFER_TYPE " 4/3/2 122.00 5.20\n"
           "ALL 5/3/2 122.00 5.20\n",
           "after 60 days, by type of offer: the second has left");
    is_str(table(d, "days=90&group=arm"),
           "none 2/0/0 0.00 0.00\n"
           "offer 2/2/1 91.00 5.20\n"
           "holdout 1/1/0 0.00 0.00\n"
           "ALL 5/3/1 91.00 5.20\n",
           "on the 90th day the end of the third is ordered");
    is_str(table(d, "group=source"),
           "bot 3/2/2 60.00 5.20\n"
           "phone 1/1/1 30.00 0.00\n"
           "office 1/1/1 31.00 7.00\n"
           "ALL 5/4/4 121.00 12.20\n"
           "list 1/1/1 30.00 0.00\n",
           "lists stand behind the whole and are not in it");
    is_str(csv(d, "save-rate", "region=South&days=60", NULL),
           HEAD "price,1,1,0,0,0,0.793450685622763,0.00,0.00\r\n"
                "ALL,1,1,0,0,0,0.793450685622763,0.00,0.00\r\n",
           "of a region, with Wilson's interval");
}

static void
test_filter(void)
{
    const struct rt_data *d = company((struct have){0});
    struct rt_err err = {0};

    is_str(table(d, "from=2025-05&offer_type=gift"),
           RT_NO_OFFER_TYPE " 1/1/1 31.00 7.00\nALL 1/1/1 31.00 7.00\n",
           "from, to and offer_type select cases by the day of closing");
    is_str(table(d, "to=2025-02"), "ALL 0/0/0 0.00 0.00\n",
           "nobody was retained before");
    is_str(table(d, "as_of=2025-03-30"),
           "price 2/0/0 0.00 0.00\nspeed 1/0/0 0.00 0.00\n"
           "ALL 3/0/0 0.00 0.00\n",
           "on the 29th day nothing is due");
    is_str(table(d, "as_of=2025-03-31"),
           "price 2/2/2 60.00 5.00\nspeed 1/1/1 30.00 0.20\n"
           "ALL 3/3/3 90.00 5.20\n",
           "on the 30th day it is");
    ok(run(d, "save-rate", "days=45", &err) == NULL, "other days are refused");
    ok(strstr(err.text, "45") != NULL && strstr(err.text, "30") != NULL,
       "that names the value and those allowed: %s", err.text);
    err = (struct rt_err){0};
    ok(run(d, "save-rate", "group=manager", &err) == NULL &&
           strstr(err.text, "manager") != NULL,
       "there are no groups by manager: %s", err.text);
}

static int64_t
note_of(struct have h, const char *query, const char *key)
{
    struct rt_err err = {0};
    const struct rt_result *r = run(company(h), "save-rate", query, &err);

    for (size_t i = 0; i < r->n_notes; i++)
        if (strcmp(r->notes[i].key, key) == 0)
            return r->notes[i].n;
    return -1;
}

static void
test_notes(void)
{
    const struct have plain = {0};

    is_int(note_of(plain, "", "note_young_cases"), 1, "one is young");
    is_int(note_of(plain, "days=90", "note_young_cases"), 2, "or two");
    is_int(note_of(plain, "to=2025-04", "note_young_cases"), -1, "or none");
    is_int(note_of(plain, "", "note_few_due"), 4, "few are due");
    is_int(note_of(plain, "", "note_lists_apart"), 1, "one is from a list");
    is_int(note_of(plain, "", "note_no_contract"), 1,
           "the contract of one is missing");
    is_int(note_of(plain, "", "note_cost_today"), 1,
           "the cost of one was not recorded");
    is_int(note_of(plain, "days=60", "note_cost_today"), -1,
           "which is of no interest before it is due");
    is_int(note_of(plain, "", "note_money_by_fee"), 0, "money is by fees");
    is_int(note_of((struct have){.no_fees = true}, "", "note_money_by_profit"),
           0, "or by profit");
    is_int(note_of((struct have){.no_fees = true, .no_profit = true}, "",
                   "note_no_amounts"),
           0, "or there is none");
    is_int(note_of((struct have){.payments = true}, "", "note_paid_until"), 0,
           "payments end before the days do");
    is_int(note_of((struct have){.payments = true}, "as_of=2025-03-31",
                   "note_paid_until"),
           -1, "or they do not");
}

static void
test_money(void)
{
    struct rt_err err = {0};
    const struct rt_result *r;

    is_str(table(company((struct have){.payments = true}), "to=2025-04"),
           "price 2/2/2 310.00 5.00\nspeed 1/1/1 0.00 0.20\n"
           "ALL 3/3/3 310.00 5.20\n",
           "what was paid on the 30 days after the day of the close");
    is_str(table(company((struct have){.no_fees = true}), "to=2025-04"),
           "price 2/2/2 12.00 5.00\nspeed 1/1/1 6.00 0.20\n"
           "ALL 3/3/3 18.00 5.20\n",
           "profits, where neither payments nor fees are known");
    r = run(company((struct have){.no_fees = true, .no_profit = true}),
            "save-rate", "", &err);
    is_int(figure(r, "money_kept")->value.type, RT_CELL_NONE,
           "without amounts the money is not known");
    is_str(figure(r, "money_kept")->why, "why_no_amounts", "which is said");
}

/* Codes for programs, words for people. */
static void
test_words(void)
{
    const struct rt_data *d = company((struct have){0});
    struct rt_block_env env = {.data = d, .lang = RT_LANG_RU, .margin = 1};
    struct rt_err err = {0};
    struct rt_result *r = run_env(&env, "save-rate", "days=90", &err);
    struct rt_buf out;

    rt_buf_init(&out, 0);
    ok(rt_block_text(r, RT_LANG_RU, arena, &out, &err) == RT_OK &&
           strstr(rt_buf_cstr(&out), "Дорого") != NULL &&
           strstr(rt_buf_cstr(&out), "speed") != NULL &&
           strstr(rt_buf_cstr(&out), "не указан") != NULL &&
           strstr(rt_buf_cstr(&out), "Все") != NULL,
       "reasons as the desk calls them, unknown ones by their code");
    ok(strstr(rt_buf_cstr(&out), "через 90 дней") != NULL,
       "the title has the days");
    rt_buf_clear(&out);
    ok(rt_block_csv_excel(r, NULL, RT_LANG_RU, &out, &err) == RT_OK &&
           strstr(rt_buf_cstr(&out), "Дорого") != NULL,
       "a spreadsheet has words, too");
    rt_buf_fini(&out);
    ok(strstr(json(d, "save-rate", ""), "[\"price\", 3, 2, 2, 1.0") != NULL &&
           strstr(json(d, "save-rate", ""), "expensive") == NULL,
       "JSON has codes");
    is_drawn(d, "save-rate", "");
    is_drawn(d, "save-rate", "group=arm&days=90");
}

/* A snapshot of an older program says neither how a case came nor that an end
 * was ordered. */
static void
test_old_file(void)
{
    const struct rt_data *d = company((struct have){.old_file = true});

    is_str(table(d, "days=90&group=source"),
           RT_NO_OFFER_TYPE " 6/4/3 273.00 5.20\nALL 6/4/3 273.00 5.20\n",
           "its cases have no source");
    is_str(table(d, "days=90&group=arm"),
           "none 6/4/3 273.00 5.20\nALL 6/4/3 273.00 5.20\n", "and no arm");
}

/* Cases of an arm, each of a client of its own; those beyond `kept` have
 * ended.  All were created on 1 January 2025, and churned or retained. */
struct arm {
    int n, kept;
};

static void
add_arm(struct rt_build *b, enum rt_arm arm, int64_t first, struct arm size)
{
    for (int64_t id = first; id < first + size.n; id++) {
        struct rt_build_case row = a_case(id, on(1, 9), "", RT_WAY_BOT);

        row.client_id = id;
        row.arm = arm;
        row.created_day = on(1, 1);
        row.created_at = on(1, 1) * INT64_C(86400);
        row.status = id < first + size.kept ? RT_RETAINED : RT_CHURNED;
        rt_build_case(b, &row);
    }
}

static struct rt_data *
two_arms(struct arm offer, struct arm holdout)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);
    const struct have h = {0};
    int n = offer.n + holdout.n;

    for (int64_t i = 1; i <= n; i++)
        rt_build_client(
            b, &(struct rt_build_client){
                   .id = i, .external_id = rt_fmt(arena, "c%04d", (int)i)});
    for (int64_t i = 1; i <= n; i++) {
        bool kept =
            i <= offer.n ? i <= offer.kept : i <= offer.n + holdout.kept;

        /* 1 April is the 90th day. */
        add_contract(b, &h, i, kept ? on(4, 2) : on(4, 1));
    }
    add_arm(b, RT_OFFER_ARM, 1, offer);
    add_arm(b, RT_HOLDOUT_ARM, offer.n + 1, holdout);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = on(4, 1);
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
        d->known[g] = d->as_of;
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

/* Newcombe's example 56/70 - 48/80, see t/unit/stat/wilson-t.c. */
static void
test_effect(void)
{
    const struct rt_data *d =
        two_arms((struct arm){70, 56}, (struct arm){80, 48});
    struct rt_err err = {0};
    const struct rt_result *r = run(d, "save-rate", "group=arm", &err);
    const struct rt_figure *f = figure(r, "holdout_effect");

    is_str(csv(d, "save-rate", "group=arm", "holdout"),
           "arm,cases,due,running,share,low,high\r\n"
           "offer,70,70,56,0.8,0.691833555037469,0.87695260751637\r\n"
           "holdout,80,80,48,0.6,0.490454650051604,0.700381724041291\r\n",
           "contracts that run 90 days after the request, by arm");
    is_close(f->value.x, 0.2, 1e-12, "the effect is the difference");
    ok(fabs(f->low.x - 0.0524) < 5e-5 && fabs(f->high.x - 0.3339) < 5e-5,
       "with Newcombe's interval: %.4f to %.4f", f->low.x, f->high.x);
    ok(!has_note(r, "note_effect_few") && !has_note(r, "note_effect_unproven"),
       "which proves it");
    r = run(d, "save-rate", "group=arm&as_of=2025-03-31", &err);
    is_int(r->tables[1].cells[2].i, 0, "a day before nobody is due");
    ok(figure(r, "holdout_effect")->value.type == RT_CELL_NONE &&
           has_note(r, "note_effect_few"),
       "and no effect is proven");
    r = run(d, "save-rate", "group=arm&from=2025-01-02", &err);
    ok(has_note(r, "note_no_holdout"), "cases count by their creation");
    r = run(d, "save-rate", "", &err);
    ok(figure(r, "holdout_effect") == NULL && r->n_tables == 1,
       "other groups do not show it");
}

static void
test_few_outcomes(void)
{
    static const struct {
        struct arm offer, holdout;
        bool shown, proven;
    } rows[] = {
        {{19, 19}, {20, 0}, false, false},
        {{20, 20}, {19, 0}, false, false},
        {{20, 20}, {20, 0}, true, true},
        {{20, 11}, {20, 10}, true, false},
    };
    struct rt_err err = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct rt_result *r =
            run(two_arms(rows[i].offer, rows[i].holdout), "save-rate",
                "group=arm", &err);
        const struct rt_figure *f = figure(r, "holdout_effect");

        is_int(f->value.type != RT_CELL_NONE, rows[i].shown,
               rt_fmt(arena, "%d and %d outcomes", rows[i].offer.n,
                      rows[i].holdout.n));
        is_int(has_note(r, "note_effect_few"), !rows[i].shown,
               "  too few are said");
        is_int(has_note(r, "note_effect_unproven"),
               rows[i].shown && !rows[i].proven, "  so is chance");
    }
    ok(has_note(run(two_arms((struct arm){0, 0}, (struct arm){0, 0}),
                    "save-rate", "group=arm", &err),
                "note_no_holdout"),
       "without cases in an arm a note says how to begin");
    ok(!rt_result_selects_nothing(
           run(two_arms((struct arm){5, 0}, (struct arm){5, 0}), "save-rate",
               "group=arm", &err)),
       "arms are shown, even if nobody was retained");
    is_drawn(two_arms((struct arm){30, 20}, (struct arm){30, 10}), "save-rate",
             "group=arm");
}

int
main(void)
{
    arena = rt_arena_new();
    test_effect();
    test_few_outcomes();
    test_days();
    test_filter();
    test_notes();
    test_money();
    test_words();
    test_old_file();
    rt_arena_free(arena);
    return done();
}
