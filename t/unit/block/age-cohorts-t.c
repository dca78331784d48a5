/* The block age-cohorts, against results worked out by hand and over published
 * contracts. */
#include "run.h"

#include "../dice.h"
#include "base/csv.h"

#include <unistd.h>

struct row {
    const char *name;
    int32_t start, end;
    const char *region;
};

/* Each contract has its own client. */
static struct rt_data *
company(const struct row *r, size_t n, int32_t as_of)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (size_t i = 0; i < n; i++)
        rt_build_client(b, &(struct rt_build_client){.id = (int64_t)i + 1,
                                                     .external_id = r[i].name,
                                                     .region = r[i].region});
    for (size_t i = 0; i < n; i++)
        rt_build_contract(
            b, &(struct rt_build_contract){.id = (int64_t)i + 1,
                                           .client_id = (int64_t)i + 1,
                                           .external_id = r[i].name,
                                           .start = r[i].start,
                                           .end = r[i].end,
                                           .region = r[i].region,
                                           .fee = RT_NO_AMOUNT,
                                           .profit = RT_NO_AMOUNT});
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = as_of;
    d->zone = "UTC";
    d->currency = "EUR";
    d->digits = 2;
    return d;
}

#define HEAD \
    "cohort,k,size,observable,alive,mature,retention,retention_low," \
    "retention_high\r\n"

static void
test_by_hand(void)
{
    struct row r[] = {
        {"a", day(2024, 1, 1), day(2024, 2, 1), NULL},
        {"b", day(2024, 1, 31), RT_DAY_OPEN, NULL},
        {"c", day(2024, 2, 10), day(2024, 5, 1), NULL},
        {"d", RT_DAY_NONE, RT_DAY_OPEN, NULL},
    };
    struct rt_data *d = company(r, 4, day(2024, 3, 9));
    struct rt_err err = {0};
    struct rt_result *o = run(d, "age-cohorts", "", &err);

    is_str(csv(d, "age-cohorts", "", NULL),
           HEAD "2024-01,0,2,2,2,1,1,0.342380227506653,1\r\n"
                "2024-01,1,2,2,1,1,0.5,0.0945312057342307,"
                "0.905468794265769\r\n"
                "2024-01,2,2,1,0,0,,,\r\n"
                "2024-02,0,1,1,1,1,1,0.206549314377237,1\r\n"
                "2024-02,1,1,1,1,1,1,0.206549314377237,1\r\n",
           "every cell by hand: an end on the day of the step is before it; "
           "what not all could reach has no share");
    is_str(csv(d, "age-cohorts", "complete=1&to=2024-01", NULL),
           HEAD "2024-01,0,2,2,2,1,1,0.342380227506653,1\r\n"
                "2024-01,1,2,2,1,1,0.5,0.0945312057342307,"
                "0.905468794265769\r\n",
           "mature cells of the cohorts up to a month");
    is_str(csv(d, "age-cohorts", "by=year", NULL),
           HEAD "2024,0,3,3,3,1,1,0.438502968244955,1\r\n",
           "a step is as long as a cohort");
    ok(strstr(csv(d, "age-cohorts", "by=year&step=month", NULL),
              "2024,1,3,3,2,1,") != NULL,
       "or as long as the option says");
    ok(strstr(csv(d, "age-cohorts", "", "pooled"),
              "1,2,3,2,0.666666666666667,") != NULL,
       "pooled over mature cells");
    ok(isnan(o->chart_data.y[1][2]) && o->chart_data.cell_unfinished[1][2],
       "its cell in the picture has no colour");
    is_str(o->chart_data.cell_text[1][2], "0", "the cell has the number");
    is_str(o->chart_data.cell_hover[1][2], "0 of 1",
           "the hover text has how many could reach it");
    ok(o->chart_data.y[1][1] == 0.5 && o->chart_data.cell_text[1][1] == NULL,
       "a cell that all could reach has the share");
    ok(has_note(o, "note_contracts_since_ever"),
       "a note counts contracts without a start");
    ok(has_note(o, "note_immature"), "immature cells: said");
    is_str(csv(d, "age-cohorts", "step=week", NULL),
           "bad_word key=step value=week allowed=month, quarter, year",
           "another step is refused");
    is_str(csv(company(NULL, 0, 0), "age-cohorts", "", NULL), HEAD,
           "without contracts there are no cohorts");
}

