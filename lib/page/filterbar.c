#include "page/filterbar.h"

#include "app/value_counts.h"
#include "block/format.h"
#include "block/option_values.h"
#include "page/carried_filter.h"
#include "page/fragment.h"

#include <stdlib.h>
#include <string.h>

static bool
is_chosen(const struct rt_filter *f, const char *key, const char *value)
{
    const struct rt_filter_values *v = rt_filter_find(f, key);

    for (size_t i = 0; v != NULL && i < v->n; i++) {
        if (strcmp(v->list[i], value) == 0)
            return true;
    }
    return false;
}

static const char *
label_of(const struct rt_visit *v, const char *value)
{
    return value[0] != '\0' ? value : rt_text(v->lang, "word_without_value");
}

struct ranked {
    uint32_t code, count;
};

static int
by_count(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return (x->code > y->code) - (x->code < y->code);
}

static int
by_code(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    return (x->code > y->code) - (x->code < y->code);
}

/* The codes that clients have: the RT_BAR_VALUES most frequent ones, in the
 * order of the dictionary. */
static size_t
rank(const struct rt_attr *attr, const uint32_t *counts, struct ranked *out,
     size_t *n_all)
{
    size_t n = 0;

    for (uint32_t code = 0; code < attr->dict.n; code++) {
        if (counts[code] != 0)
            out[n++] = (struct ranked){code, counts[code]};
    }
    *n_all = n;
    if (n > RT_BAR_VALUES) {
        qsort(out, n, sizeof *out, by_count);
        n = RT_BAR_VALUES;
        qsort(out, n, sizeof *out, by_code);
    }
    return n;
}

static json_t *
box(const struct rt_visit *v, const char *value, uint32_t count, bool checked)
{
    return json_pack("{s:s, s:s, s:s, s:b}", "value", value, "label",
                     label_of(v, value), "count",
                     rt_text_count(v->lang, v->arena, count), "checked",
                     (int)checked);
}

/* True when an object of the list has this value as its `name`. */
static bool
is_listed(const json_t *list, const char *name, const char *value)
{
    size_t i;
    json_t *o;

    json_array_foreach(list, i, o)
    {
        if (strcmp(json_string_value(json_object_get(o, name)), value) == 0)
            return true;
    }
    return false;
}

static uint32_t
count_of(const struct rt_dict *dict, const uint32_t *counts, const char *value)
{
    for (uint32_t code = 0; code < dict->n; code++) {
        if (strcmp(rt_dict_str(dict, code), value) == 0)
            return counts[code];
    }
    return 0;
}

/* Every chosen value has a box, however rare it is, because a value without a
 * box would be lost when the form is sent.  Returns how many boxes were added
 * for values that clients have. */
static size_t
add_chosen(const struct rt_visit *v, const struct rt_filter *f, const char *key,
           const struct rt_dict *dict, const uint32_t *counts, json_t *values)
{
    const struct rt_filter_values *set = rt_filter_find(f, key);
    size_t n = 0;

    for (size_t i = 0; set != NULL && i < set->n; i++) {
        uint32_t count = count_of(dict, counts, set->list[i]);

        if (is_listed(values, "value", set->list[i]))
            continue;
        json_array_append_new(values, box(v, set->list[i], count, true));
        n += count != 0;
    }
    return n;
}

/* "Юг, Север": the chosen values; NULL when there are none. */
static const char *
chosen_line(const struct rt_visit *v, const struct rt_filter *f,
            const char *key)
{
    const struct rt_filter_values *set = rt_filter_find(f, key);
    const char *line = NULL;

    for (size_t i = 0; set != NULL && i < set->n; i++) {
        const char *label = label_of(v, set->list[i]);

        if (i == 2)
            return rt_fmt(v->arena, "%s +%zu", line, set->n - 2);
        line = line == NULL ? label : rt_fmt(v->arena, "%s, %s", line, label);
    }
    return line;
}

/* An attribute with the same value for everybody is not offered. */
static void
add_attr(struct rt_visit *v, const struct rt_filter *f, size_t i, json_t *list)
{
    const struct rt_data *d = rt_app_data(v->app);
    const struct rt_attr *attr = &d->attrs[i];
    const uint32_t *counts = rt_value_counts_of(&v->app->value_counts, d, i);
    struct ranked *r = rt_alloc_n(v->arena, attr->dict.n, sizeof *r);
    const char *chosen = chosen_line(v, f, attr->key);
    json_t *values = json_array();
    size_t n_all, n = rank(attr, counts, r, &n_all);

    for (size_t k = 0; k < n; k++) {
        const char *value = rt_dict_str(&attr->dict, r[k].code);

        json_array_append_new(
            values, box(v, value, r[k].count, is_chosen(f, attr->key, value)));
    }
    n += add_chosen(v, f, attr->key, &attr->dict, counts, values);
    if (n_all < 2 && chosen == NULL) {
        json_decref(values);
        return;
    }
    json_array_append_new(
        list,
        json_pack("{s:s, s:s, s:s?, s:b, s:o, s:o}", "key", attr->key, "label",
                  rt_filter_caption(attr->key, v->lang, v->arena), "chosen",
                  chosen, "any", chosen != NULL, "values", values, "more",
                  n_all > n ? json_string(rt_text_plural(v->lang, v->arena,
                                                         "bar_more_values",
                                                         (int64_t)(n_all - n)))
                            : json_null()));
}

