/* The block reconciliation: every identity holds for every filter, for the
 * synthetic subscriptions and for random companies. */
#include "block/picture.h"
#include "subscriptions.h"

#include "block/clients.h"

static struct rt_cell
cell(const struct rt_result *r, const char *name, const char *column)
{
    const struct rt_sheet *t = &r->tables[0];

    for (size_t i = 0; i < t->n_rows; i++)
        if (strcmp(t->cells[i * t->n_columns].s, name) == 0)
            return t->cells[i * t->n_columns + column_of(t, column)];
    return RT_CELL_UNDEFINED;
}

/* How many identities do not hold; -1 when the block fails. */
static int64_t
broken(const struct rt_block_env *env, const char *query)
{
    struct rt_err err = {0};
    struct rt_result *r = run_env(env, "reconciliation", query, &err);

    if (r == NULL) {
        printf("# %s: %s\n", query, err.text);
        return -1;
    }
    for (size_t i = 0; i < r->tables[0].n_rows; i++) {
        const struct rt_cell *c =
            r->tables[0].cells + i * r->tables[0].n_columns;

        if (c[3].i != 1)
            printf("# %s: %s\n", query, c[0].s);
    }
    return figure(r, "identities_broken")->value.i;
}

static void
test_fixture(void)
{
    struct row rows[MAX_ROWS];
    size_t n = subscriptions(rows);
    struct rt_data *d = company(rows, n, day(2024, 12, 31));
    struct rt_err err = {0};
    struct rt_result *r = run(d, "reconciliation", "", &err);
    struct rt_card card;

    is_int(figure(r, "identities_broken")->value.i, 0, "every identity holds");
    is_int(cell(r, "mrr_walk", "left").i, 173340, "MRR at the end");
    is_int(cell(r, "mrr_in_force", "right").i, 173340,
           "is that of the contracts in force");
    ok(strstr(json(d, "reconciliation", ""),
              "[\"mrr_walk\", \"1733.40\", \"1733.40\", 1,") != NULL,
       "money is exact");
    ok(strstr(json(d, "reconciliation", ""), "[\"client_walk\", 41, 41, 1,") !=
           NULL,
       "counts are numbers");
    is_int(cell(r, "client_walk", "right").i, 41, "clients at the end");
    is_int(cell(r, "cohort_clients", "left").i, r->n - 1,
           "a contract without days does not make a client");
    is_int(cell(r, "parts_region", "left").i, 41, "parts by region");
    is_int(cell(r, "parts_plan", "holds").i, 1, "parts by plan");
    rt_picture_card(r, RT_LANG_EN, arena, &card);
    is_str(card.table->columns[1], "Holds",
           "a narrow picture says first whether it holds");
    is_str(card.table->cells[1], "yes", "each row says whether it holds");
    is_str(card.table->columns[4], "What is compared",
           "the last column says what is compared");
    r = run(d, "reconciliation", "region=North&to=2024-02", &err);
    is_int(cell(r, "mrr_walk", "left").i, cell(r, "mrr_in_force", "right").i,
           "also for a part of the clients and of the time");
}

static int64_t
random_amount(void)
{
    return dice(9) == 0 ? RT_NO_AMOUNT : 100 * dice(50);
}

static void
random_client(struct rt_build *b, int64_t id, int32_t low, int64_t *contract)
{
    int n = dice(4);
    int32_t at = low + dice(400);

    for (int k = 0; k < n; k++) {
        int32_t start = k == 0 && dice(10) == 0 ? RT_DAY_NONE : at;
        int32_t end = dice(5) == 0 ? RT_DAY_OPEN : at + dice(120);

        rt_build_contract(
            b, &(struct rt_build_contract){
                   .id = ++*contract,
                   .client_id = id,
                   .external_id = rt_fmt(arena, "%d", (int)*contract),
                   .start = start,
                   .end = end,
                   .fee = random_amount(),
                   .profit = RT_NO_AMOUNT,
                   .plan = dice(2) == 0 ? "a" : "b"});
        if (dice(3) == 0)
            rt_build_change(b,
                            &(struct rt_build_change){.contract_id = *contract,
                                                      .day = at + dice(60),
                                                      .fee = random_amount(),
                                                      .profit = RT_NO_AMOUNT});
        at += dice(150);
    }
    at = low + dice(400);
    for (int k = dice(8); k > 0; k--) {
        rt_build_payment(b, id, at, 100 * (dice(60) - 15));
        at += dice(90);
    }
}

static struct rt_data *
random_data(int32_t low)
{
    static const char *const regions[] = {"North", "South", NULL};
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);
    int64_t contract = 0;

    for (int64_t id = 1; id <= 80; id++)
        rt_build_client(b, &(struct rt_build_client){
                               .id = id,
                               .external_id = rt_fmt(arena, "%d", (int)id),
                               .region = regions[dice(3)]});
    for (int64_t id = 1; id <= 80; id++)
        random_client(b, id, low, &contract);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = low + 450 + dice(60);
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

