#include "snap/hashes.h"

#include "snap/format.h"

#include <string.h>

/* Hash what applies to all data. */
static struct rt_sha *
begin(const struct rt_data *d)
{
    struct rt_sha *sha = rt_sha_begin();
    uint32_t rest[] = {RT_SNAP_GENERATION, (uint32_t)d->digits, d->demo};

    rt_sha_add(sha, rest, sizeof rest);
    rt_sha_add(sha, d->zone, strlen(d->zone) + 1);
    rt_sha_add(sha, d->currency, strlen(d->currency) + 1);
    return sha;
}

void
rt_snap_generations(struct rt_data *d)
{
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++) {
        struct rt_sha *sha = begin(d);
        int32_t known = rt_data_known(d, g);
        uint8_t hash[RT_SHA256];

        rt_sha_add(sha, &known, sizeof known);
        rt_sha_add(sha, d->group_hash[g], sizeof d->group_hash[g]);
        rt_sha_end(sha, hash);
        rt_hex(hash, RT_SNAP_GENERATION, d->group_generation[g]);
    }
}

void
rt_snap_generation(const struct rt_data *d, uint8_t out[RT_SHA256])
{
    struct rt_sha *sha = begin(d);

    rt_sha_add(sha, &d->as_of, sizeof d->as_of);
    rt_sha_add(sha, d->known, sizeof d->known);
    rt_sha_add(sha, d->group_hash, sizeof d->group_hash);
    rt_sha_end(sha, out);
}
