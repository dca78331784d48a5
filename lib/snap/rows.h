/* The rows as given, and what the emitters of columns share.  Private to the
 * builder. */
#ifndef RT_SNAP_ROWS_H
#define RT_SNAP_ROWS_H

#include "snap/build.h"
#include "snap/places.h"
#include "snap/intern.h"

enum { REGION, PLAN, CHANNEL, SEGMENT, N_FIXED };

struct client {
    int64_t id;
    const char *external_id;
    uint32_t fixed[N_FIXED];
    int32_t first_day; /* first day of the first contract; RT_DAY_OPEN: none */
    int32_t first_event; /* RT_DAY_OPEN: none */
    uint32_t n_contracts, n_never_active;
};

struct contract {
    int64_t id;
    uint32_t client; /* index as given */
    uint32_t cause, plan, region, channel;
    int32_t start, end;
    int64_t fee, profit;
    const char *external_id;
};

struct change {
    uint32_t contract; /* index as given */
    int32_t day;
    int64_t fee, profit;
    uint32_t plan;
};

/* One of the company's own attributes, by client as given. */
struct own {
    const char *key;
    struct rt_intern *texts;
    uint32_t *code; /* [n_clients], created with the first value */
};

/* Events by client as given, in the order of days. */
struct events {
    uint32_t *first; /* [n_clients + 1] filled up to `client` */
    int32_t *day;    /* [n] */
    int64_t *amount; /* [n], NULL for activity */
    size_t n, room;
    size_t client;     /* day of the last row */
    int32_t low, high; /* days that there are */
    bool wide;         /* an amount does not fit into 32 bits */
};

struct offer {
    int64_t id;
    uint32_t type;
    int64_t cost;
};

struct a_case {
    struct rt_build_case row; /* the texts are no longer valid */
    uint32_t reason;
    uint32_t client, contract, offer; /* new indexes, once they are known */
};

/* Codes of b->words. */
struct a_reason {
    uint32_t code, ru, en;
};

struct campaign {
    int64_t id;
    struct rt_build_campaign row; /* the texts are no longer valid */
    uint32_t name, control;
};

struct member {
    struct rt_build_member row; /* the texts are no longer valid */
    uint32_t arm;
    uint32_t client; /* new index, once it is known */
};

struct rt_build {
    const struct rt_data *base; /* the snapshot that kept columns come from;
                                   NULL: none are kept */
    unsigned kept;              /* bits of kinds of data */
    struct rt_arena *arena;     /* texts: external ids and keys */
    struct client *clients;
    size_t n_clients, clients_room, last_client;
    struct contract *contracts;
    size_t n_contracts, contracts_room, last_contract;
    struct change *changes;
    size_t n_changes, changes_room;
    struct own *owns;
    size_t n_owns, owns_room;
    struct events payments, activity;
    struct offer *offers;
    size_t n_offers, offers_room;
    struct a_case *cases;
    size_t n_cases, cases_room;
    struct a_reason *reason_rows;
    size_t n_reason_rows, reason_rows_room;
    struct campaign *campaigns;
    size_t n_campaigns, campaigns_room;
    struct member *members;
    size_t n_members, members_room;
    struct rt_intern *fixed[N_FIXED];
    struct rt_intern *causes, *offer_types, *reasons, *words, *names, *arms;
    int64_t n_never_active, n_end_unknown;
};

/* What the emitters of columns share. */
struct finish {
    struct rt_build *b;
    struct rt_arena *a;
    struct rt_data *out;
    uint32_t *client_at; /* new index -> index as given */
    uint32_t *client_to; /* index as given -> new index */
    uint32_t *contract_at;
    uint32_t *contract_to;
    uint32_t *remap[N_FIXED];
    struct rt_dict dict[N_FIXED];
    struct rt_places clients, contracts; /* those of the base */
};

/* Make room for one more element in a growing list; returns the list. */
void *rt_rows_room(void *list, size_t n, size_t *room, size_t size);

/* The index of a row, in rows that begin with an int64_t id and are sorted by
 * it; SIZE_MAX when there is none. */
size_t rt_rows_find(const void *list, size_t n, size_t size, int64_t id);

void rt_events_free(struct events *e);

/* Make the columns of payments and activity; of offers, cases and campaigns. */
void rt_emit_events(struct finish *f);
void rt_emit_desk(struct finish *f);
void rt_emit_campaigns(struct finish *f);

#endif
