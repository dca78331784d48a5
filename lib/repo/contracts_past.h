/* What a full file of contracts that is older than the newest one adds.  It
 * fills the history and ends nothing that a later file has (METRICS 16.16). */
#ifndef RT_REPO_CONTRACTS_PAST_H
#define RT_REPO_CONTRACTS_PAST_H

#include "repo/load.h"

/* The days of the full files that were imported completely. */
struct rt_full_days {
    const int32_t *list; /* [n] rising, each once; arena */
    size_t n;
};
enum rt_code rt_full_days_read(struct rt_db *db, struct rt_full_days *out,
                               struct rt_arena *a, struct rt_err *err) RT_CHECK;
/* The first of them after a day; RT_DAY_OPEN: there is none. */
int32_t rt_full_days_after(const struct rt_full_days *days, int32_t day);

/*
 * Record the amounts and plans that a file of the day `as_of` had for
 * contracts that later files know already.
 *
 *   rows    [n] as rt_load() left them; `want` is what the file says
 *   listed  [n] the first day on which another file had the contract;
 *           RT_DAY_NONE: not known
 *   next    the day of the next full file
 *
 * A value that differs from the one in force then applies from `as_of` on (or
 * from the start, if no file had the contract before) until the next file that
 * is known to have had it.  *n_noted contracts got a change.  In the caller's
 * transaction.
 */
enum rt_code rt_contracts_note_past(struct rt_db *db,
                                    const struct rt_load_row *rows,
                                    const int32_t *listed, size_t n,
                                    int32_t as_of, int32_t next,
                                    int64_t *n_noted, struct rt_arena *a,
                                    struct rt_err *err) RT_CHECK;

/* A full file of the day `end` does not have these contracts.  Those that the
 * full file of the day `next` ended have therefore ended by `end` already:
 * *n_ended.  In the caller's transaction. */
enum rt_code rt_contracts_end_earlier(struct rt_db *db, const int64_t *ids,
                                      size_t n, int32_t end, int32_t next,
                                      int64_t *n_ended, struct rt_arena *a,
                                      struct rt_err *err) RT_CHECK;

#endif
