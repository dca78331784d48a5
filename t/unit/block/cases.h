/* A company made from CSV files of the Python system's tables, for tests of
 * retention cases. */
#ifndef RT_T_BLOCK_CASES_H
#define RT_T_BLOCK_CASES_H

#include "base/csv.h"
#include "base/money.h"
#include "block/block.h"
#include "snap/build.h"

#include "../tap.h"
#include "days.h"

enum { ROWS_MAX = 2000, COLUMNS_MAX = 20 };

/* A file of text fields, the header line first. */
struct table {
    size_t n, n_columns;
    const char *(*field)[COLUMNS_MAX];
};

/* False when there is no such file. */
__attribute__((unused)) static bool
read_table(struct rt_arena *a, const char *path, struct table *out)
{
    struct rt_csv_row row;
    struct rt_csv *csv = NULL;

    *out = (struct table){.field = rt_alloc_n(a, ROWS_MAX, sizeof *out->field)};
    if (rt_csv_open(path, NULL, &csv, NULL) != RT_OK)
        return false;
    while (out->n < ROWS_MAX && rt_csv_next(csv, &row, NULL) == RT_OK) {
        for (size_t c = 0; c < row.n && c < COLUMNS_MAX; c++)
            out->field[out->n][c] = rt_strdup(a, row.fields[c].s);
        out->n_columns = row.n;
        out->n++;
    }
    rt_csv_close(csv);
    return true;
}

/* The folder of a fixture in this source tree, or in ../shared/data. */
__attribute__((unused)) static char *
own_file(struct rt_arena *a, const char *name)
{
    const char *source = getenv("RT_SOURCE");

    return rt_fmt(a, "%s/t/data/%s", source != NULL ? source : ".", name);
}

__attribute__((unused)) static char *
shared_file(struct rt_arena *a, const char *name)
{
    const char *shared = getenv("RT_SHARED"), *source = getenv("RT_SOURCE");

    return shared != NULL ? rt_fmt(a, "%s/data/%s", shared, name)
                          : rt_fmt(a, "%s/../shared/data/%s",
                                   source != NULL ? source : ".", name);
}

/* The rows of those tables. */
struct fixture {
    struct table contracts, offers, cases;
    bool renewed; /* each contract has ended and continues in another one */
};

__attribute__((unused)) static bool
read_fixture(struct rt_arena *a, const char *dir, struct fixture *f)
{
    return read_table(a, rt_fmt(a, "%s/contracts.csv", dir), &f->contracts) &&
           read_table(a, rt_fmt(a, "%s/offers.csv", dir), &f->offers) &&
           read_table(a, rt_fmt(a, "%s/retention_cases.csv", dir), &f->cases);
}

static int64_t
amount(const char *text)
{
    int64_t minor = 0;

    if (rt_money_parse(text, 2, &minor, NULL) != RT_OK)
        printf("# not an amount: %s\n", text);
    return minor;
}

/* "2024-01-31 23:59:59" as local time of a zone that is UTC. */
static int64_t
instant(struct rt_arena *a, const char *text)
{
    const char *clock = text + 11;
    int32_t day = 0;

    if (text[0] == '\0')
        return RT_NEVER;
    if (rt_day_parse(rt_strndup(a, text, 10), &day) != RT_OK)
        printf("# not a time: %s\n", text);
    return (int64_t)day * 86400 + strtol(clock, NULL, 10) * 3600 +
           strtol(clock + 3, NULL, 10) * 60 + strtol(clock + 6, NULL, 10);
}

static int32_t
day_of(int64_t at)
{
    return (int32_t)((at - (at % 86400 + 86400) % 86400) / 86400);
}

/* The id of the row with this key, which is the row's number; 0: none. */
static int64_t
id_of(const struct table *t, const char *key)
{
    for (size_t i = 1; i < t->n && key[0] != '\0'; i++)
        if (strcmp(t->field[i][0], key) == 0)
            return (int64_t)i;
    return 0;
}

static enum rt_status
status_of(const char *word)
{
    static const char *const words[] = {"active", "escalated", "retained",
                                        "churned"};
    enum rt_status s = RT_ACTIVE;

    while (s < RT_CHURNED && strcmp(words[s], word) != 0)
        s++;
    return s;
}

