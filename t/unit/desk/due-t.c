/* By when somebody must act, after each event and at each level of alert. */
#include "world.h"

static struct world w;

static int64_t
due(int64_t message_at)
{
    return rt_due_at(&w.the_case, w.offerings, w.f.n_offerings, message_at,
                     &w.calendar, &w.rules.due);
}

/* A case that was escalated on Friday 2026-11-27 at 17:30. */
static void
escalate_late(enum rt_desk_state s)
{
    world_case(&w, s);
    w.the_case.escalated_at = clock_at(day(2026, 11, 27), 17, 30);
}

static int64_t
on(int d, int hour, int minute)
{
    return clock_at(day(2026, 11, 0) + d, hour, minute);
}

static void
test_client_states(void)
{
    world_case(&w, RT_STEP_REASON);
    is_int(due(0), w.the_case.since + 72 * 3600, "r: 72 hours by the clock");
    world_case(&w, RT_STEP_CONFIRM);
    is_int(due(0), w.the_case.since + 72 * 3600, "c: as well");
    world_case(&w, RT_STEP_OFFER);
    w.offerings[0].expires_at = on(28, 0, 0);
    is_int(due(0), on(28, 0, 0), "o: as long as the offer was shown to live");
    is_int(due(on(27, 9, 0)), on(28, 0, 0), "a message shortens no offer");
    world_case(&w, RT_STEP_PROPOSAL);
    is_int(due(0), w.offerings[0].expires_at, "p: as long as the proposal");
    world_case(&w, RT_STEP_RETAINED);
    is_int(due(on(27, 9, 0)), 0, "R: nobody waits");
    world_case(&w, RT_STEP_CHURNED);
    is_int(due(0), 0, "X: nobody waits");
    world_case(&w, RT_STEP_VOID);
    is_int(due(0), 0, "V: nobody waits");
}

static void
test_staff_states(void)
{
    escalate_late(RT_STEP_QUEUE);
    is_int(due(0), on(30, 17, 30), "q: 8 working hours from Friday 17:30");
    escalate_late(RT_STEP_WORK);
    is_int(due(0), on(30, 17, 30), "w, not yet answered: the same");
    world_show(&w, 1, 0);
    is_int(due(0), on(30, 17, 30), "an offer still shown is no matter there");
    w.the_case.first_answer_at = on(30, 10, 0);
    is_int(due(0), on(34, 17, 30), "w, answered: 40 hours, of the escalation");
    w.the_case.manager_id = BORIS;
    is_int(due(0), on(34, 17, 30), "a new manager restarts nothing");
    w.the_case.state = RT_STEP_QUEUE;
    is_int(due(0), on(34, 17, 30), "giving it back does not change it either");
}

static void
test_offering_answered(void)
{
    escalate_late(RT_STEP_WORK);
    w.the_case.first_answer_at = on(30, 10, 0);
    world_show(&w, 1, ANNA)->state = RT_OFFERING_DECLINED;
    w.offerings[0].answered_at = on(34, 17, 0);
    is_int(due(0), on(37, 17, 0),
           "declined late: 8 working hours from the answer");
    w.offerings[0].answered_at = on(31, 9, 0);
    is_int(due(0), on(34, 17, 30), "declined early: what was left");
    w.offerings[0].answered_at = on(27, 17, 30);
    w.the_case.first_answer_at = 0;
    is_int(due(0), on(30, 17, 30), "declined to come here: it is the start");
}

static void
test_message(void)
{
    escalate_late(RT_STEP_WORK);
    w.the_case.first_answer_at = on(30, 10, 0);
    is_int(due(on(30, 12, 0)), on(31, 12, 0), "a message: 8 working hours");
    is_int(due(on(34, 16, 0)), on(34, 17, 30), "at most: not later than due");
    is_int(rt_due_message(on(28, 3, 0), &w.calendar, &w.rules.due),
           on(30, 18, 0), "from a Saturday night: all of Monday");
}

static void
test_calls(void)
{
    escalate_late(RT_STEP_WORK);
    w.the_case.last_attempt_at = on(30, 11, 0);
    is_int(due(0), on(31, 18, 0), "not reached: the next working day");
    w.the_case.last_attempt_at = on(27, 17, 45);
    is_int(due(0), on(30, 18, 0), "... over a weekend");
    w.the_case.first_answer_at = on(30, 12, 0);
    is_int(due(0), on(34, 17, 30), "reached since: the usual hours");
    w.the_case.callback_at = on(33, 9, 30);
    is_int(due(0), on(33, 9, 30), "a callback is due at its time");
    is_int(due(on(30, 9, 0)), on(30, 18, 0), "unless a message is before it");
}

