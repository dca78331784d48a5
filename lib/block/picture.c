#include "block/block.h"
#include "block/format.h"
#include "block/missing.h"
#include "block/picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
filter_line(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    struct rt_pairs words;
    const char *line = "";

    rt_filter_words(r, lang, a, &words);
    for (size_t i = 0; i < words.n; i++)
        line = rt_fmt(a, "%s%s%s: %s", line, i != 0 ? " · " : "",
                      words.list[i].name, words.list[i].value);
    return line;
}

/* The note with this key; NULL when the result has none. */
static const char *
note_text(const struct rt_result *r, const char *key, enum rt_lang lang,
          struct rt_arena *a)
{
    for (size_t i = 0; i < r->n_notes; i++)
        if (strcmp(r->notes[i].key, key) == 0)
            return rt_note_show(&r->notes[i], lang, a);
    return NULL;
}

static const char *
missing(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    enum rt_group g = rt_result_missing(r);

    return g != RT_GROUP__MAX ? rt_missing_text(g, "retention", lang, a) : NULL;
}

/* The filter in one line, and where the result differs from it: values that
 * nobody has, periods that reach beyond the dates. */
static const char *
filter_said(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    static const char *const keys[] = {"note_nobody_has", "note_wider"};
    const char *line = filter_line(r, lang, a);

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const char *note = note_text(r, keys[i], lang, a);

        if (note != NULL && !rt_result_selects_nothing(r))
            line = rt_fmt(a, "%s · %s", line, note);
    }
    return line;
}

static double
real_of(struct rt_cell cell)
{
    return cell.type == RT_CELL_INT ? (double)cell.i : cell.x;
}

/* The change since the period before: of shares in points, of the rest in per
 * cent. */
static const char *
delta(const struct rt_figure *f, enum rt_lang lang, struct rt_arena *a)
{
    double now = real_of(f->value), before = real_of(f->previous);
    const char *mark = now > before ? "▲" : now < before ? "▼" : "=";
    double size = fabs(now - before);

    if (f->value.type == RT_CELL_NONE || f->previous.type == RT_CELL_NONE)
        return NULL;
    if (f->kind == RT_KIND_SHARE)
        return rt_fmt(a, "%s %s", mark,
                      rt_text_fill(lang, a, "delta_points", "value",
                                   rt_text_number(lang, a, size * 100, 2),
                                   NULL));
    if (before == 0)
        return NULL;
    return rt_fmt(a, "%s %s", mark,
                  rt_text_share(lang, a, size / fabs(before), 1));
}

static const struct rt_tile *
tiles(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    struct rt_tile *list = rt_alloc_n(a, r->n_figures, sizeof *list);

    for (size_t i = 0; i < r->n_figures; i++) {
        const struct rt_figure *f = &r->figures[i];

        list[i].label = rt_figure_caption(f->name, lang, a);
        list[i].value = rt_cell_show(r, f->kind, f->value, lang, a);
        list[i].delta = delta(f, lang, a);
        list[i].note = f->value.type == RT_CELL_NONE && f->why != NULL
                           ? rt_text(lang, f->why)
                           : rt_figure_parts(r, f, lang, a);
    }
    return list;
}

/* The columns of a sheet that a picture shows.  Yes/no columns are moved
 * behind the name, because a narrow picture has room only for the first
 * columns. */
static size_t
shown_columns(const struct rt_sheet *t, size_t *out)
{
    size_t n = 0;

    for (int flags = 1; flags >= 0; flags--)
        for (size_t c = 0; c < t->n_columns; c++) {
            bool early = c == 0 || t->columns[c].kind == RT_KIND_FLAG;

            if (!t->columns[c].detail && early == flags)
                out[n++] = c;
        }
    return n;
}

