/* Load many rows into a table by their key: new rows are added, different ones
 * changed, equal ones left alone. */
#ifndef RT_REPO_LOAD_H
#define RT_REPO_LOAD_H

#include "db/db.h"

#include <stddef.h>
#include <stdint.h>

enum { RT_LOAD_COLUMNS_MAX = 32 };

/* A kind of column beside those of parameters: a moment (base/moment.h),
 * stored in two columns of the table: the time, and whether it is only a
 * day. */
enum { RT_LOAD_MOMENT = 64 };

struct rt_load_column {
    const char *name;      /* in the database, and in desk_edits.field */
    int kind;              /* RT_P_STR, RT_P_I64, RT_P_F64, RT_LOAD_MOMENT */
    struct rt_param start; /* value of a new row when the file gives none; if it
                              is not NULL, the column takes no NULL */
};

/* A table: its columns in the order of the SQL texts, the key first. */
struct rt_load_table {
    const char *entity; /* name in desk_edits; NULL: the desk cannot edit it */
    const struct rt_load_column *columns;
    size_t n_columns, n_key;
    bool no_id; /* its rows have no id, only their key */
    /* SELECT of id (1 if there is none) and the columns, by 500 values of the
     * first key column. */
    const char *select;
    /* For rt_db_exec_rows(): id (if there is one), then the columns; for a
     * moment the seconds, and then whether it is only a day. */
    const char *head, *row, *tail;
    /* For tables with an entity (repo/row.h): select the version and the
     * columns of the row with an id; set a column to a new value where id and
     * version are these, [n_columns]. */
    const char *find, *find_lock;
    const char *const *set;
};

extern const struct rt_load_table rt_load_clients, rt_load_contracts,
    rt_load_changes, rt_load_payments, rt_load_activity, rt_load_offers,
    rt_load_cases, rt_load_campaigns, rt_load_members, rt_load_users;

/*
 * The columns of each table, listed once: enum, statements and the importer's
 * view are made from these lists.
 *
 *   X(number, name, type, start)
 *
 * Types: STR, I64, F64; DAY is an int64 in the program (days since 1970) and a
 * DATE in the table; MOMENT is an int64 in the program (base/moment.h) and two
 * columns in the table.  RT_X_KEY(X) are the columns of the key,
 * RT_X_FIELDS(X) the others.
 */
/* clang-format off */
#define RT_START_NONE {0}
#define RT_START_TEXT(s) {.kind = RT_P_STR, .str = (s), .len = sizeof(s) - 1}
#define RT_START_INT(n) {.kind = RT_P_I64, .i64 = (n)}
#define RT_LOAD_NUMBER(number, name, type, start) number,

#define RT_CLIENT_KEY(X)                                     \
    X(RT_CLIENT_EXTERNAL, "external_id", STR, RT_START_NONE)
#define RT_CLIENT_FIELDS(X)                                     \
    X(RT_CLIENT_TELEGRAM, "telegram_id", I64, RT_START_NONE)    \
    X(RT_CLIENT_LAST_NAME, "last_name", STR, RT_START_NONE)     \
    X(RT_CLIENT_FIRST_NAME, "first_name", STR, RT_START_NONE)   \
    X(RT_CLIENT_MIDDLE_NAME, "middle_name", STR, RT_START_NONE) \
    X(RT_CLIENT_EMAIL, "email", STR, RT_START_NONE)             \
    X(RT_CLIENT_PHONE, "phone", STR, RT_START_NONE)             \
    X(RT_CLIENT_REGION, "region", STR, RT_START_NONE)           \
    X(RT_CLIENT_CHANNEL, "channel", STR, RT_START_NONE)         \
    X(RT_CLIENT_SEGMENT, "segment", STR, RT_START_NONE)         \
    X(RT_CLIENT_ACQUIRED, "acquired_on", DAY, RT_START_NONE)
enum {
    RT_CLIENT_KEY(RT_LOAD_NUMBER)
    RT_CLIENT_FIELDS(RT_LOAD_NUMBER)
    RT_CLIENT__MAX
};

#define RT_CONTRACT_KEY(X)                                     \
    X(RT_CONTRACT_EXTERNAL, "external_id", STR, RT_START_NONE)
