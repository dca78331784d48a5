#include "page/canonical.h"

#include <string.h>

/* The canonical text of a value; NULL: leave the key out.  "region=" is kept:
 * it selects the clients without a region. */
static const char *
canonical_text(const struct rt_visit *v, const struct rt_filter *f,
               const struct rt_pair *p)
{
    char day[RT_PERIOD_LABEL];

    if (p->value[0] == '\0')
        return rt_filter_find(f, p->name) != NULL ? "" : NULL;
    if (strcmp(p->name, "from") == 0)
        return f->from_text;
    if (strcmp(p->name, "to") == 0)
        return f->to_text;
    if (strcmp(p->name, "as_of") != 0)
        return p->value;
    if (f->as_of == RT_DAY_NONE)
        return NULL;
    rt_day_format(f->as_of, day);
    return rt_strdup(v->arena, day);
}

const char *
rt_canonical_address(const struct rt_visit *v, const struct rt_filter *f)
{
    const struct rt_pairs *query = &v->rq.query;
    struct rt_pairs canonical = {0};
    bool same = true;

    for (size_t i = 0; i < query->n; i++) {
        const struct rt_pair *p = &query->list[i];
        const char *text = canonical_text(v, f, p);

        same &= text != NULL && strcmp(text, p->value) == 0;
        if (text != NULL)
            rt_pairs_add(&canonical, v->arena, p->name, text);
    }
    return same ? NULL : rt_visit_address(v, &canonical);
}
