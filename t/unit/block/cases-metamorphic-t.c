/* Changes of the data that must not change the blocks of the desk, tried on the
 * small fixture. */
#include "cases.h"
#include "whole.h"

static struct rt_arena *arena;
static struct fixture small;

static const char *const blocks[] = {
    "kpi-indicators",   "revenue-expense-graph",    "pie-charts-block",
    "profit-histogram", "profit-retention-scatter", "desk-funnel",
    "save-rate"};
enum { N_BLOCKS = sizeof blocks / sizeof blocks[0] };

static const char *
all_of(const struct rt_data *d, const char *block, const char *query)
{
    struct rt_err err = {0};

    return whole(arena, run(arena, d, block, query, &err));
}

static void
are_alike(const struct rt_data *a, const struct rt_data *b, const char *query,
          const char *why)
{
    for (size_t i = 0; i < N_BLOCKS; i++)
        is_str(all_of(a, blocks[i], query), all_of(b, blocks[i], query),
               rt_fmt(arena, "%s?%s: %s", blocks[i], query, why));
}

/* The table with rows appended. */
static struct table
with_rows(const struct table *t, const char *const (*rows)[COLUMNS_MAX],
          size_t n)
{
    struct table out = *t;

    out.field = rt_alloc_n(arena, t->n + n, sizeof *out.field);
    memcpy(out.field, t->field, t->n * sizeof *t->field);
    memcpy(out.field + t->n, rows, n * sizeof *rows);
    out.n += n;
    return out;
}

/* A client of the South who has the first case of all, and another case in
 * between that is still open. */
static void
test_outsider(void)
{
    static const char *const contract[1][COLUMNS_MAX] = {
        {"X1", "900001", "South", "1", "7777.77", "1"}};
    static const char *const cases[2][COLUMNS_MAX] = {
        {"901", "X1", "price", "1", "", "2020-05-05 10:00:00",
         "2020-05-06 10:00:00", "churned"},
        {"902", "X1", "price", "1", "5", "2024-01-10 10:00:00", "",
         "escalated"}};
    struct fixture f = small;
    const struct rt_data *d = company(arena, &small, NULL), *more;

    f.contracts = with_rows(&small.contracts, contract, 1);
    f.cases = with_rows(&small.cases, cases, 2);
    more = company(arena, &f, NULL);
    are_alike(more, d, "region=North",
              "a client outside the filter changes nothing");
    are_alike(more, d, "region=North&by=quarter&offer_type=discount",
              "nor by quarter and type");
    for (size_t i = 0; i < N_BLOCKS; i++)
        ok(strcmp(all_of(more, blocks[i], ""), all_of(d, blocks[i], "")) != 0,
           "%s: though the whole changes", blocks[i]);
}

static void
test_renewal(void)
{
    struct fixture f = small;

    f.renewed = true;
    are_alike(company(arena, &f, NULL), company(arena, &small, NULL), "",
              "splitting contracts at a renewal changes nothing");
    are_alike(company(arena, &f, NULL), company(arena, &small, NULL),
              "region=North&by=year", "nor of a region, by year");
}

/* All sums of the funnel and of the original's rows, by region. */
static void
test_regions(void)
{
    static const char *const summed[] = {"kpi-indicators", "desk-funnel"};
    static const char *const regions[] = {"region=North", "region=South",
                                          "region=East", "region=West",
                                          "region=Center"};
    const struct rt_data *d = company(arena, &small, NULL);
    struct rt_err err = {0};
    size_t sums = 0;

    for (size_t b = 0; b < 2; b++) {
        struct rt_result *whole = run(arena, d, summed[b], "", &err);

        for (size_t i = 0; i < whole->n_figures; i++) {
            const struct rt_figure *f = &whole->figures[i];
            int64_t sum = 0;

            if (f->value.type != RT_CELL_INT)
                continue;
            for (size_t k = 0; k < 5; k++)
                sum +=
                    figure(run(arena, d, summed[b], regions[k], &err), f->name)
                        ->value.i;
            sums++;
            is_int(sum, f->value.i,
                   rt_fmt(arena, "%s, %s: the regions add up to the whole",
                          summed[b], f->name));
        }
    }
    ok(sums >= 16, "of many sums");
}

int
main(void)
{
    arena = rt_arena_new();
    if (!read_fixture(arena, own_file(arena, "retention_small"), &small)) {
        ok(false, "t/data/retention_small is there");
        return done();
    }
    test_outsider();
    test_renewal();
    test_regions();
    rt_arena_free(arena);
    return done();
}
