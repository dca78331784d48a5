#include "import/record_marks.h"

#include "base/arena.h"
#include "base/date.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The hash of a term: of its key, of its owner, and its two days. */
enum { OWNER_HASH = 4, DAYS_AT = RT_TERM_HASH + OWNER_HASH };

enum {
    WINDOW = 16384, /* marks read at a time */
    WAYS = 4        /* value of a key: record * WAYS + way */
};

struct rt_marks {
    struct rt_keyset *keys;
    int fd; /* 4 bytes for each record, gaps are 0; -1 while all are 0 */
    uint32_t window[WINDOW];
    uint64_t window_at; /* first record of the loaded window */
    bool window_read;
};

struct rt_marks *
rt_marks_new(void)
{
    struct rt_marks *m = rt_heap(sizeof *m);

    *m = (struct rt_marks){.keys = rt_keyset_new(), .fd = -1};
    return m;
}

void
rt_marks_free(struct rt_marks *m)
{
    if (m == NULL)
        return;
    rt_keyset_free(m->keys);
    if (m->fd >= 0)
        close(m->fd);
    free(m);
}

static enum rt_code
set_mark(struct rt_marks *m, uint64_t record, uint32_t mark, struct rt_err *err)
{
    if (m->fd < 0)
        m->fd = rt_temp_file();
    if (m->fd < 0 || pwrite(m->fd, &mark, sizeof mark,
                            (off_t)(record * sizeof mark)) != sizeof mark)
        return rt_temp_failed(err);
    return RT_OK;
}

enum rt_code
rt_marks_add(struct rt_marks *m, uint64_t record, const void *key, size_t len,
             enum rt_mark_way way, struct rt_err *err)
{
    uint8_t hash[RT_KEY_HASH];

    rt_key_hash(key, len, hash);
    return rt_keyset_add(m->keys, hash, record * WAYS + way, err);
}

/* Days as bytes that sort in the order of days. */
static void
put_day(uint8_t out[4], int32_t day)
{
    uint32_t u = (uint32_t)day ^ 0x80000000u;

    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(u >> (24 - 8 * i));
}

static int32_t
get_day(const uint8_t in[4])
{
    uint32_t u = 0;

    for (int i = 0; i < 4; i++)
        u = u << 8 | in[i];
    return (int32_t)(u ^ 0x80000000u);
}

static int32_t
start_of(const struct rt_keyset_item *k)
{
    return get_day(k->hash + DAYS_AT);
}

static int32_t
end_of(const struct rt_keyset_item *k)
{
    return get_day(k->hash + DAYS_AT + 4);
}

enum rt_code
rt_marks_add_term(struct rt_marks *m, uint64_t record, const void *key,
                  size_t len, const char *owner, int32_t start, int32_t end,
                  struct rt_err *err)
{
    uint8_t hash[RT_KEY_HASH], of_owner[RT_KEY_HASH];

    rt_key_hash(key, len, hash);
    rt_key_hash(owner, strlen(owner), of_owner);
    memcpy(hash + RT_TERM_HASH, of_owner, OWNER_HASH);
    put_day(hash + DAYS_AT, start);
    put_day(hash + DAYS_AT + 4, end);
    return rt_keyset_add(m->keys, hash, record * WAYS + RT_MARK_TERMS, err);
}

enum rt_code
rt_marks_skip(struct rt_marks *m, uint64_t record, uint32_t mark,
              struct rt_err *err)
{
    return set_mark(m, record, mark, err);
}

/* The last of n records counts, all others do not. */
static enum rt_code
mark_last(struct rt_marks *m, const struct rt_keyset_item *list, size_t n,
          struct rt_mark_counts *counts, struct rt_err *err)
{
    const struct rt_keyset_item *last = list;
    enum rt_code rc = RT_OK;

