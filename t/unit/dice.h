/* Days, and reproducible random numbers for tests with random data. */
#ifndef RT_T_DICE_H
#define RT_T_DICE_H

#include "base/date.h"

#include <string.h>

static uint64_t dice_seed = 20071231;

/* A random number of 0 to n - 1. */
__attribute__((unused)) static int32_t
dice(int32_t n)
{
    dice_seed = dice_seed * 6364136223846793005u + 1442695040888963407u;
    return (int32_t)((dice_seed >> 33) % (uint64_t)n);
}

/* Shuffle rows of up to 64 bytes. */
__attribute__((unused)) static void
shuffle(void *rows, size_t n, size_t size)
{
    char *row = rows, swap[64];

    for (size_t i = n; i-- > 1;) {
        size_t k = (size_t)dice((int32_t)i + 1);

        memcpy(swap, row + i * size, size);
        memcpy(row + i * size, row + k * size, size);
        memcpy(row + k * size, swap, size);
    }
}

__attribute__((unused)) static int32_t
day(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

#endif
