#include "page/visit.h"

#include "repo/token.h"

#include <string.h>

void
rt_visit_no_store(struct rt_visit *v)
{
    rt_response_header(&v->re, "Cache-Control", "no-store");
}

enum rt_code
rt_visit_refuse(struct rt_visit *v, int status, const char *key,
                struct rt_err *err)
{
    v->status = status;
    return rt_fail_key(err, RT_EDENIED, key, NULL);
}

enum rt_code
rt_visit_needs_data(struct rt_visit *v, struct rt_err *err)
{
    if (rt_app_data(v->app) != NULL)
        return RT_OK;
    v->status = 503;
    if (v->app->snap_err.code == RT_NONE)
        return rt_fail_key(err, RT_NONE, "no_data_yet", NULL);
    return rt_fail_key(err, RT_EBROKEN, "snapshot_unreadable", NULL);
}

const char *
rt_visit_path(const struct rt_visit *v)
{
    if (v->match.route == NULL)
        return NULL;
    return v->match.route->hidden ? v->match.route->path : v->rq.path;
}

void
rt_visit_bind_link(struct rt_visit *v)
{
    v->binding = rt_fmt(v->arena, "link %s", v->match.name);
}

struct rt_actor
rt_visit_actor(const struct rt_visit *v)
{
    return (struct rt_actor){
        .kind = v->who.id != 0 ? RT_ACTOR_USER : RT_ACTOR_NOBODY,
        .user_id = v->who.id,
        .via = RT_VIA_WEB,
        .request_id = v->rq.id,
    };
}

struct rt_audit
rt_visit_audit_row(const struct rt_visit *v, const char *action,
                   enum rt_audit_result result)
{
    const char *path = rt_visit_path(v);
    const char *what =
        rt_fmt(v->arena, "%s %.50s", rt_method_name(v->rq.method),
               path != NULL ? path : "");

    return (struct rt_audit){
        .by = rt_visit_actor(v),
        .action = action,
        .result = result,
        .entity = "route",
        .field = what,
    };
}

enum rt_code
rt_visit_audit(struct rt_visit *v, const char *action,
               enum rt_audit_result result, struct rt_err *err)
{
    struct rt_audit row = rt_visit_audit_row(v, action, result);
    enum rt_code rc = rt_app_db(v->app, err);

    return rc == RT_OK ? rt_audit_put(v->app->db, &row, err) : rc;
}

static const char *
csrf_use(const struct rt_visit *v)
{
    return rt_fmt(v->arena, "form of %s", v->binding);
}

const char *
rt_visit_csrf(const struct rt_visit *v)
{
    char nonce[RT_TOKEN];

    if (v->binding == NULL)
        return "";
    rt_token_make(nonce);
    return rt_seal(&v->site->key, csrf_use(v), nonce, v->arena);
}

bool
rt_visit_csrf_ok(const struct rt_visit *v, const char *token)
{
    return token != NULL && v->binding != NULL &&
           rt_unseal(&v->site->key, csrf_use(v), token, v->arena) != NULL;
}

const char *
rt_visit_return(const char *value)
{
    if (value == NULL || value[0] != '/' || value[1] == '/' || value[1] == '\\')
        return "/";
    for (const char *p = value; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x21 || (unsigned char)*p > 0x7e)
            return "/";
    }
    return value;
}

/* A path that is not one of this site's may contain anything, even invalid
 * UTF-8. */
const char *
rt_visit_address(const struct rt_visit *v, const struct rt_pairs *pairs)
{
    const char *path = rt_visit_return(v->rq.path);

    return pairs->n == 0 ? path
                         : rt_fmt(v->arena, "%s?%s", path,
                                  rt_pairs_format(pairs, v->arena));
}

const char *
rt_visit_here(const struct rt_visit *v, const char *lang)
{
    struct rt_pairs p = {0};

    if (v->rq.method != RT_GET)
        return "/";
    for (size_t i = 0; i < v->rq.query.n; i++) {
        if (strcmp(v->rq.query.list[i].name, "lang") != 0)
            rt_pairs_add(&p, v->arena, v->rq.query.list[i].name,
                         v->rq.query.list[i].value);
    }
    if (lang != NULL)
        rt_pairs_add(&p, v->arena, "lang", lang);
    return rt_visit_address(v, &p);
}
