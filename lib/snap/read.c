#include "snap/file.h"

#include "base/arena.h"
#include "base/hash.h"
#include "snap/format.h"
#include "snap/parse.h"

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
    struct rt_arena
        *arena;        /* memory for what data points to outside the file */
    const char *bytes; /* the mapped file */
    size_t length;
    struct stat
        newest; /* identity of the file `snapshot` that was opened or refused */
    struct rt_err refused; /* why neither it nor the one before could be used */
    int64_t written_at;
    char *fallback;
};

static enum rt_code
fail_broken(struct rt_err *err, const char *path, const char *why)
{
    return rt_fail_key(err, RT_EBROKEN, "snapshot_broken", "file", path, "why",
                       why, NULL);
}

/* Check everything that can be wrong with the bytes before trusting a
 * column. */
static const char *
what_is_wrong(const struct rt_snap *s)
{
    const struct rt_snap_header *h = (const struct rt_snap_header *)s->bytes;
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

    if (fd < 0 && errno == ENOENT)
        return RT_NONE;
    if (fd < 0)
        return rt_fail_errno(err, "cannot open %s", path);
    if (fstat(fd, &st) != 0 || st.st_size == 0) {
        close(fd);
        return fail_broken(err, path, "empty");
    }
    map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED)
        return rt_fail_errno(err, "cannot map %s", path);
    s->bytes = map;
    s->length = (size_t)st.st_size;
    s->written_at = st.st_mtime;
    why = what_is_wrong(s);
    if (why == NULL && !rt_snap_parse(s->bytes, s->arena, &s->data))
        why = "columns do not fit together";
    if (why == NULL)
        return RT_OK;
    munmap(map, s->length);
    s->bytes = NULL;
    return fail_broken(err, path, why);
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

/* Open the newest file of `dir`, else the one before it. */
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

/* True when the files are the same as at the answer `s->refused`. */
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
repeat_refusal(const struct rt_err *why, struct rt_err *err)
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
        return repeat_refusal(&(*s)->refused, err);
    next = new_snap();
    rc = open_newest(dir, next, &why);
    next->refused = why;
    if (rc == RT_OK || (rc == RT_EBROKEN && *s == NULL)) {
        rt_snap_close(*s);
        *s = next;
        return repeat_refusal(&why, err);
    }
    if (rc == RT_EBROKEN) {
        (*s)->newest = next->newest;
        (*s)->refused = why;
    }
    rt_snap_close(next);
    return rc == RT_NONE ? rc : repeat_refusal(&why, err);
}
