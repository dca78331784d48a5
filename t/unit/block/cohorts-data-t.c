/* The block cohorts over published data sets, purchases of two shops and
 * messages of a community, in two zones, compared with the results of another
 * implementation.  The data are in a folder beside the repository. */
#include "run.h"

#include "base/csv.h"
#include "base/zone.h"

#include "../dice.h"

#include <unistd.h>

struct event {
    int32_t client; /* number in the source */
    int32_t day;
    int64_t amount;
    const char *region;
    size_t row; /* in the source */
};

struct events {
    struct event *list;
    size_t n, room;
};

static void
put(struct events *e, struct event one)
{
    if (e->n == e->room) {
        e->room = e->room != 0 ? e->room * 2 : 4096;
        e->list = rt_heap_grow(e->list, e->room, sizeof *e->list);
    }
    one.row = e->n;
    e->list[e->n++] = one;
}

static int
by_client(const void *a, const void *b)
{
    const struct event *x = a, *y = b;

    if (x->client != y->client)
        return x->client < y->client ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* A snapshot of purchases or of activity; frees the events. */
static struct rt_data *
snapshot(struct events *e, bool paid, int32_t as_of, const char *zone)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    qsort(e->list, e->n, sizeof *e->list, by_client);
    for (size_t i = 0; i < e->n; i++)
        if (i == 0 || e->list[i].client != e->list[i - 1].client)
            rt_build_client(
                b, &(struct rt_build_client){
                       .id = e->list[i].client,
                       .external_id = rt_fmt(arena, "%d", e->list[i].client),
                       .region = e->list[i].region});
    for (size_t i = 0; i < e->n; i++)
        if (paid)
            rt_build_payment(b, e->list[i].client, e->list[i].day,
                             e->list[i].amount);
        else
            rt_build_activity(b, e->list[i].client, e->list[i].day);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    free(e->list);
    d->as_of = as_of;
    d->zone = zone;
    d->currency = "USD";
    d->digits = 2;
    return d;
}

/* The records of a file; NULL if there is no such file. */
static struct rt_csv *
open_data(const char *name, char separator)
{
    struct rt_csv_options opt = {.separator = separator};
    const char *path = shared_file(name);
    struct rt_csv *c = NULL;

    if (access(path, R_OK) != 0) {
        skip(rt_fmt(arena, "there is no %s", path));
        return NULL;
    }
    ok(rt_csv_open(path, &opt, &c, NULL) == RT_OK, "%s opens", name);
    return c;
}

/* Test that the table equals the file of expected results. */
static void
is_table(const struct rt_data *d, const char *query, const char *table,
         const char *file, const char *first_column)
{
    static const char *const if_complete[] = {"retention", "rolling_retention",
                                              "cum_revenue_per_customer", NULL};
    const char *path = shared_file(rt_fmt(arena, "expected/%s", file));
    struct rt_err err = {0};
    struct rt_result *r = run(d, "cohorts", query, &err);
    size_t n = read_lines(path).n - 1, more = 0, good = 0;

    for (size_t i = 0; r != NULL && i < r->n_tables; i++)
        if (strcmp(r->tables[i].name, table) == 0)
            good = compare(r, &r->tables[i], path, first_column,
                           strcmp(table, "cohorts") == 0 ? 2 : 1, if_complete,
                           &more);
    ok(n > 0 && good == n && more == 0, "%s: %zu rows of %zu, %zu more", file,
       good, n, more);
}

static void
test_cdnow(void)
{
    struct rt_csv *c = open_data("cdnow/CDNOW_sample.txt", RT_CSV_BLANKS);
    struct events e = {0};
    struct rt_csv_row row;
    struct rt_data *d;

    if (c == NULL)
        return;
    while (rt_csv_next(c, &row, NULL) == RT_OK) {
        int ymd = atoi(row.fields[2].s);
        struct event one = {.client = atoi(row.fields[1].s),
                            .day =
                                day(ymd / 10000, ymd / 100 % 100, ymd % 100)};

        if (rt_money_parse(row.fields[4].s, 2, &one.amount, NULL) == RT_OK)
            put(&e, one);
    }
    rt_csv_close(c);
    is_int((int64_t)e.n, 6919, "every purchase is read");
    d = snapshot(&e, true, day(1998, 6, 30), "UTC");
    is_table(d, "", "cohorts", "cdnow_sample_cohort_monthly.csv", "cohort");
    is_table(d, "source=payments", "pooled", "cdnow_sample_cohort_pooled.csv",
             "k");
}

