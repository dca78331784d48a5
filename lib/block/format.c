#include "block/format.h"

#include "base/money.h"

#include <stdio.h>
#include <string.h>

enum { SHARE_DECIMALS = 2, NUMBER_DECIMALS = 2 };

bool
rt_kind_is_number(enum rt_kind kind)
{
    return kind != RT_KIND_PERIOD && kind != RT_KIND_DAY &&
           kind != RT_KIND_TEXT;
}

static double
real_of(struct rt_cell cell)
{
    return cell.type == RT_CELL_INT ? (double)cell.i : cell.x;
}

static const char *
show_price(const struct rt_result *r, double x, enum rt_lang lang,
           struct rt_arena *a)
{
    double minor = x;

    for (int i = 0; i < r->data->digits; i++)
        minor *= 10;
    if (minor > 9e17 || minor < -9e17)
        return rt_text_number(lang, a, x, r->data->digits);
    return rt_text_money(lang, a, (int64_t)(minor + (minor < 0 ? -0.5 : 0.5)),
                         r->data->currency, r->data->digits);
}

const char *
rt_cell_show(const struct rt_result *r, enum rt_kind kind, struct rt_cell cell,
             enum rt_lang lang, struct rt_arena *a)
{
    if (cell.type == RT_CELL_NONE)
        return "—";
    if (cell.type == RT_CELL_TEXT)
        return cell.s;
    if (cell.type == RT_CELL_NAME)
        return cell.name->shown;
    if (cell.type == RT_CELL_MONEY)
        kind = RT_KIND_MONEY;
    switch (kind) {
    case RT_KIND_PERIOD:
        return rt_text_period(lang, a, r->by, (int32_t)cell.i);
    case RT_KIND_DAY:
        return rt_text_day(lang, a, (int32_t)cell.i);
    case RT_KIND_COUNT:
        return rt_text_count(lang, a, cell.i);
    case RT_KIND_SHARE:
        return rt_text_share(lang, a, real_of(cell), SHARE_DECIMALS);
    case RT_KIND_MONEY:
        return rt_text_money(lang, a, cell.i, r->data->currency,
                             r->data->digits);
    case RT_KIND_PRICE:
        return show_price(r, real_of(cell), lang, a);
    case RT_KIND_FLAG:
        return rt_text(lang, cell.i != 0 ? "word_yes" : "word_no");
    case RT_KIND_NUMBER:
    case RT_KIND_TEXT:
        break;
    }
    if (cell.type == RT_CELL_INT)
        return rt_text_count(lang, a, cell.i);
    return rt_text_number(lang, a, real_of(cell), NUMBER_DECIMALS);
}

static const char *
plain_int(const struct rt_result *r, enum rt_kind kind, int64_t i,
          struct rt_arena *a)
{
    char label[RT_PERIOD_LABEL], money[RT_MONEY_TEXT];

    switch (kind) {
    case RT_KIND_PERIOD:
        rt_period_label(r->by, (int32_t)i, label);
        return rt_strdup(a, label);
    case RT_KIND_DAY:
        rt_day_format((int32_t)i, label);
        return rt_strdup(a, label);
    case RT_KIND_MONEY:
        rt_money_plain(i, r->data->digits, money);
        return rt_strdup(a, money);
    default:
        return rt_fmt(a, "%lld", (long long)i);
    }
}

const char *
rt_cell_plain(const struct rt_result *r, enum rt_kind kind, struct rt_cell cell,
              struct rt_arena *a)
{
    switch (cell.type) {
    case RT_CELL_INT:
        return plain_int(r, kind, cell.i, a);
    case RT_CELL_REAL:
        return rt_fmt(a, "%.15g", cell.x);
    case RT_CELL_TEXT:
        return cell.s;
    case RT_CELL_NAME:
        return cell.name->code;
    case RT_CELL_MONEY:
        return plain_int(r, RT_KIND_MONEY, cell.i, a);
    case RT_CELL_NONE:
        break;
    }
    return "";
}

static const char *
join(const struct rt_filter_values *v, enum rt_lang lang, struct rt_arena *a)
{
    const char *all = "";

    for (size_t i = 0; i < v->n; i++) {
        const char *one = v->list[i][0] != '\0'
                              ? v->list[i]
                              : rt_text(lang, "word_without_value");

        all = i == 0 ? one : rt_fmt(a, "%s, %s", all, one);
    }
    return all;
}

const char *
rt_filter_caption(const char *key, enum rt_lang lang, struct rt_arena *a)
{
    if (strncmp(key, "attr.", 5) == 0) {
        const char *word = rt_text_find(lang, rt_fmt(a, "attr_%s", key + 5));

        return word != NULL ? word : key + 5;
    }
    return rt_text(lang, rt_fmt(a, "filter_%s", key));
}

static void
add(struct rt_pairs *out, struct rt_arena *a, enum rt_lang lang,
    const char *name, const char *value)
{
    rt_pairs_add(out, a, rt_text(lang, name), value);
}

