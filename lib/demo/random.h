/* Random numbers of the demo: the same on every machine. */
#ifndef RT_DEMO_RANDOM_H
#define RT_DEMO_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct rt_demo_rng {
    uint64_t state;
};

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014). */
static inline uint64_t
rt_demo_mix(uint64_t z)
{
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* The random numbers for one thing (a client, a contract) and one purpose;
 * they do not depend on what is drawn for others. */
static inline struct rt_demo_rng
rt_demo_rng_of(uint64_t seed, uint64_t thing, uint64_t purpose)
{
    uint64_t z = rt_demo_mix(seed + UINT64_C(0x9e3779b97f4a7c15));

    z = rt_demo_mix(z ^ (thing + 1) * UINT64_C(0xd1342543de82ef95));
    return (struct rt_demo_rng){
        rt_demo_mix(z ^ (purpose + 1) * UINT64_C(0xaf251af3b0f025b5))};
}

static inline uint64_t
rt_demo_next(struct rt_demo_rng *r)
{
    r->state += UINT64_C(0x9e3779b97f4a7c15);
    return rt_demo_mix(r->state);
}

/* 0 .. n-1, 0 < n < 2^32. */
static inline int64_t
rt_demo_below(struct rt_demo_rng *r, int64_t n)
{
    return (int64_t)((rt_demo_next(r) >> 32) * (uint64_t)n >> 32);
}

/* low .. high, both included. */
static inline int64_t
rt_demo_range(struct rt_demo_rng *r, int64_t low, int64_t high)
{
    return low + rt_demo_below(r, high - low + 1);
}

/* True `ppm` times in 1,000,000. */
static inline bool
rt_demo_chance(struct rt_demo_rng *r, int64_t ppm)
{
    return rt_demo_below(r, 1000000) < ppm;
}

#endif
