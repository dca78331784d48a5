/* How managers worked: the time to the first answer, and what became of their
 * cases (DESK 8).  Nothing here reads a clock or a database. */
#ifndef RT_DESK_WORKED_H
#define RT_DESK_WORKED_H

#include "base/arena.h"
#include "desk/hours.h"

/* After how many days it is looked whether a retained client is still there. */
enum { RT_WORKED_DAYS = 30 };

/* A case that was escalated.  Instants are Unix seconds, 0: not yet. */
struct rt_worked_case {
    int64_t manager_id;  /* whose it is, or was at the close; 0: nobody's */
    const char *manager; /* name */
    bool taken; /* the manager took it; else it was dealt or passed to them */
    bool open;
    int64_t escalated_at, first_answer_at;
    bool due;  /* retained, and its days have passed */
    bool kept; /* of those, whose contract ran then */
};

/*
 * Seconds of working time from the escalation to the first answer.
 *
 *   median  of an even number the mean of the middle two; NaN: none
 *   p90     the least time within which 90 % of the answers came; NaN: none
 */
struct rt_worked_answers {
    int64_t answered;
    int64_t unanswered; /* no answer so far, or closed without one */
    int64_t waiting;    /* of those, the open ones */
    double median, p90;
};

/* `a`: scratch.  O(n log n) and a walk over the days of each case. */
struct rt_worked_answers rt_worked_answers(const struct rt_worked_case *list,
                                           size_t n,
                                           const struct rt_calendar *calendar,
                                           struct rt_arena *a);

/* Cases of a manager that came the same way. */
struct rt_worked_part {
    int64_t cases;
    int64_t judged; /* answered, or open and out of time */
    int64_t timely; /* of those, answered within the hours */
    int64_t due, kept;
};

struct rt_worked_row {
    int64_t manager_id;
    const char *manager;
    struct rt_worked_part taken, dealt;
};

/* What counts as in time, and until when. */
struct rt_worked_rule {
    const struct rt_calendar *calendar;
    int64_t answer_s; /* working seconds, as DESK_ANSWER_HOURS */
    int64_t now;
};

/* The rows of managers, in the order in which `list` first names them, from
 * `a`; cases of nobody are in none.  Returns how many there are.  O(n *
 * managers). */
size_t rt_worked_rows(const struct rt_worked_case *list, size_t n,
                      const struct rt_worked_rule *rule, struct rt_arena *a,
                      struct rt_worked_row **out);

#endif
