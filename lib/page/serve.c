#include "page/serve.h"

#include "app/logged_out.h"
#include "base/clock.h"
#include "base/process.h"
#include "http/log.h"
#include "http/serve.h"
#include "page/access.h"
#include "page/page_list.h"
#include "page/view.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static enum rt_code
find_row(struct rt_visit *v, struct rt_err *err)
{
    rt_routes_find(v->site->routes, v->rq.method, v->rq.path, &v->match);
    if (v->match.route != NULL)
        return RT_OK;
    v->status = v->match.status;
    return rt_fail_key(
        err, RT_NONE,
        v->match.status == 405 ? "no_such_method" : "no_such_page", NULL);
}

/* The language: ?lang=, else the person's choice, else the browser's, else the
 * default. */
static enum rt_code
choose_lang(struct rt_visit *v, struct rt_err *err)
{
    const char *word = rt_pairs_get(&v->rq.query, "lang");

    v->lang =
        v->who.has_lang ? v->who.lang : rt_request_lang(&v->rq, v->app->lang);
    if (word == NULL || rt_lang_parse(word, &v->lang) == RT_OK)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "bad_value", "key", "lang", "value",
                       word, NULL);
}

/* A program that does not send the secret gets nowhere. */
static enum rt_code
check_secret(struct rt_visit *v, struct rt_err *err)
{
    enum rt_code rc =
        rt_route_secret(v->match.route, &v->rq,
                        rt_conf_get(v->site->conf, "WEBHOOK_SECRET"), err);

    if (rc != RT_OK)
        v->status = 401;
    return rc;
}

static enum rt_code
read_request(struct rt_visit *v, const struct rt_input *in, struct rt_err *err)
{
    enum rt_code rc = rt_request_head(&v->rq, in, v->arena, err);

    if (rc == RT_OK)
        rc = find_row(v, err);
    if (rc == RT_OK)
        rc = check_secret(v, err);
    if (rc == RT_OK)
        rc = rt_request_body(&v->rq, in, v->match.route->body_type,
                             v->match.route->body_most, err);
    return rc;
}

/* Identify the visitor even on a 404: its header links onward. */
static enum rt_code
arrive(struct rt_visit *v, const struct rt_input *in, struct rt_err *err)
{
    enum rt_code rc = read_request(v, in, err);
    enum rt_code who;
    struct rt_err unheard = {0};

    v->lang = rt_request_lang(&v->rq, v->app->lang);
    who = rt_access_identify(v, rc == RT_OK ? err : &unheard);
    rt_app_asked(v->app);
    if (rc == RT_OK)
        rc = who;
    who = choose_lang(v, rc == RT_OK ? err : &unheard);
    return rc == RT_OK ? who : rc;
}

/* What is needed to read typed values, from the data. */
static struct rt_field_env
field_env(const struct rt_visit *v)
{
    const struct rt_data *d = rt_app_data(v->app);

    if (d == NULL)
        return (struct rt_field_env){.today = RT_DAY_NONE,
                                     .digits = v->site->desk.digits};
    return (struct rt_field_env){.today = d->as_of, .digits = d->digits};
}

static enum rt_code
handle(struct rt_visit *v, struct rt_exchange *x, struct rt_err *err)
{
    const struct rt_route *route = v->match.route;
    struct rt_field_env env = field_env(v);
    struct rt_err why = {0};
    enum rt_code rc =
        rt_route_read(route, &v->rq, &env, v->arena, &x->form, &x->rest, &why);

    if (rc == RT_OK)
        return route->handle(x, err);
    if (rc == RT_EINVAL && rt_route_again(route, &why))
        return route->again(x, &why, err);
    *err = why;
    return rc;
}

static enum rt_code
walk(struct rt_visit *v, const struct rt_input *in, struct rt_err *err)
{
    struct rt_exchange x = {.arena = v->arena,
                            .rq = &v->rq,
                            .re = &v->re,
                            .match = &v->match,
                            .host = v};
    enum rt_code rc = arrive(v, in, err);

    if (rc == RT_OK)
        rc = rt_access_allow(v, err);
    if (rc == RT_OK)
        rc = handle(v, &x, err);
    if (rc == RT_OK)
        rc = rt_response_ok(&v->re, err);
    if (rc == RT_OK)
        v->site->after = x.after;
    return rc;
}