/* Quantity times price, rounded half to even. */
static int64_t
amount_of(int64_t quantity, const char *price)
{
    int64_t tenths = 0, rest;

    if (rt_money_parse(price, 3, &tenths, NULL) != RT_OK)
        return 0;
    tenths *= quantity;
    rest = tenths % 10;
    return tenths / 10 + (rest > 5 || (rest == 5 && tenths / 10 % 2 == 1));
}

/* True for a row that counts as a purchase of a known customer. */
static void
take_invoice(struct events *e, const struct rt_csv_row *row)
{
    enum { INVOICE, CODE, TEXT, QUANTITY, DATE, PRICE, CUSTOMER, COUNTRY, N };
    const struct rt_csv_field *f = row->fields;
    struct event one;
    char date[11];

    if (row->n != N || f[CUSTOMER].len == 0 || f[INVOICE].s[0] == 'C' ||
        atoi(f[QUANTITY].s) <= 0 || strtod(f[PRICE].s, NULL) <= 0)
        return;
    one = (struct event){.client = atoi(f[CUSTOMER].s),
                         .amount = amount_of(atoi(f[QUANTITY].s), f[PRICE].s),
                         .region = rt_strdup(arena, f[COUNTRY].s)};
    snprintf(date, sizeof date, "%.10s", f[DATE].s);
    if (rt_day_parse(date, &one.day) == RT_OK)
        put(e, one);
}

/* The country of a customer is that of the first purchase. */
static void
test_online_retail(void)
{
    struct rt_csv *c =
        open_data("online_retail/online_retail_2010-12_2011-05.csv.gz", ',');
    struct events e = {0};
    struct rt_csv_row row;
    struct rt_data *d;

    if (c == NULL)
        return;
    while (rt_csv_next(c, &row, NULL) == RT_OK)
        if (row.line > 1)
            take_invoice(&e, &row);
    rt_csv_close(c);
    is_int((int64_t)e.n, 145450, "every purchase is read");
    d = snapshot(&e, true, day(2011, 5, 31), "Europe/London");
    is_table(d, "", "cohorts", "online_retail_h1_cohort_monthly.csv", "cohort");
    is_table(d, "", "pooled", "online_retail_h1_cohort_pooled.csv", "k");
    is_table(d, "region=France", "cohorts",
             "online_retail_h1_cohort_monthly_France.csv", "cohort");
    is_table(d, "region=Germany", "cohorts",
             "online_retail_h1_cohort_monthly_Germany.csv", "cohort");
    is_table(d, "region=United+Kingdom", "cohorts",
             "online_retail_h1_cohort_monthly_United_Kingdom.csv", "cohort");
}

static void
test_collegemsg(const char *zone_name, const char *file, int32_t as_of)
{
    struct rt_csv *c = open_data("collegemsg/CollegeMsg.txt", RT_CSV_BLANKS);
    struct rt_zone *zone = NULL;
    struct events e = {0};
    struct rt_csv_row row;
    struct rt_data *d;

    if (c == NULL)
        return;
    ok(rt_zone_open(zone_name, &zone, NULL) == RT_OK, "%s", zone_name);
    while (rt_csv_next(c, &row, NULL) == RT_OK)
        put(&e,
            (struct event){.client = atoi(row.fields[0].s),
                           .day = rt_zone_day(zone, atoll(row.fields[2].s))});
    rt_csv_close(c);
    rt_zone_free(zone);
    is_int((int64_t)e.n, 59835, "every message is read");
    d = snapshot(&e, false, as_of, zone_name);
    is_table(d, "by=week", "cohorts", file, "cohort");
}

int
main(void)
{
    arena = rt_arena_new();
    test_cdnow();
    rt_arena_reset(arena);
    test_online_retail();
    rt_arena_reset(arena);
    test_collegemsg("UTC", "collegemsg_cohort_weekly_utc.csv",
                    day(2004, 10, 26));
    rt_arena_reset(arena);
    test_collegemsg("America/Los_Angeles",
                    "collegemsg_cohort_weekly_los_angeles.csv",
                    day(2004, 10, 26));
    rt_arena_free(arena);
    return done();
}
