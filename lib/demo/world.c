#include "demo/world.h"

#include <assert.h>
#include <stdio.h>

const struct rt_demo_reason rt_demo_causes[RT_DEMO_CAUSES] = {
    [RT_DEMO_PRICE] = {"price", "цена"},
    [RT_DEMO_QUALITY] = {"quality", "качество"},
    [RT_DEMO_COMPETITOR] = {"competitor", "конкурент"},
    [RT_DEMO_MOVING] = {"moving", "переезд"},
    [RT_DEMO_SERVICE] = {"service", "обслуживание"},
    [RT_DEMO_NO_NEED] = {"no_need", "не нужен"},
    [RT_DEMO_UNPAID] = {"unpaid", "неуплата"},
};

const struct rt_demo_plan rt_demo_plans[RT_DEMO_PLANS] = {
    {"Старт", 39000, 125, 24, 340000},
    {"Оптима", 65000, 100, 32, 360000},
    {"Семья", 99000, 75, 36, 210000},
    {"Премиум", 149000, 85, 42, 90000},
};

const struct rt_demo_value rt_demo_regions[RT_DEMO_REGIONS] = {
    {"Москва", 190000, 110},
    {"Московская область", 120000, 100},
    {"Санкт-Петербург", 130000, 105},
    {"Свердловская область", 100000, 95},
    {"Республика Татарстан", 90000, 85},
    {"Новосибирская область", 85000, 100},
    {"Краснодарский край", 85000, 110},
    {"Нижегородская область", 75000, 90},
    {"Ростовская область", 70000, 105},
    {"Приморский край", 55000, 125},
};

const struct rt_demo_value rt_demo_channels[RT_DEMO_CHANNELS] = {
    {"сайт", 360000, 100},        {"салон", 240000, 90},
    {"партнёр", 160000, 120},     {"телемаркетинг", 120000, 145},
    {"рекомендация", 120000, 70},
};

const struct rt_demo_value rt_demo_segments[RT_DEMO_SEGMENTS] = {
    {"частный", 640000, 100},
    {"семья", 280000, 100},
    {"малый бизнес", 80000, 100},
};

const struct rt_demo_value rt_demo_paying[2] = {
    {"вручную", 580000, 115},
    {"автоплатёж", 420000, 80},
};

const struct rt_demo_offer rt_demo_offers[RT_DEMO_OFFERS] = {
    {"O1", "Скидка 10 %", "Скидка 10 % с оплаты", 0, 15000, 400000, "percent",
     "10", "desk"},
    {"O2", "20 ГБ в подарок", "20 ГБ в подарок", 10000, 6050, 300000, "none",
     "", "all"},
    {"O3", "Месяц бесплатно", "Месяц бесплатно", 20000, 31025, 350000,
     "free_months", "1", "desk"},
    {"O4", "Скорость выше", "Скорость выше на три месяца", 30000, 9000, 300000,
     "none", "", "desk"},
};

const struct rt_demo_campaign rt_demo_campaigns[RT_DEMO_CAMPAIGNS] = {
    {"spring-addon", "Пакет каналов", "письмо", 80000, 40000, 60, 3},
    {"sms-reminder", "Напоминание о бонусах", "СМС", 60000, 0, 350, 5},
    {"winback-call", "Звонок тихим клиентам", "звонок", 50000, -15000, 9000, 6},
};

/* By month of the contract's life; then HAZARD_LATER. */
static const int64_t hazard_of_month[] = {
    24000, 40000, 36000, 32000, 29000, 27000, 25000, 23000,
    22000, 21000, 22000, 34000, 29000, 20000, 18000, 17000,
    16000, 16000, 15000, 15000, 15000, 15000, 15000, 19000};
enum { HAZARD_LATER = 13000 };
static_assert(sizeof hazard_of_month / sizeof hazard_of_month[0] ==
                  RT_DEMO_HAZARDS,
              "a chance for each month");

const int64_t rt_demo_season_of_arrivals[12] = {90, 85,  100, 100, 90,  85,
                                                80, 110, 135, 115, 105, 105};
const int64_t rt_demo_season_of_leaving[12] = {105, 100, 105, 100, 105, 110,
                                               110, 115, 100, 95,  95,  90};

enum { SECOND_PERCENT = 8, RISE_PERCENT = 7, RISE_MONTH = 3 };

static enum rt_code
check_range(const char *option, int64_t value, int64_t low, int64_t high,
            struct rt_err *err)
{
    char v[24], l[24], h[24];

    if (value >= low && value <= high)
        return RT_OK;
    snprintf(v, sizeof v, "%lld", (long long)value);
    snprintf(l, sizeof l, "%lld", (long long)low);
    snprintf(h, sizeof h, "%lld", (long long)high);
    return rt_fail_key(err, RT_EINVAL, "demo_range", "option", option, "value",
                       v, "low", l, "high", h, NULL);
}

static enum rt_code
check_end(int32_t end, struct rt_err *err)
{
    char v[RT_PERIOD_LABEL], l[RT_PERIOD_LABEL], h[RT_PERIOD_LABEL];

    if (end >= RT_DEMO_END_MIN && end <= RT_DEMO_END_MAX)
        return RT_OK;
    rt_day_format(end, v);
    rt_day_format(RT_DEMO_END_MIN, l);
    rt_day_format(RT_DEMO_END_MAX, h);
    return rt_fail_key(err, RT_EINVAL, "demo_range", "option", "end", "value",
                       v, "low", l, "high", h, NULL);
}

