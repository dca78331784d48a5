#include "snap/file.h"

#include "base/hash.h"
#include "base/arena.h"
#include "snap/columns.h"
#include "snap/format.h"
#include "snap/hashes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The sections of one file, in the order in which they are written. */
struct plan {
    struct rt_snap_section rows[RT_SNAP_SECTIONS];
    const void *bytes[RT_SNAP_SECTIONS];
    uint32_t n;
};

static void
add(struct plan *p, uint32_t id, const void *bytes, size_t size, size_t count)
{
    if (p->n == RT_SNAP_SECTIONS)
        rt_die("snapshot: more than %d sections", RT_SNAP_SECTIONS);
    p->rows[p->n] = (struct rt_snap_section){
        .id = id, .size = (uint32_t)size, .count = count};
    p->bytes[p->n++] = bytes;
}

static void
add_text(struct plan *p, uint32_t id, const char *text)
{
    add(p, id, text, 1, strlen(text) + 1);
}

/* Length of a pool of NUL-terminated texts whose last one begins at `last`. */
static size_t
pool_size(const char *bytes, const uint32_t *at, size_t n)
{
    return n == 0 ? 0 : at[n - 1] + strlen(bytes + at[n - 1]) + 1;
}

static void
add_dict(struct plan *p, uint32_t at_id, uint32_t bytes_id,
         const struct rt_dict *d)
{
    add(p, at_id, d->at, sizeof *d->at, d->n);
    add(p, bytes_id, d->bytes, 1, pool_size(d->bytes, d->at, d->n));
}

/* The field of `d` at a byte offset of struct rt_data. */
static const void *
field(const struct rt_data *d, size_t place)
{
    return (const char *)d + place;
}

static size_t
count_at(const struct rt_data *d, size_t place)
{
    size_t n;

    memcpy(&n, field(d, place), sizeof n);
    return n;
}

static void
plan_columns(struct plan *p, const struct rt_data *d)
{
    for (size_t i = 0; i < rt_snap_columns_n; i++) {
        const struct rt_snap_column *c = &rt_snap_columns[i];
        const void *bytes;

        memcpy(&bytes, field(d, c->pointer), sizeof bytes);
        if (bytes != NULL || !c->may_lack)
            add(p, c->id, bytes, c->size, count_at(d, c->count) + c->one_more);
    }
    for (size_t i = 0; i < rt_snap_values_n; i++)
        add(p, rt_snap_values[i].id, field(d, rt_snap_values[i].place),
            rt_snap_values[i].size, 1);
    for (size_t i = 0; i < rt_snap_dicts_n; i++)
        add_dict(p, rt_snap_dicts[i].at_id, rt_snap_dicts[i].bytes_id,
                 field(d, rt_snap_dicts[i].dict));
}

static void
plan_file(struct plan *p, const struct rt_data *d)
{
    add_text(p, RT_SEC_ZONE, d->zone);
    add_text(p, RT_SEC_CURRENCY, d->currency);
    add(p, RT_SEC_HASHES, d->group_hash, RT_SNAP_GENERATION, RT_GROUP__MAX);
    add(p, RT_SEC_NAMES, d->names, 1,
        pool_size(d->names, d->client_name_at, d->n_clients));
    plan_columns(p, d);
    for (size_t k = 0; k < d->n_attrs; k++) {
        uint32_t id = RT_SEC_ATTR + (uint32_t)k * RT_SEC_ATTR_STEP;

        add_text(p, id, d->attrs[k].key);
        add_dict(p, id + 1, id + 2, &d->attrs[k].dict);
        add(p, id + 3, d->attrs[k].code, 4, d->n_clients);
    }
}

static uint64_t
align(uint64_t offset)
{
    return (offset + RT_SNAP_ALIGN - 1) / RT_SNAP_ALIGN * RT_SNAP_ALIGN;
}

/* Assign a place to every section; returns the length of the file. */
static uint64_t
place(struct plan *p)
{
    uint64_t at = sizeof(struct rt_snap_header) + p->n * sizeof p->rows[0];

    for (uint32_t i = 0; i < p->n; i++) {
        p->rows[i].offset = align(at);
        at = p->rows[i].offset + p->rows[i].size * p->rows[i].count;
    }
    return at;
}