#define RT_CONTRACT_FIELDS(X)                                         \
    X(RT_CONTRACT_CLIENT, "client_id", I64, RT_START_NONE)            \
    X(RT_CONTRACT_START, "start_date", DAY, RT_START_NONE)            \
    X(RT_CONTRACT_END, "end_date", DAY, RT_START_NONE)                \
    X(RT_CONTRACT_FEE, "monthly_fee_minor", I64, RT_START_NONE)       \
    X(RT_CONTRACT_PROFIT, "monthly_profit_minor", I64, RT_START_NONE) \
    X(RT_CONTRACT_PLAN, "plan", STR, RT_START_NONE)                   \
    X(RT_CONTRACT_REGION, "region", STR, RT_START_NONE)               \
    X(RT_CONTRACT_CHANNEL, "channel", STR, RT_START_NONE)             \
    X(RT_CONTRACT_RETAIN, "can_be_retained", I64, RT_START_INT(1))    \
    X(RT_CONTRACT_ACTIVE, "active", I64, RT_START_NONE)               \
    X(RT_CONTRACT_CAUSE, "end_cause", STR, RT_START_NONE)             \
    X(RT_CONTRACT_STRETCH, "stretch_of", STR, RT_START_NONE)          \
    X(RT_CONTRACT_LISTED, "listed_on", DAY, RT_START_NONE)            \
    X(RT_CONTRACT_ABSENT, "absent_on", DAY, RT_START_NONE)
enum {
    RT_CONTRACT_KEY(RT_LOAD_NUMBER)
    RT_CONTRACT_FIELDS(RT_LOAD_NUMBER)
    RT_CONTRACT__MAX
};

#define RT_CHANGE_KEY(X)                                     \
    X(RT_CHANGE_CONTRACT, "contract_id", I64, RT_START_NONE) \
    X(RT_CHANGE_DAY, "effective_on", DAY, RT_START_NONE)
#define RT_CHANGE_FIELDS(X)                                         \
    X(RT_CHANGE_FEE, "monthly_fee_minor", I64, RT_START_NONE)       \
    X(RT_CHANGE_PROFIT, "monthly_profit_minor", I64, RT_START_NONE) \
    X(RT_CHANGE_PLAN, "plan", STR, RT_START_NONE)
enum {
    RT_CHANGE_KEY(RT_LOAD_NUMBER)
    RT_CHANGE_FIELDS(RT_LOAD_NUMBER)
    RT_CHANGE__MAX
};

#define RT_PAYMENT_KEY(X)                                     \
    X(RT_PAYMENT_EXTERNAL, "external_id", STR, RT_START_NONE)
#define RT_PAYMENT_FIELDS(X)                                  \
    X(RT_PAYMENT_CLIENT, "client_id", I64, RT_START_NONE)     \
    X(RT_PAYMENT_AT, "paid_at", MOMENT, RT_START_NONE)        \
    X(RT_PAYMENT_AMOUNT, "amount_minor", I64, RT_START_NONE)  \
    X(RT_PAYMENT_CONTRACT, "contract_id", I64, RT_START_NONE)
enum {
    RT_PAYMENT_KEY(RT_LOAD_NUMBER)
    RT_PAYMENT_FIELDS(RT_LOAD_NUMBER)
    RT_PAYMENT__MAX
};

#define RT_ACTIVITY_KEY(X)                                     \
    X(RT_ACTIVITY_EXTERNAL, "external_id", STR, RT_START_NONE)
#define RT_ACTIVITY_FIELDS(X)                               \
    X(RT_ACTIVITY_CLIENT, "client_id", I64, RT_START_NONE)  \
    X(RT_ACTIVITY_AT, "happened_at", MOMENT, RT_START_NONE)
enum {
    RT_ACTIVITY_KEY(RT_LOAD_NUMBER)
    RT_ACTIVITY_FIELDS(RT_LOAD_NUMBER)
    RT_ACTIVITY__MAX
};

/* valid_to is exclusive. */
#define RT_OFFER_KEY(X)                                     \
    X(RT_OFFER_EXTERNAL, "external_id", STR, RT_START_NONE)
