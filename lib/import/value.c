#include "import/value.h"

#include "base/money.h"
#include "base/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char nbsp[] = "\xc2\xa0";

/* Length of the blank at s, 0 when there is none. */
static size_t
blank_at(const char *s, size_t len)
{
    if (len >= 1 && (s[0] == ' ' || s[0] == '\t'))
        return 1;
    return len >= 2 && memcmp(s, nbsp, 2) == 0 ? 2 : 0;
}

const char *
rt_parse_trim(const char *s, size_t *len)
{
    size_t n;

    while ((n = blank_at(s, *len)) > 0) {
        s += n;
        *len -= n;
    }
    while (*len > 0) {
        if (s[*len - 1] == ' ' || s[*len - 1] == '\t')
            *len -= 1;
        else if (*len >= 2 && memcmp(s + *len - 2, nbsp, 2) == 0)
            *len -= 2;
        else
            break;
    }
    return s;
}

static enum rt_code
bad(const char *key, const char *s, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, key, "value", s, NULL);
}

static enum rt_code
check_length(const char *s, size_t len, size_t max, struct rt_err *err)
{
    char limit[24];

    if (len <= max || rt_utf8_count(s, len) <= max)
        return RT_OK;
    snprintf(limit, sizeof limit, "%zu", max);
    return rt_fail_key(err, RT_EINVAL, "import_too_long", "value", s, "max",
                       limit, NULL);
}

/* "17850.0" -> 17850.  Text that is no number stays: one option serves files
 * whose clients are numbers and whose contracts are not. */
static enum rt_code
fold_number_id(char *s, size_t *len, struct rt_err *err)
{
    size_t n = strspn(s, "0123456789");
    char *end;

    if (n == *len || n == 0)
        return RT_OK;
    if (s[n] == '.' && strspn(s + n + 1, "0") == *len - n - 1) {
        s[n] = '\0';
        *len = n;
        return RT_OK;
    }
    strtod(s, &end);
    if (*end == '\0' && strpbrk(s, "eE") != NULL)
        return bad("import_lost_digits", s, err);
    return RT_OK;
}

enum rt_code
rt_parse_id(char *s, size_t *len, size_t max, const struct rt_parse_how *how,
            struct rt_err *err)
{
    for (size_t i = 0; i < *len; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            return bad("import_bad_char", s, err);
    if (how->number_ids && fold_number_id(s, len, err) != RT_OK)
        return RT_EINVAL;
    return check_length(s, *len, max, err);
}

enum rt_code
rt_parse_text(const char *s, size_t len, size_t max, struct rt_err *err)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];

        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
            return bad("import_bad_char", s, err);
    }
    return check_length(s, len, max, err);
}

enum rt_code
rt_parse_bool(const char *s, int64_t *out, struct rt_err *err)
{
    static const struct {
        const char *word;
        int value;
    } words[] = {
        {"1", 1},      {"0", 0},    {"true", 1},   {"false", 0},  {"yes", 1},
        {"no", 0},     {"t", 1},    {"f", 0},      {"y", 1},      {"n", 0},
        {"да", 1},     {"нет", 0},  {"Да", 1},     {"Нет", 0},    {"ДА", 1},
        {"НЕТ", 0},    {"1.0", 1},  {"0.0", 0},    {"истина", 1}, {"ложь", 0},
        {"Истина", 1}, {"Ложь", 0}, {"ИСТИНА", 1}, {"ЛОЖЬ", 0},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasecmp(s, words[i].word) == 0) {
            *out = words[i].value;
            return RT_OK;
        }
    return bad("import_not_bool", s, err);
}

enum rt_code
rt_parse_int(const char *s, int64_t low, int64_t high, int64_t *out,
             struct rt_err *err)
{
    char *end;
    long long v;

