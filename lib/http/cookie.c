#include "http/cookie.h"

#include <inttypes.h>
#include <string.h>

/* Read one "name=value" of [s, end); blanks around it are removed. */
static void
add_cookie(const char *s, const char *end, struct rt_arena *a,
           struct rt_pairs *out)
{
    const char *eq;

    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    eq = memchr(s, '=', (size_t)(end - s));
    if (eq == NULL || eq == s || out->n == RT_PAIRS_MAX)
        return;
    rt_pairs_add(out, a, rt_strndup(a, s, (size_t)(eq - s)),
                 rt_strndup(a, eq + 1, (size_t)(end - eq - 1)));
}

void
rt_cookies_parse(const char *header, struct rt_arena *a, struct rt_pairs *out)
{
    *out = (struct rt_pairs){0};
    while (header != NULL && *header != '\0') {
        const char *end = strchrnul(header, ';');

        add_cookie(header, end, a, out);
        header = *end == ';' ? end + 1 : end;
    }
}

const char *
rt_cookie_get(const struct rt_pairs *cookies, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < cookies->n; i++) {
        if (strcmp(cookies->list[i].name, name) != 0)
            continue;
        if (value != NULL)
            return NULL;
        value = cookies->list[i].value;
    }
    return value;
}

char *
rt_cookie_format(struct rt_arena *a, const char *name, const char *value,
                 int64_t age_s)
{
    const char *age = "";

    if (age_s < 0)
        age = "; Max-Age=0";
    else if (age_s > 0)
        age = rt_fmt(a, "; Max-Age=%" PRId64, age_s);
    return rt_fmt(a, "%s=%s; Path=/; Secure; HttpOnly; SameSite=Lax%s", name,
                  value, age);
}
