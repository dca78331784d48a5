/* Contracts, many at a time: what a new file means for their history. */
#ifndef RT_REPO_CONTRACTS_H
#define RT_REPO_CONTRACTS_H

#include "repo/load.h"

/*
 * Keep the history of what rt_load() has changed in contracts: an amount or a
 * plan that is another one now is in force from `as_of` on, an amount that is
 * empty now is 0 from then on, and what was in force is noted for all days
 * before, whatever history was imported.  A contract that has not begun by
 * `as_of` never had the old values: nothing is noted.  *n_noted contracts got
 * a change.  In the caller's transaction.
 */
enum rt_code rt_contracts_note_changes(struct rt_db *db,
                                       const struct rt_load_row *rows, size_t n,
                                       int32_t as_of, int64_t *n_noted,
                                       struct rt_arena *a,
                                       struct rt_err *err) RT_CHECK;

/* True when a loaded row had an amount in this column and has none now. */
bool rt_contracts_emptied(const struct rt_load_row *r, int column);

/* A contract that is running on a day. */
struct rt_running {
    int64_t id;
    const char *external_id; /* kept ones only */
    const char *number;      /* running ones only */
};

/* Up to `room` contracts with id > after, by id, that would lose days if they
 * ended on the day `end` (the first one without service) and that a file had by
 * then: *n of them, 0 when there are no more. */
enum rt_code rt_contracts_running(struct rt_db *db, int64_t after, int32_t end,
                                  struct rt_running *out, size_t room,
                                  size_t *n, struct rt_arena *a,
                                  struct rt_err *err) RT_CHECK;

/* Likewise contracts that were ended at the desk by the day `end`, with which
 * no full file has agreed yet. */
enum rt_code rt_contracts_desk_ended(struct rt_db *db, int64_t after,
                                     int32_t end, struct rt_running *out,
                                     size_t room, size_t *n, struct rt_arena *a,
                                     struct rt_err *err) RT_CHECK;
/* A full file agrees with these ends of the desk.  In the caller's
 * transaction. */
enum rt_code rt_contracts_agree(struct rt_db *db, const int64_t *ids, size_t n,
                                struct rt_arena *a,
                                struct rt_err *err) RT_CHECK;

/*
 * End contracts by the day `end` (their start, where that is later), which is
 * that of the file that does not have them: n_ended.
 * Those whose end was edited at the desk stay as they are: kept[0..n_kept),
 * room for n.  In the caller's transaction.
 */
enum rt_code rt_contracts_end(struct rt_db *db, const int64_t *ids, size_t n,
                              int32_t end, struct rt_running *kept,
                              size_t *n_kept, int64_t *n_ended,
                              struct rt_arena *a, struct rt_err *err) RT_CHECK;

#endif
