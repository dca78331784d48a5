/* A page around its filter bar and cards, rendered once for all who ask for
 * the same.  What is one visitor's own, his name, the token of his forms and
 * how many cases that he sees are overdue, is put in for each answer, as bar
 * and cards are. */
#ifndef RT_PAGE_FRAME_H
#define RT_PAGE_FRAME_H

#include "page/fragment.h"

struct rt_frame_parts {
    size_t n;
    struct rt_part list[1 + RT_PAGE_BLOCKS]; /* the bar, the cards */
    struct rt_part own; /* of page->own, never kept; all 0: nothing */
};

/* Answer with the page as rt_frame_show() has kept it for the same address,
 * role, language, theme and data, around `own`; false: it has not, or a part
 * is gone. */
bool rt_frame_again(struct rt_visit *v, const struct rt_page *page,
                    const struct rt_part *own);

/* Stands in the data of the template, as "html", for a part. */
json_t *rt_frame_hole(const struct rt_visit *v, size_t part);
/* The same for what page->own makes. */
json_t *rt_frame_own(const struct rt_visit *v);

/* Render the template "page" around the parts into the answer and, with
 * `keep`, keep it; frees `view`, which rt_view_new() has begun. */
enum rt_code rt_frame_show(struct rt_visit *v, const struct rt_page *page,
                           json_t *view, const struct rt_frame_parts *parts,
                           bool keep, struct rt_err *err) RT_CHECK;

#endif
