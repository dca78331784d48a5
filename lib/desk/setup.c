#include "desk/setup.h"

#include "base/money.h"
#include "repo/desk_days.h"

#include <string.h>

static const char *
text_or_empty(const struct rt_conf *conf, const char *name)
{
    const char *value = rt_conf_get(conf, name);

    return value != NULL ? value : "";
}

static bool
is_set_to(const struct rt_conf *conf, const char *name, const char *word)
{
    return strcmp(rt_conf_get(conf, name), word) == 0;
}

static int32_t
number(const struct rt_conf *conf, const char *name)
{
    return (int32_t)rt_conf_int(conf, name);
}

static struct rt_desk_rules
read_rules(const struct rt_conf *conf)
{
    struct rt_desk_rules r = RT_DESK_RULES;

    r.due.answer_hours = number(conf, "DESK_ANSWER_HOURS");
    r.due.solve_hours = number(conf, "DESK_SOLVE_HOURS");
    r.offers = number(conf, "DESK_OFFERS");
    r.offer_hours = number(conf, "DESK_OFFER_HOURS");
    r.again_months = number(conf, "DESK_AGAIN_MONTHS");
    r.rest_months = number(conf, "DESK_REST_MONTHS");
    r.undo_minutes = number(conf, "DESK_UNDO_MINUTES");
    r.notice_days = number(conf, "DESK_NOTICE_DAYS");
    r.gap_days = number(conf, "RENEWAL_GAP_DAYS");
    r.effect_by_day = is_set_to(conf, "DESK_EFFECT_FROM", "day");
    r.direct = is_set_to(conf, "DESK_APPLIES", "direct");
    r.pause = is_set_to(conf, "DESK_PAUSE", "on");
    r.see_own = is_set_to(conf, "DESK_SEE", "own");
    return r;
}

/* "+7 495 000-00-00, help@example.org, 9-18" */
static const char *
read_support(const struct rt_conf *conf, struct rt_arena *a)
{
    static const char *const names[] = {"SUPPORT_PHONE", "SUPPORT_EMAIL",
                                        "SUPPORT_HOURS"};
    const char *all = "";

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *one = text_or_empty(conf, names[i]);

        if (one[0] != '\0')
            all = rt_fmt(a, "%s%s%s", all, all[0] != '\0' ? ", " : "", one);
    }
    return all;
}

static enum rt_code
read_words(const struct rt_conf *conf, struct rt_desk_setup *out,
           struct rt_err *err)
{
    out->order_days = number(conf, "DESK_ORDER_DAYS");
    out->end_info[RT_LANG_RU] = text_or_empty(conf, "END_INFO_RU");
    out->end_info[RT_LANG_EN] = text_or_empty(conf, "END_INFO_EN");
    out->support = read_support(conf, out->words);
    out->currency = rt_conf_get(conf, "CURRENCY");
    if (rt_lang_parse(rt_conf_get(conf, "DEFAULT_LANG"), &out->lang) != RT_OK)
        out->lang = RT_LANG_RU;
    out->office.has_bot = is_set_to(conf, "BOT_CLIENTS", "on") &&
                          rt_conf_get(conf, "TELEGRAM_BOT_TOKEN") != NULL;
    return rt_currency_digits(out->currency, &out->digits, err);
}

enum rt_code
rt_desk_setup_read(const struct rt_conf *conf, struct rt_desk_setup *out,
                   struct rt_err *err)
{
    struct rt_desk_office *o = &out->office;
    enum rt_code rc;

    *out =
        (struct rt_desk_setup){.words = rt_arena_new(), .days = rt_arena_new()};
    o->rules = read_rules(conf);
    rc = read_words(conf, out, err);
    if (rc == RT_OK)
        rc = rt_holdout_read(rt_conf_get(conf, "DESK_HOLDOUT"),
                             &o->rules.holdout, err);
    if (rc == RT_OK)
        rc = rt_hours_read_week(rt_conf_get(conf, "DESK_HOURS"),
                                o->calendar.week, err);
    if (rc == RT_OK)
        rc = rt_zone_open(rt_conf_get(conf, "REPORT_ZONE"), &out->zone, err);
    o->calendar.zone = out->zone;
    if (rc == RT_OK)
        rc = rt_region_zones_read(rt_conf_get(conf, "REGION_ZONES"), out->zone,
                                  &out->regions, err);
    o->regions = out->regions;
    return rc;
}

enum rt_code
rt_desk_setup_days(struct rt_desk_setup *s, struct rt_db *db, int64_t now,
                   struct rt_err *err)
{
    struct rt_calendar *c = &s->office.calendar;
    struct rt_work_day *days;
    enum rt_code rc;

    c->n_days = 0;
    rt_arena_reset(s->days);
    rc = rt_desk_work_days(db, s->days, &days, &c->n_days, err);
    if (rc != RT_OK)
        return rc;
    c->days = days;
    return rt_hours_check(c, rt_zone_day(c->zone, now), err);
}

void
rt_desk_setup_free(struct rt_desk_setup *s)
{
    rt_region_zones_free(s->regions);
    rt_zone_free(s->zone);
    rt_arena_free(s->words);
    rt_arena_free(s->days);
    *s = (struct rt_desk_setup){0};
}
