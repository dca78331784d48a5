/* Read amounts as companies' files write them: with a sign or name of the
 * currency, a minus at the end, or brackets. */
#include "field/value.h"

#include "base/money.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Signs and names of currencies in small letters, and codes of those that
 * people write in that way.  If two begin alike, the longer one comes first. */
static const struct mark {
    const char *text, *codes;
} marks[] = {
    {"руб.", "RUBBYN"},
    {"руб", "RUBBYN"},
    {"р.", "RUBBYN"},
    {"р", "RUBBYN"},
    {"p.", "RUBBYN"}, /* a Latin p, which looks the same */
    {"p", "RUBBYN"},
    {"₽", "RUB"},
    {"rur", "RUB"},
    {"br", "BYN"},
    {"€", "EUR"},
    {"евро", "EUR"},
    {"us$", "USD"},
    {"$us", "USD"},
    {"ca$", "CAD"},
    {"c$", "CAD"},
    {"au$", "AUD"},
    {"a$", "AUD"},
    {"nz$", "NZD"},
    {"hk$", "HKD"},
    {"s$", "SGD"},
    {"nt$", "TWD"},
    {"mx$", "MXN"},
    {"r$", "BRL"},
    {"$", "USDCADAUDNZDHKDSGDTWDMXNARSCLPCOPBSDBBDBZDFJDJMDTTDUYU"},
    {"£", "GBPEGPLBPGIPFKP"},
    {"¥", "JPYCNY"},
    {"円", "JPY"},
    {"元", "CNY"},
    {"₴", "UAH"},
    {"грн.", "UAH"},
    {"грн", "UAH"},
    {"₸", "KZT"},
    {"тенге", "KZT"},
    {"тг.", "KZT"},
    {"тг", "KZT"},
    {"₺", "TRY"},
    {"tl", "TRY"},
    {"₹", "INR"},
    {"₩", "KRW"},
    {"₪", "ILS"},
    {"₫", "VND"},
    {"₾", "GEL"},
    {"₼", "AZN"},
    {"֏", "AMD"},
    {"сум", "UZS"},
    {"сом", "KGS"},
    {"zł", "PLN"},
    {"kč", "CZK"},
    {"ft", "HUF"},
    {"lei", "RONMDL"},
    {"kr.", "DKKSEKNOKISK"},
    {"kr", "DKKSEKNOKISK"},
    {"fr.", "CHF"},
};

/* The amount in small letters, and what has been removed from its ends. */
struct amount {
    char *s, *end;
    int n_signs, n_marks;
    bool minus;
    bool foreign; /* it has a sign of another currency */
};

static void
set_small(const char *s, char *out)
{
    while (*s != '\0') {
        uint32_t c = 0;
        size_t n = rt_utf8_next(s, strlen(s), &c);

        if (n == 0)
            *out++ = *s++;
        else
            out += rt_utf8_put(rt_utf8_small(c), out);
        s += n;
    }
    *out = '\0';
}

/* Remove `text` from the beginning or the end. */
static bool
take_text(struct amount *a, const char *text, bool at_end)
{
    size_t n = strlen(text);

    if ((size_t)(a->end - a->s) < n ||
        memcmp(at_end ? a->end - n : a->s, text, n) != 0)
        return false;
    if (at_end)
        a->end -= n;
    else
        a->s += n;
    return true;
}

static bool
is_of(const char *codes, const char *currency)
{
    for (; *codes != '\0'; codes += 3)
        if (memcmp(codes, currency, 3) == 0)
            return true;
    return false;
}

/* An ISO code like "usd". */
static bool
take_code(struct amount *a, const char *currency, bool at_end)
{
    char code[4] = "";
    const char *from = at_end ? a->end - 3 : a->s;
    int digits;

    if (a->end - a->s < 3)
        return false;
    for (int i = 0; i < 3; i++)
        code[i] = (char)(from[i] >= 'a' && from[i] <= 'z' ? from[i] - 0x20 : 0);
    if (rt_currency_digits(code, &digits, NULL) != RT_OK)
        return false;
    a->foreign = a->foreign || strcmp(code, currency) != 0;
    a->s += at_end ? 0 : 3;
    a->end -= at_end ? 3 : 0;
    return true;
}

static bool
take_mark(struct amount *a, const char *currency, bool at_end)
{
    if (take_code(a, currency, at_end))
        return true;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (take_text(a, marks[i].text, at_end)) {
            a->foreign = a->foreign || !is_of(marks[i].codes, currency);
            return true;
        }
    return false;
}

/* Remove one thing from the beginning or the end; false: the number begins
 * there. */
static bool
take_one(struct amount *a, const char *currency)
{
    if (a->s == a->end)
        return false;
    if (take_text(a, " ", false) || take_text(a, " ", true))
        return true;
    if (take_text(a, "-", false) || take_text(a, "-", true)) {
        a->minus = true;
        a->n_signs++;
        return true;
    }
    if (take_text(a, "+", false)) {
        a->n_signs++;
        return true;
    }
    if (a->end - a->s > 2 && *a->s == '(' && a->end[-1] == ')') {
        a->s++;
        a->end--;
        a->minus = true;
        a->n_signs++;
        return true;
    }
    if (currency == NULL ||
        !(take_mark(a, currency, false) || take_mark(a, currency, true)))
        return false;
    a->n_marks++;
    return true;
}

static enum rt_code
refuse(enum rt_code code, const char *key, const char *s, int digits,
       struct rt_err *err)
{
    char n[12];

