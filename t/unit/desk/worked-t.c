/* Time to the first answer, and the rows of managers, worked out by hand. */
#include "base/date.h"
#include "desk/worked.h"
#include "../tap.h"

static struct rt_arena *arena;
static struct rt_zone *zone;
static struct rt_calendar calendar;

/* Monday 2 June 2025 is day 0. */
static int64_t
at(int day, int hour, int minute)
{
    int32_t monday = rt_day_of((struct rt_date){2025, 6, 2});

    return rt_zone_instant(zone, monday + day, hour * 3600 + minute * 60);
}

/* Escalated on Monday at 10, answered so many working minutes later; < 0: not
 * yet. */
static struct rt_worked_case
answered(int minutes)
{
    struct rt_worked_case c = {
        .manager_id = 1, .manager = "Anna", .escalated_at = at(0, 10, 0)};

    if (minutes >= 0)
        c.first_answer_at =
            rt_hours_add(&calendar, c.escalated_at, minutes * INT64_C(60));
    return c;
}

static void
test_answers(void)
{
    struct rt_worked_case list[12];
    struct rt_worked_answers a;

    a = rt_worked_answers(NULL, 0, &calendar, arena);
    ok(isnan(a.median) && isnan(a.p90), "without answers there is no time");
    for (int i = 0; i < 10; i++)
        list[i] = answered((10 - i) * 60);
    a = rt_worked_answers(list, 1, &calendar, arena);
    is_close(a.median, 36000, 0, "one answer is the median");
    is_close(a.p90, 36000, 0, "and within its time came all");
    a = rt_worked_answers(list, 10, &calendar, arena);
    is_close(a.median, 5.5 * 3600, 0,
             "of ten, between the fifth and the sixth");
    is_close(a.p90, 9 * 3600, 0, "nine of ten within the ninth time");
    a = rt_worked_answers(list, 9, &calendar, arena);
    is_close(a.median, 6 * 3600, 0, "of nine (2 to 10 hours), the fifth");
    is_close(a.p90, 10 * 3600, 0, "8 of 9 are fewer than 90 %");
    list[10] = answered(-1);
    list[11] = answered(-1);
    list[11].open = true;
    a = rt_worked_answers(list, 12, &calendar, arena);
    is_int(a.answered, 10, "ten have an answer");
    is_int(a.unanswered, 2, "two have none");
    is_int(a.waiting, 1, "one of them waits, the other was closed");
    is_close(a.p90, 9 * 3600, 0, "they do not change the times");
}

/* Friday 17:30 to Monday 9:30 is one working hour. */
static void
test_weekend(void)
{
    struct rt_worked_case c = {.escalated_at = at(4, 17, 30),
                               .first_answer_at = at(7, 9, 30)};

    is_close(rt_worked_answers(&c, 1, &calendar, arena).median, 3600, 0,
             "nights and weekends are not counted");
}

static void
test_in_time(void)
{
    const struct {
        const char *what;
        int minutes;
        bool open;
        int64_t now; /* working minutes after the escalation */
        int judged, timely;
    } rows[] = {
        {"answered with the last minute", 480, true, 600, 1, 1},
        {"answered a minute later", 481, true, 600, 1, 0},
        {"waiting, and time is left", -1, true, 480, 0, 0},
        {"waiting, and time is over", -1, true, 481, 1, 0},
        {"closed without an answer", -1, false, 600, 0, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_worked_case c = answered(rows[i].minutes);
        struct rt_worked_rule rule = {
            .calendar = &calendar,
            .answer_s = 8 * 3600,
            .now = rt_hours_add(&calendar, c.escalated_at, rows[i].now * 60)};
        struct rt_worked_row *out;

        c.open = rows[i].open;
        is_int((int64_t)rt_worked_rows(&c, 1, &rule, arena, &out), 1, "a row");
        is_int(out->dealt.judged * 10 + out->dealt.timely,
               rows[i].judged * 10 + rows[i].timely, rows[i].what);
    }
}

static void
test_rows(void)
{
    struct rt_worked_case list[6] = {answered(10), answered(20), answered(-1),
                                     answered(30), answered(40), answered(50)};
    const struct rt_worked_rule rule = {
        .calendar = &calendar, .answer_s = 1200, .now = at(0, 11, 0)};
    struct rt_worked_row *rows;

    list[0].taken = true;
    list[1].due = list[1].kept = list[4].due = true;
    list[2].manager_id = 0;
    list[3].manager_id = 2;
    list[3].manager = "Boris";
    list[4].taken = list[5].taken = true;
    is_int((int64_t)rt_worked_rows(list, 6, &rule, arena, &rows), 2,
           "cases of nobody are in no row");
    is_str(rows[0].manager, "Anna", "in the order of the list");
    is_str(rows[1].manager, "Boris", "the second");
    is_int(rows[0].taken.cases * 100 + rows[0].taken.judged * 10 +
               rows[0].taken.timely,
           331, "three taken, one of them answered in time");
    is_int(rows[0].taken.due * 10 + rows[0].taken.kept, 10,
           "of one retained the contract ended");
    is_int(rows[0].dealt.cases * 100 + rows[0].dealt.judged * 10 +
               rows[0].dealt.timely,
           111, "one was given");
    is_int(rows[0].dealt.due * 10 + rows[0].dealt.kept, 11, "and stayed");
    is_int(rows[1].taken.cases + rows[1].dealt.cases, 1, "one of the other");
    is_int((int64_t)rt_worked_rows(list + 2, 1, &rule, arena, &rows), 0,
           "there may be no row");
}

int
main(void)
{
    arena = rt_arena_new();
    if (rt_zone_open("Europe/Moscow", &zone, NULL) != RT_OK ||
        rt_hours_read_week("Mo-Fr 09:00-18:00", calendar.week, NULL) != RT_OK)
        abort();
    calendar.zone = zone;
    test_answers();
    test_weekend();
    test_in_time();
    test_rows();
    rt_zone_free(zone);
    rt_arena_free(arena);
    return done();
}
