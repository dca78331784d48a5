/* Texts that a company words itself: the reasons for leaving (/reasons), and
 * replies that are ready (/templates). */
#ifndef RT_PAGE_WORDINGS_H
#define RT_PAGE_WORDINGS_H

#include "http/route.h"

extern const struct rt_field rt_wordings_inputs[]; /* done */
rt_handler rt_wordings_show;                       /* the list, a form to add */
rt_handler rt_wording_show;                        /* one of them, its form */

extern const struct rt_field rt_reason_add_inputs[], rt_reason_edit_inputs[],
    rt_template_add_inputs[], rt_template_edit_inputs[];
rt_handler rt_wording_post;
rt_again rt_wording_again;

#endif
