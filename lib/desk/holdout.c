#include "desk/holdout.h"

#include "base/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool
is_salt(const char *s)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    size_t len = strlen(s);

    return len >= 1 && len <= RT_HOLDOUT_SALT && strspn(s, allowed) == len;
}

/* "5", "2.5", "0.25" as per cent times 100; -1: it is none.  `*end` is what
 * follows it. */
static int
read_percent(const char *s, const char **end)
{
    int share = 0, decimals = -1, digits = 0;

    for (; (*s >= '0' && *s <= '9') || (*s == '.' && decimals < 0); s++) {
        if (*s == '.') {
            decimals = 0;
            continue;
        }
        share = share * 10 + (*s - '0');
        digits++;
        if (decimals >= 0)
            decimals++;
        if (digits > 5 || decimals > 2)
            return -1;
    }
    if (digits == 0 || decimals == 0 || digits == decimals)
        return -1;
    for (int i = decimals < 0 ? 0 : decimals; i < 2; i++)
        share *= 10;
    *end = s;
    return share <= RT_HOLDOUT_ALL ? share : -1;
}

enum rt_code
rt_holdout_read(const char *text, struct rt_holdout *out, struct rt_err *err)
{
    const char *end;
    int share;

    *out = (struct rt_holdout){.share = 0};
    if (text == NULL || text[0] == '\0' || strcmp(text, "0") == 0)
        return RT_OK;
    share = read_percent(text, &end);
    if (share < 0 || *end != ':' || !is_salt(end + 1))
        return rt_fail_key(err, RT_EINVAL, "desk_holdout_form", "value", text,
                           NULL);
    out->share = share;
    memcpy(out->salt, end + 1, strlen(end + 1) + 1);
    return RT_OK;
}

bool
rt_holdout_has(const struct rt_holdout *h, int64_t client_id)
{
    char text[RT_HOLDOUT_SALT + 32];
    uint8_t hash[RT_SHA256];
    uint64_t first = 0;

    snprintf(text, sizeof text, "%s:%" PRId64, h->salt, client_id);
    rt_sha256(text, strlen(text), hash);
    for (int i = 0; i < 8; i++)
        first = first << 8 | hash[i];
    return first % RT_HOLDOUT_ALL < (uint64_t)h->share;
}
