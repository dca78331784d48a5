#include "desk/due.h"

#include "base/date.h"

enum { HOUR = 3600, SWEEP = 60 };

static int64_t
later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static const struct rt_offering *
find_shown(const struct rt_offering *list, size_t n)
{
    for (size_t i = n; i > 0; i--) {
        if (list[i - 1].state == RT_OFFERING_SHOWN)
            return &list[i - 1];
    }
    return NULL;
}

static int64_t
last_answer_at(const struct rt_offering *list, size_t n)
{
    int64_t last = 0;

    for (size_t i = 0; i < n; i++)
        last = later(last, list[i].answered_at);
    return last;
}

/* Since when the hours of a case at q, w count. */
static int64_t
clock_start(const struct rt_case *c)
{
    return later(c->escalated_at, c->adopted_at);
}

int64_t
rt_due_message(int64_t message_at, const struct rt_calendar *cal,
               const struct rt_due_rules *rules)
{
    return rt_hours_add(cal, message_at, (int64_t)rules->answer_hours * HOUR);
}

/* The hours of a manager, callbacks and messages aside. */
static int64_t
staff_due(const struct rt_case *c, const struct rt_offering *list, size_t n,
          const struct rt_calendar *cal, const struct rt_due_rules *rules)
{
    int64_t start = clock_start(c), answered = last_answer_at(list, n), due;
    int32_t hours =
        c->first_answer_at != 0 ? rules->solve_hours : rules->answer_hours;

    if (c->last_attempt_at != 0 &&
        c->last_attempt_at >= later(later(start, c->first_answer_at), answered))
        return rt_hours_next_day_end(cal, c->last_attempt_at);
    due = rt_hours_add(cal, start, (int64_t)hours * HOUR);
    if (answered > start)
        due = later(due, rt_due_message(answered, cal, rules));
    return due;
}

static int64_t
work_due(const struct rt_case *c, const struct rt_offering *list, size_t n,
         int64_t message_at, const struct rt_calendar *cal,
         const struct rt_due_rules *rules)
{
    int64_t due = c->callback_at, message;

    if (due == 0)
        due = staff_due(c, list, n, cal, rules);
    if (message_at == 0)
        return due;
    message = rt_due_message(message_at, cal, rules);
    return message < due ? message : due;
}

int64_t
rt_due_at(const struct rt_case *c, const struct rt_offering *offerings,
          size_t n, int64_t message_at, const struct rt_calendar *cal,
          const struct rt_due_rules *rules)
{
    const struct rt_offering *shown = find_shown(offerings, n);

    if (rt_case_in(c->state, RT_IN_OFFER | RT_IN_PROPOSAL) && shown != NULL)
        return shown->expires_at;
    if (rt_case_in(c->state, RT_IN_CLIENT))
        return c->since + (int64_t)rules->client_hours * HOUR;
    if (rt_case_in(c->state, RT_IN_STAFF))
        return work_due(c, offerings, n, message_at, cal, rules);
    return 0;
}

int64_t
rt_due_remind_at(const struct rt_case *c, const struct rt_offering *offerings,
                 size_t n, const struct rt_due_rules *rules)
{
    const struct rt_offering *shown = find_shown(offerings, n);

    if (rt_case_in(c->state, RT_IN_OFFER | RT_IN_PROPOSAL) && shown != NULL)
        return shown->shown_at + (shown->expires_at - shown->shown_at) / 2;
    if (rt_case_in(c->state, RT_IN_REASON | RT_IN_CONFIRM))
        return c->since + (int64_t)rules->client_hours * HOUR / 2;
    return 0;
}

int64_t
rt_alert_at(enum rt_alert step, int64_t start, int64_t due,
            const struct rt_calendar *cal)
{
    int64_t hours;

    if (step == RT_ALERT_OTHER)
        return rt_hours_add(cal, due, (int64_t)RT_ALERT_OTHER_HOURS * HOUR);
    hours = rt_hours_between(cal, start, due);
    if (step == RT_ALERT_SOON && hours > 0)
        return rt_hours_add(cal, start, hours * 3 / 4);
    return due;
}

/* The sweep comes once a minute, so what was due at closing is still told. */
static bool
may_alert(const struct rt_calendar *cal, int64_t now)
{
    return rt_hours_open(cal, now) || rt_hours_open(cal, now - SWEEP);
}

enum rt_alert
rt_alert_next(const struct rt_case *c, int64_t now,
              const struct rt_calendar *cal)
{
    if (!rt_case_in(c->state, RT_IN_QUEUE | RT_IN_WORK) || c->due_at == 0 ||
        c->imported || !may_alert(cal, now))
        return RT_ALERT_NONE;
    for (int step = RT_ALERT_OTHER; step > c->alert_level; step--) {
        if (rt_alert_at((enum rt_alert)step, clock_start(c), c->due_at, cal) <=
            now)
            return (enum rt_alert)step;
    }
    return RT_ALERT_NONE;
}
