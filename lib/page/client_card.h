/* A client's card while it is put together. */
#ifndef RT_PAGE_CLIENT_CARD_H
#define RT_PAGE_CLIENT_CARD_H

#include "page/client_own.h"

struct rt_card_page {
    struct rt_visit *v;
    struct rt_desk_who who;
    struct rt_client_head c;
    int32_t today;
    bool editable;
    bool just_changed; /* the latest change is to be undone at a glance */
    json_t *view;
};

/* The text, or a dash where there is none. */
const char *rt_card_or_dash(const char *text);
/* "/what/ID" and `more`, with the language that was asked for. */
const char *rt_card_href(const struct rt_visit *v, const char *what, int64_t id,
                         const char *more);

/* What was with the client so far.  `key`: behind which payment the list
 * begins ("SECONDS.ID"), NULL: with the newest; RT_EINVAL for another text. */
enum rt_code rt_card_add_payments(struct rt_card_page *k, const char *key,
                                  struct rt_err *err) RT_CHECK;
void rt_card_add_activity(struct rt_card_page *k,
                          const struct rt_client_sums *sums);
enum rt_code rt_card_add_cases(struct rt_card_page *k,
                               struct rt_err *err) RT_CHECK;
enum rt_code rt_card_add_offers(struct rt_card_page *k,
                                struct rt_err *err) RT_CHECK;
enum rt_code rt_card_add_messages(struct rt_card_page *k,
                                  struct rt_err *err) RT_CHECK;
enum rt_code rt_card_add_edits(struct rt_card_page *k,
                               struct rt_err *err) RT_CHECK;

#endif