/* The destination of the bytes, and their running checksum. */
struct sink {
    FILE *file;
    uint32_t crc;
    uint64_t at;
};

/* Piece by piece: what was just written is still near when it is summed. */
static void
put(struct sink *s, const void *bytes, size_t len)
{
    enum { PIECE = 128 * 1024 };

    for (size_t at = 0; at < len; at += PIECE) {
        const char *piece = (const char *)bytes + at;
        size_t n = len - at < PIECE ? len - at : PIECE;

        fwrite(piece, 1, n, s->file);
        s->crc = rt_crc32(s->crc, piece, n);
    }
    s->at += len;
}

static void
put_body(struct sink *s, const struct plan *p)
{
    static const char zeros[RT_SNAP_ALIGN];

    put(s, p->rows, p->n * sizeof p->rows[0]);
    for (uint32_t i = 0; i < p->n; i++) {
        put(s, zeros, p->rows[i].offset - s->at);
        put(s, p->bytes[i], p->rows[i].size * p->rows[i].count);
    }
}

/* Write the file and make it durable; it is not in its place yet. */
static enum rt_code
write_aside(const char *path, const struct plan *p, uint64_t length,
            const struct rt_data *d, const uint8_t *generation,
            struct rt_err *err)
{
    struct rt_snap_header h = {
        .magic = RT_SNAP_MAGIC,
        .version = RT_SNAP_VERSION,
        .n_sections = p->n,
        .length = length,
        .as_of = d->as_of,
        .digits = (uint8_t)d->digits,
        .demo = d->demo,
    };
    struct sink s = {.file = fopen(path, "wbe"), .at = sizeof h};
    bool good;

    if (s.file == NULL)
        return rt_fail_errno(err, "cannot write %s", path);
    memcpy(h.generation, generation, sizeof h.generation);
    fwrite(&h, 1, sizeof h, s.file); /* the checksums are still zero */
    put_body(&s, p);
    h.body_crc = s.crc;
    h.header_crc = rt_crc32(0, &h, offsetof(struct rt_snap_header, header_crc));
    good = fseek(s.file, 0, SEEK_SET) == 0 &&
           fwrite(&h, 1, sizeof h, s.file) == sizeof h && fflush(s.file) == 0 &&
           !ferror(s.file) && fsync(fileno(s.file)) == 0;
    if (!good)
        rt_fail_errno(err, "cannot write %s", path);
    if (fclose(s.file) != 0 && good) {
        rt_fail_errno(err, "cannot write %s", path);
        good = false;
    }
    if (!good)
        unlink(path);
    return good ? RT_OK : RT_EIO;
}

/* What is in the place of the new file. */
struct present {
    bool whole; /* it can be served */
    bool same;  /* it already has the new contents */
};

static struct present
look_at_present(const char *dir, const struct rt_data *d)
{
    struct present p = {0};
    struct rt_snap *s = NULL;

    if (rt_snap_open(dir, &s, NULL) != RT_OK)
        return p;
    p.whole = rt_snap_fallback(s) == NULL;
    p.same = p.whole && strcmp(rt_snap_data(s)->generation, d->generation) == 0;
    rt_snap_close(s);
    return p;
}

static enum rt_code
sync_dir(const char *dir, struct rt_err *err)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;

    if (!good)
        rt_fail_errno(err, "cannot sync folder %s", dir);
    if (fd >= 0)
        close(fd);
    return good ? RT_OK : RT_EIO;
}

/* The current file, if any, becomes the previous one. */
static enum rt_code
keep_present(const char *dir, const char *path, struct rt_err *err)
{
    char prev[PATH_MAX], link_path[PATH_MAX];

    snprintf(prev, sizeof prev, "%s/snapshot.prev", dir);
    snprintf(link_path, sizeof link_path, "%s/snapshot.link", dir);
    unlink(link_path);
    if (link(path, link_path) == 0) {
        if (rename(link_path, prev) != 0)
            return rt_fail_errno(err, "cannot write %s", prev);
    } else if (errno != ENOENT) {
        return rt_fail_errno(err, "cannot write %s", prev);
    }
    return RT_OK;
}

