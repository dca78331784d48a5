#include "base/zone.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/tzif.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    DAY = 86400,
    NAME_LONGEST = 128,
    PATH_SIZE = 1024,
    FILE_LARGEST = 256 * 1024,
    RULE_YEARS = 404, /* transitions written out after the file's last one */
    NEAR = 2 * DAY    /* no local time is farther from UTC than this */
};

/* The Gregorian calendar, weekdays included, repeats after 400 years. */
static const int64_t cycle = INT64_C(146097) * DAY;
/* 0001-01-01 to 9999-12-31: instants outside are read as the nearest of
 * these. */
static const int64_t at_min = INT64_C(-62135596800);
static const int64_t at_max = INT64_C(253402300799);

struct rt_zone {
    char *name;
    int32_t before; /* offset before the first transition */
    size_t n;
    int64_t *at;     /* [n] transitions, rising, with those of the rule */
    int32_t *offset; /* [n] offset from at[i] on */
    bool cycles;     /* after at[n - 1] the 400 years before it repeat */
};

static int64_t
clamp(int64_t at)
{
    return at < at_min ? at_min : at > at_max ? at_max : at;
}

static int32_t
day_of(int64_t seconds)
{
    return (int32_t)(seconds / DAY - (seconds % DAY < 0));
}

static void
push(struct rt_zone *z, int64_t at, int32_t offset)
{
    z->at[z->n] = at;
    z->offset[z->n] = offset;
    z->n++;
}

/* Write the changes of a rule out as transitions, so that all times are looked
 * up in the same way. */
static void
push_rule(struct rt_zone *z, const struct rt_tzrule *r)
{
    size_t file_n = z->n;
    int64_t begin = file_n != 0 ? z->at[file_n - 1] : at_min, start, end;
    /* In the south, summer may begin in the year before. */
    int year = rt_date_of(day_of(clamp(begin))).year - 1;

    z->at = rt_heap_grow(z->at, z->n + 2 * RULE_YEARS, sizeof *z->at);
    z->offset =
        rt_heap_grow(z->offset, z->n + 2 * RULE_YEARS, sizeof *z->offset);
    for (int i = 0; i < RULE_YEARS; i++) {
        rt_tzrule_year(r, year + i, &start, &end);
        if (end <= begin)
            continue;
        if (z->n > file_n && z->at[z->n - 1] >= start)
            z->n--; /* no winter in between */
        else if (start > begin)
            push(z, start, r->dst);
        else if (file_n != 0)
            z->offset[file_n - 1] = r->dst;
        else
            z->before = r->dst;
        push(z, end, r->std);
    }
    z->cycles = true;
}

enum rt_code
rt_zone_read(const char *name, const uint8_t *data, size_t len,
             struct rt_zone **out, struct rt_err *err)
{
    struct rt_tzif f;
    struct rt_zone *z;

    if (rt_tzif_parse(data, len, &f) != RT_OK)
        return rt_fail_key(err, RT_EINVAL, "bad_zone", "name", name, NULL);
    z = rt_heap(sizeof *z);
    *z = (struct rt_zone){.name = rt_heap_str(name),
                          .before = f.before,
                          .n = f.n,
                          .at = f.at,
                          .offset = f.offset};
    /* After the file's last transition the rule decides. */
    if (f.has_rule && f.n != 0)
        z->offset[f.n - 1] = f.rule.std;
    else if (f.has_rule)
        z->before = f.rule.std;
    if (f.has_rule && f.rule.changes && (f.n == 0 || f.at[f.n - 1] < at_max))
        push_rule(z, &f.rule);
    *out = z;
    return RT_OK;
}

static bool
good_name(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789_+-./";
    size_t len = strlen(name);

    return len > 0 && len <= NAME_LONGEST && strspn(name, allowed) == len &&
           name[0] != '/' && strstr(name, "..") == NULL;
}

/* Read a regular file of at most FILE_LARGEST bytes.  RT_NONE: there is no
 * such file. */
