/* The file of an import: opened twice, and checked to be the same both
 * times. */
#include "import/run.h"

#include "field/plain.h"
#include "import/workbook.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TITLES_MAX = 20 };

/* Split "a,b,c" into a list. */
static const char **
split_columns(const char *text, struct rt_arena *a, size_t *n)
{
    char *rest = rt_strdup(a, text);
    const char **list = rt_alloc_n(a, strlen(text) + 1, sizeof *list);
    char *name;

    *n = 0;
    while ((name = strsep(&rest, ",")) != NULL)
        list[(*n)++] = name;
    return list;
}

static const char **
header_columns(const struct rt_csv_row *r, struct rt_arena *a, size_t *n)
{
    const char **list = rt_alloc_n(a, r->n + 1, sizeof *list);

    *n = r->n;
    for (size_t i = 0; i < r->n; i++)
        list[i] = rt_strndup(a, r->fields[i].s, r->fields[i].len);
    return list;
}

/* Open the CSV made from a sheet, at its beginning. */
static enum rt_code
open_book(struct rt_import_run *run, struct rt_err *err)
{
    const struct rt_csv_options how = {.separator = ',',
                                       .charset = RT_CHARSET_UTF8,
                                       .skip_lines = run->skip_lines};
    int fd = fcntl(run->book, F_DUPFD_CLOEXEC, 0);

    if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0)
        return rt_fail_errno(err, "%s", run->opts->file);
    return rt_csv_open_fd(fd, run->opts->file, &how, &run->csv, err);
}

static enum rt_code
open_csv(struct rt_import_run *run, struct rt_err *err)
{
    const struct rt_csv_options how = {.separator = run->separator,
                                       .charset = run->charset,
                                       .skip_lines = run->skip_lines};
    const struct rt_csv_options found_out = {0};

    rt_csv_close(run->csv);
    run->csv = NULL;
    if (run->book >= 0)
        return open_book(run, err);
    return rt_csv_open(run->opts->file,
                       run->restored != NULL ? &found_out : &how, &run->csv,
                       err);
}

static const char *
base_of(const struct rt_import_run *run)
{
    const char *slash = strrchr(run->opts->file, '/');

    return slash != NULL ? slash + 1 : run->opts->file;
}

/* Say which sheet is read if there are others. */
static void
tell_sheet(struct rt_import_run *run, const struct rt_workbook *b, size_t at)
{
    const char *others = rt_workbook_names(b, at, run->arena);

    if (run->opts->sheet != NULL || others[0] == '\0')
        return;
    fprintf(run->env->list, "%s\n",
            rt_text_fill(run->env->lang, run->arena, "import_sheet", "file",
                         base_of(run), "sheet", b->sheet[at].name, "others",
                         others, NULL));
}

/* A file is a workbook by its contents, whatever its name: convert the sheet
 * to CSV. */
static enum rt_code
look_for_workbook(struct rt_import_run *run, struct rt_err *err)
{
    const char *file = run->opts->file;
    struct rt_workbook b;
    struct stat st;
    size_t at;
    enum rt_code rc;

    if (!rt_workbook_is_zip(file))
        return run->opts->sheet == NULL
                   ? RT_OK
                   : rt_fail_key(err, RT_EINVAL, "import_sheet_no_book", "file",
                                 file, NULL);
    rc = rt_workbook_read(file, run->arena, &b, err);
    if (rc == RT_OK)
        rc = rt_workbook_pick(&b, file, run->opts->sheet, run->arena, &at, err);
    if (rc != RT_OK)
        return rc;
    tell_sheet(run, &b, at);
    rc = rt_workbook_csv(&b, file, at, run->arena, &run->book, err);
    if (rc != RT_OK)
        return rc;
    run->how.workbook = true;
    run->how.since_1904 = b.since_1904;
    if (fstat(run->book, &st) == 0)
        run->n_bytes = st.st_size;
    return RT_OK;
}

/* A record of nothing but separators and blanks, as spreadsheets write for
 * cells that were emptied. */
static bool
is_blank(const struct rt_csv_row *r)
{
    for (size_t i = 0; i < r->n; i++) {
        size_t len = r->fields[i].len;

        (void)rt_plain_trim(r->fields[i].s, &len);
        if (len > 0)
            return false;
    }
    return true;
}

enum rt_code
rt_import_next(struct rt_import_run *run, struct rt_csv_row *row,
               struct rt_err *err)
{
    enum rt_code rc;

