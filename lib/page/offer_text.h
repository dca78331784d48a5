/* Offers in words for the staff. */
#ifndef RT_PAGE_OFFER_TEXT_H
#define RT_PAGE_OFFER_TEXT_H

#include "page/visit.h"
#include "repo/offer_book.h"
#include "repo/wordings.h"

/* What the reasons are called. */
struct rt_reason_names {
    struct rt_wording *list; /* [n] */
    size_t n;
};
enum rt_code rt_reason_names_read(struct rt_visit *v,
                                  struct rt_reason_names *out,
                                  struct rt_err *err) RT_CHECK;
/* In the visitor's language; a code that is in no list stands for itself. */
const char *rt_reason_name(const struct rt_visit *v,
                           const struct rt_reason_names *names,
                           const char *code);

/* "−20 % for 6 months", "somebody does it". */
const char *rt_offer_effect_text(const struct rt_visit *v,
                                 const struct rt_effect *e);

/* "1 Jun 2026 – 31 Dec 2026"; "—" for an offer that is always valid. */
const char *rt_offer_valid_text(const struct rt_visit *v,
                                const struct rt_offer *o);

/* One part for people, "—" where there is none. */
const char *rt_offer_part_words(const struct rt_visit *v,
                                const struct rt_reason_names *names,
                                const struct rt_offer *o, bool for_all,
                                enum rt_offer_part part);

#endif
