#include "page/link.h"

#include "page/access.h"
#include "page/next_page.h"

#include <string.h>
#include <strings.h>

enum rt_code
rt_link_check_address(const struct rt_visit *v, struct rt_err *err)
{
    const char *host = rt_request_header(&v->rq, "Host");
    const char *own = v->site->origin;

    if (rt_request_keeps_cookies(&v->rq) || host == NULL ||
        (own != NULL && strncmp(own, "https://", 8) == 0 &&
         strcasecmp(own + 8, host) == 0))
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "sign_in_in_the_clear", "host", host,
                       NULL);
}

enum rt_code
rt_link_check_tries(struct rt_visit *v, const char *link, struct rt_err *err)
{
    int64_t n = 0;
    enum rt_code rc = rt_links_refused(v->app->db, link, &n, err);

    if (rc == RT_OK && n >= RT_LINK_TRIES)
        return rt_visit_refuse(v, 429, "login_link_tries", err);
    return rc;
}

struct rt_login
rt_link_login(struct rt_exchange *x)
{
    const struct rt_visit *v = x->host;
    const struct rt_value *trusted = rt_form_get(&x->form, "trusted");

    return (struct rt_login){
        .link = rt_form_text(&x->form, "t"),
        .trusted = trusted != NULL && trusted->n != 0,
        .device = rt_request_header(&v->rq, "User-Agent"),
        .request_id = v->rq.id,
        .old_session = v->session_id,
    };
}

void
rt_link_sign_in(struct rt_visit *v, const struct rt_login *how,
                const struct rt_user *user, char token[RT_TOKEN])
{
    v->who = *user;
    rt_access_sign_in(v, token, how->trusted);
    explicit_bzero(token, RT_TOKEN);
    rt_response_redirect(&v->re, rt_next_take(v));
}

enum rt_code
rt_link_refuse(struct rt_visit *v, const char *link, const char *key,
               struct rt_err *err)
{
    struct rt_audit row = rt_visit_audit_row(v, "login", RT_AUDIT_REFUSED);

    row.entity = "link";
    row.entity_id = rt_links_mark(link);
    if (rt_app_db(v->app, NULL) == RT_OK)
        (void)!rt_audit_put(v->app->db, &row, NULL);
    return rt_visit_refuse(v, 403, key, err);
}
