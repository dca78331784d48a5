#include "stat/ltv.h"

#include <math.h>

static double
over(double a, double b)
{
    return b > 0 ? a / b : NAN;
}

struct rt_ltv
rt_ltv_simple(const struct rt_ltv_in *in)
{
    double value = in->margin * in->arpu, both = in->discount + in->churn;

    return (struct rt_ltv){
        .undiscounted = over(value, in->churn),
        .first_now = over(value * (1 + in->discount), both),
        .first_next = over(value * (1 - in->churn), both),
        .lifetime = over(1, in->churn),
    };
}

double
rt_ltv_horizon(const struct rt_ltv_in *in, int periods)
{
    double value = in->margin * in->arpu;
    double lost = (in->discount + in->churn) / (1 + in->discount);

    if (!(lost > 0)) /* every payment counts in full; NaN stays NaN */
        return lost == 0 ? value * periods : NAN;
    /* (1 - q^n) / (1 - q) with q = 1 - lost; exact for small losses too. */
    return value * -expm1(periods * log1p(-lost)) / lost;
}

double
rt_ltv_monthly(double yearly)
{
    return expm1(log1p(yearly) / 12);
}
