/* CSV for a spreadsheet has the same values as the plain one, written so that a
 * spreadsheet in the reader's language understands them. */
#include "company.h"

#include "base/csv.h"

/* Bytes that are read like a file. */
struct bytes {
    const char *s;
    size_t len;
};

static enum rt_code
give(void *arg, void *buf, size_t size, size_t *got, struct rt_err *err)
{
    struct bytes *in = arg;
    size_t n = in->len < size ? in->len : size;

    (void)err;
    memcpy(buf, in->s, n);
    in->s += n;
    in->len -= n;
    *got = n;
    return RT_OK;
}

/* Rows of fields. */
struct grid {
    const char **cell; /* [n_rows][n] */
    size_t n, n_rows;
};

static struct grid
read_grid(struct rt_buf *text, char separator)
{
    struct bytes in = {rt_buf_cstr(text), text->len};
    const struct rt_csv_options how = {.separator = separator};
    struct grid g = {.cell = rt_alloc_n(arena, 200000, sizeof *g.cell)};
    struct rt_csv *c = NULL;
    struct rt_csv_row row;

    if (rt_csv_open_read(give, &in, "x", &how, &c, NULL) != RT_OK)
        return g;
    while (rt_csv_next(c, &row, NULL) == RT_OK) {
        if (g.n == 0)
            g.n = row.n;
        if (row.n != g.n)
            rt_die("a row of another width");
        for (size_t i = 0; i < row.n; i++)
            g.cell[g.n_rows * g.n + i] =
                rt_strndup(arena, row.fields[i].s, row.fields[i].len);
        g.n_rows++;
    }
    rt_csv_close(c);
    return g;
}

/* The plain cell from which the cell for a spreadsheet is made. */
static const char *
back(const char *cell, const struct rt_result *r, enum rt_kind kind)
{
    char *out = rt_strdup(arena, cell);
    char label[RT_PERIOD_LABEL];
    int day, month, year;

    if ((kind == RT_KIND_PERIOD || kind == RT_KIND_DAY) &&
        sscanf(cell, "%2d.%2d.%4d", &day, &month, &year) == 3) {
        int32_t d = rt_day_of((struct rt_date){year, month, day});

        if (kind == RT_KIND_DAY)
            rt_day_format(d, label);
        else
            rt_period_label(r->by, d, label);
        return rt_strdup(arena, label);
    }
    if (kind == RT_KIND_FLAG)
        return strcmp(cell, "да") == 0 ? "1" : "0";
    if (rt_kind_is_number(kind) && strchr(out, '.') == NULL &&
        strchr(out, ',') != NULL)
        *strchr(out, ',') = '.';
    return out;
}

static bool
says_the_same(const struct rt_result *r, const struct rt_sheet *t,
              const struct grid *plain, const struct grid *excel)
{
    for (size_t i = 1; i < plain->n_rows; i++)
        for (size_t c = 0; c < plain->n; c++) {
            const char *want = plain->cell[i * plain->n + c];
            const char *got = excel->cell[i * plain->n + c];
            enum rt_kind kind =
                c < t->n_columns ? t->columns[c].kind : RT_KIND_DAY;

            if (c < t->n_columns &&
                t->cells[(i - 1) * t->n_columns + c].type == RT_CELL_NAME)
                want = t->cells[(i - 1) * t->n_columns + c].name->shown;
            if (want[0] != '\0' || got[0] != '\0')
                got = back(got, r, kind);
            if (strcmp(want, got) != 0) {
                printf("# row %zu, column %zu: %s, not %s\n", i, c, got, want);
                return false;
            }
        }
    return true;
}

static void
check_table(const struct rt_result *r, const struct rt_sheet *t)
{
    struct rt_buf plain, excel;
    struct grid a, b;

    rt_buf_init(&plain, 0);
    rt_buf_init(&excel, 0);
    ok(rt_block_csv(r, t->name, &plain, NULL) == RT_OK &&
           rt_block_csv_excel(r, t->name, RT_LANG_RU, &excel, NULL) == RT_OK,
       "%s, table %s", r->block->id, t->name);
    ok(strncmp(rt_buf_cstr(&excel), "\xef\xbb\xbf", 3) == 0 &&
           strncmp(rt_buf_cstr(&excel) + 3, "sep=", 4) != 0,
       "begins with a BOM and no more");
    a = read_grid(&plain, ',');
    b = read_grid(&excel, ';');
    ok(a.n_rows == b.n_rows && a.n == b.n && says_the_same(r, t, &a, &b),
       "has the same cells");
    ok(b.n_rows > 0 && a.n == b.n &&
           strcmp(b.cell[0], rt_column_caption(a.cell[0], RT_LANG_RU, arena)) ==
               0,
       "and headings in words");
    rt_buf_fini(&plain);
    rt_buf_fini(&excel);
}

