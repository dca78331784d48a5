#include "page/pages.h"

#include "block/known_days.h"
#include "block/missing.h"
#include "page/canonical.h"
#include "page/card.h"
#include "page/carried_filter.h"
#include "page/filterbar.h"
#include "page/frame.h"
#include "page/view.h"

#include <string.h>

enum rt_code
rt_pages_first(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;

    (void)err;
    rt_response_redirect(&v->re,
                         rt_carry_lang(v, v->site->pages->list[0].path));
    return RT_OK;
}

static bool
takes(const struct rt_block *block, const char *name)
{
    return rt_field_find(block->options, name) != NULL;
}

static void
own_pairs(const struct rt_visit *v, const struct rt_page *page,
          const struct rt_block *block, struct rt_pairs *out)
{
    *out = (struct rt_pairs){0};
    for (size_t i = 0; i < v->rq.query.n; i++) {
        const struct rt_pair *p = &v->rq.query.list[i];

        /* Skip options that belong to another block of the page. */
        if (takes(block, p->name) || !rt_page_takes(page, p->name))
            rt_pairs_add(out, v->arena, p->name, p->value);
    }
}

static enum rt_code
add_card(struct rt_visit *v, const struct rt_page *page,
         const struct rt_block *block, struct rt_frame_parts *parts,
         struct rt_err *err)
{
    struct rt_pairs pairs;
    enum rt_code rc;

    own_pairs(v, page, block, &pairs);
    rc = rt_card_html(v, block, &pairs, &parts->list[parts->n], err);
    parts->n += rc == RT_OK;
    return rc;
}

/* The cards are the parts behind the bar. */
static json_t *
list_cards(const struct rt_visit *v, const struct rt_frame_parts *parts)
{
    json_t *list = json_array();

    for (size_t i = 1; i < parts->n; i++)
        json_array_append_new(list, rt_frame_hole(v, i));
    return list;
}

/* Said where the kinds of data are known until different days. */
static json_t *
known_json(struct rt_visit *v)
{
    const char *days = rt_known_days(rt_app_data(v->app), v->lang, v->arena);

    return days == NULL
               ? json_null()
               : json_string(rt_text_fill(v->lang, v->arena, "known_days",
                                          "value", days, NULL));
}

/* The kinds of data that blocks of the page need and that were never imported,
 * each once. */
static json_t *
list_missing(const struct rt_visit *v, const struct rt_page *page)
{
    const struct rt_data *d = rt_app_data(v->app);
    const struct rt_block *block;
    json_t *list = json_array();
    unsigned said = 0;

    for (size_t i = 0; (block = rt_page_block(page, i)) != NULL; i++) {
        enum rt_group g = rt_block_missing(block, d);

        if (g == RT_GROUP__MAX || (said & RT_COUNTS(g)) != 0)
            continue;
        said |= RT_COUNTS(g);
        json_array_append_new(list, json_string(rt_missing_text(
                                        g, rt_tool_name(), v->lang, v->arena)));
    }
    return list;
}

/* The page around the cards; with a problem, its status and title are those of
 * an error. */
static enum rt_code
show_frame(struct rt_visit *v, const struct rt_page *page,
           const struct rt_filter *filter, struct rt_frame_parts *parts,
           const struct rt_problem *problem, struct rt_err *err)
{
    const char *title = rt_text(v->lang, page->title);
    enum rt_code rc =
        rt_filterbar(v, page, filter, problem, &parts->list[0], err);
    json_t *view;

    if (rc != RT_OK)
        return rc;
    if (problem != NULL)
        title = rt_text_fill(v->lang, v->arena, "problem_title", "page", title,
                             NULL);
    view = rt_view_new(v, title);
    json_object_set_new(view, "heading",
                        json_string(rt_text(v->lang, page->title)));
    json_object_set_new(view, "known", known_json(v));
    json_object_set_new(view, "missing", list_missing(v, page));
    json_object_set_new(view, "ask",
                        json_boolean(v->who.role != RT_ROLE_ADMIN));
    json_object_set_new(view, "cards", list_cards(v, parts));
    json_object_set_new(view, "bar", rt_frame_hole(v, 0));
    json_object_set_new(view, "own",
                        page->own != NULL ? rt_frame_own(v) : json_false());
    rc = rt_frame_show(v, page, view, parts, problem == NULL, err);
    if (rc == RT_OK && problem != NULL)
        v->re.status = 400;
    return rc;
}

