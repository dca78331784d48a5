/* How an edit form and its comparison look. */
#include "page/edit_form.h"

#include "base/money.h"
#include "page/carried_filter.h"
#include "page/instant.h"
#include "page/view.h"

#include <stdlib.h>
#include <string.h>

enum { SUGGESTED = 100 };

static const char *
word_label(const struct rt_visit *v, const char *word)
{
    return rt_text(v->lang, rt_fmt(v->arena, "card_word_%s", word));
}

/* The value in words. */
static const char *
value_text(const struct rt_visit *v, const struct rt_edit_value *value,
           const char *text)
{
    const struct rt_field *f = &value->field->is;
    int digits = rt_edit_digits(v);
    int64_t minor;
    int32_t day;

    if (text[0] == '\0')
        return "—";
    if (f->words != NULL)
        return word_label(v, text);
    if (f->kind == RT_INPUT_MONEY &&
        rt_money_parse(text, digits, &minor, NULL) == RT_OK)
        return rt_text_money(v->lang, v->arena, minor,
                             rt_conf_get(v->site->conf, "CURRENCY"), digits);
    if (f->kind == RT_INPUT_DAY && rt_day_parse(text, &day) == RT_OK)
        return rt_text_day(v->lang, v->arena, day);
    return text;
}

static const char *
label_text(const struct rt_visit *v, const struct rt_edit_value *value)
{
    return value->attr != NULL ? value->attr
                               : rt_text(v->lang, value->field->is.label);
}

/* What a day or an amount looks like in its input. */
static const char *
input_text(const struct rt_visit *v, const struct rt_edit_value *value)
{
    int32_t day;

    if (value->field->is.kind == RT_INPUT_DAY && value->typed == value->was &&
        rt_day_parse(value->was, &day) == RT_OK)
        return rt_text_day(v->lang, v->arena, day);
    return value->typed;
}

static json_t *
choices_json(const struct rt_visit *v, const struct rt_edit_value *value)
{
    json_t *list = json_array();

    for (const char *const *w = value->field->is.words; *w != NULL; w++)
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:b}", "code", *w, "label",
                                        word_label(v, *w), "chosen",
                                        strcmp(*w, value->typed) == 0));
    return list;
}

/* Values that clients have already. */
static json_t *
suggestions_json(const struct rt_visit *v, const struct rt_edit_value *value)
{
    const struct rt_data *d = rt_app_data(v->app);
    const char *key = value->attr != NULL
                          ? rt_fmt(v->arena, "attr.%s", value->attr)
                          : value->field->values;
    const struct rt_attr *attr =
        d != NULL && key != NULL ? rt_data_attr(d, key) : NULL;
    json_t *list = json_array();

    for (uint32_t i = 1; attr != NULL && i < attr->dict.n && i <= SUGGESTED;
         i++)
        json_array_append_new(list, json_string(rt_dict_str(&attr->dict, i)));
    return list;
}

static const char *
mode_of(const struct rt_field *f)
{
    switch (f->kind) {
    case RT_INPUT_PHONE:
        return "tel";
    case RT_INPUT_EMAIL:
        return "email";
    case RT_INPUT_INT:
        return "numeric";
    case RT_INPUT_MONEY:
        return "decimal";
    default:
        return "text";
    }
}

static json_t *
field_json(const struct rt_visit *v, const struct rt_edit_value *value,
           size_t i)
{
    const struct rt_edit_field *f = value->field;
    json_t *o = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:b}", "id", rt_fmt(v->arena, "edit-%zu", i),
        "name", value->attr != NULL ? "attr_value" : f->is.name, "label",
        label_text(v, value), "value", input_text(v, value), "mode",
        mode_of(&f->is), "required", f->is.required);

    if (value->attr != NULL)
        json_object_set_new(o, "attr", json_string(value->attr));
    if (value->error != NULL)
        json_object_set_new(o, "error", json_string(value->error));
    if (f->hint != NULL)
        json_object_set_new(o, "hint", json_string(rt_text(v->lang, f->hint)));
    if (f->is.words != NULL)
        json_object_set_new(o, "choices", choices_json(v, value));
    else
        json_object_set_new(o, "plain", json_true());
    json_object_set_new(o, "values", suggestions_json(v, value));
    return o;
}

/* What the form shows, to tell later what was touched. */
static json_t *
shown_json(const struct rt_visit *v, const struct rt_edit *e)
{
    json_t *base = json_object(), *out;
    char *text;

    for (size_t i = 0; i < e->n; i++)
        json_object_set_new(base, rt_edit_key(v, &e->values[i]),
                            json_string(e->values[i].was));
    text = json_dumps(base, JSON_COMPACT);
    out = json_string(text != NULL ? text : "");
    free(text);
    json_decref(base);
    return out;
}

