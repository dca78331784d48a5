/* Corrections of a contract's past: figures of past months change. */
#include "page/client_edit.h"

#include "page/contract_form.h"

#include <inttypes.h>
#include <string.h>

static const struct rt_edit_field past_day = {
    RT_DAY_FIELD("day", "card_past_day"), .hint = "card_past_day_hint"};
static const struct rt_edit_field start = {RT_DAY_FIELD("start", "card_start")};
static const struct rt_edit_field last_day = {
    RT_DAY_FIELD("last_day", "card_last_day")};

const struct rt_field rt_contract_past_inputs[] = {
    RT_EDIT_INPUTS,
    RT_EDIT_INPUT("day"),
    RT_EDIT_INPUT("monthly_fee"),
    RT_EDIT_INPUT("monthly_profit"),
    RT_EDIT_INPUT("plan"),
    RT_EDIT_INPUT("start"),
    RT_EDIT_INPUT("last_day"),
    {.name = NULL},
};

static enum rt_code
load_past(struct rt_visit *v, struct rt_contract_form *f, struct rt_err *err)
{
    const struct rt_desk_contract *c = &f->c.row.contract;
    enum rt_code rc = rt_card_find_contract(v, &f->c, &f->client, err);

    if (rc != RT_OK)
        return rc;
    rt_contract_begin(v, f, "card_past_title",
                      rt_fmt(v->arena, "/contracts/%" PRId64 "/past", c->id),
                      "card_past_save");
    f->e.intro = rt_text(v->lang, "card_past_intro");
    f->e.warning = rt_text(v->lang, "card_past_warning");
    rt_edit_add(&f->e, &past_day, "");
    rt_edit_add(&f->e, &rt_contract_fee, "");
    rt_edit_add(&f->e, &rt_contract_profit, "");
    rt_edit_add(&f->e, &rt_contract_plan, "");
    rt_edit_add(&f->e, &start, rt_edit_day(v, c->start));
    if (!rt_contract_goes_on(f))
        rt_edit_add(
            &f->e, &last_day,
            rt_edit_day(v, c->end != RT_DAY_OPEN ? c->end - 1 : RT_DAY_NONE));
    return RT_OK;
}

/* Where the contract begins and ends once it is corrected. */
struct bounds {
    int32_t start, end;
};

static struct bounds
bounds_of(struct rt_contract_form *f)
{
    struct bounds b = {f->c.row.contract.start, f->c.row.contract.end};

    if (rt_edit_changes(&f->e, "start"))
        b.start = rt_edit_day_of(&f->e, "start");
    if (!rt_contract_goes_on(f) && rt_edit_changes(&f->e, "last_day"))
        b.end = rt_edit_day_of(&f->e, "last_day") + 1;
    return b;
}

/* Only an end that has come is the past. */
static bool
check_last_day(struct rt_visit *v, struct rt_contract_form *f)
{
    struct rt_edit_value *last;

    if (rt_contract_goes_on(f))
        return true;
    last = rt_edit_find(&f->e, "last_day");
    rt_edit_check_kept(v, last);
    if (rt_edit_differs(last) && !last->is_empty &&
        last->value.period.first >= f->today)
        rt_edit_wrong(v, last, "card_not_over");
    return last->error == NULL;
}

/* What was in force on that day, to be compared with. */
static void
show_old(struct rt_visit *v, struct rt_contract_form *f, int32_t day)
{
    struct rt_desk_contract_row then;
    const struct rt_amounts *m = &then.contract.amounts;

    if (rt_desk_contract_read(v->app->db, f->c.row.contract.id, day, v->arena,
                              &then, NULL) != RT_OK)
        return;
    rt_edit_find(&f->e, "monthly_fee")->old =
        rt_edit_money(v, m->has_fee, m->fee);
    rt_edit_find(&f->e, "monthly_profit")->old =
        rt_edit_money(v, then.has_profit, m->profit);
    if (then.contract.plan != NULL)
        rt_edit_find(&f->e, "plan")->old = then.contract.plan;
}

static void
check_past(struct rt_visit *v, struct rt_edit *e, void *arg)
{
    struct rt_contract_form *f = arg;
    struct rt_contract_amounts m = rt_contract_amounts_of(e);
    bool any = m.sets_fee || m.sets_profit || m.plan != NULL;
    struct rt_edit_value *day = rt_edit_find(e, "day"),
                         *begin = rt_edit_find(e, "start");
    struct bounds b;

    rt_contract_check_amounts(v, e);
    rt_edit_check_kept(v, begin);
    if (!check_last_day(v, f) || begin->error != NULL)
        return;
    b = bounds_of(f);
    if (b.start != RT_DAY_NONE && b.start >= b.end)
        rt_edit_wrong(v, begin, "card_start_after_end");
    if (any && day->is_empty)
        rt_edit_wrong(v, day, "card_needs_day");
    else if (!any && !day->is_empty)
        rt_edit_wrong(v, rt_edit_find(e, "monthly_fee"), "card_needs_amount");
    else if (any && day->value.period.first > f->today)
        rt_edit_wrong(v, day, "card_future_day");
    else if (any &&
             ((b.start != RT_DAY_NONE && day->value.period.first < b.start) ||
              day->value.period.first >= b.end))
        rt_edit_wrong(v, day, "card_outside");
    else if (any)
        show_old(v, f, day->value.period.first);
}

static enum rt_code
save_past(struct rt_visit *v, struct rt_edit *e, void *arg, struct rt_err *err)
{
    struct rt_contract_form *f = arg;
    struct bounds b = bounds_of(f);
    const struct rt_contract_past past = {
        .today = f->today,
        .day = rt_edit_day_of(e, "day"),
        .amounts = rt_contract_amounts_of(e),
        .sets_start = b.start != f->c.row.contract.start,
        .start = b.start,
        .sets_end = b.end != f->c.row.contract.end,
        .end = b.end,
    };

    f->admin_only = true;
    return rt_contract_change(v, f, "past", rt_contract_apply_past, &past, err);
}

static const struct rt_edit_ops past_ops = {
    .of = RT_CARD_CONTRACT,
    .done = "saved",
    .check = check_past,
    .save = save_past,
};

enum rt_code
rt_contract_past_show(struct rt_exchange *x, struct rt_err *err)
{
    return rt_contract_show(x, load_past, false, err);
}

enum rt_code
rt_contract_past_post(struct rt_exchange *x, struct rt_err *err)
{
    return rt_contract_post(x, load_past, &past_ops, err);
}

enum rt_code
rt_contract_past_again(struct rt_exchange *x, const struct rt_err *why,
                       struct rt_err *err)
{
    enum rt_code rc = rt_edit_at_field(why, err);

    return rc == RT_OK ? rt_contract_post(x, load_past, &past_ops, err) : rc;
}
