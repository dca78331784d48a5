/* The filter that links to other pages carry along. */
#ifndef RT_PAGE_CARRIED_FILTER_H
#define RT_PAGE_CARRIED_FILTER_H

#include "field/filter.h"
#include "page/visit.h"

/* The filter from the parts of the address that can be parsed and fit the
 * data, with the options of all blocks; the rest is left out.  Never fails: an
 * address that is partly wrong keeps its right parts. */
void rt_carry_filter(const struct rt_visit *v, struct rt_filter *out);

/* For pages without blocks: RT_EINVAL as rt_filter_parse() when a pair that the
 * row has no input for belongs to no filter. */
enum rt_code rt_carry_check(const struct rt_visit *v,
                            const struct rt_pairs *rest,
                            struct rt_err *err) RT_CHECK;

/* Path and query of a page with that filter, as far as the page takes it:
 * options only when one of its blocks has them.  `lang` is kept if it was
 * given. */
const char *rt_carry_url(const struct rt_visit *v, const struct rt_filter *f,
                         const struct rt_page *page);

/* A path, or a path with a query, with `lang` if it was given, and nothing
 * else. */
const char *rt_carry_lang(const struct rt_visit *v, const char *path);

/* The same for a form that is sent by GET, whose address has no query of its
 * own: the value of its field `lang`, JSON null if it was not given. */
json_t *rt_carry_lang_field(const struct rt_visit *v);

#endif
