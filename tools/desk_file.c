#include "desk_file.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum rt_code
write_all(int fd, const char *path, const struct rt_buf *text,
          struct rt_err *err)
{
    size_t done = 0;

    while (done < text->len) {
        ssize_t n = write(fd, text->data + done, text->len - done);

        if (n < 0 && errno != EINTR)
            return rt_fail_errno(err, "%s", path);
        done += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) == 0 ? RT_OK : rt_fail_errno(err, "%s", path);
}

enum rt_code
rt_desk_file_write(const char *path, const struct rt_buf *text,
                   struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    const char *aside = rt_fmt(a, "%s.unfinished", path);
    int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    enum rt_code rc =
        fd < 0 ? rt_fail_errno(err, "%s", aside) : rt_buf_ok(text, err);

    if (rc == RT_OK)
        rc = write_all(fd, aside, text, err);
    if (fd >= 0)
        close(fd);
    if (rc == RT_OK && rename(aside, path) != 0)
        rc = rt_fail_errno(err, "%s", path);
    if (rc != RT_OK && fd >= 0)
        unlink(aside);
    rt_arena_free(a);
    return rc;
}

void
rt_desk_file_line(struct rt_buf *to, const char *const *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *s = fields[i] != NULL ? fields[i] : "";

        if (i > 0)
            rt_buf_char(to, ',');
        rt_buf_csv(to, s, strlen(s), false);
    }
    rt_buf_str(to, "\r\n");
}

/* Where each column stands in the header; -1: nowhere. */
static enum rt_code
find_columns(const struct rt_csv_row *header, const char *path,
             const char *const *names, int at[RT_DESK_FILE_COLUMNS],
             struct rt_err *err)
{
    for (size_t k = 0; names[k] != NULL; k++) {
        at[k] = -1;
        for (size_t i = 0; i < header->n; i++) {
            if (strcmp(header->fields[i].s, names[k]) == 0)
                at[k] = (int)i;
        }
        if (k < 2 && at[k] < 0)
            return rt_fail_key(err, RT_EINVAL, "cli_desk_no_column", "file",
                               path, "column", names[k], NULL);
    }
    return RT_OK;
}

static enum rt_code
take_row(const struct rt_csv_row *row, const char *const *names,
         const int at[RT_DESK_FILE_COLUMNS], rt_desk_file_take *take, void *arg,
         struct rt_err *err)
{
    struct rt_desk_file_row out = {.line = row->line};

    for (size_t k = 0; names[k] != NULL; k++)
        out.value[k] =
            at[k] >= 0 && (size_t)at[k] < row->n ? row->fields[at[k]].s : "";
    return take(arg, &out, err);
}

enum rt_code
rt_desk_file_read(const char *path, const char *const *names,
                  rt_desk_file_take *take, void *arg, struct rt_err *err)
{
    int at[RT_DESK_FILE_COLUMNS];
    struct rt_csv *csv = NULL;
    struct rt_csv_row row;
    enum rt_code rc = rt_csv_open(path, NULL, &csv, err);

    if (rc == RT_OK)
        rc = rt_csv_next(csv, &row, err);
    if (rc == RT_NONE)
        rc = rt_fail_key(err, RT_EINVAL, "cli_desk_no_column", "file", path,
                         "column", names[0], NULL);
    if (rc == RT_OK)
        rc = find_columns(&row, path, names, at, err);
    while (rc == RT_OK && (rc = rt_csv_next(csv, &row, err)) == RT_OK)
        rc = take_row(&row, names, at, take, arg, err);
    rt_csv_close(csv);
    return rc == RT_NONE ? RT_OK : rc;
}
