#include "page/desk_answer.h"

#include "page/carried_filter.h"
#include "page/instant.h"
#include "repo/audit_log.h"
#include "repo/desk_timeline.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CONFLICT = 409, WRONG = 422 };

enum rt_code
rt_desk_answer_ask(struct rt_visit *v, struct rt_desk_wish *wish,
                   const char *nonce, struct rt_desk_result *out,
                   struct rt_err *err)
{
    wish->key = rt_desk_visit_key(v, nonce);
    if (wish->key == NULL)
        return rt_fail_key(err, RT_EINVAL, "form_no_nonce", NULL);
    if (wish->channel == NULL)
        wish->channel = "web";
    wish->via = RT_VIA_WEB;
    wish->request_id = v->rq.id;
    wish->now = time(NULL);
    return rt_desk_apply(v->app->db, &v->site->desk, wish, v->arena, out, err);
}

static enum rt_code
stale_text(struct rt_visit *v, int64_t case_id, const char **text,
           struct rt_err *err)
{
    const char *who;
    int64_t at;
    enum rt_code rc =
        rt_desk_last_change(v->app->db, case_id, v->arena, &who, &at, err);

    if (rc != RT_OK && rc != RT_NONE)
        return rc;
    *text = rt_text_fill(
        v->lang, v->arena, "desk_page_stale", "who",
        who != NULL && who[0] != '\0' ? who : rt_text(v->lang, "actor_system"),
        "at", rt_instant_text(v, at), NULL);
    return RT_OK;
}

enum rt_code
rt_desk_answer_text(struct rt_visit *v, int64_t case_id,
                    const struct rt_desk_plan *plan, const char **text,
                    struct rt_err *err)
{
    const char *why = plan->why != NULL ? plan->why : "";
    const char *words =
        rt_text_find(v->lang, rt_fmt(v->arena, "desk_page_why_%s", why));

    if (plan->answer == RT_DESK_STALE)
        return stale_text(v, case_id, text, err);
    *text = words != NULL ? words : rt_text(v->lang, "desk_page_not_now");
    return RT_OK;
}

enum rt_code
rt_desk_answer_stale(struct rt_visit *v, const char *entity, int64_t id,
                     struct rt_err *why, struct rt_err *err)
{
    const char *who = "";
    int64_t at = 0;
    enum rt_code rc =
        rt_audit_changed_by(v->app->db, entity, id, v->arena, &who, &at, err);

    if (rc != RT_OK && rc != RT_NONE)
        return rc;
    (void)!rt_fail_key(why, RT_ECONFLICT, "offer_stale", "who",
                       who[0] != '\0' ? who
                                      : rt_text(v->lang, "actor_operator"),
                       "at", rt_instant_text(v, at), NULL);
    return RT_OK;
}

int
rt_desk_answer_status(const struct rt_desk_plan *plan)
{
    return plan->answer == RT_DESK_BAD ? WRONG : CONFLICT;
}

enum rt_code
rt_desk_answer_go(struct rt_visit *v, const char *path, const char *done)
{
    const char *with = rt_carry_lang(v, path);

    rt_response_redirect(&v->re,
                         rt_fmt(v->arena, "%s%cdone=%s", with,
                                strchr(with, '?') != NULL ? '&' : '?', done));
    return RT_OK;
}
