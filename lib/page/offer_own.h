/* The form of an offer.  For lib/page/offer_*.c only. */
#ifndef RT_PAGE_OFFER_OWN_H
#define RT_PAGE_OFFER_OWN_H

#include "page/offer_text.h"

/* What the form says, checked as a whole.  `was` is the offer as it is, NULL
 * for a new one: it may keep reasons that are offered no more.  RT_EINVAL names
 * the field. */
enum rt_code rt_offer_form_read(struct rt_exchange *x,
                                const struct rt_reason_names *names,
                                const struct rt_offer_entry *was,
                                struct rt_offer *out, bool *for_all,
                                struct rt_err *err) RT_CHECK;

/* An offer as its form has it when it is opened; from the arena. */
void rt_offer_form_pairs(const struct rt_visit *v,
                         const struct rt_offer_entry *e, struct rt_pairs *out);

/* The form: {fields, reasons: [{code, label, chosen}], nonce, version, id}.
 * `values` NULL: of a new offer. */
json_t *rt_offer_form_view(struct rt_visit *v,
                           const struct rt_reason_names *names,
                           const struct rt_offer_entry *was,
                           const struct rt_pairs *values,
                           const struct rt_err *why);

#endif