static void
log_answer(const struct rt_visit *v, int64_t began_us, size_t bytes,
           const struct rt_err *err)
{
    rt_log_write(&(struct rt_log_line){
        .at = time(NULL),
        .request_id = v->rq.id,
        .method = rt_method_name(v->rq.method),
        .route = rt_visit_path(v),
        .status = v->re.status,
        .took_us = rt_clock_us() - began_us,
        .bytes = bytes,
        .user_id = v->who.id,
        .degraded = v->degraded,
        .err = err,
    });
}

static void
work_after(void *arg)
{
    struct rt_site *site = arg;

    rt_app_begin(&site->app);
    site->after.run(site->after.arg);
    rt_app_end(&site->app);
}

static void
answer(const struct rt_input *in, struct rt_output *out, struct rt_after *after,
       void *arg)
{
    struct rt_site *site = arg;
    struct rt_app *app = &site->app;
    struct rt_visit v = {.site = site,
                         .app = app,
                         .arena = site->arena,
                         .lang = app->lang,
                         .who.role = RT_ROLE_NOBODY};
    struct rt_err err = {0};
    int64_t began_us = rt_clock_us();
    enum rt_code rc;

    rt_arena_reset(site->arena);
    site->after = (struct rt_after){0};
    rt_app_follow(app);
    rt_app_begin(app);
    rt_response_init(&v.re, site->arena);
    v.re.body = out->body; /* the memory of the answer before */
    rc = walk(&v, in, &err);
    if (rc == RT_OK)
        rt_access_renew(&v);
    else
        rt_view_error(&v,
                      err.code != RT_OK ? &err : &(struct rt_err){.code = rc});
    if (v.degraded)
        rt_response_header(&v.re, "X-Degraded", "1");
    rt_response_secure(&v.re);
    site->sent = v.re.body.len;
    rt_response_write(&v.re, v.rq.head, &out->head);
    log_answer(&v, began_us, site->sent, &err);
    out->body = v.re.body;
    rt_app_end(app);
    if (site->after.run != NULL)
        *after = (struct rt_after){.run = work_after, .arg = site};
}

static void
idle(void *arg)
{
    struct rt_site *site = arg;

    rt_app_follow(&site->app);
    rt_logged_out_settle(&site->app);
}

/* Checking costs system calls, so it is done after large answers, and now and
 * then. */
enum { MUCH_BYTES = 16 * 1024 * 1024, LOOK_EVERY = 100 };

static bool
tidy(void *arg)
{
    struct rt_site *site = arg;
    bool much = rt_arena_bytes(site->arena) + site->sent > MUCH_BYTES;
    size_t bytes, most;

    if (!much && ++site->looked < LOOK_EVERY)
        return false;
    site->looked = 0;
    rt_arena_reset(site->arena);
    if (much)
        malloc_trim(0);
    bytes = rt_process_memory();
    most = (size_t)rt_conf_int(site->conf, "WORKER_MEMORY") << 20;
    if (bytes > most)
        rt_log_memory(time(NULL), bytes);
    return bytes > most;
}

static int
serve_site(const struct rt_routes *routes, const struct rt_pages *pages)
{
    struct rt_site site;
    struct rt_err err = {0};
    enum rt_code rc = rt_site_open(&site, routes, pages, &err);

    if (rc == RT_OK)
        rc = rt_serve(
            &(struct rt_service){
                .answer = answer, .idle = idle, .tidy = tidy, .arg = &site},
            &err);
    if (rc != RT_OK)
        fprintf(stderr, "%s: %s\n", program_invocation_short_name,
                rt_text_err(site.app.lang, site.arena, &err, true));
    rt_site_close(&site);
    return rc != RT_OK;
}

int
rt_page_main(int argc, char **argv, const struct rt_routes *routes,
             bool with_pages)
{
    struct rt_arena *arena = rt_arena_new();
    struct rt_routes all = *routes;
    struct rt_pages pages;
    int status;

    rt_process_hide();
    rt_page_list(arena, &pages);
    if (with_pages)
        rt_page_routes(&pages, routes, arena, &all);
    if (argc == 2 && strcmp(argv[1], "--routes") == 0)
        status = rt_routes_print(&all, stdout) != RT_OK;
    else
        status = serve_site(&all, &pages);
    rt_arena_free(arena);
    return status;
}
