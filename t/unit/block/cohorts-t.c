/* The block cohorts over a company small enough to count by hand. */
#include "run.h"

#include "block/heat.h"
#include "stat/cohort.h"

#include "../dice.h"

/* Who did what on which day; an amount makes it a payment. */
struct row {
    const char *client, *region;
    int32_t day;
    int64_t amount;
};

#define ACTIVE INT64_MIN

/* Clients a and b begin in January, c in February, d in March; the as-of day is
 * 20 March. */
static const struct row small[] = {
    {"a", "North", 0, 10000}, {"a", "North", 40, -2500},
    {"a", "North", 65, 5000}, {"b", "South", 30, 4000},
    {"b", "South", 33, 0},    {"c", "North", 35, 3000},
    {"d", "South", 70, 100},  {"e", NULL, 50, -700},
};
enum { N_SMALL = sizeof small / sizeof small[0] };

static size_t
client_of(const struct row *r, size_t n, const char *client)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(r[i].client, client) == 0)
            return i;
    return n;
}

/* Days count from 1 January 2024.  Ids follow the order of the rows. */
static struct rt_data *
company(const struct row *r, size_t n)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);
    int32_t first = day(2024, 1, 1);

    for (size_t i = 0; i < n; i++)
        if (client_of(r, n, r[i].client) == i)
            rt_build_client(
                b, &(struct rt_build_client){.id = (int64_t)i + 1,
                                             .external_id = r[i].client,
                                             .region = r[i].region});
    for (size_t c = 0; c < n; c++)
        for (size_t i = 0; i < n; i++) {
            if (client_of(r, n, r[i].client) != c)
                continue;
            if (r[i].amount == ACTIVE)
                rt_build_activity(b, (int64_t)c + 1, first + r[i].day);
            else
                rt_build_payment(b, (int64_t)c + 1, first + r[i].day,
                                 r[i].amount);
        }
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day(2024, 3, 20);
    d->zone = "Europe/Moscow";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

#define HEAD \
    "cohort,k,size,active,retention,rolling_active,rolling_retention," \
    "revenue,cum_revenue_per_customer,complete,retention_low," \
    "retention_high,rolling_provisional,first_seen\r\n"

static void
test_table(void)
{
    struct rt_data *d = company(small, N_SMALL);

    is_str(csv(d, "cohorts", "", NULL),
           HEAD "2024-01,0,2,2,1,2,1,140.00,70,1,0.342380227506653,1,0,1\r\n"
                "2024-01,1,2,1,0.5,2,1,-25.00,57.5,1,0.0945312057342307,"
                "0.905468794265769,1,1\r\n"
                "2024-01,2,2,1,,1,,50.00,,0,,,1,1\r\n"
                "2024-02,0,1,1,1,1,1,30.00,30,1,0.206549314377237,1,0,0\r\n"
                "2024-02,1,1,0,,0,,0.00,,0,,,1,0\r\n"
                "2024-03,0,1,1,,1,,1.00,,0,,,0,0\r\n",
           "every cell by hand: a purchase of 0 counts, a refund brings nobody "
           "back and lowers its own month, the unfinished month has no shares");
    is_str(csv(d, "cohorts", "", "pooled"),
           "k,cohorts,size,active,rolling,retention,rolling_retention,"
           "retention_low,retention_high\r\n"
           "0,2,3,3,3,1,1,0.438502968244955,1\r\n"
           "1,1,2,1,2,0.5,1,0.0945312057342307,0.905468794265769\r\n",
           "pooled lines are of complete cells only");
    is_str(csv(d, "cohorts", "first_seen=drop", "pooled"),
           "k,cohorts,size,active,rolling,retention,rolling_retention,"
           "retention_low,retention_high\r\n"
           "0,1,1,1,1,1,1,0.206549314377237,1\r\n",
           "the first seen cohort can be left out of them");
}

static void
test_filters(void)
{
    struct rt_data *d = company(small, N_SMALL);

    is_str(csv(d, "cohorts", "from=2024-02&to=2024-02-01", NULL),
           HEAD "2024-02,0,1,1,1,1,1,30.00,30,1,0.206549314377237,1,0,0\r\n"
                "2024-02,1,1,0,,0,,0.00,,0,,,1,0\r\n",
           "from and to select the cohorts, not what they do later");
    is_str(csv(d, "cohorts", "from=2024-02-10&complete=1", NULL),
           HEAD "2024-02,0,1,1,1,1,1,30.00,30,1,0.206549314377237,1,0,0\r\n",
           "finished periods only");
    is_str(csv(d, "cohorts", "region=North&to=2024-01&as_of=2024-02-29", NULL),
           HEAD "2024-01,0,1,1,1,1,1,100.00,100,1,0.206549314377237,1,0,1\r\n"
                "2024-01,1,1,0,0,0,0,-25.00,75,1,0,0.793450685622763,1,1\r\n",
           "clients of a region, known until the end of February");
    ok(strstr(csv(d, "cohorts", "by=week", NULL),
              "2024-01-01,5,1,0,0,1,1,-25.00,75,1,") != NULL,
       "weeks begin on their Monday");
    is_str(csv(d, "cohorts", "region=Nowhere", NULL), HEAD,
           "without clients there are no cohorts");
}

