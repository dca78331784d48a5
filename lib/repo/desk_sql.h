/* What statements of the desk share: instants as the program has them, Unix
 * seconds with 0 for none. */
#ifndef RT_REPO_DESK_SQL_H
#define RT_REPO_DESK_SQL_H

#include "db/db.h"
#include "desk/case.h"
#include "repo/load_sql.h"

/* An instant and a day as parameters; NULL for 0, and for RT_DAY_NONE and
 * RT_DAY_OPEN. */
struct rt_param rt_param_instant(int64_t at);
struct rt_param rt_param_day(int32_t day);
/* The day that a parameter holds, else `none`. */
int32_t rt_param_day_or(const struct rt_param *p, int32_t none);

/* Columns of offers, case_offers and orders that say what an effect is, and
 * how they are read from `first` on and bound; there are RT_EFFECT_WIDTH. */
#define SQL_EFFECT "effect, effect_value, effect_months, effect_plan"
enum { RT_EFFECT_WIDTH = 4 };
struct rt_effect rt_desk_effect_read(const struct rt_stmt *st, size_t first,
                                     struct rt_arena *a);
void rt_desk_effect_bind(const struct rt_effect *e,
                         struct rt_param out[RT_EFFECT_WIDTH]);

#endif