/* The form is kept as it was filled in, and says what to correct. */
static enum rt_code
show_problem(struct rt_visit *v, const struct rt_page *page,
             const struct rt_err *what, struct rt_err *err)
{
    struct rt_frame_parts parts = {.n = 1}; /* without figures */
    struct rt_problem problem;
    struct rt_filter filter;
    enum rt_code rc;

    rt_problem_read(v, what, &problem);
    v->wrong = problem.field;
    rt_carry_filter(v, &filter);
    rc = show_frame(v, page, &filter, &parts, &problem, err);
    json_decref(problem.fixes);
    return rc;
}

static enum rt_code
show_blocks(struct rt_visit *v, const struct rt_page *page,
            const struct rt_part *below, struct rt_err *err)
{
    const struct rt_block *block;
    struct rt_frame_parts parts = {.n = 1, .own = *below};
    struct rt_filter filter;
    struct rt_err own = {0};
    struct rt_filter_how how = {rt_page_options(page, v->arena),
                                rt_app_data(v->app)->as_of};
    enum rt_code rc =
        rt_filter_parse(&v->rq.query, &how, v->arena, &filter, &own);
    const char *other = rc == RT_OK ? rt_canonical_address(v, &filter) : NULL;

    if (other != NULL) {
        rt_response_redirect(&v->re, other);
        return RT_OK;
    }
    for (size_t i = 0; rc == RT_OK && (block = rt_page_block(page, i)) != NULL;
         i++)
        if (rt_block_missing(block, rt_app_data(v->app)) == RT_GROUP__MAX)
            rc = add_card(v, page, block, &parts, &own);
    if (rc == RT_OK)
        return show_frame(v, page, &filter, &parts, NULL, err);
    if (rc == RT_EINVAL)
        return show_problem(v, page, &own, err);
    *err = own;
    return rc;
}

static enum rt_code
show_empty(struct rt_visit *v, const struct rt_page *page, struct rt_err *err)
{
    return rt_view_render(v, "empty",
                          rt_view_new(v, rt_text(v->lang, page->title)), err);
}

/* Payments, activity and cases have figures even without contracts. */
static bool
is_empty(const struct rt_data *d)
{
    return d->n_contracts == 0 && d->payments.events.n == 0 &&
           d->activity.n == 0 && d->cases.n == 0;
}

/* A block of the page has the kind of data that it needs. */
static bool
has_cards(const struct rt_visit *v, const struct rt_page *page)
{
    const struct rt_data *d = rt_app_data(v->app);
    const struct rt_block *block;

    for (size_t i = 0; (block = rt_page_block(page, i)) != NULL; i++)
        if (rt_block_missing(block, d) == RT_GROUP__MAX)
            return true;
    return false;
}

/* Without a database the page shows what is in the snapshot, and without cards
 * what is missing. */
static enum rt_code
make_own(struct rt_visit *v, const struct rt_page *page, struct rt_part *out,
         struct rt_err *err)
{
    struct rt_err away = {0};
    enum rt_code rc;

    if (page->own == NULL || v->degraded || !has_cards(v, page))
        return RT_OK;
    rc = page->own(v, out, &away);
    if (rc == RT_EAWAY)
        return RT_OK;
    if (rc != RT_OK)
        *err = away;
    return rc;
}

enum rt_code
rt_pages_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const struct rt_data *data = rt_app_data(v->app);
    const struct rt_page *page =
        rt_page_find(v->site->pages, v->match.route->path);
    struct rt_part own = {0};
    enum rt_code rc;

    if (data == NULL && v->app->snap_err.code != RT_NONE)
        return rt_visit_needs_data(v, err);
    if (data == NULL || is_empty(data))
        return show_empty(v, page, err);
    rc = make_own(v, page, &own, err);
    if (rc != RT_OK || rt_frame_again(v, page, &own))
        return rc;
    return show_blocks(v, page, &own, err);
}