/* Move the new file into its place and keep the one before. */
static enum rt_code
publish(const char *dir, const char *aside, const char *path, bool keep,
        struct rt_err *err)
{
    enum rt_code rc = keep ? keep_present(dir, path, err) : RT_OK;

    if (rc != RT_OK)
        return rc;
    if (rename(aside, path) != 0)
        return rt_fail_errno(err, "cannot write %s", path);
    return sync_dir(dir, err);
}

#define ASIDE "snapshot.new."

/* True for the file of a process that has ended. */
static bool
is_left(const char *name)
{
    char *end;
    long pid;

    if (strncmp(name, ASIDE, sizeof ASIDE - 1) != 0)
        return false;
    errno = 0;
    pid = strtol(name + sizeof ASIDE - 1, &end, 10);
    return errno == 0 && pid > 0 && pid <= INT_MAX && *end == '\0' &&
           kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

/* A writer that is killed cannot remove its file, and a few of them fill a
 * disk. */
static void
remove_left(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *entry;

    while (d != NULL && (entry = readdir(d)) != NULL)
        if (is_left(entry->d_name))
            unlinkat(dirfd(d), entry->d_name, 0);
    if (d != NULL)
        closedir(d);
}

/* Hash the columns of the new kinds, each by itself. */
static void
hash_groups(const struct plan *p, struct rt_data *d, unsigned kept)
{
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++) {
        struct rt_sha *sha;
        uint8_t hash[RT_SHA256];

        if ((kept & RT_GROUP_BIT(g)) != 0)
            continue;
        sha = rt_sha_begin();
        for (uint32_t i = 0; i < p->n; i++) {
            const struct rt_snap_section *row = &p->rows[i];

            if (rt_snap_group(row->id) != g)
                continue;
            /* Its contents depend on other kinds. */
            rt_sha_add(sha, row, offsetof(struct rt_snap_section, offset));
            rt_sha_add(sha, p->bytes[i], row->size * row->count);
        }
        rt_sha_end(sha, hash);
        memcpy(d->group_hash[g], hash, sizeof d->group_hash[g]);
    }
}

/* Write the planned sections and replace the current file. */
static enum rt_code
write_plan(const char *dir, struct plan *p, const struct rt_data *d,
           const uint8_t *generation, bool keep, struct rt_err *err)
{
    char aside[PATH_MAX], path[PATH_MAX];
    enum rt_code rc;

    snprintf(aside, sizeof aside, "%s/" ASIDE "%ld", dir, (long)getpid());
    snprintf(path, sizeof path, "%s/snapshot", dir);
    rc = write_aside(aside, p, place(p), d, generation, err);
    if (rc != RT_OK)
        return rc;
    rc = publish(dir, aside, path, keep, err);
    if (rc != RT_OK)
        unlink(aside);
    return rc;
}

enum rt_code
rt_snap_write(const char *dir, struct rt_data *data, struct rt_err *err)
{
    return rt_snap_write_kept(dir, data, 0, err);
}

enum rt_code
rt_snap_write_kept(const char *dir, struct rt_data *data, unsigned kept,
                   struct rt_err *err)
{
    struct plan *p = rt_heap(sizeof *p);
    uint8_t generation[RT_SHA256];
    char before[sizeof data->generation];
    struct present present;
    enum rt_code rc = RT_OK;

    remove_left(dir);
    plan_file(p, data);
    hash_groups(p, data, kept);
    rt_snap_generations(data);
    rt_snap_generation(data, generation);
    memcpy(before, data->generation, sizeof before);
    rt_hex(generation, RT_SNAP_GENERATION, data->generation);
    /* What is copied was just read from the current file, which was whole. */
    present =
        kept == 0
            ? look_at_present(dir, data)
            : (struct present){.whole = true,
                               .same = strcmp(data->generation, before) == 0};
    if (present.same)
        rc = RT_NONE;
    else if (mkdir(dir, 0750) != 0 && errno != EEXIST)
        rc = rt_fail_errno(err, "cannot make folder %s", dir);
    if (rc == RT_OK)
        rc = write_plan(dir, p, data, generation, present.whole, err);
    free(p);
    return rc;
}
