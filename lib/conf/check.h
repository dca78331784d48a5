/* One value against its row of the table.  For lib/conf only. */
#ifndef RT_CONF_CHECK_H
#define RT_CONF_CHECK_H

#include "conf/conf.h"

/* "YOUR_..._HERE": what the template of the Python system says where a value
 * is to be filled in. */
bool rt_conf_is_placeholder(const char *value);

/* In place: a Markdown link becomes its target, a URL loses the slashes at
 * its end.  Secrets stay as they are. */
void rt_conf_tidy(const struct rt_conf_def *def, char *value);

/* RT_EINVAL with what is wrong and how to cure it. */
enum rt_code rt_conf_check(const struct rt_conf_def *def, const char *value,
                           struct rt_err *err) RT_CHECK;

#endif
