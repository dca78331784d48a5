/* The form of an offer: its fields, what they mean together, and how it is
 * filled. */
#include "page/offer_own.h"

#include "base/date.h"
#include "page/desk_visit.h"
#include "page/form_view.h"
#include "page/offers.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#define MOST_MINOR INT64_C(1000000000000000)
enum { PRIORITY_MOST = 1000000, MONTHS_MOST = 1200, PERCENT_MOST = 10000 };

static const char *const steps[] = {"check", "edit", "save", NULL};
static const char *const hows[] = {"rules", "hand", NULL};
static const char *const audiences[] = {"desk", "all", NULL};

#define ID_MOST 9007199254740991.

const struct rt_field rt_offer_save_inputs[] = {
    {.name = "id", .kind = RT_INPUT_INT, .low = 1, .high = ID_MOST},
    {.name = "version", .kind = RT_INPUT_INT, .low = 1, .high = INT32_MAX},
    {.name = "nonce", .kind = RT_INPUT_TEXT, .high = 100, .required = true},
    {.name = "step", .kind = RT_INPUT_WORD, .words = steps, .required = true},
    {.name = "offer_type",
     .label = "offer_offer_type",
     .kind = RT_INPUT_TEXT,
     .high = 191,
     .required = true},
    {.name = "description",
     .label = "offer_description",
     .kind = RT_INPUT_TEXT,
     .high = 2000},
    {.name = "effect",
     .label = "offer_effect",
     .kind = RT_INPUT_WORD,
     .words = rt_effect_words,
     .otherwise = "percent",
     .required = true},
    {.name = "value",
     .label = "offer_value",
     .hint = "offer_value_hint",
     .kind = RT_INPUT_TEXT,
     .high = 40},
    {.name = "months",
     .label = "offer_months",
     .hint = "offer_months_hint",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = MONTHS_MOST},
    {.name = "plan",
     .label = "offer_plan",
     .hint = "offer_plan_hint",
     .kind = RT_INPUT_TEXT,
     .high = 191},
    {.name = "threshold",
     .label = "offer_threshold",
     .hint = "offer_threshold_hint",
     .kind = RT_INPUT_MONEY,
     .otherwise = "0",
     .required = true},
    {.name = "cost",
     .label = "offer_cost",
     .kind = RT_INPUT_MONEY,
     .otherwise = "0",
     .required = true},
    {.name = "priority",
     .label = "offer_priority",
     .hint = "offer_priority_hint",
     .kind = RT_INPUT_INT,
     .low = 0,
     .high = PRIORITY_MOST,
     .otherwise = "100",
     .required = true},
    {.name = "how",
     .label = "offer_how",
     .kind = RT_INPUT_WORD,
     .words = hows,
     .required = true},
    {.name = "audience",
     .label = "offer_audience",
     .kind = RT_INPUT_WORD,
     .words = audiences,
     .required = true},
    {.name = "valid_from",
     .label = "offer_first_day",
     .kind = RT_INPUT_TEXT,
     .high = 40},
    {.name = "valid_last",
     .label = "offer_last_day",
     .kind = RT_INPUT_TEXT,
     .high = 40},
    {.name = "reasons", .kind = RT_INPUT_TEXT, .high = 64, .repeats = true},
    {.name = NULL},
};

static enum rt_code
missing(const char *key, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "missing_key", "key", key, NULL);
}

static enum rt_code
not_of_effect(const char *key, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "offer_not_of_effect", "key", key, NULL);
}

static enum rt_code
check_range(const struct rt_visit *v, const char *key, int64_t n, int64_t low,
            int64_t high, int digits, struct rt_err *err)
{
    if (n >= low && n <= high)
        return RT_OK;
    return rt_fail_key(
        err, RT_EINVAL, "offer_bad_range", "key", key, "low",
        rt_text_number(v->lang, v->arena,
                       (double)low / (digits == 2 ? 100 : 1), 0),
        "high",
        rt_text_number(v->lang, v->arena,
                       (double)high / (digits == 2 ? 100 : 1), 0),
        NULL);
}

