/* Tables in a terminal: each row is a line, and columns are aligned. */
#include "company.h"

#include "base/utf8.h"

/* The lines of a text, without newlines. */
static struct lines
split(char *text)
{
    struct lines out = {.line = rt_alloc_n(arena, 4096, sizeof(char *))};
    char *line;

    while (out.n < 4096 && (line = strsep(&text, "\n")) != NULL)
        out.line[out.n++] = line;
    return out;
}

static size_t
width_of(const char *s)
{
    return rt_utf8_count(s, strlen(s));
}

/* The line of the table's head, which has all captions in order. */
static size_t
find_head(const struct lines *l, const struct rt_sheet *t, enum rt_lang lang)
{
    for (size_t i = 0; i < l->n; i++) {
        const char *at = l->line[i];
        size_t *shown, n = rt_sheet_shown(t, arena, &shown), c = 0;

        for (; c < n && at != NULL; c++)
            at = strstr(
                at, rt_column_caption(t->columns[shown[c]].name, lang, arena));
        if (at != NULL && n > 1)
            return i;
    }
    return l->n;
}

/* Test that a line has the cells of its row, from left to right. */
static bool
has_cells(const struct rt_result *r, const struct rt_sheet *t, size_t row,
          const char *line, enum rt_lang lang)
{
    size_t *shown, n = rt_sheet_shown(t, arena, &shown);

    for (size_t c = 0; c < n && line != NULL; c++) {
        const char *cell =
            rt_cell_show(r, t->columns[shown[c]].kind,
                         t->cells[row * t->n_columns + shown[c]], lang, arena);

        line = strstr(line, cell);
        if (line != NULL)
            line += strlen(cell);
    }
    return line != NULL;
}

static void
test_table(const struct rt_result *r, const struct rt_sheet *t,
           const struct lines *l, enum rt_lang lang)
{
    size_t head = find_head(l, t, lang), good = 0, wide = 0;

    if (!ok(head + t->n_rows < l->n, "%s: table %s has its head and rows",
            r->block->id, t->name))
        return;
    for (size_t i = 0; i < t->n_rows; i++) {
        good += has_cells(r, t, i, l->line[head + 1 + i], lang);
        wide += width_of(l->line[head + 1 + i]) == width_of(l->line[head]);
    }
    is_int((int64_t)good, (int64_t)t->n_rows,
           "  a line a row, all cells in it");
    is_int((int64_t)wide, (int64_t)t->n_rows, "  as wide as the head");
}

static void
test_block(const struct rt_data *d, const char *id, enum rt_lang lang)
{
    struct rt_err err = {0};
    struct rt_block_env env = {.data = d, .lang = lang, .margin = 1};
    const struct rt_result *r = run_env(&env, id, "", &err);
    struct rt_buf out;
    struct lines l;

    rt_buf_init(&out, 0);
    if (!ok(r != NULL && rt_block_text(r, lang, arena, &out, &err) == RT_OK,
            "%s as text %s", id, err.text))
        return;
    l = split(rt_strdup(arena, rt_buf_cstr(&out)));
    for (size_t i = 0; i < r->n_tables; i++)
        test_table(r, &r->tables[i], &l, lang);
    rt_buf_fini(&out);
}

/* What the figures are about, above them. */
static void
test_head(const struct rt_data *d)
{
    struct rt_err err = {0};
    struct rt_block_env env = {.data = d, .lang = RT_LANG_EN, .margin = 1};
    const struct rt_result *r =
        run_env(&env, "churn", "by=quarter&from=2024-01&to=2024-06", &err);
    struct rt_buf out;
    struct lines l;

    rt_buf_init(&out, 0);
    if (!ok(r != NULL &&
                rt_block_text(r, RT_LANG_EN, arena, &out, &err) == RT_OK,
            "a selection as text %s", err.text))
        return;
    l = split(rt_strdup(arena, rt_buf_cstr(&out)));
    is_str(l.line[0], "Customer churn", "the block's title is the first line");
    is_str(l.line[1], "By: quarter · From: 1 Jan 2024 · To: 30 Jun 2024",
           "then what is selected");
    is_str(l.line[2], "Data as of 15 Jun 2024 (UTC), 120 clients ever",
           "then the day that it is known until");
    is_str(l.line[3], "", "and an empty line");
    rt_buf_fini(&out);
}

int
main(void)
{
    static const char *const ids[] = {"churn", "mrr", "desk-funnel",
                                      "pie-charts-block"};
    const struct rt_data *d;

    arena = rt_arena_new();
    d = company();
    test_head(d);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        test_block(d, ids[i], RT_LANG_RU);
        test_block(d, ids[i], RT_LANG_EN);
    }
    rt_arena_free(arena);
    return done();
}