    for (size_t i = 1; i < n; i++)
        if (list[i].value > last->value)
            last = &list[i];
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        if (&list[i] != last)
            rc = set_mark(m, list[i].value / WAYS, RT_MARK_REPEATED, err);
    counts->repeated += (int64_t)n - 1;
    return rc;
}

static enum rt_code
mark_equal(struct rt_marks *m, const struct rt_keyset_item *list, size_t n,
           struct rt_mark_counts *counts, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 1; i < n && rc == RT_OK; i++)
        rc = set_mark(m, list[i].value / WAYS, (uint32_t)i, err);
    counts->equal += (int64_t)n - 1;
    return rc;
}

/* How many of the n records have the same start as the first; *last is the one
 * that counts. */
static size_t
same_start(const struct rt_keyset_item *list, size_t n,
           const struct rt_keyset_item **last)
{
    size_t same = 1;

    *last = list;
    while (same < n && start_of(&list[same]) == start_of(list)) {
        if (list[same].value > (*last)->value)
            *last = &list[same];
        same++;
    }
    return same;
}

static bool
overlaps(const struct rt_keyset_item *list, size_t n)
{
    const struct rt_keyset_item *before = NULL, *last;

    for (size_t i = 0; i < n; before = last) {
        i += same_start(list + i, n - i, &last);
        if (before != NULL && end_of(before) > start_of(last))
            return true;
    }
    return false;
}

/* Four times the number of days since the day before RT_DAY_MIN (0: not
 * known), plus two bits. */
static uint32_t
term_mark(struct rt_term t)
{
    uint32_t days =
        t.stretch == RT_DAY_NONE ? 0 : (uint32_t)(t.stretch - RT_DAY_MIN + 1);

    return RT_MARK_TERM + 4 * days + (t.first ? 2 : 0) + (t.last ? 1 : 0);
}

struct rt_term
rt_mark_term(uint32_t mark)
{
    uint32_t u = mark - RT_MARK_TERM;

    return (struct rt_term){
        .stretch = u / 4 == 0 ? RT_DAY_NONE : RT_DAY_MIN - 1 + (int32_t)(u / 4),
        .first = (u & 2) != 0,
        .last = (u & 1) != 0};
}

/* Mark records of one key and owner; one record alone is a term only if the
 * key has other owners. */
static enum rt_code
mark_stretches(struct rt_marks *m, const struct rt_keyset_item *list, size_t n,
               bool first, struct rt_mark_counts *counts, struct rt_err *err)
{
    const struct rt_keyset_item *last, *after;
    struct rt_term t = {.stretch = start_of(list), .first = first};
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < n && rc == RT_OK;) {
        size_t same = same_start(list + i, n - i, &last);

        rc = mark_last(m, list + i, same, counts, err);
        i += same;
        after = NULL;
        if (i < n)
            same_start(list + i, n - i, &after);
        t.last = after == NULL || end_of(last) < start_of(after);
        if (rc == RT_OK)
            rc = set_mark(m, last->value / WAYS, term_mark(t), err);
        counts->terms += after != NULL;
        if (t.last && after != NULL)
            t = (struct rt_term){.stretch = start_of(after)};
    }
    return rc;
}

/* How many of the n records have the same owner as the first. */
static size_t
same_owner(const struct rt_keyset_item *list, size_t n)
{
    size_t same = 1;

    while (same < n && memcmp(list[same].hash, list->hash, DAYS_AT) == 0)
        same++;
    return same;
}

/* Mark records of one of several owners. */
static enum rt_code
mark_owner(struct rt_marks *m, const struct rt_keyset_item *list, size_t n,
           bool first, struct rt_mark_counts *counts, struct rt_err *err)
{
    const struct rt_keyset_item *last = list;
    struct rt_term only = {.first = first, .last = true};
    enum rt_code rc;

    if (!overlaps(list, n))
        return mark_stretches(m, list, n, first, counts, err);
    for (size_t i = 1; i < n; i++)
        if (list[i].value > last->value)
            last = &list[i];
    only.stretch = start_of(last);
    rc = mark_last(m, list, n, counts, err);
    return rc == RT_OK ? set_mark(m, last->value / WAYS, term_mark(only), err)
                       : rc;
}

