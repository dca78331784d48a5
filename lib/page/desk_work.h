/* How managers work, on the page of the desk's results (DESK 8).  It is read
 * from the database for each answer: administrators see all managers, a manager
 * sees himself. */
#ifndef RT_PAGE_DESK_WORK_H
#define RT_PAGE_DESK_WORK_H

#include "page/fragment.h"

/*
 * The HTML of templates/desk-work.mustache; it lives as long as the visit, and
 * has no key, for nothing keeps it.  Cases are those that were given to
 * managers from the filter's `from` to its `to`, at first of the last 90 days;
 * other filters do not count.  Fails with RT_EAWAY where the database is away.
 */
enum rt_code rt_desk_work_html(struct rt_visit *v, struct rt_part *out,
                               struct rt_err *err) RT_CHECK;

#endif
