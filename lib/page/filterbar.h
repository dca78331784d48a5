/* The filter as a form: what is set, and what could be. */
#ifndef RT_PAGE_FILTERBAR_H
#define RT_PAGE_FILTERBAR_H

#include "page/page.h"
#include "page/visit.h"

enum { RT_BAR_VALUES = 200 /* of one attribute, the most frequent first */ };

/*
 * The HTML of templates/filterbar.mustache, with the lifetime of the visit.
 * Its data:
 *
 *   {action, from, to, as_of, complete: bool, as_of_known, from_hint,
 *    by: [{value, label, checked}],
 *    attrs: [{key, label, chosen, any: bool,
 *             values: [{value, label, count, checked}], more}],
 *    options: [{key, label, type: of the boxes, written: bool, value,
 *               values: [{value, label, checked}]}],
 *    more_open: bool, lang: to keep, or null}
 */
enum rt_code rt_filterbar(struct rt_visit *v, const struct rt_page *page,
                          const struct rt_filter *filter, const char **html,
                          struct rt_err *err) RT_CHECK;

#endif