    if (s[0] != '-' && (s[0] < '0' || s[0] > '9'))
        return bad("import_not_int", s, err);
    errno = 0;
    v = strtoll(s, &end, 10);
    if (end > s && *end == '.' && end[1] == '0')
        end += 1 + strspn(end + 1, "0");
    if (*end != '\0' || end == s)
        return bad("import_not_int", s, err);
    if (errno == ERANGE || v < low || v > high)
        return bad("import_int_range", s, err);
    *out = v;
    return RT_OK;
}

enum rt_code
rt_parse_share(const char *s, double *out, struct rt_err *err)
{
    char plain[32];
    size_t n = strlen(s);
    bool percent = n > 1 && s[n - 1] == '%';
    char *comma, *end;
    double v;

    if (percent)
        n -= s[n - 2] == ' ' ? 2 : 1;
    if (n == 0 || n >= sizeof plain || strspn(s, "0123456789.,") < n)
        return bad("import_not_share", s, err);
    memcpy(plain, s, n);
    plain[n] = '\0';
    comma = strchr(plain, ',');
    if (comma != NULL)
        *comma = '.';
    v = strtod(plain, &end);
    if (*end != '\0' || end == plain)
        return bad("import_not_share", s, err);
    if (percent)
        v /= 100;
    if (!(v >= 0 && v <= 1))
        return bad("import_not_share", s, err);
    *out = v;
    return RT_OK;
}

enum rt_code
rt_parse_money(const char *s, const struct rt_parse_how *how, int64_t *out,
               struct rt_err *err)
{
    return rt_money_parse(s, how->digits, out, err);
}

enum rt_code
rt_parse_currency(const char *s, const struct rt_parse_how *how,
                  struct rt_err *err)
{
    static const struct {
        const char *word, *code;
    } words[] = {
        {"₽", "RUB"},  {"руб", "RUB"}, {"руб.", "RUB"}, {"Руб", "RUB"},
        {"Руб.", "RUB"}, {"РУБ", "RUB"}, {"РУБ.", "RUB"}, {"RUR", "RUB"},
        {"€", "EUR"},    {"$", "USD"},   {"£", "GBP"},    {"₸", "KZT"},
        {"₴", "UAH"},
    };
    const char *code = s;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasecmp(s, words[i].word) == 0)
            code = words[i].code;
    if (strcasecmp(code, how->currency) == 0)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "import_row_currency", "value", s,
                       "currency", how->currency, NULL);
}

/* v / unit, halves to the even neighbour. */
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
    enum rt_code rc = rt_money_parse(first, RT_PARSE_DECIMALS, &a, err);

    if (rc == RT_OK && second != NULL)
        rc = rt_money_parse(second, RT_PARSE_DECIMALS, &b, err);
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

enum rt_code
rt_parse_phone(const char *s, char out[RT_PHONE_TEXT], struct rt_err *err)
{
    bool plus = s[0] == '+';
    char digits[RT_PHONE_TEXT];
    size_t n = 0;

    for (const char *p = s + plus; *p != '\0'; p++) {
        if (strchr(" ().-\t", *p) != NULL)
            continue;
        if (strncmp(p, nbsp, 2) == 0) {
            p++;
            continue;
        }
        if (*p < '0' || *p > '9' || n == 15)
            return bad("import_not_phone", s, err);
        digits[n++] = *p;
    }
    digits[n] = '\0';
    if (!plus && n == 11 && (digits[0] == '7' || digits[0] == '8'))
        digits[0] = '7';
    else if (!plus || n < 8 || digits[0] == '0')
        return bad("import_not_phone", s, err);
    snprintf(out, RT_PHONE_TEXT, "+%s", digits);
    return RT_OK;
}

enum rt_code
rt_parse_email(const char *s, struct rt_err *err)
{
    const char *at = strchr(s, '@');

    if (at == NULL || at == s || strchr(at + 1, '@') != NULL ||
        strpbrk(s, " \t\r\n,;<>\"") != NULL || strlen(s) > 254 ||
        strchr(at, '.') == NULL || at[1] == '.' || s[strlen(s) - 1] == '.')
        return bad("import_not_email", s, err);
    return RT_OK;
}
