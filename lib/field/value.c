#include "field/value.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *
rt_parse_field(const char *s, size_t *len)
{
    s = rt_plain_trim(s, len);
    if (*len > 1 && s[0] == '\'' && strchr("=+-@\t\r", s[1]) != NULL) {
        *len -= 1;
        return s + 1;
    }
    if (*len < 3 || s[0] != '=' || s[1] != '"' || s[*len - 1] != '"')
        return s;
    *len -= 3;
    return rt_plain_trim(s + 2, len);
}

static bool
is_one_of(const char *s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(s, words[i]) == 0)
            return true;
    return false;
}

bool
rt_parse_none(const char *s, enum rt_none_in in)
{
    static const char *const anywhere[] = {"NULL", "null", "\\N", "N/A", "n/a",
                                           "#N/A", "Н/Д",  "н/д", "#Н/Д"};
    static const char *const numbers[] = {"Null", "None", "none", "nil",
                                          "NaN",  "nan",  "NA"};
    static const char *const dates[] = {"NaT",
                                        "0000-00-00",
                                        "0000-00-00 00:00:00",
                                        "01.01.0001",
                                        "01.01.0001 0:00:00",
                                        "01.01.0001 00:00:00",
                                        "0001-01-01",
                                        "0001-01-01T00:00:00",
                                        "0001-01-01 00:00:00",
                                        "-",
                                        "–",
                                        "—"};

    if (strchr("Nn\\#0-\xe2\xd0", s[0]) == NULL)
        return false; /* as most */
#define IS_ONE_OF(words) is_one_of(s, words, sizeof(words) / sizeof(words)[0])
    return IS_ONE_OF(anywhere) ||
           (in != RT_NONE_IN_TEXT && IS_ONE_OF(numbers)) ||
           (in == RT_NONE_IN_DATE && IS_ONE_OF(dates));
#undef IS_ONE_OF
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

/* "4.68769E+17", as spreadsheets show a long number: its last digits are lost.
 * `any`: with any exponent, as in numbers. */
static bool
lost_digits(const char *s, bool any)
{
    size_t n = strspn(s, "0123456789");
    const char *p = s + n;

    if (n == 0 || (n > 1 && !any))
        return false;
    if (*p == '.' || *p == ',')
        p += 1 + strspn(p + 1, "0123456789");
    if (*p != 'E' && *p != 'e')
        return false;
    p++;
    if (*p != '+' && !any)
        return false;
    p += *p == '+' || *p == '-';
    n = strspn(p, "0123456789");
    return n >= (any ? 1 : 2) && p[n] == '\0';
}

/* "17850.0" -> 17850.  Text that is not a number is kept: one option serves
 * files whose clients are numbers and whose contracts are not. */
static void
fold_number_id(char *s, size_t *len)
{
    size_t n = strspn(s, "0123456789");

    if (n == *len || n == 0 || (s[n] != '.' && s[n] != ','))
        return;
    if (strspn(s + n + 1, "0") == *len - n - 1) {
        s[n] = '\0';
        *len = n;
    }
}

enum rt_code
rt_parse_id(char *s, size_t *len, size_t max, const struct rt_parse_how *how,
            struct rt_err *err)
{
    for (size_t i = 0; i < *len; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            return bad("import_bad_char", s, err);
    if (lost_digits(s, how->number_ids))
        return bad("import_lost_digits", s, err);
    if (how->number_ids)
        fold_number_id(s, len);
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
    char plain[RT_PLAIN_MAX], *end;
    long long v;

    if (!rt_plain_text(s, plain) ||
        (plain[0] != '-' && (plain[0] < '0' || plain[0] > '9')))
        return bad("import_not_int", s, err);
    errno = 0;
    v = strtoll(plain, &end, 10);
    if (end > plain && (*end == '.' || *end == ',') && end[1] == '0')
        end += 1 + strspn(end + 1, "0");
    if (*end != '\0' || end == plain)
        return bad("import_not_int", s, err);
    if (errno == ERANGE || v < low || v > high)
        return bad("import_int_range", s, err);
    *out = v;
    return RT_OK;
}

enum rt_code
rt_parse_share(const char *s, double *out, struct rt_err *err)
{
    char plain[RT_PLAIN_MAX];
    bool known = rt_plain_text(s, plain);
    size_t n = strlen(plain);
    bool percent = n > 1 && plain[n - 1] == '%';
    char *comma, *end;
    double v;

    if (percent)
        n -= plain[n - 2] == ' ' ? 2 : 1;
    if (!known || n == 0 || strspn(plain, "0123456789.,") < n)
        return bad("import_not_share", s, err);
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
