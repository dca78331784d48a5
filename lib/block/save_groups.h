/* The groups by which `save-rate` counts cases (METRICS 17.7). */
#ifndef RT_BLOCK_SAVE_GROUPS_H
#define RT_BLOCK_SAVE_GROUPS_H

#include "block/selected_cases.h"

enum rt_save_by {
    RT_SAVE_BY_REASON,
    RT_SAVE_BY_OFFER,
    RT_SAVE_BY_SOURCE,
    RT_SAVE_BY_ARM,
    RT_SAVE_BY__MAX
};
/* Their words, in this order, then NULL. */
extern const char *const rt_save_group_words[RT_SAVE_BY__MAX + 1];

struct rt_save_groups {
    size_t n;
    const uint32_t *of;          /* [cases] 0 .. n-1 */
    const struct rt_name *names; /* [n] */
    size_t apart; /* the group of lists, which is not in the whole; n: none */
};

/* The groups of all cases, from `a`.  Those by offer are the groups of `set`.
 * A reason is called as the desk calls it; one that it does not know, by its
 * code. */
struct rt_save_groups rt_save_groups_make(enum rt_save_by by,
                                          const struct rt_selected_cases *set,
                                          const struct rt_cases *cases,
                                          enum rt_lang lang,
                                          struct rt_arena *a);

#endif
