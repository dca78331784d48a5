/* What the pages of users and their forms share. */
#ifndef RT_PAGE_USERS_OWN_H
#define RT_PAGE_USERS_OWN_H

#include "page/visit.h"

struct rt_users_page {
    json_t *done;             /* a sentence, or NULL; taken over */
    const struct rt_err *add, /* what is wrong with that form; NULL: it is */
        *invite;              /* new */
};

/* The page /users. */
enum rt_code rt_users_page(struct rt_visit *v, const struct rt_users_page *p,
                           struct rt_err *err) RT_CHECK;

/* The token of an invitation on its way from the form to the page that shows
 * it: a cookie of the administrator's browser. */
void rt_users_link_keep(struct rt_visit *v, const char *token);
/* NULL when there is none; it is then forgotten. */
const char *rt_users_link_take(struct rt_visit *v);

#endif
