/* The blocks of retention cases: what the filter does, which notes are beside
 * the numbers, and what is drawn. */
#include "cases.h"

#include "block/selected_cases.h"

static struct rt_arena *arena;
static struct fixture small;

static const char *const blocks[] = {
    "kpi-indicators",   "revenue-expense-graph",    "pie-charts-block",
    "profit-histogram", "profit-retention-scatter", "desk-funnel"};
enum { N_BLOCKS = sizeof blocks / sizeof blocks[0] };

#define ROW_HEAD \
    "offer_type,income,expenses,churned,retained,profit,complete," \
    "retained_monthly_profit,lost_monthly_profit,net_retained_profit"
#define UNKNOWN_TYPE "%D0%9D%D0%B5%20%D1%83%D0%BA%D0%B0%D0%B7%D0%B0%D0%BD%D0%BE"

static struct rt_data *
small_company(void)
{
    return company(arena, &small, NULL);
}

/* The fixture with one row appended to its cases. */
static struct rt_data *
with_case(const char *const *field)
{
    struct fixture f = small;

    f.cases.field = rt_alloc_n(arena, small.cases.n + 1, sizeof *f.cases.field);
    memcpy(f.cases.field, small.cases.field,
           small.cases.n * sizeof *f.cases.field);
    memcpy(f.cases.field[f.cases.n++], field, 8 * sizeof *field);
    return company(arena, &f, NULL);
}

static const struct rt_note *
note(const struct rt_result *r, const char *key)
{
    for (size_t i = 0; r != NULL && i < r->n_notes; i++)
        if (strcmp(r->notes[i].key, key) == 0)
            return &r->notes[i];
    return NULL;
}

static int64_t
value(const struct rt_result *r, const char *name)
{
    const struct rt_figure *f = figure(r, name);

    return f != NULL && f->value.type == RT_CELL_INT ? f->value.i : -1;
}

/* All figures that are sums. */
static void
test_parts(void)
{
    static const char *const types[] = {
        "offer_type=discount", "offer_type=bonus_gb", "offer_type=free_month",
        ("offer_type=" UNKNOWN_TYPE)};
    const struct rt_data *d = small_company();
    struct rt_err err = {0};
    struct rt_result *whole = run(arena, d, "kpi-indicators", "", &err);
    size_t sums = 0, off = 0;

    for (size_t i = 0; i < whole->n_figures; i++) {
        const struct rt_figure *f = &whole->figures[i];
        int64_t sum = 0;

        if (f->value.type != RT_CELL_INT ||
            strcmp(f->name, "distinct_contracts") == 0)
            continue;
        for (size_t k = 0; k < 4; k++)
            sum +=
                value(run(arena, d, "kpi-indicators", types[k], &err), f->name);
        sums++;
        off += sum != f->value.i;
    }
    ok(sums >= 14, "figures that are sums: %zu", sums);
    is_int((int64_t)off, 0, "the types of offers add up to the whole");
}

/* The sum of a column over the rows of the first table; -1: no such one. */
static int64_t
column_sum(const struct rt_result *r, const char *name)
{
    const struct rt_sheet *t = &r->tables[0];
    int64_t sum = 0;
    size_t c = 0;

    while (c < t->n_columns && strcmp(t->columns[c].name, name) != 0)
        c++;
    for (size_t i = 0; i < t->n_rows && c < t->n_columns; i++)
        sum += t->cells[i * t->n_columns + c].i;
    return c < t->n_columns ? sum : -1;
}

