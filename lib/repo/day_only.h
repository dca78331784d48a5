/* Payments and activity of an older version, which had local midnights where
 * the source knew the day alone. */
#ifndef RT_REPO_DAY_ONLY_H
#define RT_REPO_DAY_ONLY_H

#include "base/zone.h"
#include "db/db.h"

/*
 * Look at the rows that do not say yet: what is at midnight in `zone` is a
 * day alone from now on, other rows are instants.  Clients are taken a few
 * thousand at a time, and a run that was interrupted goes on.
 */
enum rt_code rt_day_only_adopt(struct rt_db *db, const struct rt_zone *zone,
                               struct rt_err *err) RT_CHECK;

#endif
