/* Orders on their way to billing, in files. */
#ifndef RT_REPO_ORDER_EXPORTS_H
#define RT_REPO_ORDER_EXPORTS_H

#include "db/db.h"
#include "desk/case.h"

/* An order as a file has it. */
struct rt_export_order {
    struct rt_order order;
    const char *contract, *client; /* their numbers */
};

/* Lock the orders that are new and were given by `before`, and read them by
 * id; *export_id is the number of a file that has them.  In the caller's
 * transaction.  They live as long as `a`. */
enum rt_code rt_order_exports_begin(struct rt_db *db, int64_t before,
                                    struct rt_arena *a,
                                    struct rt_export_order **list, size_t *n,
                                    int64_t *export_id,
                                    struct rt_err *err) RT_CHECK;

/* The file has them: they are sent.  RT_ECONFLICT: one is not new any more. */
enum rt_code rt_order_exports_sent(struct rt_db *db,
                                   const struct rt_export_order *list, size_t n,
                                   int64_t export_id, int64_t now,
                                   struct rt_err *err) RT_CHECK;

/* What a file had, by id. */
enum rt_code rt_order_exports_read(struct rt_db *db, int64_t export_id,
                                   struct rt_arena *a,
                                   struct rt_export_order **list, size_t *n,
                                   struct rt_err *err) RT_CHECK;

/* The case that gave an order; RT_NONE: there is no such order. */
enum rt_code rt_order_case(struct rt_db *db, int64_t order_id, int64_t *case_id,
                           struct rt_err *err) RT_CHECK;

#endif
