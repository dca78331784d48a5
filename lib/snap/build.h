/* Rows in, columns out: puts a company's rows into the order of the snapshot.
 * No I/O and no clock. */
#ifndef RT_SNAP_BUILD_H
#define RT_SNAP_BUILD_H

#include "base/arena.h"
#include "snap/data.h"

struct rt_build;

/* Texts are borrowed for the call; NULL is "not given". */
struct rt_build_client {
    int64_t id;
    const char *external_id;
    const char *region, *channel, *segment;
};

struct rt_build_contract {
    int64_t id;
    int64_t client_id;
    const char *external_id;
    int32_t start, end;  /* RT_DAY_NONE, RT_DAY_OPEN */
    int64_t fee, profit; /* RT_NO_AMOUNT */
    const char *plan, *region, *channel, *cause;
};

struct rt_build_change {
    int64_t contract_id;
    int32_t day;
    int64_t fee, profit; /* RT_NO_AMOUNT: unchanged */
    const char *plan;    /* NULL: unchanged */
};

struct rt_build *rt_build_new(void);
void rt_build_free(struct rt_build *b); /* NULL accepted */

/* Rows come by rising id: first all clients, then attributes of clients, then
 * contracts, then changes.  A row whose owner was not given is left out
 * (it was deleted meanwhile). */
void rt_build_client(struct rt_build *b, const struct rt_build_client *row);
void rt_build_attr(struct rt_build *b, int64_t client_id, const char *name,
                   const char *value);
void rt_build_contract(struct rt_build *b, const struct rt_build_contract *row);
void rt_build_change(struct rt_build *b, const struct rt_build_change *row);

/* The day of the latest event (start, end, change) that is not after
 * `today`; RT_DAY_NONE when there is none. */
int32_t rt_build_last_day(const struct rt_build *b, int32_t today);

/*
 * The columns, from `a`.  Clients' attributes: the client row's, else those
 * of the first contract (METRICS 16.4).  Contracts that start on the day they
 * end are counted in n_never_active and left out.  The caller fills as_of,
 * zone, currency, digits and demo.
 */
void rt_build_finish(struct rt_build *b, struct rt_arena *a,
                     struct rt_data *out);

#endif
