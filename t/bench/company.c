/* An invented company of any size, for measuring: `company CONTRACTS DIR`
 * writes tab-separated files as LOAD DATA and DuckDB read them (\N is NULL).
 * The same bytes for the same number.  Sizes are even, lives and habits are
 * not: one client in ten makes two fifths of the activity. */
#include "base/arena.h"
#include "base/date.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAYS = 1461, /* 2020 to 2023 */
    REGIONS = 20,
    PLANS = 8,
    CHANNELS = 10,
    MEAN_LIFE = 700, /* days */
    SECONDS = 86400
};

struct company {
    FILE *clients, *contracts, *changes, *payments, *activity;
    char date[DAYS][11];
    uint64_t seed;
    int64_t n_clients, n_contracts, n_payments, n_activity;
};

/* A contract that is being written. */
struct contract {
    int64_t id;
    int start, end; /* days of the company; end may lie behind DAYS */
    int plan;
    int64_t fee;
};

static uint32_t
dice(struct company *c, uint32_t n)
{
    c->seed = c->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((c->seed >> 33) % n);
}

static FILE *
create(const char *dir, const char *name)
{
    char path[4096];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s.tsv", dir, name);
    f = fopen(path, "we");
    if (f == NULL)
        rt_die("%s: %s", path, strerror(errno));
    return f;
}

static void
finish(FILE *f)
{
    if (ferror(f) || fclose(f) != 0)
        rt_die("cannot write: %s", strerror(errno));
}

/* An instant as the database keeps it; occurrence is 1 throughout. */
static void
put_event(FILE *f, const struct company *c, int64_t id, int day, uint32_t s)
{
    fprintf(f, "%" PRId64 "\t%" PRId64 "\t%s %02u:%02u:%02u\t1", id,
            c->n_clients, c->date[day], s / 3600, s / 60 % 60, s % 60);
}

/* Nearly every month one payment, one in a hundred followed by a refund. */
static void
pay(struct company *c, const struct contract *k)
{
    for (int day = k->start; day < k->end && day < DAYS; day += 30) {
        uint32_t s = dice(c, SECONDS - 1);

        if (dice(c, 10) == 0)
            continue;
        put_event(c->payments, c, ++c->n_payments, day, s);
        fprintf(c->payments, "\t%" PRId64 "\n", k->fee);
        if (dice(c, 100) != 0)
            continue;
        put_event(c->payments, c, ++c->n_payments, day, s + 1);
        fprintf(c->payments, "\t%" PRId64 "\n", -k->fee / 2);
    }
}

static void
act(struct company *c, const struct contract *k, uint32_t mean_gap)
{
    int day = k->start;
    uint32_t s = dice(c, SECONDS / 2);

    while (day < k->end && day < DAYS) {
        put_event(c->activity, c, ++c->n_activity, day, s);
        fputc('\n', c->activity);
        if (dice(c, 8) == 0 && s < SECONDS - 7200) {
            s += 1 + dice(c, 7200); /* once more on this day */
        } else {
            day += 1 + (int)dice(c, 2 * mean_gap);
            s = dice(c, SECONDS / 2);
        }
    }
}

static void
put_day(FILE *f, const struct company *c, int day)
{
    fprintf(f, "\t%s", day < DAYS ? c->date[day] : "\\N");
}

static void
put_contract(struct company *c, const struct contract *k)
{
    static const char *const causes[] = {"price", "service", "moved", "debt",
                                         "other"};

    fprintf(c->contracts, "%" PRId64 "\tK%07" PRId64 "\t%" PRId64, k->id, k->id,
            c->n_clients);
    put_day(c->contracts, c, k->start);
    put_day(c->contracts, c, k->end);
    fprintf(c->contracts, "\tplan %d\t%" PRId64 "\t%" PRId64 "\t%s\n", k->plan,
            k->fee, k->fee / 3, k->end < DAYS ? causes[dice(c, 5)] : "\\N");
}

/* One contract in six has got dearer; the first change notes what was. */
static void
change(struct company *c, const struct contract *k)
{
    int day = k->start + 90 + (int)dice(c, 300);

    if (dice(c, 6) != 0 || day >= k->end || day >= DAYS)
        return;
    fprintf(c->changes, "%" PRId64, k->id);
    put_day(c->changes, c, k->start);
    fprintf(c->changes, "\t%" PRId64 "\n%" PRId64, k->fee * 9 / 10, k->id);
    put_day(c->changes, c, day);
    fprintf(c->changes, "\t%" PRId64 "\n", k->fee);
}

/* Small numbers are more frequent than large ones. */
static uint32_t
skewed(struct company *c, uint32_t n)
{
    uint32_t a = dice(c, n), b = dice(c, n);

    return a < b ? a : b;
}

static int
life(struct company *c)
{
    double u = (dice(c, 1u << 30) + 1.0) / (1u << 30);

    return 1 + (int)(-log(u) * MEAN_LIFE);
}

/* A client and the contracts one after another; one in eight comes back. */
static void
put_client(struct company *c, int64_t most)
{
    static const uint32_t gaps[10] = {10, 45, 45, 45, 45, 90, 90, 90, 90, 90};
    uint32_t gap = gaps[dice(c, 10)];
    int start = (int)dice(c, DAYS);

    c->n_clients++;
    fprintf(
        c->clients, "%" PRId64 "\tC%07" PRId64 "\tregion %02u\tchannel %u\n",
        c->n_clients, c->n_clients, skewed(c, REGIONS), skewed(c, CHANNELS));
    do {
        struct contract k = {.id = ++c->n_contracts, .start = start};

        k.plan = (int)skewed(c, PLANS);
        k.fee = 29900 + 10000 * k.plan;
        k.end = k.start + life(c);
        put_contract(c, &k);
        change(c, &k);
        pay(c, &k);
        act(c, &k, gap);
        start = k.end + 1 + (int)dice(c, 120);
    } while (start < DAYS && c->n_contracts < most && dice(c, 8) == 0);
}

int
main(int argc, char **argv)
{
    struct company *c = rt_heap(sizeof *c);
    int32_t first = rt_day_of((struct rt_date){2020, 1, 1});
    int64_t most = argc == 3 ? strtoll(argv[1], NULL, 10) : 0;

    if (most <= 0)
        rt_die("usage: company CONTRACTS DIR");
    for (int i = 0; i < DAYS; i++) {
        struct rt_date d = rt_date_of(first + i);

        snprintf(c->date[i], sizeof c->date[i], "%04d-%02d-%02d", d.year,
                 d.month, d.day);
    }
    c->clients = create(argv[2], "clients");
    c->contracts = create(argv[2], "contracts");
    c->changes = create(argv[2], "contract_changes");
    c->payments = create(argv[2], "payments");
    c->activity = create(argv[2], "activity");
    while (c->n_contracts < most)
        put_client(c, most);
    finish(c->clients);
    finish(c->contracts);
    finish(c->changes);
    finish(c->payments);
    finish(c->activity);
    printf("%" PRId64 " clients, %" PRId64 " contracts, %" PRId64
           " payments, %" PRId64 " activity\n",
           c->n_clients, c->n_contracts, c->n_payments, c->n_activity);
    free(c);
    return 0;
}
