#include "field/date.h"

#include "base/utf8.h"
#include "field/plain.h"

#include <string.h>

enum { PARTS_MAX = 12, NUMBERS_MAX = 6 };

/*
 * A text is cut into numbers, words and signs.  Each becomes one letter of a
 * shape, and a table says what the numbers of each shape mean:
 *
 *   4 8   a number with this many digits    n   one with 1 or 2 digits
 *   m     a month's name                    r   I II III IV
 *   q     "Q", "кв", "квартал"              w   "W"
 *   g     "г", "год": has no meaning        t y today, yesterday
 *   . - / themselves                        ?   anything else
 */
struct shape {
    char form[PARTS_MAX + 1];
    int numbers[NUMBERS_MAX]; /* also of the months' names */
    size_t n;
};

/* What the numbers are: year, month, day, quarter, week; S: day and month
 * around slashes, in an order to be found out; C: year, month and day in one
 * number; T, P: today and the day before. */
static const struct {
    const char *form, *numbers;
} meanings[] = {
    {"4-n-n", "YMD"},
    {"4.n.n", "YMD"},
    {"4/n/n", "YMD"},
    {"8", "C"},
    {"n.n.4", "DMY"},
    {"n/n/4", "SSY"},
    {"n-n-4", "SSY"},
    {"nm4", "DMY"},
    {"n-m-4", "DMY"},
    {"mn4", "MDY"},
    {"4-n", "YM"},
    {"4.n", "YM"},
    {"4/n", "YM"},
    {"n.4", "MY"},
    {"n/4", "MY"},
    {"n-4", "MY"},
    {"m4", "MY"},
    {"4qn", "YQ"},
    {"4-qn", "YQ"},
    {"qn4", "QY"},
    {"nq4", "QY"},
    {"rq4", "QY"},
    {"4-wn", "YW"},
    {"4wn", "YW"},
    {"4", "Y"},
    {"t", "T"},
    {"y", "P"},
    {"nm4-nm4", "DMYDMY"},
    {"nm-nm4", "DMDMY"},
    {"n-nm4", "DDMY"},
    {"n.n.4-n.n.4", "DMYDMY"},
};

/* Months in the nominative and the genitive; their first three letters, or
 * more, are enough. */
static const char *const months[][3] = {
    {"январь", "января", "january"},
    {"февраль", "февраля", "february"},
    {"март", "марта", "march"},
    {"апрель", "апреля", "april"},
    {"май", "мая", "may"},
    {"июнь", "июня", "june"},
    {"июль", "июля", "july"},
    {"август", "августа", "august"},
    {"сентябрь", "сентября", "september"},
    {"октябрь", "октября", "october"},
    {"ноябрь", "ноября", "november"},
    {"декабрь", "декабря", "december"},
};

static const char *const romans[] = {"i", "ii", "iii", "iv"};

static const struct {
    const char *word;
    char part;
} words[] = {
    {"q", 'q'},       {"кв", 'q'},        {"квартал", 'q'}, {"w", 'w'},
    {"г", 'g'},       {"год", 'g'},       {"года", 'g'},    {"today", 't'},
    {"сегодня", 't'}, {"yesterday", 'y'}, {"вчера", 'y'},
};

#define N_OF(list) (sizeof(list) / sizeof((list)[0]))

/* Convert to small letters, one kind of blank and one of dash; false when the
 * text is too long or not valid UTF-8. */
static bool
fold_text(const char *text, char out[RT_PLAIN_MAX])
{
    char plain[RT_PLAIN_MAX];
    size_t len;

    if (!rt_plain_text(text, plain))
        return false;
    len = strlen(plain);
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = rt_utf8_next(plain + i, len - i, &c);

        if (n == 0)
            return false;
        out += rt_utf8_put(rt_utf8_small(c), out); /* as many bytes */
        i += n;
    }
    *out = '\0';
    return true;
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* 1..12; 0 when the word does not begin a month's name. */
static int
month_of(const char *word, size_t len)
{
    size_t letters = rt_utf8_count(word, len);

    for (size_t m = 0; letters >= 3 && m < N_OF(months); m++)
        for (size_t k = 0; k < N_OF(months[m]); k++)
            if (strncmp(months[m][k], word, len) == 0)
                return (int)m + 1;
    return 0;
}

static bool
is_word(const char *known, const char *word, size_t len)
{
    return strlen(known) == len && memcmp(known, word, len) == 0;
}

