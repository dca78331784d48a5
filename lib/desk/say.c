#include "desk/say.h"

#include "base/date.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, MOSCOW = 3 * HOUR };

/* What a placeholder becomes. */
typedef const char *value_of(const struct rt_desk_speech *s,
                             struct rt_arena *a);

/* Zones whose people reckon from Moscow. */
static const char *const russian[] = {
    "Europe/Kaliningrad", "Europe/Moscow",    "Europe/Simferopol",
    "Europe/Kirov",       "Europe/Volgograd", "Europe/Astrakhan",
    "Europe/Saratov",     "Europe/Ulyanovsk", "Europe/Samara",
    "Asia/Yekaterinburg", "Asia/Omsk",        "Asia/Novosibirsk",
    "Asia/Barnaul",       "Asia/Tomsk",       "Asia/Novokuznetsk",
    "Asia/Krasnoyarsk",   "Asia/Irkutsk",     "Asia/Chita",
    "Asia/Yakutsk",       "Asia/Khandyga",    "Asia/Vladivostok",
    "Asia/Ust-Nera",      "Asia/Magadan",     "Asia/Sakhalin",
    "Asia/Srednekolymsk", "Asia/Kamchatka",   "Asia/Anadyr",
};

static bool
is_russian(const char *zone)
{
    for (size_t i = 0; i < sizeof russian / sizeof russian[0]; i++) {
        if (strcmp(zone, russian[i]) == 0)
            return true;
    }
    return false;
}

/* "+2", "−1", "+5:30", "" for none. */
static const char *
shift_text(int32_t seconds, struct rt_arena *a)
{
    int minutes = abs(seconds) / MINUTE;
    const char *sign = seconds < 0 ? "\xe2\x88\x92" : "+";

    if (seconds == 0)
        return "";
    if (minutes % 60 == 0)
        return rt_fmt(a, "%s%d", sign, minutes / 60);
    return rt_fmt(a, "%s%d:%02d", sign, minutes / 60, minutes % 60);
}

static const char *
zone_text(enum rt_lang lang, const struct rt_zone *zone, int64_t at,
          struct rt_arena *a)
{
    int32_t offset = rt_zone_offset(zone, at);

    if (is_russian(rt_zone_name(zone)))
        return rt_fmt(a, "%s%s", rt_text(lang, "desk_moscow"),
                      shift_text(offset - MOSCOW, a));
    return rt_fmt(a, "UTC%s", shift_text(offset, a));
}

static const char *
clock_text(const struct rt_zone *zone, int64_t at, struct rt_arena *a)
{
    int32_t second = rt_zone_local(zone, at).second;

    return rt_fmt(a, "%02d:%02d", second / HOUR, second % HOUR / MINUTE);
}

/* Without the year, for what is near: "27.11", "27 Nov". */
static const char *
near_day(enum rt_lang lang, int32_t day, struct rt_arena *a)
{
    const char *whole = rt_text_day(lang, a, day);

    return rt_strndup(a, whole, strlen(whole) - strlen(".2026"));
}

const char *
rt_desk_say_hour(enum rt_lang lang, const struct rt_zone *zone, int64_t at,
                 struct rt_arena *a)
{
    return rt_fmt(a, "%s, %s (%s)", near_day(lang, rt_zone_day(zone, at), a),
                  clock_text(zone, at, a), zone_text(lang, zone, at, a));
}

/* An hour for whom the notice is for: the staff know their own zone. */
static const char *
hour_text(const struct rt_desk_speech *s, int64_t at, struct rt_arena *a)
{
    if (!rt_desk_word_is_staff(s->word))
        return rt_desk_say_hour(s->lang, s->zone, at, a);
    return rt_fmt(a, "%s, %s", near_day(s->lang, rt_zone_day(s->report, at), a),
                  clock_text(s->report, at, a));
}

static const char *
or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static const char *
money_text(const struct rt_desk_speech *s, int64_t minor, struct rt_arena *a)
{
    return rt_text_money(s->lang, a, minor, s->currency, s->digits);
}

static const char *
case_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    return rt_fmt(a, "%" PRId64, s->case_id);
}

static const char *
n_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    return rt_fmt(a, "%" PRId32, s->n->n);
}

static const char *
contract_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    (void)a;
    return or_empty(s->contract);
}