static void
test_adopted(void)
{
    escalate_late(RT_STEP_WORK);
    w.the_case.escalated_at = on(-300, 9, 0);
    w.the_case.adopted_at = on(27, 17, 30);
    is_int(due(0), on(30, 17, 30), "an adopted case: from its adoption");
}

static void
test_remind(void)
{
    world_case(&w, RT_STEP_OFFER);
    w.offerings[0].shown_at = on(27, 12, 0);
    w.offerings[0].expires_at = on(28, 0, 0);
    is_int(rt_due_remind_at(&w.the_case, w.offerings, 1, &w.rules.due),
           on(27, 18, 0), "o: half of what the offer lives");
    world_case(&w, RT_STEP_REASON);
    is_int(rt_due_remind_at(&w.the_case, NULL, 0, &w.rules.due),
           w.the_case.since + 36 * 3600, "r: half of 72 hours");
    world_case(&w, RT_STEP_WORK);
    is_int(rt_due_remind_at(&w.the_case, NULL, 0, &w.rules.due), 0,
           "w: the client is waiting, not waited for");
}

static int
alert(int d, int hour, int minute)
{
    return (int)rt_alert_next(&w.the_case, on(d, hour, minute), &w.calendar);
}

static void
test_ladder(void)
{
    escalate_late(RT_STEP_WORK);
    w.the_case.due_at = due(0);
    /* 6 of 8 hours: half an hour on Friday, 9 to 13, 14 to 15:30. */
    is_int(alert(30, 15, 29), RT_ALERT_NONE, "a minute before 75 %");
    is_int(alert(30, 15, 30), RT_ALERT_SOON, "75 % of the working hours");
    w.the_case.alert_level = RT_ALERT_SOON;
    is_int(alert(30, 17, 29), RT_ALERT_NONE, "once");
    is_int(alert(30, 17, 30), RT_ALERT_OVERDUE, "due");
    w.the_case.alert_level = RT_ALERT_OVERDUE;
    is_int(alert(31, 12, 29), RT_ALERT_NONE, "a minute before 4 hours more");
    is_int(alert(31, 12, 30), RT_ALERT_OTHER, "due + 4 working hours");
    w.the_case.alert_level = RT_ALERT_OTHER;
    is_int(alert(45, 12, 0), RT_ALERT_NONE, "no step above the last");
    w.the_case.alert_level = RT_ALERT_NONE;
    is_int(alert(45, 12, 0), RT_ALERT_OTHER, "who was asleep takes the last");
    is_int(alert(45, 3, 0), RT_ALERT_NONE, "nobody is alerted at night");
    is_int(alert(49, 12, 0), RT_ALERT_NONE, "nor on a Saturday");
    w.the_case.imported = true;
    is_int(alert(45, 12, 0), RT_ALERT_NONE,
           "nor for a case that nobody has adopted");
}

static void
test_ladder_edges(void)
{
    escalate_late(RT_STEP_WORK);
    w.the_case.due_at = on(30, 18, 0);
    w.the_case.alert_level = RT_ALERT_SOON;
    is_int(alert(30, 18, 0), RT_ALERT_OVERDUE, "due at closing: told then");
    is_int(alert(30, 18, 2), RT_ALERT_NONE, "after that in the morning");
    is_int(alert(31, 9, 0), RT_ALERT_OVERDUE, "... at nine");
    w.the_case.state = RT_STEP_PROPOSAL;
    is_int(alert(31, 9, 0), RT_ALERT_NONE, "p: the client is waited for");
    escalate_late(RT_STEP_WORK);
    w.the_case.callback_at = w.the_case.due_at = on(27, 17, 30);
    is_int(alert(27, 17, 29), RT_ALERT_NONE, "no hours between: no 75 %");
    is_int(alert(27, 17, 30), RT_ALERT_OVERDUE, "due at once");
}

int
main(void)
{
    test_client_states();
    test_staff_states();
    test_offering_answered();
    test_message();
    test_calls();
    test_adopted();
    test_remind();
    test_ladder();
    test_ladder_edges();
    return done();
}
