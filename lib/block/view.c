#include "block/block.h"
#include "block/format.h"
#include "block/missing.h"
#include "block/wider_periods.h"
#include "block/picture.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Characters of a figure that fit into a tile in large and in medium
 * letters. */
enum { LARGE_FITS = 7, MIDDLING_FITS = 11 };

/* Rows of a table on a page; files have all. */
enum { ROWS_MAX = 60 };

/* The CSS class for a value, by its length. */
static const char *
value_class(const char *value)
{
    size_t n = rt_utf8_count(value, strlen(value));

    return n > MIDDLING_FITS ? "value longer"
           : n > LARGE_FITS  ? "value long"
                             : "value";
}

static json_t *
text_or_null(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

static const char *
url(struct rt_arena *a, const char *path, const struct rt_pairs *query)
{
    return query->n == 0 ? path
                         : rt_fmt(a, "%s?%s", path, rt_pairs_format(query, a));
}

static const char *
picture_url(const struct rt_result *r, const struct rt_style *style,
            const char *theme, int scale, struct rt_arena *a)
{
    struct rt_pairs q;

    rt_filter_pairs(r->filter, a, &q);
    rt_pairs_add(&q, a, "g", rt_block_generation(r->block, r->data, a));
    rt_pairs_add(&q, a, "lang", rt_lang_name(style->lang));
    rt_pairs_add(&q, a, "size", rt_fmt(a, "%dx%d", style->width_px, scale));
    rt_pairs_add(&q, a, "theme", theme);
    rt_pairs_sort(&q);
    return url(a, rt_fmt(a, "/block/%s.png", r->block->id), &q);
}

/* The places of a picture that has too many for a page. */
static const char *
areas_url(const struct rt_result *r, const struct rt_style *style,
          struct rt_arena *a)
{
    struct rt_pairs q;

    rt_filter_pairs(r->filter, a, &q);
    rt_pairs_add(&q, a, "g", rt_block_generation(r->block, r->data, a));
    rt_pairs_add(&q, a, "lang", rt_lang_name(style->lang));
    rt_pairs_add(&q, a, "size", rt_fmt(a, "%dx1", style->width_px));
    rt_pairs_sort(&q);
    return url(a, rt_fmt(a, "/block/%s.areas", r->block->id), &q);
}

static const char *
data_url(const struct rt_result *r, const char *form, struct rt_arena *a)
{
    struct rt_pairs q;

    rt_filter_pairs(r->filter, a, &q);
    return url(a, rt_fmt(a, "/block/%s.%s", r->block->id, form), &q);
}

static const char *
excel_url(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    struct rt_pairs q;

    rt_filter_pairs(r->filter, a, &q);
    rt_pairs_add(&q, a, "for", "excel");
    rt_pairs_add(&q, a, "lang", rt_lang_name(lang)); /* its headings' */
    return url(a, rt_fmt(a, "/block/%s.csv", r->block->id), &q);
}

/* A bar links to its own period in the next finer steps that fit into it
 * (METRICS 16.19); the finest step has no link. */
static const char *
drill_url(const struct rt_result *r, size_t point, struct rt_arena *a)
{
    static const enum rt_by finer[RT_BY__MAX] = {
        [RT_BY_YEAR] = RT_BY_QUARTER, [RT_BY_QUARTER] = RT_BY_MONTH,
        [RT_BY_MONTH] = RT_BY_DAY,    [RT_BY_WEEK] = RT_BY_DAY,
        [RT_BY_DAY] = RT_BY_DAY,
    };
    const struct rt_chart_data *d = &r->chart_data;
    struct rt_pairs all, q = {0};
    char from[RT_PERIOD_LABEL], to[RT_PERIOD_LABEL];

    if (d->period == NULL || d->by == RT_BY_DAY)
        return NULL;
    rt_day_format(d->period[point], from);
    rt_day_format(rt_period_add(d->by, d->period[point], 1) - 1, to);
    rt_filter_pairs(r->filter, a, &all);
    for (size_t i = 0; i < all.n; i++)
        if (strcmp(all.list[i].name, "by") != 0 &&
            strcmp(all.list[i].name, "from") != 0 &&
            strcmp(all.list[i].name, "to") != 0)
            rt_pairs_add(&q, a, all.list[i].name, all.list[i].value);
    rt_pairs_add(&q, a, "by", rt_by_name(finer[d->by]));
    rt_pairs_add(&q, a, "from", rt_strdup(a, from));
    rt_pairs_add(&q, a, "to", rt_strdup(a, to));
    rt_pairs_sort(&q);
    return url(a, rt_fmt(a, "/%s", r->block->id), &q);
}

/* With more places than this, a page has only those of whole periods.  If
 * there are none, it has an address from which the script gets them.  Places
 * without a period (LOOSE) have a lower limit. Tooltips of the browser repeat
 * every text, so only pictures with few places have them. */
enum { AREAS_MAX = 110, LOOSE_MAX = 40, TITLES_MAX = 60 };

static json_t *
area(const struct rt_result *r, const struct rt_hit *h, struct rt_arena *a)
{
    return json_pack(
        "{s:s, s:s, s:o}", "coords",
        rt_fmt(a, "%d,%d,%d,%d", h->x, h->y, h->x + h->w, h->y + h->h), "text",
        h->text, "href", text_or_null(drill_url(r, h->point, a)));
}

static json_t *
all_areas(const struct rt_result *r, const struct rt_geometry *geo,
          struct rt_arena *a)
{
    json_t *list = json_array();

    for (size_t i = 0; i < geo->n; i++)
        json_array_append_new(list, area(r, &geo->hits[i], a));
    return list;
}

/* The places of whole periods, whose texts list all series. */
static json_t *
whole_areas(const struct rt_result *r, const struct rt_geometry *geo,
            struct rt_arena *a)
{
    json_t *list = json_array();

    for (size_t i = 0; i < geo->n; i++)
        if (geo->hits[i].series < 0)
            json_array_append_new(list, area(r, &geo->hits[i], a));
    return list;
}

static void
add_areas(const struct rt_result *r, const struct rt_style *style,
          const struct rt_geometry *geo, struct rt_arena *a, json_t *to)
{
    json_t *list = whole_areas(r, geo, a);
    size_t most = json_array_size(list) != 0 ? AREAS_MAX : LOOSE_MAX;

    if (geo->n <= most) {
        json_decref(list);
        list = all_areas(r, geo, a);
    }
    if (json_array_size(list) > most)
        json_array_clear(list);
    json_object_set(to, "areas", list);
    json_object_set_new(to, "titles",
                        json_boolean(json_array_size(list) <= TITLES_MAX));
    json_object_set_new(to, "later",
                        geo->n != 0 && json_array_size(list) == 0
                            ? json_string(areas_url(r, style, a))
                            : json_null());
    json_decref(list);
}

static enum rt_code
measure(const struct rt_result *r, const struct rt_style *style,
        struct rt_card *card, struct rt_geometry *geo, struct rt_arena *a,
        struct rt_err *err)
{
    *geo = (struct rt_geometry){0};
    rt_picture_card(r, style->lang, a, card);
    return rt_card_geometry(card, style, geo, a, err);
}

static enum rt_code
picture(const struct rt_result *r, const struct rt_style *style,
        const char *image, struct rt_arena *a, json_t **out, struct rt_err *err)
{
    struct rt_geometry geo;
    struct rt_card card;
    enum rt_code rc = measure(r, style, &card, &geo, a, err);

    if (rc != RT_OK)
        return rc;
    *out = json_pack(
        "{s:s, s:s, s:s, s:s, s:i, s:i, s:s, s:s}", "src",
        image != NULL ? image : picture_url(r, style, "light", 1, a), "src2x",
        image != NULL ? image : picture_url(r, style, "light", 2, a), "dark",
        image != NULL ? image : picture_url(r, style, "dark", 1, a), "dark2x",
        image != NULL ? image : picture_url(r, style, "dark", 2, a), "width",
        geo.width_px, "height", geo.height_px, "alt",
        rt_text_fill(style->lang, a, "picture_alt", "title", card.title,
                     "filter", card.filter, NULL),
        "map", rt_fmt(a, "map-%s", r->block->id));
    add_areas(r, style, &geo, a, *out);
    return RT_OK;
}

enum rt_code
rt_block_areas(const struct rt_result *r, const struct rt_style *style,
               struct rt_arena *a, struct rt_buf *out, struct rt_err *err)
{
    struct rt_geometry geo;
    struct rt_card card;
    enum rt_code rc = measure(r, style, &card, &geo, a, err);
    json_t *o;
    char *text;

    if (rc != RT_OK)
        return rc;
    o = json_pack("{s:o}", "areas", all_areas(r, &geo, a));
    text = json_dumps(o, JSON_COMPACT);
    json_decref(o);
    if (text == NULL)
        return rt_fail(err, RT_EINVAL, "%s: a text is not valid UTF-8",
                       r->block->id);
    rt_buf_str(out, text);
    rt_buf_char(out, '\n');
    free(text);
    return rt_buf_ok(out, err);
}

static json_t *
figure(const struct rt_result *r, const struct rt_figure *f, enum rt_lang lang,
       struct rt_arena *a)
{
    const char *value = rt_cell_show(r, f->kind, f->value, lang, a);
    const char *interval = NULL, *previous = NULL, *why = NULL;
    const char *parts = rt_figure_parts(r, f, lang, a);

    if (f->low.type != RT_CELL_NONE && f->high.type != RT_CELL_NONE)
        interval =
            rt_fmt(a, "%s … %s", rt_cell_show(r, f->kind, f->low, lang, a),
                   rt_cell_show(r, f->kind, f->high, lang, a));
    if (f->previous.type != RT_CELL_NONE)
        previous =
            rt_fmt(a, "%s: %s", rt_text_period(lang, a, r->by, r->before),
                   rt_cell_show(r, f->kind, f->previous, lang, a));
    if (f->value.type == RT_CELL_NONE && f->why != NULL)
        why = rt_text(lang, f->why);
    if (f->as_of != r->as_of)
        parts = parts != NULL ? rt_fmt(a, "%s, %s", parts,
                                       rt_as_of_own(f->as_of, lang, a))
                              : rt_as_of_own(f->as_of, lang, a);
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:o}", "name", f->name,
        "caption", rt_figure_caption(f->name, lang, a), "value", value, "class",
        value_class(value), "parts", text_or_null(parts), "interval",
        text_or_null(interval), "previous", text_or_null(previous), "formula",
        rt_figure_formula(r, f, lang, a), "why", text_or_null(why));
}

