/* The ends that were known of contracts, and from which day on: what renewals
 * are counted by (METRICS 17.1). */
#ifndef RT_REPO_CONTRACT_ENDS_H
#define RT_REPO_CONTRACT_ENDS_H

#include "repo/load.h"

struct rt_known_end {
    int64_t contract_id;
    int32_t end; /* first day without service; RT_DAY_OPEN: none is known */
};

/* Whether somebody who plans ahead on `day` learns something when the end of
 * `was` is replaced by that of `now` (RT_DAY_OPEN: none): one of the two is
 * still ahead. */
bool rt_contract_end_tells(int32_t was, int32_t now, int32_t day);

/* Record ends that are known from `day` on; what was known of a contract on
 * that day itself is replaced.  In the caller's transaction. */
enum rt_code rt_contract_ends_note(struct rt_db *db,
                                   const struct rt_known_end *list, size_t n,
                                   int32_t day, struct rt_arena *a,
                                   struct rt_err *err) RT_CHECK;

/* The same from a file of the day `day` that arrives after the file of the day
 * `next`: what was known from `next` on stays so.  A contract is in `list` at
 * most once. */
enum rt_code rt_contract_ends_note_past(struct rt_db *db,
                                        const struct rt_known_end *list,
                                        size_t n, int32_t day, int32_t next,
                                        struct rt_arena *a,
                                        struct rt_err *err) RT_CHECK;

/* Record what a file of the day `day` has changed in contracts: `rows` [n] as
 * rt_load() left them.  An end that is kept against the file is no news, nor is
 * that a contract is missing from a file.  In the caller's transaction. */
enum rt_code rt_contract_ends_note_rows(struct rt_db *db,
                                        const struct rt_load_row *rows,
                                        size_t n, int32_t day,
                                        struct rt_arena *a,
                                        struct rt_err *err) RT_CHECK;

/* Forget that this end was known, as far as it was learned on `from` or
 * later. */
enum rt_code rt_contract_ends_forget(struct rt_db *db, int64_t contract_id,
                                     int32_t end, int32_t from,
                                     struct rt_err *err) RT_CHECK;

#endif
