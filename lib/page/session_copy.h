/* The signed copy of a session: whom to believe while the database is away.
 * It goes with one session cookie and is worth nothing without it. */
#ifndef RT_PAGE_SESSION_COPY_H
#define RT_PAGE_SESSION_COPY_H

#include "http/sign.h"
#include "repo/users.h"

enum {
    RT_SESSION_COPY_S = 15 * 60,  /* so long it is believed */
    RT_SESSION_COPY_RENEW_S = 60, /* so often, at most, it is made anew */
    RT_SESSION_COPY_AHEAD_S = 30  /* clocks of several hosts may differ */
};

struct rt_session_copy {
    struct rt_user user; /* without names */
    int64_t issued_at;   /* unix seconds */
};

/* A cookie value; `session`: the session cookie it goes with. */
char *rt_session_copy_make(const struct rt_key *key, const struct rt_user *u,
                           const char *session, int64_t now,
                           struct rt_arena *a);

/* RT_NONE when it is not signed, too old, of the future, or of another
 * session. */
enum rt_code rt_session_copy_read(const struct rt_key *key, const char *text,
                                  const char *session, int64_t now,
                                  struct rt_arena *a,
                                  struct rt_session_copy *out) RT_CHECK;

#endif
