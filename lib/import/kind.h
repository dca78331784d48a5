/* The kinds of files: their fields, the rules between fields, and how a batch
 * of their rows is stored. */
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
    const char *name; /* name in --map and in messages */
    enum rt_field_type type;
    bool required; /* may not be empty */
    size_t max;    /* characters of a text */
    int64_t low, high;
    const char *choices; /* "a|b|c" */
};

enum { RT_IMPORT_FIELDS_MAX = 32, RT_IMPORT_KEY_MAX = 3 };

/* One valid row; it lives as long as the batch. */
struct rt_import_row {
    int64_t line;
    uint32_t mark;          /* import/record_marks.h */
    struct rt_param *value; /* [n_fields]; RT_P_NULL: empty or not given */
    const char **attr;      /* [n_attrs] the company's own; "" for none */
    const char *record;     /* as rt_rejects_record(); "" if not kept */
    bool is_short;          /* its last fields are missing in the file */
    bool is_wrapped;        /* it has a field like ="00123" */
    bool refused;           /* because of what the database holds */
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
    /* Of the current transaction: */
    struct rt_import_remark *remarks;
    struct rt_load_conflict *conflicts;
};

struct rt_import_kind {
    const char *name;
    const struct rt_import_field *fields;
    size_t n_fields;
    size_t key[RT_IMPORT_KEY_MAX]; /* fields that identify a row */
    size_t n_key;
    /* Rows with the source's own id in field `row_id` are identified by it;
     * other rows by their key, and equal ones are then all kept. */
    bool keeps_equal;
    size_t row_id;
    /* Rows of one key that do not overlap are terms of one thing: these are
     * the fields of the first day and of the end.  NULL: rows are not terms. */
    const size_t *span;
    size_t owner; /* field of the owner of terms; required */
    /* Fields: the client; the contract that tells the client when that is
     * empty; the day on which it does.  NULL: none. */
    const size_t *client_of;
    bool has_attrs; /* --attr */
    /* A field of money whose zeros are counted, and with --drop-zero left out;
     * 0: none. */
    size_t zero;
    /* For each column of its table the field it comes from; NULL: both have
     * the same order. */
    const size_t *field_of;
    /* Rules between the fields; NULL: none.  RT_EINVAL and `field`: the row is
     * rejected. */
    enum rt_code (*check)(struct rt_import_run *run, struct rt_import_row *row,
                          size_t *field, struct rt_err *err);
    /* Called inside a transaction that may run again. */
    enum rt_code (*store)(struct rt_db *db, struct rt_import_batch *b,
                          struct rt_err *err);
    /* Called after all batches, in the transaction that ends the run: link
     * earlier rows to what has come now, *n_linked; NULL: nothing to do. */
    enum rt_code (*finish)(struct rt_db *db, int64_t *n_linked,
                           struct rt_err *err);
    /* --full.  Before the first batch: find what is absent, and stop if that
     * is too much.  After all batches: end it.  NULL: not possible for this
     * kind. */
    enum rt_code (*find_absent)(struct rt_import_run *run, struct rt_err *err);
    enum rt_code (*end_absent)(struct rt_import_run *run, struct rt_err *err);
};

/* In the order in which the files of a folder are imported; NULL past the
 * last. */
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
