#include "field/form.h"

#include <string.h>

static enum rt_code
bad_key(const char *key, const char *name, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, key, "key", name, NULL);
}

static enum rt_code
add_value(const struct rt_field *table, const struct rt_pair *p,
          const struct rt_field_env *env, struct rt_arena *a,
          struct rt_form *out, struct rt_err *err)
{
    const struct rt_field *f = rt_field_find(table, p->name);
    struct rt_value value;
    enum rt_code rc;

    if (f == NULL)
        return bad_key("unknown_key", p->name, err);
    if (p->value[strspn(p->value, " \t\r\n")] == '\0')
        return RT_OK;
    if (!f->repeats && rt_form_get(out, f->name) != NULL)
        return bad_key("repeated_key", f->name, err);
    rc = rt_field_read(f, p->value, env, a, &value, err);
    if (rc == RT_OK)
        out->list[out->n++] = (struct rt_form_value){f, value};
    return rc;
}

enum rt_code
rt_form_read(const struct rt_field *table, const struct rt_pairs *in,
             const struct rt_field_env *env, struct rt_arena *a,
             struct rt_form *out, struct rt_err *err)
{
    *out = (struct rt_form){.list = rt_alloc_n(a, in->n, sizeof *out->list)};
    for (size_t i = 0; i < in->n; i++) {
        enum rt_code rc = add_value(table, &in->list[i], env, a, out, err);

        if (rc != RT_OK)
            return rc;
    }
    for (; table != NULL && table->name != NULL; table++)
        if (table->required && rt_form_get(out, table->name) == NULL)
            return bad_key("missing_key", table->name, err);
    return RT_OK;
}

const struct rt_value *
rt_form_get(const struct rt_form *form, const char *name)
{
    for (size_t i = 0; i < form->n; i++)
        if (strcmp(form->list[i].field->name, name) == 0)
            return &form->list[i].value;
    return NULL;
}

const char *
rt_form_text(const struct rt_form *form, const char *name)
{
    const struct rt_value *value = rt_form_get(form, name);

    return value != NULL ? value->text : NULL;
}
