/* What the programs behind nginx hold in addition to lib/app: routes,
 * templates, words, the key of forms, the public address. */
#ifndef RT_PAGE_SITE_H
#define RT_PAGE_SITE_H

#include "app/app.h"
#include "base/zone.h"
#include "desk/setup.h"
#include "http/route.h"
#include "http/serve.h"
#include "http/sign.h"
#include "page/page.h"
#include "page/session_copy.h"
#include "repo/token.h"
#include "tmpl/tmpl.h"

#include <jansson.h>

enum { RT_STATIC_TAG = 13 };

enum { RT_CHECKED_COPIES = 64, RT_CHECKED_COPY = 256 };

/* A session's copy that was found to be signed. */
struct rt_checked_copy {
    int64_t session_id; /* 0: none */
    char text[RT_CHECKED_COPY];
    struct rt_session_copy copy;
};

struct rt_site {
    struct rt_app app;
    struct rt_conf *conf;
    const struct rt_routes *routes;
    const struct rt_pages *pages;
    struct rt_tmpl_set *tmpl;
    json_t *words[RT_LANG__MAX]; /* "t" of templates */
    struct rt_key key;
    char *origin;         /* of DASHBOARD_URL; NULL: unset */
    struct rt_zone *zone; /* REPORT_ZONE */
    struct rt_desk_setup desk;
    int64_t desk_days_at; /* when work_days were read; 0: not yet */
    const char *auth_var; /* parameter that names a person; NULL: none */
    char mark[RT_TOKEN];  /* of holes in what is kept: page/frame.h */
    struct rt_checked_copy checked[RT_CHECKED_COPIES];
    char static_tag[RT_STATIC_TAG]; /* changes with the files of static/ */
    struct rt_arena *arena;         /* arena of the current request */
    size_t sent;                    /* bytes of its body */
    int looked;                     /* answers since memory was last checked */
    struct rt_after after;          /* work that its handler has left to do */
};

/*
 * Read settings, templates and key.  Anything missing is an error now, not at
 * the first request: every template compiles, every {{t.word}} is in the
 * catalogue, every route has its rule, DASHBOARD_URL is https or on loopback
 * (cookies require this).  The caller ends with rt_site_close(), also after a
 * failure.
 */
enum rt_code rt_site_open(struct rt_site *site, const struct rt_routes *routes,
                          const struct rt_pages *pages,
                          struct rt_err *err) RT_CHECK;
void rt_site_close(struct rt_site *site);

#endif
