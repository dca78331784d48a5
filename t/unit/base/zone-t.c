/* Zones against the C library's own reading of the same files, and against
 * files made here, whole and damaged. */
#include "base/arena.h"
#include "base/date.h"
#include "base/tzrule.h"
#include "base/zone.h"
#include "../tap.h"

#include <time.h>

enum { DAY = 86400 };

static struct rt_zone *
zone(const char *name)
{
    struct rt_zone *z = NULL;
    struct rt_err err = {0};

    if (rt_zone_open(name, &z, &err) != RT_OK)
        rt_die("%s", err.text);
    return z;
}

static int32_t
day(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

/* Where the C library's clock in TZ and ours differ at an instant. */
static int
differs(const struct rt_zone *z, int64_t at)
{
    struct rt_local l = rt_zone_local(z, at);
    time_t t = (time_t)at;
    struct tm tm;

    if (localtime_r(&t, &tm) == NULL)
        return 1;
    return rt_zone_offset(z, at) != tm.tm_gmtoff ||
           l.day != day(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) ||
           l.second != tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec ||
           rt_zone_day(z, at) != l.day;
}

static bool
shows(const struct rt_zone *z, int64_t at, struct rt_local want)
{
    struct rt_local l = rt_zone_local(z, at);

    return l.day == want.day && l.second == want.second;
}

/* Both ways round: the instant of a wall clock shows that wall clock, and
 * none of the offsets nearby gives an earlier one that does. */
static int
not_first(const struct rt_zone *z, int64_t at)
{
    struct rt_local l = rt_zone_local(z, at);
    int64_t first = rt_zone_instant(z, l.day, l.second);
    int wrong = !shows(z, first, l);

    for (int days = -2; days <= 2; days++) {
        int64_t other = (int64_t)l.day * DAY + l.second -
                        rt_zone_offset(z, at + days * DAY);

        wrong += other < first && shows(z, other, l);
    }
    return wrong;
}

/* Compare around every change of the clocks from `from` to `to`. */
static int
compare_changes(const struct rt_zone *z, int64_t from, int64_t to, int *n)
{
    int wrong = 0;

    for (int64_t t = from; t < to; t += 5 * DAY) {
        int64_t low = t, high = t + 5 * DAY;

        if (rt_zone_offset(z, low) == rt_zone_offset(z, high))
            continue;
        while (high - low > 1) {
            int64_t mid = low + (high - low) / 2;

            if (rt_zone_offset(z, mid) == rt_zone_offset(z, low))
                low = mid;
            else
                high = mid;
        }
        for (int64_t s = high - 7201; s <= high + 7201; s += 1200)
            wrong += differs(z, s) + not_first(z, s);
        wrong += differs(z, high - 1) + differs(z, high);
        ++*n;
    }
    return wrong;
}

static void
compare_zone(const char *name, int *wrong, int *changes)
{
    struct rt_zone *z = zone(name);
    int here;
    uint64_t seed = 7;

    setenv("TZ", name, 1);
    tzset();
    here =
        compare_changes(z, INT64_C(-2208988800), INT64_C(2600000000), changes);
    here +=
        compare_changes(z, INT64_C(13000000000), INT64_C(13100000000), changes);
    for (int i = 0; i < 2000; i++) {
        int64_t at;

        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        /* 1900 to 2199, then up to 9999 */
        at = i % 4 != 0
                 ? (int64_t)(seed >> 16) % INT64_C(9467020800) - 2208988800
                 : (int64_t)(seed >> 16) % INT64_C(253402300799);
        here += differs(z, at) + not_first(z, at);
    }
    if (here != 0)
        printf("# %s: %d\n", name, here);
    *wrong += here;
    rt_zone_free(z);
}

/* All zones of the machine's own list. */
static void
test_all_zones(void)
{
    FILE *f = fopen("/usr/share/zoneinfo/tzdata.zi", "r");
    int n = 0, wrong = 0, changes = 0;
    char line[512], name[128], link[128];

    if (f == NULL) {
        skip("no tzdata.zi");
        return;
    }
    while (fgets(line, sizeof line, f) != NULL) {
        if (sscanf(line, "Z %127s", name) != 1 &&
            sscanf(line, "L %127s %127s", link, name) != 2)
            continue;
        compare_zone(name, &wrong, &changes);
        n++;
    }
    fclose(f);
    ok(n > 300 && changes > 30000, "%d zones, %d changes of clocks", n,
       changes);
    is_int(wrong, 0, "all zones agree with the C library, 1900 to 9999");
}

static void
test_known(void)
{
    static const struct {
        const char *zone;
        int64_t at;
        const char *day;
        int32_t second;
    } rows[] = {
        {"UTC", 0, "1970-01-01", 0},
        {"UTC", -1, "1969-12-31", 86399},
        {"UTC", INT64_C(253402300799), "9999-12-31", 86399},
        {"UTC", INT64_C(253402300800), "9999-12-31", 86399},
        {"UTC", INT64_MAX, "9999-12-31", 86399},
        {"UTC", INT64_C(-62135596800), "0001-01-01", 0},
        {"UTC", INT64_MIN, "0001-01-01", 0},
        /* spring and autumn 2004 in California */
        {"America/Los_Angeles", 1081072799, "2004-04-04", 7199},
        {"America/Los_Angeles", 1081072800, "2004-04-04", 10800},
        {"America/Los_Angeles", 1099213199, "2004-10-31", 7199},
        {"America/Los_Angeles", 1099213200, "2004-10-31", 3600},
        {"America/Los_Angeles", 1082008776, "2004-04-14", 82776},
        /* Moscow gave up its summer time in 2011 and its shift in 2014 */
        {"Europe/Moscow", 1301180399, "2011-03-27", 7199},
        {"Europe/Moscow", 1301180400, "2011-03-27", 10800},
        {"Europe/Moscow", 1414274399, "2014-10-26", 7199},
        {"Europe/Moscow", 1414274400, "2014-10-26", 3600},
        {"Europe/Moscow", INT64_C(4102444800), "2100-01-01", 10800},
        /* a day that Samoa left out */
        {"Pacific/Apia", 1325239199, "2011-12-29", 86399},
        {"Pacific/Apia", 1325239200, "2011-12-31", 0},
        {"Asia/Kolkata", 1700000000, "2023-11-15", 13400},
    };
    char text[RT_PERIOD_LABEL];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_zone *z = zone(rows[i].zone);
        struct rt_local l = rt_zone_local(z, rows[i].at);

        rt_day_format(l.day, text);
        is_str(text, rows[i].day, rows[i].zone);
        is_int(l.second, rows[i].second, "and its wall clock");
        is_str(rt_zone_name(z), rows[i].zone, "keeps its name");
        rt_zone_free(z);
    }
}

