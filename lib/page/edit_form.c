#include "page/edit_form.h"

#include "base/money.h"
#include "base/utf8.h"
#include "page/carried_filter.h"
#include "page/instant.h"
#include "page/problem.h"
#include "page/view.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *const rt_edit_steps[] = {"preview", "again", "save", NULL};

enum { SUGGESTED = 100, AUDIT_FIELD = 64 /* bytes */ };

struct rt_edit_value *
rt_edit_add(struct rt_edit *e, const struct rt_edit_field *field,
            const char *was)
{
    struct rt_edit_value *value;

    if (e->n == RT_EDIT_VALUES)
        rt_die("too many values in a form");
    value = &e->values[e->n++];
    *value = (struct rt_edit_value){.field = field, .was = was, .typed = was};
    return value;
}

struct rt_edit_value *
rt_edit_find(struct rt_edit *e, const char *name)
{
    for (size_t i = 0; i < e->n; i++)
        if (e->values[i].attr == NULL &&
            strcmp(e->values[i].field->is.name, name) == 0)
            return &e->values[i];
    rt_die("a form has no %s", name);
}

static int
digits_of(const struct rt_visit *v)
{
    int digits = 2;

    (void)!rt_currency_digits(rt_conf_get(v->site->conf, "CURRENCY"), &digits,
                              NULL);
    return digits;
}

const char *
rt_edit_money(const struct rt_visit *v, bool has, int64_t minor)
{
    char *text = rt_alloc(v->arena, RT_MONEY_TEXT);

    if (has)
        rt_money_plain(minor, digits_of(v), text);
    return text;
}

const char *
rt_edit_day(const struct rt_visit *v, int32_t day)
{
    char *text = rt_alloc(v->arena, RT_PERIOD_LABEL);

    rt_day_format(day, text);
    return text;
}

int32_t
rt_edit_today(const struct rt_visit *v)
{
    return rt_zone_day(v->site->zone, time(NULL));
}

/* What was sent of one attribute: names and values come in turn. */
static const char *
attr_sent(const struct rt_visit *v, const char *name)
{
    const struct rt_pairs *form = &v->rq.form;

    for (size_t i = 0; i + 1 < form->n; i++)
        if (strcmp(form->list[i].name, "attr") == 0 &&
            strcmp(form->list[i].value, name) == 0 &&
            strcmp(form->list[i + 1].name, "attr_value") == 0)
            return form->list[i + 1].value;
    return NULL;
}

static bool
has_control(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
        if (*p < 0x20 || *p == 0x7f)
            return true;
    return false;
}

/* All are one line; an address is a text, too, and must fit its column. */
static enum rt_code
read_typed(const struct rt_field *f, const char *typed,
           const struct rt_field_env *env, struct rt_arena *a,
           struct rt_value *out, struct rt_err *err)
{
    const struct rt_field plain = {
        .name = f->name, .kind = RT_INPUT_TEXT, .high = f->high};
    enum rt_code rc = RT_OK;

    if (f->kind == RT_INPUT_EMAIL)
        rc = rt_field_read(&plain, typed, env, a, out, err);
    if (rc == RT_OK)
        rc = rt_field_read(f, typed, env, a, out, err);
    if (rc == RT_OK && has_control(out->text))
        return rt_fail_key(err, RT_EINVAL, "bad_text", "key", f->name, NULL);
    return rc;
}

static const char *
key_of(const struct rt_visit *v, const struct rt_edit_value *value)
{
    return value->attr != NULL ? rt_fmt(v->arena, "attr.%s", value->attr)
                               : value->field->is.name;
}

/* It stays as it is stored by now. */
static void
leave_value(struct rt_edit_value *value)
{
    value->typed = value->was;
    value->value.text = value->was;
    value->is_empty = value->was[0] == '\0';
    if (value->field->is.kind == RT_INPUT_DAY)
        (void)!rt_day_parse(value->was, &value->value.period.first);
}

