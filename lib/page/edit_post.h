/* What the POST of an edit form does: check, compare, confirm, save. */
#ifndef RT_PAGE_EDIT_POST_H
#define RT_PAGE_EDIT_POST_H

#include "page/edit_form.h"

/* A conflict that is said at a field. */
struct rt_edit_conflict {
    const char *key, *field;
};

struct rt_edit_ops {
    enum rt_card_of of; /* which row's version counts */
    const char *done;   /* what the card says afterwards */
    /* Values that are well formed, but not possible together: an error at a
     * field.  NULL: there is nothing to check. */
    void (*check)(struct rt_visit *v, struct rt_edit *e, void *arg);
    /* Carry it out; rt_card_change() fails as it does. */
    enum rt_code (*save)(struct rt_visit *v, struct rt_edit *e, void *arg,
                         struct rt_err *err);
    const struct rt_edit_conflict *conflicts; /* ends with a NULL key */
};

/* Go by the form's `step`.  `e` is as the row is stored; what was typed is
 * read into it. */
enum rt_code rt_edit_post(struct rt_visit *v, struct rt_edit *e,
                          const struct rt_edit_ops *ops, void *arg,
                          int64_t row_id, int64_t client_id,
                          struct rt_err *err) RT_CHECK;

#endif