/* Whether a cell is there depends neither on other clients nor on which cohort
 * comes first. */
static void
test_last_cells(void)
{
    struct row r[] = {
        {"a", day(2024, 2, 1), RT_DAY_OPEN, "North"},
        {"b", day(2024, 2, 1), day(2024, 3, 20), "North"},
        {"c", day(2024, 3, 1), RT_DAY_OPEN, "North"},
        {"z", day(2023, 11, 5), RT_DAY_OPEN, "South"},
    };
    struct rt_data *three = company(r, 3, day(2024, 3, 31));
    struct rt_data *four = company(r, 4, day(2024, 3, 31));
    const char *north = csv(three, "age-cohorts", "region=North", NULL);

    ok(strstr(north, "2024-02,2,2,2,1,1,0.5,") != NULL,
       "two months have passed at the end of the second: mature");
    is_str(csv(four, "age-cohorts", "region=North", NULL), north,
           "a client outside the filter who began earlier adds no cell");
    is_str(csv(four, "age-cohorts", "from=2024-02", NULL), north,
           "a later first cohort has all its cells");
}

static void
test_small_cohorts(void)
{
    struct row r[30];
    struct rt_err err = {0};

    for (size_t i = 0; i < 30; i++)
        r[i] =
            (struct row){rt_fmt(arena, "%zu", i), day(2024, 1, 5), RT_DAY_OPEN};
    ok(has_note(run(company(r, 29, day(2024, 3, 9)), "age-cohorts", "", &err),
                "note_few_in_cohort"),
       "29 contracts are few");
    ok(!has_note(run(company(r, 30, day(2024, 3, 9)), "age-cohorts", "", &err),
                 "note_few_in_cohort"),
       "30 are not");
}

static void
test_eusaving(void)
{
    const char *path = shared_file("eusaving/eusaving_contracts.csv");
    struct row *r = rt_alloc_n(arena, 30000, sizeof *r);
    struct rt_csv *c = NULL;
    struct rt_err err = {0};
    struct rt_csv_row row;
    struct rt_result *o;
    size_t n = 0, more;

    if (access(path, R_OK) != 0) {
        skip(rt_fmt(arena, "there is no %s", path));
        return;
    }
    ok(rt_csv_open(path, NULL, &c, &err) == RT_OK, "eusaving opens");
    while (rt_csv_next(c, &row, NULL) == RT_OK && n < 30000) {
        r[n].name = rt_strdup(arena, row.fields[0].s);
        r[n].end = RT_DAY_OPEN;
        if (row.line == 1 ||
            rt_day_parse(row.fields[1].s, &r[n].start) != RT_OK ||
            (strcmp(row.fields[3].s, "In force") != 0 &&
             rt_day_parse(row.fields[2].s, &r[n].end) != RT_OK))
            continue;
        n++;
    }
    rt_csv_close(c);
    is_int((int64_t)n, 21921, "every contract is read");
    o = run(company(r, n, day(2007, 12, 31)), "age-cohorts",
            "by=year&step=year", &err);
    path = shared_file("expected/age_cohort_eusaving_yearly.csv");
    is_int((int64_t)compare(o, &o->tables[0], path, "cohort", 2, NULL, &more),
           (int64_t)read_lines(path).n - 1,
           "every cell equals the expected one");
    is_int((int64_t)more, 0, "there are no other cells");
}

enum { N_FIRM = 80 };

/* Contracts of three regions from March 2023 to June 2024, some ended. */
static void
random_firm(struct row *r)
{
    static const char *const regions[] = {"North", "South", NULL};

    for (int i = 0; i < N_FIRM; i++) {
        int32_t start = day(2023, 3, 1) + dice(480);

        r[i] = (struct row){.name = rt_fmt(arena, "%02d", i),
                            .start = start,
                            .end = dice(2) ? RT_DAY_OPEN : start + dice(300),
                            .region = regions[dice(3)]};
    }
}

