#include "desk/wake.h"

#include "base/date.h"

/* The earlier of two instants, of which 0 is none. */
static int64_t
sooner(int64_t a, int64_t b)
{
    if (a == 0 || (b != 0 && b < a))
        return b;
    return a;
}

static int64_t
next_morning(const struct rt_calendar *cal, int64_t now)
{
    int32_t tomorrow = rt_zone_day(cal->zone, now) + 1;

    return rt_hours_next(cal, rt_zone_instant(cal->zone, tomorrow, 0));
}

/* As rt_alert_next(): what falls on the closing itself is told then. */
static int64_t
in_hours(const struct rt_calendar *cal, int64_t at)
{
    return rt_hours_open(cal, at - 1) ? at : rt_hours_next(cal, at);
}

static int64_t
expiry(const struct rt_case *c, const struct rt_offering *offerings, size_t n)
{
    for (size_t i = n; i > 0; i--) {
        if (offerings[i - 1].state == RT_OFFERING_SHOWN)
            return offerings[i - 1].expires_at;
    }
    return rt_case_in(c->state, RT_IN_CLIENT) ? c->due_at : 0;
}

/* The next step of the ladder; the last one is repeated each morning for as
 * long as nobody is free. */
static int64_t
next_alert(const struct rt_case *c, bool nobody, int64_t now,
           const struct rt_calendar *cal)
{
    int64_t start =
        c->escalated_at > c->adopted_at ? c->escalated_at : c->adopted_at;

    if (!rt_case_in(c->state, RT_IN_QUEUE | RT_IN_WORK) || c->due_at == 0)
        return 0;
    if (c->alert_level >= RT_ALERT_OTHER)
        return nobody ? next_morning(cal, now) : 0;
    return in_hours(cal, rt_alert_at((enum rt_alert)(c->alert_level + 1), start,
                                     c->due_at, cal));
}

int64_t
rt_desk_wake_at(const struct rt_case *c, const struct rt_offering *offerings,
                size_t n, bool reminded, bool nobody, int64_t now,
                const struct rt_calendar *cal,
                const struct rt_desk_rules *rules)
{
    int64_t at;

    if (!rt_case_in(c->state, RT_IN_OPEN) || c->imported)
        return 0;
    at = sooner(expiry(c, offerings, n), next_alert(c, nobody, now, cal));
    if (!reminded && rt_case_in(c->state, RT_IN_CLIENT | RT_IN_PROPOSAL))
        at = sooner(at, rt_due_remind_at(c, offerings, n, &rules->due));
    if (c->state == RT_STEP_QUEUE)
        at = sooner(at,
                    nobody ? next_morning(cal, now) : rt_hours_next(cal, now));
    return at;
}
