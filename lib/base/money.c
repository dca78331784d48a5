#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * ISO 4217: the active codes of list one by their number of decimals, sorted.
 * Metals, bonds and test codes have none and are left out.  ANG and BGN,
 * withdrawn in 2025 and 2026, stay for books that are still kept in them.
 */
static const char *const codes[] = {
    [0] = "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF",
    [1] = "",
    [2] = "AEDAFNALLAMDANGAOAARSAUDAWGAZNBAMBBDBDTBGNBMDBNDBOBBOVBRLBSDBTNBWP"
          "BYNBZDCADCDFCHECHFCHWCNYCOPCOUCRCCUPCVECZKDKKDOPDZDEGPERNETBEURFJD"
          "FKPGBPGELGHSGIPGMDGTQGYDHKDHNLHTGHUFIDRILSINRIRRJMDKESKGSKHRKPWKYD"
          "KZTLAKLBPLKRLRDLSLMADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXNMXVMYRMZNNAD"
          "NGNNIONOKNPRNZDPABPENPGKPHPPKRPLNQARRONRSDRUBSARSBDSCRSDGSEKSGDSHP"
          "SLESOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTOPTRYTTDTWDTZSUAHUSDUSNUYUUZSVED"
          "VESWSTXADXCDXCGYERZARZMWZWG",
    [3] = "BHDIQDJODKWDLYDOMRTND",
    [4] = "CLFUYW",
};

enum rt_code
rt_currency_digits(const char *code, int *digits, struct rt_err *err)
{
    size_t len = strlen(code);

    for (int d = 0; len == 3 && d < (int)(sizeof codes / sizeof *codes); d++) {
        for (const char *c = codes[d]; *c != '\0'; c += 3) {
            if (memcmp(c, code, 3) == 0) {
                *digits = d;
                return RT_OK;
            }
        }
    }
    return rt_fail_key(err, RT_EINVAL, "bad_currency", "value", code, NULL);
}

/* The largest amount, a little below what 64 bits hold. */
static const uint64_t minor_max = UINT64_C(9200000000000000000);

/* Bytes that have yet to be read. */
struct span {
    const char *s, *end;
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Length of the blank that `s` begins with (from = true) or ends with; 0:
 * there is none. */
static size_t
blank_at(struct span t, bool from)
{
    static const char *const blanks[] = {" ", "\xc2\xa0", "\xe2\x80\xaf",
                                         "\xe2\x80\x89"};

    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        size_t len = strlen(blanks[i]);

        if ((size_t)(t.end - t.s) >= len &&
            memcmp(from ? t.s : t.end - len, blanks[i], len) == 0)
            return len;
    }
    return 0;
}

static struct span
trim(const char *text)
{
    struct span t = {text, text + strlen(text)};
    size_t len;

    while ((len = blank_at(t, true)) != 0)
        t.s += len;
    while ((len = blank_at(t, false)) != 0)
        t.end -= len;
    return t;
}

/* Read a sign: "-", "+" or U+2212.  True for a minus. */
static bool
take_sign(struct span *t)
{
    static const char minus[] = "\xe2\x88\x92";

    if (t->s < t->end && (*t->s == '-' || *t->s == '+'))
        return *t->s++ == '-';
    if (t->end - t->s < 3 || memcmp(t->s, minus, 3) != 0)
        return false;
    t->s += 3;
    return true;
}

/* Length of the separator at t.s; 0: there is none. */
static size_t
separator_at(struct span t)
{
    if (*t.s == '.' || *t.s == ',' || *t.s == '\'')
        return 1;
    return blank_at(t, true);
}

/* The separators of a number, in their order. */
struct separators {
    const char *first, *last;
    size_t first_len, last_len;
    size_t n;
};

/* False when the text has anything but digits and separators. */
static bool
find_separators(struct span t, struct separators *out)
{
    *out = (struct separators){0};
    while (t.s < t.end) {
        size_t len = is_digit(*t.s) ? 0 : separator_at(t);

        if (len == 0 && !is_digit(*t.s))
            return false;
        if (len != 0) {
            if (out->n++ == 0) {
                out->first = t.s;
                out->first_len = len;
            }
            out->last = t.s;
            out->last_len = len;
        }
        t.s += len != 0 ? len : 1;
    }
    return true;
}

/* Where the decimal point or comma stands; NULL: there is none.  It is the
 * last separator, unless that one groups thousands. */
