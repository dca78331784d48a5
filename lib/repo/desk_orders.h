/* Orders: what billing must change. */
#ifndef RT_REPO_DESK_ORDERS_H
#define RT_REPO_DESK_ORDERS_H

#include "db/db.h"
#include "desk/case.h"

/* All orders of a contract, by id; they live as long as `a`. */
enum rt_code rt_desk_orders_list(struct rt_db *db, int64_t contract_id,
                                 struct rt_arena *a, struct rt_order **list,
                                 size_t *n, struct rt_err *err) RT_CHECK;

/* Give an order out; *id is its number.  Each of a case's orders of a kind has
 * its own k.  RT_ECONFLICT: this one is there already. */
enum rt_code rt_desk_order_insert(struct rt_db *db, int64_t contract_id,
                                  const struct rt_order *o, int64_t user_id,
                                  int64_t *id, struct rt_err *err) RT_CHECK;

/* Set the state of an order that is in one of `from` (bits 1 << state), with
 * billing's answer (NULL: none).  RT_ECONFLICT: it is in another. */
enum rt_code rt_desk_order_close(struct rt_db *db, const struct rt_order *o,
                                 unsigned from, const char *answer, int64_t now,
                                 struct rt_err *err) RT_CHECK;

/* What billing answered when it refused the case's last refused order; NULL:
 * nothing. */
enum rt_code rt_desk_order_answer(struct rt_db *db, int64_t case_id,
                                  struct rt_arena *a, const char **answer,
                                  struct rt_err *err) RT_CHECK;

#endif
