/* The known name that was probably meant.  For lib/conf only. */
#ifndef RT_CONF_NEAREST_H
#define RT_CONF_NEAREST_H

/* The name of the table with the fewest changes from `name`, letter case
 * aside; NULL when none is near enough to be a slip of the pen. */
const char *rt_conf_nearest(const char *name);

#endif
