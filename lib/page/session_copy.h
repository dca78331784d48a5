/* The signed copy of a session: who the visitor is while the database is away.
 * It belongs to one session cookie and is worthless without it. */
#ifndef RT_PAGE_SESSION_COPY_H
#define RT_PAGE_SESSION_COPY_H

#include "http/sign.h"
#include "repo/users.h"

enum {
    RT_SESSION_COPY_S = 15 * 60,  /* how long it is trusted */
    RT_SESSION_COPY_RENEW_S = 60, /* how often it is renewed, at most */
    RT_SESSION_COPY_AHEAD_S = 30  /* clocks of hosts may differ by this */
};

struct rt_session_copy {
    struct rt_user user; /* without names */
    int64_t issued_at;   /* unix seconds */
};

/* A cookie value; `session`: the session cookie it belongs to. */
char *rt_session_copy_make(const struct rt_key *key, const struct rt_user *u,
                           const char *session, int64_t now,
                           struct rt_arena *a);

/* RT_NONE when it is not signed, too old, from the future, or for another
 * session. */
enum rt_code rt_session_copy_read(const struct rt_key *key, const char *text,
                                  const char *session, int64_t now,
                                  struct rt_arena *a,
                                  struct rt_session_copy *out) RT_CHECK;

#endif
