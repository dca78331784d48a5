/* Put a company's rows into the order of the snapshot: rows in, columns out.
 * No I/O and no clock. */
#ifndef RT_SNAP_BUILD_H
#define RT_SNAP_BUILD_H

#include "base/arena.h"
#include "snap/data.h"

struct rt_build;

/* Texts are borrowed for the call; NULL means "not given". */
struct rt_build_client {
    int64_t id;
    const char *external_id;
    const char *region, *channel, *segment;
};

struct rt_build_contract {
    int64_t id;
    int64_t client_id;
    const char *external_id;
    int32_t start, end;  /* RT_DAY_NONE and RT_DAY_OPEN allowed */
    int64_t fee, profit; /* RT_NO_AMOUNT allowed */
    const char *plan, *region, *channel, *cause;
    bool over; /* no longer active, even when `end` is RT_DAY_OPEN */
};

struct rt_build_change {
    int64_t contract_id;
    int32_t day;
    int64_t fee, profit; /* RT_NO_AMOUNT: unchanged */
    const char *plan;    /* NULL: unchanged */
};

struct rt_build_case {
    int64_t id, client_id; /* client_id 0: the contract's client */
    int64_t contract_id;   /* 0: there is none */
    int64_t offer_id;      /* 0: there is none */
    bool offered, escalated;
    enum rt_status status;
    int64_t created_at, completed_at;   /* or RT_NEVER */
    int32_t created_day, completed_day; /* or RT_DAY_OPEN */
    int64_t profit_at_close, cost_at_close;
    int64_t manager;
    enum rt_case_way way;
    enum rt_arm arm;
    int32_t ordered_day; /* 0: the end of the contract was not ordered */
    const char *reason;
};

struct rt_build_campaign {
    int64_t id;
    const char *external_id, *control_arm;
    int32_t starts, ends;
    int64_t cost;
    double margin;
};

struct rt_build_member {
    int64_t campaign_id, client_id;
    const char *arm;
    bool contacted;
    uint8_t converted; /* 0 or 1; 2: not known */
    int64_t value;
};

struct rt_build *rt_build_new(void);
void rt_build_free(struct rt_build *b); /* NULL is accepted */

/* The kinds of data whose bit is in `kept` have not changed since `base`: no
 * rows are given for them, and their columns are taken from `base`, which must
 * live as long as the new columns.  Contracts, payments and activity share the
 * order of clients and are kept together.  False: `base` was written by an
 * older program and lacks what is needed. */
bool rt_build_keep(struct rt_build *b, const struct rt_data *base,
                   unsigned kept) RT_CHECK;

/* Rows come by rising id: first all clients, then attributes of clients,
 * contracts, changes; events by client and time; offers before cases,
 * campaigns before members.  A row whose owner was not given is left out: the
 * owner was deleted meanwhile. */
void rt_build_client(struct rt_build *b, const struct rt_build_client *row);
void rt_build_attr(struct rt_build *b, int64_t client_id, const char *name,
                   const char *value);
void rt_build_contract(struct rt_build *b, const struct rt_build_contract *row);
void rt_build_change(struct rt_build *b, const struct rt_build_change *row);

void rt_build_payment(struct rt_build *b, int64_t client_id, int32_t day,
                      int64_t amount);
void rt_build_activity(struct rt_build *b, int64_t client_id, int32_t day);
void rt_build_offer(struct rt_build *b, int64_t id, const char *type,
                    int64_t cost);
void rt_build_case(struct rt_build *b, const struct rt_build_case *row);
/* How people call a reason of cases. */
void rt_build_reason(struct rt_build *b, const char *code, const char *ru,
                     const char *en);
void rt_build_campaign(struct rt_build *b, const struct rt_build_campaign *row);
void rt_build_member(struct rt_build *b, const struct rt_build_member *row);

/* The day of the latest event of a kind (of contracts: start, end, change)
 * that is not after `today`; RT_DAY_NONE when there is none.  Ask before
 * rt_build_finish(). */
int32_t rt_build_last_day(const struct rt_build *b, enum rt_group g,
                          int32_t today);
/* True when there are rows of the kind. */
bool rt_build_has(const struct rt_build *b, enum rt_group g);

/*
 * Make the columns, from `a`.  Clients' attributes are those of the client
 * row, else those of the first contract (METRICS 16.4).  Contracts that start
 * on the day they end are counted in n_never_active and left out; those that
 * are over but have no end get no days and are counted in n_end_unknown.  The
 * caller fills as_of, known (RT_DAY_NONE until then), zone, currency, digits
 * and demo.  The memory of events is released on the way: only rt_build_free()
 * may follow.
 */
void rt_build_finish(struct rt_build *b, struct rt_arena *a,
                     struct rt_data *out);

#endif
