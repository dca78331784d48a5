/* The block mrr over a synthetic company, exact to the cent; and undefined
 * values. */
#include "subscriptions.h"

static void
test_fixture(void)
{
    struct row r[MAX_ROWS];
    size_t n = subscriptions(r), more;
    struct rt_data *d = company(r, n, day(2024, 12, 31));
    struct rt_err err = {0};
    struct rt_result *whole = run(d, "mrr", "from=2023-12&to=2024-12", &err);

    is_int((int64_t)n, 112, "all subscriptions are there");
    is_int((int64_t)compare(whole, &whole->tables[0],
                            data_file("mrr/mrr_movements.csv"), "period", 1,
                            NULL, &more),
           13, "every month equals the expected movements");
    is_int((int64_t)more, 0, "there is no other month");
    ok(figure(whole, "mrr")->value.i == 173340 &&
           figure(whole, "mrr")->previous.i == 185050,
       "the figure is that of the last month, with the one before it");
    is_close(figure(whole, "nrr")->value.x, 0.925965955147, 1e-9, "NRR");
    is_int(figure(whole, "nrr")->denominator.i, 185050,
           "a share has the money it is a share of");
    ok(strstr(json(d, "mrr", "from=2024-12"),
              "\"numerator\": \"1713.50\", \"denominator\": \"1850.50\"") !=
           NULL,
       "JSON has exact money");
}

/* Add the cells of a part to the same periods of the whole.  The table of a
 * part begins with the first of its clients. */
static void
add_part(const struct rt_sheet *whole, const struct rt_sheet *part,
         int64_t *sum)
{
    size_t columns = whole->n_columns;

    for (size_t i = 0; i < whole->n_rows; i++)
        for (size_t k = 0; k < part->n_rows; k++)
            for (size_t c = 0;
                 part->cells[k * columns].i == whole->cells[i * columns].i &&
                 c < columns;
                 c++)
                sum[i * columns + c] += part->cells[k * columns + c].i;
}

/* Money of all regions adds up to the whole, and so do the clients. */
static void
test_parts(void)
{
    static const char *const parts[] = {"region=North", "region=South",
                                        "region=East", "region=West"};
    struct row r[MAX_ROWS];
    size_t n = subscriptions(r), columns;
    struct rt_data *d = company(r, n, day(2024, 12, 31));
    struct rt_err err = {0};
    struct rt_sheet t = run(d, "mrr", "", &err)->tables[0];
    int64_t *sum = rt_alloc_n(arena, t.n_rows * t.n_columns, sizeof *sum);
    int64_t off = 0;

    for (size_t k = 0; k < 4; k++) {
        struct rt_sheet part = run(d, "mrr", parts[k], &err)->tables[0];

        add_part(&t, &part, sum);
    }
    columns = column_of(&t, "contractions");
    for (size_t i = 0; i < t.n_rows * t.n_columns; i++)
        off += i % t.n_columns > 0 && i % t.n_columns <= columns &&
               sum[i] != t.cells[i].i;
    is_int(off, 0, "the regions add up to the whole");
}

static void
test_metamorphic(void)
{
    struct row r[MAX_ROWS + 2], swap;
    size_t n = subscriptions(r);
    int32_t as_of = day(2024, 12, 31);
    const char *whole = json(company(r, n, as_of), "mrr", "");
    const char *north = json(company(r, n, as_of), "mrr", "region=North");

    for (size_t i = n - 1; i > 0; i--) {
        size_t k = (size_t)dice((int32_t)i + 1);

        swap = r[i];
        r[i] = r[k];
        r[k] = swap;
    }
    is_str(json(company(r, n, as_of), "mrr", ""), whole,
           "shuffled rows give the same bytes");
    r[n] = (struct row){.client = "Z1",
                        .name = "Z1",
                        .region = "South",
                        .start = day(2019, 2, 1),
                        .end = RT_DAY_OPEN,
                        .fee = 100};
    is_str(json(company(r, n + 1, as_of), "mrr", "region=North"), north,
           "a client outside the filter changes nothing");
    for (size_t i = 0; i < n; i++)
        if (strcmp(r[i].name, "S0017-0/2023-10-26") == 0) {
            r[n] = r[i];
            r[n].name = "later";
            r[i].end = r[n].start = day(2024, 3, 7);
        }
    is_str(json(company(r, n + 1, as_of), "mrr", ""), whole,
           "splitting a contract at a renewal changes nothing");
}

