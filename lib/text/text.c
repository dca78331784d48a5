#include "text/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const rt_lang_words[RT_LANG__MAX + 1] = {
    [RT_LANG_RU] = "ru",
    [RT_LANG_EN] = "en",
};

/* General sentences, for readers who only need to know what to do next. */
static const char *const general[RT_CODE__MAX] = {
    [RT_NONE] = "error_none",
    [RT_EINVAL] = "error_einval",
    [RT_ELIMIT] = "error_elimit",
    [RT_EDENIED] = "error_edenied",
    [RT_ECONFLICT] = "error_econflict",
    [RT_EBROKEN] = "error_ebroken",
    [RT_EIO] = "error_eio",
    [RT_EAWAY] = "error_eaway",
    [RT_ERETRY] = "error_eretry",
    [RT_EUNKNOWN] = "error_eunknown",
    [RT_EDB] = "error_edb",
};

/* The values for the placeholders of one sentence. */
struct values {
    const char **list; /* name, value, name, value ... */
    size_t n;          /* of pairs */
};

const char *
rt_lang_name(enum rt_lang lang)
{
    return rt_lang_words[lang];
}

enum rt_code
rt_lang_parse(const char *word, enum rt_lang *out)
{
    for (int i = 0; i < RT_LANG__MAX; i++) {
        if (strcmp(word, rt_lang_words[i]) == 0) {
            *out = (enum rt_lang)i;
            return RT_OK;
        }
    }
    return RT_NONE;
}

enum rt_lang
rt_lang_of_env(void)
{
    static const char *const names[] = {"RETENTION_LANG", "LC_ALL",
                                        "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && *value != '\0')
            return strncmp(value, "ru", 2) == 0 ? RT_LANG_RU : RT_LANG_EN;
    }
    return RT_LANG_EN;
}

static const char *
value_of(const struct values *v, const char *name, size_t len)
{
    for (size_t i = 0; i < v->n; i++) {
        const char *have = v->list[2 * i];

        if (strlen(have) == len && memcmp(have, name, len) == 0)
            return v->list[2 * i + 1];
    }
    return NULL;
}

/* A placeholder without a value is left in the text, so that the mistake is
 * seen. */
static char *
fill(struct rt_arena *a, const char *text, size_t len, const struct values *v)
{
    const char *end = text + len;
    struct rt_buf b;
    char *out;

    rt_buf_init(&b, 0);
    while (text < end) {
        const char *open = memchr(text, '{', (size_t)(end - text));
        const char *shut, *value;

        if (open == NULL)
            open = end;
        rt_buf_add(&b, text, (size_t)(open - text));
        if (open == end)
            break;
        shut = memchr(open, '}', (size_t)(end - open));
        value = shut != NULL ? value_of(v, open + 1, (size_t)(shut - open - 1))
                             : NULL;
        if (value != NULL)
            rt_buf_str(&b, value);
        else
            rt_buf_char(&b, '{');
        text = value != NULL ? shut + 1 : open + 1;
    }
    out = rt_strndup(a, rt_buf_cstr(&b), b.len);
    rt_buf_fini(&b);
    return out;
}

char *
rt_text_fill(enum rt_lang lang, struct rt_arena *a, const char *key, ...)
{
    const char *text = rt_text(lang, key);
    struct values v = {0};
    va_list ap;

    va_start(ap, key);
    while (va_arg(ap, const char *) != NULL) {
        (void)va_arg(ap, const char *);
        v.n++;
    }
    va_end(ap);
    v.list = rt_alloc_n(a, 2 * v.n, sizeof *v.list);
    va_start(ap, key);
    for (size_t i = 0; i < 2 * v.n; i++)
        v.list[i] = va_arg(ap, const char *);
    va_end(ap);
    return fill(a, text, strlen(text), &v);
}

/* The index of the form: 1 договор, 2 договора, 5 договоров; 1 contract, 2
 * contracts. */
static size_t
plural_form(enum rt_lang lang, int64_t n)
{
    uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
    uint64_t teens = size % 100;

    if (lang == RT_LANG_EN)
        return size == 1 ? 0 : 1;
    if (size % 10 == 1 && teens != 11)
        return 0;
    if (size % 10 >= 2 && size % 10 <= 4 && (teens < 12 || teens > 14))
        return 1;
    return 2;
}

char *
rt_text_plural(enum rt_lang lang, struct rt_arena *a, const char *key,
               int64_t n)
{
    const char *form = rt_text(lang, key);
    const char *number = rt_text_count(lang, a, n);
    struct values v = {.list = (const char *[]){"n", number}, .n = 1};

    for (size_t skip = plural_form(lang, n); skip > 0; skip--) {
        const char *bar = strchr(form, '|');

        if (bar != NULL)
            form = bar + 1;
    }
    return fill(a, form, strcspn(form, "|"), &v);
}

/* The words of a cause that rt_errno_value() named; others stay as they are. */
static const char *
errno_words(enum rt_lang lang, struct rt_arena *a, const char *name)
{
    const char *words = rt_text_find(lang, rt_fmt(a, "errno_%s", name));

    return words != NULL ? words : name;
}

/* The pairs of err->args, the last of which may be cut. */
static struct values
err_values(enum rt_lang lang, struct rt_arena *a, const struct rt_err *err)
{
    struct values v = {.n = 0};
    size_t strings = 0;
    size_t i = 0;

    for (size_t at = 0; at < err->args_len; at++)
        strings += err->args[at] == '\0';
    v.n = strings / 2;
    v.list = rt_alloc_n(a, 2 * v.n, sizeof *v.list);
    for (size_t at = 0; i < 2 * v.n; at += strlen(err->args + at) + 1)
        v.list[i++] = err->args + at;
    for (i = 0; i < v.n; i++)
        if (strcmp(v.list[2 * i], "errno") == 0)
            v.list[2 * i + 1] = errno_words(lang, a, v.list[2 * i + 1]);
    return v;
}

char *
rt_text_err(enum rt_lang lang, struct rt_arena *a, const struct rt_err *err,
            bool detail)
{
    const char *text = err->key != NULL ? rt_text_find(lang, err->key) : NULL;

    if (text == NULL && detail && rt_err_arg(err, "errno") != NULL)
        text = rt_text(lang, "system_refused");
    if (text != NULL) {
        struct values v = err_values(lang, a, err);

        return fill(a, text, strlen(text), &v);
    }
    if (detail)
        return rt_strdup(a, err->text);
    return rt_strdup(
        a, general[err->code] != NULL ? rt_text(lang, general[err->code]) : "");
}
