/* The monotonic clock, for measuring how long something takes. */
#ifndef RT_BASE_CLOCK_H
#define RT_BASE_CLOCK_H

#include <stdint.h>

/* Time since an arbitrary instant, the same for all programs of a machine. */
int64_t rt_clock_ms(void);
int64_t rt_clock_us(void);

#endif
