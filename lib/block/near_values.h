/* Values of the filter that nobody has, and what was probably meant. */
#ifndef RT_BLOCK_NEAR_VALUES_H
#define RT_BLOCK_NEAR_VALUES_H

#include "block/result.h"
#include "text/text.h"

/* True when the dictionary has this text. */
bool rt_dict_has(const struct rt_dict *dict, const char *text);

/* Names to offer in place of one that is not known. */
struct rt_offered {
    const char *names; /* "Moscow, Minsk"; NULL: there are no names */
    bool near;         /* they are spelled almost alike; else they are the
                          first of all names, "…" behind them if there are
                          more */
};

/* Values of the dictionary to offer in place of `value`; from `a`. */
struct rt_offered rt_near_values(const struct rt_dict *dict, const char *value,
                                 struct rt_arena *a);

/* Attributes of the data to offer in place of `key`: "region, plan". */
struct rt_offered rt_near_attributes(const struct rt_data *d, const char *key,
                                     struct rt_arena *a);

/* A note that names the chosen values which no client (for offer_type: no
 * case) has, and what to choose instead.  There is no note when somebody has
 * each of them. */
void rt_near_notes(struct rt_result *r, enum rt_lang lang, struct rt_arena *a);

#endif