/* The instant that {day} and {time} are of. */
static int64_t
moment_of(const struct rt_desk_speech *s)
{
    return s->word == RT_SAY_CALLBACK ? s->n->callback_at : s->at;
}

/* The first day of what an order or an offer changes. */
static int32_t
first_day(const struct rt_desk_speech *s)
{
    return s->n->day != 0 ? s->n->day : s->from;
}

static const char *
day_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    bool of_order = s->word == RT_SAY_ORDER_DONE || s->word == RT_SAY_PAUSED;

    return rt_text_day(s->lang, a,
                       of_order ? first_day(s)
                                : rt_zone_day(s->zone, moment_of(s)));
}

/* A callback says "your time" itself. */
static const char *
time_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    const char *time = clock_text(s->zone, moment_of(s), a);

    if (s->word == RT_SAY_CALLBACK)
        return time;
    return rt_fmt(a, "%s (%s)", time,
                  zone_text(s->lang, s->zone, moment_of(s), a));
}

static const char *
due_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    return hour_text(s, s->n->due_at, a);
}

static const char *
until_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    return hour_text(s, s->n->until, a);
}

static const char *
undo_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    return hour_text(s, s->n->undo_until, a);
}

static const char *
last_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    return rt_text_day(s->lang, a, s->n->last_day);
}

static const char *
end_info_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    (void)a;
    return or_empty(s->end_info);
}

static const char *
support_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    (void)a;
    return or_empty(s->support);
}

static const char *
type_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    (void)a;
    return s->offering != NULL ? or_empty(s->offering->type) : "";
}

/* Sentences follow it, so it ends like one. */
static const char *
description_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    const char *text =
        s->offering != NULL ? or_empty(s->offering->description) : "";
    size_t len = strlen(text);

    if (len == 0 || strchr(".!?", text[len - 1]) != NULL)
        return text;
    return rt_fmt(a, "%s.", text);
}

/* "20 %", "300 ₽". */
static const char *
discount_text(const struct rt_desk_speech *s, struct rt_arena *a)
{
    const struct rt_effect *e = &s->offering->effect;

    if (e->kind == RT_EFFECT_AMOUNT)
        return money_text(s, e->value, a);
    return rt_text_share(s->lang, a, (double)e->value / 10000,
                         e->value % 100 == 0 ? 0 : 2);
}

static const char *
terms_key(const struct rt_desk_speech *s)
{
    const struct rt_effect *e = &s->offering->effect;
    bool fee = s->before.has_fee, good = rt_effect_months(e) == 0;

    switch (e->kind) {
    case RT_EFFECT_PERCENT:
    case RT_EFFECT_AMOUNT:
        if (fee)
            return good ? "desk_terms_price_for_good" : "desk_terms_price";
        return good ? "desk_terms_off_for_good" : "desk_terms_off";
    case RT_EFFECT_FREE_MONTHS:
        return fee ? "desk_terms_free" : "desk_terms_free_no_fee";
    case RT_EFFECT_PLAN:
        return "desk_terms_plan";
    default:
        return NULL;
    }
}

const char *
rt_desk_say_terms(const struct rt_desk_speech *s, struct rt_arena *a)
{
    const char *key = s->offering != NULL ? terms_key(s) : NULL;
    const struct rt_effect *e;
    int32_t from = first_day(s);

    if (key == NULL)
        return "";
    e = &s->offering->effect;
    return rt_text_fill(
        s->lang, a, key, "day", rt_text_day(s->lang, a, from), "old",
        money_text(s, s->before.fee, a), "new",
        money_text(s,
                   e->kind == RT_EFFECT_PLAN
                       ? e->value
                       : rt_effect_apply(e, s->before).fee,
                   a),
        "months",
        rt_text_plural(s->lang, a, "desk_months", rt_effect_months(e)), "value",
        discount_text(s, a), "end",
        rt_text_day(s->lang, a, rt_effect_until(e, from) - 1), "plan",
        or_empty(e->plan), NULL);
}

static const char *
reason_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    (void)a;
    return s->reason != NULL ? s->reason : rt_text(s->lang, "staff_no_reason");
}

static const char *
answer_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    (void)a;
    return s->text != NULL ? s->text : rt_text(s->lang, "staff_no_answer");
}

static const char *
what_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    const char *name = rt_desk_event_name(s->n->what);
    const char *text = rt_text_find(s->lang, rt_fmt(a, "staff_what_%s", name));

    return text != NULL ? text : name;
}