/* The figures beside the original's are the same in all five blocks. */
static void
test_better(void)
{
    static const char *const names[] = {"profit", "retained_monthly_profit",
                                        "lost_monthly_profit",
                                        "net_retained_profit"};
    const struct rt_data *d = small_company();
    struct rt_err err = {0};
    struct rt_result *kpi = run(arena, d, "kpi-indicators", "", &err);

    for (size_t i = 1; i < N_BLOCKS - 1; i++) {
        struct rt_result *r = run(arena, d, blocks[i], "", &err);

        for (size_t k = 0; k < 4; k++) {
            is_int(value(r, names[k]), value(kpi, names[k]),
                   rt_fmt(arena, "%s: %s as in the indicators", blocks[i],
                          names[k]));
            /* Bins have no money column, parts of a whole have no profit. */
            if (i != 3 && !(i == 2 && k == 0))
                is_int(column_sum(r, names[k]), value(kpi, names[k]),
                       "the rows add up to the figure");
        }
        is_int((int64_t)run(arena, d, blocks[i], "from=1999&to=1999", &err)
                   ->n_figures,
               0, "without rows there are no sums");
    }
}

/* Bounds are multiples of one step, which is 1, 2 or 5 times a power of ten.  0
 * is a bound if there are values on both sides of it. */
static bool
has_round_bounds(const struct rt_chart_data *c)
{
    double step = c->x[1] - c->x[0], ten = pow(10, floor(log10(step)));
    double first = round(step / ten);

    for (size_t i = 0; i <= c->n; i++)
        if (fmod(c->x[i], step) != 0)
            return false;
    return step == first * ten && (first == 1 || first == 2 || first == 5);
}

static void
test_net_bins(void)
{
    struct rt_err err = {0};
    struct rt_result *r =
        run(arena, small_company(), "profit-histogram", "", &err);
    int64_t rows[2] = {0};

    is_str(r->tables[1].name, "net_bins", "bins of what was retained");
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < r->tables[k].n_rows; i++)
            rows[k] += r->tables[k].cells[i * r->tables[k].n_columns + 2].i;
    is_int(rows[1], rows[0], "hold the same rows");
}

static void
test_filter(void)
{
    const struct rt_data *d = small_company();
    struct rt_err err = {0};
    struct rt_result *r;

    is_str(
        csv(arena, d, "revenue-expense-graph",
            "from=2024-02&to=2024-02&offer_type=discount"),
        "month," ROW_HEAD
        "\r\n2024-02,discount,1245.18,450.00,1,2,795.18,1,717.79,527.39,417.79\r\n",
        "a month and a type: case 2, closed on its first second, is in");
    is_str(
        csv(arena, d, "revenue-expense-graph",
            "from=2024-01&to=2024-01&offer_type=discount"),
        "month," ROW_HEAD
        "\r\n2024-01,discount,1182.75,600.00,0,4,582.75,1,1182.75,0.00,582.75\r\n",
        "so is case 1, closed on the last second of its month");
    is_str(
        csv(arena, d, "revenue-expense-graph",
            "by=quarter&to=2023&offer_type=" UNKNOWN_TYPE),
        "period," ROW_HEAD
        "\r\n2023Q3,Не указано,1016.16,0.00,3,0,1016.16,1,0.00,1016.16,0.00"
        "\r\n2023Q4,Не указано,338.72,0.00,1,0,338.72,1,0.00,338.72,0.00\r\n",
        "quarters, of the cases without an offer");
    is_str(csv(arena, d, "revenue-expense-graph", "offer_type="),
           csv(arena, d, "revenue-expense-graph", "offer_type=" UNKNOWN_TYPE),
           "an empty type selects the same");
    r = run(arena, d, "kpi-indicators", "from=2024-01-31&to=2024-01-31", &err);
    is_int(value(r, "retained"), 1, "days are days, not their whole month");
    r = run(arena, d, "kpi-indicators", "region=South", &err);
    is_int(value(r, "retained") + value(r, "churned"), 2,
           "a region selects the cases of its clients");
    r = run(arena, d, "kpi-indicators", "offer_type=nothing", &err);
    is_int(value(r, "retained") + value(r, "churned"), 0,
           "a type that no case has selects nothing");
}

