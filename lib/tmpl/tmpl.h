/* Mustache templates.  They are compiled and their names checked once; they
 * are rendered from jansson values, HTML-escaped by default. */
#ifndef RT_TMPL_TMPL_H
#define RT_TMPL_TMPL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <jansson.h>

struct rt_tmpl_set;

/*
 * Mustache by its specification 1.4: variables, sections, inverted sections,
 * comments, partials, set delimiters and inheritance; no lambdas and no
 * dynamic names.  What the specification leaves open:
 *
 *   false       null, false, "", an empty array and a missing name; 0 and {}
 *               are true
 *   numbers     reals in the fewest digits that read back as the same number
 *   true, false as these words; an object or array prints nothing
 *   inside {{<parent}} only blocks, text (ignored) and comments are allowed
 *   indentation of a partial is not added to empty lines
 *
 * One difference: a partial or parent that does not exist is an error when the
 * set is linked, not an empty string.
 */
enum {
    RT_TMPL_DEPTH = 100, /* sections, partials and blocks inside each other */
    RT_TMPL_STEPS = 5000000, /* tags and texts rendered into one answer */
    RT_TMPL_SIZE = 4 << 20,  /* bytes of one template */
    RT_TMPL_DELIMITER = 16   /* bytes of one delimiter */
};

/*
 * Load and compile every NAME.mustache below `dir`; one in a folder is named
 * "folder/name".  RT_EINVAL names file and line of a syntax error, of a
 * partial or parent that does not exist, and of templates that include each
 * other without end (a recursion that a section or a block can end is fine).
 * RT_ELIMIT: tags nested deeper than RT_TMPL_DEPTH, or a file over
 * RT_TMPL_SIZE. RT_EIO: `dir` cannot be read.  The caller frees the set by
 * rt_tmpl_free(), which accepts NULL.
 */
enum rt_code rt_tmpl_load(const char *dir, struct rt_tmpl_set **out,
                          struct rt_err *err) RT_CHECK;
void rt_tmpl_free(struct rt_tmpl_set *set);

/* The same from text, for tests: add the templates, then link once before the
 * first use.  The text is copied.  RT_EINVAL for a name given twice.  A
 * template that fails is not added. */
struct rt_tmpl_set *rt_tmpl_new(void);
enum rt_code rt_tmpl_add(struct rt_tmpl_set *set, const char *name,
                         const char *text, size_t len,
                         struct rt_err *err) RT_CHECK;
enum rt_code rt_tmpl_link(struct rt_tmpl_set *set, struct rt_err *err) RT_CHECK;

/*
 * Call `each` for every name that the template and its includes print or test,
 * e.g. "t.churn", "rows", ".".  The check at the start uses it to see that
 * every catalogue word named in a template exists.  A name used twice comes
 * twice. RT_NONE: there is no such template.  A code of `each` other than
 * RT_OK ends the walk and is returned.
 */
enum rt_code rt_tmpl_names(const struct rt_tmpl_set *set, const char *name,
                           enum rt_code (*each)(const char *var, void *arg,
                                                struct rt_err *err),
                           void *arg, struct rt_err *err) RT_CHECK;

/*
 * Render template `name` with `data` and append it to `out`.  RT_NONE: there
 * is no such template.  RT_ELIMIT: deeper than RT_TMPL_DEPTH, more than
 * RT_TMPL_STEPS, or `out` overflowed.
 */
enum rt_code rt_tmpl_render(const struct rt_tmpl_set *set, const char *name,
                            const json_t *data, struct rt_buf *out,
                            struct rt_err *err) RT_CHECK;

/*
 * The same, but a name to print that the data lack, or that is an object or
 * array, is RT_EINVAL with its file and line; null still prints nothing.
 * Sections may test names that are absent, as optional parts need this.
 */
enum rt_code rt_tmpl_render_strict(const struct rt_tmpl_set *set,
                                   const char *name, const json_t *data,
                                   struct rt_buf *out,
                                   struct rt_err *err) RT_CHECK;

#endif
