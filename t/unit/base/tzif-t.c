/* Zone files made by this test, correct and damaged. */
#include "base/arena.h"
#include "base/zone.h"
#include "../tap.h"

enum { DAY = 86400 };

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

/* A block of `n` transitions from `at` on, a million seconds apart, by turns to
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
    /* Exactly this size, so that a sanitizer sees a read beyond it. */
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
        /* summer time all year, as RFC 8536 and tzcode write it */
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

/* Clocks that go forward and, a minute later, far back. */
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

/* Any byte may be changed to any of these values: the file is read or refused,
 * without a crash. */
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

int
main(void)
{
    test_versions();
    test_permanent_summer();
    test_double_change();
    test_broken();
    test_mutations();
    return done();
}
