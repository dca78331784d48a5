/* A small company in which everything happens: clients leave and come back,
 * amounts change, there are payments and cases with every outcome.  Its last
 * month is unfinished. */
#ifndef RT_T_BLOCK_COMPANY_H
#define RT_T_BLOCK_COMPANY_H

#include "run.h"

enum { CLIENTS = 120, MONTHS = 18, OFFERS = 3 };

static int32_t
day_in(int month, int day)
{
    int32_t first = rt_day_of((struct rt_date){2023, 1, 1});

    return rt_period_add(RT_BY_MONTH, first, month) + day;
}

/* A third of the clients leaves, and some of those come back. */
static int
end_month(int64_t i)
{
    return (int)(i % 12) + 2 + (int)(i % 4);
}

static void
add_first(struct rt_build *b, int64_t i)
{
    bool left = i % 3 == 0;

    rt_build_contract(b,
                      &(struct rt_build_contract){
                          .id = i,
                          .client_id = i,
                          .external_id = "k",
                          .start = day_in((int)(i % 12), (int)(i % 20)),
                          .end = left ? day_in(end_month(i), 3) : RT_DAY_OPEN,
                          .fee = 10000 + i * 100,
                          .profit = 4000 + i * 37 - (i % 11 == 0) * 20000,
                          .plan = i % 2 ? "basic" : "plus",
                          .cause = left ? "moved" : NULL});
}

static void
add_return(struct rt_build *b, int64_t i)
{
    if (i % 9 == 0)
        rt_build_contract(
            b, &(struct rt_build_contract){.id = CLIENTS + i,
                                           .client_id = i,
                                           .external_id = "k",
                                           .start = day_in(end_month(i) + 2, 5),
                                           .end = RT_DAY_OPEN,
                                           .fee = 9000,
                                           .profit = 3000});
}

static void
add_change(struct rt_build *b, int64_t i)
{
    if (i % 5 == 1)
        rt_build_change(
            b, &(struct rt_build_change){.contract_id = i,
                                         .day = day_in((int)(i % 12) + 1, 24),
                                         .fee = i % 2 ? 30000 : 5000,
                                         .profit = RT_NO_AMOUNT});
}

static void
add_case(struct rt_build *b, int64_t i)
{
    enum rt_status status = i % 5 == 0   ? RT_ESCALATED
                            : i % 5 == 1 ? RT_ACTIVE
                            : i % 2      ? RT_RETAINED
                                         : RT_CHURNED;
    bool done = status == RT_RETAINED || status == RT_CHURNED;
    int32_t created = day_in(2 + (int)(i % 15), (int)(i % 25)),
            completed = done ? created + 4 : RT_DAY_OPEN;

    rt_build_case(
        b, &(struct rt_build_case){
               .id = i,
               .contract_id = i,
               .offer_id = i % 4 != 0 ? 1 + i % OFFERS : 0,
               .offered = i % 4 != 0,
               .escalated = i % 5 == 0 || i % 7 == 0,
               .status = status,
               .created_at = (int64_t)created * 86400,
               .completed_at = done ? (int64_t)completed * 86400 : RT_NEVER,
               .created_day = created,
               .completed_day = completed,
               .profit_at_close = RT_NO_AMOUNT,
               .cost_at_close = RT_NO_AMOUNT,
               .reason = "price"});
}

static void
add_payments(struct rt_build *b, int64_t i)
{
    for (int m = (int)(i % 12); m < (int)(i % 12) + 6 && m < MONTHS; m++)
        rt_build_payment(b, i, day_in(m, 2 + (int)(i % 20)),
                         10000 + i * 100 + m);
}

static struct rt_data *
company(void)
{
    static const char *const offers[OFFERS] = {"discount", "gift", "upgrade"};
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (int64_t i = 1; i <= CLIENTS; i++)
        rt_build_client(b,
                        &(struct rt_build_client){.id = i, .external_id = "x"});
    for (int64_t i = 1; i <= CLIENTS; i++)
        add_first(b, i);
    for (int64_t i = 1; i <= CLIENTS; i++)
        add_return(b, i);
    for (int64_t i = 1; i <= CLIENTS; i++)
        add_change(b, i);
    for (int64_t i = 1; i <= CLIENTS; i++)
        add_payments(b, i);
    for (int64_t i = 0; i < OFFERS; i++)
        rt_build_offer(b, 1 + i, offers[i], 500 * (1 + i));
    for (int64_t i = 1; i <= CLIENTS; i++)
        add_case(b, i);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day_in(MONTHS - 1, 14);
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

#endif