const char *
rt_desk_say_span(enum rt_lang lang, int64_t seconds, struct rt_arena *a)
{
    if (seconds < 0)
        seconds = 0;
    if (seconds >= 2 * DAY)
        return rt_text_plural(lang, a, "staff_days", seconds / DAY);
    if (seconds >= HOUR)
        return rt_text_plural(lang, a, "staff_hours", seconds / HOUR);
    return rt_text_plural(lang, a, "staff_minutes", seconds / MINUTE);
}

static const char *
left_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    return rt_desk_say_span(s->lang, s->n->due_at - s->now, a);
}

static const char *
late_value(const struct rt_desk_speech *s, struct rt_arena *a)
{
    return rt_desk_say_span(s->lang, s->now - s->n->due_at, a);
}

/* The key of the sentence. */
static const char *
sentence_key(const struct rt_desk_speech *s, struct rt_arena *a)
{
    int32_t today = rt_zone_day(s->report, s->now);

    if (s->word == RT_SAY_ORDER_DONE && s->of_termination)
        return s->n->last_day < today ? "desk_order_done_end" : "desk_ending";
    return rt_desk_word_is_staff(s->word)
               ? rt_fmt(a, "staff_%s", rt_desk_word_key(s->word))
               : rt_fmt(a, "desk_%s", rt_desk_word_key(s->word));
}

/* The name, or "our manager", which begins with a capital where a sentence
 * does. */
static const char *
manager_text(const struct rt_desk_speech *s, const char *sentence)
{
    const char *at = strstr(sentence, "{manager}");
    bool first =
        at == sentence || (at != NULL && at - sentence >= 2 && at[-2] == '.');

    if (s->manager != NULL && s->manager[0] != '\0')
        return s->manager;
    if (rt_desk_word_is_staff(s->word))
        return rt_text(s->lang, "staff_nobody_name");
    return rt_text(s->lang, first ? "desk_manager_first" : "desk_manager");
}

/* Take out the blanks that empty values leave. */
static const char *
tidy(char *text)
{
    char *to = text;

    for (const char *from = text; *from != '\0'; from++) {
        if (*from != ' ' || (to != text && to[-1] != ' '))
            *to++ = *from;
    }
    while (to > text && to[-1] == ' ')
        to--;
    *to = '\0';
    return text;
}

static const struct {
    const char *name;
    value_of *value;
} values[] = {
    {"case", case_value},         {"contract", contract_value},
    {"day", day_value},           {"time", time_value},
    {"due", due_value},           {"until", until_value},
    {"undo", undo_value},         {"last", last_value},
    {"end_info", end_info_value}, {"support", support_value},
    {"type", type_value},         {"description", description_value},
    {"terms", rt_desk_say_terms},       {"reason", reason_value},
    {"answer", answer_value},     {"what", what_value},
    {"left", left_value},         {"late", late_value},
    {"n", n_value},
};

enum { N_VALUES = sizeof values / sizeof values[0] };

/* The value of the placeholder between the brackets; NULL: there is none of
 * this name. */
static const char *
find_value(const struct rt_desk_speech *s, const char *sentence,
           const char *name, size_t len, struct rt_arena *a)
{
    if (len == strlen("manager") && memcmp(name, "manager", len) == 0)
        return manager_text(s, sentence);
    for (size_t i = 0; i < N_VALUES; i++) {
        if (strlen(values[i].name) == len &&
            memcmp(values[i].name, name, len) == 0)
            return values[i].value(s, a);
    }
    return NULL;
}

const char *
rt_desk_say(const struct rt_desk_speech *s, struct rt_arena *a)
{
    const char *sentence, *rest, *out = "";

    if (s->word == RT_SAY_REPLY)
        return or_empty(s->text);
    sentence = rest = rt_text(s->lang, sentence_key(s, a));
    while (*rest != '\0') {
        size_t len = strcspn(rest, "{");
        const char *name = rest + len + 1, *value;
        size_t name_len = rest[len] == '{' ? strcspn(name, "}") : 0;

        out = rt_fmt(a, "%s%.*s", out, (int)len, rest);
        if (rest[len] == '\0')
            break;
        value = find_value(s, sentence, name, name_len, a);
        out = rt_fmt(a, "%s%s", out, or_empty(value));
        rest = name + name_len + 1;
    }
    return tidy(rt_strdup(a, out));
}
