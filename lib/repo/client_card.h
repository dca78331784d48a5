/* What a client's card shows, read from the database. */
#ifndef RT_REPO_CLIENT_CARD_H
#define RT_REPO_CLIENT_CARD_H

#include "repo/consents.h"
#include "repo/desk_contracts.h"

enum {
    RT_CARD_CONTRACTS = 100,
    RT_CARD_PAYMENTS = 12,
    RT_CARD_CASES = 20,
    RT_CARD_OFFERS = 20,
    RT_CARD_MESSAGES = 10
};

/* The client's own row.  Strings are NULL where there is none. */
struct rt_client_head {
    int64_t id, version;
    const char *external_id;
    int64_t telegram_id; /* 0: none */
    const char *last_name, *first_name, *middle_name, *email, *phone;
    const char *region, *channel, *segment;
    int32_t acquired_on;  /* RT_DAY_NONE: not known */
    int64_t forgotten_at; /* 0: no */
    struct rt_consent consent;
};

/* RT_NONE: there is none, or it is deleted. */
enum rt_code rt_client_head_read(struct rt_db *db, int64_t id,
                                 struct rt_arena *a, struct rt_client_head *out,
                                 struct rt_err *err) RT_CHECK;

/* Another card of the same person. */
struct rt_client_same {
    int64_t id;
    const char *external_id;
    bool into; /* this client was merged into it, not the other way round */
};

/* Those that a client was merged with, directly: at most `most`, the one it was
 * merged into first, then by id. */
enum rt_code rt_client_merged(struct rt_db *db, int64_t id, size_t most,
                              struct rt_arena *a, struct rt_client_same **list,
                              size_t *n, struct rt_err *err) RT_CHECK;

/* Attributes by name; one that the client lacks but others have is there with
 * value "". */
struct rt_card_attr {
    const char *name, *value;
};
enum rt_code rt_client_attrs_list(struct rt_db *db, int64_t id,
                                  const char *const *known, size_t n_known,
                                  struct rt_arena *a,
                                  struct rt_card_attr **list, size_t *n,
                                  struct rt_err *err) RT_CHECK;

/* A contract with what is in force today. */
struct rt_card_contract {
    struct rt_desk_contract_row row;
    int64_t version;
    const char *channel;
    int64_t open_case;    /* 0: none */
    int64_t open_manager; /* whose it is; 0: nobody's */
};

/* Running ones first, then the latest; at most RT_CARD_CONTRACTS.  *all: how
 * many there are. */
enum rt_code rt_client_contracts(struct rt_db *db, int64_t client_id,
                                 int32_t today, struct rt_arena *a,
                                 struct rt_card_contract **list, size_t *n,
                                 int64_t *all, struct rt_err *err) RT_CHECK;
/* One of them, and whose it is.  RT_NONE: there is none. */
enum rt_code rt_client_contract(struct rt_db *db, int64_t contract_id,
                                int32_t today, struct rt_arena *a,
                                struct rt_card_contract *out,
                                struct rt_err *err) RT_CHECK;

struct rt_card_payment {
    int64_t id;
    int64_t at;    /* unix seconds, or the midnight of a day as if in UTC */
    bool day_only; /* only the day is known */
    int64_t amount;
    const char *contract; /* NULL: none named */
};
/* Newest first, those older than (at, id); at 0: the newest.  One more than
 * RT_CARD_PAYMENTS says that others follow. */
enum rt_code rt_client_payments(struct rt_db *db, int64_t client_id, int64_t at,
                                int64_t id, struct rt_arena *a,
                                struct rt_card_payment **list, size_t *n,
                                struct rt_err *err) RT_CHECK;

/* Sums of payments and activity; instants 0: none. */
struct rt_client_sums {
    int64_t payments;
    int64_t paid;
    bool paid_overflows; /* more than 64 bits hold */
    int64_t first_paid_at, last_paid_at;
    int64_t visits, visits_30; /* all, and of the last 30 days */
    int64_t first_visit_at, last_visit_at;
    int32_t first_start; /* of its contracts; RT_DAY_NONE: not known */
};
enum rt_code rt_client_sums_read(struct rt_db *db, int64_t client_id,
                                 int64_t now, struct rt_client_sums *out,
                                 struct rt_err *err) RT_CHECK;

struct rt_card_case {
    int64_t id;
    const char *status, *step, *outcome, *reason; /* outcome, reason: NULL */
    const char *contract;                         /* NULL */
    const char *manager;                          /* NULL */
    int64_t manager_id;                           /* 0 */
    int64_t created_at, completed_at;             /* completed_at 0: open */
    bool voided;
};
/* The latest first, at most RT_CARD_CASES. */
enum rt_code rt_client_cases(struct rt_db *db, int64_t client_id,
                             struct rt_arena *a, struct rt_card_case **list,
                             size_t *n, struct rt_err *err) RT_CHECK;

struct rt_card_offer {
    int64_t case_id, at;
    int64_t manager_id; /* of the case; 0: nobody */
    const char *type, *contract;
};
/* Offers that the client has taken, the latest first. */
enum rt_code rt_client_offers(struct rt_db *db, int64_t client_id,
                              struct rt_arena *a, struct rt_card_offer **list,
                              size_t *n, struct rt_err *err) RT_CHECK;

struct rt_card_message {
    int64_t id, case_id, at;
    bool from_client, answered;
    const char *who, *body;
};
/* Whose the client's open case is, and with it their messages; 0: nobody's, or
 * there is none. */
enum rt_code rt_client_open_manager(struct rt_db *db, int64_t client_id,
                                    int64_t *manager_id,
                                    struct rt_err *err) RT_CHECK;
enum rt_code rt_client_messages(struct rt_db *db, int64_t client_id,
                                struct rt_arena *a,
                                struct rt_card_message **list, size_t *n,
                                struct rt_err *err) RT_CHECK;

/* The plan of the client's first contract as it began, which is the client's
 * plan in all figures (METRICS 16.4); NULL: none. */
enum rt_code rt_client_first_terms(struct rt_db *db, int64_t client_id,
                                   struct rt_arena *a, const char **plan,
                                   const char **region,
                                   struct rt_err *err) RT_CHECK;

#endif