static enum rt_code
mark_owners(struct rt_marks *m, const struct rt_keyset_item *list, size_t n,
            struct rt_mark_counts *counts, struct rt_err *err)
{
    const struct rt_keyset_item *first = list;
    size_t same;
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < n; i++)
        if (start_of(&list[i]) < start_of(first))
            first = &list[i];
    for (size_t i = 0; i < n && rc == RT_OK; i += same) {
        const struct rt_keyset_item *end;

        same = same_owner(list + i, n - i);
        end = list + i + same;
        rc = mark_owner(m, list + i, same, first >= list + i && first < end,
                        counts, err);
    }
    return rc;
}

static enum rt_code
mark_terms(struct rt_marks *m, const struct rt_keyset_item *list, size_t n,
           struct rt_mark_counts *counts, struct rt_err *err)
{
    const struct rt_keyset_item *last;

    if (same_owner(list, n) < n)
        return mark_owners(m, list, n, counts, err);
    if (same_start(list, n, &last) == n || overlaps(list, n))
        return mark_last(m, list, n, counts, err);
    return mark_stretches(m, list, n, true, counts, err);
}

static enum rt_code
mark_group(struct rt_marks *m, const struct rt_keyset_item *list, size_t n,
           struct rt_mark_counts *counts, struct rt_err *err)
{
    if (n == 1)
        return RT_OK;
    switch ((enum rt_mark_way)(list[0].value % WAYS)) {
    case RT_MARK_LAST:
        return mark_last(m, list, n, counts, err);
    case RT_MARK_KEEP:
        return mark_equal(m, list, n, counts, err);
    case RT_MARK_TERMS:
        return mark_terms(m, list, n, counts, err);
    }
    return RT_OK;
}

static enum rt_code
mark_part(struct rt_marks *m, const struct rt_keyset_item *list, size_t n,
          struct rt_mark_counts *counts, struct rt_err *err)
{
    enum rt_code rc = RT_OK;
    size_t end;

    for (size_t i = 0; i < n && rc == RT_OK; i = end) {
        size_t len =
            list[i].value % WAYS == RT_MARK_TERMS ? RT_TERM_HASH : RT_KEY_HASH;

        end = i + 1;
        while (end < n && memcmp(list[i].hash, list[end].hash, len) == 0)
            end++;
        rc = mark_group(m, list + i, end - i, counts, err);
    }
    return rc;
}

enum rt_code
rt_marks_finish(struct rt_marks *m, struct rt_mark_counts *counts,
                struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    *counts = (struct rt_mark_counts){0};
    for (size_t part = 0; part < RT_KEYSET_PARTS && rc == RT_OK; part++) {
        const struct rt_keyset_item *list;
        size_t n;

        rc = rt_keyset_load(m->keys, part, &list, &n, err);
        if (rc == RT_OK)
            rc = mark_part(m, list, n, counts, err);
    }
    return rc;
}

enum rt_code
rt_marks_get(struct rt_marks *m, uint64_t record, uint32_t *mark,
             struct rt_err *err)
{
    if (m->fd < 0) {
        *mark = 0;
        return RT_OK;
    }
    if (!m->window_read || record - m->window_at >= WINDOW) {
        m->window_at = record / WINDOW * WINDOW;
        memset(m->window, 0, sizeof m->window);
        if (pread(m->fd, m->window, sizeof m->window,
                  (off_t)(m->window_at * sizeof m->window[0])) < 0)
            return rt_temp_failed(err);
        m->window_read = true;
    }
    *mark = m->window[record - m->window_at];
    return RT_OK;
}

struct rt_keyset *
rt_marks_keys(struct rt_marks *m)
{
    return m->keys;
}
