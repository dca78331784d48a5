/* Collect what is wrong with the settings, to report all of it at once.  For
 * lib/conf only. */
#ifndef RT_CONF_FAULTS_H
#define RT_CONF_FAULTS_H

#include "base/err.h"

#include <stdio.h>

/* The place of a fault, when it is not a line number. */
enum { RT_FAULT_ENV = 0, RT_FAULT_WHOLE = -1 };

struct rt_fault {
    int line;
    struct rt_err err;
};

struct rt_faults {
    struct rt_fault *list; /* only the first ones */
    size_t n_kept;
    size_t n; /* the number of all */
};

/* An empty error for the next fault.  NULL when there are already more than
 * anybody would read; rt_fail_key() accepts NULL. */
struct rt_err *rt_faults_next(struct rt_faults *f, int line);

/* One sentence a line: "FILE:LINE: ...", "environment: ...". */
void rt_faults_print(const struct rt_faults *f, const char *file, FILE *out);
void rt_faults_fini(struct rt_faults *f);

#endif
