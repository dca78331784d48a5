/* The block age-cohorts: by hand, and over published contracts. */
#include "run.h"

#include "../dice.h"
#include "base/csv.h"

#include <unistd.h>

struct row {
    const char *name;
    int32_t start, end;
};

/* Each contract has its own client. */
static struct rt_data *
company(const struct row *r, size_t n, int32_t as_of)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (size_t i = 0; i < n; i++)
        rt_build_client(b, &(struct rt_build_client){.id = (int64_t)i + 1,
                                                     .external_id = r[i].name});
    for (size_t i = 0; i < n; i++)
        rt_build_contract(
            b, &(struct rt_build_contract){.id = (int64_t)i + 1,
                                           .client_id = (int64_t)i + 1,
                                           .external_id = r[i].name,
                                           .start = r[i].start,
                                           .end = r[i].end,
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
        {"a", day(2024, 1, 1), day(2024, 2, 1)},
        {"b", day(2024, 1, 31), RT_DAY_OPEN},
        {"c", day(2024, 2, 10), day(2024, 5, 1)},
        {"d", RT_DAY_NONE, RT_DAY_OPEN},
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
       "or as asked for");
    ok(strstr(csv(d, "age-cohorts", "", "pooled"),
              "1,2,3,2,0.666666666666667,") != NULL,
       "pooled over mature cells");
    ok(isnan(o->chart_data.y[1][2]) && o->chart_data.cell_unfinished[1][2],
       "nor has its cell of the picture");
    is_str(o->chart_data.cell_text[1][2], "0", "which has the number");
    is_str(o->chart_data.cell_hover[1][2], "0 of 1", "of those who could");
    ok(o->chart_data.y[1][1] == 0.5 && o->chart_data.cell_text[1][1] == NULL,
       "a mature one has the share");
    ok(has_note(o, "note_contracts_since_ever"), "no start, no cohort: said");
    ok(has_note(o, "note_immature"), "immature cells: said");
    is_str(csv(d, "age-cohorts", "step=week", NULL),
           "bad_value key=step value=week", "another step is refused");
    is_str(csv(company(NULL, 0, 0), "age-cohorts", "", NULL), HEAD,
           "no contracts, no cohorts");
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
           (int64_t)read_lines(path).n - 1, "every cell equals the expected");
    is_int((int64_t)more, 0, "and there are no others");
}

int
main(void)
{
    arena = rt_arena_new();
    test_by_hand();
    test_eusaving();
    rt_arena_free(arena);
    return done();
}
