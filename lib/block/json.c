#include "block/block.h"
#include "block/format.h"

#include <string.h>

/* A cell for programs: null, number, exact money and labels as strings. */
static json_t *
cell_json(const struct rt_result *r, enum rt_kind kind, struct rt_cell cell,
          struct rt_arena *a)
{
    if (cell.type == RT_CELL_NONE)
        return json_null();
    if (cell.type == RT_CELL_REAL)
        return json_real(cell.x);
    if (cell.type == RT_CELL_INT &&
        (kind == RT_KIND_COUNT || kind == RT_KIND_FLAG ||
         kind == RT_KIND_NUMBER))
        return json_integer(cell.i);
    return json_string(rt_cell_plain(r, kind, cell, a));
}

static const char *
kind_name(enum rt_kind kind)
{
    static const char *const names[] = {
        [RT_KIND_PERIOD] = "period", [RT_KIND_DAY] = "day",
        [RT_KIND_TEXT] = "text",     [RT_KIND_COUNT] = "count",
        [RT_KIND_SHARE] = "share",   [RT_KIND_MONEY] = "money",
        [RT_KIND_PRICE] = "price",   [RT_KIND_NUMBER] = "number",
        [RT_KIND_FLAG] = "flag",
    };

    return names[kind];
}

static json_t *
values_json(const struct rt_filter_values *v)
{
    json_t *list = json_array();

    for (size_t i = 0; i < v->n; i++)
        json_array_append_new(list, json_string(v->list[i]));
    return list;
}

/* A text, or a list of them where several may be given. */
static void
add_option(json_t *to, const struct rt_filter_option *o)
{
    json_t *value = json_string(o->value.text);
    json_t *list;

    if (!o->field->repeats) {
        json_object_set_new(to, o->field->name, value);
        return;
    }
    list = json_object_get(to, o->field->name);
    if (list == NULL) {
        list = json_array();
        json_object_set_new(to, o->field->name, list);
    }
    json_array_append_new(list, value);
}

static json_t *
filter_json(const struct rt_result *r)
{
    const struct rt_filter *f = r->filter;
    json_t *o = json_pack("{s:s}", "by", rt_by_name(r->by));

    if (f->from_text != NULL)
        json_object_set_new(o, "from", json_string(f->from_text));
    if (f->to_text != NULL)
        json_object_set_new(o, "to", json_string(f->to_text));
    if (f->complete)
        json_object_set_new(o, "complete", json_true());
    for (size_t i = 0; i < f->n_values; i++)
        json_object_set_new(o, f->values[i].key, values_json(&f->values[i]));
    for (size_t i = 0; i < f->n_options; i++)
        add_option(o, &f->options[i]);
    return o;
}

static json_t *
part_json(const struct rt_result *r, struct rt_cell part, enum rt_kind said,
          struct rt_arena *a)
{
    return cell_json(r, rt_part_kind(part, said), part, a);
}

static json_t *
day_json(int32_t day)
{
    char text[RT_PERIOD_LABEL];

    rt_day_format(day, text);
    return json_string(text);
}

static json_t *
figure_json(const struct rt_result *r, const struct rt_figure *f,
            enum rt_lang lang, struct rt_arena *a)
{
    json_t *o = json_pack("{s:s, s:s, s:o}", "name", f->name, "kind",
                          kind_name(f->kind), "value",
                          cell_json(r, f->kind, f->value, a));

    if (f->numerator.type != RT_CELL_NONE)
        json_object_set_new(o, "numerator",
                            part_json(r, f->numerator, f->numerator_is, a));
    if (f->denominator.type != RT_CELL_NONE)
        json_object_set_new(o, "denominator",
                            part_json(r, f->denominator, f->denominator_is, a));
    if (f->low.type != RT_CELL_NONE)
        json_object_set_new(o, "low", cell_json(r, f->kind, f->low, a));
    if (f->high.type != RT_CELL_NONE)
        json_object_set_new(o, "high", cell_json(r, f->kind, f->high, a));
    if (f->previous.type != RT_CELL_NONE)
        json_object_set_new(o, "previous",
                            cell_json(r, f->kind, f->previous, a));
    if (f->value.type == RT_CELL_NONE && f->why != NULL)
        json_object_set_new(o, "why", json_string(rt_text(lang, f->why)));
    if (r->now != RT_DAY_NONE)
        json_object_set_new(
            o, "period", cell_json(r, RT_KIND_PERIOD, rt_cell_int(r->now), a));
    json_object_set_new(o, "formula", json_string(f->formula));
    json_object_set_new(o, "as_of", day_json(f->as_of));
    return o;
}

