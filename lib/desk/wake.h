/* When a case's clocks must be looked at next, so that a sweep over many open
 * cases reads only those for which something is due. */
#ifndef RT_DESK_WAKE_H
#define RT_DESK_WAKE_H

#include "desk/plan.h"

/*
 * The first instant at which a clock of the case may ask for an event: an
 * offering or a wait that expires, a reminder, a step of the ladder, a case
 * in the queue for which somebody must be found.  0: none will.
 *
 *   offerings  [n] all of the case
 *   reminded   in its state already
 *   nobody     the admins were told today that nobody is free
 *   now        when it is asked; the answer may be earlier
 */
int64_t rt_desk_wake_at(const struct rt_case *c,
                        const struct rt_offering *offerings, size_t n,
                        bool reminded, bool nobody, int64_t now,
                        const struct rt_calendar *cal,
                        const struct rt_desk_rules *rules);

#endif
