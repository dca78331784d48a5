/* The filter as a form: what is set, and what could be. */
#ifndef RT_PAGE_FILTERBAR_H
#define RT_PAGE_FILTERBAR_H

#include "page/pages.h"

enum { RT_BAR_VALUES = 200 /* of one attribute, the most frequent first */ };

/*
 * For templates/filterbar.mustache:
 *
 *   {action, from, to, as_of, complete: bool, as_of_known, from_hint,
 *    by: [{value, label, checked}],
 *    attrs: [{key, label, chosen, any: bool,
 *             values: [{value, label, count, checked}], more}],
 *    options: [{key, label, type: of the boxes, written: bool, value,
 *               values: [{value, label, checked}]}],
 *    more_open: bool, reset, lang: key to keep, or null}
 *
 * New reference.
 */
json_t *rt_filterbar(struct rt_visit *v, const struct rt_page *page,
                     const struct rt_filter *filter);

#endif
