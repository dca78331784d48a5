#include "import/report.h"

#include "base/utf8.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COLUMNS_SHOWN = 200, NAME_SHOWN = 120 /* bytes */ };

struct rt_import_report {
    enum rt_lang lang;
    FILE *list;
    FILE *rejects;
    struct rt_arena *a; /* emptied after every line */
    int64_t n_rejected, n_repeated, n_conflicts, n_remarks;
    struct {
        const char *key;
        int64_t n;
    } remarks[RT_REPORT_REMARKS];
    int64_t n_hidden; /* remarks */
};

/* The rows hold personal data: the file is for its owner only, also one that
 * was there already.  What is no file (a pipe, a terminal) stays as it is. */
static enum rt_code
empty_rejects(int fd, const char *path, const char *source, struct rt_err *err)
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

static enum rt_code
open_rejects(const char *path, const char *source, FILE **out,
             struct rt_err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    enum rt_code rc;

    if (fd < 0)
        return rt_fail_errno(err, "%s", path);
    rc = empty_rejects(fd, path, source, err);
    if (rc != RT_OK) {
        close(fd);
        return rc;
    }
    *out = fdopen(fd, "w");
    if (*out == NULL)
        rt_die("out of memory");
    return RT_OK;
}

enum rt_code
rt_import_report_open(enum rt_lang lang, FILE *list, const char *rejects,
                      const char *source, struct rt_import_report **out,
                      struct rt_err *err)
{
    FILE *f = NULL;
    enum rt_code rc = RT_OK;

    *out = NULL;
    if (rejects != NULL)
        rc = open_rejects(rejects, source, &f, err);
    if (rc != RT_OK)
        return rc;
    *out = rt_heap(sizeof **out);
    **out = (struct rt_import_report){
        .lang = lang, .list = list, .rejects = f, .a = rt_arena_new()};
    return RT_OK;
}

enum rt_code
rt_import_report_close(struct rt_import_report *r, struct rt_err *err)
{
    bool failed = false;

    if (r == NULL)
        return RT_OK;
    if (r->rejects != NULL) {
        failed = ferror(r->rejects) != 0;
        failed |= fclose(r->rejects) != 0;
    }
    rt_arena_free(r->a);
    free(r);
    return failed ? rt_fail_errno(err, "--rejects") : RT_OK;
}

void
rt_import_report_columns(struct rt_import_report *r, const char *const *columns,
                         size_t n)
{
    struct rt_buf b;

    if (r->rejects == NULL)
        return;
    rt_buf_init(&b, 0);
    rt_buf_str(&b, "line,reason");
    for (size_t i = 0; i < n; i++) {
        rt_buf_char(&b, ',');
        rt_buf_csv(&b, columns[i], strlen(columns[i]), true);
    }
    fprintf(r->rejects, "%s\n", rt_buf_cstr(&b));
    rt_buf_fini(&b);
}

/* A column's name without what would disturb a terminal. */
static void
put_name(struct rt_buf *b, const char *name)
{
    size_t len = rt_utf8_cut(name, strlen(name), NAME_SHOWN);

    for (size_t i = 0; i < len; i++)
        rt_buf_char(b, (unsigned char)name[i] < 0x20 || name[i] == 0x7f
                           ? '?'
                           : name[i]);
    if (name[len] != '\0')
        rt_buf_str(b, "…");
}

void
rt_import_report_list_columns(struct rt_import_report *r,
                              const char *const *columns, size_t n)
{
    struct rt_buf b;

    rt_buf_init(&b, 0);
    for (size_t i = 0; i < n && i < COLUMNS_SHOWN; i++) {
        rt_buf_str(&b, i > 0 ? ", " : "");
        put_name(&b, columns[i]);
    }
    if (n > COLUMNS_SHOWN)
        rt_buf_fmt(&b, ", %s",
                   rt_text_plural(r->lang, r->a, "import_more_columns",
                                  (int64_t)n - COLUMNS_SHOWN));
    fprintf(r->list, "%s\n",
            rt_text_fill(r->lang, r->a, "import_columns", "columns",
                         rt_buf_cstr(&b), NULL));
    rt_buf_fini(&b);
    rt_arena_reset(r->a);
}

bool
rt_import_report_keeps_records(const struct rt_import_report *r)
{
    return r->rejects != NULL;
}

/* "-5", "+7,50", "-1 234.5": of these no spreadsheet makes a formula. */
static bool
is_number(const char *s)
{
    return strspn(s, "+-0123456789., ") == strlen(s) && strspn(s, "+-") <= 1;
}

void
rt_import_record_text(struct rt_buf *b, const struct rt_csv_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        const struct rt_csv_field *f = &row->fields[i];

        if (i > 0)
            rt_buf_char(b, ',');
        rt_buf_csv(b, f->s, f->len, !is_number(f->s));
    }
}

