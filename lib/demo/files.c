#include "demo/files.h"

#include "base/arena.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 1 << 20, DAY_S = 86400 };

static const char *const names[RT_DEMO_FILES] = {
    [RT_DEMO_CLIENTS_CSV] = "clients.csv",
    [RT_DEMO_CONTRACTS_CSV] = "contracts.csv",
    [RT_DEMO_CHANGES_CSV] = "changes.csv",
    [RT_DEMO_PAYMENTS_CSV] = "payments.csv",
    [RT_DEMO_ACTIVITY_CSV] = "activity.csv",
    [RT_DEMO_OFFERS_CSV] = "offers.csv",
    [RT_DEMO_CASES_CSV] = "cases.csv",
    [RT_DEMO_CAMPAIGNS_CSV] = "campaigns.csv",
    [RT_DEMO_MEMBERS_CSV] = "members.csv",
    [RT_DEMO_USERS_CSV] = "users.csv",
    [RT_DEMO_README] = "README.md",
    [RT_DEMO_CONF] = "import.conf",
};

/* The first line of an import.conf that the demo has written. */
static const char mark[] = "# Made by `retention demo`: invented data.\n";

struct one {
    char *path, *unfinished; /* path and temporary path; the latter is NULL when
                                the file is in place */
    FILE *f;
    struct rt_buf block; /* not yet written */
    size_t n_fields;     /* bytes of the current row */
};

struct rt_demo_files {
    struct rt_arena *arena;
    struct one file[RT_DEMO_FILES];
    char day_text[RT_PERIOD_LABEL]; /* of the last day written */
    int32_t day;
    struct rt_err failed; /* the first failed write */
};

/* True when the folder's import.conf is ours: then so are the files beside
 * it. */
static bool
is_own(const char *conf)
{
    char line[sizeof mark] = "";
    FILE *f = fopen(conf, "re");
    bool own;

    if (f == NULL)
        return false;
    own = fgets(line, sizeof line, f) != NULL && strcmp(line, mark) == 0;
    fclose(f);
    return own;
}

static enum rt_code
refuse_foreign(const struct rt_demo_files *d, const char *dir,
               struct rt_err *err)
{
    if (is_own(d->file[RT_DEMO_CONF].path))
        return RT_OK;
    for (size_t i = 0; i < RT_DEMO_FILES; i++)
        if (access(d->file[i].path, F_OK) == 0)
            return rt_fail_key(err, RT_ECONFLICT, "demo_dir_used", "dir", dir,
                               "file", names[i], NULL);
    return RT_OK;
}

static enum rt_code
open_all(struct rt_demo_files *d, struct rt_err *err)
{
    for (size_t i = 0; i < RT_DEMO_FILES; i++) {
        struct one *o = &d->file[i];

        o->unfinished = rt_fmt(d->arena, "%s.new", o->path);
        o->f = fopen(o->unfinished, "we");
        if (o->f == NULL)
            return rt_fail_errno(err, "%s", o->unfinished);
    }
    rt_buf_str(&d->file[RT_DEMO_CONF].block, mark);
    return RT_OK;
}

enum rt_code
rt_demo_files_open(const char *dir, struct rt_demo_files **out,
                   struct rt_err *err)
{
    struct rt_demo_files *d = rt_heap(sizeof *d);
    enum rt_code rc = RT_OK;

    *d = (struct rt_demo_files){.arena = rt_arena_new(), .day = RT_DAY_NONE};
    for (size_t i = 0; i < RT_DEMO_FILES; i++) {
        d->file[i].path = rt_fmt(d->arena, "%s/%s", dir, names[i]);
        rt_buf_init(&d->file[i].block, 0);
    }
    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        rc = rt_fail_errno(err, "%s", dir);
    if (rc == RT_OK)
        rc = refuse_foreign(d, dir, err);
    if (rc == RT_OK)
        rc = open_all(d, err);
    if (rc != RT_OK) {
        rt_demo_files_free(d);
        d = NULL;
    }
    *out = d;
    return rc;
}

void
rt_demo_files_free(struct rt_demo_files *d)
{
    if (d == NULL)
        return;
    for (size_t i = 0; i < RT_DEMO_FILES; i++) {
        struct one *o = &d->file[i];

        if (o->f != NULL)
            fclose(o->f);
        if (o->f != NULL || o->unfinished != NULL)
            unlink(o->unfinished);
        rt_buf_fini(&o->block);
    }
    rt_arena_free(d->arena);
    free(d);
}