/* A note counts what does not fit into a cell. */
static void
test_notes(void)
{
    struct rt_data *d = company(small, N_SMALL);
    struct rt_err err = {0};
    struct rt_result *r = run(d, "cohorts", "", &err);

    ok(has_note(r, "note_source_payments"), "a note names the source");
    ok(has_note(r, "note_only_refunds"),
       "a note counts clients with refunds only");
    ok(has_note(r, "note_refunds_outside"), "and refunds outside the cells");
    ok(has_note(r, "note_first_seen"), "a note explains the first cohort");
    ok(has_note(r, "note_unfinished_cells"),
       "a note explains the unfinished month");
    is_close(figure(r, "retention_1")->value.x, 0.5, 1e-15, "one figure");
    is_int(figure(r, "retention_1")->denominator.i, 2,
           "the figure has its parts");
    ok(figure(r, "retention_3")->value.type == RT_CELL_NONE &&
           strcmp(figure(r, "retention_3")->why, "why_no_complete_cell") == 0,
       "an age that nobody has reached is undefined, with the reason");
}

static void
test_sources(void)
{
    struct row r[] = {{"a", NULL, 0, ACTIVE}, {"a", NULL, 70, ACTIVE}};
    struct rt_data *d = company(r, 2);
    const char *want =
        "cohort,k,size,active,retention,rolling_active,rolling_retention,"
        "complete,retention_low,retention_high,rolling_provisional,"
        "first_seen\r\n2024-01,0,1,1,1,1,1,1,0.206549314377237,1,0,1\r\n"
        "2024-01,1,1,0,0,1,1,1,0,0.793450685622763,1,1\r\n"
        "2024-01,2,1,1,,1,,0,,,1,1\r\n";

    is_str(csv(d, "cohorts", "", NULL), want,
           "activity where there are neither contracts nor payments");
    is_str(csv(d, "cohorts", "source=activity", NULL), want,
           "also when the option asks for it");
    ok(strstr(csv(d, "cohorts", "source=payments", NULL), "2024") == NULL,
       "there are no payments");
    is_str(csv(d, "cohorts", "source=visits", NULL),
           "bad_word key=source value=visits "
           "allowed=contracts, payments, activity",
           "another source is refused");
    is_str(csv(d, "cohorts", "first_seen=maybe", NULL),
           "bad_word key=first_seen value=maybe allowed=keep, drop",
           "another option gives another table");
}

/* Cohorts of contracts: a day of service counts. */
static void
test_contracts(void)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);
    struct rt_err err = {0};
    struct rt_result *r;
    const int32_t span[3][2] = {
        {day(2024, 1, 31), day(2024, 2, 2)},
        {day(2024, 1, 1), day(2024, 2, 1)},
        {RT_DAY_NONE, RT_DAY_OPEN},
    };

    for (int64_t i = 0; i < 3; i++)
        rt_build_client(
            b, &(struct rt_build_client){
                   .id = i + 1, .external_id = rt_fmt(arena, "%d", (int)i)});
    for (int64_t i = 0; i < 3; i++)
        rt_build_contract(b, &(struct rt_build_contract){
                                 .id = i + 1,
                                 .client_id = i + 1,
                                 .external_id = rt_fmt(arena, "%d", (int)i),
                                 .start = span[i][0],
                                 .end = span[i][1],
                                 .fee = RT_NO_AMOUNT,
                                 .profit = RT_NO_AMOUNT});
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day(2024, 2, 29);
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    r = run(d, "cohorts", "", &err);
    is_int(r->tables[0].cells[3].i, 2, "two begin in January");
    is_int(r->tables[0].cells[r->tables[0].n_columns + 3].i, 1,
           "one has a day in February");
    ok(has_note(r, "note_since_ever_outside"),
       "a client without a known start is in no cohort, with a note");
}

/* The rows of the table, and whether a note says that they are the latest. */
static void
is_rows(const struct rt_data *d, const char *query, int64_t rows, bool noted,
        const char *what)
{
    struct rt_err err = {0};
    struct rt_result *r = run(d, "cohorts", query, &err);

    is_int(r != NULL ? (int64_t)r->tables[0].n_rows : -1, rows, what);
    ok(r != NULL && has_note(r, "note_latest_periods") == noted, "%s: %s", what,
       noted ? "said" : "nothing to say");
}

