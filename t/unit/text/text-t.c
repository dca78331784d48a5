#include "text/text.h"
#include "../tap.h"

#include <errno.h>

static struct rt_arena *a;

static void
test_lang(void)
{
    enum rt_lang lang = RT_LANG__MAX;

    is_int(rt_lang_parse("ru", &lang), RT_OK, "ru is a language");
    is_int(lang, RT_LANG_RU, "it is Russian");
    is_int(rt_lang_parse("en", &lang), RT_OK, "en is a language");
    is_int(rt_lang_parse("EN", &lang), RT_NONE,
           "EN in capitals is not a language");
    is_int(rt_lang_parse("", &lang), RT_NONE, "nor is the empty word");
    is_str(rt_lang_name(lang), "en", "what is read is written");
}

static void
test_lang_of_env(void)
{
    static const struct {
        const char *own, *all, *messages, *lang;
        enum rt_lang want;
        const char *what;
    } rows[] = {
        {NULL, NULL, NULL, NULL, RT_LANG_EN, "nothing set: English"},
        {NULL, NULL, NULL, "ru_RU.UTF-8", RT_LANG_RU, "LANG"},
        {NULL, NULL, "C", "ru_RU.UTF-8", RT_LANG_EN, "LC_MESSAGES before it"},
        {NULL, "ru_RU", "C", "C", RT_LANG_RU, "LC_ALL before that"},
        {"en", "ru_RU", "C", "C", RT_LANG_EN, "RETENTION_LANG first"},
        {"", "", "", "ru", RT_LANG_RU, "an empty one says nothing"},
    };
    static const char *const names[] = {"RETENTION_LANG", "LC_ALL",
                                        "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *const values[] = {rows[i].own, rows[i].all,
                                      rows[i].messages, rows[i].lang};

        for (size_t j = 0; j < sizeof names / sizeof names[0]; j++) {
            unsetenv(names[j]);
            if (values[j] != NULL)
                setenv(names[j], values[j], 1);
        }
        is_int(rt_lang_of_env(), rows[i].want, rows[i].what);
    }
}

static void
test_fill(void)
{
    is_str(rt_text_fill(RT_LANG_EN, a, "error_none", "x", "y", NULL),
           "Nothing was found.", "an unused value does no harm");
    is_str(rt_text_fill(RT_LANG_EN, a, "conf_twice", "line", "7", "name", "X_Y",
                        NULL),
           "X_Y is already set in line 7. Keep one of the two lines.",
           "placeholders are replaced, whatever their order");
    is_str(rt_text_fill(RT_LANG_EN, a, "conf_twice", "line", "{name}", "name",
                        "{line}", NULL),
           "{line} is already set in line {name}. Keep one of the two lines.",
           "a value is not read again");
    is_str(rt_text_fill(RT_LANG_RU, a, "conf_wrong", NULL),
           "Ошибок в настройках: {n}. Все перечислены выше.",
           "a placeholder without a value stays visible");
}

