/* Days and reproducible chance for tests with random data. */
#ifndef RT_T_DICE_H
#define RT_T_DICE_H

#include "base/date.h"

static uint64_t dice_seed = 20071231;

/* 0 .. n-1 */
__attribute__((unused)) static int32_t
dice(int32_t n)
{
    dice_seed = dice_seed * 6364136223846793005u + 1442695040888963407u;
    return (int32_t)((dice_seed >> 33) % (uint64_t)n);
}

__attribute__((unused)) static int32_t
day(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

#endif
