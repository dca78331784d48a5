/* Orders to billing as people see them. */
#ifndef RT_REPO_ORDER_BOOK_H
#define RT_REPO_ORDER_BOOK_H

#include "base/arena.h"
#include "db/db.h"
#include "desk/case.h"
#include "repo/desk_client.h"

/* An order with what it is about.  Strings live as long as the arena. */
struct rt_order_entry {
    struct rt_order order;
    int64_t client_id, contract_id;
    const char *number;                 /* of the contract */
    const char *last_name, *first_name; /* of the client; NULL */
    const char *offer;                  /* its type; NULL: none */
    const char *answer;                 /* of billing; NULL */
    int64_t manager_id;                 /* of the case; 0: nobody */
    int32_t version;                    /* of the case */
    int64_t sent_at, closed_at;         /* 0: not yet */
    int64_t export_id;                  /* 0: in no file */
};

enum rt_orders_of {
    RT_ORDERS_NEW,
    RT_ORDERS_SENT,
    RT_ORDERS_REFUSED, /* that nobody has settled yet */
    RT_ORDERS_CLOSED,  /* done, cancelled, refused and settled */
    RT_ORDERS__MAX
};

/* The next RT_ORDERS_SOME of a kind, by id: those behind `after`, of closed
 * ones the newest before it (0: the first). */
enum { RT_ORDERS_SOME = 51 };
enum rt_code rt_order_book_list(struct rt_db *db, enum rt_orders_of which,
                                const struct rt_desk_sight *view, int64_t after,
                                struct rt_arena *a,
                                struct rt_order_entry **list, size_t *n,
                                struct rt_err *err) RT_CHECK;

/* One of them.  RT_NONE: there is none that they see. */
enum rt_code rt_order_book_find(struct rt_db *db,
                                const struct rt_desk_sight *view, int64_t id,
                                struct rt_arena *a, struct rt_order_entry *out,
                                struct rt_err *err) RT_CHECK;

/* How many there are of each kind; closed ones are not counted. */
enum rt_code rt_order_book_count(struct rt_db *db,
                                 const struct rt_desk_sight *view,
                                 int64_t n[RT_ORDERS__MAX],
                                 struct rt_err *err) RT_CHECK;

#endif