/* Tell what a word is, and its number if it has one. */
static char
part_of_word(const char *word, size_t len, int *number)
{
    for (size_t i = 0; i < N_OF(words); i++)
        if (is_word(words[i].word, word, len))
            return words[i].part;
    for (size_t i = 0; i < N_OF(romans); i++)
        if (is_word(romans[i], word, len)) {
            *number = (int)i + 1;
            return 'r';
        }
    *number = month_of(word, len);
    return *number != 0 ? 'm' : '?';
}

static char
part_of_number(const char *digits, size_t len, int *number)
{
    *number = 0;
    for (size_t i = 0; len <= 8 && i < len; i++)
        *number = *number * 10 + (digits[i] - '0');
    return len <= 2 ? 'n' : len == 4 ? '4' : len == 8 ? '8' : '?';
}

/* Move past one part of the text; '\0' for what only separates. */
static char
take_part(const char **p, int *number)
{
    const char *s = *p;
    size_t digits = strspn(s, "0123456789"), letters = 0;

    while (is_letter(s[letters]))
        letters++;
    if (digits > 0) {
        *p += digits;
        return part_of_number(s, digits, number);
    }
    if (letters > 0) {
        *p += letters + (s[letters] == '.'); /* "июн.", "г." */
        return part_of_word(s, letters, number);
    }
    (*p)++;
    if (*s == ' ' || *s == ',')
        return '\0';
    return strchr(".-/", *s) != NULL ? *s : '?';
}

static bool
has_number(char part)
{
    return strchr("48nmr", part) != NULL;
}

static bool
shape_of(const char *text, struct shape *out)
{
    char folded[RT_PLAIN_MAX];
    const char *p = folded;
    size_t n = 0;

    *out = (struct shape){.n = 0};
    if (!fold_text(text, folded))
        return false;
    while (*p != '\0') {
        int number = 0;
        char part = take_part(&p, &number);

        if (part == '\0' || (part == 'g' && n > 0 && out->form[n - 1] == '4'))
            continue;
        if (n == PARTS_MAX || (has_number(part) && out->n == NUMBERS_MAX))
            return false;
        out->form[n++] = part;
        if (has_number(part))
            out->numbers[out->n++] = number;
    }
    return true;
}

/* The numbers by their meaning, -1 for none; two sets for a range of days. */
struct numbers {
    int year[2], month[2], day[2], slash[2], quarter, week, compact;
    int n_year, n_month, n_day, n_slash;
};

static void
sort_number(struct numbers *to, char meaning, int number)
{
    switch (meaning) {
    case 'Y':
        to->year[to->n_year++] = number;
        break;
    case 'M':
        to->month[to->n_month++] = number;
        break;
    case 'D':
        to->day[to->n_day++] = number;
        break;
    case 'S':
        to->slash[to->n_slash++] = number;
        break;
    case 'Q':
        to->quarter = number;
        break;
    case 'W':
        to->week = number;
        break;
    default:
        to->compact = number;
    }
}

static bool
set_days(struct rt_date first, int n_days, enum rt_by by,
         struct rt_typed_period *out)
{
    if (!rt_date_valid(first))
        return false;
    out->first = rt_day_of(first);
    out->last = out->first + n_days - 1;
    out->by = by;
    return true;
}

/* Make a period of whole months. */
static bool
set_period(struct rt_date first, enum rt_by by, struct rt_typed_period *out)
{
    if (!set_days(first, 1, by, out))
        return false;
    out->last = rt_period_add(by, out->first, 1) - 1;
    return true;
}

/* ISO 8601: week 1 contains 4 January; a week belongs to the year of its
 * Thursday. */
static bool
set_week(int year, int week, struct rt_typed_period *out)
{
    struct rt_date fourth = {.year = year, .month = 1, .day = 4};
    int32_t first;

    if (!rt_date_valid(fourth) || week < 1)
        return false;
    first = rt_period_start(RT_BY_WEEK, rt_day_of(fourth)) + 7 * (week - 1);
    if (rt_date_of(first + 3).year != year)
        return false;
    *out = (struct rt_typed_period){.first = first,
                                    .last = first + 6 < RT_DAY_MAX ? first + 6
                                                                   : RT_DAY_MAX,
                                    .by = RT_BY_WEEK};
    return true;
}

/* A week from its Monday to its Sunday; numbers given once apply to both
 * days. */