static json_t *
row(const struct rt_result *r, const struct rt_sheet *t, size_t i,
    const size_t *shown, size_t n_shown, enum rt_lang lang, struct rt_arena *a)
{
    json_t *cells = json_array();

    for (size_t k = 0; k < n_shown; k++) {
        enum rt_kind kind = t->columns[shown[k]].kind;
        struct rt_cell cell = t->cells[i * t->n_columns + shown[k]];

        const char *text = rt_cell_show(r, kind, cell, lang, a);

        if (k == 0 && rt_row_is_wider(r, t, i))
            text = rt_text_fill(lang, a, "mark_wider", "text", text, NULL);
        json_array_append_new(cells,
                              json_pack("{s:s, s:b}", "text", text, "number",
                                        (int)rt_kind_is_number(kind)));
    }
    return json_pack("{s:b, s:o}", "unfinished",
                     t->unfinished != NULL && t->unfinished[i] != 0, "cells",
                     cells);
}

static json_t *
column_heads(const struct rt_sheet *t, const size_t *shown, size_t n_shown,
             enum rt_lang lang, struct rt_arena *a)
{
    json_t *columns = json_array();

    for (size_t k = 0; k < n_shown; k++) {
        const struct rt_column *c = &t->columns[shown[k]];

        json_array_append_new(
            columns, json_pack("{s:s, s:s, s:b}", "name", c->name, "caption",
                               rt_column_caption(c->name, lang, a), "number",
                               (int)rt_kind_is_number(c->kind)));
    }
    return columns;
}