/* A case that was closed after the last known day is still open on it. */
static void
test_as_of(void)
{
    const struct rt_data *d = small_company();
    struct rt_err err = {0};
    struct rt_result *r =
        run(arena, d, "kpi-indicators", "as_of=2024-01-31", &err);

    is_int(value(r, "retained"), 9, "closed until the end of January");
    is_int(value(r, "open_cases"), 2, "cases 2 and 20 were open then");
    r = run(arena, d, "desk-funnel", "as_of=2024-01-31", &err);
    is_int(value(r, "open_cases"), 2, "the funnel has the open cases too");
    is_int(value(r, "cases"), 18, "later cases do not exist yet");
    is_str(
        csv(arena, d, "revenue-expense-graph",
            "as_of=2024-02-08&from=2024-02&offer_type=bonus_gb"),
        "month," ROW_HEAD
        "\r\n2024-02,bonus_gb,618.66,60.50,1,0,558.16,0,0.00,618.66,0.00\r\n",
        "a month that the last known day cuts is not complete");
    is_str(csv(arena, d, "revenue-expense-graph",
               "as_of=2024-02-08&from=2024-02&complete=1"),
           "month," ROW_HEAD "\r\n",
           "it is left out if only complete periods are wanted");
    r = run(arena, d, "kpi-indicators", "as_of=2024-02-08&complete=1", &err);
    is_int(value(r, "retained"), 9, "from the sums as well");
}

/* All figures except the named ones are the same in both. */
static size_t
differences(const struct rt_result *a, const struct rt_result *b,
            const char *but)
{
    size_t n = 0;

    for (size_t i = 0; i < a->n_figures; i++)
        n += strcmp(a->figures[i].name, but) != 0 &&
             memcmp(&a->figures[i].value, &b->figures[i].value,
                    sizeof a->figures[i].value) != 0;
    return n;
}

static void
test_without_contract(void)
{
    static const char *const field[] = {"31",
                                        "C99999",
                                        "",
                                        "1",
                                        "",
                                        "2024-01-10 10:00:00",
                                        "2024-01-11 10:00:00",
                                        "churned"};
    struct rt_data *d = with_case(field);
    struct rt_err err = {0};
    struct rt_result *before =
        run(arena, small_company(), "kpi-indicators", "", &err);
    struct rt_result *after = run(arena, d, "kpi-indicators", "", &err);

    is_int(value(before, "cases_without_contract"), 0, "none at first");
    is_int(value(after, "cases_without_contract"), 1, "the case is counted");
    is_int((int64_t)differences(before, after, "cases_without_contract"), 0,
           "no other figure changes");
    ok(note(after, "note_no_contract") != NULL &&
           note(after, "note_no_contract")->n == 1,
       "a note says so");
    for (size_t i = 1; i < N_BLOCKS - 1; i++)
        is_str(csv(arena, d, blocks[i], ""),
               csv(arena, small_company(), blocks[i], ""), blocks[i]);
    is_int(value(run(arena, d, "desk-funnel", "", &err), "cases"), 31,
           "the funnel has it like any other case");
    after = run(arena, d, "kpi-indicators", "region=North", &err);
    is_int(value(after, "cases_without_contract"), 0,
           "its client has no known region");
}

static void
test_without_offer(void)
{
    static const char *const field[] = {"31",
                                        "C00003",
                                        "",
                                        "77",
                                        "",
                                        "2023-10-12 10:00:00",
                                        "2023-10-12 11:00:00",
                                        "churned"};
    struct rt_err err = {0};
    struct rt_data *d = with_case(field);
    struct rt_result *r = run(arena, d, "kpi-indicators", "", &err);

    ok(note(r, "note_no_offer") != NULL && note(r, "note_no_offer")->n == 1,
       "a note counts cases with a missing offer");
    is_int(value(r, "offered_cases"), 21, "something was offered");
    ok(strstr(csv(arena, d, "revenue-expense-graph", "from=2023-10"),
              "2023-10,Не указано,677.44,0.00,2,0,677.44,1") != NULL,
       "such a case has no type of offer and no cost");
}