static void
test_limits(void)
{
    struct row r[] = {{"a", NULL, 0, ACTIVE}, {"b", NULL, 79, ACTIVE}};
    struct rt_data *d = company(r, 2);

    d->as_of = day(2024, 1, 1) + RT_COHORT_PERIODS - 1;
    is_rows(d, "by=day", 1000 + 921, false, "a thousand days are shown");
    d->as_of++;
    is_rows(d, "by=day", 922, true,
            "of one day more the latest thousand are shown");
    is_rows(d, "by=day&from=2024-01-02", 922, false,
            "a later start needs no note");
    is_str(csv(d, "cohorts", "by=day&to=2024-01-01", NULL),
           "too_many_periods n=1001 by=day",
           "an end before the days that fit is refused");
    is_rows(d, "by=day&to=2024-01-02", 0, true,
            "an end before the latest thousand days gives none");
    d->as_of = day(2024, 1, 1) + 36500;
    is_rows(d, "by=day", 0, true, "long after the last event");
    is_drawn(d, "cohorts", "by=day");
    is_drawn(d, "ltv", "by=day");
}

/* n buyers of January and one of February. */
static struct rt_result *
buyers(size_t n, const char *query)
{
    struct row *r = rt_alloc_n(arena, n + 1, sizeof *r);
    struct rt_err err = {0};

    for (size_t i = 0; i <= n; i++)
        r[i] = (struct row){rt_fmt(arena, "%zu", i), NULL, i < n ? 0 : 40, 100};
    return run(company(r, n + 1), "cohorts", query, &err);
}

static int64_t
note_number(const struct rt_result *r, const char *key)
{
    for (size_t i = 0; i < r->n_notes; i++)
        if (strcmp(r->notes[i].key, key) == 0)
            return r->notes[i].n;
    return 0;
}

static void
test_small_cohorts(void)
{
    is_int(note_number(buyers(29, ""), "note_few_in_cohort"), 2,
           "cohorts of 29 and of 1 are small");
    is_int(note_number(buyers(30, ""), "note_few_in_cohort"), 1,
           "one of 30 is not");
    is_int(note_number(buyers(30, "to=2024-01"), "note_few_in_cohort"), 0,
           "cohorts that are not shown do not count");
}

static void
test_metamorphic(void)
{
    struct row r[N_SMALL + 1];
    const char *whole = json(company(small, N_SMALL), "cohorts", "");
    const char *north =
        json(company(small, N_SMALL), "cohorts", "region=North");
    /* c, then b, d and e, then a */
    static const size_t order[N_SMALL] = {5, 3, 4, 6, 7, 0, 1, 2};

    for (size_t i = 0; i < N_SMALL; i++)
        r[i] = small[order[i]];
    is_str(json(company(r, N_SMALL), "cohorts", ""), whole,
           "clients in another order give the same bytes");
    r[N_SMALL] = (struct row){"z", "South", 3, 990};
    is_str(json(company(r, N_SMALL + 1), "cohorts", "region=North"), north,
           "a client outside the filter changes nothing");
}

static void
test_picture(void)
{
    struct rt_data *d = company(small, N_SMALL);
    struct rt_err err = {0};
    struct rt_result *r = run(d, "cohorts", "", &err);

    is_int((int64_t)r->chart_data.n_series, 4,
           "the picture has a row for each cohort and one for all");
    is_int((int64_t)r->chart_data.n, 3, "and a column for each age");
    ok(r->chart_data.emphasis[0] == 1 && r->chart_data.emphasis[1] == 0,
       "all together stand apart");
    ok(isnan(r->chart_data.y[3][1]), "a missing cell has no colour");
    ok(r->chart_data.cell_unfinished[1][2] == 1, "unfinished is marked");
    ok(isnan(r->chart_data.y[1][2]) && r->chart_data.cell_text[1][2] != NULL,
       "its text is a number without a share");
    is_drawn(d, "cohorts", "");
    is_drawn(d, "cohorts", "region=Nowhere");
    is_drawn(d, "ltv", "");
}

/* A picture has room for a number of cohorts; the table has all of them. */
static void
test_many_cohorts(void)
{
    enum { N = RT_HEAT_COHORTS + 1 };
    struct row *r = rt_alloc_n(arena, N, sizeof *r);
    struct rt_err err = {0};
    struct rt_result *o;

    for (int i = 0; i < N; i++)
        r[i] = (struct row){rt_fmt(arena, "%03d", i), NULL, i - 50, ACTIVE};
    o = run(company(r, N - 1), "cohorts", "by=day", &err);
    is_int((int64_t)o->chart_data.n_series, N,
           "as many cohorts as fit are drawn");
    ok(!has_note(o, "note_latest_cohorts"), "nothing to say of it");
    o = run(company(r, N), "cohorts", "by=day", &err);
    is_int((int64_t)o->chart_data.n_series, N, "one more is left out");
    ok(has_note(o, "note_latest_cohorts"), "a note says so");
    is_drawn(company(r, N), "cohorts", "by=day");
}

int
main(void)
{
    arena = rt_arena_new();
    test_table();
    test_filters();
    test_notes();
    test_sources();
    test_contracts();
    test_limits();
    test_small_cohorts();
    test_metamorphic();
    test_picture();
    test_many_cohorts();
    rt_arena_free(arena);
    return done();
}
