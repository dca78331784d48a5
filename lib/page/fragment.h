/* A part of a page that a worker renders once for all visitors who ask for the
 * same. */
#ifndef RT_PAGE_FRAGMENT_H
#define RT_PAGE_FRAGMENT_H

#include "page/visit.h"

#include <jansson.h>

struct rt_fragment {
    const char *template;
    /* What the HTML depends on, beside the template, the data, the settings,
     * the language and the theme: see app/key.h. */
    const char *subject, *query;
    const struct rt_block
        *block; /* the block whose data count; NULL: all data count */
    /* Makes the data of the template, without `t` (the words) and
     * `theme_auto`; a new reference.  Called only when no HTML is kept. */
    enum rt_code (*make)(struct rt_visit *v, const void *arg, json_t **view,
                         struct rt_err *err);
    const void *arg;
};

/* Its HTML and the key that the worker's cache has it by. */
struct rt_part {
    const char *html, *key;
    size_t len;
};

/* The HTML, with the lifetime of the visit.  There is a snapshot.  Fails as
 * `make` does, and then keeps nothing. */
enum rt_code rt_fragment_html(struct rt_visit *v, const struct rt_fragment *f,
                              struct rt_part *out, struct rt_err *err) RT_CHECK;

#endif
