#include "page/edit_form.h"

#include "base/money.h"
#include "base/utf8.h"
#include "page/problem.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *const rt_edit_steps[] = {"preview", "again", "save", NULL};

enum { AUDIT_FIELD = 64 /* bytes */ };

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

int
rt_edit_digits(const struct rt_visit *v)
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
        rt_money_plain(minor, rt_edit_digits(v), text);
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

struct rt_card_today
rt_edit_today_from(const struct rt_visit *v)
{
    int32_t today = rt_edit_today(v);

    return (struct rt_card_today){today,
                                  rt_zone_instant(v->site->zone, today, 0)};
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

const char *
rt_edit_key(const struct rt_visit *v, const struct rt_edit_value *value)
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

/* `shown`: what the form had there; NULL: it had no such input, or that is not
 * known. */
static void
read_value(struct rt_visit *v, struct rt_edit_value *value, const char *shown)
{
    const struct rt_field *f = &value->field->is;
    struct rt_field_env env = {.today = rt_edit_today(v),
                               .digits = rt_edit_digits(v)};
    struct rt_err why = {0};
    const char *sent = value->attr != NULL ? attr_sent(v, value->attr)
                                           : rt_pairs_get(&v->rq.form, f->name);

    value->typed = sent != NULL ? sent : "";
    value->is_empty = value->typed[strspn(value->typed, " \t\r\n")] == '\0';
    value->value = (struct rt_value){.text = ""};
    if (value->is_empty && f->required)
        value->error = rt_text(v->lang, "problem_missing_key");
    if (sent == NULL && shown == NULL && value->error == NULL)
        leave_value(value);
    else if (shown != NULL && strcmp(shown, value->typed) == 0 &&
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
            json_string_value(json_object_get(base, rt_edit_key(v, value)));

        read_value(v, value, shown != NULL ? rt_strdup(v->arena, shown) : NULL);
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

const char *
rt_edit_old(const struct rt_edit_value *value)
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
            .field = rt_strndup(v->arena, rt_edit_key(v, value),
                                rt_utf8_cut(rt_edit_key(v, value),
                                            strlen(rt_edit_key(v, value)),
                                            AUDIT_FIELD)),
            .before = rt_edit_old(value)[0] != '\0' ? rt_edit_old(value) : NULL,
            .after = value->value.text[0] != '\0' ? value->value.text : NULL,
            .personal = value->field->personal,
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
