/* The filter: one struct, one canonical query string (DESIGN 3). */
#ifndef RT_FIELD_FILTER_H
#define RT_FIELD_FILTER_H

#include "base/pairs.h"
#include "field/field.h"

/* Keys that select clients by one attribute each.  Several values of a key are
 * "or", several keys are "and". */
struct rt_filter_values {
    const char *key;   /* "region", "plan", "channel", "segment", "attr.NAME",
                          "offer_type" */
    const char **list; /* sorted, unique; "" selects clients without a value */
    size_t n;
};

/* A value of one of the block's options. */
struct rt_filter_option {
    const struct rt_field *field;
    struct rt_value value;
};

struct rt_filter {
    int32_t from, to; /* first and last day, inclusive; RT_DAY_NONE: unset */
    const char *from_text, *to_text; /* canonical ("2024Q1"); NULL: unset */
    enum rt_by by;
    bool by_set;
    bool complete;                   /* finished periods only */
    int32_t as_of;                   /* RT_DAY_NONE: the snapshot's */
    struct rt_filter_values *values; /* sorted by key */
    size_t n_values;
    struct rt_filter_option *options; /* sorted by name and text, unique */
    size_t n_options;
    /* Keys that URLs may have but that do not belong to the selection. */
    const char *size, *theme, *lang, *cell, *generation;
};

/* What is needed to read a filter. */
struct rt_filter_how {
    const struct rt_field *options; /* options that the block takes beside the
                                       filter's keys; NULL: none */
    int32_t today; /* last day of the data, used without as_of; RT_DAY_NONE: not
                      known */
};

/*
 * Read a filter from decoded pairs.
 *
 * Keys: from to by complete region plan channel segment attr.NAME offer_type
 * as_of; size theme lang cell g.  A key that selects no clients counts as
 * absent when its value is empty, so that untouched fields of a form do no
 * harm; "region=" selects the clients without one.  from and to take a day or
 * period in any spelling of field/date.h, as_of takes a day; "today" is as_of.
 * Several values of an option that repeats are a union.  The values of size,
 * theme, lang, cell and g are checked by the code that uses them.
 *
 * RT_EINVAL: "unknown_key" {key}; "repeated_key" {key} for a key that is given
 * twice but may not repeat; "from_after_to" {from} {to}; those of
 * rt_field_read().  Strings are those of `in`, or live as long as `a`.
 */
enum rt_code rt_filter_parse(const struct rt_pairs *in,
                             const struct rt_filter_how *how,
                             struct rt_arena *a, struct rt_filter *out,
                             struct rt_err *err) RT_CHECK;

/* Everything unset, by = month. */
void rt_filter_init(struct rt_filter *f);

/* Canonical query string of the selection: sorted, percent-encoded, without
 * what is not set and without size, theme, lang, cell and generation.
 * by=month is kept where it was given, because blocks may have another
 * default.  "" when nothing is set.  Parsing it again gives the same filter. */
char *rt_filter_query(const struct rt_filter *f, struct rt_arena *a);

/* The pairs of rt_filter_query(), to be changed and formatted. */
void rt_filter_pairs(const struct rt_filter *f, struct rt_arena *a,
                     struct rt_pairs *out);

/* The first value of an option; NULL when it is absent. */
const struct rt_value *rt_filter_option(const struct rt_filter *f,
                                        const char *name);
/* The value of an option as its kind has it: the index of the word, the
 * number; `otherwise` when it is absent. */
int rt_filter_int(const struct rt_filter *f, const char *name, int otherwise);
double rt_filter_real(const struct rt_filter *f, const char *name,
                      double otherwise);
/* True when the value is one of those of the option. */
bool rt_filter_has_option(const struct rt_filter *f, const char *name,
                          const char *text);

/* The values of one key; NULL when it selects nothing. */
const struct rt_filter_values *rt_filter_find(const struct rt_filter *f,
                                              const char *key);

#endif
