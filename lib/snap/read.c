#include "snap/file.h"

#include "base/arena.h"
#include "base/hash.h"
#include "snap/columns.h"
#include "snap/format.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct rt_snap {
    struct rt_data data;
    struct rt_arena *arena; /* of what data points to beside the file */
    const char *bytes;      /* the mapped file */
    size_t length;
    struct stat newest;    /* of the file `snapshot`, followed or passed over */
    struct rt_err refused; /* why neither it nor the one before could serve */
    int64_t written_at;
    char *fallback;
};

static enum rt_code
broken(struct rt_err *err, const char *path, const char *why)
{
    return rt_fail_key(err, RT_EBROKEN, "snapshot_broken", "file", path, "why",
                       why, NULL);
}

/* --- sections ------------------------------------------------------------- */

static const struct rt_snap_header *
header(const struct rt_snap *s)
{
    return (const struct rt_snap_header *)s->bytes;
}

static const struct rt_snap_section *
find(const struct rt_snap *s, uint32_t id)
{
    const struct rt_snap_section *rows =
        (const struct rt_snap_section *)(s->bytes +
                                         sizeof(struct rt_snap_header));

    for (uint32_t i = 0; i < header(s)->n_sections; i++)
        if (rows[i].id == id)
            return &rows[i];
    return NULL;
}

/* A column of exactly `count` elements; NULL when the file has no such. */
static const void *
column(const struct rt_snap *s, uint32_t id, size_t size, size_t count)
{
    const struct rt_snap_section *row = find(s, id);

    if (row == NULL || row->size != size || row->count != count)
        return NULL;
    return s->bytes + row->offset;
}

/* A NUL-terminated text or pool of texts. */
static const char *
text(const struct rt_snap *s, uint32_t id, size_t *len)
{
    const struct rt_snap_section *row = find(s, id);

    if (row == NULL || row->size != 1 || row->count == 0 ||
        s->bytes[row->offset + row->count - 1] != '\0')
        return NULL;
    if (len != NULL)
        *len = row->count;
    return s->bytes + row->offset;
}

static bool
dict(const struct rt_snap *s, uint32_t at_id, uint32_t bytes_id,
     struct rt_dict *out)
{
    const struct rt_snap_section *row = find(s, at_id);
    size_t len = 0;

    if (row == NULL || row->size != sizeof *out->at || row->count == 0)
        return false;
    out->n = row->count;
    out->at = column(s, at_id, sizeof *out->at, out->n);
    out->bytes = text(s, bytes_id, &len);
    for (size_t i = 0; i < out->n && out->bytes != NULL; i++)
        if (out->at[i] >= len)
            return false;
    return out->bytes != NULL;
}

/* --- the columns ---------------------------------------------------------- */

static void *
field(struct rt_data *d, size_t place)
{
    return (char *)d + place;
}

static size_t
count_at(struct rt_data *d, size_t place)
{
    size_t n;

    memcpy(&n, field(d, place), sizeof n);
    return n;
}

static const uint32_t *
column_at(struct rt_data *d, size_t place)
{
    const uint32_t *column;

    memcpy(&column, field(d, place), sizeof column);
    return column;
}

static bool
read_values(struct rt_snap *s)
{
    for (size_t i = 0; i < rt_snap_values_n; i++) {
        const struct rt_snap_value *v = &rt_snap_values[i];
        const void *bytes = column(s, v->id, v->size, 1);

        if (bytes == NULL)
            return false;
        memcpy(field(&s->data, v->place), bytes, v->size);
    }
    return true;
}

static bool
read_columns(struct rt_snap *s)
{
    for (size_t i = 0; i < rt_snap_columns_n; i++) {
        const struct rt_snap_column *c = &rt_snap_columns[i];
        const struct rt_snap_section *row = find(s, c->id);
        const void *bytes;

        if (row == NULL && c->may_lack)
            continue;
        if (row != NULL && c->counts)
            memcpy(field(&s->data, c->count), &row->count, sizeof row->count);
        bytes = column(s, c->id, c->size,
                       count_at(&s->data, c->count) + c->one_more);
        if (bytes == NULL)
            return false;
        memcpy(field(&s->data, c->pointer), &bytes, sizeof bytes);
    }
    for (size_t i = 0; i < rt_snap_dicts_n; i++)
        if (!dict(s, rt_snap_dicts[i].at_id, rt_snap_dicts[i].bytes_id,
                  field(&s->data, rt_snap_dicts[i].dict)))
            return false;
    return true;
}

static bool
below(const uint32_t *code, size_t n, size_t limit, bool nobody)
{
    bool good = true;

    for (size_t i = 0; i < n; i++)
        good &= code[i] < limit || (nobody && code[i] == RT_NOBODY);
    return good;
}

