#include "page/instant.h"

const char *
rt_instant_text(const struct rt_visit *v, int64_t at)
{
    if (at == 0)
        return rt_text_day(v->lang, v->arena, RT_DAY_NONE);
    return rt_text_local(v->lang, v->arena, rt_zone_local(v->site->zone, at));
}
