/* By when somebody must have acted, and what happens as that hour comes near
 * and passes (DESK 4).  Pure: all instants are given. */
#ifndef RT_DESK_DUE_H
#define RT_DESK_DUE_H

#include "desk/case.h"
#include "desk/hours.h"

/* Settings of the clocks. */
struct rt_due_rules {
    int32_t client_hours; /* r and c wait this long, by the clock: 72 */
    int32_t answer_hours; /* DESK_ANSWER_HOURS, working hours: 8 */
    int32_t solve_hours;  /* DESK_SOLVE_HOURS, working hours: 40 */
};

#define RT_DUE_RULES \
    ((struct rt_due_rules){ \
        .client_hours = 72, .answer_hours = 8, .solve_hours = 40})

/*
 * due_at of a case after any event; 0: nobody waits (closed, void).
 *
 *   offerings   [n] all of the case
 *   message_at  the oldest message of the client that nobody has answered;
 *               0: none
 *
 * o, p     expires_at of the shown offering.
 * r, c     client_hours after the case came there.
 * q, w     answer_hours of work after the escalation until the first answer,
 *          solve_hours of work after it from then on; an adopted row's clock
 *          starts with its adoption.  A new manager restarts nothing.
 *          - An offering answered since the escalation leaves the manager at
 *            least answer_hours from that answer: the hours a client took to
 *            think are not his.
 *          - After an attempt to call: the end of the next working day, until
 *            the client has answered anything.
 *          - A callback is due at its time.
 *          - A waiting message is due answer_hours of work after it came, if
 *            that is sooner.  In other states it has that clock by itself
 *            (rt_due_message()) and leaves due_at alone, which is the client's
 *            own hour there: an offering lives as long as it was shown to.
 */
int64_t rt_due_at(const struct rt_case *c, const struct rt_offering *offerings,
                  size_t n, int64_t message_at, const struct rt_calendar *cal,
                  const struct rt_due_rules *rules);

/* By when a message that came at `message_at` is answered. */
int64_t rt_due_message(int64_t message_at, const struct rt_calendar *cal,
                       const struct rt_due_rules *rules);

/* When the client is reminded: half way from the moment the state's clock
 * began to its end.  0: nothing is waited for (other states). */
int64_t rt_due_remind_at(const struct rt_case *c,
                         const struct rt_offering *offerings, size_t n,
                         const struct rt_due_rules *rules);

/* Steps of the ladder, as retention_cases.alert_level counts them. */
enum rt_alert {
    RT_ALERT_NONE,
    RT_ALERT_SOON,    /* 75 % of the working hours are gone: the manager */
    RT_ALERT_OVERDUE, /* due: the manager and the admins */
    RT_ALERT_OTHER    /* due + 4 working hours: another manager */
};

enum { RT_ALERT_OTHER_HOURS = 4 };

/*
 * When a step is reached, for a case at q or w with a due time.
 *
 *   start  from when its hours count: where they are no hours of work (a
 *          callback), or none lie between, SOON is reached with OVERDUE
 */
int64_t rt_alert_at(enum rt_alert step, int64_t start, int64_t due,
                    const struct rt_calendar *cal);

/*
 * The next step that is to be taken at `now`: the highest one reached, once,
 * or RT_ALERT_NONE.  Steps wait for opening hours, but for one whose time is
 * the closing itself.
 */
enum rt_alert rt_alert_next(const struct rt_case *c, int64_t now,
                            const struct rt_calendar *cal);

#endif
