/* What became of the clients whom the desk kept, and whether its offers did it
 * (DESK 8). */
#ifndef RT_STAT_SAVE_H
#define RT_STAT_SAVE_H

#include "base/arena.h"
#include "snap/data.h"
#include "stat/mrr.h"

/*
 * Cases, one element each, in any order.
 *
 *   n, n_groups
 *   picked    [n] 1: the case counts: it was retained, and its contract is
 *             known; for rt_save_effect() any case with an arm
 *   group     [n] 0 .. n_groups-1
 *   apart     [n] 1: counts in its group, but not in the whole; NULL: none
 *   client    [n] of the contract, an index of `payments`
 *   contract  [n] an index of start and end
 *   from      [n] the day from which days are counted: of the close, or of the
 *             creation
 *   ordered   [n] the day on which the end of the contract was ordered; 0: it
 *             was not
 *   cost      [n] what keeping the client cost, minor units
 *   first, start, end  contracts of clients, as in stat/churn.h
 *   gap_days  0 or more: a pause up to this does not count
 *   days      N, 1 or more
 *   as_of     the last day that is known
 *   payments  what clients paid; NULL: `amounts` are taken
 *   amounts   monthly amounts of contracts; not read where there are payments
 *
 * A case is due when as_of has come to the N-th day after `from`.  It is kept
 * when on that day its contract runs and no end of it has been ordered.  A
 * contract of the same client that starts on the day another ends, or up to
 * gap_days later, continues it (METRICS 3, 16.8).
 */
struct rt_save_in {
    size_t n, n_groups;
    const uint8_t *picked;
    const uint32_t *group;
    const uint8_t *apart;
    const uint32_t *client, *contract;
    const int32_t *from;
    const int32_t *ordered;
    const int64_t *cost;
    const uint32_t *first;
    const int32_t *start, *end;
    int32_t gap_days;
    int32_t days, as_of;
    const struct rt_payments *payments;
    const struct rt_mrr_in *amounts;
};

struct rt_save_row {
    int64_t retained; /* picked */
    int64_t due;      /* of them */
    int64_t kept;     /* of those due */
    int64_t cost;     /* of those due, kept or not */
    int64_t money;    /* paid by the clients of those kept, see below */
};

/*
 * rows[0 .. n_groups-1] by group, then rows[n_groups] of all.
 *
 * Money is what was paid on the N days after `from`; refunds lower it.  By
 * payments, those of the client: one that falls into the days of several cases
 * of the client counts once in a group and once in the whole.  By amounts, the
 * sum over those days of the contract's amount in force on the day / days of
 * the month; each case is rounded to minor units, half to even.
 *
 * RT_ELIMIT when a sum exceeds int64_t.  O(n log n + kept *
 * days + payments of kept clients).
 */
enum rt_code rt_save_rows(const struct rt_save_in *in, struct rt_arena *a,
                          struct rt_save_row *rows,
                          struct rt_err *err) RT_CHECK;

/* Whether case i is picked and its days have passed. */
bool rt_save_is_due(const struct rt_save_in *in, size_t i);

/* Cases whose contract still runs on the N-th day: as in struct rt_save_row,
 * without money.  rows as in rt_save_rows(); `payments`, `amounts` and `cost`
 * are not read.  O(n). */
void rt_save_count(const struct rt_save_in *in, struct rt_save_row *rows);

#endif
