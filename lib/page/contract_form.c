#include "page/contract_form.h"

#include "page/carried_filter.h"

#include <string.h>

/* A slip of the hand must not bring down the sums that count it. */
#define AMOUNT_MAX INT64_C(1000000000000000)

const char *const rt_contract_yes_no[] = {"no", "yes", NULL};

const struct rt_edit_field rt_contract_plan = {.is = {.name = "plan",
                                                      .label = "card_plan",
                                                      .kind = RT_INPUT_TEXT,
                                                      .high = 191},
                                               .values = "plan"};
const struct rt_edit_field rt_contract_retain = {
    RT_YES_NO_FIELD("can_be_retained", "card_retain")};
const struct rt_edit_field rt_contract_fee = {
    RT_MONEY_FIELD("monthly_fee", "card_past_fee")};
const struct rt_edit_field rt_contract_profit = {
    RT_MONEY_FIELD("monthly_profit", "card_past_profit")};

bool
rt_contract_is_over(const struct rt_contract_form *f)
{
    return f->c.row.contract.end != RT_DAY_OPEN &&
           f->c.row.contract.end <= f->today;
}

/* What the source says of a contract without an end. */
bool
rt_contract_goes_on(const struct rt_contract_form *f)
{
    const struct rt_desk_contract *c = &f->c.row.contract;

    return c->end == RT_DAY_OPEN && c->active != 0;
}

void
rt_contract_begin(struct rt_visit *v, struct rt_contract_form *f,
                  const char *title, const char *path, const char *confirm)
{
    f->today = rt_edit_today(v);
    f->e.title = rt_text_fill(
        v->lang, v->arena, title, "contract",
        f->c.row.external_id != NULL ? f->c.row.external_id : "", NULL);
    f->e.path = path;
    f->e.back = rt_card_path(v, f->client.id);
    f->e.back_text = rt_text_fill(v->lang, v->arena, "card_back", "client",
                                  f->client.external_id, NULL);
    f->e.confirm = confirm;
    f->e.version = f->c.version;
}

void
rt_edit_wrong(struct rt_visit *v, struct rt_edit_value *value, const char *key)
{
    if (value->error == NULL)
        value->error = rt_text(v->lang, key);
}

static void
check_amount(struct rt_visit *v, struct rt_edit *e, const char *name,
             bool may_be_negative)
{
    struct rt_edit_value *value = rt_edit_find(e, name);

    if (value->is_empty || !rt_edit_differs(value))
        return;
    if (value->value.n > AMOUNT_MAX || value->value.n < -AMOUNT_MAX)
        rt_edit_wrong(v, value, "card_huge");
    else if (value->value.n < 0 && !may_be_negative)
        rt_edit_wrong(v, value, "card_negative");
}

void
rt_contract_check_amounts(struct rt_visit *v, struct rt_edit *e)
{
    check_amount(v, e, "monthly_fee", false);
    check_amount(v, e, "monthly_profit", true);
}

void
rt_edit_check_kept(struct rt_visit *v, struct rt_edit_value *value)
{
    if (value->is_empty && value->was[0] != '\0')
        rt_edit_wrong(v, value, "card_must_stay");
}

struct rt_contract_amounts
rt_contract_amounts_of(struct rt_edit *e)
{
    const struct rt_edit_value *f = rt_edit_find(e, "monthly_fee"),
                               *p = rt_edit_find(e, "monthly_profit"),
                               *t = rt_edit_find(e, "plan");

    return (struct rt_contract_amounts){
        .sets_fee = !f->is_empty && rt_edit_differs(f),
        .fee = f->value.n,
        .sets_profit = !p->is_empty && rt_edit_differs(p),
        .profit = p->value.n,
        .plan = !t->is_empty && rt_edit_differs(t) ? t->value.text : NULL,
    };
}

int32_t
rt_edit_day_of(struct rt_edit *e, const char *name)
{
    return rt_edit_find(e, name)->value.period.first;
}

bool
rt_edit_changes(struct rt_edit *e, const char *name)
{
    return rt_edit_differs(rt_edit_find(e, name));
}

enum rt_code
rt_contract_change(struct rt_visit *v, struct rt_contract_form *f,
                   const char *kind, rt_card_apply *apply, const void *arg,
                   struct rt_err *err)
{
    struct rt_actor by = rt_visit_actor(v);
    struct rt_card_change change = {
        .by = &by,
        .nonce = f->e.nonce,
        .kind = kind,
        .action = rt_fmt(v->arena, "contract_%s", kind),
        .client_id = f->client.id,
        .contract_id = f->c.row.contract.id,
        .creates = f->c.row.contract.id == 0,
        .admin_only = f->admin_only,
        .version = rt_edit_version(v),
        .diffs = f->e.diffs,
        .n_diffs = f->e.n_diffs,
        .apply = apply,
        .arg = arg,
    };
    bool done;

    return rt_card_change(v->app->db, &change, v->arena, &done, err);
}

enum rt_code
rt_contract_show(struct rt_exchange *x, rt_contract_load *load, bool preview,
                 struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_contract_form *f = rt_alloc(v->arena, sizeof *f);
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK)
        rc = load(v, f, err);
    if (rc != RT_OK)
        return rc;
    return preview ? rt_edit_show_preview(v, &f->e, 200, err)
                   : rt_edit_show(v, &f->e, 200, err);
}

enum rt_code
rt_contract_post(struct rt_exchange *x, rt_contract_load *load,
                 const struct rt_edit_ops *ops, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_contract_form *f = rt_alloc(v->arena, sizeof *f);
    enum rt_code rc = load(v, f, err);

    if (rc != RT_OK)
        return rc;
    return rt_edit_post(v, &f->e, ops, f,
                        ops->of == RT_CARD_CONTRACT ? f->c.row.contract.id
                                                    : f->client.id,
                        f->client.id, err);
}
