/* Sessions.  The cookie's token leaves as text; the database keeps its
 * SHA-256 only.  All times are the database's. */
#ifndef RT_REPO_SESSIONS_H
#define RT_REPO_SESSIONS_H

#include "repo/audit.h"
#include "repo/token.h"
#include "repo/users.h"

enum {
    RT_SESSION_IDLE_S = 30 * 60,
    RT_SESSION_MAX_S = 8 * 3600,
    RT_SESSION_TRUSTED_S = 30 * 86400 /* a trusted device, idle or not */
};

/* A session that is valid now. */
struct rt_session {
    int64_t id;
    struct rt_user user;
};

/*
 * The session of a cookie, with the person as the database knows them now.
 * With `touch` its idle time begins anew.  RT_NONE: unknown, ended, idle for
 * too long, or the person was disabled.  Strings live as long as `a`.
 */
enum rt_code rt_sessions_find(struct rt_db *db, const char *token, bool touch,
                              struct rt_arena *a, struct rt_session *out,
                              struct rt_err *err) RT_CHECK;

/* Begin a session for somebody; in the caller's transaction.  What ended
 * long ago is cleared away. `device`: what the browser
 * calls itself, NULL when unknown. */
enum rt_code rt_sessions_begin(struct rt_db *db, int64_t user_id, bool trusted,
                               const char *device, char token[RT_TOKEN],
                               struct rt_err *err) RT_CHECK;

/* End one session; in the caller's transaction.  RT_NONE: there was none. */
enum rt_code rt_sessions_end(struct rt_db *db, int64_t id,
                             struct rt_err *err) RT_CHECK;

/* The same of a session that must be this person's. */
enum rt_code rt_sessions_end_of(struct rt_db *db, int64_t user_id, int64_t id,
                                struct rt_err *err) RT_CHECK;

/* End all sessions of a person; in the caller's transaction.  `n`: how many
 * there were. */
enum rt_code rt_sessions_end_all(struct rt_db *db, int64_t user_id, size_t *n,
                                 struct rt_err *err) RT_CHECK;

/* A session as the operator sees it; times as "2025-01-31 09:30 UTC". */
struct rt_session_row {
    int64_t id;
    const char *began, *seen, *until;
    bool trusted;
    const char *device; /* what the browser calls itself; "" when unknown */
};

/* The sessions of a person that are valid now, by id; lifetime of `a`. */
enum rt_code rt_sessions_list(struct rt_db *db, int64_t user_id,
                              struct rt_arena *a, struct rt_session_row **list,
                              size_t *n, struct rt_err *err) RT_CHECK;

/* End one session (0: there is none) and say so in the audit log: both or
 * neither. */
enum rt_code rt_sessions_leave(struct rt_db *db, int64_t id,
                               const struct rt_audit *row,
                               struct rt_err *err) RT_CHECK;

/* The same of a session that was left while the database was away, by the hash
 * of its token.  RT_OK also when there is none any more. */
enum rt_code rt_sessions_leave_late(struct rt_db *db,
                                    const uint8_t hash[RT_SHA256],
                                    struct rt_err *err) RT_CHECK;

#endif
