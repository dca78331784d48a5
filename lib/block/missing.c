#include "block/missing.h"

#include <stdlib.h>

static bool
has_data(const struct rt_data *d, enum rt_group g)
{
    switch (g) {
    case RT_GROUP_CONTRACTS:
        return d->n_contracts != 0;
    case RT_GROUP_PAYMENTS:
        return d->payments.events.n != 0;
    case RT_GROUP_ACTIVITY:
        return d->activity.n != 0;
    case RT_GROUP_DESK:
        return d->cases.n != 0;
    case RT_GROUP_CAMPAIGNS:
        return d->campaigns.n != 0;
    case RT_GROUP__MAX:
        break;
    }
    rt_die("group of data %d", (int)g);
}

/* The first of the kinds, if none of them has data. */
static enum rt_group
missing(unsigned needs, const struct rt_data *d)
{
    enum rt_group first = RT_GROUP__MAX;

    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++) {
        if ((needs & RT_COUNTS(g)) == 0)
            continue;
        if (has_data(d, g))
            return RT_GROUP__MAX;
        if (first == RT_GROUP__MAX)
            first = g;
    }
    return first;
}

enum rt_group
rt_block_missing(const struct rt_block *block, const struct rt_data *d)
{
    return missing(block->needs != 0 ? block->needs : block->counts, d);
}

enum rt_group
rt_result_missing(const struct rt_result *r)
{
    return r->needs != 0 ? missing(r->needs, r->data)
                         : rt_block_missing(r->block, r->data);
}

const char *
rt_tool_name(void)
{
    const char *tool = getenv("RETENTION_TOOL");

    return tool != NULL && tool[0] != '\0' ? tool : "retention";
}

const char *
rt_missing_text(enum rt_group g, const char *tool, enum rt_lang lang,
                struct rt_arena *a)
{
    static const char *const keys[RT_GROUP__MAX] = {
        [RT_GROUP_CONTRACTS] = "missing_contracts",
        [RT_GROUP_PAYMENTS] = "missing_payments",
        [RT_GROUP_ACTIVITY] = "missing_activity",
        [RT_GROUP_DESK] = "missing_cases",
        [RT_GROUP_CAMPAIGNS] = "missing_campaigns",
    };

    return rt_text_fill(lang, a, keys[g], "tool", tool, NULL);
}