static void
test_amounts(void)
{
    struct row r[3] = {
        {"a", "1", NULL, NULL, day(2024, 1, 1), RT_DAY_OPEN, 1000, 300},
        {"b", "2", NULL, NULL, day(2024, 1, 1), RT_DAY_OPEN, RT_NO_AMOUNT, 50},
        {"c", "3", NULL, NULL, day(2024, 2, 1), RT_DAY_OPEN, 0, RT_NO_AMOUNT},
    };
    struct rt_err err = {0};
    struct rt_result *o = run(company(r, 3, day(2024, 2, 29)), "mrr", "", &err);

    is_int(figure(o, "mrr")->value.i, 1000, "fees where any is given");
    ok(has_note(o, "note_without_amount"),
       "a note counts clients without an amount");
    is_str(o->title, "block_mrr_title", "this is revenue");
    r[0].fee = r[2].fee = RT_NO_AMOUNT;
    o = run(company(r, 3, day(2024, 2, 29)), "mrr", "", &err);
    is_int(figure(o, "mrr")->value.i, 350, "profits where no fee is known");
    is_str(o->title, "block_mrr_profit_title", "the title says by profit");
    is_str(o->definition, "block_mrr_profit_definition", "the definition too");
    ok(has_note(o, "note_by_profit"), "a note says so too");
    r[0].profit = r[1].profit = RT_NO_AMOUNT;
    o = run(company(r, 3, day(2024, 2, 29)), "mrr", "", &err);
    ok(figure(o, "mrr")->value.type == RT_CELL_NONE &&
           strcmp(figure(o, "mrr")->why, "why_no_amounts") == 0,
       "without amounts there is no MRR, and the reason is said");
    is_int(o->tables[0]
               .cells[column_of(&o->tables[0], "closing_customers") +
                      o->tables[0].n_columns]
               .i,
           3, "clients are counted all the same");
}

static void
test_undefined(void)
{
    struct row r[1] = {{"a", "1", NULL, NULL, day(2024, 1, 5), RT_DAY_OPEN,
                        1000, RT_NO_AMOUNT}};
    struct rt_data *d = company(r, 1, day(2024, 1, 31));
    struct rt_err err = {0};
    struct rt_result *o = run(d, "mrr", "", &err);

    is_str(figure(o, "nrr")->why, "why_no_opening_mrr", "NRR of nothing");
    is_str(figure(o, "quick_ratio")->why, "why_nothing_lost", "no loss");
    ok(figure(o, "nrr")->value.type == RT_CELL_NONE &&
           figure(o, "quick_ratio")->value.type == RT_CELL_NONE,
       "both are undefined, not 0");
    is_close(figure(o, "arpu_closing")->value.x, 10, 1e-15,
             "ARPU is in currency units");
    o = run(d, "mrr", "as_of=2024-01-20", &err);
    is_str(figure(o, "mrr")->why, "why_no_finished_period",
           "an unfinished month gives no figure");
    ok(has_note(o, "note_unfinished"), "a note says that it is unfinished");
    r[0].fee = INT64_MAX / 2;
    d = company(r, 1, day(2024, 1, 31));
    ok(run(d, "mrr", "", &err) == NULL && err.code == RT_ELIMIT,
       "a sum beyond the limit is refused: %s", err.text);
}

/* GRR and NRR when the opening MRR is not positive, or a client paid a negative
 * amount. */
static void
test_negative(void)
{
    struct row r[3] = {
        {"a", "1", NULL, NULL, day(2024, 1, 5), RT_DAY_OPEN, 1000, 0},
        {"b", "2", NULL, NULL, day(2024, 1, 5), day(2024, 2, 10), -500, 0},
        {"c", "3", NULL, NULL, day(2024, 2, 5), RT_DAY_OPEN, 700, 0},
    };
    struct rt_err err = {0};
    struct rt_result *o = run(company(r, 3, day(2024, 2, 29)), "mrr", "", &err);
    const struct rt_figure *f = figure(o, "grr");

    ok(f->value.type == RT_CELL_REAL && f->value.x == 1,
       "a lost client with a negative amount does not raise GRR above 1");
    ok(f->numerator.i == 500 && f->denominator.i == 500, "its parts agree");
    is_close(figure(o, "gross_mrr_churn")->value.x, 0, 0, "nothing was lost");
    is_close(figure(o, "nrr")->value.x, 2, 1e-15, "NRR may be above 1");
    r[0].fee = 300;
    o = run(company(r, 3, day(2024, 2, 29)), "mrr", "", &err);
    for (size_t i = 0; i < 4; i++) {
        static const char *const names[] = {"grr", "nrr", "gross_mrr_churn",
                                            "net_mrr_churn"};

        f = figure(o, names[i]);
        ok(f->value.type == RT_CELL_NONE && f->why != NULL &&
               strcmp(f->why, "why_no_opening_mrr") == 0,
           "%s of a negative MRR has no value, and the reason is said",
           names[i]);
    }
    ok(has_note(o, "note_undefined"), "under the table as well");
    o = run(company(r, 3, day(2024, 2, 29)), "overview", "", &err);
    ok(figure(o, "grr")->value.type == RT_CELL_NONE &&
           figure(o, "nrr")->value.type == RT_CELL_NONE,
       "the overview has the same");
    r[0].fee = 500;
    o = run(company(r, 3, day(2024, 2, 29)), "mrr", "", &err);
    ok(figure(o, "grr")->value.type == RT_CELL_NONE, "of 0 too");
    r[0].fee = 501;
    o = run(company(r, 3, day(2024, 2, 29)), "mrr", "", &err);
    is_close(figure(o, "grr")->value.x, 1, 0,
             "an opening MRR of a kopeck gives a rate");
}

int
main(void)
{
    arena = rt_arena_new();
    test_fixture();
    test_parts();
    test_metamorphic();
    test_amounts();
    test_undefined();
    test_negative();
    rt_arena_free(arena);
    return done();
}
