/* Instants as the pages say them. */
#ifndef RT_PAGE_INSTANT_H
#define RT_PAGE_INSTANT_H

#include "page/visit.h"

/* "25.11.2026 14:05" / "25 Nov 2026 14:05" in the zone of the reports; "—" for
 * 0.  `at`: unix seconds.  From the arena of the visit. */
const char *rt_instant_text(const struct rt_visit *v, int64_t at);

#endif
