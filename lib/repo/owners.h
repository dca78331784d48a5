/* Find who holds a value that only one row may have. */
#ifndef RT_REPO_OWNERS_H
#define RT_REPO_OWNERS_H

#include "db/db.h"

enum rt_owned {
    RT_OWNED_CLIENT_TELEGRAM, /* clients.telegram_id, RT_P_I64 */
    RT_OWNED_USER_TELEGRAM,   /* users.telegram_id, RT_P_I64 */
    RT_OWNED_USER_LOGIN,      /* users.login, RT_P_STR */
    RT_OWNED_CONTRACT,        /* contracts.external_id, RT_P_STR: its client */
    RT_OWNED__MAX
};

/* owner[i]: the external id of the row that has values[i], "" if that row has
 * none, NULL if there is no such row.  Locks the rows it finds. */
enum rt_code rt_owners_find(struct rt_db *db, enum rt_owned what,
                            const struct rt_param *values, size_t n,
                            const char **owner, struct rt_arena *a,
                            struct rt_err *err) RT_CHECK;

#endif
