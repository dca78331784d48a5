/* What the client's card and its forms share. */
#ifndef RT_PAGE_CLIENT_OWN_H
#define RT_PAGE_CLIENT_OWN_H

#include "page/desk_visit.h"
#include "page/edit_form.h"
#include "repo/client_card.h"

/* The number in the path; 0: it is none. */
int64_t rt_card_path_id(const struct rt_visit *v);

/* The client in the path; RT_NONE "card_not_there", as for the visitor's own
 * card: nobody works on what is theirs. */
enum rt_code rt_card_find_client(struct rt_visit *v, struct rt_client_head *out,
                                 struct rt_err *err) RT_CHECK;
/* The same for a form: RT_ECONFLICT "card_forgotten" for a client whose data
 * were deleted. */
enum rt_code rt_card_find_editable(struct rt_visit *v, int64_t client_id,
                                   struct rt_client_head *out,
                                   struct rt_err *err) RT_CHECK;
/* The contract in the path and its client, to be edited. */
enum rt_code rt_card_find_contract(struct rt_visit *v,
                                   struct rt_card_contract *out,
                                   struct rt_client_head *client,
                                   struct rt_err *err) RT_CHECK;

/* Put on record that the visitor sees personal data of this client, before they
 * are shown (repo/card_views.h). */
enum rt_code rt_card_record_view(struct rt_visit *v, int64_t client_id,
                                 struct rt_err *err) RT_CHECK;

/* The path of a card. */
const char *rt_card_path(const struct rt_visit *v, int64_t client_id);
/* Go there, told what was done: a word of rt_client_card_inputs. */
void rt_card_go(struct rt_visit *v, int64_t client_id, const char *done);

/* The names of the company's attributes, from the data; from the arena of the
 * visit. */
const char **rt_card_attr_names(const struct rt_visit *v, size_t *n);

/* The token of a link to /my on its way from the form to the client's card,
 * which shows it once: a cookie of this browser.  Taken: NULL when there is
 * none of this client. */
void rt_card_link_keep(struct rt_visit *v, int64_t client_id,
                       const char *token);
const char *rt_card_link_take(struct rt_visit *v, int64_t client_id);

#endif
