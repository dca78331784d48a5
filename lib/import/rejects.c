#include "import/rejects.h"

#include "base/arena.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OWN_COLUMNS = 2 };
static const char *const own_columns[OWN_COLUMNS] = {"rejected_line",
                                                     "rejected_reason"};
/* The first column if the source is a workbook, whose values are later read
 * like a workbook's. */
static const char row_column[] = "rejected_row";

struct rt_rejects {
    FILE *f;
};

/* The rows hold personal data, so only the owner may read the file, even if it
 * existed before.  If it is not a regular file (a pipe, a terminal), it is
 * left alone. */
static enum rt_code
empty_file(int fd, const char *path, const char *source, struct rt_err *err)
{
    struct stat a, b;

    if (fstat(fd, &a) != 0)
        return rt_fail_errno(err, "%s", path);
    if (stat(source, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
        return rt_fail_key(err, RT_EINVAL, "import_rejects_source", "file",
                           path, NULL);
    if (S_ISREG(a.st_mode) && (fchmod(fd, 0600) != 0 || ftruncate(fd, 0) != 0))
        return rt_fail_errno(err, "%s", path);
    return RT_OK;
}

enum rt_code
rt_rejects_open(const char *path, const char *source, struct rt_rejects **out,
                struct rt_err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    enum rt_code rc;

    *out = NULL;
    if (fd < 0)
        return rt_fail_errno(err, "%s", path);
    rc = empty_file(fd, path, source, err);
    if (rc != RT_OK) {
        close(fd);
        return rc;
    }
    *out = rt_heap(sizeof **out);
    (*out)->f = fdopen(fd, "w");
    if ((*out)->f == NULL)
        rt_die("out of memory");
    return RT_OK;
}

enum rt_code
rt_rejects_close(struct rt_rejects *r, struct rt_err *err)
{
    bool failed;

    if (r == NULL)
        return RT_OK;
    failed = ferror(r->f) != 0;
    failed |= fclose(r->f) != 0;
    free(r);
    return failed ? rt_fail_errno(err, "--rejects") : RT_OK;
}

/* True for text that a spreadsheet would run as a formula, whatever ' come
 * before it. */
static bool
is_formula(const char *s)
{
    s += strspn(s, "'");
    return s[0] != '\0' && strchr("=+-@\t\r", s[0]) != NULL;
}

/* "-5", "+7,50", "-1 234.5": spreadsheets do not make formulas of these. */
static bool
is_number(const char *s)
{
    return strspn(s, "+-0123456789., ") == strlen(s) && strspn(s, "+-") <= 1;
}

static void
put_field(struct rt_buf *b, const char *s, size_t len)
{
    struct rt_buf guarded;

    if (s[0] != '\'' || !is_formula(s)) {
        rt_buf_csv(b, s, len, !is_number(s));
        return;
    }
    rt_buf_init(&guarded, 0);
    rt_buf_fmt(&guarded, "'%s", s);
    rt_buf_csv(b, rt_buf_cstr(&guarded), guarded.len, false);
    rt_buf_fini(&guarded);
}

void
rt_rejects_record(struct rt_buf *b, const struct rt_csv_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        if (i > 0)
            rt_buf_char(b, ',');
        put_field(b, row->fields[i].s, row->fields[i].len);
    }
}

void
rt_rejects_columns(struct rt_rejects *r, const char *const *columns, size_t n,
                   bool workbook)
{
    struct rt_buf b;

    rt_buf_init(&b, 0);
    rt_buf_fmt(&b, "%s,%s", workbook ? row_column : own_columns[0],
               own_columns[1]);
    for (size_t i = 0; i < n; i++) {
        rt_buf_char(&b, ',');
        put_field(&b, columns[i], strlen(columns[i]));
    }
    fprintf(r->f, "%s\n", rt_buf_cstr(&b));
    rt_buf_fini(&b);
}

void
rt_rejects_put(struct rt_rejects *r, int64_t line, const char *reason,
               const char *record)
{
    struct rt_buf b;

    rt_buf_init(&b, 0);
    rt_buf_fmt(&b, "%" PRId64 ",", line);
    rt_buf_csv(&b, reason, strlen(reason), true);
    if (record[0] != '\0')
        rt_buf_fmt(&b, ",%s", record);
    fprintf(r->f, "%s\n", rt_buf_cstr(&b));
    rt_buf_fini(&b);
}

bool
rt_rejects_begin(const struct rt_csv_row *head, bool *workbook)
{
    *workbook = false;
    if (head->n < OWN_COLUMNS)
        return false;
    *workbook = strcmp(head->fields[0].s, row_column) == 0;
    return (*workbook || strcmp(head->fields[0].s, own_columns[0]) == 0) &&
           strcmp(head->fields[1].s, own_columns[1]) == 0;
}

void
rt_rejects_restore(struct rt_csv_row *row, struct rt_csv_field *room)
{
    const char *line = row->n > 0 ? row->fields[0].s : "";
    size_t n = row->n > OWN_COLUMNS ? row->n - OWN_COLUMNS : 0;

    if (line[0] != '\0' && strspn(line, "0123456789") == strlen(line))
        row->line = strtoull(line, NULL, 10);
    for (size_t i = 0; i < n; i++) {
        room[i] = row->fields[i + OWN_COLUMNS];
        if (room[i].s[0] == '\'' && is_formula(room[i].s)) {
            room[i].s++;
            room[i].len--;
        }
    }
    row->fields = room;
    row->n = n;
}
