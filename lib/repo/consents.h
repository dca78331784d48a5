/* A client's consent to the processing of personal data, as a document says it
 * in one of its versions. */
#ifndef RT_REPO_CONSENTS_H
#define RT_REPO_CONSENTS_H

#include "db/db.h"
#include "repo/actor.h"

enum { RT_CONSENT_VERSION = 64 /* bytes of a version at most */ };

struct rt_consent {
    const char *version; /* NULL: none was given, or it was taken back */
    int64_t at;          /* Unix seconds; 0: not known */
};

/* RT_NONE: there is no such client. */
enum rt_code rt_consent_read(struct rt_db *db, int64_t client_id,
                             struct rt_arena *a, struct rt_consent *out,
                             struct rt_err *err) RT_CHECK;

/*
 * Store that the client has agreed at `now` to this version, or, with NULL, has
 * taken the consent back: then the messenger is no longer linked to the client,
 * also against files, and what is to be said is said by hand.  In a transaction
 * of its own, with a row of the audit log; nothing is done when it was so
 * already.
 *
 * RT_NONE: there is no such client.  RT_ECONFLICT: "card_forgotten".
 */
enum rt_code rt_consent_set(struct rt_db *db, const struct rt_actor *by,
                            int64_t client_id, const char *version, int64_t now,
                            struct rt_err *err) RT_CHECK;

#endif