static void
test_instant(void)
{
    static const struct {
        const char *zone;
        struct rt_date date;
        int32_t second;
        int64_t at;
        const char *what;
    } rows[] = {
        {"UTC", {2000, 1, 1}, 0, 946684800, "UTC is what it is"},
        {"America/Los_Angeles", {2004, 4, 4}, 7199, 1081072799, "before a gap"},
        {"America/Los_Angeles",
         {2004, 4, 4},
         7200,
         1081072800,
         "a gap's beginning is its end"},
        {"America/Los_Angeles",
         {2004, 4, 4},
         9000,
         1081074600,
         "half past two is half past three"},
        {"America/Los_Angeles", {2004, 4, 4}, 10800, 1081072800, "after it"},
        {"America/Los_Angeles",
         {2004, 10, 31},
         3599,
         1099209599,
         "before the double hour"},
        {"America/Los_Angeles",
         {2004, 10, 31},
         3600,
         1099209600,
         "the first of two"},
        {"America/Los_Angeles",
         {2004, 10, 31},
         7199,
         1099213199,
         "to the double hour's end"},
        {"America/Los_Angeles", {2004, 10, 31}, 7200, 1099216800, "after it"},
        {"Pacific/Apia", {2011, 12, 30}, 0, 1325239200, "a day left out"},
        {"Pacific/Apia", {2011, 12, 30}, 43200, 1325282400, "and its noon"},
        {"Europe/Berlin",
         {2199, 7, 1},
         0,
         INT64_C(7242213600),
         "summer of 2199"},
        {"Europe/Berlin",
         {9999, 7, 1},
         0,
         INT64_C(253386396000),
         "summer of 9999"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_zone *z = zone(rows[i].zone);

        is_int(rt_zone_instant(z, rt_day_of(rows[i].date), rows[i].second),
               rows[i].at, rows[i].what);
        rt_zone_free(z);
    }
}

static void
test_refused_names(void)
{
    static const char *const names[] = {
        "",
        "/etc/passwd",
        "/usr/share/zoneinfo/UTC",
        "../zoneinfo/UTC",
        "Europe/../UTC",
        "Europe",
        "Europe/",
        "Europe/Nowhere",
        "utc ",
        "Europe/Moscow\n",
        "tzdata.zi",
        "zone.tab",
        "Европа/Москва",
        "UTC/x",
        ".",
        "right/UTC",
    };
    char text[200];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct rt_zone *z = NULL;
        struct rt_err err = {0};

        ok(rt_zone_open(names[i], &z, &err) == RT_EINVAL &&
               strcmp(err.key, "bad_zone") == 0 && z == NULL,
           "row %zu of bad names is refused", i);
    }
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ok(rt_zone_open(text, NULL, NULL) == RT_EINVAL, "so is a very long one");
    setenv("TZDIR", "/nonexistent", 1);
    ok(rt_zone_open("UTC", NULL, NULL) == RT_EINVAL,
       "without tzdata there is no UTC either");
    setenv("TZDIR", "/usr/share/zoneinfo", 1);
    rt_zone_free(zone("UTC"));
    unsetenv("TZDIR");
    rt_zone_free(NULL);
}

