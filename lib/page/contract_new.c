/* A contract that is made by hand, and one that is taken out of all figures. */
#include "page/client_edit.h"

#include "page/contract_form.h"

#include <inttypes.h>
#include <string.h>

static const struct rt_edit_field number = {.is = {.name = "number",
                                                   .label = "card_number",
                                                   .kind = RT_INPUT_TEXT,
                                                   .high = 191,
                                                   .required = true}};
static const struct rt_edit_field start = {.is = {.name = "start",
                                                  .label = "card_start",
                                                  .kind = RT_INPUT_DAY,
                                                  .required = true}};
static const struct rt_edit_field last_day = {
    RT_DAY_FIELD("last_day", "card_last_day"), .hint = "card_last_day_new"};

const struct rt_field rt_contract_new_inputs[] = {
    RT_EDIT_INPUTS,
    RT_EDIT_INPUT("number"),
    RT_EDIT_INPUT("start"),
    RT_EDIT_INPUT("last_day"),
    RT_EDIT_INPUT("plan"),
    RT_EDIT_INPUT("monthly_fee"),
    RT_EDIT_INPUT("monthly_profit"),
    RT_EDIT_INPUT("can_be_retained"),
    {.name = NULL},
};
const struct rt_field rt_contract_archive_inputs[] = {RT_EDIT_INPUTS,
                                                      {.name = NULL}};

static enum rt_code
load_new(struct rt_visit *v, struct rt_contract_form *f, struct rt_err *err)
{
    enum rt_code rc =
        rt_card_find_editable(v, rt_card_path_id(v), &f->client, err);

    if (rc != RT_OK)
        return rc;
    f->c.row.contract.end = RT_DAY_OPEN;
    rt_contract_begin(
        v, f, "card_new_title",
        rt_fmt(v->arena, "/clients/%" PRId64 "/contract", f->client.id),
        "card_new_save");
    f->e.intro = rt_text(v->lang, "card_new_intro");
    rt_edit_add(&f->e, &number, "");
    rt_edit_add(&f->e, &start, "")->typed =
        rt_text_day(v->lang, v->arena, f->today);
    rt_edit_add(&f->e, &last_day, "");
    rt_edit_add(&f->e, &rt_contract_plan, "");
    rt_edit_add(&f->e, &rt_contract_fee, "");
    rt_edit_add(&f->e, &rt_contract_profit, "");
    rt_edit_add(&f->e, &rt_contract_retain, "")->typed = "yes";
    return RT_OK;
}

/* A start in the past changes figures that were told: administrators only. */
static void
check_new(struct rt_visit *v, struct rt_edit *e, void *arg)
{
    struct rt_contract_form *f = arg;
    struct rt_edit_value *begin = rt_edit_find(e, "start"),
                         *last = rt_edit_find(e, "last_day");

    rt_contract_check_amounts(v, e);
    if (begin->value.period.first < f->today && v->who.role != RT_ROLE_ADMIN)
        rt_edit_wrong(v, begin, "card_past_start");
    else if (!last->is_empty &&
             last->value.period.first < begin->value.period.first)
        rt_edit_wrong(v, last, "card_before_start");
}

static enum rt_code
save_new(struct rt_visit *v, struct rt_edit *e, void *arg, struct rt_err *err)
{
    struct rt_contract_form *f = arg;
    const struct rt_edit_value *last = rt_edit_find(e, "last_day");
    const struct rt_contract_new fresh = {
        .number = rt_edit_find(e, "number")->value.text,
        .today = f->today,
        .start = rt_edit_day_of(e, "start"),
        .end = last->is_empty ? RT_DAY_OPEN : last->value.period.first + 1,
        .amounts = rt_contract_amounts_of(e),
        .retain = rt_edit_find(e, "can_be_retained")->value.text[0] == 'y',
    };

    f->admin_only = fresh.start < f->today;
    return rt_contract_change(v, f, "create", rt_contract_apply_create, &fresh,
                              err);
}

static const struct rt_edit_conflict new_conflicts[] = {
    {"card_number_taken", "number"},
    {NULL, NULL},
};
static const struct rt_edit_ops new_ops = {
    .of = RT_CARD_CLIENT,
    .done = "created",
    .check = check_new,
    .save = save_new,
    .conflicts = new_conflicts,
};

static enum rt_code
load_archive(struct rt_visit *v, struct rt_contract_form *f, struct rt_err *err)
{
    enum rt_code rc = rt_card_find_contract(v, &f->c, &f->client, err);

    if (rc != RT_OK)
        return rc;
    rt_contract_begin(v, f, "card_archive_title",
                      rt_fmt(v->arena, "/contracts/%" PRId64 "/archive",
                             f->c.row.contract.id),
                      "card_archive_save");
    f->e.warning = rt_text(v->lang, "card_archive_warning");
    return RT_OK;
}

static enum rt_code
save_archive(struct rt_visit *v, struct rt_edit *e, void *arg,
             struct rt_err *err)
{
    struct rt_contract_form *f = arg;

    (void)e;
    f->admin_only = true;
    return rt_contract_change(v, f, "archive", rt_contract_apply_archive, NULL,
                              err);
}

static const struct rt_edit_ops archive_ops = {
    .of = RT_CARD_CONTRACT,
    .done = "archived",
    .save = save_archive,
};

enum rt_code
rt_contract_new_show(struct rt_exchange *x, struct rt_err *err)
{
    return rt_contract_show(x, load_new, false, err);
}

enum rt_code
rt_contract_new_post(struct rt_exchange *x, struct rt_err *err)
{
    return rt_contract_post(x, load_new, &new_ops, err);
}

enum rt_code
rt_contract_new_again(struct rt_exchange *x, const struct rt_err *why,
                      struct rt_err *err)
{
    enum rt_code rc = rt_edit_at_field(why, err);

    return rc == RT_OK ? rt_contract_post(x, load_new, &new_ops, err) : rc;
}

enum rt_code
rt_contract_archive_show(struct rt_exchange *x, struct rt_err *err)
{
    return rt_contract_show(x, load_archive, true, err);
}

/* A second click finds the contract archived by the first. */
static enum rt_code
find_first_click(struct rt_visit *v, int64_t *client_id, struct rt_err *err)
{
    const char *nonce = rt_pairs_get(&v->rq.form, "nonce");
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc != RT_OK)
        return rc;
    return nonce != NULL
               ? rt_card_change_seen(v->app->db, nonce, client_id, err)
               : RT_NONE;
}

enum rt_code
rt_contract_archive_post(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    int64_t client_id;
    enum rt_code rc = find_first_click(v, &client_id, err);

    if (rc == RT_OK)
        rt_card_go(v, client_id, archive_ops.done);
    return rc == RT_NONE ? rt_contract_post(x, load_archive, &archive_ops, err)
                         : rc;
}
