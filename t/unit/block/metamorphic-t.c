/* Changes of the data that must not change the blocks overview and ltv, and
 * parts that must add up to the whole, tried on the synthetic subscriptions. */
#include "subscriptions.h"
#include "whole.h"

static const char *const blocks[] = {"overview", "ltv"};
static const char *const queries[] = {
    "",           "region=North",
    "by=quarter", "region=North&to=2024-06",
    "by=year",    "region=North&as_of=2023-07-31",
    "by=week",    "region=North&as_of=2023-06-30"};
enum {
    N_BLOCKS = sizeof blocks / sizeof blocks[0],
    N_QUERIES = sizeof queries / sizeof queries[0]
};

static int32_t
as_of(void)
{
    return day(2024, 12, 31);
}

static const char *
all_of(const struct rt_data *d, const char *block, const char *query)
{
    struct rt_err err = {0};

    return whole(arena, run(d, block, query, &err));
}

/* Test that both companies give the same answer. */
static void
are_alike(const struct rt_data *a, const struct rt_data *b, const char *query,
          const char *why)
{
    for (size_t i = 0; i < N_BLOCKS; i++)
        is_str(all_of(a, blocks[i], query), all_of(b, blocks[i], query),
               rt_fmt(arena, "%s?%s: %s", blocks[i], query, why));
}

static void
test_shuffled(void)
{
    struct row r[MAX_ROWS];
    size_t n = subscriptions(r);
    const struct rt_data *d = paying_company(r, n, as_of());

    ok(n > 100, "there are subscriptions");
    shuffle(r, n, sizeof *r);
    for (size_t q = 0; q < N_QUERIES; q++)
        are_alike(paying_company(r, n, as_of()), d, queries[q],
                  "shuffled rows give the same bytes");
}

/* Add a client who was the first and has left, and one who came in between. */
static void
test_outsider(void)
{
    struct row r[MAX_ROWS + 2];
    size_t n = subscriptions(r);
    const struct rt_data *d = paying_company(r, n, as_of());

    r[n] = (struct row){
        "Z1", "Z1",        NULL, "South", day(2019, 2, 1), day(2024, 3, 3),
        100,  RT_NO_AMOUNT};
    r[n + 1] =
        (struct row){"Z2",        "Z2",  NULL,        "South", day(2024, 5, 2),
                     RT_DAY_OPEN, 77700, RT_NO_AMOUNT};
    for (size_t q = 1; q < N_QUERIES; q += 2)
        are_alike(paying_company(r, n + 2, as_of()), d, queries[q],
                  "a client outside the filter changes nothing");
    ok(strcmp(all_of(paying_company(r, n + 2, as_of()), "overview", ""),
              all_of(d, "overview", "")) != 0,
       "though of the whole they do");
}

static void
test_renewal(void)
{
    struct row r[MAX_ROWS];
    size_t n = subscriptions(r), more = n;
    const struct rt_data *d = paying_company(r, n, as_of());

    for (size_t i = 0; i < n && more < MAX_ROWS; i += 2) {
        int32_t end = r[i].end <= as_of() ? r[i].end : as_of();
        int32_t middle = r[i].start + (end - r[i].start) / 2;

        if (middle == r[i].start)
            continue;
        r[more] = r[i];
        r[more].name = rt_fmt(arena, "%s, renewed", r[i].name);
        r[i].end = r[more++].start = middle;
    }
    ok(more > n + 40, "many contracts are renewed");
    for (size_t q = 0; q < N_QUERIES; q++)
        are_alike(paying_company(r, more, as_of()), d, queries[q],
                  "splitting contracts at a renewal changes nothing");
}

static const char *const regions[] = {"region=North", "region=South",
                                      "region=East", "region=West"};

/* Sums that figures are made of. */
static void
test_parts(void)
{
    static const struct {
        const char *block, *figure;
        bool numerator, denominator; /* neither: the value itself is a sum */
    } sums[] = {{"overview", "clients", false, false},
                {"overview", "mrr", false, false},
                {"overview", "churn_rate", true, true},
                {"overview", "grr", true, true},
                {"overview", "nrr", true, true},
                {"overview", "arpu", true, true},
                {"ltv", "churn", true, true}};
    struct row r[MAX_ROWS];
    const struct rt_data *d = paying_company(r, subscriptions(r), as_of());
    struct rt_err err = {0};

    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        const struct rt_figure *f =
            figure(run(d, sums[i].block, "", &err), sums[i].figure);
        int64_t value = 0, numerator = 0, denominator = 0;

        for (size_t k = 0; k < 4; k++) {
            const struct rt_figure *part =
                figure(run(d, sums[i].block, regions[k], &err), f->name);

            value += part->value.i;
            numerator += part->numerator.i;
            denominator += part->denominator.i;
        }
        if (!sums[i].numerator)
            is_int(
                value, f->value.i,
                rt_fmt(arena, "%s: the regions add up to the whole", f->name));
        if (sums[i].numerator)
            ok(numerator == f->numerator.i && denominator == f->denominator.i,
               "%s: both parts add up, %lld of %lld", f->name,
               (long long)numerator, (long long)denominator);
    }
}

/* What the clients of a cohort paid until period k, in kopecks; 0 if the table
 * has no such row. */
static double
brought(const struct rt_sheet *t, int64_t cohort, int64_t k)
{
    size_t of_cohort = column_of(t, "cohort"), of_k = column_of(t, "k"),
           cum = column_of(t, "cum_revenue_per_customer"),
           size = column_of(t, "size");

    for (size_t i = 0; i < t->n_rows; i++) {
        const struct rt_cell *row = t->cells + i * t->n_columns;

        if (row[of_cohort].i == cohort && row[of_k].i == k)
            return round(row[cum].x * (double)row[size].i * 100);
    }
    return 0;
}

static void
test_cohort_parts(void)
{
    struct row r[MAX_ROWS];
    const struct rt_data *d = paying_company(r, subscriptions(r), as_of());
    struct rt_err err = {0};
    struct rt_sheet whole = run(d, "ltv", "", &err)->tables[0], part[4];
    size_t off = 0;

    for (size_t k = 0; k < 4; k++)
        part[k] = run(d, "ltv", regions[k], &err)->tables[0];
    ok(whole.n_rows > 100, "cohorts of many months");
    for (size_t i = 0; i < whole.n_rows; i++) {
        int64_t cohort = whole.cells[i * whole.n_columns].i;
        int64_t age = whole.cells[i * whole.n_columns + 1].i;
        double sum = 0;

        for (size_t k = 0; k < 4; k++)
            sum += brought(&part[k], cohort, age);
        off += sum != brought(&whole, cohort, age);
    }
    is_int((int64_t)off, 0, "revenue of the regions' cohorts adds up");
}

int
main(void)
{
    arena = rt_arena_new();
    test_shuffled();
    test_outsider();
    test_renewal();
    test_parts();
    test_cohort_parts();
    rt_arena_free(arena);
    return done();
}
