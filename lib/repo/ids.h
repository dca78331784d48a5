/* Find rows by the company's own ids, many at a time. */
#ifndef RT_REPO_IDS_H
#define RT_REPO_IDS_H

#include "db/db.h"

enum rt_ids {
    RT_IDS_CLIENTS,
    RT_IDS_CONTRACTS, /* more: client_id */
    RT_IDS_OFFERS,
    RT_IDS_CAMPAIGNS, /* more: 1 when launched, else 0 */
    RT_IDS_USERS,
    RT_IDS_CASES, /* more: 1 when people have worked on it here, else 0 */
    RT_IDS__MAX
};

/* What is found for one name. */
struct rt_id {
    int64_t id; /* 0: there is no such row */
    int64_t more;
    int32_t start, end; /* of a contract: RT_DAY_MIN, RT_DAY_OPEN: not known */
};

/* Find the rows of external ids (RT_P_STR; they may repeat; NULL finds
 * nothing).  In a transaction the rows are share-locked, so that they are not
 * deleted. */
enum rt_code rt_ids_find(struct rt_db *db, enum rt_ids what,
                         const struct rt_param *names, size_t n,
                         struct rt_id *out, struct rt_arena *a,
                         struct rt_err *err) RT_CHECK;

/* The same, and rows are added for unknown names: clients, and users (managers
 * who cannot sign in).  *n_new of them. */
enum rt_code rt_ids_make(struct rt_db *db, enum rt_ids what,
                         const struct rt_param *names, size_t n,
                         struct rt_id *out, int64_t *n_new, struct rt_arena *a,
                         struct rt_err *err) RT_CHECK;

#endif