/* --- files made here ------------------------------------------------------ */

struct file {
    uint8_t data[1024];
    size_t len;
};

static void
put(struct file *f, const void *data, size_t len)
{
    memcpy(f->data + f->len, data, len);
    f->len += len;
}

static void
put_be(struct file *f, int64_t value, size_t size)
{
    for (size_t i = size; i-- > 0;)
        f->data[f->len++] = (uint8_t)((uint64_t)value >> 8 * i);
}

/* A block of `n` transitions a million seconds apart from `at` on, by turns to
 * the types of one and of two hours; type 0 is UTC + 1 s. */
static void
put_block(struct file *f, char version, size_t size, int n, int64_t at,
          int leaps)
{
    put(f, "TZif", 4);
    put(f, &version, 1);
    put(f, (char[15]){0}, 15);
    put_be(f, 0, 4);
    put_be(f, 0, 4);
    put_be(f, leaps, 4);
    put_be(f, n, 4);
    put_be(f, 3, 4);
    put_be(f, 4, 4);
    for (int i = 0; i < n; i++)
        put_be(f, at + i * 1000000, size);
    for (int i = 0; i < n; i++)
        put_be(f, 1 + i % 2, 1);
    for (int i = 0; i < 3; i++) {
        put_be(f, i == 0 ? 1 : i * 3600, 4);
        put_be(f, i == 2, 1);
        put_be(f, 0, 1);
    }
    put(f, "ABC", 4);
    for (int i = 0; i < leaps; i++)
        put_be(f, 1, size + 4);
}

static struct file
make(char version, int n, const char *footer)
{
    struct file f = {0};

    put_block(&f, version, 4, version != 0 ? 0 : n, 0, 0);
    if (version != 0) {
        put_block(&f, version, 8, n, 0, 0);
        put(&f, footer, strlen(footer));
    }
    return f;
}

static enum rt_code
read_it(const struct file *f, size_t len, struct rt_zone **z)
{
    /* Of just this size, so that a sanitizer sees a byte too many read. */
    uint8_t *data = rt_heap(len);
    enum rt_code rc;

    *z = NULL;
    memcpy(data, f->data, len);
    rc = rt_zone_read("made", data, len, z, NULL);
    free(data);
    return rc;
}

static void
test_versions(void)
{
    static const struct {
        char version;
        int n;
        const char *footer;
        int32_t before, first, late; /* offsets; late: year 2100, July */
    } rows[] = {
        {0, 2, "", 1, 3600, 7200},
        {0, 0, "", 1, 1, 1},
        {'2', 2, "\n\n", 1, 3600, 7200},
        {'2', 2, "\nXYZ-2\n", 1, 3600, 7200},
        {'2', 2, "\nXYZ-1XZT,M3.5.0,M10.5.0/3\n", 1, 3600, 7200},
        {'2', 2, "\nXYZ-1XZT,M10.5.0,M3.5.0/3\n", 1, 3600, 3600},
        {'3', 2, "\n<-0330>3:30<+01>-1,J1/-24,0/100\n", 1, 3600, -12600},
        {'4', 2, "\nXYZ-2\n", 1, 3600, 7200},
        {'9', 2, "\nXYZ-2\n", 1, 3600, 7200},
        {'2', 0, "\nXYZ-5\n", 18000, 18000, 18000},
        {'2', 0, "\nXYZ-1XZT,M3.5.0,M10.5.0/3\n", 3600, 3600, 7200},
        /* summer the whole year, as RFC 8536 and tzcode write it */
        {'3', 0, "\nXXX3EDT4,0/0,J365/23\n", -14400, -14400, -14400},
        {'3', 2, "\nEST5EDT,0/0,J365/25\n", 1, 3600, -14400},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct file f = make(rows[i].version, rows[i].n, rows[i].footer);
        struct rt_zone *z;

        if (!ok(read_it(&f, f.len, &z) == RT_OK, "version %c, footer %s",
                rows[i].version != 0 ? rows[i].version : '1', rows[i].footer))
            continue;
        is_int(rt_zone_offset(z, -1), rows[i].before, "before all changes");
        is_int(rt_zone_offset(z, 0), rows[i].first, "from the first on");
        is_int(rt_zone_offset(z, INT64_C(4118083200)), rows[i].late,
               "long after them");
        rt_zone_free(z);
    }
}

