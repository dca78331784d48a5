#include "page/pages.h"

#include "block/known.h"
#include "page/card.h"
#include "page/filterbar.h"
#include "page/view.h"

#include <string.h>

enum rt_code
rt_pages_first(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    static const char *const keys[] = {"lang", NULL};
    enum rt_code rc = rt_visit_keys(&v->rq.query, keys, err);

    if (rc == RT_OK)
        rt_response_redirect(&v->re, v->site->pages->list[0].path);
    return rc;
}

static size_t
count_options(const struct rt_block *block)
{
    size_t n = 0;

    while (block->options != NULL && block->options[n] != NULL)
        n++;
    return n;
}

static bool
takes(const struct rt_block *block, const char *name)
{
    for (size_t i = 0; i < count_options(block); i++) {
        if (strcmp(block->options[i], name) == 0)
            return true;
    }
    return false;
}

/* An option of another block of the same page is none of this one's. */
static bool
is_foreign(const struct rt_page *page, const struct rt_block *block,
           const char *name)
{
    const struct rt_block *other;

    if (takes(block, name))
        return false;
    for (size_t i = 0; (other = rt_page_block(page, i)) != NULL; i++) {
        if (takes(other, name))
            return true;
    }
    return false;
}

static void
own_pairs(const struct rt_visit *v, const struct rt_page *page,
          const struct rt_block *block, struct rt_pairs *out)
{
    *out = (struct rt_pairs){0};
    for (size_t i = 0; i < v->rq.query.n; i++) {
        const struct rt_pair *p = &v->rq.query.list[i];

        if (!is_foreign(page, block, p->name))
            rt_pairs_add(out, v->arena, p->name, p->value);
    }
}

/* What a fragment is made of was found to be UTF-8 then. */
static json_t *
html_json(const char *html)
{
    return json_pack("{s:o}", "html", json_string_nocheck(html));
}

static enum rt_code
add_card(struct rt_visit *v, const struct rt_page *page,
         const struct rt_block *block, json_t *cards, struct rt_err *err)
{
    struct rt_pairs pairs;
    const char *html;
    enum rt_code rc;

    own_pairs(v, page, block, &pairs);
    rc = rt_card_html(v, block, &pairs, &html, err);
    if (rc == RT_OK)
        json_array_append_new(cards, html_json(html));
    return rc;
}

/* The filter with the options of all blocks of the page. */
static enum rt_code
whole_filter(const struct rt_visit *v, const struct rt_page *page,
             struct rt_filter *out, struct rt_err *err)
{
    const struct rt_block *block;
    const char **names;
    size_t n = 0;

    for (size_t i = 0; (block = rt_page_block(page, i)) != NULL; i++)
        n += count_options(block);
    names = rt_alloc_n(v->arena, n + 1, sizeof *names);
    n = 0;
    for (size_t i = 0; (block = rt_page_block(page, i)) != NULL; i++)
        for (size_t k = 0; k < count_options(block); k++)
            names[n++] = block->options[k];
    return rt_filter_parse(&v->rq.query, names, v->arena, out, err);
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

static enum rt_code
show_blocks(struct rt_visit *v, const struct rt_page *page, struct rt_err *err)
{
    json_t *view, *cards = json_array();
    struct rt_filter filter = {0};
    const struct rt_block *block;
    const char *bar;
    enum rt_code rc = RT_OK;

    for (size_t i = 0; rc == RT_OK && (block = rt_page_block(page, i)) != NULL;
         i++)
        rc = add_card(v, page, block, cards, err);
    if (rc == RT_OK)
        rc = whole_filter(v, page, &filter, err);
    if (rc == RT_OK)
        rc = rt_filterbar(v, page, &filter, &bar, err);
    if (rc != RT_OK) {
        json_decref(cards);
        return rc;
    }
    view = rt_view_new(v, rt_text(v->lang, page->title));
    json_object_set_new(view, "known", known_json(v));
    json_object_set_new(view, "cards", cards);
    json_object_set_new(view, "bar", html_json(bar));
    return rt_view_render(v, "page", view, err);
}

static enum rt_code
show_empty(struct rt_visit *v, const struct rt_page *page, struct rt_err *err)
{
    return rt_view_render(v, "empty",
                          rt_view_new(v, rt_text(v->lang, page->title)), err);
}

/* Payments, activity and cases have figures without any contract, too. */
static bool
is_empty(const struct rt_data *d)
{
    return d->n_contracts == 0 && d->payments.events.n == 0 &&
           d->activity.n == 0 && d->cases.n == 0;
}

enum rt_code
rt_pages_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const struct rt_data *data = rt_app_data(v->app);
    const struct rt_page *page =
        rt_page_find(v->site->pages, v->match.route->path);

    if (data == NULL && v->app->snap_err.code != RT_NONE)
        return rt_visit_needs_data(v, err);
    if (data == NULL || is_empty(data))
        return show_empty(v, page, err);
    return show_blocks(v, page, err);
}