static void
test_plural(void)
{
    static const struct {
        int64_t n;
        const char *ru, *en;
    } rows[] = {
        {0, "ещё 0 ошибок", "0 more mistakes"},
        {1, "ещё 1 ошибка", "1 more mistake"},
        {2, "ещё 2 ошибки", "2 more mistakes"},
        {4, "ещё 4 ошибки", "4 more mistakes"},
        {5, "ещё 5 ошибок", "5 more mistakes"},
        {11, "ещё 11 ошибок", "11 more mistakes"},
        {12, "ещё 12 ошибок", "12 more mistakes"},
        {14, "ещё 14 ошибок", "14 more mistakes"},
        {21, "ещё 21 ошибка", "21 more mistakes"},
        {22, "ещё 22 ошибки", "22 more mistakes"},
        {101, "ещё 101 ошибка", "101 more mistakes"},
        {111, "ещё 111 ошибок", "111 more mistakes"},
        {112, "ещё 112 ошибок", "112 more mistakes"},
        {1001, "ещё 1001 ошибка", "1,001 more mistakes"},
        {12345,
         "ещё 12\xc2\xa0"
         "345 ошибок",
         "12,345 more mistakes"},
        {-1, "ещё −1 ошибка", "−1 more mistake"},
        {-3, "ещё −3 ошибки", "−3 more mistakes"},
        {INT64_MIN,
         "ещё −9\xc2\xa0"
         "223\xc2\xa0"
         "372\xc2\xa0"
         "036\xc2\xa0"
         "854\xc2\xa0"
         "775\xc2\xa0"
         "808 ошибок",
         "−9,223,372,036,854,775,808 more mistakes"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        is_str(rt_text_plural(RT_LANG_RU, a, "conf_more", rows[i].n),
               rows[i].ru, rows[i].ru);
        is_str(rt_text_plural(RT_LANG_EN, a, "conf_more", rows[i].n),
               rows[i].en, rows[i].en);
    }
}

static void
test_err_with_key(void)
{
    struct rt_err err = {0};

    rt_fail_key(&err, RT_EINVAL, "conf_wrong", "n", "7", NULL);
    is_str(rt_text_err(RT_LANG_RU, a, &err, false),
           "Ошибок в настройках: 7. Все перечислены выше.",
           "the sentence of the key, filled");
    is_str(rt_text_err(RT_LANG_EN, a, &err, true),
           "Mistakes in the settings: 7. All are listed above.",
           "for the operator too");
    err = (struct rt_err){0};
    rt_fail_key(&err, RT_EINVAL, "no_such_key", "n", "7", NULL);
    is_str(rt_text_err(RT_LANG_EN, a, &err, true), "no_such_key n=7",
           "an unknown key: the log text for the operator");
    is_str(rt_text_err(RT_LANG_EN, a, &err, false),
           rt_text(RT_LANG_EN, "error_einval"),
           "a page gets the general sentence");
}

/* Errors of the operating system are in the reader's language. */
static void
test_err_of_system(void)
{
    struct rt_err err = {0};

    errno = EACCES;
    rt_fail_errno(&err, "%s", "out/x.csv");
    is_str(rt_text_err(RT_LANG_RU, a, &err, true),
           "out/x.csv: нет прав доступа", "a cause that is known");
    is_str(rt_text_err(RT_LANG_EN, a, &err, true),
           "out/x.csv: permission denied", "in English");
    is_str(rt_text_err(RT_LANG_EN, a, &err, false),
           rt_text(RT_LANG_EN, "error_eio"), "a page names no file");
    err = (struct rt_err){0};
    errno = EDOM;
    rt_fail_errno(&err, "out/x.csv");
    is_str(rt_text_err(RT_LANG_RU, a, &err, true),
           rt_fmt(a, "out/x.csv: %s", strerror(EDOM)), "other causes");
    err = (struct rt_err){0};
    rt_fail_key(&err, RT_EIO, "csv_cannot_open", "file", "nofile.csv", "errno",
                rt_errno_value(ENOENT), NULL);
    is_str(rt_text_err(RT_LANG_RU, a, &err, false),
           "Файл nofile.csv не открывается: нет такого файла или папки.",
           "within a sentence");
}

static void
test_errno_words(void)
{
    static const int known[] = {
        ENOENT, EACCES, EPERM,  EISDIR, ENOTDIR, EEXIST, ENOSPC, EDQUOT,
        EROFS,  EIO,    EMFILE, ENFILE, ELOOP,   EBUSY,  EFBIG,  ENAMETOOLONG};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *key = rt_fmt(a, "errno_%s", rt_errno_value(known[i]));

        ok(rt_text_find(RT_LANG_RU, key) != NULL, "%s has words", key);
    }
}

/* An error with more arguments than fit: the arguments that fit are shown. */
static void
test_err_cut_short(void)
{
    struct rt_err err = {0};
    char big[121];

    memset(big, 'x', 120);
    big[120] = '\0';
    rt_fail_key(&err, RT_EINVAL, "conf_wrong", "a", big, "b", big, "c", big,
                "d", big, "e", big, "n", "7", NULL);
    is_str(rt_text_err(RT_LANG_EN, a, &err, true),
           "Mistakes in the settings: {n}. All are listed above.",
           "values that did not fit are left out");
}

static void
test_err_without_key(void)
{
    for (int code = RT_OK + 1; code < RT_CODE__MAX; code++) {
        struct rt_err err = {0};

        rt_fail(&err, (enum rt_code)code, "inner words");
        for (int lang = 0; lang < RT_LANG__MAX; lang++) {
            const char *said = rt_text_err((enum rt_lang)lang, a, &err, false);

            ok(*said != '\0' && strstr(said, "inner") == NULL,
               "%s has a general sentence (%s)",
               rt_code_name((enum rt_code)code),
               rt_lang_name((enum rt_lang)lang));
        }
        is_str(rt_text_err(RT_LANG_RU, a, &err, true), "inner words",
               "the operator gets the text");
    }
}

int
main(void)
{
    a = rt_arena_new();
    test_lang();
    test_lang_of_env();
    test_fill();
    test_plural();
    test_err_with_key();
    test_err_of_system();
    test_errno_words();
    test_err_cut_short();
    test_err_without_key();
    rt_arena_free(a);
    return done();
}
