/* What the events of a case tell about it beside its columns: since when it
 * is where it is, who closed it, and how it was before. */
#ifndef RT_DESK_HISTORY_H
#define RT_DESK_HISTORY_H

#include "desk/was.h"

/* A row of case_events. */
struct rt_past_event {
    enum rt_desk_event kind;  /* RT_DO__MAX: a word that is not ours */
    enum rt_desk_state state; /* afterwards; RT_STEP_NONE: no step yet */
    int64_t manager_id;       /* afterwards; 0: nobody */
    int64_t user_id;          /* who did it; 0: nobody of ours */
    int64_t at;
    const char *was; /* NULL: not kept */
};

struct rt_desk_history {
    int64_t since;           /* when it came into its state */
    int64_t adopted_at;      /* 0: it was not imported */
    int64_t last_attempt_at; /* of no_answer; 0: none */
    int64_t closed_by;       /* 0: nobody of ours */
    int64_t passed_over_id;  /* who gave it back last; 0: nobody */
    bool reminded;           /* in its state */
    bool marked;             /* `ended` has marked it */
    const char *was;         /* before it was closed; NULL: not known */
};

/*
 * Read it off the events.
 *
 *   events      [n] of one case, in the order in which they happened
 *   created_at  of the case
 *
 * RT_EBROKEN: what an undone event kept cannot be read.
 */
enum rt_code rt_desk_history_read(const struct rt_past_event *events, size_t n,
                                  int64_t created_at, struct rt_arena *a,
                                  struct rt_desk_history *out,
                                  struct rt_err *err) RT_CHECK;

#endif
