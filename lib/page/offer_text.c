#include "page/offer_text.h"

#include "base/date.h"
#include "page/desk_visit.h"

#include <inttypes.h>
#include <string.h>

static const char none[] = "—";

enum rt_code
rt_reason_names_read(struct rt_visit *v, struct rt_reason_names *out,
                     struct rt_err *err)
{
    return rt_wordings_list(v->app->db, RT_WORDING_REASON, false, v->arena,
                            &out->list, &out->n, err);
}

const char *
rt_reason_name(const struct rt_visit *v, const struct rt_reason_names *names,
               const char *code)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->list[i].name, code) == 0)
            return v->lang == RT_LANG_RU ? names->list[i].text_ru
                                         : names->list[i].text_en;
    return code;
}

static const char *
percent_text(const struct rt_visit *v, int64_t hundredths)
{
    return rt_text_share(v->lang, v->arena, (double)hundredths / 10000,
                         hundredths % 100 != 0 ? 2 : 0);
}

/* "20 %", "RUB 100.00", "2", or "—". */
static const char *
value_words(const struct rt_visit *v, const struct rt_effect *e)
{
    if (!e->has_value || e->kind == RT_EFFECT_NONE)
        return none;
    if (e->kind == RT_EFFECT_PERCENT)
        return percent_text(v, e->value);
    if (e->kind == RT_EFFECT_FREE_MONTHS)
        return rt_text_count(v->lang, v->arena, e->value);
    return rt_desk_visit_money(v, e->value);
}

static const char *
months_text(const struct rt_visit *v, int32_t months)
{
    return months == 0
               ? rt_text(v->lang, "offer_for_good")
               : rt_text_fill(v->lang, v->arena, "offer_for", "months",
                              rt_text_plural(v->lang, v->arena, "desk_months",
                                             months),
                              NULL);
}

const char *
rt_offer_effect_text(const struct rt_visit *v, const struct rt_effect *e)
{
    const char *key =
        rt_fmt(v->arena, "offer_does_%s", rt_effect_words[e->kind]);
    const char *plan = e->plan != NULL ? e->plan : none;

    if (e->kind == RT_EFFECT_NONE)
        return rt_text(v->lang, key);
    if (e->kind == RT_EFFECT_FREE_MONTHS)
        return rt_text_fill(
            v->lang, v->arena, key, "months",
            rt_text_plural(v->lang, v->arena, "desk_months", e->value), NULL);
    return rt_text_fill(v->lang, v->arena, key, "value", value_words(v, e),
                        "plan", plan, "for", months_text(v, e->months), NULL);
}

/* The last day on which it is valid. */
static const char *
last_day_text(const struct rt_visit *v, const struct rt_offer *o)
{
    int32_t day = o->valid_to == RT_DAY_OPEN ? RT_DAY_OPEN : o->valid_to - 1;

    return rt_text_day(v->lang, v->arena, day);
}

const char *
rt_offer_valid_text(const struct rt_visit *v, const struct rt_offer *o)
{
    const char *from = rt_text_day(v->lang, v->arena, o->valid_from);
    bool begins = o->valid_from != RT_DAY_NONE;

    if (o->valid_to == RT_DAY_OPEN)
        return begins ? rt_text_fill(v->lang, v->arena, "offer_valid_from",
                                     "day", from, NULL)
                      : none;
    if (!begins)
        return rt_text_fill(v->lang, v->arena, "offer_valid_until", "day",
                            last_day_text(v, o), NULL);
    return rt_fmt(v->arena, "%s – %s", from, last_day_text(v, o));
}

static const char *
reasons_words(const struct rt_visit *v, const struct rt_reason_names *names,
              const struct rt_offer *o)
{
    const char *all = rt_text(v->lang, "offer_any_reason");

    for (size_t i = 0; i < o->n_reasons; i++) {
        const char *one = rt_reason_name(v, names, o->reasons[i]);

        all = i == 0 ? one : rt_fmt(v->arena, "%s, %s", all, one);
    }
    return all;
}

const char *
rt_offer_part_words(const struct rt_visit *v,
                    const struct rt_reason_names *names,
                    const struct rt_offer *o, bool for_all,
                    enum rt_offer_part part)
{
    const struct rt_effect *e = &o->effect;

    switch (part) {
    case RT_OFFER_PART_TYPE:
        return o->type;
    case RT_OFFER_PART_DESCRIPTION:
        return o->description[0] != '\0' ? o->description : none;
    case RT_OFFER_PART_PRIORITY:
        return rt_text_count(v->lang, v->arena, o->priority);
    case RT_OFFER_PART_HOW:
        return rt_text(v->lang,
                       o->automatic ? "offer_how_rules" : "offer_how_hand");
    case RT_OFFER_PART_THRESHOLD:
        return rt_desk_visit_money(v, o->threshold);
    case RT_OFFER_PART_COST:
        return rt_desk_visit_money(v, o->cost);
    case RT_OFFER_PART_EFFECT:
        return rt_text(v->lang, rt_fmt(v->arena, "offer_effect_%s",
                                       rt_effect_words[e->kind]));
    case RT_OFFER_PART_VALUE:
        return value_words(v, e);
    case RT_OFFER_PART_MONTHS:
        return e->months != 0 ? rt_text_count(v->lang, v->arena, e->months)
                              : rt_text(v->lang, "offer_for_good");
    case RT_OFFER_PART_PLAN:
        return e->plan != NULL ? e->plan : none;
    case RT_OFFER_PART_FROM:
        return rt_text_day(v->lang, v->arena, o->valid_from);
    case RT_OFFER_PART_TO:
        return last_day_text(v, o);
    case RT_OFFER_PART_AUDIENCE:
        return rt_text(v->lang, for_all ? "offer_audience_all"
                                        : "offer_audience_desk");
    case RT_OFFER_PART_REASONS:
        return reasons_words(v, names, o);
    case RT_OFFER_PART__MAX:
        break;
    }
    rt_die("part %d of an offer", (int)part);
}
