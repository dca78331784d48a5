/* Invitations: a one-time link by which somebody becomes a user.  As with
 * sessions, only the SHA-256 of its token is stored. */
#ifndef RT_REPO_INVITATIONS_H
#define RT_REPO_INVITATIONS_H

#include "repo/links.h"

enum { RT_INVITATION_DAYS = 3, RT_INVITATION_DAYS_MAX = 14 };

struct rt_invitation {
    int64_t id;
    enum rt_role role;
    const char *name; /* proposed login name; "": the person chooses */
    bool has_lang;
    enum rt_lang lang;
    const char *by;     /* who invites; NULL: the operator */
    int64_t expires_at; /* unix seconds */
};

/* Make an invitation for `days` and record it in the audit log; returns its
 * token and fills in->id.  The codes of repo/user_changes.h for who may. */
enum rt_code rt_invitations_make(struct rt_db *db, const struct rt_actor *by,
                                 struct rt_invitation *in, int days,
                                 char token[RT_TOKEN],
                                 struct rt_err *err) RT_CHECK;

/* Those that can still be used, by id; memory from `a`.  An invitation ends
 * when who made it is no administrator any more. */
enum rt_code rt_invitations_list(struct rt_db *db, struct rt_arena *a,
                                 struct rt_invitation **list, size_t *n,
                                 struct rt_err *err) RT_CHECK;

/* Withdraw one, with a row of the audit log.  RT_NONE: it was used, has ended,
 * or never was. */
enum rt_code rt_invitations_end(struct rt_db *db, const struct rt_actor *by,
                                int64_t id, struct rt_err *err) RT_CHECK;

/* What a link invites to, without using it up.  RT_NONE: it cannot be used. */
enum rt_code rt_invitations_peek(struct rt_db *db, const char *token,
                                 struct rt_arena *a, struct rt_invitation *out,
                                 struct rt_err *err) RT_CHECK;

/*
 * Use it up, add the user `login` and begin a session: all or nothing, and
 * only once, however many requests come at the same time.
 *
 *   how  as for rt_links_use(); how->link is the invitation's token
 *
 * RT_NONE as above; the codes of rt_users_add().
 */
enum rt_code rt_invitations_use(struct rt_db *db, const struct rt_login *how,
                                const char *login, struct rt_arena *a,
                                struct rt_session *out, char token[RT_TOKEN],
                                struct rt_err *err) RT_CHECK;

#endif