static const struct rt_table *
table(const struct rt_result *r, const struct rt_sheet *t, enum rt_lang lang,
      struct rt_arena *a)
{
    size_t *shown = rt_alloc_n(a, t->n_columns, sizeof *shown);
    size_t n = shown_columns(t, shown);
    struct rt_table *out = rt_alloc(a, sizeof *out);
    const char **columns = rt_alloc_n(a, n, sizeof *columns);
    const char **cells = rt_alloc_n(a, n * t->n_rows, sizeof *cells);
    bool *left = rt_alloc_n(a, n, sizeof *left);

    for (size_t k = 0; k < n; k++) {
        const struct rt_column *c = &t->columns[shown[k]];

        columns[k] = rt_column_caption(c->name, lang, a);
        left[k] = !rt_kind_is_number(c->kind);
        for (size_t i = 0; i < t->n_rows; i++)
            cells[i * n + k] = rt_cell_show(
                r, c->kind, t->cells[i * t->n_columns + shown[k]], lang, a);
    }
    *out = (struct rt_table){.n_columns = n,
                             .n_rows = t->n_rows,
                             .columns = columns,
                             .left = left,
                             .cells = cells,
                             .unfinished = t->unfinished};
    return out;
}

/* Tiles have no time axis, so the title names their period. */
static const char *
title(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    const char *word = rt_text(lang, r->title);

    if (r->chart != NULL || r->now == RT_DAY_NONE)
        return word;
    return rt_fmt(a, "%s: %s", word, rt_text_period(lang, a, r->by, r->now));
}

void
rt_picture_card(const struct rt_result *r, enum rt_lang lang,
                struct rt_arena *a, struct rt_card *out)
{
    *out = (struct rt_card){
        .band = r->data->demo ? rt_text(lang, "invented_data") : NULL,
        .title = title(r, lang, a),
        .filter = filter_said(r, lang, a),
        .zone = r->data->zone,
        .as_of = r->as_of,
        .rests_on = rt_result_of(r, lang, a),
        .formula = rt_text(lang, r->formula),
    };
    out->empty = missing(r, lang, a);
    if (out->empty != NULL || rt_result_selects_nothing(r)) {
        if (out->empty == NULL)
            out->empty = note_text(r, "note_nobody_has", lang, a);
        return; /* a card without contents says that there are no data */
    }
    if (r->chart != NULL) {
        out->chart = r->chart;
        out->data = &r->chart_data;
        if (r->n_tables != 0)
            out->as_of = r->tables[0].as_of;
    } else if (r->n_tables != 0 &&
               (r->tables[0].n_rows != 0 || r->n_figures == 0)) {
        out->table = table(r, &r->tables[0], lang, a);
        out->as_of = r->tables[0].as_of;
    } else {
        out->tiles = tiles(r, lang, a);
        out->n_tiles = r->n_figures;
    }
}

enum rt_code
rt_block_png(const struct rt_result *r, const struct rt_style *style,
             struct rt_arena *a, struct rt_buf *out, struct rt_geometry *geo,
             struct rt_err *err)
{
    struct rt_card card;

    rt_picture_card(r, style->lang, a, &card);
    return rt_card_png(&card, style, out, geo, a, err);
}

/* Read a whole number of at most five digits at *s; -1 when there is none. */
static int
read_number(const char **s)
{
    int n = 0, digits = 0;

    for (; **s >= '0' && **s <= '9' && digits < 5; (*s)++, digits++)
        n = n * 10 + (**s - '0');
    return digits != 0 ? n : -1;
}

enum rt_code
rt_picture_size(const char *size, struct rt_style *style, struct rt_err *err)
{
    const char *s = size;
    int width, scale = 1;

    if (size == NULL)
        return RT_OK;
    width = read_number(&s);
    if (*s == 'x') {
        s++;
        scale = read_number(&s);
    }
    if (width < 0 || scale < 0 || *s != '\0')
        return rt_fail_key(err, RT_EINVAL, "bad_value", "key", "size", "value",
                           size, NULL);
    style->width_px = width;
    style->scale = scale;
    return RT_OK;
}
