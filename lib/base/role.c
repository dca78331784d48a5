#include "base/role.h"

#include <string.h>

static const struct {
    enum rt_role role;
    const char *name;
} roles[] = {
    {RT_ROLE_CLIENT, "client"},
    {RT_ROLE_MANAGER, "manager"},
    {RT_ROLE_ADMIN, "admin"},
};

enum { N_ROLES = sizeof roles / sizeof roles[0] };

const char *
rt_role_name(enum rt_role role)
{
    for (size_t i = 0; i < N_ROLES; i++) {
        if (roles[i].role == role)
            return roles[i].name;
    }
    return "nobody";
}

enum rt_code
rt_role_parse(const char *word, enum rt_role *out)
{
    for (size_t i = 0; i < N_ROLES; i++) {
        if (strcmp(roles[i].name, word) == 0) {
            *out = roles[i].role;
            return RT_OK;
        }
    }
    return RT_NONE;
}