static bool
page_has_cases(const struct rt_page *page)
{
    const struct rt_block *block;

    for (size_t i = 0; (block = rt_page_block(page, i)) != NULL; i++)
        if (block->has_cases)
            return true;
    return false;
}

/* Count cases by the type of their offer; those without a type count for code
 * 0. */
static uint32_t *
count_types(const struct rt_data *d, struct rt_arena *a)
{
    uint32_t *counts = rt_alloc_n(a, d->offers.types.n, sizeof *counts);

    for (size_t i = 0; i < d->cases.n; i++) {
        uint32_t offer = d->cases.offer[i];

        counts[offer != RT_NOBODY ? d->offers.type[offer] : 0]++;
    }
    return counts;
}

static void
add_offer_types(struct rt_visit *v, const struct rt_filter *f, json_t *list)
{
    const struct rt_data *d = rt_app_data(v->app);
    const uint32_t *counts = count_types(d, v->arena);
    const char *chosen = chosen_line(v, f, "offer_type");
    json_t *values = json_array();

    for (uint32_t code = 0; code < d->offers.types.n; code++) {
        const char *type = rt_dict_str(&d->offers.types, code);

        if (counts[code] != 0)
            json_array_append_new(
                values,
                box(v, type, counts[code], is_chosen(f, "offer_type", type)));
    }
    add_chosen(v, f, "offer_type", &d->offers.types, counts, values);
    json_array_append_new(
        list,
        json_pack("{s:s, s:s, s:s?, s:b, s:o, s:n}", "key", "offer_type",
                  "label", rt_text(v->lang, "filter_offer_type"), "chosen",
                  chosen, "any", chosen != NULL, "values", values, "more"));
}

/* Boxes for the values in the data; code 0 means "none". */
static json_t *
boxes_of(const struct rt_filter *f, const struct rt_field *o,
         const struct rt_dict *dict)
{
    json_t *values = json_array();

    for (uint32_t code = 1; code < dict->n; code++) {
        const char *value = rt_dict_str(dict, code);

        json_array_append_new(
            values,
            json_pack("{s:s, s:s, s:b}", "value", value, "label", value,
                      "checked", (int)rt_filter_has_option(f, o->name, value)));
    }
    return values;
}

/* A choice of a few words; if none is chosen, the block's default applies. */
static json_t *
words_of(const struct rt_visit *v, const struct rt_filter *f,
         const struct rt_field *o)
{
    json_t *values = json_array();

    for (const char *const *word = o->words; *word != NULL; word++)
        json_array_append_new(
            values,
            json_pack("{s:s, s:s, s:b}", "value", *word, "label",
                      rt_option_word(o, *word, v->lang, v->arena), "checked",
                      (int)rt_filter_has_option(f, o->name, *word)));
    return values;
}

/* The value in the address, right or wrong. */
static const char *
typed(const struct rt_visit *v, const char *name)
{
    const char *value = rt_pairs_get(&v->rq.query, name);

    return value != NULL ? value : "";
}

/* What is wrong with this field; NULL when nothing is. */
static const char *
error_of(const struct rt_problem *problem, const char *name)
{
    return problem != NULL && problem->field != NULL &&
                   strcmp(problem->field, name) == 0
               ? problem->message
               : NULL;
}

/* The input for an option: boxes to tick, words of which one is chosen, or a
 * text field. */
static void
add_option(struct rt_visit *v, const struct rt_filter *f,
           const struct rt_problem *problem, const struct rt_field *o,
           json_t *list)
{
    const struct rt_dict *dict = rt_option_values(rt_app_data(v->app), o);
    json_t *values = NULL;

    /* An earlier block of the page may have added it already. */
    if (is_listed(list, "key", o->name))
        return;
    if (dict != NULL)
        values = boxes_of(f, o, dict);
    else if (o->kind == RT_INPUT_WORD)
        values = words_of(v, f, o);
    if (values != NULL && json_array_size(values) == 0) {
        json_decref(values);
        return;
    }
    json_array_append_new(
        list, json_pack("{s:s, s:s, s:s, s:b, s:s, s:s?, s:o}", "key", o->name,
                        "label", rt_text(v->lang, o->label), "type",
                        o->repeats ? "checkbox" : "radio", "written",
                        values == NULL, "value", typed(v, o->name), "error",
                        error_of(problem, o->name), "values",
                        values != NULL ? values : json_array()));
}

