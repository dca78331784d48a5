#include "page/desk_visit.h"

#include "desk/say.h"
#include "repo/desk_days.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAYS_READ_S = 60, ID_DIGITS = 18, NONCE_MAX = 100 };

enum rt_code
rt_desk_visit_begin(struct rt_visit *v, struct rt_err *err)
{
    struct rt_site *site = v->site;
    int64_t now = time(NULL);
    enum rt_code rc = rt_app_db(v->app, err);

    rt_visit_no_store(v);
    if (rc != RT_OK || now - site->desk_days_at < DAYS_READ_S)
        return rc;
    rc = rt_desk_setup_days(&site->desk, v->app->db, now, err);
    if (rc == RT_OK)
        site->desk_days_at = now;
    return rc;
}

enum rt_code
rt_desk_visit_who(struct rt_visit *v, struct rt_desk_who *out,
                  struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (!v->client_asked)
        rc = rt_desk_staff_client(v->app->db, v->who.id, &v->client_id, err);
    v->client_asked = rc == RT_OK;
    *out = (struct rt_desk_who){
        .role = v->who.role == RT_ROLE_ADMIN ? RT_DESK_ADMIN : RT_DESK_MANAGER,
        .user_id = v->who.id,
        .client_id = v->client_id,
    };
    return rc;
}

struct rt_desk_sight
rt_desk_visit_sight_of(const struct rt_visit *v, const struct rt_desk_who *who)
{
    return (struct rt_desk_sight){
        .user_id = who->user_id,
        .client_id = who->client_id,
        .own_only =
            who->role != RT_DESK_ADMIN && v->site->desk.office.rules.see_own,
    };
}

enum rt_code
rt_desk_visit_sight(struct rt_visit *v, struct rt_desk_sight *out,
                    struct rt_err *err)
{
    struct rt_desk_who who;
    enum rt_code rc = rt_desk_visit_who(v, &who, err);

    *out = rt_desk_visit_sight_of(v, &who);
    return rc;
}

bool
rt_desk_visit_sees(const struct rt_visit *v, const struct rt_desk_who *who,
                   int64_t client_id, int64_t manager_id)
{
    const struct rt_desk_sight sight = rt_desk_visit_sight_of(v, who);

    return rt_desk_sees(&sight, client_id, manager_id);
}

int64_t
rt_desk_visit_id_of(const char *text)
{
    if (text == NULL || text[strspn(text, "0123456789")] != '\0' ||
        strlen(text) > ID_DIGITS)
        return 0;
    return strtoll(text, NULL, 10);
}

int64_t
rt_desk_visit_id(const struct rt_visit *v)
{
    return rt_desk_visit_id_of(v->match.name);
}

int64_t
rt_desk_visit_number(const struct rt_exchange *x, const char *name)
{
    const struct rt_value *value = rt_form_get(&x->form, name);

    return value != NULL ? value->n : 0;
}

const char *
rt_desk_visit_money(const struct rt_visit *v, int64_t minor)
{
    const struct rt_desk_setup *s = &v->site->desk;

    return rt_text_money(v->lang, v->arena, minor, s->currency, s->digits);
}

enum rt_code
rt_desk_visit_reason(struct rt_visit *v, const char *code, const char *words,
                     const char **text, struct rt_err *err)
{
    *text = words != NULL ? words : "";
    if (code == NULL)
        return RT_OK;
    return rt_desk_reason_text(v->app->db, code, v->lang == RT_LANG_RU,
                               v->arena, text, err);
}

const char *
rt_desk_visit_nonce(struct rt_visit *v)
{
    char nonce[RT_TOKEN];

    rt_token_make(nonce);
    return rt_strdup(v->arena, nonce);
}

const char *
rt_desk_visit_key(struct rt_visit *v, const char *nonce)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789_-";

    if (nonce == NULL || nonce[strspn(nonce, letters)] != '\0' ||
        strlen(nonce) < RT_TOKEN - 1 || strlen(nonce) > NONCE_MAX)
        return NULL;
    return rt_fmt(v->arena, "f%s", nonce);
}

struct rt_desk_speech
rt_desk_visit_speech(const struct rt_visit *v, const struct rt_desk_scene *s)
{
    static const struct rt_desk_notice nothing;
    const struct rt_desk_setup *setup = &v->site->desk;
    int64_t now = s->facts.now;

    return (struct rt_desk_speech){
        .lang = v->lang,
        .n = &nothing,
        .at = now,
        .now = now,
        .case_id = s->the_case.id,
        .contract = s->contract.external_id,
        .end_info = setup->end_info[v->lang],
        .support = setup->support,
        .before = s->contract.contract.amounts,
        .from = rt_effect_from(rt_zone_day(setup->zone, now),
                               setup->office.rules.effect_by_day),
        .currency = setup->currency,
        .digits = setup->digits,
        .zone = s->facts.client_zone,
        .report = setup->zone,
    };
}
