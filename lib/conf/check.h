/* Check one value against its row of the table.  For lib/conf only. */
#ifndef RT_CONF_CHECK_H
#define RT_CONF_CHECK_H

#include "conf/conf.h"

/* "YOUR_..._HERE": the Python system's template has this where a value must be
 * filled in. */
bool rt_conf_is_placeholder(const char *value);

/* Tidy a value in place: a Markdown link becomes its target, a URL loses the
 * slashes at its end.  Secrets are left alone. */
void rt_conf_tidy(const struct rt_conf_def *def, char *value);

/* RT_EINVAL with what is wrong and how to correct it. */
enum rt_code rt_conf_check(const struct rt_conf_def *def, const char *value,
                           struct rt_err *err) RT_CHECK;

#endif