static void
write_block(struct rt_demo_files *d, struct one *o)
{
    if (o->block.len != 0 &&
        fwrite(o->block.data, 1, o->block.len, o->f) != o->block.len)
        rt_fail_errno(&d->failed, "%s", o->path);
    rt_buf_clear(&o->block);
}

static void
close_file(struct rt_demo_files *d, struct one *o)
{
    write_block(d, o);
    if (fclose(o->f) != 0)
        rt_fail_errno(&d->failed, "%s", o->path);
    o->f = NULL;
}

enum rt_code
rt_demo_files_finish(struct rt_demo_files *d, struct rt_err *err)
{
    for (size_t i = 0; i < RT_DEMO_FILES; i++)
        close_file(d, &d->file[i]);
    for (size_t i = 0; i < RT_DEMO_FILES && d->failed.code == RT_OK; i++) {
        struct one *o = &d->file[i];

        if (rename(o->unfinished, o->path) != 0)
            rt_fail_errno(&d->failed, "%s", o->path);
        else
            o->unfinished = NULL;
    }
    if (d->failed.code != RT_OK)
        *err = d->failed;
    return d->failed.code;
}

void
rt_demo_files_remove(const char *dir)
{
    struct rt_arena *a = rt_arena_new();
    const char *conf = rt_fmt(a, "%s/%s", dir, names[RT_DEMO_CONF]);

    if (is_own(conf)) {
        for (size_t i = 0; i < RT_DEMO_FILES; i++)
            unlink(rt_fmt(a, "%s/%s", dir, names[i]));
        rmdir(dir);
    }
    rt_arena_free(a);
}

static struct rt_buf *
next_field(struct rt_demo_files *d, enum rt_demo_file file)
{
    struct one *o = &d->file[file];

    if (o->n_fields++ != 0)
        rt_buf_char(&o->block, ',');
    return &o->block;
}

/* Faster than rt_buf_fmt(): there are tens of millions of numbers. */
static void
put_number(struct rt_buf *b, uint64_t n, size_t width)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n != 0 || sizeof digits - at < width);
    rt_buf_add(b, digits + at, sizeof digits - at);
}

void
rt_demo_put_text(struct rt_demo_files *d, enum rt_demo_file file, const char *s)
{
    rt_buf_str(next_field(d, file), s);
}

void
rt_demo_put_int(struct rt_demo_files *d, enum rt_demo_file file, int64_t n)
{
    put_number(next_field(d, file), (uint64_t)n, 1);
}

void
rt_demo_put_id(struct rt_demo_files *d, enum rt_demo_file file, char letter,
               int64_t n)
{
    struct rt_buf *b = next_field(d, file);

    rt_buf_char(b, letter);
    put_number(b, (uint64_t)n, 7);
}

static void
put_day(struct rt_demo_files *d, struct rt_buf *b, int32_t day)
{
    if (day != d->day)
        rt_day_format(day, d->day_text);
    d->day = day;
    rt_buf_str(b, d->day_text);
}

void
rt_demo_put_day(struct rt_demo_files *d, enum rt_demo_file file, int32_t day)
{
    put_day(d, next_field(d, file), day);
}

void
rt_demo_put_time(struct rt_demo_files *d, enum rt_demo_file file, int64_t local)
{
    struct rt_buf *b = next_field(d, file);
    uint64_t second = (uint64_t)(local % DAY_S);

    put_day(d, b, (int32_t)(local / DAY_S));
    rt_buf_char(b, ' ');
    put_number(b, second / 3600, 2);
    rt_buf_char(b, ':');
    put_number(b, second / 60 % 60, 2);
    rt_buf_char(b, ':');
    put_number(b, second % 60, 2);
}

void
rt_demo_put_money(struct rt_demo_files *d, enum rt_demo_file file,
                  int64_t minor)
{
    struct rt_buf *b = next_field(d, file);
    uint64_t size = minor < 0 ? (uint64_t)-minor : (uint64_t)minor;

    if (minor < 0)
        rt_buf_char(b, '-');
    put_number(b, size / 100, 1);
    rt_buf_char(b, '.');
    put_number(b, size % 100, 2);
}

void
rt_demo_end_row(struct rt_demo_files *d, enum rt_demo_file file)
{
    struct one *o = &d->file[file];

    rt_buf_char(&o->block, '\n');
    o->n_fields = 0;
    if (o->block.len >= BLOCK)
        write_block(d, o);
}
