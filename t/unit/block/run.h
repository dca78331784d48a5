/* Blocks over data in memory, and tables compared with files of expected
 * results. */
#ifndef RT_T_BLOCK_RUN_H
#define RT_T_BLOCK_RUN_H

#include "../tap.h"
#include "days.h"
#include "base/money.h"
#include "block/block.h"
#include "block/format.h"
#include "snap/build.h"

static struct rt_arena *arena;

/* Compute the block for `query` in `lang`; NULL on an error. */
static struct rt_result *
run_env(const struct rt_block_env *env, const char *id, const char *query,
        struct rt_err *err)
{
    struct rt_result *r = rt_alloc(arena, sizeof *r);
    struct rt_pairs pairs;

    if (rt_pairs_parse(query, strlen(query), arena, &pairs, err) != RT_OK ||
        rt_block_run(rt_block_find(id), env, &pairs, arena, r, err) != RT_OK)
        return NULL;
    return r;
}

__attribute__((unused)) static struct rt_result *
run(const struct rt_data *d, const char *id, const char *query,
    struct rt_err *err)
{
    return run_env(
        &(struct rt_block_env){.data = d, .lang = RT_LANG_EN, .margin = 1}, id,
        query, err);
}

/* A table as CSV, or the text of the error. */
__attribute__((unused)) static const char *
csv(const struct rt_data *d, const char *id, const char *query,
    const char *table)
{
    struct rt_err err = {0};
    struct rt_result *r = run(d, id, query, &err);
    struct rt_buf out;
    const char *text;

    rt_buf_init(&out, 0);
    if (r == NULL || rt_block_csv(r, table, &out, &err) != RT_OK)
        rt_buf_str(&out, err.text);
    text = without_days(arena, rt_buf_cstr(&out));
    rt_buf_fini(&out);
    return text;
}

/* The whole result of a block as JSON. */
__attribute__((unused)) static const char *
json(const struct rt_data *d, const char *id, const char *query)
{
    struct rt_err err = {0};
    struct rt_result *r = run(d, id, query, &err);
    struct rt_buf out;
    const char *text;

    rt_buf_init(&out, 0);
    if (r == NULL || rt_block_json(r, RT_LANG_EN, arena, &out, &err) != RT_OK)
        rt_buf_str(&out, err.text);
    text = rt_strdup(arena, rt_buf_cstr(&out));
    rt_buf_fini(&out);
    return text;
}

__attribute__((unused)) static const struct rt_figure *
figure(const struct rt_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_figures; i++)
        if (strcmp(r->figures[i].name, name) == 0)
            return &r->figures[i];
    return NULL;
}

/* The row of a cohort table with the cohort and age of `key`; NULL: none. */
__attribute__((unused)) static const struct rt_cell *
cell_row(const struct rt_sheet *t, const struct rt_cell *key)
{
    for (size_t i = 0; i < t->n_rows; i++)
        if (t->cells[i * t->n_columns].i == key[0].i &&
            t->cells[i * t->n_columns + 1].i == key[1].i)
            return &t->cells[i * t->n_columns];
    return NULL;
}

__attribute__((unused)) static bool
has_note(const struct rt_result *r, const char *key)
{
    return rt_result_has_note(r, key);
}

/* The picture of a block in Russian, or the reason why there is none. */
__attribute__((unused)) static void
is_drawn(const struct rt_data *d, const char *id, const char *query)
{
    struct rt_block_env env = {.data = d, .lang = RT_LANG_RU, .margin = 1};
    struct rt_style style = {.lang = RT_LANG_RU,
                             .width_px = 960,
                             .scale = 1,
                             .currency = d->currency,
                             .digits = d->digits};
    struct rt_err err = {0};
    struct rt_result *r = run_env(&env, id, query, &err);
    struct rt_buf png;

    rt_buf_init(&png, 0);
    ok(r != NULL && rt_block_png(r, &style, arena, &png, NULL, &err) == RT_OK &&
           png.len > 1000,
       "%s %s is drawn %s", id, query, err.text);
    rt_buf_fini(&png);
}

/* A file of lines with fields separated by `sep`, without quotes. */
struct lines {
    size_t n;
    char **line;
};

/* With NULL for the file there are no lines. */
__attribute__((unused)) static struct lines
read_lines(const char *path)
{
    struct lines out = {.line = rt_alloc_n(arena, 4096, sizeof(char *))};
    FILE *f = path != NULL ? fopen(path, "re") : NULL;
    char text[1024];

    while (f != NULL && out.n < 4096 && fgets(text, sizeof text, f) != NULL) {
        text[strcspn(text, "\r\n")] = '\0';
        out.line[out.n++] = rt_strdup(arena, text);
    }
    if (f != NULL)
        fclose(f);
    return out;
}

/* Cut a line at `sep`; runs of blanks count as one. */
__attribute__((unused)) static size_t
fields(char *line, char sep, char **out, size_t room)
{
    size_t n = 0;

    while (sep == ' ' && *line == ' ')
        line++;
    while (n < room) {
        char *end = strchr(line, sep);

        out[n++] = line;
        if (end == NULL)
            break;
        *end = '\0';
        line = end + 1;
        while (sep == ' ' && *line == ' ')
            line++;
    }
    return n;
}