#define RT_OFFER_FIELDS(X)                                                    \
    X(RT_OFFER_TYPE, "offer_type", STR, RT_START_NONE)                        \
    X(RT_OFFER_DESCRIPTION, "description", STR, RT_START_TEXT(""))            \
    X(RT_OFFER_THRESHOLD, "min_profit_threshold_minor", I64, RT_START_INT(0)) \
    X(RT_OFFER_COST, "cost_minor", I64, RT_START_INT(0))                      \
    X(RT_OFFER_EFFECT, "effect", STR, RT_START_TEXT("none"))                  \
    X(RT_OFFER_VALUE, "effect_value", I64, RT_START_NONE)                     \
    X(RT_OFFER_MONTHS, "effect_months", I64, RT_START_NONE)                   \
    X(RT_OFFER_PLAN, "effect_plan", STR, RT_START_NONE)                       \
    X(RT_OFFER_FROM, "valid_from", DAY, RT_START_NONE)                        \
    X(RT_OFFER_TO, "valid_to", DAY, RT_START_NONE)                            \
    X(RT_OFFER_AUDIENCE, "audience", STR, RT_START_TEXT("desk"))
enum {
    RT_OFFER_KEY(RT_LOAD_NUMBER)
    RT_OFFER_FIELDS(RT_LOAD_NUMBER)
    RT_OFFER__MAX
};

/* contract_ref and offer_ref are what the company wrote; initial_reason is in
 * the client's words, reason is its name in the company's list. */
#define RT_CASE_KEY(X)                                     \
    X(RT_CASE_EXTERNAL, "external_id", STR, RT_START_NONE)
#define RT_CASE_FIELDS(X)                                         \
    X(RT_CASE_CONTRACT, "contract_id", I64, RT_START_NONE)        \
    X(RT_CASE_CONTRACT_REF, "contract_ref", STR, RT_START_NONE)   \
    X(RT_CASE_CLIENT, "client_id", I64, RT_START_NONE)            \
    X(RT_CASE_INITIAL, "initial_reason", STR, RT_START_NONE)      \
    X(RT_CASE_REASON, "reason", STR, RT_START_NONE)               \
    X(RT_CASE_OFFER, "proposed_offer_id", I64, RT_START_NONE)     \
    X(RT_CASE_OFFER_REF, "offer_ref", STR, RT_START_NONE)         \
    X(RT_CASE_MANAGER, "assigned_manager_id", I64, RT_START_NONE) \
    X(RT_CASE_CREATED, "created_at", MOMENT, RT_START_NONE)       \
    X(RT_CASE_COMPLETED, "completed_at", MOMENT, RT_START_NONE)   \
    X(RT_CASE_STATUS, "status", STR, RT_START_NONE)               \
    X(RT_CASE_SOURCE, "source", STR, RT_START_TEXT("bot"))
enum {
    RT_CASE_KEY(RT_LOAD_NUMBER)
    RT_CASE_FIELDS(RT_LOAD_NUMBER)
    RT_CASE__MAX
};

#define RT_CAMPAIGN_KEY(X)                                     \
    X(RT_CAMPAIGN_EXTERNAL, "external_id", STR, RT_START_NONE)
#define RT_CAMPAIGN_FIELDS(X)                                         \
    X(RT_CAMPAIGN_NAME, "name", STR, RT_START_TEXT(""))               \
    X(RT_CAMPAIGN_CHANNEL, "channel", STR, RT_START_NONE)             \
    X(RT_CAMPAIGN_STARTS, "starts_on", DAY, RT_START_NONE)            \
    X(RT_CAMPAIGN_ENDS, "ends_on", DAY, RT_START_NONE)                \
    X(RT_CAMPAIGN_COST, "cost_per_contact_minor", I64, RT_START_NONE) \
    X(RT_CAMPAIGN_MARGIN, "margin", F64, RT_START_NONE)               \
    X(RT_CAMPAIGN_CONTROL, "control_arm", STR, RT_START_NONE)
enum {
    RT_CAMPAIGN_KEY(RT_LOAD_NUMBER)
    RT_CAMPAIGN_FIELDS(RT_LOAD_NUMBER)
    RT_CAMPAIGN__MAX
};

