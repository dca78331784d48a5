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

/* The same issue, 873-890, table II: 56/70 - 48/80, 9/10 - 3/10, 6/7 - 2/7,
 * 5/56 - 0/29, 0/10 - 0/20, 10/10 - 0/20, by method 10, to four decimals. */
static const struct {
    int64_t a_hits, a_n, b_hits, b_n;
    double low, high;
} differences[] = {
    {56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090},
    {6, 7, 2, 7, 0.0582, 0.8062},     {5, 56, 0, 29, -0.0381, 0.1926},
    {0, 10, 0, 20, -0.1611, 0.2775},  {10, 10, 0, 20, 0.6791, 1.0000},
};

static void
test_differences(void)
{
    double low, high;

    for (size_t i = 0; i < sizeof differences / sizeof differences[0]; i++) {
        rt_newcombe(differences[i].a_hits, differences[i].a_n,
                    differences[i].b_hits, differences[i].b_n, &low, &high);
        ok(fabs(low - differences[i].low) < 5.1e-5 &&
               fabs(high - differences[i].high) < 5.1e-5,
           "%" PRId64 "/%" PRId64 " - %" PRId64 "/%" PRId64 ": %.4f to %.4f",
           differences[i].a_hits, differences[i].a_n, differences[i].b_hits,
           differences[i].b_n, low, high);
    }
    rt_newcombe(1, 2, 0, 0, &low, &high);
    ok(isnan(low) && isnan(high), "without a second group there is none");
    rt_newcombe(0, 0, 1, 2, &low, &high);
    ok(isnan(low) && isnan(high), "nor without a first");
}

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
    test_differences();
    return done();
}