static const char *
decimal_point(const struct separators *sep)
{
    if (sep->n == 0 || (*sep->last != '.' && *sep->last != ','))
        return NULL;
    return sep->n == 1 || *sep->last != *sep->first ? sep->last : NULL;
}

/* The amount while it is read, in minor units. */
struct sum {
    uint64_t minor;
    bool huge;
};

static void
push(struct sum *sum, int digit)
{
    if (sum->minor > (minor_max - (uint64_t)digit) / 10)
        sum->huge = true;
    if (!sum->huge)
        sum->minor = sum->minor * 10 + (uint64_t)digit;
}

/* Read the digits before the decimals: 1 to 3, then groups of 3, each after
 * the same separator; or any number of digits without groups. */
static bool
read_whole(struct span t, const struct separators *sep, struct sum *sum)
{
    size_t run = 0;
    bool grouped = false;

    while (t.s < t.end) {
        if (is_digit(*t.s)) {
            push(sum, *t.s++ - '0');
            run++;
            continue;
        }
        if (run == 0 || run > 3 || (grouped && run != 3) ||
            (size_t)(t.end - t.s) < sep->first_len ||
            memcmp(t.s, sep->first, sep->first_len) != 0)
            return false;
        t.s += sep->first_len;
        run = 0;
        grouped = true;
    }
    return !grouped || run == 3;
}

/* Read the digits after the point, at least one; beyond `digits` only zeros. */
static bool
read_decimals(struct span t, int digits, struct sum *sum)
{
    bool some = t.s < t.end;

    for (; t.s < t.end; t.s++, digits--) {
        if (digits > 0)
            push(sum, *t.s - '0');
        else if (*t.s != '0')
            return false;
    }
    for (; digits > 0; digits--)
        push(sum, 0);
    return some;
}

/* "1,234": some read thousands, others three decimals. */
static bool
is_group_or_point(struct span t, const char *point)
{
    size_t before = (size_t)(point - t.s);

    return t.end - point == 4 && before >= 1 && before <= 3 &&
           !(before == 1 && *t.s == '0');
}

static enum rt_code
refuse(const char *text, enum rt_code code, const char *key, int digits,
       struct rt_err *err)
{
    char n[12];

    snprintf(n, sizeof n, "%d", digits);
    return rt_fail_key(err, code, key, "value", text, "digits", n, NULL);
}

enum rt_code
rt_money_parse(const char *text, int digits, int64_t *minor, struct rt_err *err)
{
    struct span t = trim(text), whole;
    bool minus = take_sign(&t), good;
    struct separators sep;
    struct sum sum = {0};
    const char *point;

    if (t.s == t.end || !find_separators(t, &sep))
        return refuse(text, RT_EINVAL, "bad_amount", digits, err);
    point = decimal_point(&sep);
    if (point != NULL && sep.n == 1 && is_group_or_point(t, point)) {
        if (digits != 0 && digits != 3)
            return refuse(text, RT_EINVAL, "ambiguous_amount", digits, err);
        point = digits == 0 ? NULL : point; /* thousands, as the currency (yen,
                                               say) has no decimals */
    }

    whole = (struct span){t.s, point != NULL ? point : t.end};
    good = read_whole(whole, &sep, &sum);
    if (good && point != NULL)
        good = read_decimals((struct span){point + 1, t.end}, digits, &sum);
    for (int i = 0; point == NULL && i < digits; i++)
        push(&sum, 0);
    if (!good)
        return refuse(text, RT_EINVAL, "bad_amount", digits, err);
    if (sum.huge)
        return refuse(text, RT_ELIMIT, "huge_amount", digits, err);
    *minor = minus ? -(int64_t)sum.minor : (int64_t)sum.minor;
    return RT_OK;
}

void
rt_money_plain(int64_t minor, int digits, char out[RT_MONEY_TEXT])
{
    uint64_t size = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    uint64_t unit = 1;

    for (int i = 0; i < digits; i++)
        unit *= 10;
    if (digits == 0)
        snprintf(out, RT_MONEY_TEXT, "%s%" PRIu64, minor < 0 ? "-" : "", size);
    else
        snprintf(out, RT_MONEY_TEXT, "%s%" PRIu64 ".%0*" PRIu64,
                 minor < 0 ? "-" : "", size / unit, digits, size % unit);
}

enum rt_code
rt_money_add(int64_t a, int64_t b, int64_t *sum, const char *what,
             struct rt_err *err)
{
    if (__builtin_add_overflow(a, b, sum))
        return rt_fail(err, RT_ELIMIT, "%s: the sum is beyond 64 bits", what);
    return RT_OK;
}