static void
test_undated(void)
{
    static const char *const field[] = {
        "31", "C00003", "", "1", "", "2023-10-12 10:00:00", "", "retained"};
    struct rt_err err = {0};
    struct rt_result *r =
        run(arena, with_case(field), "kpi-indicators", "", &err);

    is_int(value(r, "retained"), 14, "closed but not dated: in no figure");
    is_int(value(r, "open_cases"), 2, "the case is not open");
    ok(note(r, "note_undated") != NULL, "a note says so");
}

static void
test_without_profit(void)
{
    struct rt_data *d = small_company();
    int64_t *profit = rt_alloc_n(arena, d->n_contracts, sizeof *profit);
    struct rt_err err = {0};
    struct rt_result *r;

    for (size_t i = 0; i < d->n_contracts; i++)
        profit[i] = RT_NO_AMOUNT;
    d->contract_profit = profit;
    r = run(arena, d, "kpi-indicators", "", &err);
    is_int(value(r, "income"), 0, "an unknown profit counts as 0");
    ok(note(r, "note_no_profit") != NULL && note(r, "note_no_profit")->n == 28,
       "a note counts the cases without it");
}

static void
test_shuffled(void)
{
    size_t order[ROWS_MAX];

    for (size_t i = 0; i < small.cases.n; i++)
        order[i] = i == 0 ? 0 : 1 + (i * 7) % (small.cases.n - 1);
    for (size_t i = 0; i < N_BLOCKS; i++)
        is_str(csv(arena, company(arena, &small, order), blocks[i], ""),
               csv(arena, small_company(), blocks[i], ""),
               rt_fmt(arena, "%s: shuffled input gives the same bytes",
                      blocks[i]));
}

static const char *
text_of(const char *block, const char *query, enum rt_lang lang, bool json)
{
    struct rt_err err = {0};
    struct rt_result *r = run(arena, small_company(), block, query, &err);
    struct rt_buf out;
    const char *text;
    enum rt_code rc;

    rt_buf_init(&out, 0);
    rc = json ? rt_block_json(r, lang, arena, &out, &err)
              : rt_block_text(r, lang, arena, &out, &err);
    ok(rc == RT_OK, "%s: written", block);
    text = rt_strdup(arena, rt_buf_cstr(&out));
    rt_buf_fini(&out);
    return text;
}

static void
test_languages(void)
{
    for (size_t i = 0; i < N_BLOCKS; i++) {
        const char *ru = text_of(blocks[i], "", RT_LANG_RU, false);
        const char *en = text_of(blocks[i], "", RT_LANG_EN, false);

        ok(strcmp(ru, en) != 0, "%s speaks two languages", blocks[i]);
        if (i != 0 && i != 3) /* these two have no types of offers */
            ok(strstr(en, RT_NO_OFFER_TYPE) != NULL &&
                   strstr(ru, RT_NO_OFFER_TYPE) != NULL,
               "%s: the type of no offer is a value in both", blocks[i]);
    }
}

static void
test_json(void)
{
    json_error_t je;
    json_t *o = json_loads(
        text_of("kpi-indicators", "from=1999-01&to=1999-01", RT_LANG_RU, true),
        0, &je);
    json_t *figures = json_object_get(o, "figures"), *f;
    size_t i, undefined = 0;

    json_array_foreach(figures, i, f)
    {
        if (!json_is_null(json_object_get(f, "value")))
            continue;
        undefined++;
        ok(json_is_string(json_object_get(f, "why")), "%s says why",
           json_string_value(json_object_get(f, "name")));
    }
    is_int((int64_t)undefined, 7, "nothing divided by nothing is null");
    is_str(
        json_string_value(json_object_get(json_array_get(figures, 0), "value")),
        "0.00", "an empty sum is exact money");
    json_decref(o);
    o = json_loads(text_of("kpi-indicators", "", RT_LANG_RU, true), 0, &je);
    f = json_array_get(json_object_get(o, "figures"), 6);
    is_str(json_string_value(json_object_get(f, "name")), "cost_per_retained",
           "a quotient of money is a number");
    ok(json_is_number(json_object_get(f, "value")), "is a number");
    is_str(json_string_value(json_object_get(f, "numerator")), "2623.25",
           "its numerator is exact money");
    is_int(json_integer_value(json_object_get(f, "denominator")), 14,
           "its denominator is a count");
    json_decref(o);
}

