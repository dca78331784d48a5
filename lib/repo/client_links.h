/* Links to the page of one contract (/my/TOKEN), for clients without a
 * messenger.  Only the SHA-256 of a token is stored. */
#ifndef RT_REPO_CLIENT_LINKS_H
#define RT_REPO_CLIENT_LINKS_H

#include "db/db.h"

enum {
    RT_CLIENT_TOKEN = 23, /* 16 random bytes as base64url, and NUL */
    RT_CLIENT_LINK_DAYS = 14,
    RT_CLIENT_LINK_TRIES = 5 /* wrong answers that a link bears */
};

/* Make a link; `made_by` 0: the operator, or the system. */
enum rt_code rt_client_link_make(struct rt_db *db, int64_t contract_id,
                                 int64_t made_by, int64_t now,
                                 char token[RT_CLIENT_TOKEN],
                                 struct rt_err *err) RT_CHECK;

/* The contract of a link that is in force.  RT_NONE: unknown, over, or tried
 * too often. */
enum rt_code rt_client_link_find(struct rt_db *db, const char *token,
                                 int64_t now, int64_t *contract_id,
                                 struct rt_err *err) RT_CHECK;

/* Spend one of its tries, before the answer is looked at, so that many answers
 * at once are no more than RT_CLIENT_LINK_TRIES; *left is what remains.
 * RT_NONE: as rt_client_link_find(). */
enum rt_code rt_client_link_try(struct rt_db *db, const char *token,
                                int64_t now, int64_t *left,
                                struct rt_err *err) RT_CHECK;

/* The answer was right: it cost no try. */
enum rt_code rt_client_link_right(struct rt_db *db, const char *token,
                                  struct rt_err *err) RT_CHECK;

#endif
