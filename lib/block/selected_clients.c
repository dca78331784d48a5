#include "block/selected_clients.h"

#include "block/near_values.h"

#include <string.h>

/* allowed[code] = 1 for the listed texts. */
static uint8_t *
allowed_codes(const struct rt_dict *d, const struct rt_filter_values *v,
              struct rt_arena *a)
{
    uint8_t *allowed = rt_alloc(a, d->n);

    for (uint32_t code = 0; code < d->n; code++)
        for (size_t i = 0; i < v->n && !allowed[code]; i++)
            allowed[code] = strcmp(rt_dict_str(d, code), v->list[i]) == 0;
    return allowed;
}

static enum rt_code
unknown_attribute(const struct rt_data *d, const char *key, struct rt_arena *a,
                  struct rt_err *err)
{
    struct rt_offered offered = rt_near_attributes(d, key, a);

    if (offered.names == NULL)
        return rt_fail_key(err, RT_EINVAL, "unknown_attribute", "key", key,
                           NULL);
    return rt_fail_key(err, RT_EINVAL,
                       offered.near ? "unknown_attribute_near"
                                    : "unknown_attribute_known",
                       "key", key, "names", offered.names, NULL);
}

static enum rt_code
apply(const struct rt_data *d, const struct rt_filter_values *v,
      struct rt_arena *a, uint8_t *picked, struct rt_err *err)
{
    const struct rt_attr *attr = rt_data_attr(d, v->key);
    const uint8_t *allowed;

    if (attr == NULL)
        return unknown_attribute(d, v->key, a, err);
    allowed = allowed_codes(&attr->dict, v, a);
    for (size_t i = 0; i < d->n_clients; i++)
        picked[i] &= allowed[attr->code[i]];
    return RT_OK;
}

enum rt_code
rt_select(const struct rt_data *d, const struct rt_filter *f,
          struct rt_arena *a, uint8_t **picked, int64_t *n, struct rt_err *err)
{
    *picked = rt_alloc(a, d->n_clients);
    memset(*picked, 1, d->n_clients);
    for (size_t i = 0; i < f->n_values; i++) {
        enum rt_code rc;

        /* offer_type selects cases, not clients. */
        if (strcmp(f->values[i].key, "offer_type") == 0)
            continue;
        rc = apply(d, &f->values[i], a, *picked, err);
        if (rc != RT_OK)
            return rc;
    }
    *n = 0;
    for (size_t i = 0; i < d->n_clients; i++)
        *n += (*picked)[i];
    return RT_OK;
}
