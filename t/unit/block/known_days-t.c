/* The last day of each block, which periods are final, and what the chosen
 * dates cut or widen (METRICS 16.1, 16.8, 16.19). */
#include "block/picture.h"
#include "run.h"

#include "block/known_days.h"

static int32_t
day(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

static void
add_contract(struct rt_build *b, int64_t id, int32_t start, int32_t end)
{
    rt_build_contract(b, &(struct rt_build_contract){
                             .id = id,
                             .client_id = id,
                             .external_id = rt_fmt(arena, "k%d", (int)id),
                             .start = start,
                             .end = end,
                             .fee = 1000,
                             .profit = RT_NO_AMOUNT});
}

static void
add_case(struct rt_build *b, int64_t id, int32_t created, int32_t completed)
{
    rt_build_case(
        b, &(struct rt_build_case){.id = id,
                                   .client_id = id,
                                   .contract_id = id,
                                   .status = RT_RETAINED,
                                   .created_at = created * (int64_t)86400,
                                   .completed_at = completed * (int64_t)86400,
                                   .created_day = created,
                                   .completed_day = completed,
                                   .profit_at_close = RT_NO_AMOUNT,
                                   .cost_at_close = RT_NO_AMOUNT});
}

/* Contracts are known until June, payments until July, cases until August. */
static struct rt_data *
company(void)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (int64_t i = 1; i <= 4; i++)
        rt_build_client(b, &(struct rt_build_client){
                               .id = i,
                               .external_id = rt_fmt(arena, "c%d", (int)i),
                               .region = i == 1 ? "North" : "South"});
    add_contract(b, 1, day(2025, 1, 10), RT_DAY_OPEN);
    add_contract(b, 2, day(2025, 1, 10), day(2025, 5, 20));
    add_contract(b, 3, day(2025, 2, 10), day(2025, 7, 20));
    add_contract(b, 4, day(2025, 2, 10), RT_DAY_OPEN);
    for (int64_t i = 5; i <= 6; i++)
        rt_build_contract(b, &(struct rt_build_contract){
                                 .id = i,
                                 .client_id = 1,
                                 .external_id = rt_fmt(arena, "k%d", (int)i),
                                 .start = day(2025, 3, 1),
                                 .end = i == 5 ? day(2025, 3, 1) : RT_DAY_OPEN,
                                 .fee = 1000,
                                 .profit = RT_NO_AMOUNT,
                                 .over = i == 6});
    rt_build_payment(b, 1, day(2025, 5, 3), 100);
    rt_build_payment(b, 1, day(2025, 7, 3), 100);
    add_case(b, 1, day(2025, 8, 5), day(2025, 8, 6));
    add_case(b, 2, day(2025, 8, 20), day(2025, 8, 21));
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day(2025, 8, 31);
    d->known[RT_GROUP_CONTRACTS] = day(2025, 6, 30);
    d->known[RT_GROUP_PAYMENTS] = day(2025, 7, 31);
    d->known[RT_GROUP_DESK] = day(2025, 8, 31);
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

static int32_t
as_of(const struct rt_data *d, const char *id, const char *query)
{
    struct rt_err err = {0};
    const struct rt_result *r = run(d, id, query, &err);

    return r != NULL ? r->as_of : RT_DAY_NONE;
}

static void
test_own_days(void)
{
    static const struct {
        const char *id, *query;
        int month, day;
    } rows[] = {
        {"churn", "", 6, 30},
        {"mrr", "", 6, 30},
        {"overview", "", 6, 30},
        {"ltv", "", 6, 30},
        {"age-cohorts", "", 6, 30},
        {"reconciliation", "", 6, 30},
        {"cohorts", "", 6, 30},
        {"cohorts", "source=payments", 7, 31},
        {"cohorts", "source=activity", 8, 31},
        {"desk-funnel", "", 8, 31},
        {"kpi-indicators", "", 8, 31},
        {"save-rate", "", 6, 30},
        {"revenue-expense-graph", "", 8, 31},
        {"churn", "as_of=2025-08-15", 6, 30},
        {"churn", "as_of=2025-06-15", 6, 15},
        {"desk-funnel", "as_of=2025-08-15", 8, 15},
        {"cohorts", "source=payments&as_of=2025-07-15", 7, 15},
    };
    struct rt_data *d = company();

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is_int(as_of(d, rows[i].id, rows[i].query),
               day(2025, rows[i].month, rows[i].day),
               rt_fmt(arena, "%s %s", rows[i].id, rows[i].query));
}

static void
test_said(void)
{
    struct rt_data *d = company();
    struct rt_err err = {0};
    struct rt_result *r = run(d, "ltv", "", &err);
    struct rt_buf text;

    is_int(r->figures[0].as_of, day(2025, 6, 30), "figures by contracts");
    is_int(r->tables[0].as_of, day(2025, 7, 31), "beside what was paid");
    ok(strstr(json(d, "ltv", ""), "\"as_of\": \"2025-07-31\"") != NULL,
       "JSON says both");
    rt_buf_init(&text, 0);
    ok(rt_block_csv(r, NULL, &text, &err) == RT_OK &&
           strstr(rt_buf_cstr(&text), ",2025-07-31\r\n") != NULL,
       "CSV says that of its rows");
    rt_buf_clear(&text);
    ok(rt_block_text(r, RT_LANG_EN, arena, &text, &err) == RT_OK &&
           strstr(rt_buf_cstr(&text), "as of 31 Jul 2025") != NULL &&
           strstr(rt_buf_cstr(&text), "as of 30 Jun 2025") != NULL,
       "the terminal text has both days");
    rt_buf_fini(&text);
    r = run(d, "reconciliation", "", &err);
    is_int(r->tables[0].cells[r->tables[0].n_columns - 1].i, day(2025, 6, 30),
           "an identity about contracts has the day of contracts");
    is_int(
        r->tables[0].cells[r->tables[0].n_rows * r->tables[0].n_columns - 1].i,
        day(2025, 7, 31), "that of payments theirs");
    is_str(rt_known_days(d, RT_LANG_EN, arena),
           "contracts as of 30 Jun 2025, payments as of 31 Jul 2025, "
           "cases as of 31 Aug 2025",
           "kinds with data, where their days differ");
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
        d->known[g] = d->as_of;
    ok(rt_known_days(d, RT_LANG_EN, arena) == NULL, "nothing where they agree");
}

static void
test_end_ahead(void)
{
    const char *text = csv(company(), "churn", "", NULL);

    ok(strstr(text, "2025-06,") != NULL && strstr(text, "2025-07,") == NULL,
       "an end in the future does not move the day");
}

static const struct rt_result *
with_gap(int gap, const char *id, const char *query)
{
    struct rt_block_env env = {
        .data = company(), .lang = RT_LANG_EN, .gap_days = gap, .margin = 1};
    struct rt_err err = {0};

    return run_env(&env, id, query, &err);
}

static int64_t
n_unfinished(const struct rt_result *r)
{
    int64_t n = 0;

    for (size_t i = 0; i < r->tables[0].n_rows; i++)
        n += r->tables[0].unfinished[i];
    return n;
}

static void
test_gap(void)
{
    const struct rt_result *r = with_gap(0, "churn", "");

    is_int(n_unfinished(r), 0, "without a gap a month is final with its end");
    r = with_gap(1, "churn", "");
    is_int(n_unfinished(r), 1, "a day after its end, June is not final yet");
    ok(rt_result_has_note(r, "note_provisional"), "a note says so");
    is_int(r->figures[0].numerator.i, 1, "the figures are those of May");
    ok(r->chart_data.y[1][5] != r->chart_data.y[1][5] &&
           r->chart_data.y[1][4] == r->chart_data.y[1][4],
       "the mean ends with May");
    is_int(n_unfinished(with_gap(30, "churn", "")), 1,
           "30 days after May are over at the end of June");
    is_int(n_unfinished(with_gap(31, "churn", "")), 2, "31 are not");
    is_int(n_unfinished(with_gap(31, "mrr", "")), 2, "nor is it for revenue");
    is_int((int64_t)with_gap(31, "churn", "complete=1")->tables[0].n_rows, 4,
           "complete ones end before");
    ok(rt_result_has_note(with_gap(31, "cohorts", ""),
                          "note_provisional_cells"),
       "cohorts of contracts say so");
    ok(!rt_result_has_note(with_gap(31, "cohorts", "source=payments"),
                           "note_provisional_cells"),
       "cohorts of payments do not wait for returns");
    r = with_gap(31, "overview", "");
    is_str(r->notes[0].value, "Apr 2025", "the overview shows April");
    r = with_gap(400, "overview", "");
    ok(figure(r, "churn_rate")->value.type == RT_CELL_NONE,
       "with a gap longer than the data there is no figure");
}

static void
test_wider(void)
{
    struct rt_data *d = company();
    struct rt_err err = {0};
    struct rt_result *r =
        run(d, "churn", "from=2025-03-15&to=2025-04-10", &err);
    struct rt_card card;
    struct rt_buf text;

    is_int((int64_t)r->tables[0].n_rows, 2, "March and April, whole");
    is_int(n_unfinished(r), 0, "are complete");
    ok(rt_result_has_note(r, "note_wider"), "a note says that it is wider");
    is_str(r->notes[r->n_notes - 1].value, "1 Mar 2025 – 30 Apr 2025",
           "the note has the days that are counted");
    rt_buf_init(&text, 0);
    ok(rt_block_text(r, RT_LANG_EN, arena, &text, &err) == RT_OK &&
           strstr(rt_buf_cstr(&text), "Mar 2025 ↔") != NULL &&
           strstr(rt_buf_cstr(&text), "Apr 2025 ↔") != NULL,
       "their rows are marked");
    rt_buf_fini(&text);
    rt_picture_card(r, RT_LANG_EN, arena, &card);
    ok(strstr(card.filter, "1 Mar 2025 – 30 Apr 2025") != NULL,
       "the picture has it beside the filter: %s", card.filter);
    r = run(d, "churn", "from=2025-03&to=2025-04", &err);
    ok(!rt_result_has_note(r, "note_wider"), "whole months are not widened");
    r = run(d, "churn", "to=2025-06-30", &err);
    ok(!rt_result_has_note(r, "note_wider"),
       "nor is an end on the last known day");
    r = run(d, "churn", "by=week&from=2025-03&to=2025-03", &err);
    ok(rt_result_has_note(r, "note_wider"), "weeks reach beyond a month");
    r = run(d, "cohorts", "from=2025-01-15", &err);
    ok(rt_result_has_note(r, "note_wider"),
       "a cohort is widened to a whole period");
    r = run(d, "overview", "to=2025-05-10", &err);
    ok(rt_result_has_note(r, "note_wider"), "so is the month of the overview");
}

static void
test_cut(void)
{
    struct rt_data *d = company();
    struct rt_err err = {0};
    struct rt_result *r =
        run(d, "revenue-expense-graph", "from=2025-08-10", &err);

    is_int((int64_t)r->n_cases, 1, "cases are cut by the day");
    is_int(n_unfinished(r), 1, "their month is not complete");
    is_int(r->chart_data.unfinished[r->chart_data.n - 1], 1,
           "the picture hatches it");
    ok(rt_result_has_note(r, "note_cut_by_filter"), "a note says so");
    r = run(d, "revenue-expense-graph", "from=2025-08-10&complete=1", &err);
    is_int((int64_t)r->n_cases, 0, "it does not count as complete");
    r = run(d, "revenue-expense-graph", "to=2025-08-10", &err);
    is_int(n_unfinished(r), 1, "an end cuts a period too");
    r = run(d, "revenue-expense-graph", "to=2025-08-10&complete=1", &err);
    is_int((int64_t)r->n_cases, 0, "it does not count as complete either");
    r = run(d, "revenue-expense-graph", "from=2025-08&to=2025-08", &err);
    is_int(n_unfinished(r), 0, "a whole month is complete");
    ok(!rt_result_has_note(r, "note_cut_by_filter"), "without a word");
}

static int64_t
note_n(const char *id, const char *query, const char *key)
{
    struct rt_err err = {0};
    const struct rt_result *r = run(company(), id, query, &err);

    for (size_t i = 0; i < r->n_notes; i++)
        if (strcmp(r->notes[i].key, key) == 0)
            return r->notes[i].n;
    return 0;
}

static void
test_notes(void)
{
    static const char *const blocks[] = {"churn", "mrr", "overview", "cohorts",
                                         "age-cohorts"};

    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        is_int(note_n(blocks[i], "region=North", "note_never_active"), 1,
               "a note counts contracts without days of selected clients");
        is_int(note_n(blocks[i], "region=South", "note_never_active"), 0,
               "other filters do not get it");
        is_int(note_n(blocks[i], "region=North", "note_end_unknown"), 1,
               "the same holds for contracts with an unknown end");
        is_int(note_n(blocks[i], "region=South", "note_end_unknown"), 0,
               "within the filter");
    }
}