#define RT_MEMBER_KEY(FIRST, X)                              \
    FIRST(RT_MEMBER_CLIENT, "client_id", I64, RT_START_NONE) \
    X(RT_MEMBER_CAMPAIGN, "campaign_id", I64, RT_START_NONE)
#define RT_MEMBER_FIELDS(X)                                       \
    X(RT_MEMBER_ARM, "arm", STR, RT_START_NONE)                   \
    X(RT_MEMBER_CONTACTED, "contacted_at", MOMENT, RT_START_NONE) \
    X(RT_MEMBER_CONVERTED, "converted", I64, RT_START_NONE)       \
    X(RT_MEMBER_VALUE, "value_minor", I64, RT_START_NONE)
enum {
    RT_MEMBER_KEY(RT_LOAD_NUMBER, RT_LOAD_NUMBER)
    RT_MEMBER_FIELDS(RT_LOAD_NUMBER)
    RT_MEMBER__MAX
};

#define RT_USER_KEY(X)                                     \
    X(RT_USER_EXTERNAL, "external_id", STR, RT_START_NONE)
#define RT_USER_FIELDS(X)                                  \
    X(RT_USER_TELEGRAM, "telegram_id", I64, RT_START_NONE) \
    X(RT_USER_LOGIN, "login", STR, RT_START_NONE)          \
    X(RT_USER_NAME, "name", STR, RT_START_TEXT(""))        \
    X(RT_USER_ROLE, "role", STR, RT_START_NONE)            \
    X(RT_USER_LANGUAGE, "language", STR, RT_START_NONE)    \
    X(RT_USER_ACTIVE, "active", I64, RT_START_INT(1))
enum {
    RT_USER_KEY(RT_LOAD_NUMBER)
    RT_USER_FIELDS(RT_LOAD_NUMBER)
    RT_USER__MAX
};

/* clang-format on */

enum rt_load_state { RT_LOAD_NEW, RT_LOAD_CHANGED, RT_LOAD_SAME };

struct rt_load_row {
    int64_t line;                /* line of the file, and the row's name: */
    const char *name;            /* for messages */
    const struct rt_param *want; /* [n_columns] what the file says */
    uint64_t given;              /* bit i: it gives a value for column i */
    uint64_t initial;            /* bit i: the same, but only for a new row */
    uint64_t
        frozen; /* bit i: column i keeps its value, as if edited at the desk */
    /* Filled by rt_load(): */
    enum rt_load_state state;
    int64_t id;           /* 0: new */
    struct rt_param *old; /* [n_columns]; NULL: new */
    struct rt_param *now; /* [n_columns] */
};

/* The desk's value is kept against the file's. */
struct rt_load_conflict {
    const struct rt_load_row *row;
    size_t column;
    /* Of an attribute (its name) what both say; NULL: it is a column. */
    const char *attr, *file, *desk;
    struct rt_load_conflict *next;
};

/*
 * Compare and write, within the caller's transaction; the rows found are
 * locked.  Keys must be unique within `rows`.  A column that was edited at the
 * desk keeps its value until the file agrees, which is then recorded in
 * desk_edits; disagreements are in `conflicts`.  Memory comes from `a`; a
 * second call with the same rows starts anew.
 */
enum rt_code rt_load(struct rt_db *db, const struct rt_load_table *table,
                     struct rt_load_row *rows, size_t n,
                     struct rt_load_conflict **conflicts, struct rt_arena *a,
                     struct rt_err *err) RT_CHECK;

/*
 * Add rows that are likely new, without looking for them first: *n_added of
 * them, the first ones, before the first key that is there already.  They are
 * filled as rt_load() fills new rows; what is left is for rt_load().  Of
 * tables that are not edited at the desk.
 */
enum rt_code rt_load_add(struct rt_db *db, const struct rt_load_table *table,
                         struct rt_load_row *rows, size_t n, size_t *n_added,
                         struct rt_arena *a, struct rt_err *err) RT_CHECK;

/* A column of a row as a value of this kind, NULL as RT_NULL; texts from `a`.
 */
struct rt_param rt_load_column(const struct rt_stmt *st, size_t col, int kind,
                               struct rt_arena *a);

/* True when both hold the same value. */
bool rt_load_same(const struct rt_param *a, const struct rt_param *b);

#endif