static const char *
excel(const struct rt_result *r, const char *table, enum rt_lang lang)
{
    struct rt_buf out;
    const char *text;

    rt_buf_init(&out, 0);
    text = rt_block_csv_excel(r, table, lang, &out, NULL) == RT_OK
               ? rt_strdup(arena, rt_buf_cstr(&out))
               : "refused";
    rt_buf_fini(&out);
    return text;
}

/* A result made by hand, with every kind of cell. */
static void
test_cells(void)
{
    static const struct rt_column columns[] = {
        {"period", RT_KIND_PERIOD, false},
        {"name", RT_KIND_TEXT, false},
        {"opening", RT_KIND_COUNT, false},
        {"churn_rate", RT_KIND_SHARE, false},
        {"closing_mrr", RT_KIND_MONEY, false},
        {"complete", RT_KIND_FLAG, false},
        {"as_of", RT_KIND_DAY, false},
    };
    const struct rt_data d = {.currency = "RUB", .digits = 2};
    struct rt_result *r = rt_alloc(arena, sizeof *r);
    struct rt_sheet *t;
    int32_t day = rt_day_of((struct rt_date){2024, 2, 1});

    r->block = rt_block_find("churn");
    r->data = &d;
    r->by = RT_BY_MONTH;
    t = rt_result_table(r, arena, "t", columns, 7, 2);
    t->cells[0] = rt_cell_int(day);
    t->cells[1] = rt_cell_text("=1+1; \"x\"");
    t->cells[2] = rt_cell_int(1234);
    t->cells[3] = rt_cell_real(0.125);
    t->cells[4] = rt_cell_int(-123456);
    t->cells[5] = rt_cell_int(1);
    t->cells[6] = rt_cell_int(day + 28);
    t->cells[7] = rt_cell_int(day);
    is_str(
        excel(r, "t", RT_LANG_RU),
        "\xef\xbb\xbfПериод;Имя;На начало;Отток;MRR на конец;Завершён;По день "
        "включительно\r\n"
        "01.02.2024;\"'=1+1; \"\"x\"\"\";1234;\"0,125\";\"-1234,56\";да;"
        "29.02.2024\r\n01.02.2024;;;;;;\r\n",
        "Russian: semicolons, decimal commas, days; no formula");
    is_str(
        excel(r, "t", RT_LANG_EN),
        "\xef\xbb\xbfPeriod,Name,Opening,Churn,Closing MRR,Complete,As of\r\n"
        "2024-02-01,\"'=1+1; \"\"x\"\"\",1234,0.125,-1234.56,yes,"
        "2024-02-29\r\n2024-02-01,,,,,,\r\n",
        "English: commas and points");
    is_str(excel(r, "u", RT_LANG_EN), "refused", "a table that is not there");
    r->by = RT_BY_YEAR;
    ok(strstr(excel(r, "t", RT_LANG_RU), "\r\n2024;") != NULL,
       "a year is a number");
}

static void
test_figures(const struct rt_result *r)
{
    const char *text = excel(r, "figures", RT_LANG_RU);

    ok(strstr(text, "\xef\xbb\xbfИмя;Значение;Числитель;") == text &&
           strstr(text, "churn_rate") == NULL,
       "%s: figures have words for their names", r->block->id);
}

int
main(void)
{
    const struct rt_data *d;
    const struct rt_block *b;

    arena = rt_arena_new();
    d = company();
    for (size_t i = 0; (b = rt_block_at(i)) != NULL; i++) {
        struct rt_err err = {0};
        const struct rt_result *r = run(d, b->id, "", &err);

        ok(r != NULL, "%s %s", b->id, err.text);
        for (size_t k = 0; r != NULL && k < r->n_tables; k++)
            check_table(r, &r->tables[k]);
        if (r != NULL)
            test_figures(r);
    }
    test_cells();
    rt_arena_free(arena);
    return done();
}