/* Offsets of rows by owner: rising from 0 to `total`. */
static bool
rising(const uint32_t *first, size_t n, size_t total)
{
    if (first[0] != 0 || first[n] != total)
        return false;
    for (size_t i = 0; i < n; i++)
        if (first[i] > first[i + 1])
            return false;
    return true;
}

/* Nothing that a column says may lead outside another one. */
static bool
columns_fit(struct rt_data *d)
{
    for (size_t i = 0; i < rt_snap_limits_n; i++) {
        const struct rt_snap_limit *l = &rt_snap_limits[i];

        if (!below(column_at(d, l->pointer), count_at(d, l->count),
                   count_at(d, l->limit), l->nobody))
            return false;
    }
    for (size_t i = 0; i < rt_snap_rises_n; i++) {
        const struct rt_snap_rise *r = &rt_snap_rises[i];

        if (!rising(column_at(d, r->pointer), count_at(d, r->owners),
                    count_at(d, r->total)))
            return false;
    }
    for (size_t i = 0; i < d->cases.n; i++)
        if (d->cases.status[i] >= RT_STATUS__MAX)
            return false;
    return (d->payments.events.day16 != NULL ||
            d->payments.events.day32 != NULL) &&
           (d->payments.amount32 != NULL || d->payments.amount64 != NULL) &&
           (d->activity.day16 != NULL || d->activity.day32 != NULL) &&
           d->payments.months.n_all ==
               d->payments.months.n_words * d->n_clients &&
           d->activity_months.n_all ==
               d->activity_months.n_words * d->n_clients;
}

static bool
read_names(struct rt_snap *s, struct rt_data *d)
{
    size_t len = 0;

    d->names = d->n_clients == 0 ? "" : text(s, RT_SEC_NAMES, &len);
    return d->names != NULL &&
           below(d->client_name_at, d->n_clients, len, false);
}

static bool
read_attrs(struct rt_snap *s, struct rt_data *d)
{
    struct rt_attr *attrs;
    size_t n = 0;

    while (find(s, RT_SEC_ATTR + (uint32_t)n * RT_SEC_ATTR_STEP) != NULL)
        n++;
    attrs = rt_alloc_n(s->arena, n, sizeof *attrs);
    for (size_t k = 0; k < n; k++) {
        uint32_t id = RT_SEC_ATTR + (uint32_t)k * RT_SEC_ATTR_STEP;

        attrs[k].key = text(s, id, NULL);
        attrs[k].code = column(s, id + 3, 4, d->n_clients);
        if (attrs[k].key == NULL || attrs[k].code == NULL ||
            !dict(s, id + 1, id + 2, &attrs[k].dict) ||
            !below(attrs[k].code, d->n_clients, attrs[k].dict.n, false))
            return false;
    }
    d->attrs = attrs;
    d->n_attrs = n;
    return true;
}

static bool
read_data(struct rt_snap *s)
{
    struct rt_data *d = &s->data;
    const struct rt_snap_header *h = header(s);

    d->as_of = h->as_of;
    d->digits = h->digits;
    d->demo = h->demo != 0;
    rt_hex(h->generation, sizeof h->generation, d->generation);
    d->zone = text(s, RT_SEC_ZONE, NULL);
    d->currency = text(s, RT_SEC_CURRENCY, NULL);
    return d->zone != NULL && d->currency != NULL && read_values(s) &&
           read_columns(s) && columns_fit(d) && read_names(s, d) &&
           read_attrs(s, d);
}

/* --- the file ------------------------------------------------------------- */

/* All that can be wrong with the bytes, before any column is trusted. */
static const char *
what_is_wrong(const struct rt_snap *s)
{
    const struct rt_snap_header *h = header(s);
    const struct rt_snap_section *rows;

    if (s->length < sizeof *h ||
        memcmp(h->magic, RT_SNAP_MAGIC, sizeof h->magic) != 0)
        return "not a snapshot";
    if (h->header_crc !=
        rt_crc32(0, h, offsetof(struct rt_snap_header, header_crc)))
        return "header damaged";
    if (h->version > RT_SNAP_VERSION)
        return "written by a newer version";
    if (h->version < RT_SNAP_VERSION)
        return "written by an older version";
    if (h->length != s->length)
        return "cut short";
    if (h->n_sections > RT_SNAP_SECTIONS ||
        sizeof *h + h->n_sections * sizeof *rows > s->length)
        return "table damaged";
    rows = (const struct rt_snap_section *)(s->bytes + sizeof *h);
    for (uint32_t i = 0; i < h->n_sections; i++)
        if (rows[i].size == 0 || rows[i].size > 64 ||
            rows[i].offset > s->length ||
            rows[i].count > (s->length - rows[i].offset) / rows[i].size ||
            rows[i].offset % RT_SNAP_ALIGN != 0)
            return "table damaged";
    if (h->body_crc != rt_crc32(0, s->bytes + sizeof *h, s->length - sizeof *h))
        return "content damaged";
    return NULL;
}

