/* The truth about the demo, for people: chances, prices, seasons, effects. */
#ifndef RT_DEMO_README_H
#define RT_DEMO_README_H

#include "demo/files.h"
#include "demo/world.h"

/* README.md in both languages, from the tables by which the demo is made. */
void rt_demo_put_readme(struct rt_demo_files *f, const struct rt_demo_world *w);

#endif
