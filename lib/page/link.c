#include "page/link.h"

#include "repo/links.h"

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
