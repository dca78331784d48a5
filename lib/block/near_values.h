/* Values of the filter that nobody has, and what was probably meant. */
#ifndef RT_BLOCK_NEAR_VALUES_H
#define RT_BLOCK_NEAR_VALUES_H

#include "block/result.h"
#include "text/text.h"

/* Has the dictionary this text? */
bool rt_dict_has(const struct rt_dict *dict, const char *text);

/* "Moscow, Minsk": the values of the dictionary nearest to `value`, at most
 * RT_NEAREST_MAX, from `a`; NULL when it has none. */
const char *rt_near_values(const struct rt_dict *dict, const char *value,
                           struct rt_arena *a);

/* "region, plan": the attributes of the data nearest to `key`. */
const char *rt_near_attributes(const struct rt_data *d, const char *key,
                               struct rt_arena *a);

/* A note that names the chosen values which no client (no case, of
 * offer_type) has, with those nearest to them; none where somebody has each
 * of them. */
void rt_near_notes(struct rt_result *r, enum rt_lang lang, struct rt_arena *a);

#endif