enum rt_code
rt_demo_check(const struct rt_demo_options *o, struct rt_err *err)
{
    enum rt_code rc =
        check_range("contracts", o->contracts, RT_DEMO_CONTRACTS_MIN,
                    RT_DEMO_CONTRACTS_MAX, err);

    if (rc == RT_OK)
        rc = check_range("months", o->months, RT_DEMO_MONTHS_MIN,
                         RT_DEMO_MONTHS_MAX, err);
    return rc == RT_OK ? check_end(o->end, err) : rc;
}

static void
make_arrivals(struct rt_demo_world *w)
{
    w->arrivals[0] = 0;
    for (int m = 0; m < w->o.months; m++) {
        int64_t weight =
            rt_demo_season_of_arrivals[rt_date_of(w->month[m]).month - 1];

        if (m < 2)
            weight *= m == 0 ? 4 : 2;
        w->arrivals[m + 1] = w->arrivals[m] + weight;
    }
}

static void
make_prices(struct rt_demo_world *w)
{
    int year = rt_date_of(w->first).year;

    for (size_t p = 0; p < RT_DEMO_PLANS; p++)
        w->price[0][p] = rt_demo_plans[p].fee;
    for (; w->n_rises < RT_DEMO_RISES; year++) {
        int32_t day = rt_day_of((struct rt_date){year, RISE_MONTH, 1});

        if (day > w->last)
            return;
        if (day <= w->first)
            continue;
        w->rise[w->n_rises++] = day;
        for (size_t p = 0; p < RT_DEMO_PLANS; p++)
            w->price[w->n_rises][p] =
                rt_demo_raised(w->price[w->n_rises - 1][p]);
    }
}

void
rt_demo_world_make(const struct rt_demo_options *o, struct rt_demo_world *out)
{
    int months = (int)o->months;

    *out = (struct rt_demo_world){.o = *o, .last = o->end};
    out->first = rt_day_add_months(o->end + 1, -months);
    out->n_clients = o->contracts - o->contracts * SECOND_PERCENT / 100;
    for (int m = 0; m < months; m++)
        out->month[m] = rt_day_add_months(out->first, m);
    out->month[months] = o->end + 1;
    make_arrivals(out);
    make_prices(out);
    for (size_t c = 0; c < RT_DEMO_CAMPAIGNS; c++)
        out->campaign[c] = out->first + (out->last - out->first) *
                                            rt_demo_campaigns[c].part / 8;
}

int32_t
rt_demo_arrival(const struct rt_demo_world *w, int64_t i, struct rt_demo_rng *r)
{
    enum { FINE = 1 << 20 };
    int64_t all = w->arrivals[w->o.months] * FINE, at, width;
    size_t m = 0;

    /* all < 2^36 and i < 2^21: the product fits. */
    if (i < w->n_clients)
        at = (all * i + rt_demo_below(r, 1000) * all / 1000) / w->n_clients;
    else
        at = all / 1000000 * rt_demo_below(r, 1000000);
    while (w->arrivals[m + 1] * FINE <= at)
        m++;
    at -= w->arrivals[m] * FINE;
    width = (w->arrivals[m + 1] - w->arrivals[m]) * FINE;
    return w->month[m] +
           (int32_t)(at * (w->month[m + 1] - w->month[m]) / width);
}

int64_t
rt_demo_raised(int64_t fee)
{
    return (fee * (100 + RISE_PERCENT) / 100 + 500) / 1000 * 1000;
}

int64_t
rt_demo_price(const struct rt_demo_world *w, size_t plan, int32_t day)
{
    size_t k = 0;

    while (k < w->n_rises && w->rise[k] <= day)
        k++;
    return w->price[k][plan];
}

size_t
rt_demo_pick(struct rt_demo_rng *r, const struct rt_demo_value *values,
             size_t n)
{
    int64_t at = rt_demo_below(r, 1000000);
    size_t i = 0;

    while (i + 1 < n && at >= values[i].ppm)
        at -= values[i++].ppm;
    return i;
}

/* % of the hazard, by how long ago prices rose. */
static int64_t
price_shock(const struct rt_demo_world *w, int32_t day)
{
    for (size_t k = 0; k < w->n_rises; k++) {
        int32_t since = day - w->rise[k];

        if (since >= 0 && since < 61)
            return since < 31 ? 150 : 125;
    }
    return 100;
}

bool
rt_demo_after_rise(const struct rt_demo_world *w, int32_t day)
{
    return price_shock(w, day) != 100;
}

int64_t
rt_demo_base_hazard(int month)
{
    return month < RT_DEMO_HAZARDS ? hazard_of_month[month]
                                   : (int64_t)HAZARD_LATER;
}

int64_t
rt_demo_hazard(const struct rt_demo_world *w, const struct rt_demo_risk *k)
{
    const int64_t percent[] = {
        rt_demo_plans[k->plan].churn,
        rt_demo_regions[k->region].churn,
        rt_demo_channels[k->channel].churn,
        rt_demo_paying[k->automatic].churn,
        rt_demo_season_of_leaving[rt_date_of(k->day).month - 1],
        price_shock(w, k->day),
        k->calmed ? 60 : 100,
    };
    int64_t ppm = rt_demo_base_hazard(k->month);

    for (size_t i = 0; i < sizeof percent / sizeof percent[0]; i++)
        ppm = ppm * percent[i] / 100;
    return ppm;
}
