/* The blocks ltv and overview over the synthetic subscriptions, against results
 * worked out by hand; and undefined values. */
#include "subscriptions.h"

static struct rt_data *
fixture(void)
{
    struct row r[MAX_ROWS];
    size_t n = subscriptions(r);

    return company(r, n, day(2024, 12, 31));
}

/* July to December 2024: 13 clients lost in 258 client months, 22,510.70 over
 * 516 clients at both ends. */
static void
test_simple(void)
{
    struct rt_data *d = fixture();
    struct rt_err err = {0};
    struct rt_result *r = run(d, "ltv", "", &err);
    double arpu = 22510.70 / 516, churn = 13 / 258.0;

    is_int(figure(r, "churn")->numerator.i, 13, "clients lost in six months");
    is_int(figure(r, "churn")->denominator.i, 258,
           "the denominator is the client months");
    is_close(figure(r, "arpu")->value.x, arpu, 1e-12, "ARPU of these months");
    is_close(figure(r, "undiscounted")->value.x, arpu / churn, 1e-12, "LTV");
    is_close(figure(r, "expected_lifetime_periods")->value.x, 258 / 13.0, 1e-12,
             "expected months");
    ok(figure(r, "undiscounted")->low.x < figure(r, "undiscounted")->value.x &&
           figure(r, "undiscounted")->high.x >
               figure(r, "undiscounted")->value.x,
       "between its bounds");
    r = run(d, "ltv", "margin=0.4&discount=0.01&horizon=12", &err);
    is_close(figure(r, "discounted_first_payment_now")->value.x,
             0.4 * arpu * 1.01 / (0.01 + churn), 1e-12, "margin and discount");
    is_close(figure(r, "ltv_horizon")->value.x,
             0.4 * arpu * (1 - pow((1 - churn) / 1.01, 12)) /
                 (1 - (1 - churn) / 1.01),
             1e-12, "twelve months of it");
    r = run(d, "ltv", "from=2024-08-01&to=2024-08-31", &err);
    is_str(figure(r, "undiscounted")->why, "why_no_churn",
           "nobody left in August: there is no LTV, and this is why");
    ok(figure(r, "undiscounted")->value.type == RT_CELL_NONE &&
           figure(r, "ltv_horizon")->value.type == RT_CELL_REAL,
       "but there is a value up to the horizon");
    r = run(d, "ltv", "as_of=2023-06-20", &err);
    is_str(figure(r, "undiscounted")->why, "why_no_finished_month",
           "before the first whole month");
}

static void
test_options(void)
{
    static const struct {
        const char *query, *said;
    } bad[] = {
        {"margin=1.1", "bad_real key=margin value=1.1 low=0"
                       " high=1"},
        {"margin=-0.1", "bad_real key=margin value=-0.1 low=0"
                        " high=1"},
        {"margin=nan", "bad_real key=margin value=nan low=0"
                       " high=1"},
        {"discount=1e-2", "bad_real key=discount value=1e-2 low=0"
                          " high=1"},
        {"discount=.", "bad_real key=discount value=. low=0"
                       " high=1"},
        {"horizon=0", "bad_whole key=horizon value=0 low=1"
                      " high=1200"},
        {"horizon=1201", "bad_whole key=horizon value=1201 low=1"
                         " high=1200"},
        {"horizon=1.5", "bad_whole key=horizon value=1.5 low=1"
                        " high=1200"},
    };
    static const char *const good[] = {"margin=0", "margin=1", "discount=.5",
                                       "horizon=1", "horizon=1200"};
    struct rt_data *d = fixture();
    struct rt_err err = {0};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        is_str(csv(d, "ltv", bad[i].query, NULL), bad[i].said, bad[i].query);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ok(run(d, "ltv", good[i], &err) != NULL, "%s", good[i]);
}

static void
test_by_profit(void)
{
    struct row r[2] = {
        {"a", "1", NULL, NULL, day(2024, 1, 1), RT_DAY_OPEN, RT_NO_AMOUNT, 400},
        {"b", "2", NULL, NULL, day(2024, 1, 1), day(2024, 2, 9), RT_NO_AMOUNT,
         200}};
    struct rt_err err = {0};
    struct rt_result *o =
        run(company(r, 2, day(2024, 2, 29)), "ltv", "margin=0.5", &err);

    /* (0 + 600 + 600 + 400) / (0 + 2 + 2 + 1) over one loss in two months. */
    is_close(figure(o, "undiscounted")->value.x, 3.2 * 2, 1e-15,
             "with profit the margin is 1");
    is_str(o->title, "block_ltv_profit_title", "the title says by profit");
    is_str(o->definition, "block_ltv_profit_definition", "the definition too");
    ok(has_note(o, "note_margin_unused"), "the margin is not applied twice");
    ok(has_note(o, "note_few_losses"), "one loss is little to go by");
}

