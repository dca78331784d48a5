/* What is wrong with an address, at which field, and how to correct it. */
#ifndef RT_PAGE_PROBLEM_H
#define RT_PAGE_PROBLEM_H

#include "page/visit.h"

struct rt_problem {
    const char *field;   /* its key: "from", "margin"; NULL: no field has it */
    const char *message; /* in the visitor's language */
    json_t *fixes;       /* [{text, href}] */
};

/* The sentence of an error beside its field, in the visitor's language; from
 * the arena of the visit. */
const char *rt_problem_text(const struct rt_visit *v, const struct rt_err *err);

/* Made from the error of a filter or a block; the caller owns `fixes`. */
void rt_problem_read(const struct rt_visit *v, const struct rt_err *err,
                     struct rt_problem *out);

#endif