static json_t *
list_options(struct rt_visit *v, const struct rt_page *page,
             const struct rt_filter *f, const struct rt_problem *problem)
{
    json_t *list = json_array();
    const struct rt_block *block;

    for (size_t i = 0; (block = rt_page_block(page, i)) != NULL; i++)
        for (const struct rt_field *o = block->options;
             o != NULL && o->name != NULL; o++)
            add_option(v, f, problem, o, list);
    return list;
}

static json_t *
list_by(const struct rt_visit *v, const struct rt_filter *f)
{
    json_t *list = json_array();

    for (enum rt_by by = 0; by < RT_BY__MAX; by++)
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:b}", "value", rt_by_name(by), "label",
                            rt_text(v->lang,
                                    rt_fmt(v->arena, "by_%s", rt_by_name(by))),
                            "checked", by == f->by));
    return list;
}

/* The field that the summary of a problem links to. */
static const char *
field_id(const struct rt_visit *v, const struct rt_page *page, const char *name)
{
    static const char *const dates[] = {"from", "to", "as_of"};

    for (size_t i = 0; name != NULL && i < 3; i++)
        if (strcmp(dates[i], name) == 0)
            return rt_fmt(v->arena, "f-%s", name);
    return name != NULL && rt_page_takes(page, name)
               ? rt_fmt(v->arena, "f-%s", name)
               : NULL;
}

static json_t *
problem_view(const struct rt_visit *v, const struct rt_page *page,
             const struct rt_problem *problem)
{
    if (problem == NULL)
        return json_null();
    return json_pack("{s:s, s:s?, s:O}", "message", problem->message, "target",
                     field_id(v, page, problem->field), "fixes",
                     problem->fixes);
}

/* Open the fields under "More" when one of them is wrong. */
static bool
is_under_more(const struct rt_page *page, const struct rt_problem *problem)
{
    return problem != NULL && problem->field != NULL &&
           (strcmp(problem->field, "as_of") == 0 ||
            rt_page_takes(page, problem->field));
}

struct asked {
    const struct rt_page *page;
    const struct rt_filter *filter;
    const struct rt_problem *problem;
};

static json_t *
list_attrs(struct rt_visit *v, const struct rt_page *page,
           const struct rt_filter *f)
{
    const struct rt_data *d = rt_app_data(v->app);
    json_t *attrs = json_array();

    for (size_t i = 0; i < d->n_attrs; i++)
        add_attr(v, f, i, attrs);
    if ((page_has_cases(page) && d->cases.n != 0) ||
        rt_filter_find(f, "offer_type") != NULL)
        add_offer_types(v, f, attrs);
    return attrs;
}

static void
add_dates(const struct rt_visit *v, const struct rt_problem *problem,
          json_t *view)
{
    static const char *const names[] = {"from", "to", "as_of"};
    const struct rt_data *d = rt_app_data(v->app);
    char known[RT_PERIOD_LABEL], january[RT_PERIOD_LABEL];

    for (size_t i = 0; i < 3; i++) {
        const char *error = error_of(problem, names[i]);

        json_object_set_new(view, names[i], json_string(typed(v, names[i])));
        json_object_set_new(view, rt_fmt(v->arena, "%s_error", names[i]),
                            error != NULL ? json_string(error) : json_null());
    }
    rt_day_format(d->as_of, known);
    rt_period_label(RT_BY_MONTH, rt_period_start(RT_BY_YEAR, d->as_of),
                    january);
    json_object_set_new(view, "as_of_known", json_string(known));
    json_object_set_new(view, "from_hint", json_string(january));
}

static enum rt_code
make_view(struct rt_visit *v, const void *arg, json_t **view,
          struct rt_err *err)
{
    const struct asked *asked = arg;
    const struct rt_page *page = asked->page;
    const struct rt_filter *f = asked->filter;

    *view = json_pack(
        "{s:s, s:s, s:b, s:o, s:o, s:o, s:b, s:b, s:s?, s:o}", "action",
        page->path, "reset", rt_carry_lang(v, page->path), "complete",
        (int)f->complete, "by", list_by(v, f), "attrs", list_attrs(v, page, f),
        "options", list_options(v, page, f, asked->problem), "more_set",
        f->as_of != RT_DAY_NONE || f->complete || f->n_options != 0,
        "more_open", is_under_more(page, asked->problem), "lang",
        rt_pairs_get(&v->rq.query, "lang"), "problem",
        problem_view(v, page, asked->problem));
    add_dates(v, asked->problem, *view);
    (void)err;
    return RT_OK;
}

enum rt_code
rt_filterbar(struct rt_visit *v, const struct rt_page *page,
             const struct rt_filter *filter, const struct rt_problem *problem,
             struct rt_part *out, struct rt_err *err)
{
    struct asked asked = {page, filter, problem};

    /* The fields show what is in the address, also what is wrong. */
    return rt_fragment_html(
        v,
        &(struct rt_fragment){.template = "filterbar",
                              .subject = page->path,
                              .query = rt_pairs_format(&v->rq.query, v->arena),
                              .make = make_view,
                              .arg = &asked},
        out, err);
}
