/* The snapshot as programs see it: columns that never change, ordered by
 * client. */
#ifndef RT_SNAP_DATA_H
#define RT_SNAP_DATA_H

#include "base/date.h"

#include <stddef.h>
#include <stdint.h>

/* A dictionary: code -> text.  Code 0 is "": an attribute without a value.
 * The other texts are in byte order. */
struct rt_dict {
    size_t n;           /* codes 0 .. n-1 */
    const uint32_t *at; /* [n] offset of each NUL-terminated text */
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
 * Events of clients: those of client i are first[i] .. first[i+1]-1, by day.
 * Days are stored in 16 bits relative to `base`, or in 32 if they span more.
 */
struct rt_events {
    size_t n;
    const uint32_t *first; /* [n_clients + 1] */
    int64_t base;          /* a day */
    const uint16_t *day16; /* [n], or NULL */
    const int32_t *day32;  /* [n], or NULL */
};

static inline int32_t
rt_event_day(const struct rt_events *e, size_t i)
{
    return e->day16 != NULL ? (int32_t)e->base + e->day16[i] : e->day32[i];
}

/*
 * The months in which a client has an event: bit m of the client's words is
 * month first_month + m (months since January 1970).  words[i * n_words] is
 * the first word of client i.
 */
struct rt_months {
    int64_t first_month;
    size_t n_words; /* words a client; 0: no events */
    size_t n_all;   /* n_words * n_clients */
    const uint64_t *words;
};

/* Payments: events with an amount; negative ones are refunds. */
struct rt_payments {
    struct rt_events events;
    const int32_t *amount32; /* [n] minor units, or NULL */
    const int64_t *amount64; /* [n] if one does not fit into 32 bits, or NULL */
    struct rt_months months; /* purchases only: amount >= 0 */
};

static inline int64_t
rt_payment_amount(const struct rt_payments *p, size_t i)
{
    return p->amount32 != NULL ? p->amount32[i] : p->amount64[i];
}

/* What a case or member refers to, but which does not exist. */
#define RT_NOBODY UINT32_MAX
/* An instant that has not come yet. */
#define RT_NEVER INT64_MIN

struct rt_offers {
    size_t n;
    const int64_t *id;    /* surrogate id, rising */
    const uint32_t *type; /* codes of `types` */
    const int64_t *cost;  /* minor units */
    struct rt_dict types;
};

enum rt_status {
    RT_ACTIVE,
    RT_ESCALATED,
    RT_RETAINED,
    RT_CHURNED,
    RT_STATUS__MAX
};

/* By which way a case came. */
enum rt_case_way {
    RT_WAY_UNKNOWN, /* an older file */
    RT_WAY_BOT,
    RT_WAY_PHONE,
    RT_WAY_OFFICE,
    RT_WAY_LETTER,
    RT_WAY_LIST,
    RT_WAY_LINK,
    RT_WAY__MAX
};

/* The arm of the hold-out that a case is in. */
enum rt_arm { RT_NO_ARM, RT_OFFER_ARM, RT_HOLDOUT_ARM, RT_ARM__MAX };

/* Retention cases by creation, then id. */
struct rt_cases {
    size_t n;
    const int64_t *id;        /* surrogate id */
    const uint32_t *client;   /* index, or RT_NOBODY */
    const uint32_t *contract; /* index, or RT_NOBODY: it does not exist */
    const uint32_t *offer;    /* index of offers, or RT_NOBODY */
    const uint8_t *offered; /* the case names an offer, perhaps a missing one */
    const uint8_t *escalated;     /* a manager had it at any time */
    const uint8_t *status;        /* enum rt_status */
    const int64_t *created_at;    /* unix seconds */
    const int64_t *completed_at;  /* RT_NEVER */
    const int32_t *created_day;   /* in the report zone */
    const int32_t *completed_day; /* RT_DAY_OPEN */
    const int64_t *profit_at_close, *cost_at_close; /* RT_NO_AMOUNT */
    const int64_t *manager; /* users.id of the manager; 0: nobody */
    const uint8_t *way;     /* enum rt_case_way */
    const uint8_t *arm;     /* enum rt_arm */
    /* The day on which the end of the contract was ordered, in this case or
     * later; 0: it was not, or an older file. */
    const int32_t *ordered_day;
    const uint32_t *reason; /* codes of `reasons` */
    struct rt_dict reasons;
    /* How people call the reasons that the desk offers, in the desk's order:
     * codes of `words`.  None in an older file. */
    size_t n_reasons;
    const uint32_t *reason_code, *reason_ru, *reason_en;
    struct rt_dict words;
};

/* Campaigns by id, and their members by client. */
struct rt_campaigns {
    size_t n;
    const int64_t *id;
    const uint32_t *name;         /* codes of `names`: the company's own id */
    const int32_t *starts, *ends; /* RT_DAY_NONE, RT_DAY_OPEN */
    const int64_t *cost;          /* per contact, minor units; RT_NO_AMOUNT */
    const double *margin;         /* share; NaN: the setting's */
    const uint32_t *control;      /* code of `arms`; 0: none */
    struct rt_dict names, arms;
    size_t n_members;
    const uint32_t *member_first; /* [n + 1] */
    const uint32_t *member_client;
    const uint32_t *member_arm;
    const uint8_t *member_contacted;
    const uint8_t *member_converted; /* 0, 1; 2: not known */
    const int64_t *member_value;     /* RT_NO_AMOUNT */
};

/* Kinds of data that are imported, known and rebuilt separately (METRICS
 * 16.1). */
enum rt_group {
    RT_GROUP_CONTRACTS, /* with clients, attributes and changes */
    RT_GROUP_PAYMENTS,
    RT_GROUP_ACTIVITY,
    RT_GROUP_DESK, /* cases and offers */
    RT_GROUP_CAMPAIGNS,
    RT_GROUP__MAX
};
#define RT_GROUP_BIT(group) (1u << (group))

/*
 * All data of one company at one instant.
 *
 * Clients are ordered by their first contract day (RT_DAY_NONE first), then
 * those without a contract by their first event, then by their external id.
 * So the order does not depend on the order of input. The contracts of client
 * i are contract_first[i] .. contract_first[i+1]-1, by start, end and external
 * id; the changes of contract j are change_first[j] .. change_first[j+1]-1, by
 * day.
 *
 * On day d the amounts of the latest change with change_day <= d are in force
 * (each amount by itself, as a change may set only one); before the first
 * change, those of the contract.  The contract's own amounts are always the
 * newest.  So that they do not apply to the past, the first change that an
 * import finds also records the old amounts from the start on.
 */
struct rt_data {
    int32_t as_of; /* the latest known day of any kind */
    /* The last known day of each kind, inclusive (METRICS 16.1); RT_DAY_NONE:
     * there are no data of it.  See rt_data_known(). */
    int32_t known[RT_GROUP__MAX];
    const char *zone;     /* IANA name of the report zone */
    const char *currency; /* ISO 4217 code */
    int digits;           /* decimals of the currency */
    bool demo;            /* invented data */
    char generation[33];  /* hash of the content, lower-case hex */
    /* A hash of the data of each kind: it stays the same while only other
     * kinds change. */
    char group_generation[RT_GROUP__MAX][33];
    uint8_t group_hash[RT_GROUP__MAX][16]; /* hash of the columns of a kind */