/* The link to the whole table as a file. */
static const char *
table_url(const struct rt_result *r, const struct rt_sheet *t,
          struct rt_arena *a)
{
    struct rt_pairs q;

    rt_filter_pairs(r->filter, a, &q);
    rt_pairs_add(&q, a, "table", t->name);
    rt_pairs_sort(&q);
    return url(a, rt_fmt(a, "/block/%s.csv", r->block->id), &q);
}

/* The text shown when the page does not have all rows. */
static json_t *
more_rows(const struct rt_sheet *t, bool newest_first, enum rt_lang lang,
          struct rt_arena *a)
{
    if (t->n_rows <= ROWS_MAX)
        return json_null();
    return json_string(
        rt_text_fill(lang, a, newest_first ? "table_latest" : "table_first",
                     "n", rt_text_count(lang, a, ROWS_MAX), "all",
                     rt_text_count(lang, a, (int64_t)t->n_rows), NULL));
}

/* Newest periods first, because readers look for those. */
static json_t *
sheet(const struct rt_result *r, const struct rt_sheet *t, enum rt_lang lang,
      struct rt_arena *a)
{
    bool newest_first =
        t->n_columns != 0 && t->columns[0].kind == RT_KIND_PERIOD;
    json_t *rows = json_array();
    size_t *shown, n_shown = rt_sheet_shown(t, a, &shown);
    const char *caption = rt_text(lang, rt_fmt(a, "table_%s", t->name));

