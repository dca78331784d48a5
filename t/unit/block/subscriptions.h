/* The synthetic subscriptions of t/data/mrr as a snapshot. */
#ifndef RT_T_SUBSCRIPTIONS_H
#define RT_T_SUBSCRIPTIONS_H

#include "run.h"

#include "../dice.h"

enum { MAX_ROWS = 200 };

struct row {
    const char *client, *name, *plan, *region;
    int32_t start, end;
    int64_t fee, profit;
};

/* Add the synthetic subscriptions.  Each row becomes a contract, because in
 * that file a changed plan is a new row with the same id. */
__attribute__((unused)) static size_t
subscriptions(struct row *out)
{
    struct lines f = read_lines(data_file("mrr/subscriptions.csv"));
    size_t n = 0;

    for (size_t i = 1; i < f.n; i++) {
        char *v[7];
        struct row *r = &out[n++];

        fields(f.line[i], ',', v, 7);
        *r = (struct row){.client = v[0],
                          .name = rt_fmt(arena, "%s/%s", v[1], v[4]),
                          .plan = v[2],
                          .region = v[3],
                          .end = RT_DAY_OPEN,
                          .profit = RT_NO_AMOUNT};
        if (rt_day_parse(v[4], &r->start) != RT_OK ||
            (v[5][0] != '\0' && rt_day_parse(v[5], &r->end) != RT_OK) ||
            rt_money_parse(v[6], 2, &r->fee, NULL) != RT_OK)
            printf("# line %zu\n", i);
    }
    return n;
}

static int64_t
client_id(const struct row *r, size_t n, const char *client)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(r[i].client, client) == 0)
            return (int64_t)i + 1;
    return 0;
}

/* Add the payments of client `id` in the order that the builder needs: on the
 * 15th of each month one sum of the fees in force. */
static void
pay(struct rt_build *b, const struct row *r, size_t n, int64_t id,
    int32_t as_of)
{
    int32_t first = as_of + 1;

    for (size_t i = 0; i < n; i++)
        if (client_id(r, n, r[i].client) == id && r[i].start < first)
            first = r[i].start;
    for (int32_t at = rt_period_start(RT_BY_MONTH, first) + 14; at <= as_of;
         at = rt_day_add_months(at, 1)) {
        int64_t sum = 0;

        for (size_t i = 0; i < n; i++)
            if (client_id(r, n, r[i].client) == id && r[i].start <= at &&
                at < r[i].end)
                sum += r[i].fee;
        if (sum != 0)
            rt_build_payment(b, id, at, sum);
    }
}

static struct rt_data *
company_of(const struct row *r, size_t n, int32_t as_of, bool pays)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (size_t i = 0; i < n; i++)
        if (client_id(r, n, r[i].client) == (int64_t)i + 1)
            rt_build_client(b, &(struct rt_build_client){
                                   .id = (int64_t)i + 1,
                                   .external_id = r[i].client,
                               });
    for (size_t i = 0; i < n; i++)
        rt_build_contract(b, &(struct rt_build_contract){
                                 .id = (int64_t)i + 1,
                                 .client_id = client_id(r, n, r[i].client),
                                 .external_id = r[i].name,
                                 .start = r[i].start,
                                 .end = r[i].end,
                                 .fee = r[i].fee,
                                 .profit = r[i].profit,
                                 .plan = r[i].plan,
                                 .region = r[i].region,
                             });
    for (size_t i = 0; pays && i < n; i++)
        if (client_id(r, n, r[i].client) == (int64_t)i + 1)
            pay(b, r, n, (int64_t)i + 1, as_of);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = as_of;
    d->zone = "Europe/Moscow";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

__attribute__((unused)) static struct rt_data *
company(const struct row *r, size_t n, int32_t as_of)
{
    return company_of(r, n, as_of, false);
}

/* The same with payments. */
__attribute__((unused)) static struct rt_data *
paying_company(const struct row *r, size_t n, int32_t as_of)
{
    return company_of(r, n, as_of, true);
}

#endif
