/* Payments and activity of an older version, which stored local midnights when
 * the source gave only a day. */
#ifndef RT_REPO_DAY_ONLY_H
#define RT_REPO_DAY_ONLY_H

#include "base/zone.h"
#include "db/db.h"

/*
 * Look at the rows that do not say yet whether they are days.  A row at
 * midnight in `zone` becomes a day alone; other rows are instants.  A few
 * thousand clients are taken at a time, and an interrupted run can be
 * continued.
 */
enum rt_code rt_day_only_adopt(struct rt_db *db, const struct rt_zone *zone,
                               struct rt_err *err) RT_CHECK;

#endif
