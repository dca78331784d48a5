/* The blocks of retention cases give the published results of the fixtures
 * retention_small and retention_medium. */
#include "cases.h"

#include "block/format.h"

#include <jansson.h>

static struct rt_arena *arena;

/* The query for a name in the expected file, such as "quarter_2024Q1",
 * "empty_month_1999-01" or "offer_bonus_or_free". */
static const char *
query_of(const char *name)
{
    const char *label = strrchr(name, '_');

    if (strcmp(name, "all") == 0)
        return "";
    if (strcmp(name, "offer_discount") == 0)
        return "offer_type=discount";
    if (strcmp(name, "offer_bonus_or_free") == 0)
        return "offer_type=bonus_gb&offer_type=free_month";
    return rt_fmt(arena, "from=%s&to=%s", label + 1, label + 1);
}

/* The value of a cell: NaN when undefined, money in units of the currency. */
static double
number(enum rt_kind kind, struct rt_cell cell)
{
    if (cell.type == RT_CELL_NONE)
        return NAN;
    if (cell.type == RT_CELL_REAL)
        return cell.x;
    return kind == RT_KIND_MONEY ? (double)cell.i / 100 : (double)cell.i;
}

static double
json_or_nan(const json_t *v)
{
    return json_is_null(v) ? NAN : json_number_value(v);
}

static void
check_interval(const struct rt_figure *f, const json_t *pair, const char *what)
{
    is_close(number(f->kind, f->low), json_or_nan(json_array_get(pair, 0)),
             1e-9, rt_fmt(arena, "%s: low", what));
    is_close(number(f->kind, f->high), json_or_nan(json_array_get(pair, 1)),
             1e-9, rt_fmt(arena, "%s: high", what));
}

/* Compare counts and money exactly, other values to 1e-9, and the reason of an
 * undefined value. */
static void
check_figure(const struct rt_result *r, const char *name, const json_t *want,
             const char *what)
{
    const struct rt_figure *f = figure(r, name);
    double x = json_or_nan(want);

    if (f == NULL) {
        ok(false, "%s: there is no figure %s", what, name);
        return;
    }
    if (f->value.type == RT_CELL_INT) {
        int64_t exact = f->kind == RT_KIND_MONEY
                            ? (int64_t)(x * 100 + (x < 0 ? -0.5 : 0.5))
                            : (int64_t)x;

        is_int(f->value.i, exact, rt_fmt(arena, "%s: %s", what, name));
        return;
    }
    is_close(number(f->kind, f->value), x, 1e-9,
             rt_fmt(arena, "%s: %s", what, name));
    if (isnan(x))
        ok(f->why != NULL && rt_text_find(RT_LANG_RU, f->why) != NULL,
           "%s: %s says why it is undefined", what, name);
}

static void
check_kpi(const struct rt_data *d, const char *fixture, const json_t *kpi)
{
    static const char *const halves[] = {"original", "better"};
    const char *filter, *name;
    json_t *of_filter, *want;

    json_object_foreach((json_t *)kpi, filter, of_filter)
    {
        struct rt_err err = {0};
        struct rt_result *r =
            run(arena, d, "kpi-indicators", query_of(filter), &err);
        const char *what = rt_fmt(arena, "%s, %s", fixture, filter);

        for (size_t k = 0; k < 2; k++)
            json_object_foreach(json_object_get(of_filter, halves[k]), name,
                                want)
            {
                if (strcmp(name, "retention_efficiency_wilson95") == 0)
                    check_interval(figure(r, "retention_efficiency"), want,
                                   what);
                else
                    check_figure(r, name, want, what);
            }
    }
}

/* Compare cells of text, counts and exact money as text, others as numbers. */
static bool
same_cell(const struct rt_result *r, const struct rt_sheet *t, size_t row,
          size_t column, const char *want)
{
    struct rt_cell cell = t->cells[row * t->n_columns + column];
    double x;

    if (cell.type != RT_CELL_REAL)
        return strcmp(rt_cell_plain(r, t->columns[column].kind, cell, arena),
                      want) == 0;
    x = strtod(want, NULL);
    return want[0] != '\0' && fabs(cell.x - x) <= 1e-9 * fmax(1e-3, fabs(x));
}

