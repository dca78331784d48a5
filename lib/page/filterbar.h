/* The filter as a form: what is set, and what could be. */
#ifndef RT_PAGE_FILTERBAR_H
#define RT_PAGE_FILTERBAR_H

#include "page/page.h"
#include "page/problem.h"
#include "page/fragment.h"

enum { RT_BAR_VALUES = 200 /* of one attribute, the most frequent first */ };

/*
 * The HTML of templates/filterbar.mustache, with the lifetime of the visit.
 * What is typed stands in its fields as it was typed, also where it is wrong:
 * `problem` (NULL: none) says at which field, `filter` is then what of the
 * address is right.  The template's data:
 *
 *   {action, reset, from, to, as_of, from_error, to_error, as_of_error,
 *    problem: {message, target: id of the field or null,
 *              fixes: [{text, href}]} or null,
 *    complete: bool, as_of_known, from_hint,
 *    by: [{value, label, checked}],
 *    attrs: [{key, label, chosen, any: bool,
 *             values: [{value, label, count, checked}], more}],
 *    options: [{key, label, type: of the boxes, written: bool, value, error,
 *               values: [{value, label, checked}]}],
 *    more_set: bool, more_open: bool, lang: to keep, or null}
 */
enum rt_code rt_filterbar(struct rt_visit *v, const struct rt_page *page,
                          const struct rt_filter *filter,
                          const struct rt_problem *problem, struct rt_part *out,
                          struct rt_err *err) RT_CHECK;

#endif