/* A file of the repository, or of the shared data beside it. */
__attribute__((unused)) static const char *
data_file(const char *name)
{
    const char *root = getenv("RT_SOURCE");

    return rt_fmt(arena, "%s/t/data/%s", root != NULL ? root : ".", name);
}

__attribute__((unused)) static const char *
shared_file(const char *name)
{
    const char *shared = getenv("RT_SHARED"), *root = getenv("RT_SOURCE");

    if (shared == NULL)
        shared = rt_fmt(arena, "%s/../shared", root != NULL ? root : ".");
    return rt_fmt(arena, "%s/data/%s", shared, name);
}

enum { MAX_COLUMNS = 40 };

static size_t
column_of(const struct rt_sheet *t, const char *name)
{
    for (size_t c = 0; c < t->n_columns; c++)
        if (strcmp(t->columns[c].name, name) == 0)
            return c;
    return SIZE_MAX;
}

/* Compare a cell with a field: money and counts exactly, others to 1e-9. */
static bool
cell_is(const struct rt_result *r, enum rt_kind kind, struct rt_cell cell,
        const char *want)
{
    int64_t minor;

    if (want[0] == '\0' || cell.type == RT_CELL_NONE)
        return want[0] == '\0' && cell.type == RT_CELL_NONE;
    if (kind == RT_KIND_MONEY)
        return rt_money_parse(want, r->data->digits, &minor, NULL) == RT_OK &&
               minor == cell.i;
    if (cell.type == RT_CELL_REAL) {
        double x = strtod(want, NULL);

        return fabs(cell.x - x) <= 1e-9 * fmax(fabs(x), fabs(cell.x));
    }
    return strcmp(rt_cell_plain(r, kind, cell, arena), want) == 0;
}

/* A comparison under way. */
struct comparing {
    const struct rt_result *r;
    const struct rt_sheet *t;
    size_t n, n_keys;
    char *head[MAX_COLUMNS];
    size_t column[MAX_COLUMNS]; /* index in the table; SIZE_MAX: none */
    size_t flag;                /* field "complete"; SIZE_MAX: none */
    const char *const *if_complete;
};

static struct rt_cell
cell_at(const struct comparing *k, size_t row, size_t field)
{
    return k->t->cells[row * k->t->n_columns + k->column[field]];
}

static bool
same_keys(const struct comparing *k, size_t row, char *const *value)
{
    for (size_t c = 0; c < k->n_keys; c++)
        if (strcmp(rt_cell_plain(k->r, k->t->columns[k->column[c]].kind,
                                 cell_at(k, row, c), arena),
                   value[c]) != 0)
            return false;
    return true;
}

static bool
is_skipped(const struct comparing *k, const char *name, char *const *value)
{
    if (k->flag == SIZE_MAX || strcmp(value[k->flag], "0") != 0)
        return false;
    for (size_t i = 0; k->if_complete != NULL && k->if_complete[i]; i++)
        if (strcmp(k->if_complete[i], name) == 0)
            return true;
    return false;
}

/* The name of the first field that differs, NULL when the row is right. */
static const char *
wrong_field(const struct comparing *k, size_t row, char *const *value)
{
    for (size_t c = 0; c < k->n; c++) {
        if (is_skipped(k, k->head[c], value))
            continue;
        if (k->column[c] == SIZE_MAX ||
            !cell_is(k->r, k->t->columns[k->column[c]].kind, cell_at(k, row, c),
                     value[c]))
            return k->head[c];
    }
    return NULL;
}

/*
 * How many rows of a CSV file are in the table, in the file's order, with equal
 * values in all columns of the file.  The first n_keys columns identify a row;
 * table rows that the file does not have are counted in *more.  The columns of
 * if_complete are compared only in rows with complete=1.  Differences are
 * printed.
 */
__attribute__((unused)) static size_t
compare(const struct rt_result *r, const struct rt_sheet *t, const char *path,
        const char *first_column, size_t n_keys, const char *const *if_complete,
        size_t *more)
{
    struct comparing k = {.r = r,
                          .t = t,
                          .n_keys = n_keys,
                          .flag = SIZE_MAX,
                          .if_complete = if_complete};
    struct lines f = read_lines(path);
    char *value[MAX_COLUMNS];
    size_t row = 0, good = 0;

    *more = 0;
    k.n = f.n != 0 ? fields(f.line[0], ',', k.head, MAX_COLUMNS) : 0;
    for (size_t c = 0; c < k.n; c++) {
        k.column[c] = column_of(t, c == 0 ? first_column : k.head[c]);
        if (strcmp(k.head[c], "complete") == 0)
            k.flag = c;
    }
    for (size_t i = 1; i < f.n; i++, row++) {
        const char *wrong = "is missing";

        fields(f.line[i], ',', value, MAX_COLUMNS);
        for (; row < t->n_rows && !same_keys(&k, row, value); row++)
            ++*more;
        if (row < t->n_rows)
            wrong = wrong_field(&k, row, value);
        if (wrong != NULL)
            printf("# row %s %s: %s\n", value[0], value[1], wrong);
        good += wrong == NULL;
    }
    *more += row < t->n_rows ? t->n_rows - row : 0;
    return good;
}

#endif
