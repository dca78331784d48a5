#include "app/value_counts.h"

#include "../tap.h"

static const uint32_t at[] = {0, 1, 7};
static const uint32_t codes[] = {1, 2, 1, 0, 1};
static const struct rt_attr attr = {
    .key = "region",
    .dict = {.n = 3, .at = at, .bytes = "\0North\0South"},
    .code = codes,
};

int
main(void)
{
    struct rt_data d = {.n_clients = 5, .n_attrs = 1, .attrs = &attr};
    struct rt_value_counts *c = NULL;
    const uint32_t *n;

    memcpy(d.group_generation[RT_GROUP_CONTRACTS], "a", 2);
    n = rt_value_counts_of(&c, &d, 0);
    ok(n[0] == 1 && n[1] == 3 && n[2] == 1, "clients are counted by value");
    ok(rt_value_counts_of(&c, &d, 0) == n, "once for a snapshot");
    memcpy(d.group_generation[RT_GROUP_DESK], "b", 2);
    ok(rt_value_counts_of(&c, &d, 0) == n, "whatever the desk does");
    d.n_clients = 3;
    memcpy(d.group_generation[RT_GROUP_CONTRACTS], "b", 2);
    n = rt_value_counts_of(&c, &d, 0);
    ok(n[0] == 0 && n[1] == 2 && n[2] == 1,
       "they are counted again for the next snapshot");
    rt_value_counts_free(c);
    rt_value_counts_free(NULL);
    return done();
}
