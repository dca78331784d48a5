/* The file of an import: opened twice, and the same both times. */
#include "import/run.h"

#include <string.h>
#include <sys/stat.h>

/* "a,b,c" to a list. */
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

static enum rt_code
open_csv(struct rt_import_run *run, struct rt_err *err)
{
    const struct rt_csv_options how = {
        .separator = run->separator,
        .charset = (enum rt_charset)run->opts->encoding};
    const struct rt_csv_options found_out = {0};

    rt_csv_close(run->csv);
    run->csv = NULL;
    return rt_csv_open(run->opts->file,
                       run->restored != NULL ? &found_out : &how, &run->csv,
                       err);
}

enum rt_code
rt_import_next(struct rt_import_run *run, struct rt_csv_row *row,
               struct rt_err *err)
{
    enum rt_code rc = rt_csv_next(run->csv, row, err);

    if (rc == RT_OK && run->restored != NULL)
        rt_rejects_restore(row, run->restored);
    return rc;
}

/* Rejects of an earlier import are CSV with a header, whatever the options
 * say of their source. */
static enum rt_code
look_for_rejects(struct rt_import_run *run, struct rt_err *err)
{
    struct rt_csv_row head;
    struct rt_csv *csv = NULL;
    bool found;

    found = rt_csv_open(run->opts->file, NULL, &csv, NULL) == RT_OK &&
            rt_csv_next(csv, &head, NULL) == RT_OK && rt_rejects_begin(&head);
    rt_csv_close(csv);
    if (!found)
        return RT_OK;
    if (run->opts->full)
        return rt_fail_key(err, RT_EINVAL, "import_rejects_full", "file",
                           run->opts->file, NULL);
    run->restored =
        rt_alloc_n(run->arena, RT_CSV_FIELDS_MAX, sizeof *run->restored);
    return RT_OK;
}

/* A record before the rows, counted. */
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

    if (f->len < 4 || memcmp(f->s, "sep=", 4) != 0)
        return false;
    if (r->n == 2)
        return f->len == 4 && r->fields[1].len == 0;
    return r->n == 1 && f->len == 5 && strchr(",;\t|", f->s[4]) != NULL;
}

/* Behind such a line, with the separator it names unless one is given. */
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
    return rc;
}

enum rt_code
rt_import_open(struct rt_import_run *run, struct rt_err *err)
{
    const char **columns;
    struct stat st;
    size_t n;
    enum rt_code rc;

    if (stat(run->opts->file, &st) == 0 && !S_ISREG(st.st_mode))
        return rt_fail_key(err, RT_EINVAL, "import_not_file", "file",
                           run->opts->file, NULL);
    run->separator = (char)run->opts->separator;
    rc = look_for_rejects(run, err);
    if (rc == RT_OK)
        rc = open_csv(run, err);
    if (rc != RT_OK)
        return rc;
    run->size = st.st_size;
    run->at = st.st_mtim;
    rc = rt_import_report_open(run->env->lang, run->env->list,
                               run->opts->rejects, run->opts->file,
                               &run->report, err);
    if (rc == RT_OK)
        rc = read_columns(run, &columns, &n, err);
    if (rc == RT_OK)
        rc = rt_import_map_bind(run->opts, columns, n, run->arena, &run->map,
                                err);
    if (rc == RT_EINVAL && run->map.columns != NULL)
        rt_import_report_list_columns(run->report, run->map.columns,
                                      run->map.n_columns);
    if (rc == RT_OK)
        rt_import_report_columns(run->report, run->map.columns,
                                 run->map.n_columns);
    return rc;
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
        rc = rt_csv_next(run->csv, &r, err);
    return rc == RT_NONE ? rt_import_same_file(run, err) : rc;
}