static void
test_random(void)
{
    static const char *const queries[] = {"",
                                          "by=week",
                                          "by=quarter&complete=1",
                                          "region=",
                                          "region=South",
                                          "from=2024-03&to=2024-06",
                                          "plan=a&from=2023-07-11",
                                          "as_of=2024-02-11&by=week"};
    int64_t bad = 0, rounds = 0;

    for (int i = 0; i < 25; i++) {
        struct rt_block_env env = {.data = random_data(day(2023, 3, 1)),
                                   .lang = RT_LANG_RU,
                                   .gap_days = i % 2 == 0 ? 0 : dice(30),
                                   .margin = 1};

        for (size_t q = 0; q < sizeof queries / sizeof queries[0]; q++) {
            bad += broken(&env, queries[q]) != 0;
            rounds++;
        }
        rt_arena_reset(arena);
    }
    ok(bad == 0, "random companies: %d tables hold", (int)rounds);
}

/* Five values of each attribute, over the days of four years.  All combinations
 * would be two million rows. */
static void
test_memory(void)
{
    enum { N = 40, VALUES = 5, MOST = 128 * 1024 * 1024 };
    static const char *const v[VALUES] = {"a", "b", "c", "d", "e"};
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);
    struct rt_block_env env = {.data = d, .lang = RT_LANG_EN, .margin = 1};
    size_t before;

    for (int64_t i = 1; i <= N; i++)
        rt_build_client(b, &(struct rt_build_client){
                               .id = i,
                               .external_id = rt_fmt(arena, "%d", (int)i),
                               .region = v[i % VALUES],
                               .channel = v[i / 2 % VALUES],
                               .segment = v[i / 3 % VALUES]});
    for (int64_t i = 1; i <= N; i++)
        rt_build_contract(
            b, &(struct rt_build_contract){.id = i,
                                           .client_id = i,
                                           .external_id = "k",
                                           .start = day(2021, 1, 1),
                                           .end = RT_DAY_OPEN,
                                           .fee = 100 * i,
                                           .profit = RT_NO_AMOUNT,
                                           .plan = v[i / 5 % VALUES]});
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day(2024, 12, 31);
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    before = rt_arena_bytes(arena);
    is_int(broken(&env, "by=day"), 0, "parts of many groups and days hold");
    ok(rt_arena_bytes(arena) - before < MOST, "the memory is bounded: %zu MB",
       (rt_arena_bytes(arena) - before) >> 20);
}

/* Contracts that were taken over without a start are counted from the first
 * known end on. */
static void
test_since_ever(void)
{
    static const uint8_t all[3] = {1, 1, 1}, none[3] = {0}, a_c[3] = {1, 0, 1};
    struct row r[3] = {
        {"a", "1", NULL, NULL, RT_DAY_NONE, RT_DAY_OPEN, 500, RT_NO_AMOUNT},
        {"b", "2", NULL, NULL, RT_DAY_NONE, day(2024, 2, 9), 300, RT_NO_AMOUNT},
        {"c", "3", NULL, NULL, RT_DAY_NONE, RT_DAY_OPEN, 100, RT_NO_AMOUNT}};
    struct rt_data *d = company(r, 3, day(2024, 3, 31));
    struct rt_err err = {0};
    struct rt_result *o = run(d, "mrr", "", &err);

    is_int(rt_first_known(d, all), day(2024, 2, 9),
           "the first known end counts");
    is_int(rt_first_known(d, a_c), day(2024, 3, 31),
           "only selected clients count");
    is_int(rt_first_known(d, none), RT_DAY_OPEN,
           "without clients there is none");
    is_int((int64_t)o->tables[0].n_rows, 2, "February is the first month");
    is_int(o->tables[0].cells[1].i, 900,
           "all three clients are there at its start");
    is_int(figure(o, "mrr")->value.i, 600, "two are there at its end");
    is_int(run(d, "churn", "", &err)->tables[0].cells[1].i, 3,
           "churn counts them too");
    r[1].end = RT_DAY_OPEN;
    d = company(r, 3, day(2024, 3, 31));
    is_int(rt_first_known(d, all), day(2024, 3, 31), "else the as-of day");
    is_int(run(d, "overview", "", &err)->figures[0].value.i, 3,
           "the overview has clients");
    is_int(rt_first_known(company(r, 0, 0), all), RT_DAY_OPEN,
           "or it has nothing at all");
}

int
main(void)
{
    arena = rt_arena_new();
    test_fixture();
    test_random();
    test_since_ever();
    test_memory();
    rt_arena_free(arena);
    return done();
}