    if (t->as_of != r->as_of)
        caption = rt_fmt(a, "%s, %s", caption, rt_as_of_own(t->as_of, lang, a));

    for (size_t i = 0; i < t->n_rows && i < ROWS_MAX; i++)
        json_array_append_new(rows,
                              row(r, t, newest_first ? t->n_rows - 1 - i : i,
                                  shown, n_shown, lang, a));
    return json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:s}", "name", t->name, "caption", caption,
        "columns", column_heads(t, shown, n_shown, lang, a), "rows", rows,
        "more", more_rows(t, newest_first, lang, a), "all", table_url(r, t, a));
}

static json_t *
notes(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->n_notes; i++)
        json_array_append_new(
            list,
            json_pack("{s:s}", "text", rt_note_show(&r->notes[i], lang, a)));
    return list;
}

static json_t *
filter(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    json_t *list = json_array();
    struct rt_pairs words;

    rt_filter_words(r, lang, a, &words);
    for (size_t i = 0; i < words.n; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "name",
                                              words.list[i].name, "value",
                                              words.list[i].value));
    return list;
}

static bool
shows_nothing(const struct rt_result *r)
{
    return rt_result_selects_nothing(r) ||
           rt_result_missing(r) != RT_GROUP__MAX;
}

/* Why the card is empty. */
static const char *
nothing_said(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    enum rt_group g = rt_result_missing(r);

    return g != RT_GROUP__MAX ? rt_missing_text(g, rt_tool_name(), lang, a)
                              : rt_text(lang, "card_nothing");
}

static bool
is_empty(const struct rt_result *r)
{
    if (shows_nothing(r))
        return true;
    for (size_t i = 0; i < r->n_tables; i++)
        if (r->tables[i].n_rows != 0)
            return false;
    return r->n_tables != 0;
}

enum rt_code
rt_block_view(const struct rt_result *r, const struct rt_style *style,
              const char *image, struct rt_arena *a, json_t **out,
              struct rt_err *err)
{
    enum rt_lang lang = style->lang;
    json_t *figures = json_array(), *tables = json_array(), *pic = NULL;
    enum rt_code rc = picture(r, style, image, a, &pic, err);
    bool nothing = shows_nothing(r);

    for (size_t i = 0; i < r->n_figures && !nothing; i++)
        json_array_append_new(figures, figure(r, &r->figures[i], lang, a));
    for (size_t i = 0; i < r->n_tables && !nothing; i++)
        json_array_append_new(tables, sheet(r, &r->tables[i], lang, a));
    *out = json_pack(
        "{s:s, s:s, s:s, s:s, s:s?, s:o, s:o, s:o, s:o, s:o?, s:s, s:s, s:s}",
        "id", r->block->id, "title", rt_text(lang, r->title), "definition",
        rt_text(lang, r->definition), "as_of",
        rt_text_fill(lang, a, "card_as_of", "day",
                     rt_text_day(lang, a, r->as_of), "zone", r->data->zone,
                     "of", rt_result_of(r, lang, a), NULL),
        "empty", is_empty(r) ? nothing_said(r, lang, a) : NULL, "filter",
        filter(r, lang, a), "figures", figures, "tables", tables, "notes",
        notes(r, lang, a), "picture", pic, "csv", data_url(r, "csv", a),
        "excel", excel_url(r, lang, a), "json", data_url(r, "json", a));
    if (rc == RT_OK && *out == NULL)
        rc = rt_fail(err, RT_EINVAL, "%s: a text is not valid UTF-8",
                     r->block->id);
    if (rc != RT_OK) {
        json_decref(*out);
        *out = NULL;
    }
    return rc;
}

json_t *
rt_block_words(enum rt_lang lang)
{
    json_t *all = json_object();
    const char *key;

    for (size_t i = 0; (key = rt_text_key(i)) != NULL; i++)
        json_object_set_new(all, key, json_string(rt_text(lang, key)));
    return all;
}
