/* The audit log, for administrators. */
#ifndef RT_PAGE_AUDIT_H
#define RT_PAGE_AUDIT_H

#include "http/route.h"

extern const struct rt_field
    rt_audit_inputs[];    /* person action object number day before */
rt_handler rt_audit_show; /* GET /audit */

#endif
