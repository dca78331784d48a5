/* An import.conf, a line "---" and the file of its first section.  They are
 * read, mapped and converted as in the first pass of an import. */
#include "fuzz.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "import/conf.h"
#include "import/run.h"

#include <stdlib.h>
#include <string.h>

const char fuzz_name[] = "import";

struct input {
    const char *data;
    size_t len;
};

static enum rt_code
give(void *arg, void *buf, size_t size, size_t *got, struct rt_err *err)
{
    struct input *in = arg;
    size_t n = in->len < size ? in->len : size;

    (void)err;
    if (n > 0)
        memcpy(buf, in->data, n);
    in->data += n;
    in->len -= n;
    *got = n;
    return RT_OK;
}

/* Check what import/kind.h promises about the values of a good row. */
static void
check_value(const struct rt_import_field *f, const struct rt_param *v)
{
    if (v->kind == RT_P_NULL)
        return;
    if (v->kind == RT_P_STR && (v->len == 0 || strlen(v->str) != v->len ||
                                !rt_utf8_valid(v->str, v->len) ||
                                rt_utf8_count(v->str, v->len) > f->max))
        abort();
    if (f->type == RT_FIELD_DATE &&
        (v->i64 < RT_DAY_MIN || v->i64 > RT_DAY_MAX + 1))
        abort();
    if (f->type == RT_FIELD_BOOL && v->i64 != 0 && v->i64 != 1)
        abort();
    if (f->type == RT_FIELD_SHARE && !(v->f64 >= 0 && v->f64 <= 1))
        abort();
}

static void
check_row(struct rt_import_run *run, struct rt_import_row *row)
{
    const struct rt_import_kind *kind = run->kind;
    struct rt_err err = {0};
    struct rt_buf key;
    size_t field = kind->n_fields;

    for (size_t i = 0; i < kind->n_fields; i++) {
        check_value(&kind->fields[i], &row->value[i]);
        if (kind->fields[i].required && row->value[i].kind == RT_P_NULL &&
            !(run->map.by_contract && i == kind->client_of[0]))
            abort();
    }
    if (kind->check != NULL && kind->check(run, row, &field, &err) != RT_OK &&
        (field >= kind->n_fields || err.key == NULL))
        abort();
    rt_buf_init(&key, 0);
    (void)rt_import_key(kind, row, &key);
    if (key.len == 0)
        abort();
    rt_buf_fini(&key);
}

static void
read_rows(struct rt_import_run *run, struct rt_csv *csv)
{
    struct rt_csv_row r;
    struct rt_import_fault fault = {0};
    struct rt_import_row row;
    enum rt_code rc;

    while ((rc = rt_csv_next(csv, &r, &fault.err)) != RT_NONE) {
        if (rc == RT_EBROKEN)
            return; /* its encoding cannot be told */
        if (rc == RT_OK)
            rc = rt_import_map_row(&run->map, &r, &run->how, run->arena, &row,
                                   &fault);
        if (rc == RT_OK)
            check_row(run, &row);
        else if (fault.err.key == NULL)
            abort();
        fault.err.code = RT_OK;
    }
}

static void
read_file(struct rt_import_run *run, struct input in)
{
    const struct rt_csv_options how = {
        .separator = (char)run->opts->separator,
        .charset = (enum rt_charset)run->opts->encoding,
        .skip_lines = (size_t)run->opts->skip_lines};
    const char *columns[RT_CSV_FIELDS_MAX];
    struct rt_csv_row r;
    struct rt_csv *csv;

    if (rt_csv_open_read(give, &in, "x", &how, &csv, NULL) != RT_OK)
        return;
    if (rt_csv_next(csv, &r, NULL) == RT_OK) {
        for (size_t i = 0; i < r.n; i++)
            columns[i] = r.fields[i].s;
        if (rt_import_map_bind(run->opts, columns, r.n, run->arena, &run->map,
                               NULL) == RT_OK)
            read_rows(run, csv);
    }
    rt_csv_close(csv);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct rt_arena *a = rt_arena_new();
    char *text = rt_strndup(a, (const char *)data, len);
    char *file = strstr(text, "\n---\n");
    struct rt_pairs common = {0};
    struct rt_import_list list;
    struct rt_err err = {0};
    struct rt_zone *zone;
    int line;

    if (rt_zone_open("Europe/Moscow", &zone, NULL) != RT_OK)
        abort();
    if (file != NULL)
        *file = '\0';
    if (rt_import_conf_parse(text, "/x", &common, a, &list, &line, &err) !=
        RT_OK) {
        if (err.key == NULL || line < 0)
            abort();
    } else if (file != NULL) {
        struct rt_import_env env = {.zone = zone};
        struct rt_import_run run = {
            .env = &env,
            .opts = &list.list[0],
            .kind = list.list[0].kind,
            .how = {.currency = "RUB",
                    .order = (enum rt_date_order)list.list[0].date_order,
                    .number_ids = list.list[0].number_ids,
                    .workbook = list.list[0].sheet != NULL,
                    .digits = 2,
                    .zone = zone},
            .arena = a};
        size_t at = (size_t)(file + 5 - text);

        read_file(&run, (struct input){file + 5, len - at});
    }
    rt_zone_free(zone);
    rt_arena_free(a);
    return 0;
}
