#include "page/session_copy.h"

#include "base/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char use[] = "session copy";

/* A hash that ties the copy to its session without revealing the session. */
static void
tie(const char *session, char out[RT_HEX_SHA256])
{
    uint8_t hash[RT_SHA256];

    rt_sha256(session, strlen(session), hash);
    rt_hex(hash, sizeof hash, out);
}

char *
rt_session_copy_make(const struct rt_key *key, const struct rt_user *u,
                     const char *session, int64_t now, struct rt_arena *a)
{
    char hex[RT_HEX_SHA256];

    tie(session, hex);
    return rt_seal(key, use,
                   rt_fmt(a, "1:%" PRId64 ":%s:%s:%" PRId64 ":%s", u->id,
                          rt_role_name(u->role),
                          u->has_lang ? rt_lang_name(u->lang) : "-", now, hex),
                   a);
}

enum rt_code
rt_session_copy_read(const struct rt_key *key, const char *text,
                     const char *session, int64_t now, struct rt_arena *a,
                     struct rt_session_copy *out)
{
    char role[16], lang[4], hex[RT_HEX_SHA256], want[RT_HEX_SHA256];
    char *plain = rt_unseal(key, use, text, a);
    struct rt_session_copy c = {.user = {.active = true, .name = ""}};

    if (plain == NULL ||
        sscanf(plain, "1:%" SCNd64 ":%15[a-z]:%3[a-z-]:%" SCNd64 ":%64[0-9a-f]",
               &c.user.id, role, lang, &c.issued_at, hex) != 5)
        return RT_NONE;
    tie(session, want);
    if (!rt_same_secret(hex, want) || now - c.issued_at > RT_SESSION_COPY_S ||
        c.issued_at - now > RT_SESSION_COPY_AHEAD_S ||
        rt_role_parse(role, &c.user.role) != RT_OK)
        return RT_NONE;
    c.user.has_lang = rt_lang_parse(lang, &c.user.lang) == RT_OK;
    *out = c;
    return RT_OK;
}