/* Map one file.  RT_NONE: it does not exist. */
static enum rt_code
open_file(const char *path, struct rt_snap *s, struct rt_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    const char *why;
    struct stat st;
    void *map;

    s->data = (struct rt_data){0}; /* nothing of a file refused before */
    if (fd < 0 && errno == ENOENT)
        return RT_NONE;
    if (fd < 0)
        return rt_fail_errno(err, "cannot open %s", path);
    if (fstat(fd, &st) != 0 || st.st_size == 0) {
        close(fd);
        return broken(err, path, "empty");
    }
    map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED)
        return rt_fail_errno(err, "cannot map %s", path);
    s->bytes = map;
    s->length = (size_t)st.st_size;
    s->written_at = st.st_mtime;
    why = what_is_wrong(s);
    if (why == NULL && !read_data(s))
        why = "columns do not fit together";
    if (why == NULL)
        return RT_OK;
    munmap(map, s->length);
    s->bytes = NULL;
    return broken(err, path, why);
}

static void
path_of(const char *dir, const char *name, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s", dir, name);
}

static struct rt_snap *
new_snap(void)
{
    struct rt_snap *s = rt_heap(sizeof *s);

    s->arena = rt_arena_new();
    return s;
}

/* The newest file of `dir`, else the one before it. */
static enum rt_code
open_newest(const char *dir, struct rt_snap *s, struct rt_err *err)
{
    struct rt_err first = {0};
    char path[PATH_MAX];
    enum rt_code rc;

    path_of(dir, "snapshot", path);
    if (stat(path, &s->newest) != 0)
        s->newest = (struct stat){0};
    rc = open_file(path, s, &first);
    if (rc == RT_OK || rc == RT_NONE)
        return rc;
    path_of(dir, "snapshot.prev", path);
    s->fallback = rt_heap_str(first.text);
    if (open_file(path, s, NULL) == RT_OK)
        return RT_OK;
    if (err != NULL && err->code == RT_OK)
        *err = first;
    return first.code;
}

enum rt_code
rt_snap_open(const char *dir, struct rt_snap **out, struct rt_err *err)
{
    struct rt_snap *s = new_snap();
    enum rt_code rc = open_newest(dir, s, err);

    if (rc == RT_OK)
        *out = s;
    else
        rt_snap_close(s);
    return rc;
}

void
rt_snap_close(struct rt_snap *s)
{
    if (s == NULL)
        return;
    if (s->bytes != NULL)
        munmap((void *)(uintptr_t)s->bytes, s->length);
    rt_arena_free(s->arena);
    free(s->fallback);
    free(s);
}

const struct rt_data *
rt_snap_data(const struct rt_snap *s)
{
    return s->bytes != NULL ? &s->data : NULL;
}

const char *
rt_snap_fallback(const struct rt_snap *s)
{
    return s->fallback;
}

int64_t
rt_snap_written_at(const struct rt_snap *s)
{
    return s->written_at;
}

static bool
same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* All is as it was when the answer was `s->refused`. */
static bool
is_known(const char *dir, const struct rt_snap *s)
{
    char path[PATH_MAX];
    struct stat st;

    path_of(dir, "snapshot", path);
    if (stat(path, &st) != 0)
        return s->bytes != NULL;
    return same_file(&st, &s->newest);
}

static enum rt_code
repeat(const struct rt_err *why, struct rt_err *err)
{
    if (why->code != RT_OK && err != NULL && err->code == RT_OK)
        *err = *why;
    return why->code;
}

enum rt_code
rt_snap_follow(const char *dir, struct rt_snap **s, struct rt_err *err)
{
    struct rt_snap *next;
    struct rt_err why = {0};
    enum rt_code rc;

    if (*s != NULL && is_known(dir, *s))
        return repeat(&(*s)->refused, err);
    next = new_snap();
    rc = open_newest(dir, next, &why);
    next->refused = why;
    if (rc == RT_OK || (rc == RT_EBROKEN && *s == NULL)) {
        rt_snap_close(*s);
        *s = next;
        return repeat(&why, err);
    }
    if (rc == RT_EBROKEN) {
        (*s)->newest = next->newest;
        (*s)->refused = why;
    }
    rt_snap_close(next);
    return rc == RT_NONE ? rc : repeat(&why, err);
}
