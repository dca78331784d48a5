/* Notes that warn: from which number on they appear, and which number they
 * contain. */
#include "run.h"

enum { FEW = 30, FEW_LOSSES = 10 };

static int32_t
on(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

/* What an invented company has. */
struct have {
    int clients;    /* with contracts since 2023-01-01 */
    int lost;       /* how many of them left in the last month */
    int since_ever; /* other clients, start unknown, ended 2023-03-01 */
    int resolved;   /* retained cases of the clients */
    int offered;    /* how many of these had an offer */
};

static void
add_client(struct rt_build *b, int id)
{
    rt_build_client(b, &(struct rt_build_client){
                           .id = id, .external_id = rt_fmt(arena, "c%d", id)});
}

static void
add_contract(struct rt_build *b, const struct have *h, int id)
{
    bool ever = id > h->clients;

    rt_build_contract(b, &(struct rt_build_contract){
                             .id = id,
                             .client_id = id,
                             .external_id = rt_fmt(arena, "k%d", id),
                             .start = ever ? RT_DAY_NONE : on(2023, 1, 1),
                             .end = ever            ? on(2023, 3, 1)
                                    : id <= h->lost ? on(2023, 12, 10)
                                                    : RT_DAY_OPEN,
                             .fee = 1000,
                             .profit = 500});
}

static void
add_case(struct rt_build *b, const struct have *h, int id)
{
    int32_t created = on(2023, 6, 1), completed = on(2023, 6, 9);

    rt_build_case(
        b, &(struct rt_build_case){.id = id,
                                   .contract_id = 1,
                                   .offer_id = id <= h->offered,
                                   .offered = id <= h->offered,
                                   .status = RT_RETAINED,
                                   .created_at = (int64_t)created * 86400,
                                   .completed_at = (int64_t)completed * 86400,
                                   .created_day = created,
                                   .completed_day = completed,
                                   .profit_at_close = RT_NO_AMOUNT,
                                   .cost_at_close = RT_NO_AMOUNT});
}

static struct rt_data *
company(const struct have *h)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (int id = 1; id <= h->clients + h->since_ever; id++)
        add_client(b, id);
    for (int id = 1; id <= h->clients + h->since_ever; id++)
        add_contract(b, h, id);
    rt_build_offer(b, 1, "gift", 100);
    for (int id = 1; id <= h->resolved; id++)
        add_case(b, h, id);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = on(2023, 12, 31);
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
        d->known[g] = d->as_of;
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

/* The number in the note; -1: the block does not have the note. */
static int64_t
note_of(const struct have *h, const char *block, const char *key)
{
    struct rt_err err = {0};
    const struct rt_result *r = run(company(h), block, "", &err);

    if (r == NULL)
        printf("# %s: %s\n", block, err.text);
    for (size_t i = 0; r != NULL && i < r->n_notes; i++)
        if (strcmp(r->notes[i].key, key) == 0)
            return r->notes[i].n;
    return -1;
}

static const struct {
    const char *block, *key;
    struct have have;
    int64_t said; /* -1: no note */
} rows[] = {
    {"churn", "note_few", {.clients = FEW - 1}, FEW - 1},
    {"churn", "note_few", {.clients = FEW}, -1},
    {"churn", "note_few", {.clients = 1}, 1},
    {"mrr", "note_few", {.clients = FEW - 1}, FEW - 1},
    {"mrr", "note_few", {.clients = FEW}, -1},
    {"overview", "note_few", {.clients = FEW - 1}, FEW - 1},
    {"overview", "note_few", {.clients = FEW}, -1},
    {"overview", "note_few", {.clients = 1}, 1},

    {"churn", "note_since_ever", {.clients = 2}, -1},
    {"churn", "note_since_ever", {.clients = 2, .since_ever = 3}, 3},
    {"age-cohorts", "note_contracts_since_ever", {.clients = 2}, -1},
    {"age-cohorts",
     "note_contracts_since_ever",
     {.clients = 2, .since_ever = 3},
     3},

    {"ltv",
     "note_few_losses",
     {.clients = 99, .lost = FEW_LOSSES - 1},
     FEW_LOSSES - 1},
    {"ltv", "note_few_losses", {.clients = 99, .lost = FEW_LOSSES}, -1},

    {"kpi-indicators",
     "note_few_cases",
     {.clients = 1, .resolved = FEW - 1, .offered = 1},
     FEW - 1},
    {"kpi-indicators",
     "note_few_cases",
     {.clients = 1, .resolved = FEW, .offered = FEW},
     -1},
    {"kpi-indicators",
     "note_few_offered",
     {.clients = 1, .resolved = FEW, .offered = FEW - 1},
     FEW - 1},
    {"kpi-indicators",
     "note_few_offered",
     {.clients = 1, .resolved = FEW, .offered = FEW},
     -1},
    {"desk-funnel",
     "note_few_cases",
     {.clients = 1, .resolved = FEW - 1},
     FEW - 1},
    {"desk-funnel", "note_few_cases", {.clients = 1, .resolved = FEW}, -1},
};

int
main(void)
{
    arena = rt_arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct have *h = &rows[i].have;

        is_int(note_of(h, rows[i].block, rows[i].key), rows[i].said,
               rt_fmt(arena,
                      "%s: %s of %d clients, %d lost, %d since ever, "
                      "%d cases, %d offered",
                      rows[i].block, rows[i].key, h->clients, h->lost,
                      h->since_ever, h->resolved, h->offered));
    }
    rt_arena_free(arena);
    return done();
}
