#include "base/err.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_MAX = 120 };

/* Causes that the catalogues have words for: errno_enoent and so on. */
static const struct {
    int number;
    const char *name;
} causes[] = {
    {ENOENT, "enoent"},
    {EACCES, "eacces"},
    {EPERM, "eperm"},
    {EISDIR, "eisdir"},
    {ENOTDIR, "enotdir"},
    {EEXIST, "eexist"},
    {ENOSPC, "enospc"},
    {EDQUOT, "edquot"},
    {EROFS, "erofs"},
    {EIO, "eio"},
    {EMFILE, "emfile"},
    {ENFILE, "enfile"},
    {ENAMETOOLONG, "enametoolong"},
    {ELOOP, "eloop"},
    {EBUSY, "ebusy"},
    {EFBIG, "efbig"},
};

static const char *const code_names[RT_CODE__MAX] = {
    [RT_OK] = "RT_OK",
    [RT_NONE] = "RT_NONE",
    [RT_EINVAL] = "RT_EINVAL",
    [RT_ELIMIT] = "RT_ELIMIT",
    [RT_EDENIED] = "RT_EDENIED",
    [RT_ECONFLICT] = "RT_ECONFLICT",
    [RT_EBROKEN] = "RT_EBROKEN",
    [RT_EIO] = "RT_EIO",
    [RT_EAWAY] = "RT_EAWAY",
    [RT_ERETRY] = "RT_ERETRY",
    [RT_EUNKNOWN] = "RT_EUNKNOWN",
    [RT_EDB] = "RT_EDB",
};

const char *
rt_code_name(enum rt_code code)
{
    return code < RT_CODE__MAX ? code_names[code] : "RT_?";
}

/* True when this error is to be recorded: it is the first one. */
static bool
claim(struct rt_err *err, enum rt_code code)
{
    if (err == NULL || err->code != RT_OK)
        return false;
    err->code = code;
    err->key = NULL;
    err->args_len = 0;
    err->text[0] = '\0';
    return true;
}

enum rt_code
rt_fail(struct rt_err *err, enum rt_code code, const char *fmt, ...)
{
    va_list ap;

    if (!claim(err, code))
        return code;
    va_start(ap, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    return code;
}

/* Append one name or value with its NUL; cut what does not fit. */
static void
put_arg(struct rt_err *err, const char *s)
{
    static const char more[] = "…";
    size_t room = sizeof err->args - err->args_len;
    size_t whole = strlen(s), len = whole;
    size_t most = room - 1 < VALUE_MAX ? room - 1 : VALUE_MAX;

    if (room == 0)
        return;
    if (whole > most)
        len = most < sizeof more - 1
                  ? 0
                  : rt_utf8_cut(s, whole, most - (sizeof more - 1));
    for (size_t i = 0, n; i < len; i += n) {
        unsigned char c = (unsigned char)s[i];
        size_t good = rt_utf8_next(s + i, len - i, NULL);

        n = good != 0 ? good : 1;
        if (good == 0 || c < 0x20 || c == 0x7f)
            err->args[err->args_len] = '?';
        else
            memcpy(err->args + err->args_len, s + i, n);
        err->args_len += n;
    }
    if (len < whole && most >= sizeof more - 1) {
        memcpy(err->args + err->args_len, more, sizeof more - 1);
        err->args_len += sizeof more - 1;
    }
    err->args[err->args_len++] = '\0';
}

const char *
rt_errno_value(int number)
{
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (causes[i].number == number)
            return causes[i].name;
    return strerror(number);
}

enum rt_code
rt_fail_errno(struct rt_err *err, const char *fmt, ...)
{
    int saved = errno;
    va_list ap;
    size_t used;

    if (!claim(err, RT_EIO))
        return RT_EIO;
    va_start(ap, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    if (saved == ENOSPC || saved == EDQUOT)
        err->key = "disk_full";
    put_arg(err, "what");
    put_arg(err, err->text);
    put_arg(err, "errno");
    put_arg(err, rt_errno_value(saved));
    used = strlen(err->text);
    snprintf(err->text + used, sizeof err->text - used, ": %s",
             strerror(saved));
    return RT_EIO;
}

static void
put_text(struct rt_err *err, const char *a, const char *b)
{
    size_t used = strlen(err->text);

    snprintf(err->text + used, sizeof err->text - used, "%s%s", a, b);
}

enum rt_code
rt_fail_key(struct rt_err *err, enum rt_code code, const char *key, ...)
{
    const char *name;
    va_list ap;

    if (!claim(err, code))
        return code;
    err->key = key;
    put_text(err, key, "");
    va_start(ap, key);
    while ((name = va_arg(ap, const char *)) != NULL) {
        const char *value = va_arg(ap, const char *);
        size_t at;

        put_arg(err, name);
        at = err->args_len;
        put_arg(err, value != NULL ? value : "");
        put_text(err, " ", name);
        put_text(err, "=", at < err->args_len ? err->args + at : "");
    }
    va_end(ap);
    return code;
}

void
rt_die(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    abort();
}

const char *
rt_err_arg(const struct rt_err *err, const char *name)
{
    const char *p = err->args, *end = err->args + err->args_len;

    while (p < end) {
        const char *value = p + strlen(p) + 1;

        if (strcmp(p, name) == 0)
            return value;
        p = value + strlen(value) + 1;
    }
    return NULL;
}
