#include "field/field.h"

#include "base/money.h"
#include "base/utf8.h"
#include "field/contact.h"
#include "field/plain.h"
#include "field/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1000 /* default limit, in characters */ };

static enum rt_code
bad_value(const char *key, const struct rt_field *f, const char *text,
          struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, key, "key", f->name, "value", text,
                       NULL);
}

static enum rt_code
read_text(const struct rt_field *f, const char *text, struct rt_value *out,
          struct rt_err *err)
{
    size_t len = strlen(text);
    size_t max = f->high > 0 ? (size_t)f->high : TEXT_MAX;
    char limit[24];

    if (!rt_utf8_valid(text, len) ||
        rt_parse_text(text, len, SIZE_MAX, NULL) != RT_OK)
        return bad_value("bad_text", f, text, err);
    out->text = text;
    if (rt_utf8_count(text, len) <= max)
        return RT_OK;
    snprintf(limit, sizeof limit, "%zu", max);
    return rt_fail_key(err, RT_EINVAL, "long_text", "key", f->name, "max",
                       limit, NULL);
}

/* Browsers send "\r\n" at the end of a line. */
static const char *
plain_line_ends(const char *text, struct rt_arena *a)
{
    char *out = rt_strdup(a, text), *to = out;

    for (const char *p = out; *p != '\0'; p++) {
        if (*p == '\r' && p[1] == '\n')
            continue;
        *to++ = *p == '\r' ? '\n' : *p;
    }
    *to = '\0';
    return out;
}

/* Line ends and tabs are blanks to the rules of a text. */
static enum rt_code
read_lines(const struct rt_field *f, const char *text, struct rt_arena *a,
           struct rt_value *out, struct rt_err *err)
{
    const char *lines = plain_line_ends(text, a);
    char *flat = rt_strdup(a, lines);
    enum rt_code rc;

    for (char *p = flat; *p != '\0'; p++)
        if (*p == '\n' || *p == '\t')
            *p = ' ';
    rc = read_text(f, flat, out, err);
    out->text = lines;
    return rc;
}

static bool
find_word(const char *const *words, const char *text, struct rt_value *out)
{
    for (int64_t i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], text) == 0) {
            out->n = i;
            out->text = words[i];
            return true;
        }
    return false;
}

static enum rt_code
read_word(const struct rt_field *f, const char *text, struct rt_arena *a,
          struct rt_value *out, struct rt_err *err)
{
    if (find_word(f->words, text, out))
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "bad_word", "key", f->name, "value",
                       text, "allowed", rt_field_allowed(f, a), NULL);
}

static enum rt_code
read_yes_no(const struct rt_field *f, const char *text, struct rt_value *out,
            struct rt_err *err)
{
    /* Browsers send "on" for a ticked box without a value of its own. */
    if (strcmp(text, "on") == 0 || strcmp(text, "off") == 0)
        out->n = text[1] == 'n';
    else if (rt_parse_bool(text, &out->n, NULL) != RT_OK)
        return bad_value("bad_yes_no", f, text, err);
    out->text = out->n != 0 ? "1" : "0";
    return RT_OK;
}

static enum rt_code
out_of_range(const char *key, const struct rt_field *f, const char *text,
             struct rt_err *err)
{
    char low[32], high[32];

    snprintf(low, sizeof low, "%.15g", f->low);
    snprintf(high, sizeof high, "%.15g", f->high);
    return rt_fail_key(err, RT_EINVAL, key, "key", f->name, "value", text,
                       "low", low, "high", high, NULL);
}

/* Read digits with at most one point or comma, and a minus if the range allows
 * it; no exponent, no words.  A comma becomes a point. */
static bool
is_plain_number(const struct rt_field *f, char *text)
{
    char *p = text + (f->low < 0 && text[0] == '-');
    size_t digits = strspn(p, "0123456789");

    p += digits;
    if (*p == '.' || *p == ',') {
        size_t more = strspn(p + 1, "0123456789");

        *p = '.';
        p += 1 + more;
        digits += more;
    }
    return digits > 0 && *p == '\0';
}

static enum rt_code
read_real(const struct rt_field *f, const char *text, struct rt_arena *a,
          struct rt_value *out, struct rt_err *err)
{
    char *plain = rt_strdup(a, text);

    if (!is_plain_number(f, plain))
        return out_of_range("bad_real", f, text, err);
    out->x = strtod(plain, NULL);
    out->text = plain;
    if (!(out->x >= f->low && out->x <= f->high))
        return out_of_range("bad_real", f, text, err);
    return RT_OK;
}

static enum rt_code
read_whole(const struct rt_field *f, const char *text, struct rt_arena *a,
           struct rt_value *out, struct rt_err *err)
{
    if (rt_parse_int(text, (int64_t)f->low, (int64_t)f->high, &out->n, NULL) !=
        RT_OK)
        return out_of_range("bad_whole", f, text, err);
    out->x = (double)out->n;
    out->text = rt_fmt(a, "%" PRId64, out->n);
    return RT_OK;
}

