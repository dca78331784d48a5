#include "page/client_figures.h"

#include "app/cache.h"
#include "app/env.h"
#include "app/key.h"
#include "base/money.h"
#include "block/format.h"
#include "page/carried_filter.h"

#include <stdlib.h>
#include <string.h>

const char *
rt_card_money(const struct rt_visit *v, int64_t minor)
{
    return rt_text_money(v->lang, v->arena, minor,
                         rt_conf_get(v->site->conf, "CURRENCY"),
                         rt_edit_digits(v));
}

static json_t *
figure_json(const struct rt_visit *v, const char *name, const char *value,
            const char *terms)
{
    return json_pack("{s:s, s:s, s:s}", "name", rt_text(v->lang, name), "value",
                     value, "terms", terms);
}

/* Whole months from one day to another. */
static int64_t
months_between(int32_t from, int32_t to)
{
    int n = rt_period_index(RT_BY_MONTH, from, to);

    while (n > 0 && rt_day_add_months(from, n) > to)
        n--;
    return n > 0 ? n : 0;
}

/* From the first start to today, or to the last end of somebody who left. */
static json_t *
months_figure(const struct rt_visit *v, const struct rt_card_contract *list,
              size_t n, int32_t first)
{
    int32_t today = rt_edit_today(v), until = RT_DAY_NONE;
    const char *terms = rt_text(v->lang, "card_months_unknown");

    for (size_t i = 0; i < n; i++) {
        const struct rt_desk_contract *c = &list[i].row.contract;

        if (rt_desk_runs(c, today))
            until = today;
        else if (c->end < today && c->end > until)
            until = c->end;
        if (c->start == RT_DAY_NONE)
            first = RT_DAY_NONE;
    }
    if (first == RT_DAY_NONE || until == RT_DAY_NONE || until < first)
        return figure_json(v, "card_months", "—", terms);
    terms = rt_text_fill(v->lang, v->arena,
                         until == today ? "card_months_since"
                                        : "card_months_from_to",
                         "from", rt_text_day(v->lang, v->arena, first), "to",
                         rt_text_day(v->lang, v->arena, until - 1), NULL);
    return figure_json(
        v, "card_months",
        rt_text_count(v->lang, v->arena, months_between(first, until)), terms);
}

/* The fees in force of what runs today; profits where no fee is given. */
static json_t *
mrr_figure(const struct rt_visit *v, const struct rt_card_contract *list,
           size_t n)
{
    int32_t today = rt_edit_today(v);
    int64_t sum = 0, running = 0, known = 0;
    bool by_profit = false, whole = true;

    for (size_t i = 0; i < n; i++) {
        const struct rt_desk_contract_row *r = &list[i].row;
        int64_t amount = r->contract.amounts.has_fee
                             ? r->contract.amounts.fee
                             : r->contract.amounts.profit;

        if (!rt_desk_runs(&r->contract, today))
            continue;
        running++;
        if (!r->contract.amounts.has_fee && !r->has_profit)
            continue;
        known++;
        by_profit |= !r->contract.amounts.has_fee;
        whole &= rt_money_add(sum, amount, &sum, "mrr", NULL) == RT_OK;
    }
    return figure_json(
        v, "card_mrr",
        running == 0 || (known != 0 && whole) ? rt_card_money(v, sum) : "—",
        rt_fmt(v->arena, "%s%s",
               rt_text_plural(v->lang, v->arena, "card_mrr_of", running),
               by_profit ? rt_text(v->lang, "card_mrr_by_profit") : ""));
}

static json_t *
paid_figure(const struct rt_visit *v, const struct rt_client_sums *s)
{
    const char *terms =
        rt_text_plural(v->lang, v->arena, "card_paid_of", s->payments);

    if (s->payments == 0)
        terms = rt_text(v->lang, "card_paid_none");
    return figure_json(
        v, "card_paid",
        s->payments == 0 || s->paid_overflows ? "—" : rt_card_money(v, s->paid),
        terms);
}

/* The selection that the block takes, as far as the data have these. */
static void
selection_of(const struct rt_visit *v, const char *plan, const char *region,
             struct rt_pairs *out)
{
    const struct rt_data *d = rt_app_data(v->app);

    if (rt_data_attr(d, "plan") != NULL)
        rt_pairs_add(out, v->arena, "plan", plan != NULL ? plan : "");
    if (rt_data_attr(d, "region") != NULL)
        rt_pairs_add(out, v->arena, "region", region != NULL ? region : "");
}

