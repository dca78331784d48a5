/* What every page shows around its own content, and how it is rendered. */
#ifndef RT_PAGE_VIEW_H
#define RT_PAGE_VIEW_H

#include "page/visit.h"

/*
 * The data of templates/layout.mustache:
 *
 *   {lang, t: words, title, static: tag of /static, version,
 *    user: {name, role} or false, csrf, here: path and query, home: "/",
 *    nav: [{title, pages: [{href, title, current, within: one of its pages
 *    is current, badge: {n, words} or absent}]}],
 *    langs: [{code, name, current}],
 *    themes: [{code, name, current}], theme: "light", "dark" or "auto",
 *    theme_auto: bool,
 *    degraded: false or text, demo: bool, generation}
 *
 * New reference; a handler adds its own names.
 */
json_t *rt_view_new(struct rt_visit *v, const char *title);

/* What stands beside the queue in the menu: how many cases are overdue. */
struct rt_badge {
    const char *n;     /* "5", "99+"; "": none, or nobody can say */
    const char *words; /* "Overdue: 5"; "" */
};
const struct rt_badge *rt_view_badge(struct rt_visit *v);

/* Who can make room is told in time that the disk is nearly full. */
bool rt_view_disk_full(const struct rt_visit *v);

/* Render into `out`, or into the answer as HTML; frees `view`. */
enum rt_code rt_view_text(const struct rt_visit *v, const char *template,
                          json_t *view, struct rt_buf *out,
                          struct rt_err *err) RT_CHECK;
enum rt_code rt_view_render(struct rt_visit *v, const char *template,
                            json_t *view, struct rt_err *err) RT_CHECK;
/* The same at the end of filling it, unless that failed: `rc`, which is
 * returned. */
enum rt_code rt_view_finish(struct rt_visit *v, enum rt_code rc,
                            const char *template, json_t *view,
                            struct rt_err *err) RT_CHECK;

/* Replace the answer by the error page for `err`. */
void rt_view_error(struct rt_visit *v, const struct rt_err *err);

/* "auto", "light", "dark", NULL. */
extern const char *const rt_view_themes[];
/* "light", "dark" or "auto": the visitor's choice, by cookie. */
const char *rt_view_theme(const struct rt_visit *v);
/* Set that cookie; `word` is one of the three. */
void rt_view_set_theme(struct rt_visit *v, const char *word);

#endif