/* `shown`: what the form had there; NULL: it is not known. */
static void
read_value(struct rt_visit *v, struct rt_edit_value *value, const char *shown)
{
    const struct rt_field *f = &value->field->is;
    struct rt_field_env env = {.today = rt_edit_today(v),
                               .digits = digits_of(v)};
    struct rt_err why = {0};
    const char *sent = value->attr != NULL ? attr_sent(v, value->attr)
                                           : rt_pairs_get(&v->rq.form, f->name);

    value->typed = sent != NULL ? sent : "";
    value->is_empty = value->typed[strspn(value->typed, " \t\r\n")] == '\0';
    value->value = (struct rt_value){.text = ""};
    if (value->is_empty && f->required)
        value->error = rt_text(v->lang, "problem_missing_key");
    if (shown != NULL && strcmp(shown, value->typed) == 0 &&
        value->error == NULL && f->words == NULL)
        leave_value(value);
    if (value->is_empty || value->value.text[0] != '\0')
        return;
    if (read_typed(f, value->typed, &env, v->arena, &value->value, &why) !=
        RT_OK)
        value->error = rt_problem_text(v, &why);
    else if (shown != NULL && strcmp(shown, value->value.text) == 0)
        leave_value(value);
    else
        value->is_empty = value->value.text[0] == '\0';
}

enum rt_code
rt_edit_at_field(const struct rt_err *why, struct rt_err *err)
{
    if (why->key == NULL || strcmp(why->key, "repeated_key") != 0)
        return RT_OK;
    *err = *why;
    return why->code;
}

bool
rt_edit_read(struct rt_visit *v, struct rt_edit *e)
{
    const char *text = rt_pairs_get(&v->rq.form, "base");
    json_t *base = text != NULL ? json_loads(text, 0, NULL) : NULL;
    bool well = true;

    for (size_t i = 0; i < e->n; i++) {
        struct rt_edit_value *value = &e->values[i];
        const char *shown =
            json_string_value(json_object_get(base, key_of(v, value)));

        read_value(v, value,
                   shown != NULL ? rt_strdup(v->arena, shown) : NULL);
        well &= value->error == NULL;
    }
    json_decref(base);
    return well;
}

bool
rt_edit_differs(const struct rt_edit_value *value)
{
    return strcmp(value->was, value->value.text) != 0;
}

static const char *
old_text(const struct rt_edit_value *value)
{
    return value->old != NULL ? value->old : value->was;
}

void
rt_edit_compare(struct rt_visit *v, struct rt_edit *e)
{
    e->diffs = rt_alloc_n(v->arena, e->n + 1, sizeof *e->diffs);
    e->n_diffs = 0;
    for (size_t i = 0; i < e->n; i++) {
        const struct rt_edit_value *value = &e->values[i];

        if (!rt_edit_differs(value))
            continue;
        e->diffs[e->n_diffs++] = (struct rt_card_diff){
            .field = rt_strndup(v->arena, key_of(v, value),
                                rt_utf8_cut(key_of(v, value),
                                            strlen(key_of(v, value)),
                                            AUDIT_FIELD)),
            .before = old_text(value)[0] != '\0' ? old_text(value) : NULL,
            .after =
                value->value.text[0] != '\0' ? value->value.text : NULL,
        };
    }
}

enum rt_edit_step
rt_edit_step_of(const struct rt_visit *v)
{
    const char *step = rt_pairs_get(&v->rq.form, "step");

    for (int i = 0; step != NULL && rt_edit_steps[i] != NULL; i++)
        if (strcmp(step, rt_edit_steps[i]) == 0)
            return (enum rt_edit_step)i;
    return RT_EDIT_PREVIEW;
}

int64_t
rt_edit_version(const struct rt_visit *v)
{
    const char *text = rt_pairs_get(&v->rq.form, "version");

    return text != NULL ? strtoll(text, NULL, 10) : 0;
}

struct rt_actor
rt_edit_actor(const struct rt_visit *v)
{
    return (struct rt_actor){.kind = RT_ACTOR_USER,
                             .user_id = v->who.id,
                             .via = RT_VIA_WEB,
                             .request_id = v->rq.id};
}

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
    int digits = digits_of(v);
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
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:b}", "code", *w, "label",
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
        "{s:s, s:s, s:s, s:s, s:s, s:b}", "id",
        rt_fmt(v->arena, "edit-%zu", i), "name",
        value->attr != NULL ? "attr_value" : f->is.name, "label",
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
        json_object_set_new(base, key_of(v, &e->values[i]),
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
    json_object_set_new(view, "action",
                        json_string(rt_carry_lang(v, e->path)));
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
            json_object_set_new(
                view, "problem",
                json_string(rt_fmt(v->arena, "%s: %s",
                                   label_text(v, &e->values[i]),
                                   e->values[i].error)));
            json_object_set_new(
                view, "target",
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
                     value_text(v, value, old_text(value)), "will",
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
