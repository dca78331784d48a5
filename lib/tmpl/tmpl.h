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
 * Mustache as its specification 1.4 has it: variables, sections, inverted
 * sections, comments, partials, set delimiters and inheritance; no lambdas
 * and no dynamic names.  What the specification leaves open:
 *
 *   false       null, false, "", an empty array and a missing name; 0 and {}
 *               are true
 *   numbers     reals in the fewest digits that read back as the same number
 *   true, false as these words; an object or array prints nothing
 *   inside {{<parent}} only blocks, text (ignored) and comments may stand
 *   indentation of a partial is not put on empty lines
 *
 * and where it differs: a partial or parent that does not exist is an error
 * when the set is linked, not an empty string.
 */
enum {
    RT_TMPL_DEPTH = 100,     /* sections, partials and blocks in each other */
    RT_TMPL_STEPS = 5000000, /* tags and texts rendered into one answer */
    RT_TMPL_SIZE = 4 << 20,  /* bytes of one template */
    RT_TMPL_DELIMITER = 16   /* bytes of one delimiter */
};

/*
 * Load and compile every NAME.mustache below `dir`; one in a folder is named
 * "folder/name".  RT_EINVAL names file and line of a syntax error, of a
 * partial or parent that does not exist, and of templates that include each
 * other on every path (a recursion that a section or a block can end is
 * fine).  RT_ELIMIT: tags deeper than RT_TMPL_DEPTH, a file over
 * RT_TMPL_SIZE.  RT_EIO: `dir` cannot be read.  Caller frees by
 * rt_tmpl_free(), which accepts NULL.
 */
enum rt_code rt_tmpl_load(const char *dir, struct rt_tmpl_set **out,
                          struct rt_err *err) RT_CHECK;
void rt_tmpl_free(struct rt_tmpl_set *set);

/* The same from text, for tests: add the templates, then link once more
 * before the first use.  The text is copied.  A name given twice is
 * RT_EINVAL; a template that fails is not added. */
struct rt_tmpl_set *rt_tmpl_new(void);
enum rt_code rt_tmpl_add(struct rt_tmpl_set *set, const char *name,
                         const char *text, size_t len,
                         struct rt_err *err) RT_CHECK;
enum rt_code rt_tmpl_link(struct rt_tmpl_set *set, struct rt_err *err) RT_CHECK;

/*
 * Call `each` for every name that the template and what it includes print or
 * test, e.g. "t.churn", "rows", ".": the start-up check that every word of
 * the catalogue a template names exists.  A name used twice comes twice.
 * RT_NONE: no such template; a code of `each` other than RT_OK ends the walk
 * and is returned.
 */
enum rt_code rt_tmpl_names(const struct rt_tmpl_set *set, const char *name,
                           enum rt_code (*each)(const char *var, void *arg,
                                                struct rt_err *err),
                           void *arg, struct rt_err *err) RT_CHECK;

/*
 * Render template `name` with `data` into `out`.  What was in `out` stays in
 * front.  RT_NONE: no such template.  RT_ELIMIT: deeper than RT_TMPL_DEPTH,
 * more than RT_TMPL_STEPS, or `out` overflowed.
 */
enum rt_code rt_tmpl_render(const struct rt_tmpl_set *set, const char *name,
                            const json_t *data, struct rt_buf *out,
                            struct rt_err *err) RT_CHECK;

/*
 * The same, and a name to print that the data lacks, or that stands for an
 * object or array, is RT_EINVAL and is named with its file and line; null
 * still prints nothing.  Sections may test names that are absent: this is
 * how optional parts are asked for.
 */
enum rt_code rt_tmpl_render_strict(const struct rt_tmpl_set *set,
                                   const char *name, const json_t *data,
                                   struct rt_buf *out,
                                   struct rt_err *err) RT_CHECK;

#endif
