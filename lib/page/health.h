/* What is right and wrong with the product, for administrators. */
#ifndef RT_PAGE_HEALTH_H
#define RT_PAGE_HEALTH_H

#include "http/route.h"

rt_handler rt_health_show; /* GET /health */

#endif