/* Two buyers of January, one refund in February, a third of February. */
static void
test_realised(void)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (int64_t i = 1; i <= 3; i++)
        rt_build_client(
            b, &(struct rt_build_client){
                   .id = i, .external_id = rt_fmt(arena, "%d", (int)i)});
    rt_build_payment(b, 1, day(2024, 1, 5), 10000);
    rt_build_payment(b, 1, day(2024, 2, 5), -25000);
    rt_build_payment(b, 2, day(2024, 1, 9), 5000);
    rt_build_payment(b, 3, day(2024, 2, 9), 700);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day(2024, 3, 9);
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    is_str(csv(d, "ltv", "", "realised"),
           "cohort,k,cum_revenue_per_customer,complete,size\r\n"
           "2024-01,0,75,1,2\r\n2024-01,1,-50,1,2\r\n2024-01,2,,0,2\r\n"
           "2024-02,0,7,1,1\r\n2024-02,1,,0,1\r\n",
           "what cohorts have paid, net, may be negative");
    is_str(csv(d, "ltv", "complete=1&from=2024-02", "realised"),
           "cohort,k,cum_revenue_per_customer,complete,size\r\n"
           "2024-02,0,7,1,1\r\n",
           "finished cells of later cohorts");
}

/* A new buyer in each month, who pays ten a month from then on: n cohorts, each
 * with a line except the newest. */
static struct rt_result *
cohorts_of(int n, const char *query)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);
    struct rt_err err = {0};

    for (int i = 0; i < n; i++)
        rt_build_client(
            b, &(struct rt_build_client){
                   .id = i + 1, .external_id = rt_fmt(arena, "%d", i)});
    for (int i = 0; i < n; i++)
        for (int k = i; k < n; k++)
            rt_build_payment(b, i + 1, rt_day_add_months(day(2024, 1, 5), k),
                             1000);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = rt_day_add_months(day(2024, 1, 1), n) - 1;
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return run(d, "ltv", query, &err);
}

/* The rows of the first table on a page, and the note about rows that are left
 * out, or "". */
static size_t
page_rows(const struct rt_result *r, const char **more)
{
    struct rt_style style = {
        .lang = RT_LANG_EN, .width_px = 640, .scale = 1, .currency = "RUB"};
    json_t *view = NULL, *table;
    const char *said;
    struct rt_err err = {0};
    size_t n;

    if (rt_block_view(r, &style, NULL, arena, &view, &err) != RT_OK)
        return 0;
    table = json_array_get(json_object_get(view, "tables"), 0);
    n = json_array_size(json_object_get(table, "rows"));
    said = json_string_value(json_object_get(table, "more"));
    *more = rt_strdup(arena, said != NULL ? said : "");
    json_decref(view);
    return n;
}

static void
test_long_table(void)
{
    const struct rt_result *r = cohorts_of(11, "");
    const char *more = NULL;

    is_int((int64_t)r->tables[0].n_rows, 66,
           "eleven months make a triangle of rows");
    is_int((int64_t)page_rows(r, &more), 60, "is cut on the page");
    is_str(more, "The latest rows are shown: 60 of 66.", "a remark says so");
    r = cohorts_of(10, "");
    is_int((int64_t)page_rows(r, &more), 55, "one of ten is shown whole");
    is_str(more, "", "there is no remark");
}

static void
test_lines(void)
{
    const struct rt_result *r = cohorts_of(20, "");
    const struct rt_chart_data *c = &r->chart_data;

    is_int((int64_t)c->n_series, 8, "eight lines of nineteen");
    is_str(c->names[0], "Jan 2024", "from the oldest cohort");
    is_str(c->names[7], "Jul 2025", "the newest cohort with a line is drawn");
    is_str(c->names[4], "Nov 2024", "others are drawn at even distances");
    is_int((int64_t)c->n, 20, "the axis ends with the longest line");
    is_close(c->y[0][19], 20000, 1e-12,
             "its last point is what a client has paid");
    ok(isnan(c->y[7][2]) && c->y[7][1] == 2000,
       "a line ends with the last known period");
    ok(has_note(r, "note_some_cohorts"), "that not all are shown is said");
    r = cohorts_of(20, "as_of=2025-08-15");
    is_int((int64_t)r->chart_data.n, 19, "without the unfinished period");
    is_str(r->chart_data.names[7], "Jun 2025",
           "that does not make a line longer");
    r = cohorts_of(20, "from=2025-01");
    is_int((int64_t)r->chart_data.n, 8, "later cohorts, a shorter axis");
    is_int((int64_t)r->chart_data.n_series, 7, "all of them");
    ok(!has_note(r, "note_some_cohorts"), "there is no note");
    r = cohorts_of(60, "by=day");
    ok(r != NULL && has_note(r, "note_latest_periods"),
       "five years of days: the latest cohorts, which is said");
    is_close(figure(r, "margin")->value.x, 1, 0, "beside the figures");
    r = cohorts_of(1, "");
    ok(r->chart == NULL, "one period is no line");
}

