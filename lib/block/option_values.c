#include "block/option_values.h"

#include "block/near_values.h"

#include <string.h>

const struct rt_dict *
rt_option_values(const struct rt_data *d, const struct rt_field *field)
{
    if (field->values != NULL && strcmp(field->values, "end_cause") == 0)
        return &d->causes;
    return NULL;
}

static enum rt_code
unknown_value(const struct rt_filter_option *o, const struct rt_dict *dict,
              struct rt_arena *a, struct rt_err *err)
{
    struct rt_offered offered = rt_near_values(dict, o->value.text, a);

    if (offered.names == NULL)
        return rt_fail_key(err, RT_EINVAL, "unknown_value", "key",
                           o->field->name, "value", o->value.text, NULL);
    return rt_fail_key(
        err, RT_EINVAL,
        offered.near ? "unknown_value_near" : "unknown_value_known", "key",
        o->field->name, "value", o->value.text, "names", offered.names, NULL);
}

enum rt_code
rt_option_check(const struct rt_data *d, const struct rt_filter *f,
                struct rt_arena *a, struct rt_err *err)
{
    for (size_t i = 0; i < f->n_options; i++) {
        const struct rt_filter_option *o = &f->options[i];
        const struct rt_dict *dict = rt_option_values(d, o->field);

        if (dict != NULL && !rt_dict_has(dict, o->value.text))
            return unknown_value(o, dict, a, err);
    }
    return RT_OK;
}

uint8_t *
rt_option_codes(const struct rt_filter *f, const char *name,
                const struct rt_dict *dict, struct rt_arena *a)
{
    uint8_t *codes = NULL;

    for (size_t i = 0; i < f->n_options; i++) {
        const struct rt_filter_option *o = &f->options[i];

        if (strcmp(o->field->name, name) != 0)
            continue;
        if (codes == NULL)
            codes = rt_alloc_n(a, dict->n, sizeof *codes);
        for (uint32_t code = 0; code < dict->n; code++)
            if (strcmp(rt_dict_str(dict, code), o->value.text) == 0)
                codes[code] = 1;
    }
    return codes;
}
