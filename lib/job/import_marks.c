#include "job/import_marks.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 16384 }; /* marks read at a time */

struct rt_marks {
    bool count_equal;
    struct rt_keyset *keys;
    int fd; /* 4 bytes a record, holes are 0; -1 while all are 0 */
    uint32_t window[WINDOW];
    uint64_t window_at; /* first record of the window */
    bool window_read;
};

struct rt_marks *
rt_marks_new(bool count_equal)
{
    struct rt_marks *m = rt_heap(sizeof *m);

    *m = (struct rt_marks){
        .count_equal = count_equal, .keys = rt_keyset_new(), .fd = -1};
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
        return rt_fail_errno(err, "temporary file of the import");
    return RT_OK;
}

enum rt_code
rt_marks_add(struct rt_marks *m, uint64_t record, const void *key, size_t len,
             struct rt_err *err)
{
    uint8_t hash[RT_KEY_HASH];

    rt_key_hash(key, len, hash);
    return rt_keyset_add(m->keys, hash, record, err);
}

enum rt_code
rt_marks_reject(struct rt_marks *m, uint64_t record, struct rt_err *err)
{
    return set_mark(m, record, RT_MARK_REJECTED, err);
}

/* Mark the n records of one key. */
static enum rt_code
mark_equal(struct rt_marks *m, const struct rt_key *list, size_t n,
           struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (m->count_equal)
        for (size_t i = 1; i < n && rc == RT_OK; i++)
            rc = set_mark(m, list[i].value, (uint32_t)i, err);
    else
        for (size_t i = 0; i + 1 < n && rc == RT_OK; i++)
            rc = set_mark(m, list[i].value, RT_MARK_REPEATED, err);
    return rc;
}

static enum rt_code
mark_part(struct rt_marks *m, const struct rt_key *list, size_t n,
          int64_t *repeated, struct rt_err *err)
{
    enum rt_code rc = RT_OK;
    size_t end;

    for (size_t i = 0; i < n && rc == RT_OK; i = end) {
        end = i + 1;
        while (end < n &&
               memcmp(list[i].hash, list[end].hash, RT_KEY_HASH) == 0)
            end++;
        *repeated += (int64_t)(end - i - 1);
        rc = mark_equal(m, list + i, end - i, err);
    }
    return rc;
}

enum rt_code
rt_marks_finish(struct rt_marks *m, int64_t *repeated, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    *repeated = 0;
    for (size_t part = 0; part < RT_KEYSET_PARTS && rc == RT_OK; part++) {
        const struct rt_key *list;
        size_t n;

        rc = rt_keyset_load(m->keys, part, &list, &n, err);
        if (rc == RT_OK)
            rc = mark_part(m, list, n, repeated, err);
    }
    m->window_read = false;
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
            return rt_fail_errno(err, "temporary file of the import");
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
