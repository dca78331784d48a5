#include "page/form_view.h"

#include "page/carried_filter.h"
#include "page/problem.h"

#include <string.h>

const char *const rt_form_roles[] = {"manager", "admin", NULL};

/* The field that an error is about; errors of users name a login. */
static const char *
field_of(const struct rt_err *why)
{
    const char *key = rt_err_arg(why, "key");

    if (key != NULL)
        return key;
    return rt_err_arg(why, "name") != NULL ? "name" : NULL;
}

static const char *
label_of(const struct rt_visit *v, const struct rt_field *field,
         const char *word)
{
    const char *text =
        field->label == NULL
            ? NULL
            : rt_text_find(v->lang,
                           rt_fmt(v->arena, "%s_%s", field->label, word));

    return text != NULL ? text : word;
}

json_t *
rt_form_choices(const struct rt_visit *v, const struct rt_field *field,
                const char *value)
{
    json_t *list = json_array();

    for (size_t i = 0; field->words[i] != NULL; i++) {
        const char *word = field->words[i];
        bool chosen = value != NULL ? strcmp(value, word) == 0 : i == 0;

        json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "code", word,
                                              "label", label_of(v, field, word),
                                              "chosen", chosen));
    }
    return list;
}

static void
add_field(struct rt_visit *v, json_t *view, const struct rt_field *field,
          const struct rt_err *why)
{
    const char *typed =
        why != NULL ? rt_pairs_get(&v->rq.form, field->name) : field->otherwise;
    const char *wrong = why != NULL ? field_of(why) : NULL;

    json_object_set_new(view, field->name,
                        field->words != NULL
                            ? rt_form_choices(v, field, typed)
                            : json_string(typed != NULL ? typed : ""));
    if (wrong == NULL || strcmp(wrong, field->name) != 0)
        return;
    json_object_set_new(view, rt_fmt(v->arena, "%s_error", field->name),
                        json_string(rt_problem_text(v, why)));
    json_object_set_new(
        view, "target",
        json_string(rt_fmt(v->arena, "%s-%s",
                           json_string_value(json_object_get(view, "form")),
                           field->name)));
}

static json_t *
field_json(struct rt_visit *v, const char *form, const struct rt_field *field,
           const struct rt_pairs *values, const struct rt_err *why)
{
    const char *value = values != NULL ? rt_pairs_get(values, field->name)
                                       : field->otherwise;
    const char *wrong = why != NULL ? field_of(why) : NULL;
    json_t *o = json_pack(
        "{s:s, s:s, s:s, s:o, s:s, s:b, s:b, s:b, s:b, s:b}", "id",
        rt_fmt(v->arena, "%s-%s", form, field->name), "name", field->name,
        "label", rt_text(v->lang, field->label), "hint",
        field->hint != NULL ? json_string(rt_text(v->lang, field->hint))
                            : json_false(),
        "value",
        value != NULL ? value : "", "lines", field->kind == RT_INPUT_LINES,
        "line", field->kind != RT_INPUT_LINES && field->words == NULL, "select",
        field->words != NULL, "required", field->required, "numeric",
        field->kind == RT_INPUT_INT || field->kind == RT_INPUT_MONEY);

    json_object_set_new(o, "choices",
                        field->words != NULL ? rt_form_choices(v, field, value)
                                             : json_false());
    json_object_set_new(o, "error",
                        wrong != NULL && strcmp(wrong, field->name) == 0
                            ? json_string(rt_problem_text(v, why))
                            : json_false());
    return o;
}

json_t *
rt_form_fields(struct rt_visit *v, const char *form,
               const struct rt_field *table, const struct rt_pairs *values,
               const struct rt_err *why)
{
    json_t *list = json_array();

    for (size_t i = 0; table[i].name != NULL; i++)
        if (table[i].label != NULL)
            json_array_append_new(list,
                                  field_json(v, form, &table[i], values, why));
    return list;
}

json_t *
rt_form_view(struct rt_visit *v, const char *form, const char *action,
             const struct rt_field *table, const struct rt_err *why)
{
    json_t *view =
        json_pack("{s:s, s:s, s:s}", "form", form, "action",
                  rt_carry_lang(v, action), "csrf", rt_visit_csrf(v));

    if (why != NULL)
        json_object_set_new(view, "problem",
                            json_string(rt_problem_text(v, why)));
    for (size_t i = 0; table[i].name != NULL; i++)
        if (table[i].label != NULL)
            add_field(v, view, &table[i], why);
    return view;
}
