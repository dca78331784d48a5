/* One-time links that begin a session.  As with sessions, only the SHA-256 of
 * a link's token is stored. */
#ifndef RT_REPO_LINKS_H
#define RT_REPO_LINKS_H

#include "repo/sessions.h"

enum {
    RT_LINK_S = 5 * 60,
    RT_LINKS_LIVE = 3,
    RT_LINK_TRIES = 5 /* how often one link may fail within a minute */
};

/* Make a link for `user_id`, valid for RT_LINK_S and one use; returns its
 * token.  If the person has more than RT_LINKS_LIVE links, the oldest is
 * ended.  `chat_id` 0: the operator asks.  RT_NONE: no such active person. */
enum rt_code rt_links_make(struct rt_db *db, int64_t user_id, int64_t chat_id,
                           char token[RT_TOKEN], struct rt_err *err) RT_CHECK;

/* Whose link this is, without using it up.  RT_NONE: unknown, used, ended, or
 * of a disabled person. */
enum rt_code rt_links_peek(struct rt_db *db, const char *token,
                           struct rt_arena *a, struct rt_user *out,
                           struct rt_err *err) RT_CHECK;

/* End all unused links of a person; in the caller's transaction. */
enum rt_code rt_links_end_all(struct rt_db *db, int64_t user_id,
                              struct rt_err *err) RT_CHECK;

/* The number under which audit rows know a link, whether it was ever made or
 * not.  The link cannot be found from it. */
int64_t rt_links_mark(const char *link);

/* How often this link was refused within the last minute: rows "login" of the
 * entity "link" in the audit log. */
enum rt_code rt_links_refused(struct rt_db *db, const char *link, int64_t *n,
                              struct rt_err *err) RT_CHECK;

/* What is needed to turn a link into a session. */
struct rt_login {
    const char *link;       /* its token */
    bool trusted;           /* the device is trusted */
    const char *device;     /* the browser's name for itself; NULL: unknown */
    const char *request_id; /* for the audit row */
    int64_t
        old_session; /* the browser's present session, which ends; 0: none */
};

/* Begin the session of somebody whose one-time link was accepted: it replaces
 * how->old_session and is recorded in the audit log; in the caller's
 * transaction. */
enum rt_code rt_login_begin(struct rt_db *db, const struct rt_login *how,
                            int64_t user_id, char token[RT_TOKEN],
                            struct rt_err *err) RT_CHECK;
/* After a COMMIT of unknown outcome: the number of that session; RT_NONE when
 * it does not exist. */
enum rt_code rt_login_landed(struct rt_db *db, const char *token, int64_t *id,
                             struct rt_err *err) RT_CHECK;

/*
 * Use a link up and begin a session: both or neither, and only once, however
 * many requests come at the same time.  RT_NONE as in rt_links_peek().
 */
enum rt_code rt_links_use(struct rt_db *db, const struct rt_login *how,
                          struct rt_arena *a, struct rt_session *out,
                          char token[RT_TOKEN], struct rt_err *err) RT_CHECK;

#endif
