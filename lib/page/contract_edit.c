/* What a contract is from today on. */
#include "page/client_edit.h"

#include "page/contract_form.h"

#include <inttypes.h>
#include <string.h>

enum { END_DAYS = RT_DESK_END_DAYS /* how far ahead an end may be */ };

static const struct rt_edit_field fee = {
    RT_MONEY_FIELD("monthly_fee", "card_fee"), .hint = "card_from_today"};
static const struct rt_edit_field profit = {
    RT_MONEY_FIELD("monthly_profit", "card_profit"), .hint = "card_from_today"};
static const struct rt_edit_field active = {
    RT_YES_NO_FIELD("active", "card_active")};
static const struct rt_edit_field last_day = {
    RT_DAY_FIELD("last_day", "card_last_day"), .hint = "card_last_day_hint"};

const struct rt_field rt_contract_edit_inputs[] = {
    RT_EDIT_INPUTS,
    RT_EDIT_INPUT("monthly_fee"),
    RT_EDIT_INPUT("monthly_profit"),
    RT_EDIT_INPUT("plan"),
    RT_EDIT_INPUT("can_be_retained"),
    RT_EDIT_INPUT("active"),
    RT_EDIT_INPUT("last_day"),
    {.name = NULL},
};

static enum rt_code
load_terms(struct rt_visit *v, struct rt_contract_form *f, struct rt_err *err)
{
    const struct rt_desk_contract *c = &f->c.row.contract;
    enum rt_code rc = rt_card_find_contract(v, &f->c, &f->client, err);

    if (rc != RT_OK)
        return rc;
    rt_contract_begin(v, f, "card_terms_title",
                      rt_fmt(v->arena, "/contracts/%" PRId64 "/edit", c->id),
                      "card_save");
    rt_edit_add(&f->e, &fee,
                rt_edit_money(v, c->amounts.has_fee, c->amounts.fee));
    rt_edit_add(&f->e, &profit,
                rt_edit_money(v, f->c.row.has_profit, c->amounts.profit));
    rt_edit_add(&f->e, &rt_contract_plan, c->plan != NULL ? c->plan : "");
    rt_edit_add(&f->e, &rt_contract_retain, c->can_be_retained ? "yes" : "no");
    rt_edit_add(&f->e, &active, rt_contract_goes_on(f) ? "yes" : "no");
    rt_edit_add(
        &f->e, &last_day,
        rt_edit_day(v, c->end != RT_DAY_OPEN ? c->end - 1 : RT_DAY_NONE));
    return RT_OK;
}

/* Off asks for the last day, which is today or later; an end that has come is
 * the past. */
static void
check_end(struct rt_visit *v, struct rt_contract_form *f)
{
    struct rt_edit_value *on = rt_edit_find(&f->e, "active"),
                         *last = rt_edit_find(&f->e, "last_day");
    const struct rt_desk_contract *c = &f->c.row.contract;

    if (!rt_edit_differs(on) && !rt_edit_differs(last))
        return;
    if (rt_contract_is_over(f)) {
        rt_edit_wrong(v, rt_edit_differs(on) ? on : last, "card_is_over");
        return;
    }
    if (strcmp(on->value.text, "yes") == 0) {
        /* What is on has no last day; the field may still have the old one. */
        if (!last->is_empty && rt_edit_differs(last))
            rt_edit_wrong(v, last, "card_no_last_day");
        last->value.text = "";
        last->is_empty = true;
        return;
    }
    if (last->is_empty)
        rt_edit_wrong(v, last, "card_needs_last_day");
    else if (last->value.period.first < f->today)
        rt_edit_wrong(v, last, "card_past_last_day");
    else if (last->value.period.first > f->today + END_DAYS)
        rt_edit_wrong(v, last, "card_late_last_day");
    else if (c->start != RT_DAY_NONE && last->value.period.first < c->start)
        rt_edit_wrong(v, last, "card_before_start");
}

static void
check_terms(struct rt_visit *v, struct rt_edit *e, void *arg)
{
    struct rt_contract_form *f = arg;
    static const char *const names[] = {"monthly_fee", "monthly_profit",
                                        "plan"};

    rt_contract_check_amounts(v, e);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct rt_edit_value *value = rt_edit_find(e, names[i]);

        rt_edit_check_kept(v, value);
        if (rt_edit_differs(value) && rt_contract_is_over(f))
            rt_edit_wrong(v, value, "card_is_over");
    }
    check_end(v, f);
}

static enum rt_code
save_terms(struct rt_visit *v, struct rt_edit *e, void *arg, struct rt_err *err)
{
    struct rt_contract_form *f = arg;
    const struct rt_desk_contract *c = &f->c.row.contract;
    const struct rt_edit_value *last = rt_edit_find(e, "last_day");
    bool on = strcmp(rt_edit_find(e, "active")->value.text, "yes") == 0;
    int32_t end = last->is_empty ? RT_DAY_OPEN : last->value.period.first + 1;
    const struct rt_contract_terms terms = {
        .today = f->today,
        .amounts = rt_contract_amounts_of(e),
        .retain = rt_edit_changes(e, "can_be_retained")
                      ? rt_edit_find(e, "can_be_retained")->value.text[0] == 'y'
                      : -1,
        .active = rt_edit_changes(e, "active") && on && c->end == RT_DAY_OPEN
                      ? 1
                      : -1,
        .sets_end = end != c->end,
        .end = end,
    };

    return rt_contract_change(v, f, "terms", rt_contract_apply_terms, &terms,
                              err);
}

static const struct rt_edit_conflict terms_conflicts[] = {
    {"card_open_case", "active"},
    {"card_ordered", "active"},
    {NULL, NULL},
};
static const struct rt_edit_ops terms_ops = {
    .of = RT_CARD_CONTRACT,
    .done = "saved",
    .check = check_terms,
    .save = save_terms,
    .conflicts = terms_conflicts,
};

enum rt_code
rt_contract_edit_show(struct rt_exchange *x, struct rt_err *err)
{
    return rt_contract_show(x, load_terms, false, err);
}

enum rt_code
rt_contract_edit_post(struct rt_exchange *x, struct rt_err *err)
{
    return rt_contract_post(x, load_terms, &terms_ops, err);
}

enum rt_code
rt_contract_edit_again(struct rt_exchange *x, const struct rt_err *why,
                       struct rt_err *err)
{
    enum rt_code rc = rt_edit_at_field(why, err);

    return rc == RT_OK ? rt_contract_post(x, load_terms, &terms_ops, err) : rc;
}
