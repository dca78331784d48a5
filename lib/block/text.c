#include "block/block.h"
#include "block/format.h"
#include "block/missing.h"
#include "block/wider_periods.h"

#include "base/utf8.h"

#include <string.h>

enum { GAP = 2 };

/* Pad a text to `width` columns; numbers on their left. */
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

/* A table as text: the captions, then the rows. */
struct grid {
    size_t n_columns, n_rows; /* with the row of captions */
    const size_t *shown;      /* [n_columns] columns of the sheet */
    const char **texts;       /* [n_rows * n_columns] */
    size_t *width;            /* [n_columns] */
};

static const char *
cell_text(const struct rt_result *r, const struct rt_sheet *t, size_t i,
          size_t c, enum rt_lang lang, struct rt_arena *a)
{
    const char *text = rt_cell_show(r, t->columns[c].kind,
                                    t->cells[i * t->n_columns + c], lang, a);

    if (c == 0 && t->unfinished != NULL && t->unfinished[i])
        text = rt_fmt(a, "%s *", text);
    if (c == 0 && rt_row_is_wider(r, t, i))
        return rt_text_fill(lang, a, "mark_wider", "text", text, NULL);
    return text;
}

static void
make_grid(const struct rt_result *r, const struct rt_sheet *t,
          enum rt_lang lang, struct rt_arena *a, struct grid *g)
{
    size_t *shown;

    g->n_columns = rt_sheet_shown(t, a, &shown);
    g->shown = shown;
    g->n_rows = t->n_rows + 1;
    g->texts = rt_alloc_n(a, g->n_rows * g->n_columns, sizeof *g->texts);
    g->width = rt_alloc_n(a, g->n_columns, sizeof *g->width);
    for (size_t i = 0; i < g->n_rows; i++)
        for (size_t k = 0; k < g->n_columns; k++) {
            const char *text =
                i == 0 ? rt_column_caption(t->columns[shown[k]].name, lang, a)
                       : cell_text(r, t, i - 1, shown[k], lang, a);
            size_t w = text_width(text);

            g->texts[i * g->n_columns + k] = text;
            g->width[k] = w > g->width[k] ? w : g->width[k];
        }
}

static void
put_table(const struct rt_result *r, const struct rt_sheet *t,
          enum rt_lang lang, struct rt_arena *a, struct rt_buf *out)
{
    struct grid g;

    make_grid(r, t, lang, a, &g);
    rt_buf_char(out, '\n');
    if (t->as_of != r->as_of)
        rt_buf_fmt(out, "%s\n", rt_as_of_own(t->as_of, lang, a));
    for (size_t i = 0; i < g.n_rows; i++)
        for (size_t k = 0; k < g.n_columns; k++) {
            if (k != 0)
                rt_buf_fmt(out, "%*s", GAP, "");
            put_padded(out, g.texts[i * g.n_columns + k], g.width[k],
                       rt_kind_is_number(t->columns[g.shown[k]].kind));
            if (k + 1 == g.n_columns)
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
    if (f->as_of != r->as_of)
        rt_buf_fmt(out, "  %s", rt_as_of_own(f->as_of, lang, a));
    rt_buf_char(out, '\n');
}

static void
put_head(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a,
         struct rt_buf *out)
{
    struct rt_pairs words;

    if (r->data->demo)
        rt_buf_fmt(out, "%s\n", rt_text(lang, "invented_data"));
    rt_buf_fmt(out, "%s\n", rt_text(lang, r->title));
    rt_filter_words(r, lang, a, &words);
    for (size_t i = 0; i < words.n; i++)
        rt_buf_fmt(out, "%s%s: %s", i != 0 ? " · " : "", words.list[i].name,
                   words.list[i].value);
    rt_buf_fmt(out, "\n%s\n\n",
               rt_text_fill(lang, a, "card_as_of", "day",
                            rt_text_day(lang, a, r->as_of), "zone",
                            r->data->zone, "of", rt_result_of(r, lang, a),
                            NULL));
}

static void
put_contents(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a,
             struct rt_buf *out)
{
    size_t width = 0;

    for (size_t i = 0; i < r->n_figures; i++) {
        size_t w = text_width(rt_figure_caption(r->figures[i].name, lang, a));

        width = w > width ? w : width;
    }
    for (size_t i = 0; i < r->n_figures; i++)
        put_figure(r, &r->figures[i], lang, width, a, out);
    for (size_t i = 0; i < r->n_tables; i++)
        put_table(r, &r->tables[i], lang, a, out);
}

enum rt_code
rt_block_text(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a,
              struct rt_buf *out, struct rt_err *err)
{
    enum rt_group missing = rt_result_missing(r);

    put_head(r, lang, a, out);
    if (missing != RT_GROUP__MAX)
        rt_buf_fmt(out, "%s\n", rt_missing_text(missing, "retention", lang, a));
    else if (rt_result_selects_nothing(r))
        rt_buf_fmt(out, "%s\n", rt_text(lang, "chart_no_data"));
    else
        put_contents(r, lang, a, out);
    if (r->n_notes != 0)
        rt_buf_char(out, '\n');
    for (size_t i = 0; i < r->n_notes; i++)
        rt_buf_fmt(out, "%s\n", rt_note_show(&r->notes[i], lang, a));
    return rt_buf_ok(out, err);
}