static bool
set_range(const struct numbers *k, struct rt_typed_period *out)
{
    struct rt_date first = {k->year[0], k->month[0], k->day[0]};
    struct rt_date last = {k->year[k->n_year - 1], k->month[k->n_month - 1],
                           k->day[1]};

    return rt_date_valid(last) && set_days(first, 7, RT_BY_WEEK, out) &&
           rt_weekday(out->first) == 0 && out->last == rt_day_of(last);
}

static bool
set_compact(int c, struct rt_typed_period *out)
{
    return set_days((struct rt_date){c / 10000, c / 100 % 100, c % 100}, 1,
                    RT_BY_DAY, out);
}

static bool
set_numbers(const struct numbers *k, struct rt_typed_period *out)
{
    struct rt_date d = {k->year[0], 1, 1};

    if (k->compact >= 0)
        return set_compact(k->compact, out);
    if (k->week >= 0)
        return set_week(k->year[0], k->week, out);
    if (k->n_day == 2)
        return set_range(k, out);
    if (k->quarter >= 0) {
        d.month = k->quarter * 3 - 2;
        return set_period(d, RT_BY_QUARTER, out);
    }
    if (k->n_month != 0)
        d.month = k->month[0];
    if (k->n_day != 0) {
        d.day = k->day[0];
        return set_days(d, 1, RT_BY_DAY, out);
    }
    return set_period(d, k->n_month != 0 ? RT_BY_MONTH : RT_BY_YEAR, out);
}

static enum rt_code
bad_date(const char *key, const char *name, const char *text,
         struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, key, "name", name, "value", text, NULL);
}

/* 13/06/2026: day and month in whichever order exists. */
static enum rt_code
read_slashes(const char *name, const char *text, const struct numbers *k,
             struct rt_typed_period *out, struct rt_err *err)
{
    struct rt_typed_period by_day, by_month;
    char first[RT_PERIOD_LABEL], second[RT_PERIOD_LABEL];
    bool d, m;

    d = set_days((struct rt_date){k->year[0], k->slash[1], k->slash[0]}, 1,
                 RT_BY_DAY, &by_day);
    m = set_days((struct rt_date){k->year[0], k->slash[0], k->slash[1]}, 1,
                 RT_BY_DAY, &by_month);
    if (!d && !m)
        return bad_date("bad_date", name, text, err);
    *out = d ? by_day : by_month;
    if (!d || !m || by_day.first == by_month.first)
        return RT_OK;
    rt_day_format(by_day.first, first);
    rt_day_format(by_month.first, second);
    return rt_fail_key(err, RT_EINVAL, "ambiguous_date", "name", name, "value",
                       text, "first", first, "second", second, NULL);
}

static const char *
meaning_of(const struct shape *s)
{
    for (size_t i = 0; i < N_OF(meanings); i++)
        if (strcmp(meanings[i].form, s->form) == 0)
            return meanings[i].numbers;
    return NULL;
}

enum rt_code
rt_period_read(const char *name, const char *text, int32_t today,
               struct rt_typed_period *out, struct rt_err *err)
{
    struct numbers k = {.quarter = -1, .week = -1, .compact = -1};
    const char *meaning = NULL;
    struct shape s;

    if (shape_of(text, &s))
        meaning = meaning_of(&s);
    if (meaning == NULL)
        return bad_date("bad_date", name, text, err);
    if (*meaning == 'T' || *meaning == 'P') {
        if (today == RT_DAY_NONE)
            return bad_date("bad_date", name, text, err);
        out->first = out->last = today - (*meaning == 'P');
        out->by = RT_BY_DAY;
        return RT_OK;
    }
    for (size_t i = 0; i < s.n; i++)
        sort_number(&k, meaning[i], s.numbers[i]);
    if (k.n_slash != 0)
        return read_slashes(name, text, &k, out, err);
    return set_numbers(&k, out) ? RT_OK : bad_date("bad_date", name, text, err);
}

enum rt_code
rt_day_read(const char *name, const char *text, int32_t today, int32_t *out,
            struct rt_err *err)
{
    struct rt_typed_period p;
    enum rt_code rc = rt_period_read(name, text, today, &p, err);

    if (rc != RT_OK)
        return rc;
    if (p.by != RT_BY_DAY)
        return bad_date("bad_day", name, text, err);
    *out = p.first;
    return RT_OK;
}

void
rt_typed_period_label(const struct rt_typed_period *p, bool ends,
                      char out[RT_PERIOD_LABEL])
{
    if (p->by == RT_BY_DAY || p->by == RT_BY_WEEK)
        rt_day_format(ends ? p->last : p->first, out);
    else
        rt_period_label(p->by, p->first, out);
}