static void
add_case(struct rt_arena *a, struct rt_build *b, const struct fixture *f,
         int64_t id, const char *const *field)
{
    int64_t created = instant(a, field[5]), completed = instant(a, field[6]);

    rt_build_case(b,
                  &(struct rt_build_case){
                      .id = id,
                      .contract_id = id_of(&f->contracts, field[1]),
                      .offer_id = id_of(&f->offers, field[3]),
                      .offered = field[3][0] != '\0',
                      .escalated = field[4][0] != '\0',
                      .status = status_of(field[7]),
                      .created_at = created,
                      .completed_at = completed,
                      .created_day = day_of(created),
                      .completed_day = completed != RT_NEVER ? day_of(completed)
                                                             : RT_DAY_OPEN,
                      .profit_at_close = RT_NO_AMOUNT,
                      .cost_at_close = RT_NO_AMOUNT,
                      .reason = field[2],
                  });
}

/* The contract of a client, or the one that continues it. */
static void
add_contract(struct rt_build *b, const struct fixture *f, int64_t id,
             int64_t client, bool later)
{
    int32_t renewal = rt_day_of((struct rt_date){2023, 9, 5});
    const char *const *field = f->contracts.field[client];

    rt_build_contract(b,
                      &(struct rt_build_contract){
                          .id = id,
                          .client_id = client,
                          .external_id = field[0],
                          .start = later ? renewal : RT_DAY_NONE,
                          .end = f->renewed && !later ? renewal : RT_DAY_OPEN,
                          .fee = RT_NO_AMOUNT,
                          .profit = amount(field[4])});
}

/* A company with one client for each contract; as_of is the day of the last
 * event.  Cases are added in the order of `order`, or in that of the file. */
static struct rt_data *
company(struct rt_arena *a, const struct fixture *f, const size_t *order)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(a, sizeof *d);

    for (size_t i = 1; i < f->contracts.n; i++)
        rt_build_client(b, &(struct rt_build_client){
                               .id = (int64_t)i,
                               .external_id = f->contracts.field[i][0],
                               .region = f->contracts.field[i][2]});
    for (size_t i = 1; i < f->contracts.n; i++)
        add_contract(b, f, (int64_t)i, (int64_t)i, false);
    for (size_t i = 1; f->renewed && i < f->contracts.n; i++)
        add_contract(b, f, (int64_t)(f->contracts.n + i), (int64_t)i, true);
    for (size_t i = 1; i < f->offers.n; i++)
        rt_build_offer(b, (int64_t)i, f->offers.field[i][1],
                       amount(f->offers.field[i][4]));
    for (size_t i = 1; i < f->cases.n; i++)
        add_case(a, b, f, (int64_t)i,
                 f->cases.field[order != NULL ? order[i] : i]);
    int32_t as_of = RT_DAY_NONE;
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++) {
        int32_t last = rt_build_last_day(b, g, RT_DAY_MAX);

        as_of = last > as_of ? last : as_of;
    }
    rt_build_finish(b, a, d);
    rt_build_free(b);
    d->as_of = as_of;
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

/* Compute the block for `query`; NULL on an error. */
static struct rt_result *
run(struct rt_arena *a, const struct rt_data *d, const char *block,
    const char *query, struct rt_err *err)
{
    struct rt_block_env env = {.data = d, .lang = RT_LANG_EN};
    struct rt_result *r = rt_alloc(a, sizeof *r);
    struct rt_pairs pairs;

    if (rt_pairs_parse(query, strlen(query), a, &pairs, err) != RT_OK ||
        rt_block_run(rt_block_find(block), &env, &pairs, a, r, err) != RT_OK)
        return NULL;
    return r;
}

/* The first table of the block, or its figures, as CSV; the text of the error
 * if there is one. */
__attribute__((unused)) static const char *
csv(struct rt_arena *a, const struct rt_data *d, const char *block,
    const char *query)
{
    struct rt_err err = {0};
    struct rt_result *r = run(a, d, block, query, &err);
    struct rt_buf out;
    const char *text;

    rt_buf_init(&out, 0);
    if (r == NULL || rt_block_csv(r, NULL, &out, &err) != RT_OK)
        rt_buf_str(&out, err.text);
    text = without_days(a, rt_buf_cstr(&out));
    rt_buf_fini(&out);
    return text;
}

__attribute__((unused)) static const struct rt_figure *
figure(const struct rt_result *r, const char *name)
{
    for (size_t i = 0; r != NULL && i < r->n_figures; i++)
        if (strcmp(r->figures[i].name, name) == 0)
            return &r->figures[i];
    return NULL;
}

#endif
