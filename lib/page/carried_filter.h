/* What goes along when somebody moves on within the site: the filter. */
#ifndef RT_PAGE_CARRIED_FILTER_H
#define RT_PAGE_CARRIED_FILTER_H

#include "field/filter.h"
#include "page/visit.h"

/* The filter of what in the address parses and fits the data, with the options
 * of all blocks; the rest is left out.  Never fails: an address that is wrong
 * in parts carries its other parts on. */
void rt_carry_filter(const struct rt_visit *v, struct rt_filter *out);

/* Path and query of a page with that filter, as far as it can take it: options
 * only where one of its blocks has them.  `lang` stays where it was given. */
const char *rt_carry_url(const struct rt_visit *v, const struct rt_filter *f,
                         const struct rt_page *page);

/* A path with nothing but `lang`, where it was given. */
const char *rt_carry_lang(const struct rt_visit *v, const char *path);

#endif