static json_t *
base_view(struct rt_visit *v, const struct rt_edit *e)
{
    const char *nonce = e->nonce;
    char made[RT_TOKEN];
    json_t *view = rt_view_new(v, e->title);

    if (nonce == NULL) {
        rt_token_make(made);
        nonce = made;
    }
    json_object_set_new(view, "action", json_string(rt_carry_lang(v, e->path)));
    json_object_set_new(view, "back", json_string(rt_carry_lang(v, e->back)));
    json_object_set_new(view, "back_text", json_string(e->back_text));
    json_object_set_new(view, "version", json_integer(e->version));
    json_object_set_new(view, "nonce", json_string(nonce));
    json_object_set_new(view, "base", shown_json(v, e));
    if (e->intro != NULL)
        json_object_set_new(view, "intro", json_string(e->intro));
    if (e->problem != NULL)
        json_object_set_new(view, "problem", json_string(e->problem));
    return view;
}

/* The first mistake is said above, too. */
static void
add_first_mistake(const struct rt_visit *v, const struct rt_edit *e,
                  json_t *view)
{
    for (size_t i = 0; i < e->n; i++)
        if (e->values[i].error != NULL) {
            json_object_set_new(view, "problem",
                                json_string(rt_fmt(v->arena, "%s: %s",
                                                   label_text(v, &e->values[i]),
                                                   e->values[i].error)));
            json_object_set_new(view, "target",
                                json_string(rt_fmt(v->arena, "edit-%zu", i)));
            return;
        }
}

enum rt_code
rt_edit_show(struct rt_visit *v, struct rt_edit *e, int status,
             struct rt_err *err)
{
    json_t *view = base_view(v, e), *fields = json_array();

    rt_visit_no_store(v);
    for (size_t i = 0; i < e->n; i++)
        json_array_append_new(fields, field_json(v, &e->values[i], i));
    json_object_set_new(view, "fields", fields);
    add_first_mistake(v, e, view);
    v->re.status = status;
    return rt_view_render(v, "card-edit", view, err);
}

static json_t *
row_json(const struct rt_visit *v, const struct rt_edit_value *value)
{
    return json_pack("{s:s, s:s, s:s}", "label", label_text(v, value), "was",
                     value_text(v, value, rt_edit_old(value)), "will",
                     value_text(v, value, value->value.text));
}

static void
add_hidden(json_t *list, const char *name, const char *value)
{
    json_array_append_new(
        list, json_pack("{s:s, s:s}", "name", name, "value", value));
}

enum rt_code
rt_edit_show_preview(struct rt_visit *v, struct rt_edit *e, int status,
                     struct rt_err *err)
{
    json_t *view = base_view(v, e), *rows = json_array(),
           *hidden = json_array();

    rt_visit_no_store(v);
    for (size_t i = 0; i < e->n; i++) {
        const struct rt_edit_value *value = &e->values[i];

        if (rt_edit_differs(value))
            json_array_append_new(rows, row_json(v, value));
        if (value->attr != NULL)
            add_hidden(hidden, "attr", value->attr);
        add_hidden(hidden,
                   value->attr != NULL ? "attr_value" : value->field->is.name,
                   value->typed);
    }
    json_object_set_new(view, "any", json_boolean(json_array_size(rows) != 0));
    json_object_set_new(view, "may_edit", json_boolean(e->n != 0));
    json_object_set_new(view, "rows", rows);
    json_object_set_new(view, "hidden", hidden);
    json_object_set_new(view, "confirm",
                        json_string(rt_text(v->lang, e->confirm)));
    if (e->warning != NULL)
        json_object_set_new(view, "warning", json_string(e->warning));
    v->re.status = status;
    return rt_view_render(v, "card-preview", view, err);
}

enum rt_code
rt_edit_stale(struct rt_visit *v, enum rt_card_of of, int64_t id,
              const char **sentence, struct rt_err *err)
{
    const char *who = NULL;
    int64_t at = 0;
    enum rt_code rc =
        rt_card_changed_by(v->app->db, of, id, v->arena, &who, &at, err);

    if (rc == RT_OK && who != NULL)
        *sentence = rt_text_fill(v->lang, v->arena, "card_stale_by", "who", who,
                                 "at", rt_instant_text(v, at), NULL);
    if (rc == RT_OK && who == NULL)
        *sentence = rt_text_fill(v->lang, v->arena, "card_stale_file", "at",
                                 rt_instant_text(v, at), NULL);
    return rc;
}
