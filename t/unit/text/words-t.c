#include "text/text.h"
#include "base/utf8.h"
#include "../tap.h"

#include <ctype.h>

/* The placeholders of a sentence, sorted, each once: "{n}{name}". */
static const char *
placeholders(struct rt_arena *a, const char *text)
{
    const char *names[32];
    size_t n = 0;
    struct rt_buf b;
    char *out;

    for (const char *p = strchr(text, '{'); p != NULL; p = strchr(p, '{')) {
        size_t len = strcspn(p, "}");
        const char *name = rt_strndup(a, p, len + (p[len] == '}'));
        size_t at = 0;

        while (at < n && strcmp(names[at], name) < 0)
            at++;
        if ((at == n || strcmp(names[at], name) != 0) && n < 32) {
            memmove(names + at + 1, names + at, (n - at) * sizeof names[0]);
            names[at] = name;
            n++;
        }
        p += len;
    }
    rt_buf_init(&b, 0);
    for (size_t i = 0; i < n; i++)
        rt_buf_str(&b, names[i]);
    out = rt_strdup(a, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return out;
}

static int
forms(const char *text)
{
    int n = 1;

    for (; *text != '\0'; text++)
        n += *text == '|';
    return n;
}

static bool
is_flat(const char *key)
{
    for (const char *p = key; *p != '\0'; p++) {
        if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p) &&
            *p != '_')
            return false;
    }
    return *key != '\0';
}

static bool
is_clean(const char *text)
{
    return *text != '\0' && rt_utf8_valid(text, strlen(text)) &&
           !isspace((unsigned char)text[0]) &&
           !isspace((unsigned char)text[strlen(text) - 1]);
}

/* True when a key keeps all rules; prints the ones it breaks. */
static bool
key_is_sound(struct rt_arena *a, const char *key)
{
    const char *ru = rt_text(RT_LANG_RU, key);
    const char *en = rt_text(RT_LANG_EN, key);
    bool plural = forms(ru) > 1 || forms(en) > 1;
    const char *wrong = NULL;

    if (!is_flat(key))
        wrong = "a key is [a-z0-9_]+";
    else if (!is_clean(ru) || !is_clean(en))
        wrong = "empty, not UTF-8, or blanks at an end";
    else if (strcmp(placeholders(a, ru), placeholders(a, en)) != 0)
        wrong = "the languages have different placeholders";
    else if (plural && (forms(ru) != 3 || forms(en) != 2))
        wrong = "a plural has three forms in Russian, two in English";
    if (wrong != NULL)
        printf("# %s: %s\n", key, wrong);
    return wrong == NULL;
}

static void
test_catalogue(struct rt_arena *a)
{
    size_t n = 0;
    size_t broken = 0;
    size_t lost = 0;

    for (const char *key; (key = rt_text_key(n)) != NULL; n++) {
        broken += !key_is_sound(a, key);
        lost += rt_text_find(RT_LANG_EN, key) == NULL;
    }
    ok(n > 20, "the catalogue has words: %zu", n);
    is_int((int64_t)broken, 0, "every key keeps the rules in both languages");
    is_int((int64_t)lost, 0, "every key is found by its name");
}

static void
test_rules_can_fail(struct rt_arena *a)
{
    is_str(placeholders(a, "{b} of {a}, {b}"), "{a}{b}",
           "placeholders: sorted, each once");
    is_str(placeholders(a, "none"), "", "placeholders: none");
    is_int(forms("один|два|пять"), 3, "plural forms are counted");
    ok(is_flat("bad_key2") && !is_flat("Bad") && !is_flat("a.b"),
       "a key is flat or not");
    ok(!is_clean("") && !is_clean(" a") && !is_clean("a ") && is_clean("a"),
       "blanks at the ends are seen");
}

static void
test_find(void)
{
    is_str(rt_text(RT_LANG_RU, "month_1"), "янв.", "a word in Russian");
    is_str(rt_text(RT_LANG_EN, "month_1"), "Jan", "the same in English");
    ok(rt_text_find(RT_LANG_EN, "month_13") == NULL, "no such key: NULL");
    ok(rt_text_find(RT_LANG_EN, "") == NULL, "an empty key: NULL");
    ok(rt_text_find(RT_LANG_EN, "month_") == NULL, "half a key: NULL");
}

/* Longer than any key can be. */
static void
test_long_key(void)
{
    char key[300];

    memset(key, 'a', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    ok(rt_text_find(RT_LANG_EN, key) == NULL, "a key of 299 bytes: NULL");
    memcpy(key, "month_1", 7);
    key[256 + 7] = '\0';
    ok(rt_text_find(RT_LANG_EN, key) == NULL,
       "a length that wraps in a byte finds nothing");
}

int
main(void)
{
    struct rt_arena *a = rt_arena_new();

    test_catalogue(a);
    test_rules_can_fail(a);
    test_find();
    test_long_key();
    rt_arena_free(a);
    return done();
}