static void
test_zoom(void)
{
    static const struct {
        const char *by, *finer;
    } rows[] = {{"year", "by=quarter"},
                {"quarter", "by=month"},
                {"month", "by=day"},
                {"week", "by=day"}};
    struct rt_data *d = company();
    struct rt_style style = {.lang = RT_LANG_EN,
                             .width_px = 960,
                             .scale = 1,
                             .currency = "RUB",
                             .digits = 2};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_err err = {0};
        const struct rt_result *r =
            run(d, "churn", rt_fmt(arena, "by=%s", rows[i].by), &err);
        json_t *view = NULL;
        const char *href = "";

        if (rt_block_view(r, &style, NULL, arena, &view, &err) == RT_OK)
            href = json_string_value(json_object_get(
                json_array_get(
                    json_object_get(json_object_get(view, "picture"), "areas"),
                    0),
                "href"));
        ok(href != NULL && strstr(href, rows[i].finer) != NULL, "%s: %s",
           rows[i].by, rows[i].finer);
        json_decref(view);
    }
}

static void
test_pooled(void)
{
    struct rt_data *d = company();
    struct rt_err err = {0};
    const struct rt_result *r = run(d, "churn", "", &err);
    const struct rt_chart_data *c = &r->chart_data;

    is_str(c->hover_of[0][4], "1 of 4", "May has its own parts");
    is_str(c->hover_of[1][4], "1 of 12", "three months those of three");
}

int
main(void)
{
    arena = rt_arena_new();
    test_own_days();
    test_said();
    test_end_ahead();
    test_gap();
    test_wider();
    test_cut();
    test_notes();
    test_zoom();
    test_pooled();
    rt_arena_free(arena);
    return done();
}
