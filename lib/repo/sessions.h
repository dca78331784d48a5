/* Sessions.  The cookie holds the token; the database stores only its SHA-256.
 * All times are the database's. */
#ifndef RT_REPO_SESSIONS_H
#define RT_REPO_SESSIONS_H

#include "repo/audit.h"
#include "repo/token.h"
#include "repo/users.h"

enum {
    RT_SESSION_IDLE_S = 30 * 60,
    RT_SESSION_MAX_S = 8 * 3600,
    RT_SESSION_TRUSTED_S = 30 * 86400 /* on a trusted device, idle or not */
};

/* A valid session. */
struct rt_session {
    int64_t id;
    struct rt_user user;
};

/*
 * Find the session of a cookie, with what the database now knows about the
 * person.  With `touch` its idle time begins anew.  RT_NONE: it is unknown,
 * ended or was idle for too long, or the person is disabled.  Strings live as
 * long as `a`.
 */
enum rt_code rt_sessions_find(struct rt_db *db, const char *token, bool touch,
                              struct rt_arena *a, struct rt_session *out,
                              struct rt_err *err) RT_CHECK;

/* Begin a session for somebody; in the caller's transaction.  Sessions that
 * ended long ago are deleted.  `device`: the browser's name for itself, NULL
 * when unknown. */
enum rt_code rt_sessions_begin(struct rt_db *db, int64_t user_id, bool trusted,
                               const char *device, char token[RT_TOKEN],
                               struct rt_err *err) RT_CHECK;

/* End one session; in the caller's transaction.  RT_NONE: there was none. */
enum rt_code rt_sessions_end(struct rt_db *db, int64_t id,
                             struct rt_err *err) RT_CHECK;

/* The same for a session that must belong to this person. */
enum rt_code rt_sessions_end_of(struct rt_db *db, int64_t user_id, int64_t id,
                                struct rt_err *err) RT_CHECK;

/* End all sessions of a person but `spare` (0: all); in the caller's
 * transaction.  `n`: how many ended. */
enum rt_code rt_sessions_end_all(struct rt_db *db, int64_t user_id,
                                 int64_t spare, size_t *n,
                                 struct rt_err *err) RT_CHECK;

/* A session as others see it. */
struct rt_session_row {
    int64_t id;
    int64_t began_at, seen_at, until_at; /* unix seconds */
    bool trusted;
    const char *device; /* the browser's name for itself; "" when unknown */
};

/* The valid sessions of a person, by id; lives as long as `a`. */
enum rt_code rt_sessions_list(struct rt_db *db, int64_t user_id,
                              struct rt_arena *a, struct rt_session_row **list,
                              size_t *n, struct rt_err *err) RT_CHECK;

/* End one session (0: there is none) and record it in the audit log: both or
 * neither. */
enum rt_code rt_sessions_leave(struct rt_db *db, int64_t id,
                               const struct rt_audit *row,
                               struct rt_err *err) RT_CHECK;

/* The same for a session that was logged out while the database was away, by
 * the hash of its token.  RT_OK also when it no longer exists. */
enum rt_code rt_sessions_leave_late(struct rt_db *db,
                                    const uint8_t hash[RT_SHA256],
                                    struct rt_err *err) RT_CHECK;

#endif