static void
check_table(const struct rt_data *d, const char *block, const char *fixture,
            const struct table *want)
{
    struct rt_err err = {0};
    struct rt_result *r = run(arena, d, block, "", &err);
    const struct rt_sheet *t = &r->tables[0];
    size_t wrong = 0;

    is_int((int64_t)t->n_rows, (int64_t)want->n - 1,
           rt_fmt(arena, "%s, %s: rows", fixture, block));
    for (size_t c = 0; c < want->n_columns; c++)
        wrong += strcmp(t->columns[c].name, want->field[0][c]) != 0;
    is_int((int64_t)wrong, 0, "columns have the names of the file");
    for (size_t i = 0; i < t->n_rows && i + 1 < want->n; i++)
        for (size_t c = 0; c < want->n_columns; c++) {
            if (same_cell(r, t, i, c, want->field[i + 1][c]))
                continue;
            printf("# row %zu, %s: want %s\n", i + 1, t->columns[c].name,
                   want->field[i + 1][c]);
            wrong++;
        }
    is_int((int64_t)wrong, 0,
           rt_fmt(arena, "%s, %s: every cell", fixture, block));
}

/* The published corrected figures are the sums of the rows beside those of the
 * original, by month and type and by type alone. */
static void
check_better(const struct rt_data *d, const char *fixture, const json_t *better)
{
    static const char *const names[] = {"retained_monthly_profit",
                                        "lost_monthly_profit",
                                        "net_retained_profit"};
    static const char *const blocks[] = {"revenue-expense-graph",
                                         "pie-charts-block",
                                         "profit-retention-scatter"};

    for (size_t b = 0; b < 3; b++) {
        struct rt_err err = {0};
        struct rt_sheet t = run(arena, d, blocks[b], "", &err)->tables[0];

        for (size_t k = 0; k < 3; k++) {
            size_t c = t.n_columns - 3 + k;
            int64_t sum = 0;

            for (size_t i = 0; i < t.n_rows; i++)
                sum += t.cells[i * t.n_columns + c].i;
            is_str(t.columns[c].name, names[k], "a column beside");
            is_int(
                sum,
                llround(json_or_nan(json_object_get(better, names[k])) * 100),
                rt_fmt(arena, "%s, %s: adds up to the published figure",
                       fixture, blocks[b]));
        }
    }
}

static void
check_fixture(const char *fixture, const char *dir, const char *expected)
{
    struct table rows, funnel;
    struct fixture f;
    json_error_t je;
    json_t *kpi = json_load_file(rt_fmt(arena, "%skpi.json", expected), 0, &je);
    const struct rt_data *d;

    if (kpi == NULL || !read_fixture(arena, dir, &f) ||
        !read_table(arena, rt_fmt(arena, "%sby_month_offer.csv", expected),
                    &rows) ||
        !read_table(arena, rt_fmt(arena, "%sfunnel.csv", expected), &funnel)) {
        skip(rt_fmt(arena, "%s is not here: set RT_SHARED", fixture));
        json_decref(kpi);
        return;
    }
    d = company(arena, &f, NULL);
    check_kpi(d, fixture, json_object_get(kpi, "kpi"));
    check_table(d, "revenue-expense-graph", fixture, &rows);
    check_table(d, "desk-funnel", fixture, &funnel);
    check_better(
        d, fixture,
        json_object_get(json_object_get(json_object_get(kpi, "kpi"), "all"),
                        "better"));
    json_decref(kpi);
}

int
main(void)
{
    arena = rt_arena_new();
    check_fixture("retention_small", own_file(arena, "retention_small"),
                  own_file(arena, "retention_small/"));
    ok(tap_count > 50, "the small fixture comes with the sources");
    check_fixture("retention_medium",
                  shared_file(arena, "fixtures/retention_medium"),
                  shared_file(arena, "expected/retention_medium_"));
    rt_arena_free(arena);
    return done();
}