/* The value is an amount, per cent with two decimals, or a number of months. */
static enum rt_code
read_value(const struct rt_visit *v, const char *text, struct rt_effect *e,
           struct rt_err *err)
{
    static const struct rt_field money = {.name = "value",
                                          .kind = RT_INPUT_MONEY};
    static const struct rt_field months = {.name = "value",
                                           .kind = RT_INPUT_INT,
                                           .low = 1,
                                           .high = MONTHS_MOST};
    bool percent = e->kind == RT_EFFECT_PERCENT;
    int digits = percent ? 2 : v->site->desk.digits;
    const struct rt_field_env env = {.today = RT_DAY_NONE, .digits = digits};
    struct rt_err own = {0};
    struct rt_value value;
    enum rt_code rc = rt_field_read(
        e->kind == RT_EFFECT_FREE_MONTHS ? &months : &money, text, &env,
        v->arena, &value, &own);

    if (rc != RT_OK && rt_err_arg(&own, "key") == NULL)
        return rt_fail_key(err, RT_EINVAL, "offer_bad_value", "key", "value",
                           "value", text, NULL);
    if (rc != RT_OK) {
        *err = own;
        return rc;
    }
    e->value = value.n;
    e->has_value = true;
    if (e->kind == RT_EFFECT_FREE_MONTHS)
        return RT_OK;
    return check_range(v, "value", e->value, e->kind == RT_EFFECT_PLAN ? 0 : 1,
                       percent ? PERCENT_MOST : MOST_MINOR, digits, err);
}

/* What belongs to the effect must be there, and nothing else. */
static enum rt_code
read_effect(const struct rt_exchange *x, struct rt_effect *e,
            struct rt_err *err)
{
    const char *value = rt_form_text(&x->form, "value");
    const struct rt_value *months = rt_form_get(&x->form, "months");
    bool lasts = e->kind == RT_EFFECT_PERCENT || e->kind == RT_EFFECT_AMOUNT ||
                 e->kind == RT_EFFECT_PLAN;

    e->plan = rt_form_text(&x->form, "plan");
    e->months = months != NULL ? (int32_t)months->n : 0;
    if (e->kind == RT_EFFECT_NONE && value != NULL)
        return not_of_effect("value", err);
    if (e->kind != RT_EFFECT_NONE && value == NULL)
        return missing("value", err);
    if (e->kind == RT_EFFECT_PLAN && e->plan == NULL)
        return missing("plan", err);
    if (e->kind != RT_EFFECT_PLAN && e->plan != NULL)
        return not_of_effect("plan", err);
    if (!lasts && months != NULL)
        return not_of_effect("months", err);
    return value != NULL ? read_value(x->host, value, e, err) : RT_OK;
}

/* Days are typed as people write them; "today" is today. */
static enum rt_code
read_day(const struct rt_exchange *x, const char *name, int32_t none,
         int32_t *out, struct rt_err *err)
{
    const struct rt_visit *v = x->host;
    const struct rt_field field = {.name = name, .kind = RT_INPUT_DAY};
    const struct rt_field_env env = {
        .today = rt_zone_day(v->site->zone, time(NULL))};
    const char *text = rt_form_text(&x->form, name);
    struct rt_err own = {0};
    struct rt_value value;
    enum rt_code rc;

    *out = none;
    if (text == NULL)
        return RT_OK;
    rc = rt_field_read(&field, text, &env, v->arena, &value, &own);
    if (rc != RT_OK)
        return rt_fail_key(err, rc, "offer_bad_day", "key", name, "value", text,
                           NULL);
    *out = value.period.first;
    return RT_OK;
}

static enum rt_code
read_days(const struct rt_exchange *x, struct rt_offer *out, struct rt_err *err)
{
    int32_t last;
    enum rt_code rc =
        read_day(x, "valid_from", RT_DAY_NONE, &out->valid_from, err);

    if (rc == RT_OK)
        rc = read_day(x, "valid_last", RT_DAY_OPEN, &last, err);
    if (rc != RT_OK)
        return rc;
    if (last < out->valid_from)
        return rt_fail_key(err, RT_EINVAL, "offer_ends_before", "key",
                           "valid_last", NULL);
    out->valid_to = last == RT_DAY_OPEN ? RT_DAY_OPEN : last + 1;
    return RT_OK;
}