static void
test_overview(void)
{
    struct rt_data *d = fixture();
    struct rt_err err = {0};
    struct rt_result *r = run(d, "overview", "", &err);

    is_int(figure(r, "clients")->value.i, 41, "clients at the end of 2024");
    is_int(figure(r, "clients")->previous.i, 43, "and the value of November");
    is_int(figure(r, "mrr")->value.i, 173340, "MRR");
    is_int(figure(r, "mrr")->previous.i, 185050, "MRR of November");
    is_close(figure(r, "churn_rate")->value.x, 3 / 43.0, 1e-12, "churn");
    is_close(figure(r, "churn_rate")->previous.x, 2 / 44.0, 1e-12,
             "churn of November");
    is_close(figure(r, "nrr")->value.x, 0.925965955147, 1e-9, "NRR");
    is_close(figure(r, "grr")->value.x, 0.893542285869, 1e-9, "GRR");
    is_close(figure(r, "arpu")->value.x, 42.2780487805, 1e-9, "ARPU");
    is_close(figure(r, "ltv")->value.x,
             22510.70 / 516 * (1 - pow(245 / 258.0, 60)) / (13 / 258.0), 1e-12,
             "LTV of sixty months");
    is_close(figure(r, "ltv")->previous.x,
             21998.60 / 508 * (1 - pow(238 / 250.0, 60)) / (12 / 250.0), 1e-12,
             "LTV by June to November");
    ok(strstr(json(d, "overview", ""), "\"period\": \"2024-12\"") != NULL,
       "a figure names its month");
    is_int(run(d, "overview", "to=2024-11", &err)->figures[0].value.i, 43,
           "the end chooses the period");
    ok(strstr(json(d, "overview", "to=2024-11"), "\"period\": \"2024-11\"") !=
           NULL,
       "the figure names it");
    is_int(run(d, "overview", "as_of=2024-12-30", &err)->figures[0].value.i, 43,
           "an unfinished month is not shown");
    is_int(run(d, "overview", "by=quarter", &err)->figures[0].previous.i, 44,
           "quarters");
    is_close(figure(run(d, "overview", "by=quarter", &err), "ltv")->value.x,
             figure(r, "ltv")->value.x, 1e-15, "LTV looks back six months");
    ok(has_note(run(d, "overview", "from=2024-11", &err), "note_from_unused"),
       "a start has no effect, and a note says so");
}

static void
test_overview_undefined(void)
{
    struct row r[1] = {{"a", "1", NULL, NULL, day(2024, 1, 5), RT_DAY_OPEN,
                        1000, RT_NO_AMOUNT}};
    struct rt_err err = {0};
    struct rt_result *o =
        run(company(r, 1, day(2024, 1, 31)), "overview", "", &err);

    is_str(figure(o, "ltv")->why, "why_nobody_at_start", "LTV of nobody");
    is_str(figure(o, "churn_rate")->why, "why_nobody_at_start", "churn");
    is_str(figure(o, "nrr")->why, "why_no_opening_mrr", "NRR");
    ok(figure(o, "clients")->previous.type == RT_CELL_NONE,
       "nothing is known of December");
    o = run(company(r, 1, day(2024, 1, 20)), "overview", "", &err);
    for (size_t i = 0; i < o->n_figures; i++)
        ok(o->figures[i].value.type == RT_CELL_NONE &&
               strcmp(o->figures[i].why, "why_no_finished_period") == 0,
           "%s of an unfinished month", o->figures[i].name);
    o = run(company(r, 1, day(2024, 2, 29)), "overview", "", &err);
    is_str(figure(o, "ltv")->why, "why_few_losses", "LTV of no loss");
    r[0].start = RT_DAY_NONE;
    o = run(company(r, 1, day(2024, 1, 20)), "overview", "", &err);
    for (size_t i = 0; i < o->n_figures; i++)
        is_str(o->figures[i].why, "why_no_starts",
               "contracts without a first day");
    ok(has_note(o, "note_no_starts"), "a note names the command that helps");
    r[0].end = day(2023, 11, 10);
    ok(!has_note(run(company(r, 1, day(2024, 1, 31)), "churn", "", &err),
                 "note_no_starts"),
       "but not if an end shows past periods");
    o = run(company(r, 0, 0), "overview", "", &err);
    ok(o != NULL && o->n_figures == 7,
       "a company without contracts has the figures");
    is_str(figure(o, "mrr")->why, "why_no_contracts", "says that it has none");
    is_str(figure(o, "ltv")->why, "why_no_contracts", "for its LTV too");
}

static void
test_pictures(void)
{
    struct rt_data *d = fixture();

    is_drawn(d, "overview", "");
    is_drawn(d, "mrr", "");
    is_drawn(d, "ltv", "");
    is_drawn(d, "reconciliation", "");
    is_drawn(d, "age-cohorts", "by=quarter");
    is_drawn(d, "mrr", "region=Nowhere&from=2025");
}

int
main(void)
{
    arena = rt_arena_new();
    test_simple();
    test_options();
    test_by_profit();
    test_realised();
    test_lines();
    test_long_table();
    test_overview();
    test_overview_undefined();
    test_pictures();
    rt_arena_free(arena);
    return done();
}
