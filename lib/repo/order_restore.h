/* What a contract goes back to when the effect of an order ends, where this
 * database is the master (DESK_APPLIES=direct). */
#ifndef RT_REPO_ORDER_RESTORE_H
#define RT_REPO_ORDER_RESTORE_H

#include "db/db.h"

/* Other amounts have come into the history of these contracts: the rows that
 * end an order's effect give back what is in force without the order.  In the
 * caller's transaction. */
enum rt_code rt_orders_restore(struct rt_db *db, const struct rt_param *ids,
                               size_t n, struct rt_arena *a,
                               struct rt_err *err) RT_CHECK;

#endif
