/* The filter as a form: what is set, and what can be set. */
#ifndef RT_PAGE_FILTERBAR_H
#define RT_PAGE_FILTERBAR_H

#include "page/page.h"
#include "page/problem.h"
#include "page/fragment.h"

enum {
    RT_BAR_VALUES = 200 /* values of one attribute, the most frequent first */
};

/*
 * The HTML of templates/filterbar.mustache; lives as long as the visit.  The
 * fields keep what was typed, even if it is wrong.  `problem` (NULL: none)
 * says which field is wrong; `filter` then holds the parts of the address that
 * are right.  The template's data:
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