static json_t *
notes_json(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->n_notes; i++)
        json_array_append_new(list,
                              json_string(rt_note_show(&r->notes[i], lang, a)));
    return list;
}

static int
dump_to_buf(const char *bytes, size_t len, void *buf)
{
    rt_buf_add(buf, bytes, len);
    return 0;
}

/* Takes the reference; false for NULL, which means a text that is not UTF-8. */
static bool
put_json(struct rt_buf *out, json_t *value)
{
    bool good = value != NULL;

    if (good)
        json_dump_callback(value, dump_to_buf, out,
                           JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY);
    json_decref(value);
    return good;
}

/* Rows are written one at a time: the tree of a table of a million rows would
 * need ten times the memory of its text. */
static bool
put_rows(const struct rt_result *r, const struct rt_sheet *t,
         struct rt_buf *out)
{
    struct rt_arena *scratch = rt_arena_new();
    bool good = true;

    for (size_t i = 0; i < t->n_rows && good && !out->overflow; i++) {
        json_t *row = json_array();

        for (size_t c = 0; c < t->n_columns && good; c++)
            good = json_array_append_new(
                       row,
                       cell_json(r, t->columns[c].kind,
                                 t->cells[i * t->n_columns + c], scratch)) == 0;
        rt_buf_str(out, i != 0 ? ", " : "");
        good = put_json(out, row) && good;
        rt_arena_reset(scratch);
    }
    rt_arena_free(scratch);
    return good;
}

static bool
put_table(const struct rt_result *r, const struct rt_sheet *t,
          struct rt_buf *out)
{
    json_t *columns = json_array();
    bool good;

    for (size_t c = 0; c < t->n_columns; c++)
        json_array_append_new(
            columns, json_pack("{s:s, s:s}", "name", t->columns[c].name, "kind",
                               kind_name(t->columns[c].kind)));
    rt_buf_fmt(out, "{\"name\": \"%s\", \"as_of\": ", t->name);
    put_json(out, day_json(t->as_of));
    rt_buf_str(out, ", \"columns\": ");
    put_json(out, columns);
    rt_buf_str(out, ", \"rows\": [");
    good = put_rows(r, t, out);
    rt_buf_str(out, "]}");
    return good;
}

static json_t *
figures_json(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    json_t *figures = json_array();

    for (size_t i = 0; i < r->n_figures; i++)
        json_array_append_new(figures, figure_json(r, &r->figures[i], lang, a));
    return figures;
}

/* Everything before the tables: an object without its end. */
static bool
put_head(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a,
         struct rt_buf *out)
{
    json_t *o =
        json_pack("{s:s, s:s, s:o, s:s, s:o, s:I, s:o}", "block", r->block->id,
                  "title", rt_text(lang, r->title), "as_of", day_json(r->as_of),
                  "zone", r->data->zone, "filter", filter_json(r), "n",
                  (json_int_t)r->n, "figures", figures_json(r, lang, a));
    size_t end;

    if (r->data->demo && o != NULL)
        json_object_set_new(o, "invented", json_true());
    if (!put_json(out, o))
        return false;
    end = out->len - (out->len != 0);
    if (out->data != NULL)
        out->data[end] = '\0';
    out->len = end;
    return true;
}

enum rt_code
rt_block_json(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a,
              struct rt_buf *out, struct rt_err *err)
{
    bool good = put_head(r, lang, a, out);

    rt_buf_str(out, ", \"tables\": [");
    for (size_t i = 0; i < r->n_tables && good; i++) {
        rt_buf_str(out, i != 0 ? ", " : "");
        good = put_table(r, &r->tables[i], out);
    }
    rt_buf_str(out, "], \"notes\": ");
    good = put_json(out, notes_json(r, lang, a)) && good;
    rt_buf_str(out, "}\n");
    if (!good)
        return rt_fail(err, RT_EINVAL, "%s: a text is not valid UTF-8",
                       r->block->id);
    return rt_buf_ok(out, err);
}
