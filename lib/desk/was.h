/* A case and its contract as they were before an event, as text: what
 * case_events.was keeps so that the event can be taken back. */
#ifndef RT_DESK_WAS_H
#define RT_DESK_WAS_H

#include "base/arena.h"
#include "desk/case.h"

struct rt_desk_was {
    struct rt_case c;
    int32_t end;       /* of the contract; RT_DAY_OPEN: not known */
    int active;        /* 0, 1; < 0: the source did not say */
    const char *cause; /* NULL: none */
};

/* One line of JSON; from `a`. */
const char *rt_desk_was_write(const struct rt_desk_was *was,
                              struct rt_arena *a);

/* Read it; strings live as long as `a`.  RT_EBROKEN: it is not what
 * rt_desk_was_write() writes. */
enum rt_code rt_desk_was_read(const char *text, struct rt_arena *a,
                              struct rt_desk_was *out,
                              struct rt_err *err) RT_CHECK;

#endif
