/* Invented persons of the demo. */
#ifndef RT_DEMO_NAMES_H
#define RT_DEMO_NAMES_H

#include "demo/random.h"

enum { RT_DEMO_NAME = 48 };

struct rt_demo_person {
    char last[RT_DEMO_NAME], first[RT_DEMO_NAME], middle[RT_DEMO_NAME];
};

void rt_demo_person(struct rt_demo_rng *r, struct rt_demo_person *out);

#endif
