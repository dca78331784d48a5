/* The snapshot as programs see it: immutable columns, client-major. */
#ifndef RT_SNAP_DATA_H
#define RT_SNAP_DATA_H

#include "base/date.h"

#include <stddef.h>
#include <stdint.h>

/* A dictionary: code -> text.  Code 0 is "", an attribute without a value.
 * The other texts are in byte order. */
struct rt_dict {
    size_t n;           /* codes 0 .. n-1 */
    const uint32_t *at; /* [n] where each NUL-terminated text begins */
    const char *bytes;
};

static inline const char *
rt_dict_str(const struct rt_dict *d, uint32_t code)
{
    return d->bytes + d->at[code];
}

/* One attribute of all clients. */
struct rt_attr {
    const char *key; /* "region", "plan", "channel", "segment", "attr.NAME" */
    struct rt_dict dict;
    const uint32_t *code; /* [n_clients] */
};

/* An amount that the source does not give. */
#define RT_NO_AMOUNT INT64_MIN

/*
 * All data of one company at one instant.
 *
 * Clients are in order of their first contract day (RT_DAY_NONE first), then
 * of their external id: the order does not depend on the order of input.
 * The contracts of client i are contract_first[i] .. contract_first[i+1]-1,
 * by start, end and external id; the changes of contract j are
 * change_first[j] .. change_first[j+1]-1, by day.
 */
struct rt_data {
    int32_t as_of;        /* last day that is known, included (METRICS 16.1) */
    const char *zone;     /* IANA name of the report zone */
    const char *currency; /* ISO 4217 code */
    int digits;           /* decimals of the currency */
    bool demo;            /* invented data */
    char generation[33];  /* hash of the content, lower-case hex */

    size_t n_clients;
    const int64_t *client_id;       /* surrogate id in the database */
    const uint32_t *client_name_at; /* external id in `names` */
    const char *names;
    size_t n_attrs;
    const struct rt_attr *attrs; /* region, plan, channel, segment, then own
                                    attributes by name */

    size_t n_contracts;
    const uint32_t *contract_first; /* [n_clients + 1] */
    const int32_t *contract_start;  /* RT_DAY_NONE: before observation */
    const int32_t *contract_end;    /* first day without; RT_DAY_OPEN */
    const int64_t *contract_fee;    /* a month, minor units; RT_NO_AMOUNT */
    const int64_t *contract_profit;
    const uint32_t *contract_cause; /* codes of `causes` */
    const uint32_t *contract_plan;  /* codes of `plans` */
    struct rt_dict causes;
    struct rt_dict plans;

    size_t n_changes;
    const uint32_t *change_first; /* [n_contracts + 1] */
    const int32_t *change_day;    /* in force from this day on */
    const int64_t *change_fee;    /* RT_NO_AMOUNT: unchanged */
    const int64_t *change_profit;
    const uint32_t *change_plan; /* 0: unchanged */

    /* Rows that were left out: start = end, "never active" (METRICS 0). */
    int64_t n_never_active;
};

/* The attribute with this key, NULL when there is none. */
const struct rt_attr *rt_data_attr(const struct rt_data *d, const char *key);

#endif
