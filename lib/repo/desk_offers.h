/* Offers, and offers as they were shown (case_offers). */
#ifndef RT_REPO_DESK_OFFERS_H
#define RT_REPO_DESK_OFFERS_H

#include "base/zone.h"
#include "db/db.h"
#include "desk/case.h"
#include "desk/offer.h"

/* All offers that are not archived, and the one with the id `own`, by id.
 * They live as long as `a`. */
enum rt_code rt_desk_offers_list(struct rt_db *db, int64_t own,
                                 struct rt_arena *a, struct rt_offer **list,
                                 size_t *n, struct rt_err *err) RT_CHECK;

/* What a client has accepted, in any case; days of `zone`. */
enum rt_code rt_desk_offers_taken(struct rt_db *db, int64_t client_id,
                                  const struct rt_zone *zone,
                                  struct rt_arena *a,
                                  struct rt_taken_offer **list, size_t *n,
                                  struct rt_err *err) RT_CHECK;

/* The offerings of a case, by n.  They change under the lock of their case
 * only; one of their own would also lock the gap in which the next case's
 * first offering is put. */
enum rt_code rt_desk_offerings_list(struct rt_db *db, int64_t case_id,
                                    struct rt_arena *a,
                                    struct rt_offering **list, size_t *n,
                                    struct rt_err *err) RT_CHECK;

/* Add an offering (id 0: *id gets its number), or write its answer, provided
 * that its state was `before`.  RT_ECONFLICT: it was not. */
enum rt_code rt_desk_offering_insert(struct rt_db *db, int64_t case_id,
                                     const struct rt_offering *o, int64_t *id,
                                     struct rt_err *err) RT_CHECK;
enum rt_code rt_desk_offering_answer(struct rt_db *db,
                                     const struct rt_offering *o,
                                     enum rt_offering_state before,
                                     struct rt_err *err) RT_CHECK;

#endif
