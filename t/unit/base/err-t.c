#include "base/err.h"
#include "../tap.h"

#include <errno.h>

/* The value of placeholder `name` among the pairs, NULL without one. */
static const char *
arg(const struct rt_err *err, const char *name)
{
    size_t at = 0;

    while (at < err->args_len) {
        const char *key = err->args + at, *value = key + strlen(key) + 1;

        if (strcmp(key, name) == 0)
            return value;
        at = (size_t)(value - err->args) + strlen(value) + 1;
    }
    return NULL;
}

static void
test_first_kept(void)
{
    struct rt_err err = {0};

    ok(rt_fail(&err, RT_EINVAL, "first %d", 1) == RT_EINVAL, "the code");
    ok(rt_fail(&err, RT_EIO, "second") == RT_EIO, "a later one too");
    ok(rt_fail_key(&err, RT_EDB, "third", NULL) == RT_EDB, "of any sort");
    errno = ENOENT;
    ok(rt_fail_errno(&err, "fourth") == RT_EIO, "and of errno");
    ok(err.code == RT_EINVAL && err.key == NULL, "but the first is kept");
    is_str(err.text, "first 1", "with its text");
    ok(rt_fail(NULL, RT_EIO, "x") == RT_EIO &&
           rt_fail_key(NULL, RT_EIO, "x", NULL) == RT_EIO &&
           rt_fail_errno(NULL, "x") == RT_EIO,
       "the error may be NULL");
}

static void
test_key(void)
{
    struct rt_err err = {0};

    rt_fail_key(&err, RT_EINVAL, "bad_value", "key", "by", "value", "час\n\x7f",
                NULL);
    is_str(err.key, "bad_value", "the sentence's key");
    is_str(arg(&err, "key"), "by", "a placeholder");
    is_str(arg(&err, "value"), "час??", "control characters are masked");
    is_str(arg(&err, "none"), NULL, "there is no other");
}

static void
test_null_value(void)
{
    struct rt_err err = {0};
    const char *nothing = NULL;

    rt_fail_key(&err, RT_EINVAL, "k", "a", nothing, "b", "2", NULL);
    is_str(arg(&err, "a"), "", "a missing value is empty");
    is_str(arg(&err, "b"), "2", "and the next is read");
    is_str(err.text, "k a= b=2", "the text for logs");
}

static void
test_malformed(void)
{
    struct rt_err err = {0};

    rt_fail_key(&err, RT_EINVAL, "k", "v",
                "a\xff"
                "b\xd0 Я\xe2\x82",
                NULL);
    is_str(arg(&err, "v"), "a?b? Я??", "malformed UTF-8 is masked");
}

static void
test_cuts(void)
{
    struct rt_err err = {0};
    char value[400], want[121];
    const char *got;

    memset(value, 'x', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    memcpy(value + 116, "Я", 2);
    rt_fail_key(&err, RT_EINVAL, "k", "v", value, NULL);
    memset(want, 'x', 116);
    memcpy(want + 116, "…", 4);
    is_str(arg(&err, "v"), want, "a value is cut between characters");

    err = (struct rt_err){0};
    memset(want, 'y', 120);
    want[120] = '\0';
    rt_fail_key(&err, RT_EINVAL, "k", "v", want, NULL);
    is_str(arg(&err, "v"), want, "one that fits is whole");

    err = (struct rt_err){0};
    memset(value, 'x', sizeof value - 1);
    rt_fail_key(&err, RT_EINVAL, "k", "v", value, NULL);
    got = arg(&err, "v");
    is_int(got != NULL ? (int64_t)strlen(got) : -1, 120, "at 120 bytes");

    err = (struct rt_err){0};
    rt_fail_key(&err, RT_EINVAL, "k", "a", value, "b", value, "c", value, "d",
                value, "e", value, "f", value, NULL);
    ok(err.args_len <= sizeof err.args && err.args[err.args_len - 1] == '\0',
       "many long values stay within their room");
    is_int((int64_t)strlen(arg(&err, "c")), 120, "those that fit are whole");
    ok(strlen(err.text) < sizeof err.text, "and so does the text");

    /* Four pairs of 2 + 121 bytes, one of 2 + 17: a byte is left. */
    err = (struct rt_err){0};
    want[16] = '\0';
    rt_fail_key(&err, RT_EINVAL, "k", "a", value, "b", value, "c", value, "d",
                value, "e", want, "f", "lost", NULL);
    is_str(arg(&err, "e"), "yyyyyyyyyyyyyyyy", "the last that fits is whole");
    is_int((int64_t)err.args_len, (int64_t)sizeof err.args,
           "room for the end of a text is used");
    want[17] = '\0';
    err = (struct rt_err){0};
    memset(want, 'y', 17);
    rt_fail_key(&err, RT_EINVAL, "k", "a", value, "b", value, "c", value, "d",
                value, "e", want, "f", "lost", NULL);
    is_str(arg(&err, "e"), "yyyyyyyyyyyyyyyyy", "to the last byte");
    err = (struct rt_err){0};
    memset(want, 'y', 18);
    want[18] = '\0';
    rt_fail_key(&err, RT_EINVAL, "k", "a", value, "b", value, "c", value, "d",
                value, "e", want, NULL);
    is_str(arg(&err, "e"), "yyyyyyyyyyyyyy…", "one more is cut");

    err = (struct rt_err){0};
    rt_fail(&err, RT_EIO, "%1000d", 7);
    is_int((int64_t)strlen(err.text), (int64_t)sizeof err.text - 1,
           "a long text is cut");
}

static void
test_errno(void)
{
    struct rt_err err = {0};

    errno = ENOENT;
    ok(rt_fail_errno(&err, "%s", "/x") == RT_EIO, "errno gives RT_EIO");
    is_str(err.text, "/x: No such file or directory", "and its words");
    is_str(err.key, NULL, "it has no key");
    is_str(rt_err_arg(&err, "what"), "/x", "what was refused");
    is_str(rt_err_arg(&err, "errno"), "enoent", "and why");
    for (int i = 0; i < 2; i++) {
        struct rt_err full = {0};

        errno = i == 0 ? ENOSPC : EDQUOT;
        ok(rt_fail_errno(&full, "%s", "/x") == RT_EIO, "no room: RT_EIO");
        is_str(full.key, "disk_full", "it has one");
        ok(strncmp(full.text, "/x: ", 4) == 0, "and a text");
        is_str(rt_err_arg(&full, "what"), "/x", "and what it was about");
    }
}

static void
test_names(void)
{
    int missing = 0;

    for (int i = 0; i < RT_CODE__MAX; i++)
        missing += rt_code_name((enum rt_code)i) == NULL;
    is_int(missing, 0, "every code has a name");
    is_str(rt_code_name(RT_EDB), "RT_EDB", "its own");
    is_str(rt_code_name(RT_CODE__MAX), "RT_?", "what is no code has none");
}

int
main(void)
{
    test_first_kept();
    test_key();
    test_null_value();
    test_malformed();
    test_cuts();
    test_errno();
    test_names();
    return done();
}
