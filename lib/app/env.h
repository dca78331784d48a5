/* What blocks compute from, taken from the settings. */
#ifndef RT_APP_ENV_H
#define RT_APP_ENV_H

#include "block/block.h"
#include "conf/conf.h"

/* `data` may be NULL when nothing is computed; both are borrowed. */
struct rt_block_env rt_app_env(const struct rt_conf *conf,
                               const struct rt_data *data, enum rt_lang lang);

#endif