/* What is wrong with an amount, and in which field. */
static enum rt_code
bad_money(const struct rt_field *f, const char *text, const struct rt_err *why,
          int digits, struct rt_err *err)
{
    const char *currency = rt_err_arg(why, "currency");
    const char *key = why->key != NULL ? why->key : "bad_amount";
    char decimals[16];

    snprintf(decimals, sizeof decimals, "%d", digits);
    return rt_fail_key(err, RT_EINVAL, key, "key", f->name, "value", text,
                       "digits", decimals,
                       currency != NULL ? "currency" : NULL, currency, NULL);
}

static enum rt_code
read_money(const struct rt_field *f, const char *text, int digits,
           struct rt_arena *a, struct rt_value *out, struct rt_err *err)
{
    const struct rt_parse_how how = {.digits = digits};
    char plain[RT_MONEY_TEXT];

    struct rt_err own = {0};

    if (rt_parse_money(text, &how, &out->n, &own) != RT_OK)
        return bad_money(f, text, &own, digits, err);
    rt_money_plain(out->n, digits, plain);
    out->text = rt_strdup(a, plain);
    return RT_OK;
}

static enum rt_code
read_period(const struct rt_field *f, const char *text, int32_t today,
            struct rt_arena *a, struct rt_value *out, struct rt_err *err)
{
    char label[RT_PERIOD_LABEL];
    enum rt_code rc;

    if (f->kind == RT_INPUT_DAY) {
        rc = rt_day_read(f->name, text, today, &out->period.first, err);
        out->period.last = out->period.first;
        out->period.by = RT_BY_DAY;
    } else {
        rc = rt_period_read(f->name, text, today, &out->period, err);
    }
    if (rc != RT_OK)
        return rc;
    rt_typed_period_label(&out->period, false, label);
    out->text = rt_strdup(a, label);
    return RT_OK;
}

static enum rt_code
read_phone(const struct rt_field *f, const char *text, struct rt_arena *a,
           struct rt_value *out, struct rt_err *err)
{
    char phone[RT_PHONE_TEXT];

    if (!rt_phone_read(text, phone))
        return bad_value("bad_phone", f, text, err);
    out->text = rt_strdup(a, phone);
    return RT_OK;
}

static enum rt_code
read_email(const struct rt_field *f, const char *text, struct rt_value *out,
           struct rt_err *err)
{
    out->text = text;
    return rt_email_valid(text) ? RT_OK : bad_value("bad_email", f, text, err);
}

/* The text without the blanks and line ends around it. */
static const char *
trim(const char *text, struct rt_arena *a)
{
    size_t len = strlen(text), before;

    do {
        before = len;
        text = rt_plain_trim(text, &len);
        if (len > 0 && strchr("\r\n", text[len - 1]) != NULL)
            len--;
        if (len > 0 && strchr("\r\n", text[0]) != NULL) {
            text++;
            len--;
        }
    } while (len < before);
    return rt_strndup(a, text, len);
}

enum rt_code
rt_field_read(const struct rt_field *f, const char *text,
              const struct rt_field_env *env, struct rt_arena *a,
              struct rt_value *out, struct rt_err *err)
{
    *out = (struct rt_value){.text = ""};
    text = trim(text, a);
    switch (f->kind) {
    case RT_INPUT_TEXT:
        return read_text(f, text, out, err);
    case RT_INPUT_LINES:
        return read_lines(f, text, a, out, err);
    case RT_INPUT_WORD:
        return read_word(f, text, a, out, err);
    case RT_INPUT_YES_NO:
        return read_yes_no(f, text, out, err);
    case RT_INPUT_INT:
        return read_whole(f, text, a, out, err);
    case RT_INPUT_REAL:
        return read_real(f, text, a, out, err);
    case RT_INPUT_MONEY:
        return read_money(f, text, env->digits, a, out, err);
    case RT_INPUT_DAY:
    case RT_INPUT_PERIOD:
        return read_period(f, text, env->today, a, out, err);
    case RT_INPUT_PHONE:
        return read_phone(f, text, a, out, err);
    case RT_INPUT_EMAIL:
        return read_email(f, text, out, err);
    }
    rt_die("field kind %d", (int)f->kind);
}

const char *
rt_field_allowed(const struct rt_field *f, struct rt_arena *a)
{
    const char *all = "";

    if (f->kind == RT_INPUT_INT || f->kind == RT_INPUT_REAL)
        return rt_fmt(a, "%.15g–%.15g", f->low, f->high);
    if (f->kind != RT_INPUT_WORD)
        return NULL;
    for (size_t i = 0; f->words[i] != NULL; i++)
        all = rt_fmt(a, "%s%s%s", all, i > 0 ? ", " : "", f->words[i]);
    return all;
}

const struct rt_field *
rt_field_find(const struct rt_field *table, const char *name)
{
    for (; table != NULL && table->name != NULL; table++)
        if (strcmp(table->name, name) == 0)
            return table;
    return NULL;
}
