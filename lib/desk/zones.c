#include "desk/zones.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

struct region {
    char *name;
    struct rt_zone *zone;
};

struct rt_region_zones {
    const struct rt_zone *report;
    struct region *list;
    size_t n;
};

static struct region *
find_region(const struct rt_region_zones *z, const char *name)
{
    for (size_t i = 0; i < z->n; i++) {
        if (strcmp(z->list[i].name, name) == 0)
            return &z->list[i];
    }
    return NULL;
}

/* `item` is "NAME:ZONE" and is written over. */
static enum rt_code
add_region(struct rt_region_zones *z, char *item, struct rt_err *err)
{
    char *colon = strchr(item, ':'), *name;
    struct rt_zone *zone;
    enum rt_code rc;

    if (colon == NULL)
        return rt_fail_key(err, RT_EINVAL, "desk_zones_form", "value", item,
                           NULL);
    *colon = '\0';
    name = rt_trim(item);
    if (name[0] == '\0')
        return rt_fail_key(err, RT_EINVAL, "desk_zones_form", "value",
                           colon + 1, NULL);
    if (find_region(z, name) != NULL)
        return rt_fail_key(err, RT_EINVAL, "desk_zones_twice", "value", name,
                           NULL);
    rc = rt_zone_open(rt_trim(colon + 1), &zone, err);
    if (rc != RT_OK)
        return rc;
    z->list = rt_heap_grow(z->list, z->n + 1, sizeof *z->list);
    z->list[z->n++] = (struct region){rt_heap_str(name), zone};
    return RT_OK;
}

enum rt_code
rt_region_zones_read(const char *text, const struct rt_zone *report,
                     struct rt_region_zones **out, struct rt_err *err)
{
    struct rt_region_zones *z = rt_heap(sizeof *z);
    char *copy = rt_heap_str(text == NULL ? "" : text), *item, *rest = copy;
    enum rt_code rc = RT_OK;

    *z = (struct rt_region_zones){.report = report};
    while (rc == RT_OK && (item = strsep(&rest, ",")) != NULL) {
        if (item[0] != '\0' || rest != NULL)
            rc = add_region(z, item, err);
    }
    free(copy);
    if (rc != RT_OK) {
        rt_region_zones_free(z);
        return rc;
    }
    *out = z;
    return RT_OK;
}

void
rt_region_zones_free(struct rt_region_zones *z)
{
    if (z == NULL)
        return;
    for (size_t i = 0; i < z->n; i++) {
        free(z->list[i].name);
        rt_zone_free(z->list[i].zone);
    }
    free(z->list);
    free(z);
}

const struct rt_zone *
rt_region_zone(const struct rt_region_zones *z, const char *region)
{
    const struct region *r = region == NULL ? NULL : find_region(z, region);

    return r == NULL ? z->report : r->zone;
}

int64_t
rt_client_hour(const struct rt_zone *client, int64_t at)
{
    struct rt_local now = rt_zone_local(client, at);

    if (now.second < RT_CLIENT_FROM)
        return rt_zone_instant(client, now.day, RT_CLIENT_FROM);
    if (now.second >= RT_CLIENT_TO)
        return rt_zone_instant(client, now.day + 1, RT_CLIENT_FROM);
    return at;
}
