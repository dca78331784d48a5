/* Mustache templates: compiled and name-checked once, rendered from jansson
 * values, HTML-escaped by default. */
#ifndef RT_TMPL_TMPL_H
#define RT_TMPL_TMPL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <jansson.h>

struct rt_tmpl_set;

/*
 * Load and compile every NAME.mustache below `dir`.  A syntax error, a
 * partial or parent that does not exist, or a cycle of parents fails with
 * RT_EINVAL naming file and line.  Caller frees by rt_tmpl_free().
 */
enum rt_code rt_tmpl_load(const char *dir, struct rt_tmpl_set **out,
                          struct rt_err *err) RT_CHECK;
void rt_tmpl_free(struct rt_tmpl_set *set);

/* The same from text, for tests: add one template, then link once. */
struct rt_tmpl_set *rt_tmpl_new(void);
enum rt_code rt_tmpl_add(struct rt_tmpl_set *set, const char *name,
                         const char *text, size_t len,
                         struct rt_err *err) RT_CHECK;
enum rt_code rt_tmpl_link(struct rt_tmpl_set *set, struct rt_err *err) RT_CHECK;

/* Call `each` for every variable name used by the template and by what it
 * includes, e.g. "t.churn", "rows", ".": the start-up check that every word
 * of the catalogue a template names exists. */
enum rt_code rt_tmpl_names(const struct rt_tmpl_set *set, const char *name,
                           enum rt_code (*each)(const char *var, void *arg,
                                                struct rt_err *err),
                           void *arg, struct rt_err *err) RT_CHECK;

/* Render template `name` with `data` into `out`.  RT_NONE: no such template.
 * RT_ELIMIT: deeper than 100 sections or partials, or `out` overflowed. */
enum rt_code rt_tmpl_render(const struct rt_tmpl_set *set, const char *name,
                            const json_t *data, struct rt_buf *out,
                            struct rt_err *err) RT_CHECK;

#endif
