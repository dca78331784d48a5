/* A case is woken at the very minute at which one of its clocks may ask for
 * something, neither later nor for nothing. */
#include "world.h"
#include "desk/wake.h"

enum { MINUTE = 60, DAYS = 12 };

static const uint64_t clocks = UINT64_C(1) << RT_DO_EXPIRE |
                               UINT64_C(1) << RT_DO_REMIND |
                               UINT64_C(1) << RT_DO_ALERT;
static const struct rt_desk_who the_system = {.role = RT_DESK_SYSTEM};

static struct world w;

static int64_t
wake(void)
{
    return rt_desk_wake_at(&w.the_case, w.offerings, w.f.n_offerings,
                           w.f.reminded, false, w.f.now, &w.calendar, &w.rules);
}

/* The first minute from now on at which the system may ask; 0: none in days. */
static int64_t
first_chance(uint64_t events)
{
    int64_t begun = w.f.now, found = 0;

    for (int64_t at = begun; at < begun + DAYS * INT64_C(86400) && found == 0;
         at += MINUTE) {
        w.f.now = at;
        if ((rt_desk_may(&w.f, &the_system) & events) != 0)
            found = at;
    }
    w.f.now = begun;
    return found;
}

static void
test_states(void)
{
    for (int s = RT_STEP_REASON; s < RT_STEP__MAX; s++) {
        if (s == RT_STEP_QUEUE)
            continue;
        world_case(&w, (enum rt_desk_state)s);
        ok(wake() == first_chance(clocks), "woken in time at %s",
           rt_case_state_name((enum rt_desk_state)s));
        w.f.reminded = true;
        ok(wake() == first_chance(clocks & ~(UINT64_C(1) << RT_DO_REMIND)),
           "and once reminded at %s",
           rt_case_state_name((enum rt_desk_state)s));
    }
}

static void
test_ladder(void)
{
    for (int level = RT_ALERT_NONE; level <= RT_ALERT_OTHER; level++) {
        world_case(&w, RT_STEP_WORK);
        w.the_case.alert_level = level;
        ok(wake() == first_chance(clocks), "after step %d of the ladder",
           level);
    }
}

/* Hours that end on the closing, over nights and weekends. */
static void
test_hours(void)
{
    int n_wrong = 0;

    for (int hour = 0; hour < 48; hour++) {
        world_case(&w, RT_STEP_WORK);
        w.f.now = clock_at(day(2026, 11, 26), 0, 0) + hour * INT64_C(3600);
        w.the_case.escalated_at = w.the_case.since = w.f.now;
        w.the_case.due_at =
            rt_due_at(&w.the_case, NULL, 0, 0, &w.calendar, &w.rules.due);
        n_wrong += wake() != first_chance(clocks);
    }
    is_int(n_wrong, 0, "woken in time, whenever it was escalated");
}

static void
test_queue(void)
{
    world_case(&w, RT_STEP_QUEUE);
    is_int(wake(), w.f.now, "in the queue at once");
    w.f.now = clock_at(day(2026, 11, 28), 12, 0);
    w.the_case.due_at = w.f.now + 86400 * 9;
    is_int(wake(), clock_at(day(2026, 11, 30), 9, 0),
           "outside hours at the opening");
    is_int(rt_desk_wake_at(&w.the_case, NULL, 0, false, true,
                           clock_at(day(2026, 11, 30), 9, 5), &w.calendar,
                           &w.rules),
           clock_at(day(2026, 12, 1), 9, 0),
           "where nobody is free, on the next working morning");
}

static void
test_none(void)
{
    world_case(&w, RT_STEP_OFFER);
    w.the_case.imported = true;
    is_int(wake(), 0, "an imported row has no clock");
}

int
main(void)
{
    test_states();
    test_ladder();
    test_hours();
    test_queue();
    test_none();
    rt_zone_free(world_zone);
    return done();
}
