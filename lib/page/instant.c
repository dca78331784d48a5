#include "page/instant.h"

const char *
rt_instant_text(const struct rt_visit *v, int64_t at)
{
    struct rt_local local;

    if (at == 0)
        return rt_text_day(v->lang, v->arena, RT_DAY_NONE);
    local = rt_zone_local(v->site->zone, at);
    return rt_fmt(v->arena, "%s %02d:%02d",
                  rt_text_day(v->lang, v->arena, local.day),
                  local.second / 3600, local.second / 60 % 60);
}