const char *
rt_option_word(const struct rt_field *field, const char *word,
               enum rt_lang lang, struct rt_arena *a)
{
    return rt_text(lang, rt_fmt(a, "option_%s_%s", field->name, word));
}

/* Several values of an option are sorted together: write them after its name,
 * separated by commas. */
static void
add_option(const struct rt_filter_option *o, enum rt_lang lang,
           struct rt_arena *a, struct rt_pairs *out)
{
    const char *name = rt_text(lang, o->field->label);
    const char *word = o->value.text;
    struct rt_pair *last = out->n > 0 ? &out->list[out->n - 1] : NULL;

    if (o->field->kind == RT_INPUT_WORD)
        word = rt_option_word(o->field, word, lang, a);
    if (last != NULL && last->name == name)
        last->value = rt_fmt(a, "%s, %s", last->value, word);
    else
        rt_pairs_add(out, a, name, word);
}

void
rt_filter_words(const struct rt_result *r, enum rt_lang lang,
                struct rt_arena *a, struct rt_pairs *out)
{
    const struct rt_filter *f = r->filter;

    *out = (struct rt_pairs){0};
    add(out, a, lang, "filter_by",
        rt_text(lang, rt_fmt(a, "by_%s", rt_by_name(r->by))));
    if (f->from != RT_DAY_NONE)
        add(out, a, lang, "filter_from", rt_text_day(lang, a, f->from));
    if (f->to != RT_DAY_NONE)
        add(out, a, lang, "filter_to", rt_text_day(lang, a, f->to));
    if (f->complete)
        add(out, a, lang, "filter_complete", rt_text(lang, "word_yes"));
    for (size_t i = 0; i < f->n_values; i++)
        rt_pairs_add(out, a, rt_filter_caption(f->values[i].key, lang, a),
                     join(&f->values[i], lang, a));
    for (size_t i = 0; i < f->n_options; i++)
        add_option(&f->options[i], lang, a, out);
}

static bool
column_is_empty(const struct rt_sheet *t, size_t c)
{
    for (size_t i = 0; i < t->n_rows; i++)
        if (t->cells[i * t->n_columns + c].type != RT_CELL_NONE)
            return false;
    return true;
}

size_t
rt_sheet_shown(const struct rt_sheet *t, struct rt_arena *a, size_t **out)
{
    size_t n = 0;

    *out = rt_alloc_n(a, t->n_columns, sizeof **out);
    for (size_t c = 0; c < t->n_columns; c++)
        if (!t->columns[c].detail || !column_is_empty(t, c))
            (*out)[n++] = c;
    return n;
}

const char *
rt_note_show(const struct rt_note *note, enum rt_lang lang, struct rt_arena *a)
{
    if (note->value != NULL)
        return rt_text_fill(lang, a, note->key, "value", note->value, NULL);
    if (strchr(rt_text(lang, note->key), '|') != NULL)
        return rt_text_plural(lang, a, note->key, note->n);
    return rt_text(lang, note->key);
}

const char *
rt_column_caption(const char *name, enum rt_lang lang, struct rt_arena *a)
{
    return rt_text(lang, rt_fmt(a, "column_%s", name));
}

const char *
rt_figure_caption(const char *name, enum rt_lang lang, struct rt_arena *a)
{
    return rt_text(lang, rt_fmt(a, "figure_%s", name));
}

/* The block's id as a part of keys. */
static const char *
key_of_block(const struct rt_block *block, struct rt_arena *a)
{
    char *key = rt_strdup(a, block->id);

    for (char *c = key; *c != '\0'; c++)
        if (*c == '-')
            *c = '_';
    return key;
}

const char *
rt_figure_formula(const struct rt_result *r, const struct rt_figure *f,
                  enum rt_lang lang, struct rt_arena *a)
{
    const char *own = rt_text_find(
        lang, rt_fmt(a, "formula_%s_%s", key_of_block(r->block, a), f->name));

    return own != NULL ? own : rt_text(lang, rt_fmt(a, "formula_%s", f->name));
}

enum rt_kind
rt_part_kind(struct rt_cell part, enum rt_kind said)
{
    if (said == RT_KIND_MONEY)
        return RT_KIND_MONEY;
    return part.type == RT_CELL_REAL ? RT_KIND_NUMBER : RT_KIND_COUNT;
}

const char *
rt_figure_parts(const struct rt_result *r, const struct rt_figure *f,
                enum rt_lang lang, struct rt_arena *a)
{
    if (f->numerator.type == RT_CELL_NONE ||
        f->denominator.type == RT_CELL_NONE)
        return NULL;
    return rt_text_fill(
        lang, a, f->kind == RT_KIND_PRICE ? "parts_per" : "hover_of", "part",
        rt_cell_show(r, rt_part_kind(f->numerator, f->numerator_is),
                     f->numerator, lang, a),
        "whole",
        rt_cell_show(r, rt_part_kind(f->denominator, f->denominator_is),
                     f->denominator, lang, a),
        NULL);
}

const char *
rt_result_of(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    return r->block->has_cases
               ? rt_text_plural(lang, a, "result_cases", r->n_cases)
               : rt_text_plural(lang, a, "result_clients", r->n);
}
