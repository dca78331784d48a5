/* The clock that only goes forward, for how long something takes. */
#ifndef RT_BASE_CLOCK_H
#define RT_BASE_CLOCK_H

#include <stdint.h>

/* Since an arbitrary instant, the same one for all programs of a machine. */
int64_t rt_clock_ms(void);
int64_t rt_clock_us(void);

#endif