    snprintf(n, sizeof n, "%d", digits);
    return rt_fail_key(err, code, key, "value", s, "digits", n, NULL);
}

/* Above this a workbook's number has no exact minor units, and 64 bits have no
 * room for four decimals. */
#define AMOUNT_MAX 9e14

/* Read a number of a workbook, "1234.5599999999999", as the workbook shows it:
 * 15 digits, rounded to minor units, halves away from 0.  False: it is not a
 * number. */
static bool
round_number(const char *s, int digits, int64_t *out)
{
    char text[40], *end;
    double v = strtod(s, &end);
    __int128 m = 0;
    int shift;

    if (*end != '\0' || s[strspn(s, "0123456789.eE+-")] != '\0' ||
        !(v > -AMOUNT_MAX && v < AMOUNT_MAX))
        return false;
    snprintf(text, sizeof text, "%.14e", v < 0 ? -v : v);
    for (const char *p = text; *p != 'e'; p++)
        if (*p != '.')
            m = m * 10 + (*p - '0');
    shift = (int)strtol(strchr(text, 'e') + 1, NULL, 10) - 14 + digits;
    for (; shift > 0; shift--)
        m *= 10;
    for (; shift < -1 && m != 0; shift++)
        m /= 10;
    if (shift < 0)
        m = (m + 5) / 10;
    *out = v < 0 ? -(int64_t)m : (int64_t)m;
    return true;
}

/* Read a number with nothing around it, as most are. */
static bool
is_bare(const char *s)
{
    size_t n = strspn(s, "-0123456789., ");

    return s[0] != ' ' && (s[0] != '-' || s[1] != ' ') && s[n] == '\0' &&
           n > 0 && s[n - 1] >= '0' && s[n - 1] <= '9';
}

/* Read an amount with `digits` decimals, whatever the currency has. */
static enum rt_code
parse_amount(const char *s, int digits, const struct rt_parse_how *how,
             int64_t *out, struct rt_err *err)
{
    char plain[RT_PLAIN_MAX], small[RT_PLAIN_MAX * 2];
    struct amount a = {.s = small};
    struct rt_err why = {0};
    enum rt_code rc;

    if (!rt_plain_text(s, plain))
        return refuse(RT_EINVAL, "bad_amount", s, digits, err);
    if (how->workbook && round_number(plain, digits, out))
        return RT_OK;
    if (is_bare(plain))
        return rt_money_parse(plain, digits, out, err);
    set_small(plain, small);
    a.end = small + strlen(small);
    while (take_one(&a, how->currency))
        ;
    *a.end = '\0';
    if (a.n_signs > 1 || a.n_marks > 2)
        return refuse(RT_EINVAL, "bad_amount", s, digits, err);
    rc = rt_money_parse(a.s, digits, out, &why);
    if (rc != RT_OK)
        return refuse(rc, why.key, s, digits, err);
    if (a.foreign)
        return rt_fail_key(err, RT_EINVAL, "import_other_currency", "value", s,
                           "currency", how->currency, NULL);
    *out = a.minus ? -*out : *out;
    return RT_OK;
}

enum rt_code
rt_parse_money(const char *s, const struct rt_parse_how *how, int64_t *out,
               struct rt_err *err)
{
    return parse_amount(s, how->digits, how, out, err);
}

enum rt_code
rt_parse_currency(const char *s, const struct rt_parse_how *how,
                  struct rt_err *err)
{
    char plain[RT_PLAIN_MAX], small[RT_PLAIN_MAX * 2];
    struct amount a = {.s = small};
    bool known = rt_plain_text(s, plain);

    if (known) {
        set_small(plain, small);
        a.end = small + strlen(small);
        known = take_mark(&a, how->currency, false) && a.s == a.end;
    }
    if (known && !a.foreign)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "import_row_currency", "value", s,
                       "currency", how->currency, NULL);
}

/* v / unit, halves rounded to the even neighbour. */
static __int128
round_even(__int128 v, __int128 unit)
{
    __int128 q = v / unit, rest = v % unit * 2;
    int step = v < 0 ? -1 : 1;

    if (rest < 0)
        rest = -rest;
    if (rest > unit || (rest == unit && q % 2 != 0))
        q += step;
    return q;
}

bool
rt_parse_factor(const char *s, int64_t *out)
{
    return s[0] >= '0' && s[0] <= '9' &&
           rt_money_parse(s, RT_PARSE_DECIMALS, out, NULL) == RT_OK && *out > 0;
}

enum rt_code
rt_parse_formula(const char *first, const char *second, int64_t divisor,
                 const struct rt_parse_how *how, int64_t *out,
                 struct rt_err *err)
{
    int64_t a, b = RT_PARSE_SCALE;
    __int128 unit = divisor, sum;
    enum rt_code rc = parse_amount(first, RT_PARSE_DECIMALS, how, &a, err);

    if (rc == RT_OK && second != NULL)
        rc = parse_amount(second, RT_PARSE_DECIMALS, how, &b, err);
    if (rc != RT_OK)
        return rc;
    for (int i = how->digits; i < RT_PARSE_DECIMALS; i++)
        unit *= 10;
    sum = round_even((__int128)a * b, unit);
    if (sum > INT64_MAX || sum < -INT64_MAX)
        return rt_fail_key(err, RT_ELIMIT, "huge_amount", "value", first, NULL);
    *out = (int64_t)sum;
    return RT_OK;
}
