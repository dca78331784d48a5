#include "desk/tell.h"

#include "desk/say.h"
#include "repo/desk_cases.h"
#include "repo/desk_days.h"
#include "repo/desk_offers.h"
#include "repo/desk_orders.h"
#include "repo/desk_staff.h"

/* A notice on its way into words. */
struct telling {
    struct rt_db *db;
    const struct rt_desk_setup *setup;
    const struct rt_notice *notice;
    struct rt_arena *a;
    struct rt_desk_speech s;
};

/* The offering that the notice names, else the one that was accepted. */
static enum rt_code
find_offering(struct telling *t, struct rt_err *err)
{
    struct rt_offering *list;
    size_t n;
    enum rt_code rc =
        rt_desk_offerings_list(t->db, t->notice->case_id, t->a, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++) {
        bool named = list[i].n == t->notice->values.n;
        bool accepted =
            t->notice->values.n == 0 && list[i].state == RT_OFFERING_ACCEPTED;

        if (named || accepted)
            t->s.offering = &list[i];
    }
    return rc;
}

static enum rt_code
find_contract(struct telling *t, struct rt_err *err)
{
    const struct rt_calendar *cal = &t->setup->office.calendar;
    int32_t day = rt_zone_day(cal->zone, t->notice->created_at);
    struct rt_desk_contract_row row;
    enum rt_code rc;

    if (t->notice->contract_id == 0)
        return RT_OK;
    rc = rt_desk_contract_read(t->db, t->notice->contract_id, day, t->a, &row,
                               err);
    if (rc != RT_OK)
        return rc;
    t->s.contract = row.external_id;
    t->s.before = row.contract.amounts;
    t->s.zone = rt_region_zone(t->setup->office.regions, row.region);
    t->s.from = rt_effect_from(day, t->setup->office.rules.effect_by_day);
    return RT_OK;
}

static enum rt_code
find_case(struct telling *t, struct rt_err *err)
{
    struct rt_case c;
    enum rt_code rc;

    if (t->notice->case_id == 0)
        return RT_OK;
    rc = rt_desk_case_read(t->db, t->notice->case_id, false, t->a, &c, err);
    if (rc != RT_OK)
        return rc;
    t->s.of_termination = c.state == RT_STEP_CHURNED;
    if (c.reason != NULL)
        rc = rt_desk_reason_text(t->db, c.reason, t->s.lang == RT_LANG_RU, t->a,
                                 &t->s.reason, err);
    return rc == RT_OK ? find_offering(t, err) : rc;
}

static enum rt_code
find_names(struct telling *t, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (t->notice->values.manager_id != 0)
        rc = rt_desk_staff_name(t->db, t->notice->values.manager_id, t->a,
                                &t->s.manager, err);
    if (rc == RT_NONE)
        rc = RT_OK;
    if (rc == RT_OK && t->notice->word == RT_SAY_REPLY)
        rc = rt_desk_message_text(t->db, t->notice->message_id, t->a,
                                  &t->s.text, err);
    if (rc == RT_OK && t->notice->word == RT_SAY_STAFF_REFUSED)
        rc = rt_desk_order_answer(t->db, t->notice->case_id, t->a, &t->s.text,
                                  err);
    return rc;
}

enum rt_code
rt_desk_tell(struct rt_db *db, const struct rt_desk_setup *setup,
             const struct rt_notice *notice, enum rt_lang lang, int64_t now,
             struct rt_arena *a, const char **text, struct rt_err *err)
{
    struct telling t = {.db = db, .setup = setup, .notice = notice, .a = a};
    enum rt_code rc;

    if (notice->lang != NULL)
        (void)!rt_lang_parse(notice->lang, &lang); /* else it stays */
    t.s = (struct rt_desk_speech){
        .lang = lang,
        .word = notice->word,
        .n = &notice->values,
        .at = notice->created_at,
        .now = now,
        .case_id = notice->case_id,
        .end_info = setup->end_info[lang],
        .support = setup->support,
        .currency = setup->currency,
        .digits = setup->digits,
        .zone = setup->zone,
        .report = setup->zone,
    };
    *text = "";
    rc = find_contract(&t, err);
    if (rc == RT_OK)
        rc = find_case(&t, err);
    if (rc == RT_OK)
        rc = find_names(&t, err);
    if (rc == RT_OK && notice->word != RT_SAY_NOTHING)
        *text = rt_desk_say(&t.s, a);
    return rc;
}
