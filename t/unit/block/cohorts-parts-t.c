/* The block cohorts over the same company in different form: in parts,
 * shuffled, with contracts split at renewals. */
#include "run.h"

#include "../dice.h"

enum { N_CLIENTS = 60, N_PAYMENTS = 400, DAYS = 500, ROOM = 240 };

struct contract {
    int client;
    int32_t start, end;
};

struct payment {
    int client;
    int32_t day;
    int64_t amount;
};

/* Clients are numbers; the number decides the region. */
struct firm {
    struct contract contract[ROOM];
    size_t n_contracts;
    struct payment payment[N_PAYMENTS + 1];
    size_t n_payments;
    int order[N_CLIENTS + 1]; /* order of the clients' rows */
    size_t n_clients;
};

static const char *
region_of(int client)
{
    static const char *const regions[] = {"North", "South", NULL};

    return regions[client % 3];
}

static void
random_firm(struct firm *f)
{
    *f = (struct firm){.n_clients = N_CLIENTS, .n_payments = N_PAYMENTS};
    for (int i = 0; i < N_CLIENTS; i++) {
        int32_t start = day(2023, 2, 10) + dice(400);
        int32_t end = dice(2) ? RT_DAY_OPEN : start + 1 + dice(200);

        f->order[i] = i;
        f->contract[f->n_contracts++] = (struct contract){i, start, end};
        if (end != RT_DAY_OPEN && dice(3) == 0)
            f->contract[f->n_contracts++] =
                (struct contract){i, end + dice(90), RT_DAY_OPEN};
    }
    for (size_t k = 0; k < N_PAYMENTS; k++)
        f->payment[k] =
            (struct payment){dice(N_CLIENTS), day(2023, 2, 10) + dice(DAYS),
                             dice(10) ? 100 + dice(9000) : -dice(500)};
}

/* Ids rise in the order of the rows; events are sorted by client and time. */
static struct rt_data *
company(const struct firm *f)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);
    int64_t id[N_CLIENTS + 2];

    for (size_t i = 0; i < f->n_clients; i++) {
        int client = f->order[i];

        id[client] = (int64_t)i + 1;
        rt_build_client(b, &(struct rt_build_client){
                               .id = id[client],
                               .external_id = rt_fmt(arena, "%03d", client),
                               .region = region_of(client)});
    }
    for (size_t i = 0; i < f->n_contracts; i++)
        rt_build_contract(b, &(struct rt_build_contract){
                                 .id = (int64_t)i + 1,
                                 .client_id = id[f->contract[i].client],
                                 .external_id = rt_fmt(arena, "%03zu", i),
                                 .start = f->contract[i].start,
                                 .end = f->contract[i].end,
                                 .fee = RT_NO_AMOUNT,
                                 .profit = RT_NO_AMOUNT});
    for (size_t c = 0; c < f->n_clients; c++)
        for (int32_t t = 0; t < DAYS; t++)
            for (size_t i = 0; i < f->n_payments; i++)
                if (f->payment[i].client == f->order[c] &&
                    f->payment[i].day == day(2023, 2, 10) + t)
                    rt_build_payment(b, id[f->order[c]], f->payment[i].day,
                                     f->payment[i].amount);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day(2024, 6, 30);
    d->zone = "Europe/Moscow";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

/* How many cells of a column are not the sum of their parts. */
static int64_t
count_off(const struct rt_sheet *whole, const struct rt_sheet *part, size_t n,
          const char *column)
{
    size_t at = column_of(whole, column);
    int64_t off = 0;

    for (size_t i = 0; i < whole->n_rows; i++) {
        const struct rt_cell *want = &whole->cells[i * whole->n_columns];
        int64_t sum = 0;

        for (size_t k = 0; k < n; k++) {
            const struct rt_cell *row = cell_row(&part[k], want);

            sum += row != NULL ? row[at].i : 0;
        }
        off += sum != want[at].i;
    }
    return off;
}

static void
test_parts(const struct firm *f, const char *source, const char *const *columns)
{
    static const char *const regions[] = {"region=North", "region=South",
                                          "region="};
    struct rt_data *d = company(f);
    struct rt_err err = {0};
    struct rt_sheet part[3], whole = run(d, "cohorts", source, &err)->tables[0];
    size_t n_rows = 0;

    for (size_t k = 0; k < 3; k++) {
        const char *query = rt_fmt(arena, "%s&%s", source, regions[k]);

        part[k] = run(d, "cohorts", query, &err)->tables[0];
        n_rows += part[k].n_rows;
    }
    ok(whole.n_rows > 100 && n_rows > 2 * whole.n_rows,
       "%s: %zu rows in parts of %zu", source, n_rows, whole.n_rows);
    for (size_t c = 0; columns[c] != NULL; c++)
        is_int(
            count_off(&whole, part, 3, columns[c]), 0,
            rt_fmt(arena, "%s: %s of the regions adds up", source, columns[c]));
}

static void
test_shuffled(const struct firm *f)
{
    struct firm other = *f;

    shuffle(other.order, other.n_clients, sizeof other.order[0]);
    shuffle(other.contract, other.n_contracts, sizeof other.contract[0]);
    shuffle(other.payment, other.n_payments, sizeof other.payment[0]);
    is_str(json(company(&other), "cohorts", ""),
           json(company(f), "cohorts", ""),
           "shuffled contracts give the same bytes");
    is_str(json(company(&other), "cohorts", "source=payments"),
           json(company(f), "cohorts", "source=payments"),
           "as do shuffled payments");
}

/* Cut every contract in two on a day on which it runs, if that is possible. */
static void
test_renewals(const struct firm *f)
{
    struct firm other = *f;

    for (size_t i = 0; i < f->n_contracts; i++) {
        struct contract *c = &other.contract[i];
        int32_t cut = c->start + 1 + dice(80);

        if (cut >= c->end || other.n_contracts == ROOM)
            continue;
        other.contract[other.n_contracts++] =
            (struct contract){c->client, cut, c->end};
        c->end = cut;
    }
    ok(other.n_contracts > f->n_contracts + 20, "many contracts are renewed");
    is_str(json(company(&other), "cohorts", ""),
           json(company(f), "cohorts", ""),
           "splitting contracts at renewals changes nothing");
}

/* Add a client of the South.  A client from before all others would change the
 * note about the first cohort, because the data begin with it (METRICS 6). */
static void
test_outside(const struct firm *f)
{
    struct firm other = *f;
    const int south = N_CLIENTS + 1;

    other.order[other.n_clients++] = south;
    other.contract[other.n_contracts++] =
        (struct contract){south, day(2023, 5, 5), RT_DAY_OPEN};
    other.payment[other.n_payments++] =
        (struct payment){south, day(2023, 12, 24), 500};
    is_str(region_of(south), "South", "somebody of the South");
    is_str(json(company(&other), "cohorts", "region=North"),
           json(company(f), "cohorts", "region=North"),
           "changes nothing of the North's contracts");
    is_str(json(company(&other), "cohorts", "source=payments&region=North"),
           json(company(f), "cohorts", "source=payments&region=North"),
           "nor of its payments");
}

int
main(void)
{
    static const char *const counts[] = {"size", "active", "rolling_active",
                                         NULL};
    static const char *const money[] = {"size", "active", "rolling_active",
                                        "revenue", NULL};
    struct firm f;

    arena = rt_arena_new();
    random_firm(&f);
    test_parts(&f, "source=contracts", counts);
    test_parts(&f, "source=payments", money);
    test_shuffled(&f);
    test_renewals(&f);
    test_outside(&f);
    rt_arena_free(arena);
    return done();
}