static void
test_permanent_summer(void)
{
    struct file f = make('3', 0, "\nEST5EDT,0/0,J365/25\n");
    struct rt_zone *z;
    int wrong = 0;

    ok(read_it(&f, f.len, &z) == RT_OK, "summer time all year");
    for (int64_t t = 0; t < INT64_C(8000000000); t += 40000)
        wrong += rt_zone_offset(z, t) != -14400;
    is_int(wrong, 0, "has no winter in between");
    rt_zone_free(z);
}

/* Clocks that go on and, a minute later, far back. */
static void
test_double_change(void)
{
    struct file f = {0};
    struct rt_zone *z;

    /* UTC + 1 h from 0 on, + 2 h from 60 on, + 1 s from 120 on. */
    put_block(&f, 0, 4, 3, 0, 0);
    memcpy(f.data + 44 + 4, (uint8_t[]){0, 0, 0, 60, 0, 0, 0, 120}, 8);
    f.data[44 + 12 + 2] = 0;
    ok(read_it(&f, f.len, &z) == RT_OK, "changes a minute apart");
    is_int(rt_zone_instant(z, 0, 3659), 59, "a time before both");
    is_int(rt_zone_instant(z, 0, 3660), 3659,
           "a time skipped by the one and shown after the other");
    is_int(rt_zone_instant(z, 0, 7259), 7258, "up to the last");
    is_int(rt_zone_instant(z, 0, 7260), 60, "a time between them");
    is_int(rt_zone_instant(z, 0, 7320), 7319, "a time after both");
    rt_zone_free(z);
}

static void
test_broken(void)
{
    struct file f = make('2', 3, "\nXYZ-1XZT,M3.5.0,M10.5.0/3\n"), g;
    struct rt_zone *z;
    int accepted = 0;
    size_t last_block = f.len - strlen("\nXYZ-1XZT,M3.5.0,M10.5.0/3\n") -
                        (44 + 3 * 8 + 3 + 3 * 6 + 4);

    for (size_t len = 0; len < f.len; len++)
        accepted += read_it(&f, len, &z) == RT_OK;
    is_int(accepted, 0, "a file cut anywhere is refused");

    g = f;
    g.data[0] = 't';
    ok(read_it(&g, g.len, &z) == RT_EINVAL, "another magic");
    g = f;
    g.data[4] = '1';
    ok(read_it(&g, g.len, &z) == RT_EINVAL, "a version between");
    g = f;
    memset(g.data + last_block + 32, 0xff, 4);
    ok(read_it(&g, g.len, &z) == RT_EINVAL, "four billion transitions");
    g = f;
    g.data[last_block + 44 + 24] = 3;
    ok(read_it(&g, g.len, &z) == RT_EINVAL, "a type that is not there");
    g = f;
    memset(g.data + last_block + 36, 0, 4);
    ok(read_it(&g, g.len, &z) == RT_EINVAL, "no type at all");
    g = f;
    memcpy(g.data + last_block + 44 + 8, g.data + last_block + 44, 8);
    ok(read_it(&g, g.len, &z) == RT_EINVAL, "the same instant twice");
    g = f;
    memset(g.data + last_block + 44 + 27 + 6, 0x7f, 4);
    ok(read_it(&g, g.len, &z) == RT_EINVAL, "an offset of years");

    g = (struct file){0};
    put_block(&g, 0, 4, 2, 0, 1);
    ok(read_it(&g, g.len, &z) == RT_EINVAL, "leap seconds");
}

/* Any byte changed to any of some values: read or refused, never worse. */
static void
test_mutations(void)
{
    struct file f = make('2', 3, "\nXYZ-1XZT,M3.5.0,M10.5.0/3\n");
    int refused = 0, read = 0;

    for (size_t i = 0; i < f.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            struct file g = f;
            struct rt_zone *z;

            g.data[i] ^= (uint8_t)(1 << bit);
            if (read_it(&g, g.len, &z) != RT_OK) {
                refused++;
                continue;
            }
            for (int64_t t = INT64_MIN / 2; t < INT64_MAX / 2;
                 t += INT64_MAX / 16)
                read += rt_zone_offset(z, t) <= 2 * DAY;
            read += rt_zone_instant(z, INT32_MAX, 86399) > 0;
            rt_zone_free(z);
        }
    }
    ok(refused > 500 && read > 5000, "%d damaged files refused", refused);
}

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
        {"EST5EDT", false}, /* when is left open */
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
    test_known();
    test_instant();
    test_refused_names();
    test_versions();
    test_permanent_summer();
    test_double_change();
    test_broken();
    test_mutations();
    test_rules();
    test_rule_days();
    test_all_zones();
    return done();
}
