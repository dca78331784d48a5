/* The zones of the machine's tzdata, compared with the C library, which reads
 * the same files.  tzif-t.c has files made by hand. */
#include "base/date.h"
#include "base/zone.h"
#include "../tap.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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

/* Report where the C library's clock in TZ and ours differ at an instant. */
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

/* Both directions agree: the instant of a wall clock shows that wall clock, and
 * no offset nearby gives an earlier instant that shows it. */
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
        /* Moscow stayed on summer time in 2011, and went back in 2014 */
        {"Europe/Moscow", 1301180399, "2011-03-27", 7199},
        {"Europe/Moscow", 1301180400, "2011-03-27", 10800},
        {"Europe/Moscow", 1414274399, "2014-10-26", 7199},
        {"Europe/Moscow", 1414274400, "2014-10-26", 3600},
        {"Europe/Moscow", INT64_C(4102444800), "2100-01-01", 10800},
        /* the day that Samoa skipped */
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

static void
put_file(const char *path, size_t len)
{
    FILE *f = fopen(path, "w");

    if (f == NULL)
        rt_die("cannot write %s", path);
    for (size_t i = 0; i < len; i++)
        fputc("TZif2"[i < 5 ? i : 4], f);
    fclose(f);
}

/* Whatever else lies in the folder of zones is named as no zone. */
static void
test_other_files(void)
{
    char dir[] = "/tmp/zones-XXXXXX", path[64];
    static const size_t sizes[] = {0, 1, 2, 5, 43, 44, 262144, 262145};

    if (mkdtemp(dir) == NULL)
        rt_die("no folder in /tmp");
    setenv("TZDIR", dir, 1);
    snprintf(path, sizeof path, "%s/Other", dir);
    for (size_t i = 0; i <= sizeof sizes / sizeof *sizes; i++) {
        bool pipe = i == sizeof sizes / sizeof *sizes;
        struct rt_zone *z = NULL;
        struct rt_err err = {0};

        if (pipe && mkfifo(path, 0600) != 0)
            rt_die("no named pipe in %s", dir);
        if (!pipe)
            put_file(path, sizes[i]);
        ok(rt_zone_open("Other", &z, &err) == RT_EINVAL &&
               strcmp(err.key, "bad_zone") == 0 && z == NULL,
           "row %zu of other files is no zone", i);
        unlink(path);
    }
    rmdir(dir);
    unsetenv("TZDIR");
}

/* The most people who wrote on one day.  Each line of the file is sender,
 * receiver, time. */
static int
highest_dau(FILE *f, const char *name)
{
    enum { DAYS = 400, USERS = 2000 };
    static bool wrote[DAYS][USERS];
    static int n[DAYS];
    struct rt_zone *z = zone(name);
    int32_t first = day(2004, 1, 1);
    int sender, receiver, best = 0;
    int64_t at;

    memset(wrote, 0, sizeof wrote);
    memset(n, 0, sizeof n);
    rewind(f);
    while (fscanf(f, "%d %d %" SCNd64, &sender, &receiver, &at) == 3) {
        int32_t d = rt_zone_day(z, at) - first;

        if (d < 0 || d >= DAYS || sender < 0 || sender >= USERS)
            rt_die("%d at %" PRId64 " is out of the data's range", sender, at);
        n[d] += !wrote[d][sender];
        wrote[d][sender] = true;
        best = n[d] > best ? n[d] : best;
    }
    rt_zone_free(z);
    return best;
}

/* A published data set whose days depend on the zone (METRICS 0). */
static void
test_collegemsg(void)
{
    const char *shared = getenv("RT_SHARED"), *source = getenv("RT_SOURCE");
    char path[1200];
    FILE *f;

    snprintf(path, sizeof path, "%s%s/data/collegemsg/CollegeMsg.txt",
             shared != NULL   ? shared
             : source != NULL ? source
                              : ".",
             shared != NULL ? "" : "/../shared");
    f = fopen(path, "r");
    if (f == NULL) {
        skip("no CollegeMsg.txt in RT_SHARED or ../shared");
        return;
    }
    is_int(highest_dau(f, "UTC"), 386, "CollegeMsg by days of UTC");
    is_int(highest_dau(f, "America/Los_Angeles"), 359, "and of Los Angeles");
    fclose(f);
}

int
main(void)
{
    test_known();
    test_instant();
    test_refused_names();
    test_other_files();
    test_collegemsg();
    test_all_zones();
    return done();
}