static bool
has_reason(const struct rt_offer *o, const char *code)
{
    for (size_t i = 0; i < o->n_reasons; i++)
        if (strcmp(o->reasons[i], code) == 0)
            return true;
    return false;
}

static bool
is_offered(const struct rt_reason_names *names, const char *code)
{
    for (size_t i = 0; i < names->n; i++)
        if (names->list[i].active && strcmp(names->list[i].name, code) == 0)
            return true;
    return false;
}

static enum rt_code
read_reasons(const struct rt_exchange *x, const struct rt_reason_names *names,
             const struct rt_offer_entry *was, struct rt_offer *out,
             struct rt_err *err)
{
    for (size_t i = 0; i < x->form.n; i++) {
        const struct rt_form_value *f = &x->form.list[i];
        const char **more;

        if (strcmp(f->field->name, "reasons") != 0 ||
            has_reason(out, f->value.text))
            continue;
        if (!is_offered(names, f->value.text) &&
            (was == NULL || !has_reason(&was->offer, f->value.text)))
            return rt_fail_key(err, RT_EINVAL, "offer_no_reason", "key",
                               "reasons", "value", f->value.text, NULL);
        more = rt_grow(x->arena, out->reasons, out->n_reasons,
                       sizeof *out->reasons);
        more[out->n_reasons++] = f->value.text;
        out->reasons = more;
    }
    return RT_OK;
}

/* In the order in which the database gives them, so that equal lists are equal
 * texts. */
static void
sort_reasons(struct rt_offer *o)
{
    const char **list = (const char **)(uintptr_t)o->reasons;

    for (size_t i = 1; i < o->n_reasons; i++)
        for (size_t k = i; k > 0 && strcmp(list[k - 1], list[k]) > 0; k--) {
            const char *t = list[k];

            list[k] = list[k - 1];
            list[k - 1] = t;
        }
}

/* Both stand in a sentence to the client. */
static enum rt_code
check_line(const char *key, const char *text, struct rt_err *err)
{
    if (strpbrk(text, "\r\n\t") == NULL)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "bad_text", "key", key, "value", "",
                       NULL);
}

static int64_t
number_of(const struct rt_exchange *x, const char *name)
{
    return rt_desk_visit_number(x, name);
}

enum rt_code
rt_offer_form_read(struct rt_exchange *x, const struct rt_reason_names *names,
                   const struct rt_offer_entry *was, struct rt_offer *out,
                   bool *for_all, struct rt_err *err)
{
    const struct rt_visit *v = x->host;
    const char *description = rt_form_text(&x->form, "description");
    int digits = v->site->desk.digits;
    enum rt_code rc;

    *out = (struct rt_offer){
        .id = was != NULL ? was->offer.id : 0,
        .type = rt_form_text(&x->form, "offer_type"),
        .description = description != NULL ? description : "",
        .priority = (int32_t)number_of(x, "priority"),
        .automatic = number_of(x, "how") == 0,
        .threshold = number_of(x, "threshold"),
        .cost = number_of(x, "cost"),
        .effect.kind = (enum rt_effect_kind)number_of(x, "effect"),
    };
    *for_all = number_of(x, "audience") != 0;
    rc = check_line("offer_type", out->type, err);
    if (rc == RT_OK)
        rc = check_line("description", out->description, err);
    if (rc == RT_OK)
        rc = read_effect(x, &out->effect, err);
    if (rc == RT_OK)
        rc = check_range(v, "threshold", out->threshold, -MOST_MINOR,
                         MOST_MINOR, digits, err);
    if (rc == RT_OK)
        rc = check_range(v, "cost", out->cost, 0, MOST_MINOR, digits, err);
    if (rc == RT_OK)
        rc = read_days(x, out, err);
    if (rc == RT_OK)
        rc = read_reasons(x, names, was, out, err);
    if (rc == RT_OK)
        sort_reasons(out);
    return rc;
}

