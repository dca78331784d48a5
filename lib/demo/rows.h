/* The rows that the files of the demo have for one client, and for the
 * company. */
#ifndef RT_DEMO_ROWS_H
#define RT_DEMO_ROWS_H

#include "demo/files.h"
#include "demo/life.h"

/* Header lines, offers, campaigns, users and import.conf. */
void rt_demo_put_company(struct rt_demo_files *f,
                         const struct rt_demo_world *w);

/* All rows of a client; `done` counts them. */
void rt_demo_put_client(struct rt_demo_files *f, const struct rt_demo_world *w,
                        const struct rt_demo_client *c,
                        struct rt_demo_done *done);

#endif
