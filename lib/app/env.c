#include "app/env.h"

struct rt_block_env
rt_app_env(const struct rt_conf *conf, const struct rt_data *data,
           enum rt_lang lang)
{
    return (struct rt_block_env){
        .data = data,
        .lang = lang,
        .gap_days = (int)rt_conf_int(conf, "RENEWAL_GAP_DAYS"),
        .margin = rt_conf_share(conf, "MARGIN"),
    };
}