    do
        rc = rt_csv_next(run->csv, row, err);
    while (rc == RT_OK && is_blank(row));
    if (rc == RT_OK && run->restored != NULL)
        rt_rejects_restore(row, run->restored);
    return rc;
}

/* Rejects of an earlier import are CSV with a header, whatever the options say
 * about their source. */
static enum rt_code
look_for_rejects(struct rt_import_run *run, struct rt_err *err)
{
    struct rt_csv_row head;
    struct rt_csv *csv = NULL;
    bool found, workbook = false;

    found = rt_csv_open(run->opts->file, NULL, &csv, NULL) == RT_OK &&
            rt_csv_next(csv, &head, NULL) == RT_OK &&
            rt_rejects_begin(&head, &workbook);
    rt_csv_close(csv);
    if (!found)
        return RT_OK;
    if (run->opts->full)
        return rt_fail_key(err, RT_EINVAL, "import_rejects_full", "file",
                           run->opts->file, NULL);
    run->how.workbook = workbook;
    run->restored =
        rt_alloc_n(run->arena, RT_CSV_FIELDS_MAX, sizeof *run->restored);
    return RT_OK;
}

/* Read a record before the rows, and count it. */
static enum rt_code
read_head(struct rt_import_run *run, struct rt_csv_row *r, struct rt_err *err)
{
    enum rt_code rc = rt_import_next(run, r, err);

    if (rc == RT_NONE)
        return rt_fail_key(err, RT_EINVAL, "import_empty_file", "file",
                           run->opts->file, NULL);
    run->n_head++;
    return rc;
}

/* A spreadsheet's first line "sep=;", which the separator may have cut. */
static bool
names_separator(const struct rt_csv_row *r)
{
    const struct rt_csv_field *f = &r->fields[0];

    if (f->len < 4 || strncasecmp(f->s, "sep=", 4) != 0)
        return false;
    if (r->n == 2)
        return f->len == 4 && r->fields[1].len == 0;
    return r->n == 1 && f->len == 5 && strchr(",;\t|", f->s[4]) != NULL;
}

/* Open the file after such a line, with the separator it names unless one is
 * given. */
static enum rt_code
obey_separator(struct rt_import_run *run, struct rt_csv_row *r,
               struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (r->n == 1 && run->separator == 0) {
        run->separator = r->fields[0].s[4];
        rc = open_csv(run, err);
        if (rc == RT_OK)
            rc = rt_csv_next(run->csv, r, err);
    }
    return rc == RT_OK ? read_head(run, r, err) : rc;
}

/* The names of the columns: given, or the first record. */
static enum rt_code
read_columns(struct rt_import_run *run, const char ***columns, size_t *n,
             struct rt_err *err)
{
    struct rt_csv_row r;
    enum rt_code rc;

    if (run->opts->columns != NULL && run->restored == NULL) {
        *columns = split_columns(run->opts->columns, run->arena, n);
        return RT_OK;
    }
    rc = read_head(run, &r, err);
    if (rc == RT_OK && names_separator(&r))
        rc = obey_separator(run, &r, err);
    if (rc == RT_OK)
        *columns = header_columns(&r, run->arena, n);
    run->head_line = r.line;
    return rc;
}

/* Find the columns and map them. */
static enum rt_code
bind_columns(struct rt_import_run *run, struct rt_err *err)
{
    const char **columns;
    size_t n;
    enum rt_code rc;

    run->n_head = 0;
    rc = read_columns(run, &columns, &n, err);
    return rc == RT_OK ? rt_import_map_bind(run->opts, columns, n, run->arena,
                                            &run->map, err)
                       : rc;
}

/* True for the header: it has the column that was asked for, even if others
 * are not mapped yet. */
static bool
is_header(struct rt_import_run *run, const struct rt_err *why)
{
    const char *missing = rt_err_arg(why, "column");
    struct rt_err then = {0};

    if (open_csv(run, NULL) != RT_OK)
        return false;
    if (bind_columns(run, &then) == RT_OK)
        return true;
    return missing != NULL && then.key != NULL &&
           strcmp(then.key, "import_need_field") == 0 &&
           rt_import_map_has(&run->map, missing);
}

/* The needed columns are missing: if the header is further down, below title
 * lines, say so. */
