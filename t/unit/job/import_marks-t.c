#include "job/import_marks.h"
#include "../tap.h"

static void
add(struct rt_marks *m, uint64_t record, const char *key)
{
    if (rt_marks_add(m, record, key, strlen(key), NULL) != RT_OK)
        abort();
}

static uint32_t
get(struct rt_marks *m, uint64_t record)
{
    uint32_t mark;

    if (rt_marks_get(m, record, &mark, NULL) != RT_OK)
        abort();
    return mark;
}

static void
test_last_wins(void)
{
    struct rt_marks *m = rt_marks_new(false);
    int64_t repeated;

    add(m, 0, "a");
    add(m, 1, "b");
    ok(rt_marks_reject(m, 2, NULL) == RT_OK, "a bad record");
    add(m, 3, "a");
    add(m, 4, "a");
    ok(rt_marks_finish(m, &repeated, NULL) == RT_OK, "all are in");
    is_int(repeated, 2, "two records are repeated later");
    is_int(get(m, 0), RT_MARK_REPEATED, "the first of them");
    is_int(get(m, 3), RT_MARK_REPEATED, "the second");
    is_int(get(m, 4), 0, "the last one counts");
    is_int(get(m, 1), 0, "one that stands alone counts");
    is_int(get(m, 2), RT_MARK_REJECTED, "the bad one is marked as such");
    is_int(get(m, 0), RT_MARK_REPEATED, "asking back works too");
    rt_marks_free(m);
}

static void
test_count_equal(void)
{
    struct rt_marks *m = rt_marks_new(true);
    int64_t repeated;

    add(m, 0, "a");
    add(m, 1, "b");
    add(m, 2, "a");
    add(m, 3, "a");
    ok(rt_marks_finish(m, &repeated, NULL) == RT_OK, "all are in");
    is_int(repeated, 2, "two equal ones beside the first");
    is_int(get(m, 0), 0, "equal records are numbered: 0");
    is_int(get(m, 2), 1, "1");
    is_int(get(m, 3), 2, "2");
    is_int(get(m, 1), 0, "each key for itself");
    rt_marks_free(m);
}

/* More than is held in memory, and every key twice, far apart. */
static void
test_many(void)
{
    enum { N = 300000 };
    struct rt_marks *m = rt_marks_new(false);
    int64_t repeated, first = 0, second = 0, keys = 0;
    char key[16];

    for (int i = 0; i < 2 * N; i++) {
        snprintf(key, sizeof key, "%d", i % N);
        add(m, (uint64_t)i, key);
    }
    ok(rt_marks_finish(m, &repeated, NULL) == RT_OK, "all are in");
    is_int(repeated, N, "every key comes twice");
    for (int i = 0; i < 2 * N; i++)
        *(i < N ? &first : &second) += get(m, (uint64_t)i) == RT_MARK_REPEATED;
    is_int(first, N, "all of the first half are repeated");
    is_int(second, 0, "none of the second");
    for (size_t part = 0; part < RT_KEYSET_PARTS; part++) {
        const struct rt_key *list;
        size_t n;
        bool sorted = true;

        if (rt_keyset_load(rt_marks_keys(m), part, &list, &n, NULL) != RT_OK)
            abort();
        for (size_t i = 1; i < n; i++)
            sorted &= memcmp(list[i - 1].hash, list[i].hash, RT_KEY_HASH) <= 0;
        if (!sorted)
            ok(false, "part %zu is sorted", part);
        keys += (int64_t)n;
    }
    is_int(keys, 2 * N, "no key is lost on the way through the file");
    rt_marks_free(m);
}

static void
test_no_room(void)
{
    struct rt_marks *m = rt_marks_new(false);
    struct rt_err err = {0};

    setenv("TMPDIR", "/nonexistent", 1);
    ok(rt_marks_reject(m, 0, &err) == RT_EIO, "no temporary folder");
    ok(strstr(err.text, "No such file") != NULL, "says so");
    rt_marks_free(m);
}

int
main(void)
{
    test_last_wins();
    test_count_equal();
    test_many();
    test_no_room();
    return done();
}