static void
write_reject(struct rt_import_report *r, int64_t line, const char *reason,
             const char *record)
{
    struct rt_buf b;

    rt_buf_init(&b, 0);
    rt_buf_fmt(&b, "%" PRId64 ",", line);
    rt_buf_csv(&b, reason, strlen(reason), true);
    if (record[0] != '\0')
        rt_buf_fmt(&b, ",%s", record);
    fprintf(r->rejects, "%s\n", rt_buf_cstr(&b));
    rt_buf_fini(&b);
}

void
rt_import_report_reject(struct rt_import_report *r, int64_t line,
                        const char *column, const struct rt_err *why,
                        const char *record)
{
    const char *reason, *number;
    bool whole;

    if (r->n_rejected++ >= RT_REPORT_SHOWN && r->rejects == NULL)
        return;
    reason = rt_text_err(r->lang, r->a, why, true);
    whole = why->key != NULL && strncmp(why->key, "csv_", 4) == 0;
    number = rt_fmt(r->a, "%" PRId64, line);
    if (column != NULL)
        reason = rt_fmt(r->a, "%s: %s", column, reason);
    if (r->n_rejected <= RT_REPORT_SHOWN)
        fprintf(r->list, "%s\n",
                whole ? reason /* it names the line */
                      : rt_text_fill(r->lang, r->a, "import_row_rejected",
                                     "line", number, "reason", reason, NULL));
    if (r->rejects != NULL)
        write_reject(r, line, reason, record);
    rt_arena_reset(r->a);
}

void
rt_import_report_repeated(struct rt_import_report *r, int64_t line)
{
    if (r->n_repeated++ >= RT_REPORT_SHOWN)
        return;
    fprintf(r->list, "%s\n",
            rt_text_fill(r->lang, r->a, "import_row_repeated", "line",
                         rt_fmt(r->a, "%" PRId64, line), NULL));
    rt_arena_reset(r->a);
}

/* Many remarks of one sort do not hide the few of another. */
static bool
shows_remark(struct rt_import_report *r, const char *key)
{
    size_t i = 0;

    while (i + 1 < RT_REPORT_REMARKS && r->remarks[i].key != NULL &&
           strcmp(r->remarks[i].key, key) != 0)
        i++;
    r->remarks[i].key = key;
    return r->remarks[i].n++ < RT_REPORT_SHOWN;
}

void
rt_import_report_remark(struct rt_import_report *r, int64_t line,
                        const char *column, const struct rt_err *what)
{
    r->n_remarks++;
    if (!shows_remark(r, what->key)) {
        r->n_hidden++;
        return;
    }
    fprintf(r->list, "%s\n",
            rt_text_fill(r->lang, r->a, "import_row_remark", "line",
                         rt_fmt(r->a, "%" PRId64, line), "column", column,
                         "what", rt_text_err(r->lang, r->a, what, true), NULL));
    rt_arena_reset(r->a);
}

void
rt_import_report_conflict(struct rt_import_report *r, int64_t line,
                          const char *key, const char *field, const char *file,
                          const char *desk)
{
    if (r->n_conflicts++ >= RT_REPORT_SHOWN)
        return;
    fprintf(r->list, "%s\n",
            rt_text_fill(r->lang, r->a, "import_desk_stands", "line",
                         rt_fmt(r->a, "%" PRId64, line), "key", key, "field",
                         field, "file", file, "desk", desk, NULL));
    rt_arena_reset(r->a);
}

void
rt_import_report_kept(struct rt_import_report *r, const char *key)
{
    if (r->n_conflicts++ >= RT_REPORT_SHOWN)
        return;
    fprintf(
        r->list, "%s\n",
        rt_text_fill(r->lang, r->a, "import_desk_keeps_end", "key", key, NULL));
    rt_arena_reset(r->a);
}

int64_t
rt_import_report_conflicts(const struct rt_import_report *r)
{
    return r->n_conflicts;
}

int64_t
rt_import_report_remarks(const struct rt_import_report *r)
{
    return r->n_remarks;
}

static void
print_rest(struct rt_import_report *r, const char *key, int64_t n_hidden)
{
    if (n_hidden <= 0)
        return;
    fprintf(r->list, "%s\n", rt_text_plural(r->lang, r->a, key, n_hidden));
    rt_arena_reset(r->a);
}

void
rt_import_report_rest(struct rt_import_report *r)
{
    print_rest(
        r, r->rejects != NULL ? "import_more_in_file" : "import_more_rejected",
        r->n_rejected - RT_REPORT_SHOWN);
    print_rest(r, "import_more_repeated", r->n_repeated - RT_REPORT_SHOWN);
    print_rest(r, "import_more_remarks", r->n_hidden);
    print_rest(r, "import_more_conflicts", r->n_conflicts - RT_REPORT_SHOWN);
}
