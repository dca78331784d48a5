#include "block/known_days.h"

const char *
rt_known_days(const struct rt_data *d, enum rt_lang lang, struct rt_arena *a)
{
    static const char *const keys[RT_GROUP__MAX] = {
        [RT_GROUP_CONTRACTS] = "known_contracts",
        [RT_GROUP_PAYMENTS] = "known_payments",
        [RT_GROUP_ACTIVITY] = "known_activity",
        [RT_GROUP_DESK] = "known_desk",
        [RT_GROUP_CAMPAIGNS] = "known_campaigns",
    };
    const char *list = NULL;
    bool differ = false;

    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++) {
        int32_t day = rt_data_known(d, g);
        const char *one;

        if (d->known[g] == RT_DAY_NONE)
            continue;
        differ |= day != d->as_of;
        one = rt_text_fill(lang, a, keys[g], "day", rt_text_day(lang, a, day),
                           NULL);
        list = list == NULL ? one : rt_fmt(a, "%s, %s", list, one);
    }
    return differ ? list : NULL;
}
