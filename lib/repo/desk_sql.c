#include "repo/desk_sql.h"

#include "base/date.h"

struct rt_param
rt_param_instant(int64_t at)
{
    return rt_param_i64_or_null(at, 0);
}

struct rt_param
rt_param_day(int32_t day)
{
    return day == RT_DAY_NONE || day == RT_DAY_OPEN ? RT_NULL : RT_I64(day);
}

int32_t
rt_param_day_or(const struct rt_param *p, int32_t none)
{
    return p->kind == RT_P_I64 ? (int32_t)p->i64 : none;
}

struct rt_effect
rt_desk_effect_read(const struct rt_stmt *st, size_t first, struct rt_arena *a)
{
    int kind = rt_desk_word_at(rt_effect_words, rt_col_str(st, first, a));

    return (struct rt_effect){
        .kind = kind < 0 ? RT_EFFECT_NONE : (enum rt_effect_kind)kind,
        .value = rt_col_i64(st, first + 1),
        .has_value = !rt_col_null(st, first + 1),
        .months = (int32_t)rt_col_i64(st, first + 2),
        .plan = rt_col_str(st, first + 3, a),
    };
}

void
rt_desk_effect_bind(const struct rt_effect *e,
                    struct rt_param out[RT_EFFECT_WIDTH])
{
    out[0] = RT_STR(rt_effect_words[e->kind]);
    out[1] = e->has_value ? RT_I64(e->value) : RT_NULL;
    out[2] = rt_param_i64_or_null(e->months, 0);
    out[3] = RT_STR(e->plan);
}
