#include "stat/wilson.h"
#include "../tap.h"

/* Newcombe, Stat. Med. 17 (1998) 857-872, table I: 81/263, 15/148, 0/20,
 * 1/29, to four decimals; and the ends. */
static const struct {
    int64_t hits, n;
    double low, high;
} rows[] = {
    {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605},
    {0, 20, 0.0000, 0.1611},   {1, 29, 0.0061, 0.1718},
    {20, 20, 0.8389, 1.0000},
};

int
main(void)
{
    double low, high;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rt_wilson(rows[i].hits, rows[i].n, &low, &high);
        ok(fabs(low - rows[i].low) < 5.1e-5 &&
               fabs(high - rows[i].high) < 5.1e-5,
           "%" PRId64 "/%" PRId64 ": %.4f to %.4f", rows[i].hits, rows[i].n,
           rows[i].low, rows[i].high);
    }
    rt_wilson(0, 0, &low, &high);
    ok(isnan(low) && isnan(high), "without observations there is no interval");
    return done();
}
