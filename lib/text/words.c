#include "text/text.h"

#include <string.h>

/* Two lines with the same key do not compile. */
#define W(key, ru, en) WORD_##key,
enum {
#include "text/words.def"
    N_WORDS
};
#undef W

struct word {
    const char *key;
    const char *text[RT_LANG__MAX];
};

#define W(key, ru, en) {#key, {[RT_LANG_RU] = ru, [RT_LANG_EN] = en}},
static const struct word words[] = {
#include "text/words.def"
};
#undef W

/* The lengths of the keys in an array of their own: a search runs over it at
 * the speed of memchr() and compares only keys of equal length. */
#define W(key, ru, en) sizeof #key - 1,
static const unsigned char key_len[] = {
#include "text/words.def"
};
#undef W

static const struct word *
find(const char *key)
{
    size_t len = strlen(key);
    const unsigned char *at = key_len;
    const unsigned char *end = key_len + N_WORDS;

    if (len > UINT8_MAX)
        return NULL;
    while ((at = memchr(at, (int)len, (size_t)(end - at))) != NULL) {
        const struct word *w = &words[at - key_len];

        if (memcmp(w->key, key, len) == 0)
            return w;
        at++;
    }
    return NULL;
}

const char *
rt_text_find(enum rt_lang lang, const char *key)
{
    const struct word *w = find(key);

    return w != NULL ? w->text[lang] : NULL;
}

const char *
rt_text(enum rt_lang lang, const char *key)
{
    const char *text = rt_text_find(lang, key);

    if (text == NULL)
        rt_die("no such word in lib/text/words_*.def: %s", key);
    return text;
}

const char *
rt_text_key(size_t i)
{
    return i < N_WORDS ? words[i].key : NULL;
}
