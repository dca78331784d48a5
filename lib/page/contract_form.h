/* What the forms of a contract share. */
#ifndef RT_PAGE_CONTRACT_FORM_H
#define RT_PAGE_CONTRACT_FORM_H

#include "page/client_own.h"
#include "page/edit_post.h"
#include "repo/contract_edits.h"

/* A contract in a form, and what is known of it. */
struct rt_contract_form {
    struct rt_card_contract c; /* id 0: a new one */
    struct rt_client_head client;
    struct rt_edit e;
    int32_t today;
    bool admin_only; /* what it changes */
};

extern const char *const rt_contract_yes_no[];

#define RT_MONEY_FIELD(n, l) \
    .is = {.name = n, .label = l, .kind = RT_INPUT_MONEY}
#define RT_DAY_FIELD(n, l) .is = {.name = n, .label = l, .kind = RT_INPUT_DAY}
#define RT_YES_NO_FIELD(n, l) \
    .is = {.name = n, \
           .label = l, \
           .kind = RT_INPUT_WORD, \
           .words = rt_contract_yes_no, \
           .required = true}
extern const struct rt_edit_field rt_contract_plan, rt_contract_retain,
    rt_contract_fee, rt_contract_profit;

/* It has ended; it runs, or will, and no end is known. */
bool rt_contract_is_over(const struct rt_contract_form *f);
bool rt_contract_goes_on(const struct rt_contract_form *f);

/* Title (with {contract}), path, and the key of the last button. */
void rt_contract_begin(struct rt_visit *v, struct rt_contract_form *f,
                       const char *title, const char *path,
                       const char *confirm);

/* Put a sentence at a field, unless it has one. */
void rt_edit_wrong(struct rt_visit *v, struct rt_edit_value *value,
                   const char *key);
/* An amount that is too large, or negative where that makes no sense. */
void rt_contract_check_amounts(struct rt_visit *v, struct rt_edit *e);
/* What was given once stays given: 0 says that nothing is paid. */
void rt_edit_check_kept(struct rt_visit *v, struct rt_edit_value *value);

/* The amounts and the plan that were changed. */
struct rt_contract_amounts rt_contract_amounts_of(struct rt_edit *e);
int32_t rt_edit_day_of(struct rt_edit *e, const char *name);
bool rt_edit_changes(struct rt_edit *e, const char *name);

/* Carry it out: action "contract_KIND" of the audit log. */
enum rt_code rt_contract_change(struct rt_visit *v, struct rt_contract_form *f,
                                const char *kind, rt_card_apply *apply,
                                const void *arg, struct rt_err *err) RT_CHECK;

/* Read what is stored into a form. */
typedef enum rt_code rt_contract_load(struct rt_visit *v,
                                      struct rt_contract_form *f,
                                      struct rt_err *err);
/* Answer a GET with the form (or at once with what would change), and a
 * POST. */
enum rt_code rt_contract_show(struct rt_exchange *x, rt_contract_load *load,
                              bool preview, struct rt_err *err) RT_CHECK;
enum rt_code rt_contract_post(struct rt_exchange *x, rt_contract_load *load,
                              const struct rt_edit_ops *ops,
                              struct rt_err *err) RT_CHECK;

#endif