static const struct rt_figure *
find_figure(const struct rt_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_figures; i++)
        if (strcmp(r->figures[i].name, name) == 0)
            return &r->figures[i];
    rt_die("the block ltv has no %s", name);
}

static const char *
range_text(const struct rt_visit *v, const struct rt_result *r,
           const struct rt_figure *f)
{
    if (f->low.type == RT_CELL_NONE || f->high.type == RT_CELL_NONE)
        return "";
    return rt_text_fill(
        v->lang, v->arena, "card_ltv_range", "low",
        rt_cell_show(r, RT_KIND_PRICE, f->low, v->lang, v->arena), "high",
        rt_cell_show(r, RT_KIND_PRICE, f->high, v->lang, v->arena), NULL);
}

static json_t *
ltv_json(const struct rt_visit *v, const struct rt_result *r)
{
    const struct rt_figure *f = find_figure(r, "ltv_horizon");
    const char *why = f->value.type == RT_CELL_NONE && f->why != NULL
                          ? rt_text(v->lang, f->why)
                          : range_text(v, r, f);

    return figure_json(
        v, "card_ltv",
        rt_cell_show(r, RT_KIND_PRICE, f->value, v->lang, v->arena),
        rt_fmt(v->arena, "%s %s",
               rt_text_plural(v->lang, v->arena, "card_ltv_of", r->n), why));
}

/* The same plan and region have the same value for everybody: it is kept. */
static enum rt_code
ltv_figure(struct rt_visit *v, const struct rt_pairs *selection, json_t **out,
           struct rt_err *err)
{
    const struct rt_block *block = rt_block_find("ltv");
    const char *key = rt_app_key(
        v->app,
        &(struct rt_app_key){.form = "client",
                             .subject = block->id,
                             .query = rt_pairs_format(selection, v->arena),
                             .lang = v->lang,
                             .block = block},
        v->arena);
    struct rt_block_env env =
        rt_app_env(v->app->conf, rt_app_data(v->app), v->lang);
    struct rt_result *r;
    size_t len;
    const char *kept = rt_cache_get(v->app->cache, key, &len);
    char *text;
    enum rt_code rc;

    if (kept != NULL && (*out = json_loadb(kept, len, 0, NULL)) != NULL)
        return RT_OK;
    r = rt_alloc(v->arena, sizeof *r);
    rc = rt_block_run(block, &env, selection, v->arena, r, err);
    if (rc != RT_OK)
        return rc;
    *out = ltv_json(v, r);
    text = json_dumps(*out, JSON_COMPACT);
    if (text != NULL)
        rt_cache_put(v->app->cache, key, text, strlen(text));
    free(text);
    return RT_OK;
}

static enum rt_code
add_ltv(struct rt_visit *v, const struct rt_client_head *client, json_t *list,
        struct rt_err *err)
{
    struct rt_pairs selection = {0};
    const char *plan, *region;
    json_t *figure = NULL;
    enum rt_code rc;

    if (rt_app_data(v->app) == NULL) {
        json_array_append_new(
            list, figure_json(v, "card_ltv", "—",
                              rt_text(v->lang, "card_ltv_no_data")));
        return RT_OK;
    }
    rc = rt_client_first_terms(v->app->db, client->id, v->arena, &plan, &region,
                               err);
    if (rc != RT_OK)
        return rc;
    if (region == NULL)
        region = client->region;
    selection_of(v, plan, region, &selection);
    rc = ltv_figure(v, &selection, &figure, err);
    if (rc != RT_OK)
        return rc;
    json_object_set_new(
        figure, "href",
        json_string(rt_fmt(v->arena, "/ltv?%s",
                           rt_pairs_format(&selection, v->arena))));
    json_array_append_new(list, figure);
    return RT_OK;
}

enum rt_code
rt_client_figures(struct rt_visit *v, const struct rt_client_head *client,
                  const struct rt_card_contract *contracts, size_t n,
                  const struct rt_client_sums *sums, json_t **out,
                  struct rt_err *err)
{
    json_t *list = json_array();
    enum rt_code rc;

    json_array_append_new(list,
                          months_figure(v, contracts, n, sums->first_start));
    json_array_append_new(list, mrr_figure(v, contracts, n));
    json_array_append_new(list, paid_figure(v, sums));
    rc = add_ltv(v, client, list, err);
    if (rc == RT_OK)
        *out = list;
    else
        json_decref(list);
    return rc;
}
