#include "tmpl/node.h"

#include <stdlib.h>
#include <string.h>

struct rt_tmpl_set *
rt_tmpl_new(void)
{
    struct rt_tmpl_set *set = rt_heap(sizeof *set);

    set->arena = rt_arena_new();
    return set;
}

void
rt_tmpl_free(struct rt_tmpl_set *set)
{
    if (set == NULL)
        return;
    rt_arena_free(set->arena);
    free(set->list);
    free(set);
}

enum rt_code
rt_tmpl_add(struct rt_tmpl_set *set, const char *name, const char *text,
            size_t len, struct rt_err *err)
{
    struct rt_template *made;
    enum rt_code rc;

    for (size_t i = 0; i < set->n; i++)
        if (strcmp(set->list[i]->name, name) == 0)
            return rt_fail(err, RT_EINVAL, "%s.mustache: given twice", name);
    rc = rt_tmpl_compile(set->arena, name, text, len, &made, err);
    if (rc != RT_OK)
        return rc;
    set->list = rt_heap_grow(set->list, set->n + 1, sizeof *set->list);
    set->list[set->n++] = made;
    set->linked = false;
    return RT_OK;
}

static int
by_name(const void *a, const void *b)
{
    const struct rt_template *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

struct rt_template *
rt_tmpl_find(const struct rt_tmpl_set *set, const char *name)
{
    struct rt_template key = {.name = name}, *p = &key, **found = NULL;

    if (set->n != 0)
        found = bsearch(&p, set->list, set->n, sizeof p, by_name);
    return found != NULL ? *found : NULL;
}

static bool
includes(const struct rt_node *node)
{
    return node->kind == RT_NODE_PARTIAL || node->kind == RT_NODE_PARENT;
}

static enum rt_code
resolve(const struct rt_tmpl_set *set, struct rt_template *t,
        struct rt_err *err)
{
    for (uint32_t i = 0; i < t->n; i++) {
        struct rt_node *node = &t->nodes[i];

        if (!includes(node))
            continue;
        node->target = rt_tmpl_find(set, node->text);
        if (node->target == NULL)
            return rt_fail(err, RT_EINVAL,
                           "%s.mustache:%u: there is no template '%s'", t->name,
                           node->line, node->text);
    }
    t->state = RT_LINK_NEW;
    return RT_OK;
}

/* Follow the includes that no section or block can leave out.  These must end,
 * and within the depth that can be rendered. */
static enum rt_code
follow(struct rt_tmpl_set *set, struct rt_template *t, int depth,
       struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    t->state = RT_LINK_OPEN;
    for (uint32_t i = 0; i < t->n && rc == RT_OK; i = t->nodes[i].end) {
        const struct rt_node *node = &t->nodes[i];
        struct rt_template *target;

        if (!includes(node))
            continue;
        target = rt_tmpl_find(set, node->text);
        if (target->state == RT_LINK_OPEN)
            return rt_fail(err, RT_EINVAL,
                           "%s.mustache:%u: '%s' includes itself", t->name,
                           node->line, node->text);
        if (depth == RT_TMPL_DEPTH)
            return rt_fail(err, RT_ELIMIT,
                           "%s.mustache:%u: more than %d templates in each "
                           "other",
                           t->name, node->line, RT_TMPL_DEPTH);
        if (target->state == RT_LINK_NEW)
            rc = follow(set, target, depth + 1, err);
    }
    t->state = RT_LINK_DONE;
    return rc;
}

enum rt_code
rt_tmpl_link(struct rt_tmpl_set *set, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (set->n != 0)
        qsort(set->list, set->n, sizeof *set->list, by_name);
    for (size_t i = 0; i < set->n && rc == RT_OK; i++)
        rc = resolve(set, set->list[i], err);
    for (size_t i = 0; i < set->n && rc == RT_OK; i++)
        if (set->list[i]->state == RT_LINK_NEW)
            rc = follow(set, set->list[i], 1, err);
    set->linked = rc == RT_OK;
    return rc;
}

/* The templates that a walk has met; each is searched once. */
struct walk {
    const struct rt_template **seen;
    size_t n;
};

static void
meet(struct walk *w, const struct rt_template *t)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->seen[i] == t)
            return;
    w->seen[w->n++] = t;
}

enum rt_code
rt_tmpl_names(const struct rt_tmpl_set *set, const char *name,
              enum rt_code (*each)(const char *var, void *arg,
                                   struct rt_err *err),
              void *arg, struct rt_err *err)
{
    const struct rt_template *first = rt_tmpl_find(set, name);
    enum rt_code rc = RT_OK;
    struct walk w = {0};

    if (!set->linked)
        rt_die("templates are used before they are linked");
    if (first == NULL)
        return RT_NONE;
    w.seen = rt_heap(set->n * sizeof *w.seen);
    meet(&w, first);
    for (size_t i = 0; i < w.n && rc == RT_OK; i++)
        for (uint32_t k = 0; k < w.seen[i]->n && rc == RT_OK; k++) {
            const struct rt_node *node = &w.seen[i]->nodes[k];

            if (includes(node))
                meet(&w, node->target);
            else if (node->kind >= RT_NODE_VALUE &&
                     node->kind <= RT_NODE_INVERTED)
                rc = each(node->text, arg, err);
        }
    free(w.seen);
    return rc;
}
