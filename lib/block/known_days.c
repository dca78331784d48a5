#include "block/known_days.h"

const char *
rt_known_day(const struct rt_data *d, enum rt_group g, enum rt_lang lang,
             struct rt_arena *a)
{
    static const char *const keys[RT_GROUP__MAX] = {
        [RT_GROUP_CONTRACTS] = "known_contracts",
        [RT_GROUP_PAYMENTS] = "known_payments",
        [RT_GROUP_ACTIVITY] = "known_activity",
        [RT_GROUP_DESK] = "known_desk",
        [RT_GROUP_CAMPAIGNS] = "known_campaigns",
    };

    if (d->known[g] == RT_DAY_NONE)
        return NULL;
    return rt_text_fill(lang, a, keys[g], "day",
                        rt_text_day(lang, a, rt_data_known(d, g)), NULL);
}

const char *
rt_known_days(const struct rt_data *d, enum rt_lang lang, struct rt_arena *a)
{
    const char *list = NULL;
    bool differ = false;

    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++) {
        const char *one = rt_known_day(d, g, lang, a);

        if (one == NULL)
            continue;
        differ |= rt_data_known(d, g) != d->as_of;
        list = list == NULL ? one : rt_fmt(a, "%s, %s", list, one);
    }
    return differ ? list : NULL;
}
