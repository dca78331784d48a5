/* The history of contracts, many at a time: what a new file means for it. */
#ifndef RT_REPO_CONTRACTS_H
#define RT_REPO_CONTRACTS_H

#include "repo/load.h"

/*
 * Record what rt_load() has changed in contracts.  A new amount or plan is in
 * force from `as_of` on; an amount that is empty now is 0 from then on.  The
 * old value is recorded for all days before, unless imported history has it.
 * A contract that has not begun by `as_of` never had the old values, so
 * nothing is recorded.  *n_noted contracts got a change.  In the caller's
 * transaction.
 */
enum rt_code rt_contracts_note_changes(struct rt_db *db,
                                       const struct rt_load_row *rows, size_t n,
                                       int32_t as_of, int64_t *n_noted,
                                       struct rt_arena *a,
                                       struct rt_err *err) RT_CHECK;

/* True when a loaded row had an amount in this column and has none now. */
bool rt_contracts_emptied(const struct rt_load_row *r, int column);

/* A contract that runs on a certain day. */
struct rt_running {
    int64_t id;
    const char *external_id; /* only those that are kept */
    const char *number;      /* only those that still run */
};

/* Find up to `room` contracts with id > after, by id, that a file had by the
 * day `end` and that would lose days if they ended on it (the first day
 * without service).  *n of them; 0 when there are no more. */
enum rt_code rt_contracts_running(struct rt_db *db, int64_t after, int32_t end,
                                  struct rt_running *out, size_t room,
                                  size_t *n, struct rt_arena *a,
                                  struct rt_err *err) RT_CHECK;

/* The same for contracts that the desk has ended by the day `end` and that no
 * full file has ended yet. */
enum rt_code rt_contracts_desk_ended(struct rt_db *db, int64_t after,
                                     int32_t end, struct rt_running *out,
                                     size_t room, size_t *n, struct rt_arena *a,
                                     struct rt_err *err) RT_CHECK;
/* Record that a full file agrees with these ends of the desk.  In the caller's
 * transaction. */
enum rt_code rt_contracts_agree(struct rt_db *db, const int64_t *ids, size_t n,
                                struct rt_arena *a,
                                struct rt_err *err) RT_CHECK;

/*
 * End contracts by the day `end` of the file that does not have them (or by
 * their start, if that is later): *n_ended.  Those whose end was edited at the
 * desk stay as they are: kept[0..n_kept), room for n.  In the caller's
 * transaction.
 */
enum rt_code rt_contracts_end(struct rt_db *db, const int64_t *ids, size_t n,
                              int32_t end, struct rt_running *kept,
                              size_t *n_kept, int64_t *n_ended,
                              struct rt_arena *a, struct rt_err *err) RT_CHECK;

#endif