static void
test_recorded(void)
{
    struct rt_data *d = small_company();
    int64_t *amounts = rt_alloc_n(arena, d->cases.n, sizeof *amounts);
    struct rt_err err = {0};
    const struct rt_figure *f;

    f = figure(run(arena, d, "kpi-indicators", "", &err),
               "net_retained_at_close");
    ok(f->value.type == RT_CELL_NONE,
       "a value that was not recorded is undefined");
    is_str(f->why, "why_not_recorded", "and why");
    for (size_t i = 0; i < d->cases.n; i++)
        amounts[i] = 100;
    d->cases.profit_at_close = d->cases.cost_at_close = amounts;
    f = figure(run(arena, d, "kpi-indicators", "", &err),
               "net_retained_at_close");
    ok(f->value.type == RT_CELL_INT && f->value.i == 0,
       "profit 1.00 less cost 1.00, fourteen times");
}

/* The reasons given for cells without a value. */
static void
test_reasons(void)
{
    const struct rt_data *d = small_company();
    struct rt_err err = {0};
    struct rt_result *r = run(arena, d, "pie-charts-block", "", &err);

    ok(note(r, "note_undefined") == NULL, "every part has its share");
    r = run(arena, d, "pie-charts-block", "from=2024-03&to=2024-03", &err);
    ok(strstr(note(r, "note_undefined")->value, "\"Share of income\"") != NULL,
       "if a part is negative, no part has a share: %s",
       note(r, "note_undefined")->value);
    r = run(arena, d, "desk-funnel", "as_of=2024-01-30&from=2024-01-30", &err);
    is_str(
        note(r, "note_undefined")->value,
        "\"Efficiency\", \"95% from\", \"95% to\", \"Hours to close\": no case has "
        "been resolved",
        "open cases have no efficiency");
}

/* The fixture, which has 28 resolved cases, 20 of them with an offer, and this
 * many more. */
static struct rt_result *
with_more(size_t offered, size_t not_offered)
{
    static const char *const with[] = {"",
                                       "C00003",
                                       "",
                                       "1",
                                       "",
                                       "2023-10-12 10:00:00",
                                       "2023-10-12 11:00:00",
                                       "churned"};
    const char *without[8];
    struct fixture f = small;
    struct rt_err err = {0};

    memcpy(without, with, sizeof with);
    without[3] = "";
    f.cases.field = rt_alloc_n(arena, small.cases.n + offered + not_offered,
                               sizeof *f.cases.field);
    memcpy(f.cases.field, small.cases.field,
           small.cases.n * sizeof *f.cases.field);
    for (size_t i = 0; i < offered + not_offered; i++)
        memcpy(f.cases.field[f.cases.n++], i < offered ? with : without,
               sizeof with);
    return run(arena, company(arena, &f, NULL), "kpi-indicators", "", &err);
}

/* A note says so when there are fewer than 30 cases. */
static void
test_few(void)
{
    struct rt_result *r = with_more(0, 1);

    ok(note(r, "note_few_cases") != NULL && note(r, "note_few_cases")->n == 29,
       "29 resolved cases are few");
    ok(note(r, "note_few_offered") == NULL, "there is one note, not two");
    r = with_more(0, 2);
    ok(note(r, "note_few_cases") == NULL, "30 are not");
    ok(note(r, "note_few_offered") != NULL &&
           note(r, "note_few_offered")->n == 20,
       "but of 20 with an offer the efficiency is unreliable");
    r = with_more(9, 0);
    ok(note(r, "note_few_offered") != NULL, "of 29 too");
    r = with_more(10, 0);
    ok(note(r, "note_few_offered") == NULL, "with 30 it is reliable");
}

