/* Many rows into a table by their key: what is new is added, what differs is
 * changed, what is equal is left alone. */
#ifndef RT_REPO_LOAD_H
#define RT_REPO_LOAD_H

#include "db/db.h"

#include <stddef.h>
#include <stdint.h>

enum { RT_LOAD_COLUMNS_MAX = 32 };

struct rt_load_column {
    const char *name;      /* in the database, and in desk_edits.field */
    int kind;              /* RT_P_STR, RT_P_I64 or RT_P_F64 */
    struct rt_param start; /* value of a new row where the file says nothing;
                              a column whose start is no NULL takes no NULL */
};

/* A table: its columns in the order of the SQL texts, the key first. */
struct rt_load_table {
    const char *entity; /* in desk_edits; NULL: not edited at the desk */
    const struct rt_load_column *columns;
    size_t n_columns, n_key;
    bool no_id; /* its rows have no id but their key */
    /* id (without one: 1), then the columns, by 500 values of the first key
     * column. */
    const char *select;
    /* rt_db_exec_rows(): id (if there is one), then the columns. */
    const char *head, *row, *tail;
};

extern const struct rt_load_table rt_load_clients, rt_load_contracts,
    rt_load_changes, rt_load_payments, rt_load_activity, rt_load_offers,
    rt_load_cases, rt_load_campaigns, rt_load_members, rt_load_users;

/* Columns, as in their SQL. */
enum {
    RT_CLIENT_EXTERNAL,
    RT_CLIENT_TELEGRAM,
    RT_CLIENT_LAST_NAME,
    RT_CLIENT_FIRST_NAME,
    RT_CLIENT_MIDDLE_NAME,
    RT_CLIENT_EMAIL,
    RT_CLIENT_PHONE,
    RT_CLIENT_REGION,
    RT_CLIENT_CHANNEL,
    RT_CLIENT_SEGMENT,
    RT_CLIENT_ACQUIRED, /* day */
    RT_CLIENT__MAX
};
enum {
    RT_CONTRACT_EXTERNAL,
    RT_CONTRACT_CLIENT, /* clients.id */
    RT_CONTRACT_START,  /* day */
    RT_CONTRACT_END,    /* day */
    RT_CONTRACT_FEE,    /* minor units */
    RT_CONTRACT_PROFIT, /* minor units */
    RT_CONTRACT_PLAN,
    RT_CONTRACT_REGION,
    RT_CONTRACT_CHANNEL,
    RT_CONTRACT_RETAIN,
    RT_CONTRACT_ACTIVE,
    RT_CONTRACT_CAUSE,
    RT_CONTRACT__MAX
};

enum {
    RT_CHANGE_CONTRACT, /* contracts.id */
    RT_CHANGE_DAY,
    RT_CHANGE_FEE,
    RT_CHANGE_PROFIT,
    RT_CHANGE_PLAN,
    RT_CHANGE__MAX
};
enum {
    RT_PAYMENT_EXTERNAL,
    RT_PAYMENT_CLIENT, /* clients.id */
    RT_PAYMENT_AT,     /* Unix seconds */
    RT_PAYMENT_AMOUNT,
    RT_PAYMENT_CONTRACT, /* contracts.id */
    RT_PAYMENT__MAX
};
enum {
    RT_ACTIVITY_EXTERNAL,
    RT_ACTIVITY_CLIENT, /* clients.id */
    RT_ACTIVITY_AT,     /* Unix seconds */
    RT_ACTIVITY__MAX
};
enum {
    RT_OFFER_EXTERNAL,
    RT_OFFER_TYPE,
    RT_OFFER_DESCRIPTION,
    RT_OFFER_THRESHOLD,
    RT_OFFER_COST,
    RT_OFFER_EFFECT,
    RT_OFFER_VALUE,
    RT_OFFER_MONTHS,
    RT_OFFER_PLAN,
    RT_OFFER_FROM, /* day */
    RT_OFFER_TO,   /* day, exclusive */
    RT_OFFER_AUDIENCE,
    RT_OFFER__MAX
};
enum {
    RT_CASE_EXTERNAL,
    RT_CASE_CONTRACT, /* contracts.id */
    RT_CASE_CONTRACT_REF,
    RT_CASE_CLIENT,  /* clients.id */
    RT_CASE_INITIAL, /* reason, in the client's words */
    RT_CASE_REASON,  /* its name in the company's list */
    RT_CASE_OFFER,   /* offers.id */
    RT_CASE_OFFER_REF,
    RT_CASE_MANAGER,   /* users.id */
    RT_CASE_CREATED,   /* Unix seconds */
    RT_CASE_COMPLETED, /* Unix seconds */
    RT_CASE_STATUS,
    RT_CASE_SOURCE,
    RT_CASE__MAX
};
enum {
    RT_CAMPAIGN_EXTERNAL,
    RT_CAMPAIGN_NAME,
    RT_CAMPAIGN_CHANNEL,
    RT_CAMPAIGN_STARTS,
    RT_CAMPAIGN_ENDS,
    RT_CAMPAIGN_COST,
    RT_CAMPAIGN_MARGIN, /* share */
    RT_CAMPAIGN_CONTROL,
    RT_CAMPAIGN__MAX
};
enum {
    RT_MEMBER_CLIENT,   /* clients.id */
    RT_MEMBER_CAMPAIGN, /* campaigns.id */
    RT_MEMBER_ARM,
    RT_MEMBER_CONTACTED,
    RT_MEMBER_CONVERTED,
    RT_MEMBER_VALUE,
    RT_MEMBER__MAX
};
enum {
    RT_USER_EXTERNAL,
    RT_USER_TELEGRAM,
    RT_USER_LOGIN,
    RT_USER_NAME,
    RT_USER_ROLE,
    RT_USER_LANGUAGE,
    RT_USER_ACTIVE,
    RT_USER__MAX
};

enum rt_load_state { RT_LOAD_NEW, RT_LOAD_CHANGED, RT_LOAD_SAME };

struct rt_load_row {
    int64_t line;                /* in the file, and how the row is called: */
    const char *name;            /* for messages */
    const struct rt_param *want; /* [n_columns] what the file says */
    uint64_t given;              /* bit i: it says something about column i */
    uint64_t initial;            /* bit i: likewise, but to a new row only */
    uint64_t frozen;             /* bit i: column i keeps its value, as if
                                    edited at the desk */
    /* Filled by rt_load(): */
    enum rt_load_state state;
    int64_t id;           /* 0: new */
    struct rt_param *old; /* [n_columns]; NULL: new */
    struct rt_param *now; /* [n_columns] */
};

/* The desk's value stands against the file's. */
struct rt_load_conflict {
    const struct rt_load_row *row;
    size_t column;
    struct rt_load_conflict *next;
};

/*
 * Compare and write, within the caller's transaction; the rows found are
 * locked.  Keys must be unique within `rows`.  A column that was edited at
 * the desk keeps its value until the file agrees, which is then noted in
 * desk_edits; what disagrees is in `conflicts`.  Memory comes from `a`; a
 * second call with the same rows starts anew.
 */
enum rt_code rt_load(struct rt_db *db, const struct rt_load_table *table,
                     struct rt_load_row *rows, size_t n,
                     struct rt_load_conflict **conflicts, struct rt_arena *a,
                     struct rt_err *err) RT_CHECK;

/* True when both hold the same value. */
bool rt_load_same(const struct rt_param *a, const struct rt_param *b);

#endif