static enum rt_code
read_file(const char *path, uint8_t *data, size_t *len, struct rt_err *err)
{
    /* O_NONBLOCK: a named pipe must not make us wait. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum rt_code rc = RT_OK;
    struct stat st;
    ssize_t n;

    *len = 0;
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? RT_NONE
                   : rt_fail_errno(err, "%s", path);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
        st.st_size > FILE_LARGEST)
        rc = RT_NONE;
    while (rc == RT_OK && *len < FILE_LARGEST) {
        n = read(fd, data + *len, FILE_LARGEST - *len);
        if (n == 0)
            break;
        if (n > 0)
            *len += (size_t)n;
        else if (errno != EINTR)
            rc = rt_fail_errno(err, "%s", path);
    }
    close(fd);
    return rc;
}

enum rt_code
rt_zone_open(const char *name, struct rt_zone **out, struct rt_err *err)
{
    const char *dir = getenv("TZDIR");
    char path[PATH_SIZE];
    uint8_t *data;
    size_t len;
    enum rt_code rc;

    if (dir == NULL || dir[0] == '\0')
        dir = "/usr/share/zoneinfo";
    if (!good_name(name) ||
        snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
        return rt_fail_key(err, RT_EINVAL, "bad_zone", "name", name, NULL);
    data = rt_heap(FILE_LARGEST);
    rc = read_file(path, data, &len, err);
    if (rc == RT_OK)
        rc = rt_zone_read(name, data, len, out, err);
    if (rc == RT_NONE)
        rc = rt_fail_key(err, RT_EINVAL, "bad_zone", "name", name, NULL);
    free(data);
    return rc;
}

void
rt_zone_free(struct rt_zone *z)
{
    if (z == NULL)
        return;
    free(z->name);
    free(z->at);
    free(z->offset);
    free(z);
}

const char *
rt_zone_name(const struct rt_zone *z)
{
    return z->name;
}

/* `at`, or the instant whole 400-year cycles earlier that is written out. */
static int64_t
fold(const struct rt_zone *z, int64_t at)
{
    int64_t over = z->cycles ? at + NEAR - z->at[z->n - 1] : -1;

    return over < 0 ? at : at - (over / cycle + 1) * cycle;
}

/* Number of transitions up to `at`, including one at `at`. */
static size_t
count_until(const struct rt_zone *z, int64_t at)
{
    size_t low = 0, high = z->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (z->at[mid] <= at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The offset that is in force after the first `i` transitions. */
static int32_t
offset_after(const struct rt_zone *z, size_t i)
{
    return i == 0 ? z->before : z->offset[i - 1];
}

int32_t
rt_zone_offset(const struct rt_zone *z, int64_t at)
{
    return offset_after(z, count_until(z, fold(z, clamp(at))));
}

struct rt_local
rt_zone_local(const struct rt_zone *z, int64_t at)
{
    int64_t wall = clamp(at) + rt_zone_offset(z, at);
    int32_t day = day_of(wall);

    return (struct rt_local){day, (int32_t)(wall - (int64_t)day * DAY)};
}

int32_t
rt_zone_day(const struct rt_zone *z, int64_t at)
{
    return rt_zone_local(z, at).day;
}

/* The first instant, within the transitions, at which the wall clock shows
 * this time. */
static int64_t
find_instant(const struct rt_zone *z, int64_t wall)
{
    size_t first = count_until(z, wall - NEAR), gap = 0;

    for (size_t i = first; i <= z->n; i++) {
        int64_t at = wall - offset_after(z, i);

        if (i > first && z->at[i - 1] > wall + NEAR)
            break;
        if (i < z->n && at >= z->at[i])
            continue;
        if (i == first || at >= z->at[i - 1])
            return at;
        if (gap == 0)
            gap = i; /* the clocks jumped over this time */
    }
    return wall - offset_after(z, gap - 1);
}

int64_t
rt_zone_instant(const struct rt_zone *z, int32_t day, int32_t second)
{
    int64_t given = clamp((int64_t)day * DAY + second);
    int64_t wall = fold(z, given);

    return find_instant(z, wall) + (given - wall);
}
