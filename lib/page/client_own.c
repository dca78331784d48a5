#include "page/client_own.h"

#include "http/cookie.h"
#include "page/carried_filter.h"
#include "repo/card_views.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINK_S = 60 };
static const char link_cookie[] = "__Host-mylink";

int64_t
rt_card_path_id(const struct rt_visit *v)
{
    const char *name = v->match.name;

    if (name[strspn(name, "0123456789")] != '\0' || strlen(name) > 18)
        return 0;
    return strtoll(name, NULL, 10);
}

static enum rt_code
find_client(struct rt_visit *v, int64_t id, struct rt_client_head *out,
            struct rt_err *err)
{
    struct rt_desk_who who;
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc == RT_OK)
        rc = rt_desk_visit_who(v, &who, err);
    if (rc == RT_OK && who.client_id != 0 && who.client_id == id)
        rc = RT_NONE;
    if (rc == RT_OK)
        rc = rt_client_head_read(v->app->db, id, v->arena, out, err);
    return rc == RT_NONE ? rt_fail_key(err, rc, "card_not_there", NULL) : rc;
}

enum rt_code
rt_card_find_client(struct rt_visit *v, struct rt_client_head *out,
                    struct rt_err *err)
{
    return find_client(v, rt_card_path_id(v), out, err);
}

enum rt_code
rt_card_find_editable(struct rt_visit *v, int64_t client_id,
                      struct rt_client_head *out, struct rt_err *err)
{
    enum rt_code rc = find_client(v, client_id, out, err);

    if (rc == RT_OK && out->forgotten_at != 0)
        return rt_fail_key(err, RT_ECONFLICT, "card_forgotten", NULL);
    return rc;
}

enum rt_code
rt_card_find_contract(struct rt_visit *v, struct rt_card_contract *out,
                      struct rt_client_head *client, struct rt_err *err)
{
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc == RT_OK)
        rc = rt_client_contract(v->app->db, rt_card_path_id(v),
                                rt_edit_today(v), v->arena, out, err);
    if (rc == RT_OK)
        rc = rt_card_find_editable(v, out->row.contract.client_id, client, err);
    return rc == RT_NONE ? rt_fail_key(err, rc, "card_no_contract", NULL) : rc;
}

enum rt_code
rt_card_record_view(struct rt_visit *v, int64_t client_id, struct rt_err *err)
{
    const struct rt_actor by = rt_visit_actor(v);
    int32_t today = rt_edit_today(v);
    const struct rt_card_day day = {
        .day = today,
        .from = rt_zone_instant(v->site->zone, today, 0),
        .now = time(NULL),
        .most = rt_conf_int(v->site->conf, "CARD_LIMIT"),
    };

    return rt_card_viewed(v->app->db, &by, client_id, &day, err);
}

const char *
rt_card_path(const struct rt_visit *v, int64_t client_id)
{
    return rt_fmt(v->arena, "/clients/%" PRId64, client_id);
}

void
rt_card_go(struct rt_visit *v, int64_t client_id, const char *done)
{
    struct rt_pairs q = {0};
    const char *lang = rt_pairs_get(&v->rq.query, "lang");

    rt_pairs_add(&q, v->arena, "done", done);
    if (lang != NULL)
        rt_pairs_add(&q, v->arena, "lang", lang);
    rt_response_redirect(&v->re,
                         rt_fmt(v->arena, "%s?%s", rt_card_path(v, client_id),
                                rt_pairs_format(&q, v->arena)));
}

const char **
rt_card_attr_names(const struct rt_visit *v, size_t *n)
{
    static const char own[] = "attr.";
    const struct rt_data *d = rt_app_data(v->app);
    size_t all = d != NULL ? d->n_attrs : 0;
    const char **list = rt_alloc_n(v->arena, all + 1, sizeof *list);

    *n = 0;
    for (size_t i = 0; i < all; i++)
        if (strncmp(d->attrs[i].key, own, sizeof own - 1) == 0)
            list[(*n)++] = d->attrs[i].key + sizeof own - 1;
    return list;
}

void
rt_card_link_keep(struct rt_visit *v, int64_t client_id, const char *token)
{
    const char *value = rt_fmt(v->arena, "%" PRId64 ".%s", client_id, token);

    rt_response_header(&v->re, "Set-Cookie",
                       rt_cookie_format(v->arena, link_cookie, value, LINK_S));
}

/* On another client's card it would be sent to the wrong person. */
const char *
rt_card_link_take(struct rt_visit *v, int64_t client_id)
{
    const char *value = rt_cookie_get(&v->rq.cookies, link_cookie);
    const char *own = rt_fmt(v->arena, "%" PRId64 ".", client_id);
    const char *token = NULL;

    if (value != NULL && strncmp(value, own, strlen(own)) == 0)
        token = value + strlen(own);
    if (token != NULL)
        rt_response_header(&v->re, "Set-Cookie",
                           rt_cookie_format(v->arena, link_cookie, "", -1));
    return token;
}
