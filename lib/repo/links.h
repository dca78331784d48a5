/* One-time links that begin a session.  Like a session's, a link's token is
 * kept as its SHA-256 only. */
#ifndef RT_REPO_LINKS_H
#define RT_REPO_LINKS_H

#include "repo/sessions.h"

enum {
    RT_LINK_S = 5 * 60,
    RT_LINKS_LIVE = 3,
    RT_LINK_TRIES = 5 /* that one link may fail within a minute */
};

/* A link's token for `user_id`, good for RT_LINK_S and one use.  Of more than
 * RT_LINKS_LIVE the oldest is ended.  `chat_id` 0: the operator asks.
 * RT_NONE: no such active person. */
enum rt_code rt_links_make(struct rt_db *db, int64_t user_id, int64_t chat_id,
                           char token[RT_TOKEN], struct rt_err *err) RT_CHECK;

/* Whose link this is, without using it up.  RT_NONE: unknown, used, ended or
 * of somebody disabled. */
enum rt_code rt_links_peek(struct rt_db *db, const char *token,
                           struct rt_arena *a, struct rt_user *out,
                           struct rt_err *err) RT_CHECK;

/* End all links of a person that are not used yet; in the caller's
 * transaction. */
enum rt_code rt_links_end_all(struct rt_db *db, int64_t user_id,
                              struct rt_err *err) RT_CHECK;

/* The number that audit rows know a link by, whether it was ever made or not:
 * it gives nothing of the link away. */
int64_t rt_links_mark(const char *link);

/* How often this link was refused within the last minute: rows "login" of the
 * entity "link" in the audit log. */
enum rt_code rt_links_refused(struct rt_db *db, const char *link, int64_t *n,
                              struct rt_err *err) RT_CHECK;

/* How a link becomes a session. */
struct rt_login {
    const char *link;       /* its token */
    bool trusted;           /* the device is */
    const char *device;     /* what the browser calls itself; NULL: unknown */
    const char *request_id; /* for the audit row */
    int64_t old_session;    /* the browser's, which ends; 0: none */
};

/*
 * Use a link up and begin a session: both or neither, and exactly once
 * however many ask at the same time.  RT_NONE as in rt_links_peek().
 */
enum rt_code rt_links_use(struct rt_db *db, const struct rt_login *how,
                          struct rt_arena *a, struct rt_session *out,
                          char token[RT_TOKEN], struct rt_err *err) RT_CHECK;

#endif
