#include "snap/data.h"

#include <string.h>

const struct rt_attr *
rt_data_attr(const struct rt_data *d, const char *key)
{
    for (size_t i = 0; i < d->n_attrs; i++)
        if (strcmp(d->attrs[i].key, key) == 0)
            return &d->attrs[i];
    return NULL;
}
