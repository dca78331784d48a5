#include "import/kind.h"

#include <string.h>

static const struct rt_import_kind *const kinds[] = {
    &rt_import_clients,  &rt_import_contracts, &rt_import_changes,
    &rt_import_payments, &rt_import_activity,  &rt_import_offers,
    &rt_import_users,    &rt_import_cases,     &rt_import_campaigns,
    &rt_import_members,
};

enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

const struct rt_import_kind *
rt_import_kind_at(size_t i)
{
    return i < N_KINDS ? kinds[i] : NULL;
}

const struct rt_import_kind *
rt_import_kind_find(const char *name)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (strcmp(kinds[i]->name, name) == 0)
            return kinds[i];
    return NULL;
}

size_t
rt_import_field_find(const struct rt_import_kind *kind, const char *name)
{
    size_t i = 0;

    while (i < kind->n_fields && strcmp(kind->fields[i].name, name) != 0)
        i++;
    return i;
}
