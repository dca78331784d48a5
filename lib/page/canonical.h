/* The canonical address of a page. */
#ifndef RT_PAGE_CANONICAL_H
#define RT_PAGE_CANONICAL_H

#include "field/filter.h"
#include "page/visit.h"

/* The address of this page with dates as programs write them (2026-06-01,
 * 2026-06, 2026Q2, 2026) and without empty fields; NULL when it is the address
 * that was requested.  `f` is its filter. */
const char *rt_canonical_address(const struct rt_visit *v,
                                 const struct rt_filter *f);

#endif
