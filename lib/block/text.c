#include "block/block.h"
#include "block/format.h"

#include "base/utf8.h"

#include <string.h>

enum { GAP = 2 };

/* Blanks up to `width` columns for a text, on its left for numbers. */
static void
put_padded(struct rt_buf *out, const char *text, size_t width, bool right)
{
    size_t used = rt_utf8_count(text, strlen(text));
    size_t pad = width > used ? width - used : 0;

    if (right)
        rt_buf_fmt(out, "%*s%s", (int)pad, "", text);
    else
        rt_buf_fmt(out, "%s%*s", text, (int)pad, "");
}

static size_t
text_width(const char *text)
{
    return rt_utf8_count(text, strlen(text));
}

/* All cells of a table as text, the captions first: [n_rows + 1][n_columns]. */
static const char **
table_texts(const struct rt_result *r, const struct rt_sheet *t,
            enum rt_lang lang, struct rt_arena *a)
{
    const char **texts =
        rt_alloc_n(a, (t->n_rows + 1) * t->n_columns, sizeof *texts);

    for (size_t c = 0; c < t->n_columns; c++)
        texts[c] = rt_column_caption(t->columns[c].name, lang, a);
    for (size_t i = 0; i < t->n_rows; i++)
        for (size_t c = 0; c < t->n_columns; c++) {
            size_t at = i * t->n_columns + c;
            const char *text =
                rt_cell_show(r, t->columns[c].kind, t->cells[at], lang, a);

            if (c == 0 && t->unfinished != NULL && t->unfinished[i])
                text = rt_fmt(a, "%s *", text);
            texts[at + t->n_columns] = text;
        }
    return texts;
}

static void
put_table(const struct rt_result *r, const struct rt_sheet *t,
          enum rt_lang lang, struct rt_arena *a, struct rt_buf *out)
{
    const char **texts = table_texts(r, t, lang, a);
    size_t *width = rt_alloc_n(a, t->n_columns, sizeof *width);

    for (size_t i = 0; i < (t->n_rows + 1) * t->n_columns; i++) {
        size_t w = text_width(texts[i]);

        if (w > width[i % t->n_columns])
            width[i % t->n_columns] = w;
    }
    rt_buf_char(out, '\n');
    for (size_t i = 0; i < (t->n_rows + 1) * t->n_columns; i++) {
        size_t c = i % t->n_columns;

        if (c != 0)
            rt_buf_fmt(out, "%*s", GAP, "");
        put_padded(out, texts[i], width[c],
                   rt_kind_is_number(t->columns[c].kind));
        if (c + 1 == t->n_columns)
            rt_buf_char(out, '\n');
    }
}

static void
put_figure(const struct rt_result *r, const struct rt_figure *f,
           enum rt_lang lang, size_t width, struct rt_arena *a,
           struct rt_buf *out)
{
    const char *parts = rt_figure_parts(r, f, lang, a);

    put_padded(out, rt_figure_caption(f->name, lang, a), width, false);
    rt_buf_fmt(out, "  %s", rt_cell_show(r, f->kind, f->value, lang, a));
    if (parts != NULL)
        rt_buf_fmt(out, "  (%s)", parts);
    if (f->low.type != RT_CELL_NONE && f->high.type != RT_CELL_NONE)
        rt_buf_fmt(out, "  95 %%: %s … %s",
                   rt_cell_show(r, f->kind, f->low, lang, a),
                   rt_cell_show(r, f->kind, f->high, lang, a));
    if (f->value.type == RT_CELL_NONE && f->why != NULL)
        rt_buf_fmt(out, "  %s", rt_text(lang, f->why));
    rt_buf_char(out, '\n');
}

static void
put_head(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a,
         struct rt_buf *out)
{
    struct rt_pairs words;

    rt_buf_fmt(out, "%s\n", rt_text(lang, r->block->title));
    rt_filter_words(r, lang, a, &words);
    for (size_t i = 0; i < words.n; i++)
        rt_buf_fmt(out, "%s%s: %s", i != 0 ? " · " : "", words.list[i].name,
                   words.list[i].value);
    rt_buf_fmt(out, "\n%s\n\n",
               rt_text_fill(lang, a, "card_as_of", "day",
                            rt_text_day(lang, a, r->as_of), "zone",
                            r->data->zone, "n", rt_text_count(lang, a, r->n),
                            NULL));
}

enum rt_code
rt_block_text(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a,
              struct rt_buf *out, struct rt_err *err)
{
    size_t width = 0;

    put_head(r, lang, a, out);
    for (size_t i = 0; i < r->n_figures; i++) {
        size_t w = text_width(rt_figure_caption(r->figures[i].name, lang, a));

        width = w > width ? w : width;
    }
    for (size_t i = 0; i < r->n_figures; i++)
        put_figure(r, &r->figures[i], lang, width, a, out);
    for (size_t i = 0; i < r->n_tables; i++)
        put_table(r, &r->tables[i], lang, a, out);
    if (r->n_notes != 0)
        rt_buf_char(out, '\n');
    for (size_t i = 0; i < r->n_notes; i++)
        rt_buf_fmt(out, "%s\n", rt_note_show(&r->notes[i], lang, a));
    return rt_buf_ok(out, err);
}
