#include "stat/ltv.h"
#include "stat/sum.h"
#include "../tap.h"

#include <jansson.h>

static double
number(const json_t *o, const char *key)
{
    return json_number_value(json_object_get(o, key));
}

/* Results of another implementation, in a folder beside the repository. */
static void
test_telco(void)
{
    const char *shared = getenv("RT_SHARED"), *root = getenv("RT_SOURCE");
    char path[4096];
    json_t *all, *one;
    size_t i;

    if (shared != NULL)
        snprintf(path, sizeof path, "%s/data/expected/ltv_telco.json", shared);
    else
        snprintf(path, sizeof path, "%s/../shared/data/expected/ltv_telco.json",
                 root != NULL ? root : ".");
    all = json_load_file(path, 0, NULL);
    if (all == NULL) {
        skip("there is no ltv_telco.json");
        return;
    }
    json_array_foreach(json_object_get(all, "simple_ltv"), i, one)
    {
        struct rt_ltv_in in = {number(one, "margin"), number(one, "arpu"),
                               number(one, "churn"),
                               number(one, "monthly_discount")};
        struct rt_ltv v = rt_ltv_simple(&in);

        is_close(v.undiscounted, number(one, "undiscounted"), 1e-9,
                 "undiscounted");
        is_close(v.first_now, number(one, "discounted_first_payment_now"), 1e-9,
                 "first payment now");
        is_close(v.first_next,
                 number(one, "discounted_first_payment_next_period"), 1e-9,
                 "first payment in one period");
        is_close(v.lifetime, number(one, "expected_lifetime_periods"), 1e-9,
                 "expected periods");
    }
    ok(i == 3, "three cases");
    json_decref(all);
}

static void
test_by_hand(void)
{
    struct rt_ltv v = rt_ltv_simple(&(struct rt_ltv_in){0.5, 100, 0.25, 0});

    is_close(v.undiscounted, 200, 1e-15, "50 a month for 4 months");
    is_close(v.first_now, 200, 1e-15, "a first payment now");
    is_close(v.first_next, 150, 1e-15, "a month later one payment less");
    v = rt_ltv_simple(&(struct rt_ltv_in){1, 10, 0.2, 0.25});
    is_close(v.first_now, 12.5 / 0.45, 1e-15, "with a discount");
    v = rt_ltv_simple(&(struct rt_ltv_in){1, 10, 0, 0.25});
    ok(isnan(v.undiscounted) && isnan(v.lifetime),
       "without churn there is no end");
    is_close(v.first_now, 50, 1e-15, "but a present value");
    v = rt_ltv_simple(&(struct rt_ltv_in){1, 10, 0, 0});
    ok(isnan(v.first_now) && isnan(v.first_next), "without either, nothing");
    v = rt_ltv_simple(&(struct rt_ltv_in){1, 10, NAN, 0.1});
    ok(isnan(v.first_now), "unknown churn, unknown value");
}

static void
test_horizon(void)
{
    struct rt_ltv_in in = {0.5, 100, 0.25, 0.1};
    double q = 0.75 / 1.1, sum = 0;

    for (int t = 0; t < 7; t++)
        sum += 50 * pow(q, t);
    is_close(rt_ltv_horizon(&in, 7), sum, 1e-14, "seven payments");
    is_close(rt_ltv_horizon(&in, 1), 50, 1e-15, "one payment");
    in = (struct rt_ltv_in){1, 10, 0, 0};
    is_close(rt_ltv_horizon(&in, 60), 600, 1e-15, "nobody leaves: all of them");
    in = (struct rt_ltv_in){1, 10, 1, 0};
    is_close(rt_ltv_horizon(&in, 60), 10, 1e-15, "all leave: the first one");
    in = (struct rt_ltv_in){1, 1, 1e-13, 0};
    is_close(rt_ltv_horizon(&in, 1000), 1000 - 4.995e-8, 1e-15,
             "a tiny churn is not lost");
    in.churn = NAN;
    ok(isnan(rt_ltv_horizon(&in, 60)), "unknown churn, unknown value");
    is_close(rt_ltv_monthly(0.12682503013196977), 0.01, 1e-14,
             "a year's rate as a month's");
}

static void
test_sum(void)
{
    struct rt_sum s = {0};

    rt_sum_add(&s, 1);
    rt_sum_add(&s, 1e100);
    rt_sum_add(&s, 1);
    rt_sum_add(&s, -1e100);
    is_close(rt_sum_of(&s), 2, 0, "what is small beside what is huge");
}

int
main(void)
{
    test_by_hand();
    test_horizon();
    test_sum();
    test_telco();
    return done();
}