static void
test_charts(void)
{
    const struct rt_data *d = small_company();
    struct rt_err err = {0};
    struct rt_result *r = run(arena, d, "revenue-expense-graph", "", &err);

    is_int((int64_t)r->chart_data.n, 10,
           "every month of the span is there, also those without cases");
    is_close(r->chart_data.y[0][4], 0, 0, "they have no income");
    is_close(r->chart_data.y[0][6], 339610, 0, "all types together");
    ok(r->chart_data.unfinished[9] == 1, "the last day of the data cuts April");
    r = run(arena, d, "pie-charts-block", "to=2023", &err);
    is_int(r->chart->series[0].mark, RT_MARK_PIE, "parts of a whole are a pie");
    ok(note(r, "note_negative_part") == NULL, "without ado");
    r = run(arena, d, "pie-charts-block", "from=2024-03&to=2024-03", &err);
    is_int(r->chart->series[0].mark, RT_MARK_BAR,
           "with a negative part the ring becomes bars");
    is_int((int64_t)r->chart_data.n_series, 2, "the bars show the money");
    ok(note(r, "note_negative_part") != NULL, "a note says so");
    r = run(arena, d, "profit-histogram", "", &err);
    is_int((int64_t)r->tables[0].n_rows, 6, "six bins as the original has");
    ok(has_round_bounds(&r->chart_data), "the picture has round bounds");
    r = run(arena, d, "profit-histogram", "from=1999&to=1999", &err);
    is_int((int64_t)r->chart_data.n, 0, "none of nothing");
    r = run(arena, d, "profit-retention-scatter", "", &err);
    is_int((int64_t)r->chart_data.n, 16, "each row has a point");
    is_int((int64_t)r->chart_data.n_series, 4, "each type has a series");
    is_close(r->chart_data.size[13], 20975, 0,
             "the area of a point is the income");
    is_close(r->chart_data.size[14], 0, 0, "none where income is negative");
}

static void
test_pictures(void)
{
    static const char *const queries[] = {"", "from=1999&to=1999",
                                          "from=2024-03&to=2024-03", "by=day"};
    struct rt_style style = {.lang = RT_LANG_RU,
                             .width_px = 640,
                             .scale = 1,
                             .currency = "RUB",
                             .digits = 2};
    const struct rt_data *d = small_company();

    for (size_t i = 0; i < N_BLOCKS; i++)
        for (size_t k = 0; k < sizeof queries / sizeof queries[0]; k++) {
            struct rt_err err = {0};
            struct rt_result *r = run(arena, d, blocks[i], queries[k], &err);
            struct rt_buf out;

            rt_buf_init(&out, 0);
            ok(r != NULL &&
                   rt_block_png(r, &style, arena, &out, NULL, &err) == RT_OK,
               "%s?%s is drawn %s", blocks[i], queries[k], err.text);
            rt_buf_fini(&out);
        }
}

int
main(void)
{
    arena = rt_arena_new();
    if (!read_fixture(arena, own_file(arena, "retention_small"), &small)) {
        ok(false, "t/data/retention_small is there");
        return done();
    }
    test_parts();
    test_better();
    test_net_bins();
    test_filter();
    test_as_of();
    test_without_contract();
    test_without_offer();
    test_undated();
    test_without_profit();
    test_shuffled();
    test_languages();
    test_json();
    test_recorded();
    test_few();
    test_reasons();
    test_charts();
    test_pictures();
    rt_arena_free(arena);
    return done();
}
