/* Guess which Cyrillic encoding a text is in. */
#include "base/charset.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <stdlib.h>

/* All weights are 100 times natural logarithms. */
enum {
    WORDS_MAX = 4096, /* how many different words are looked at */
    WORD_SLOTS = 2 * WORDS_MAX,
    OTHER_LETTER = 250, /* Ukrainian, Belarusian */
    SIGN = 50,          /* quotes, dashes, the number sign */
    ODD = -500,         /* boxes, letters of other alphabets, nothing at all */
    CAPITAL_INSIDE = -400,
    ALL_CAPITALS = -100,
    BLANK_IN_NUMBER = 600,
    COMMON_CHARSET = 460, /* Windows-1251 is a hundred times as frequent */
    SURE_COMMON = 500,    /* the best must lead the next one by this much */
    SURE = 300,
    LETTERS_JUDGED = 12, /* the mean weight counts from this many letters on */
    MEAN_MIN = 290       /* Russian text has 380, random letters 288 */
};

/* How often each letter from а to я occurs in a million letters of Russian
 * text, as weights. */
static const int16_t letter_weight[32] = {
    438, 277, 381, 283, 340, 444, 220, 283, 430, 248, 356,
    378, 347, 420, 469, 333, 385, 401, 414, 326, 110, 230,
    161, 264, 195, 139, 0,   294, 283, 110, 179, 300};

enum { YO_WEIGHT = 69 };

struct reading {
    enum rt_charset charset;
    uint16_t table[RT_CHARSET_HIGH];
    int64_t weight, letters;
    size_t n, odd; /* bytes that are not ASCII */
};

static bool
is_sign(uint32_t c)
{
    static const uint16_t signs[] = {
        0xa0,   0xa7,   0xa9,   0xab,   0xae,   0xb0,   0xb1,   0xb5,   0xb6,
        0xb7,   0xbb,   0x2013, 0x2014, 0x2018, 0x2019, 0x201a, 0x201c, 0x201d,
        0x201e, 0x2022, 0x2026, 0x2030, 0x2039, 0x203a, 0x20ac, 0x2116, 0x2122};

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (signs[i] == c)
            return true;
    return false;
}

static bool
is_other_letter(uint32_t small)
{
    return small == 0x456 || small == 0x457 || small == 0x454 ||
           small == 0x491 || small == 0x45e;
}

/* The weight of one character.  `letter` is set for a Russian letter. */
static int
weigh_character(uint32_t c, bool *letter)
{
    uint32_t small = rt_utf8_small(c);

    *letter = (small >= 0x430 && small <= 0x44f) || small == 0x451;
    if (*letter)
        return small == 0x451 ? YO_WEIGHT : letter_weight[small - 0x430];
    if (is_other_letter(small))
        return OTHER_LETTER;
    return is_sign(c) ? SIGN : ODD;
}

/* A run of bytes that are not ASCII. */
static void
weigh_word(struct reading *r, const char *s, size_t len)
{
    bool after_small = false, capitals = true;
    size_t letters = 0;

    for (size_t i = 0; i < len; i++) {
        uint32_t c = r->table[(unsigned char)s[i] - 0x80];
        bool letter, capital = rt_utf8_small(c) != c;
        int weight = weigh_character(c, &letter);

        r->weight += weight;
        r->odd += weight == ODD;
        if (letter) {
            r->letters++;
            letters++;
            capitals = capitals && capital;
            r->weight += after_small && capital ? CAPITAL_INSIDE : 0;
        }
        after_small = letter && !capital;
    }
    r->n += len;
    r->weight += letters >= 3 && capitals ? ALL_CAPITALS : 0;
}

static uint32_t
hash_word(const char *s, size_t len)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h | 1; /* 0 is a free slot */
}

/* True when the word has not been seen before. */
static bool
add_word(uint32_t slots[WORD_SLOTS], const char *s, size_t len)
{
    uint32_t h = hash_word(s, len);
    size_t at = (h >> 1) % WORD_SLOTS;

    while (slots[at] != 0 && slots[at] != h)
        at = (at + 1) % WORD_SLOTS;
    if (slots[at] == h)
        return false;
    slots[at] = h;
    return true;
}

static bool
is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A single such byte between digits: a no-break space between thousands. */
static bool
is_in_number(const char *s, size_t from, size_t to, size_t len)
{
    return to == from + 1 && from > 0 && to < len && s[from - 1] >= '0' &&
           s[from - 1] <= '9' && s[to] >= '0' && s[to] <= '9';
}

/* Weigh all words.  True when many of them contain ASCII letters too, as words
 * in Western encodings do: "José". */
static bool
weigh_text(struct reading *r, size_t n_readings, const char *s, size_t len)
{
    uint32_t *slots = rt_heap(WORD_SLOTS * sizeof *slots);
    size_t words = 0, mixed = 0;
    int64_t letters;

    for (size_t i = 0; i < len && words < WORDS_MAX;) {
        size_t from = i;

        while (i < len && (unsigned char)s[i] >= 0x80)
            i++;
        if (i == from) {
            i++;
            continue;
        }
        if (!add_word(slots, s + from, i - from))
            continue;
        words++;
        letters = r[0].letters;
        for (size_t k = 0; k < n_readings; k++) {
            weigh_word(&r[k], s + from, i - from);
            if (is_in_number(s, from, i, len))
                r[k].weight += r[k].table[(unsigned char)s[from] - 0x80] == 0xa0
                                   ? BLANK_IN_NUMBER
                                   : 0;
        }
        mixed += r[0].letters > letters &&
                 ((from > 0 && is_ascii_letter(s[from - 1])) ||
                  (i < len && is_ascii_letter(s[i])));
    }
    free(slots);
    return mixed * 3 > words;
}

static bool
is_russian(const struct reading *r)
{
    if (r->odd > 1 + r->n / 50)
        return false;
    return r->letters < LETTERS_JUDGED || r->weight / r->letters >= MEAN_MIN;
}

enum rt_charset
rt_charset_judge(const char *s, size_t len)
{
    struct reading r[] = {{.charset = RT_CHARSET_CP1251},
                          {.charset = RT_CHARSET_CP866},
                          {.charset = RT_CHARSET_KOI8R}};
    enum { N = sizeof r / sizeof r[0] };
    const struct reading *best, *next;

    for (size_t i = 0; i < N; i++)
        if (!rt_charset_table(r[i].charset, r[i].table))
            r[i].weight = INT32_MIN;
    if (weigh_text(r, N, s, len))
        return RT_CHARSET_UNCLEAR;
    r[0].weight += COMMON_CHARSET;
    best = &r[0];
    next = &r[1];
    for (size_t i = 1; i < N; i++) {
        if (r[i].weight > best->weight) {
            next = best;
            best = &r[i];
        } else if (i > 1 && r[i].weight > next->weight) {
            next = &r[i];
        }
    }
    if (best->weight - next->weight <
            (best->charset == RT_CHARSET_CP1251 ? SURE_COMMON : SURE) ||
        !is_russian(best))
        return RT_CHARSET_UNCLEAR;
    return best->charset;
}
