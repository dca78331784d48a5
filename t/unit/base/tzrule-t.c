#include "base/date.h"
#include "base/tzrule.h"
#include "../tap.h"

enum { DAY = 86400 };

static void
test_rules(void)
{
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"UTC0", true},
        {"MSK-3", true},
        {"<+0330>-3:30", true},
        {"<-00>0", true},
        {"EST5EDT,M3.2.0,M11.1.0", true},
        {"EST5EDT4:00:01,M3.2.0/2:30,M11.1.0/-167", true},
        {"EST5EDT,J60/0,365/167:59:59", true},
        {"EST+5EDT,0,J365", true},
        {"EST24EDT,0,J1", true},
        {"", false},
        {"UTC", false},
        {"UT0", false},
        {"0", false},
        {"<+3>-3", false},
        {"<+03-3", false},
        {"+03>-3", false},
        {"EST25", false},
        {"EST5:60", false},
        {"EST5:00:60", false},
        {"EST5:", false},
        {"EST5EDT", false}, /* does not say when */
        {"EST5EDT,M3.2.0", false},
        {"EST5,M3.2.0,M11.1.0", false},
        {"EST5EDT,M0.2.0,M11.1.0", false},
        {"EST5EDT,M13.2.0,M11.1.0", false},
        {"EST5EDT,M3.0.0,M11.1.0", false},
        {"EST5EDT,M3.6.0,M11.1.0", false},
        {"EST5EDT,M3.2.7,M11.1.0", false},
        {"EST5EDT,J0,J365", false},
        {"EST5EDT,J1,J366", false},
        {"EST5EDT,0,366", false},
        {"EST5EDT,0/168,365", false},
        {"EST5EDT,0/-168,365", false},
        {"EST5EDT,0/,365", false},
        {"EST5EDT,M3.2.0,M11.1.0,", false},
        {"EST5EDT,M3.2.0,M11.1.0 ", false},
        {"EST0005", false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_tzrule r;

        ok((rt_tzrule_parse(rows[i].text, strlen(rows[i].text), &r) == RT_OK) ==
               rows[i].good,
           "\"%s\" is %s", rows[i].text, rows[i].good ? "a rule" : "no rule");
    }
}

static void
test_rule_days(void)
{
    static const struct {
        const char *text;
        int year;
        struct rt_date start, end;
    } rows[] = {
        {"AAA0BBB,M3.2.0/0,M11.1.0/1", 2024, {2024, 3, 10}, {2024, 11, 3}},
        {"AAA0BBB,M3.5.0/0,M10.5.0/1", 2024, {2024, 3, 31}, {2024, 10, 27}},
        {"AAA0BBB,M3.5.0/0,M10.5.0/1", 2026, {2026, 3, 29}, {2026, 10, 25}},
        {"AAA0BBB,M2.5.4/0,M10.5.6/1", 2024, {2024, 2, 29}, {2024, 10, 26}},
        {"AAA0BBB,M2.5.4/0,M10.1.1/1", 2023, {2023, 2, 23}, {2023, 10, 2}},
        {"AAA0BBB,J59/0,J60/1", 2024, {2024, 2, 28}, {2024, 3, 1}},
        {"AAA0BBB,J59/0,J60/1", 2023, {2023, 2, 28}, {2023, 3, 1}},
        {"AAA0BBB,59/0,60/1", 2024, {2024, 2, 29}, {2024, 3, 1}},
        {"AAA0BBB,59/0,365/1", 2024, {2024, 2, 29}, {2024, 12, 31}},
        {"AAA0BBB,M10.1.0/0,M4.1.0/1", 2023, {2023, 10, 1}, {2024, 4, 7}},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_tzrule r;
        int64_t start = 0, end = 0;

        if (ok(rt_tzrule_parse(rows[i].text, strlen(rows[i].text), &r) == RT_OK,
               "%s in %d", rows[i].text, rows[i].year))
            rt_tzrule_year(&r, rows[i].year, &start, &end);
        is_int(start, (int64_t)rt_day_of(rows[i].start) * DAY, "starts");
        is_int(end, (int64_t)rt_day_of(rows[i].end) * DAY, "ends");
    }
}

int
main(void)
{
    test_rules();
    test_rule_days();
    return done();
}