void
rt_offer_form_pairs(const struct rt_visit *v, const struct rt_offer_entry *e,
                    struct rt_pairs *out)
{
    static const struct {
        const char *name;
        enum rt_offer_part part;
    } parts[] = {
        {"offer_type", RT_OFFER_PART_TYPE},
        {"description", RT_OFFER_PART_DESCRIPTION},
        {"effect", RT_OFFER_PART_EFFECT},
        {"value", RT_OFFER_PART_VALUE},
        {"months", RT_OFFER_PART_MONTHS},
        {"plan", RT_OFFER_PART_PLAN},
        {"threshold", RT_OFFER_PART_THRESHOLD},
        {"cost", RT_OFFER_PART_COST},
        {"priority", RT_OFFER_PART_PRIORITY},
        {"audience", RT_OFFER_PART_AUDIENCE},
        {"valid_from", RT_OFFER_PART_FROM},
    };
    const struct rt_offer *o = &e->offer;
    char last[RT_PERIOD_LABEL];

    *out = (struct rt_pairs){0};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *text = rt_offer_part_text(
            o, e->for_all, parts[i].part, v->site->desk.digits, v->arena);

        rt_pairs_add(out, v->arena, parts[i].name, text != NULL ? text : "");
    }
    rt_pairs_add(out, v->arena, "how", hows[!o->automatic]);
    if (o->valid_to != RT_DAY_OPEN) {
        rt_day_format(o->valid_to - 1, last);
        rt_pairs_add(out, v->arena, "valid_last", rt_strdup(v->arena, last));
    }
    for (size_t i = 0; i < o->n_reasons; i++)
        rt_pairs_add(out, v->arena, "reasons", o->reasons[i]);
}

static bool
is_ticked(const struct rt_pairs *values, const char *code)
{
    for (size_t i = 0; values != NULL && i < values->n; i++)
        if (strcmp(values->list[i].name, "reasons") == 0 &&
            strcmp(values->list[i].value, code) == 0)
            return true;
    return false;
}

static json_t *
tick_json(const struct rt_visit *v, const struct rt_reason_names *names,
          const char *code, const struct rt_pairs *values)
{
    return json_pack("{s:s, s:s, s:b}", "code", code, "label",
                     rt_reason_name(v, names, code), "chosen",
                     is_ticked(values, code));
}

/* Those that are offered, and what the offer has of the others. */
static json_t *
list_reasons(const struct rt_visit *v, const struct rt_reason_names *names,
             const struct rt_offer_entry *was, const struct rt_pairs *values)
{
    json_t *list = json_array();

    for (size_t i = 0; i < names->n; i++)
        if (names->list[i].active)
            json_array_append_new(
                list, tick_json(v, names, names->list[i].name, values));
    for (size_t i = 0; was != NULL && i < was->offer.n_reasons; i++)
        if (!is_offered(names, was->offer.reasons[i]))
            json_array_append_new(
                list, tick_json(v, names, was->offer.reasons[i], values));
    return list;
}

json_t *
rt_offer_form_view(struct rt_visit *v, const struct rt_reason_names *names,
                   const struct rt_offer_entry *was,
                   const struct rt_pairs *values, const struct rt_err *why)
{
    const char *nonce =
        why != NULL || values == &v->rq.form ? rt_pairs_get(&v->rq.form, "nonce")
                                             : NULL;

    return json_pack(
        "{s:o, s:o, s:s, s:I, s:I, s:b}", "fields",
        rt_form_fields(v, "offer", rt_offer_save_inputs, values, why),
        "reasons", list_reasons(v, names, was, values), "nonce",
        nonce != NULL ? nonce : rt_desk_visit_nonce(v), "id",
        (json_int_t)(was != NULL ? was->offer.id : 0), "version",
        (json_int_t)(was != NULL ? was->version : 0), "old", was != NULL);
}
