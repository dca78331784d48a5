/* The kinds of files: their fields, the rules between fields, and how a
 * batch of their rows is stored. */
#ifndef RT_IMPORT_KIND_H
#define RT_IMPORT_KIND_H

#include "base/err.h"
#include "db/db.h"

#include <stddef.h>
#include <stdint.h>

enum rt_field_type {
    RT_FIELD_ID,      /* RT_P_STR */
    RT_FIELD_TEXT,    /* RT_P_STR */
    RT_FIELD_EMAIL,   /* RT_P_STR */
    RT_FIELD_PHONE,   /* RT_P_STR, E.164 */
    RT_FIELD_CHOICE,  /* RT_P_STR, one of `choices` */
    RT_FIELD_DATE,    /* RT_P_I64, base/date.h */
    RT_FIELD_INSTANT, /* RT_P_I64, base/moment.h */
    RT_FIELD_MONEY,   /* RT_P_I64, minor units */
    RT_FIELD_BOOL,    /* RT_P_I64 */
    RT_FIELD_INT,     /* RT_P_I64, low..high */
    RT_FIELD_SHARE,   /* RT_P_F64, 0..1 */
    RT_FIELD_CURRENCY /* RT_P_NULL: checked, not stored */
};

struct rt_import_field {
    const char *name; /* in --map, in messages */
    enum rt_field_type type;
    bool required; /* may not be empty */
    size_t max;    /* characters of a text */
    int64_t low, high;
    const char *choices; /* "a|b|c" */
};

enum { RT_IMPORT_FIELDS_MAX = 32, RT_IMPORT_KEY_MAX = 3 };

/* One good row; all of it lives as long as the batch. */
struct rt_import_row {
    int64_t line;
    uint32_t mark;          /* import/marks.h */
    struct rt_param *value; /* [n_fields]; RT_P_NULL: empty or not given */
    const char **attr;      /* [n_attrs] the company's own; "" for none */
    const char *record;     /* as rt_rejects_record(); "" if not kept */
    bool is_short;          /* its last fields are missing */
    bool is_wrapped;        /* it has ="00123" */
    bool refused;           /* by what the database holds */
};

struct rt_import_run;
struct rt_import_remark;
struct rt_load_conflict;

/* Rows to be stored in one transaction. */
struct rt_import_batch {
    struct rt_import_run *run;
    struct rt_import_row *row;
    size_t n;
    struct rt_arena *arena; /* emptied after the batch */
    /* Of the transaction under way: */
    struct rt_import_remark *remarks;
    struct rt_load_conflict *conflicts;
};

struct rt_import_kind {
    const char *name;
    const struct rt_import_field *fields;
    size_t n_fields;
    size_t key[RT_IMPORT_KEY_MAX]; /* fields that a row is known by */
    size_t n_key;
    /* Rows are known by the source's own id in field `row_id` where they have
     * one, else by their key, and then equal ones are all kept. */
    bool keeps_equal;
    size_t row_id;
    /* Rows of one key that do not overlap are terms of one thing: fields of
     * the first day and of the end; NULL: they are not. */
    const size_t *span;
    size_t owner; /* field of whom terms are; required */
    /* Fields: the client, and the contract that says whose the row is where
     * the client's is empty, on the day of the third; NULL: none. */
    const size_t *client_of;
    bool has_attrs; /* --attr */
    /* A field of money of which zeros are counted, and left out with
     * --drop-zero; 0: none. */
    size_t zero;
    /* The field that each column of its table comes from; NULL: they are in
     * the same order. */
    const size_t *field_of;
    /* Rules between the fields; NULL: none.  RT_EINVAL and `field`: the row
     * is rejected. */
    enum rt_code (*check)(struct rt_import_run *run, struct rt_import_row *row,
                          size_t *field, struct rt_err *err);
    /* Inside a transaction that may be run again. */
    enum rt_code (*store)(struct rt_db *db, struct rt_import_batch *b,
                          struct rt_err *err);
    /* After all batches, in the transaction that ends the run: link what named
     * rows that have come now, *n_linked; NULL: nothing to do. */
    enum rt_code (*finish)(struct rt_db *db, int64_t *n_linked,
                           struct rt_err *err);
    /* --full, before the first batch: find what is absent, and stop where that
     * is too much; after all batches: end it.  NULL: not for this kind. */
    enum rt_code (*find_absent)(struct rt_import_run *run, struct rt_err *err);
    enum rt_code (*end_absent)(struct rt_import_run *run, struct rt_err *err);
};

/* In the order in which a folder's files are imported; NULL past the last. */
const struct rt_import_kind *rt_import_kind_at(size_t i);
/* NULL when there is no such kind. */
const struct rt_import_kind *rt_import_kind_find(const char *name);
/* The place of a field in `fields`; n_fields when there is none. */
size_t rt_import_field_find(const struct rt_import_kind *kind,
                            const char *name);

extern const struct rt_import_kind rt_import_clients, rt_import_contracts,
    rt_import_changes, rt_import_payments, rt_import_activity, rt_import_offers,
    rt_import_users, rt_import_cases, rt_import_campaigns, rt_import_members;

#endif