/* The contracts of all regions add up to the whole, cell by cell; a cell that
 * nobody of a region has reached is not in the table of that region. */
static void
test_parts(void)
{
    static const char *const parts[] = {"region=North", "region=South",
                                        "region="};
    struct row r[N_FIRM];
    struct rt_err err = {0};
    struct rt_data *d;
    struct rt_sheet whole;
    size_t size, observable, alive, off = 0, rows = 0;

    random_firm(r);
    d = company(r, N_FIRM, day(2024, 6, 30));
    whole = run(d, "age-cohorts", "", &err)->tables[0];
    size = column_of(&whole, "size");
    observable = column_of(&whole, "observable");
    alive = column_of(&whole, "alive");
    for (size_t i = 0; i < whole.n_rows; i++) {
        const struct rt_cell *want = &whole.cells[i * whole.n_columns];
        int64_t seen = 0, lived = 0, started = 0;

        for (size_t k = 0; k < 3; k++) {
            struct rt_sheet t =
                run(d, "age-cohorts", parts[k], &err)->tables[0];
            const struct rt_cell *part = cell_row(&t, want);

            rows += part != NULL;
            seen += part != NULL ? part[observable].i : 0;
            lived += part != NULL ? part[alive].i : 0;
            started += part != NULL ? part[size].i : 0;
        }
        off += seen != want[observable].i || lived != want[alive].i ||
               started > want[size].i ||
               (want[1].i == 0 && started != want[size].i);
    }
    is_int((int64_t)off, 0, "the regions add up to the whole");
    ok(whole.n_rows > 100 && rows > 250, "in %zu cells of %zu", rows,
       whole.n_rows);
}

static void
test_metamorphic(void)
{
    struct row r[N_FIRM + 1];
    int32_t as_of = day(2024, 6, 30);
    const char *whole, *north;

    random_firm(r);
    whole = json(company(r, N_FIRM, as_of), "age-cohorts", "");
    north = json(company(r, N_FIRM, as_of), "age-cohorts", "region=North");
    shuffle(r, N_FIRM, sizeof r[0]);
    is_str(json(company(r, N_FIRM, as_of), "age-cohorts", ""), whole,
           "shuffled contracts give the same bytes");
    r[N_FIRM] = (struct row){"z", day(2024, 1, 7), RT_DAY_OPEN, "South"};
    is_str(json(company(r, N_FIRM + 1, as_of), "age-cohorts", "region=North"),
           north, "a client outside the filter changes nothing");
    r[N_FIRM].start = day(2022, 11, 30);
    is_str(json(company(r, N_FIRM + 1, as_of), "age-cohorts", "region=North"),
           north, "nor does a client from before all others");
}

/* The unit is the contract (METRICS 6.3): a client who signs a new one is
 * counted from the new start, and the old contract ends. */
static void
test_renewal(void)
{
    struct row r[] = {
        {"a", day(2024, 1, 10), RT_DAY_OPEN, NULL},
        {"b", day(2024, 1, 20), RT_DAY_OPEN, NULL},
        {"c", day(2024, 3, 5), RT_DAY_OPEN, NULL},
    };
    const char *one = csv(company(r, 2, day(2024, 3, 31)), "age-cohorts",
                          "to=2024-01", "pooled");

    ok(strstr(one, "1,1,2,2,1,") != NULL, "two contracts live a month");
    r[0].end = r[2].start;
    one = csv(company(r, 3, day(2024, 3, 31)), "age-cohorts", "", NULL);
    ok(strstr(one, "2024-01,1,2,2,2,1,1,") != NULL,
       "split in two, the first one has lived its month");
    ok(strstr(one, "2024-01,2,2,2,1,1,0.5,") != NULL, "and ended on that day");
    ok(strstr(one, "2024-03,0,1,1,1,1,1,") != NULL, "the second one begins");
}

int
main(void)
{
    arena = rt_arena_new();
    test_by_hand();
    test_last_cells();
    test_small_cohorts();
    test_eusaving();
    test_parts();
    test_metamorphic();
    test_renewal();
    rt_arena_free(arena);
    return done();
}
