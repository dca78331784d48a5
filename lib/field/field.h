/* The declaration of one input: of a form, of a dialog, or an option of a
 * block. */
#ifndef RT_FIELD_FIELD_H
#define RT_FIELD_FIELD_H

#include "base/arena.h"
#include "field/date.h"

enum rt_field_kind {
    RT_INPUT_TEXT,   /* at most `high` characters, no control characters */
    RT_INPUT_LINES,  /* the same with line ends, "\n" afterwards */
    RT_INPUT_WORD,   /* one of `words` */
    RT_INPUT_YES_NO, /* as rt_parse_bool(), and on, off */
    RT_INPUT_INT,    /* a whole number low..high; "12.0" counts as one */
    RT_INPUT_REAL,  /* a number low..high: digits, at most one point or comma */
    RT_INPUT_MONEY, /* an amount of the currency, minor units */
    RT_INPUT_DAY,
    RT_INPUT_PERIOD, /* a day or a longer period */
    RT_INPUT_PHONE,  /* a phone number, stored as E.164 */
    RT_INPUT_EMAIL
};

/*
 * A row of a table that ends with a NULL name.  `values` names the column of
 * the data that a text's values come from ("end_cause"): menus list them, and
 * misspelt values are found.
 */
struct rt_field {
    const char *name;  /* "horizon" */
    const char *label; /* catalogue key; NULL: not shown to people */
    enum rt_field_kind kind;
    const char *const *words; /* NULL-terminated */
    double low, high;
    const char *otherwise; /* the default, as typed; NULL: none */
    const char *depends; /* catalogue key that says what the default depends on;
                            or NULL */
    const char *values;
    const char *hint; /* catalogue key of what is said beside it; or NULL */
    bool required;
    bool repeats; /* may be given several times; the values are a union */
};

/* What is needed to read values. */
struct rt_field_env {
    int32_t today; /* RT_DAY_NONE: "today" is not allowed here */
    int digits;    /* decimals of the currency */
};

/* A checked value.  `text` is its canonical form, which is written into
 * addresses and can be read again. */
struct rt_value {
    const char *text;
    int64_t
        n; /* a whole number, minor units, the index of the word, or 0 or 1 */
    double x;
    struct rt_typed_period period; /* also of a single day */
};

/*
 * Read one value; blanks around it are removed first.
 *
 * RT_EINVAL, each with {key} and {value}: "bad_word" {allowed}; "bad_yes_no";
 * "bad_whole" and "bad_real" {low} {high}; "bad_text"; "long_text" {max};
 * "bad_phone"; "bad_email"; those of rt_period_read() and rt_parse_money().
 * What `out` points to lives as long as `a`, or is a literal.
 */
enum rt_code rt_field_read(const struct rt_field *f, const char *text,
                           const struct rt_field_env *env, struct rt_arena *a,
                           struct rt_value *out, struct rt_err *err) RT_CHECK;

/* What the field accepts, for people: "contracts, payments", "1 ... 1200";
 * NULL for kinds that need no explanation. */
const char *rt_field_allowed(const struct rt_field *f, struct rt_arena *a);

/* The row with that name; NULL when there is none.  `table` may be NULL. */
const struct rt_field *rt_field_find(const struct rt_field *table,
                                     const char *name);

#endif
