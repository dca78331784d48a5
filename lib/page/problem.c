#include "page/problem.h"

#include <string.h>

static bool
is(const struct rt_err *err, const char *key)
{
    return err->key != NULL && strcmp(err->key, key) == 0;
}

/* The same address with another value of `name`; NULL: without it. */
static const char *
address_with(const struct rt_visit *v, const char *name, const char *value)
{
    struct rt_pairs p = {0};

    for (size_t i = 0; i < v->rq.query.n; i++)
        if (strcmp(v->rq.query.list[i].name, name) != 0)
            rt_pairs_add(&p, v->arena, v->rq.query.list[i].name,
                         v->rq.query.list[i].value);
    if (value != NULL)
        rt_pairs_add(&p, v->arena, name, value);
    return rt_visit_address(v, &p);
}

static const char *
address_swapped(const struct rt_visit *v)
{
    struct rt_pairs p = {0};

    for (size_t i = 0; i < v->rq.query.n; i++) {
        const char *name = v->rq.query.list[i].name;

        rt_pairs_add(&p, v->arena,
                     strcmp(name, "from") == 0 ? "to"
                     : strcmp(name, "to") == 0 ? "from"
                                               : name,
                     v->rq.query.list[i].value);
    }
    return rt_visit_address(v, &p);
}

static void
add_fix(struct rt_problem *out, const char *text, const char *href)
{
    json_array_append_new(out->fixes,
                          json_pack("{s:s, s:s}", "text", text, "href", href));
}

/* 01/06/2026 is the first of June or the sixth of January. */
static void
add_readings(const struct rt_visit *v, const struct rt_err *err,
             struct rt_problem *out)
{
    static const char *const names[] = {"first", "second"};

    for (size_t i = 0; i < 2; i++) {
        const char *day = rt_err_arg(err, names[i]);
        int32_t n;

        if (day != NULL && rt_day_parse(day, &n) == RT_OK)
            add_fix(out, rt_text_day(v->lang, v->arena, n),
                    address_with(v, out->field, day));
    }
}

/* The sentence for a page, if there is a separate one: beside a field its name
 * need not be repeated. */
const char *
rt_problem_text(const struct rt_visit *v, const struct rt_err *err)
{
    struct rt_err shown = *err;
    const char *key =
        rt_fmt(v->arena, "problem_%s", err->key != NULL ? err->key : "");

    if (err->key != NULL && rt_text_find(v->lang, key) != NULL)
        shown.key = key;
    return rt_text_err(v->lang, v->arena, &shown, false);
}

void
rt_problem_read(const struct rt_visit *v, const struct rt_err *err,
                struct rt_problem *out)
{
    const char *name = rt_err_arg(err, "name"), *key = rt_err_arg(err, "key");

    *out = (struct rt_problem){
        .message = rt_problem_text(v, err),
        .fixes = json_array(),
    };
    if (is(err, "from_after_to")) {
        out->field = "from";
        add_fix(out, rt_text(v->lang, "problem_swap"), address_swapped(v));
    } else if (is(err, "as_of_later")) {
        out->field = "as_of";
    } else if (name != NULL) {
        out->field = name;
        add_readings(v, err, out);
    } else if (key != NULL) {
        out->field = key;
        add_fix(out, rt_text(v->lang, "problem_remove"),
                address_with(v, key, NULL));
    }
}