    size_t n_clients;
    const int64_t *client_id;       /* surrogate id in the database */
    const uint32_t *client_name_at; /* external id in `names` */
    const char *names;
    const uint32_t
        *client_never_active; /* contracts left out, see n_never_active */
    size_t n_attrs;
    const struct rt_attr *attrs; /* region, plan, channel, segment, then the
                                    company's own attributes by name */

    size_t n_contracts;
    const uint32_t *contract_first; /* [n_clients + 1] */
    const int64_t *contract_id;     /* surrogate id; 0: an older file */
    const int32_t *contract_start;  /* RT_DAY_NONE: before the observation */
    const int32_t
        *contract_end; /* first day without the contract; or RT_DAY_OPEN */
    const int64_t *contract_fee; /* per month, minor units; or RT_NO_AMOUNT */
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

    struct rt_payments payments;
    struct rt_events activity;
    struct rt_months activity_months;
    struct rt_offers offers;
    struct rt_cases cases;
    struct rt_campaigns campaigns;

    /* Contracts that were left out: start = end, "never active" (METRICS 0). */
    int64_t n_never_active;

    /* Contracts that are no longer active, though no end is known.  They have
     * amounts and cases but no days: start and end are RT_DAY_NONE. */
    int64_t n_end_unknown;
};

/* The last known day of a kind; of a kind without data, the latest of all
 * kinds. */
static inline int32_t
rt_data_known(const struct rt_data *d, enum rt_group g)
{
    return d->known[g] != RT_DAY_NONE && d->known[g] < d->as_of ? d->known[g]
                                                                : d->as_of;
}

/* The attribute with this key; NULL when there is none. */
const struct rt_attr *rt_data_attr(const struct rt_data *d, const char *key);

#endif