static enum rt_code
suggest_skip(struct rt_import_run *run, const struct rt_err *why,
             struct rt_err *err)
{
    size_t skip = run->skip_lines;
    char line[24], lines[24];

    for (size_t i = 0; i < TITLES_MAX && run->opts->columns == NULL; i++) {
        run->skip_lines++;
        if (!is_header(run, why))
            continue;
        snprintf(line, sizeof line, "%" PRIu64, run->head_line);
        snprintf(lines, sizeof lines, "%" PRIu64, run->head_line - 1);
        return rt_fail_key(err, RT_EINVAL, "import_header_below", "file",
                           run->opts->file, "line", line, "lines", lines, NULL);
    }
    run->skip_lines = skip;
    if (open_csv(run, NULL) == RT_OK)
        (void)bind_columns(run, NULL); /* because its columns are listed */
    *err = *why;
    return why->code;
}

/* How many needed columns are missing. */
static bool
lacks_columns(const struct rt_err *why)
{
    return why->key != NULL && (strcmp(why->key, "import_need_field") == 0 ||
                                strcmp(why->key, "import_no_column") == 0);
}

static enum rt_code
find_columns(struct rt_import_run *run, struct rt_err *err)
{
    struct rt_err why = {0};
    enum rt_code rc = bind_columns(run, &why);

    if (rc != RT_OK && lacks_columns(&why) && run->restored == NULL)
        rc = suggest_skip(run, &why, err);
    else if (rc != RT_OK)
        *err = why;
    if (rc == RT_OK)
        rt_import_report_columns(run->report, run->map.columns,
                                 run->map.n_columns, run->how.workbook);
    else if (lacks_columns(err) && run->map.columns != NULL)
        rt_import_report_list_columns(run->report, run->map.columns,
                                      run->map.n_columns);
    return rc;
}

enum rt_code
rt_import_open(struct rt_import_run *run, struct rt_err *err)
{
    struct stat st;
    enum rt_code rc;

    if (stat(run->opts->file, &st) == 0 && !S_ISREG(st.st_mode))
        return rt_fail_key(err, RT_EINVAL, "import_not_file", "file",
                           run->opts->file, NULL);
    run->separator = (char)run->opts->separator;
    run->charset = (enum rt_charset)run->opts->encoding;
    run->skip_lines = (size_t)run->opts->skip_lines;
    run->size = run->n_bytes = st.st_size;
    run->at = st.st_mtim;
    rc = look_for_rejects(run, err);
    if (rc == RT_OK)
        rc = look_for_workbook(run, err);
    if (rc == RT_OK)
        rc = open_csv(run, err);
    if (rc != RT_OK)
        return rc;
    rc = rt_import_report_open(run->env->lang, run->env->list,
                               run->opts->rejects, run->opts->file,
                               &run->report, err);
    return rc == RT_OK ? find_columns(run, err) : rc;
}

void
rt_import_tell_charset(struct rt_import_run *run)
{
    static const char others[] = "windows-1251, cp866, koi8-r";

    if (run->book >= 0)
        return;
    if (run->charset == RT_CHARSET_UNKNOWN)
        run->charset = rt_csv_charset(run->csv);
    else
        return; /* it was asked for */
    if (run->charset <= RT_CHARSET_UTF8 || run->charset >= RT_CHARSET_UTF16)
        return;
    fprintf(run->env->list, "%s\n",
            rt_text_fill(run->env->lang, run->arena, "import_charset", "file",
                         base_of(run), "charset", rt_charset_name(run->charset),
                         "others", others, NULL));
}

enum rt_code
rt_import_same_file(const struct rt_import_run *run, struct rt_err *err)
{
    struct stat st;

    if (stat(run->opts->file, &st) == 0 && st.st_size == run->size &&
        st.st_mtim.tv_sec == run->at.tv_sec &&
        st.st_mtim.tv_nsec == run->at.tv_nsec)
        return RT_OK;
    return rt_fail_key(err, RT_EBROKEN, "import_file_changed", "file",
                       run->opts->file, NULL);
}

enum rt_code
rt_import_open_again(struct rt_import_run *run, struct rt_err *err)
{
    struct rt_csv_row r;
    enum rt_code rc = open_csv(run, err);

    for (size_t i = 0; i < run->n_head && rc == RT_OK; i++)
        rc = rt_import_next(run, &r, err);
    return rc == RT_NONE ? rt_import_same_file(run, err) : rc;
}
