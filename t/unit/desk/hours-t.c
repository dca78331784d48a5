/* Working hours: reading them, and walking over weekends, holidays and changes
 * of the clock. */
#include "desk/hours.h"
#include "desk/zones.h"
#include "../tap.h"
#include "../dice.h"

static const char usual[] = "Mo-Fr 09:00-13:00,14:00-18:00";

static struct rt_zone *
zone(const char *name)
{
    struct rt_zone *z = NULL;

    if (rt_zone_open(name, &z, NULL) != RT_OK)
        abort();
    return z;
}

static struct rt_calendar
calendar(const char *hours, const struct rt_zone *z)
{
    struct rt_calendar c = {.zone = z};

    if (rt_hours_read_week(hours, c.week, NULL) != RT_OK)
        abort();
    return c;
}

/* The instant of a wall clock. */
static int64_t
at(const struct rt_calendar *c, int32_t d, int hour, int minute)
{
    return rt_zone_instant(c->zone, d, hour * 3600 + minute * 60);
}

static void
test_good_weeks(void)
{
    static const struct {
        const char *text;
        const char *days; /* seconds open, in hours, Monday first */
    } rows[] = {
        {usual, "8 8 8 8 8 0 0"},
        {"  Mo - Fr 9:00 - 13:00 , 14:00-18:00 ; Sa 10:00-14:00 ;",
         "8 8 8 8 8 4 0"},
        {"Пн-Чт 09:00-18:00; Пт 09:00-17:00", "9 9 9 9 8 0 0"},
        {"Mo,We,Fr 08:00-12:00", "4 0 4 0 4 0 0"},
        {"Fr-Mo 00:00-24:00", "24 0 0 0 24 24 24"},
        {"Mo-Tu,Sa 09:00-10:00", "1 1 0 0 0 1 0"},
        {"Su 09:00-10:00,10:00-11:00", "0 0 0 0 0 0 2"},
        {"Mo-Su 22:00-24:00", "2 2 2 2 2 2 2"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_hours_day week[7];
        char got[64] = "";
        size_t len = 0;

        if (rt_hours_read_week(rows[i].text, week, NULL) != RT_OK)
            abort();
        for (int d = 0; d < 7; d++) {
            int32_t sum = 0;

            for (int k = 0; k < week[d].n; k++)
                sum += week[d].span[k].to - week[d].span[k].from;
            len += (size_t)snprintf(got + len, sizeof got - len, "%s%d",
                                    d == 0 ? "" : " ", sum / 3600);
        }
        is_str(got, rows[i].days, rows[i].text);
    }
}

static void
test_bad_weeks(void)
{
    static const struct {
        const char *text;
        const char *key;
        const char *value;
    } rows[] = {
        {"", "desk_hours_empty", ""},
        {" ; ", "desk_hours_empty", " ; "},
        {"Mo", "desk_hours_time", "Mo"},
        {"Xx 09:00-10:00", "desk_hours_day", "Xx"},
        {"яяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяя 09:00-10:00",
         "desk_hours_day", /* 63 bytes end within a letter */
         "яяяяяяяяяяяяяяяяяяяяяяяяяяяяяяя"},
        {"09:00-10:00", "desk_hours_day", ""},
        {"Mo-Xx 09:00-10:00", "desk_hours_day", "Xx"},
        {"Mon 09:00-10:00", "desk_hours_day", "Mon"},
        {"Mo,,Tu 09:00-10:00", "desk_hours_day", ""},
        {"Mo-Fr 09:00-10:00; Fr 11:00-12:00", "desk_hours_twice", "Fr"},
        {"Mo 9-10", "desk_hours_time", "9"},
        {"Mo 09:00", "desk_hours_time", "09:00"},
        {"Mo 09:60-10:00", "desk_hours_time", "09:60"},
        {"Mo 09:00-24:01", "desk_hours_time", "24:01"},
        {"Mo 09:00-10:00x", "desk_hours_time", "10:00x"},
        {"Mo 09:00-10:00,", "desk_hours_time", ""},
        {"Mo 09:00-10:00 11:00-12:00", "desk_hours_time", "10:00 11:00-12:00"},
        {"Mo 009:00-10:00", "desk_hours_time", "009:00"},
        {"Mo 10:00-10:00", "desk_hours_order", "10:00-10:00"},
        {"Mo 22:00-06:00", "desk_hours_order", "22:00-06:00"},
        {"Mo 09:00-13:00,12:59-18:00", "desk_hours_overlap", "12:59-18:00"},
        {"Mo 00:00-01:00,01:00-02:00,02:00-03:00,03:00-04:00,04:00-05:00,"
         "05:00-06:00,06:00-07:00,07:00-08:00,08:00-09:00",
         "desk_hours_many", NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_hours_day week[7];
        struct rt_err err = {0};

        ok(rt_hours_read_week(rows[i].text, week, &err) != RT_OK, "refused: %s",
           rows[i].text);
        is_str(err.key, rows[i].key, "... for what it is");
        is_str(rt_err_arg(&err, "value"), rows[i].value, "... and named");
    }
}

static bool
is_sound(const struct rt_hours_day *h)
{
    for (int i = 0; i < h->n; i++) {
        if (h->span[i].from < (i == 0 ? 0 : h->span[i - 1].to) ||
            h->span[i].from >= h->span[i].to || h->span[i].to > 86400)
            return false;
    }
    return h->n >= 0 && h->n <= RT_HOURS_SPANS;
}

/* Any pieces of working hours in any order are read as valid hours, or refused
 * with a key. */
static void
test_any_text(void)
{
    static const char *const pieces[] = {"Mo",    "Fr",    "-",     ",", ";",
                                         " ",     "09:00", "13:00", "0", ":",
                                         "24:00", "Пн",    "\xd0"};
    int wrong = 0, read = 0;

    for (int i = 0; i < 200000; i++) {
        struct rt_hours_day week[7];
        struct rt_err err = {0};
        char text[128] = "Mo 09:00";

        text[dice(2) * 8] = '\0';
        for (int k = dice(9); k > 0; k--)
            strcat(text, pieces[dice(13)]);
        if (rt_hours_read_week(text, week, &err) != RT_OK) {
            wrong += err.key == NULL;
            continue;
        }
        read++;
        for (int d = 0; d < 7; d++)
            wrong += !is_sound(&week[d]);
    }
    is_int(wrong, 0, "any text is read as sound hours or refused");
    ok(read > 100, "some are read: %d", read);
}

static void
test_work_day(void)
{
    struct rt_hours_day h;
    struct rt_err err = {0};

    ok(rt_hours_read("", &h, NULL) == RT_OK && h.n == 0, "'' is closed");
    ok(rt_hours_read(" 10:00-15:00 ", &h, NULL) == RT_OK && h.n == 1 &&
           h.span[0].from == 36000 && h.span[0].to == 54000,
       "hours of one day");
    ok(rt_hours_read("Mo 10:00-15:00", &h, &err) == RT_EINVAL,
       "a weekday has no place there");
    is_str(err.key, "desk_hours_time", "... and that is said");
}

/* 2026-11-27 is a Friday. */
static void
test_add(void)
{
    struct rt_zone *z = zone("Europe/Moscow");
    struct rt_calendar c = calendar(usual, z);
    int32_t fr = day(2026, 11, 27);
    static const struct {
        int day, hour, minute; /* from */
        int minutes;           /* added */
        int to_day, to_hour, to_minute;
    } rows[] = {
        {0, 17, 30, 480, 3, 17, 30}, /* DESK 10.17: Friday, over a weekend */
        {0, 9, 0, 240, 0, 13, 0},    /* to the end of a span, not to 14:00 */
        {0, 9, 0, 241, 0, 14, 1},
        {0, 13, 30, 1, 0, 14, 1}, /* from the lunch hour */
        {0, 18, 0, 1, 3, 9, 1},
        {1, 12, 0, 480, 3, 18, 0}, /* from a Saturday */
        {0, 3, 0, 60, 0, 10, 0},   /* before opening */
        {0, 9, 0, 2400, 6, 18, 0}, /* 40 hours, a working week */
        {0, 17, 59, 1, 0, 18, 0},
        {0, 12, 0, 0, 0, 12, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t from = at(&c, fr + rows[i].day, rows[i].hour, rows[i].minute);
        int64_t want =
            at(&c, fr + rows[i].to_day, rows[i].to_hour, rows[i].to_minute);

        is_int(rt_hours_add(&c, from, rows[i].minutes * 60), want,
               "working minutes are added");
        ok(rt_hours_between(&c, from, want) == rows[i].minutes * 60,
           "... and found between: %d", rows[i].minutes);
    }
    rt_zone_free(z);
}

static void
test_holidays(void)
{
    struct rt_zone *z = zone("Europe/Moscow");
    struct rt_calendar c = calendar(usual, z);
    struct rt_work_day days[] = {
        {day(2026, 12, 31), {{{9 * 3600, 12 * 3600}}, 1}}, /* a short day */
        {day(2027, 1, 1), {.n = 0}},
        {day(2027, 1, 2), {{{10 * 3600, 14 * 3600}}, 1}}, /* a Saturday */
        {day(2027, 1, 4), {.n = 0}},
    };
    int32_t th = day(2026, 12, 31);

    c.days = days;
    c.n_days = 4;
    is_int(rt_hours_add(&c, at(&c, th, 11, 0), 8 * 3600),
           at(&c, day(2027, 1, 5), 12, 0),
           "1 h on the short day, 4 h on the moved one, 3 h after the holiday");
    ok(!rt_hours_open(&c, at(&c, th + 1, 10, 0)), "a holiday is closed");
    ok(rt_hours_open(&c, at(&c, th + 2, 10, 0)), "a moved day is open");
    is_int(rt_hours_next(&c, at(&c, th, 12, 0)), at(&c, th + 2, 10, 0),
           "the next opening is on it");
    is_int(rt_hours_next_day_end(&c, at(&c, th, 11, 0)), at(&c, th + 2, 14, 0),
           "and the end of the next working day");
    is_int(rt_hours_next_day_end(&c, at(&c, th + 2, 9, 0)),
           at(&c, th + 5, 18, 0), "a Monday's holiday is passed over");
    rt_zone_free(z);
}

/* A list of work_days that closes `n` days. */
static struct rt_work_day *
closed_days(int32_t from, size_t n)
{
    struct rt_work_day *days = rt_heap(n * sizeof *days);

    for (size_t i = 0; i < n; i++)
        days[i] = (struct rt_work_day){from + (int32_t)i, {.n = 0}};
    return days;
}

static void
test_never_open(void)
{
    struct rt_zone *z = zone("UTC");
    struct rt_calendar c = calendar("Mo-Su 09:00-18:00", z);
    struct rt_work_day *days = closed_days(1000, 4000);
    struct rt_err err = {0};

    c.days = days;
    c.n_days = 59;
    ok(rt_hours_check(&c, 1000, NULL) == RT_OK, "open on the 60th day");
    c.n_days = 60;
    ok(rt_hours_check(&c, 1000, &err) == RT_EINVAL, "closed for 60 days");
    is_str(err.key, "desk_hours_never", "... stops the start");
    ok(rt_hours_check(&c, 1001, NULL) == RT_OK, "a day later it would not");
    c.n_days = 4000;
    is_int(rt_hours_add(&c, 1000 * INT64_C(86400), 60),
           1000 * INT64_C(86400) + 60, "a walk has an end");
    free(days);
    rt_zone_free(z);
}

/* Berlin: 2026-03-29 02:00 -> 03:00, 2026-10-25 03:00 -> 02:00. */
static void
test_clock_changes(void)
{
    struct rt_zone *z = zone("Europe/Berlin");
    struct rt_calendar c = calendar("Mo-Su 00:00-24:00", z);
    struct rt_calendar night = calendar("Mo-Su 01:00-05:00", z);
    struct rt_calendar gap = calendar("Mo-Su 02:10-02:50", z);
    int32_t spring = day(2026, 3, 29), autumn = day(2026, 10, 25);

    is_int(rt_hours_between(&c, at(&c, spring, 0, 0), at(&c, spring + 1, 0, 0)),
           23 * 3600, "a day of 23 hours");
    is_int(rt_hours_between(&c, at(&c, autumn, 0, 0), at(&c, autumn + 1, 0, 0)),
           25 * 3600, "a day of 25 hours");
    is_int(rt_hours_add(&night, at(&c, spring, 0, 0), 3 * 3600),
           at(&c, spring, 5, 0), "1:00 to 5:00 is 3 hours in spring");
    is_int(rt_hours_add(&night, at(&c, autumn, 0, 0), 5 * 3600),
           at(&c, autumn, 5, 0), "and 5 hours in autumn");
    is_int(
        rt_hours_between(&gap, at(&c, spring, 0, 0), at(&c, spring + 1, 0, 0)),
        40 * 60, "hours that the clock skips come right after the gap");
    rt_zone_free(z);
}

/* True when the wall clock at `t` is within the hours. */
static bool
shows_open(const struct rt_calendar *c, int64_t t)
{
    struct rt_local l = rt_zone_local(c->zone, t);
    const struct rt_hours_day *h = &c->week[rt_weekday(l.day)];

    for (size_t i = 0; i < c->n_days; i++) {
        if (c->days[i].day == l.day)
            h = &c->days[i].hours;
    }
    for (int i = 0; i < h->n; i++) {
        if (l.second >= h->span[i].from && l.second < h->span[i].to)
            return true;
    }
    return false;
}

/* A whole year, compared with counting minute by minute. */
static void
test_year(const char *zone_name, const char *hours)
{
    struct rt_zone *z = zone(zone_name);
    struct rt_calendar c = calendar(hours, z);
    struct rt_work_day days[12];
    enum { MINUTES = 366 * 24 * 60 };
    static int64_t open_before[MINUTES + 1];
    int64_t begin = at(&c, day(2026, 1, 1), 0, 0);
    int wrong_open = 0, wrong_between = 0, wrong_add = 0;

    for (int i = 0; i < 12; i++)
        days[i] = (struct rt_work_day){
            day(2026, i + 1, 3 + i),
            {{{10 * 3600, (11 + i) * 3600}}, i % 3 == 0 ? 0 : 1}};
    c.days = days;
    c.n_days = 12;
    for (int m = 0; m < MINUTES; m++) {
        bool open = shows_open(&c, begin + m * INT64_C(60));

        open_before[m + 1] = open_before[m] + open;
        if (m % 7 == 0)
            wrong_open += open != rt_hours_open(&c, begin + m * INT64_C(60));
    }
    for (int i = 0; i < 3000; i++) {
        int32_t a = dice(MINUTES), b = dice(MINUTES), end;
        int64_t from = begin + a * INT64_C(60), minutes = dice(3000) + 1;
        int64_t want = a < b ? open_before[b] - open_before[a] : 0;

        wrong_between +=
            rt_hours_between(&c, from, begin + b * INT64_C(60)) != want * 60;
        for (end = a;
             end < MINUTES && open_before[end] - open_before[a] < minutes;
             end++)
            ;
        if (open_before[end] - open_before[a] == minutes)
            wrong_add += rt_hours_add(&c, from, minutes * 60) !=
                         begin + end * INT64_C(60);
    }
    is_int(wrong_open, 0, "a year of minutes is open as the clock shows");
    is_int(wrong_between, 0, "working time between any two minutes");
    is_int(wrong_add, 0, "working time added from any minute");
    rt_zone_free(z);
}

static void
test_regions(void)
{
    struct rt_zone *msk = zone("Europe/Moscow");
    struct rt_region_zones *r = NULL;
    struct rt_err err = {0};
    int32_t d = day(2026, 11, 27);
    const struct rt_zone *ural;

    ok(rt_region_zones_read(" Урал : Asia/Yekaterinburg ,Юг:Europe/Moscow", msk,
                            &r, NULL) == RT_OK,
       "zones of regions are read");
    ural = rt_region_zone(r, "Урал");
    is_str(rt_zone_name(ural), "Asia/Yekaterinburg", "by the region's name");
    ok(rt_region_zone(r, "Сибирь") == msk && rt_region_zone(r, NULL) == msk,
       "others have that of the reports");
    is_int(rt_client_hour(ural, rt_zone_instant(ural, d, 8 * 3600 + 3599)),
           rt_zone_instant(ural, d, 9 * 3600), "8:59:59 there waits for 9:00");
    is_int(rt_client_hour(ural, rt_zone_instant(ural, d, 9 * 3600)),
           rt_zone_instant(ural, d, 9 * 3600), "9:00 is an hour to write");
    is_int(rt_client_hour(ural, rt_zone_instant(ural, d, 21 * 3600 - 1)),
           rt_zone_instant(ural, d, 21 * 3600 - 1), "so is 20:59:59");
    is_int(rt_client_hour(ural, rt_zone_instant(ural, d, 21 * 3600)),
           rt_zone_instant(ural, d + 1, 9 * 3600), "21:00 waits for tomorrow");
    is_int(rt_client_hour(ural, rt_zone_instant(msk, d, 20 * 3600)),
           rt_zone_instant(ural, d + 1, 9 * 3600),
           "20:00 in Moscow is 22:00 there");
    rt_region_zones_free(r);
    ok(rt_region_zones_read("Урал", msk, &r, &err) == RT_EINVAL, "no zone");
    is_str(err.key, "desk_zones_form", "... is said");
    err = (struct rt_err){0};
    ok(rt_region_zones_read("A:UTC,A:UTC", msk, &r, &err) == RT_EINVAL,
       "a region twice");
    is_str(err.key, "desk_zones_twice", "... is said");
    err = (struct rt_err){0};
    ok(rt_region_zones_read("A:Mars/Base", msk, &r, &err) == RT_EINVAL,
       "no such zone");
    is_str(err.key, "bad_zone", "... is said");
    ok(rt_region_zones_read(NULL, msk, &r, NULL) == RT_OK, "none is allowed");
    rt_region_zones_free(r);
    rt_zone_free(msk);
}

int
main(void)
{
    test_good_weeks();
    test_bad_weeks();
    test_any_text();
    test_work_day();
    test_add();
    test_holidays();
    test_never_open();
    test_clock_changes();
    test_year("Europe/Berlin", usual);
    test_year("America/New_York",
              "Mo-Sa 00:00-05:00,06:00-24:00; Su 04:00-23:30");
    test_year("Europe/Moscow", "Mo-Th 08:30-17:30; Fr 08:30-16:15");
    test_regions();
    return done();
}
