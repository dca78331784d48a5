/* Check a whole form against its table of fields. */
#ifndef RT_FIELD_FORM_H
#define RT_FIELD_FORM_H

#include "base/pairs.h"
#include "field/field.h"

struct rt_form_value {
    const struct rt_field *field;
    struct rt_value value;
};

/* Everything that was sent, in its order. */
struct rt_form {
    struct rt_form_value *list;
    size_t n;
};

/*
 * Check everything that was sent.  An empty or blank value counts as absent.
 *
 *   table  ends with a NULL name; NULL: nothing may be sent
 *
 * RT_EINVAL: "unknown_key" {key}; "repeated_key" {key} for a second value of a
 * field that does not repeat; "missing_key" {key} for a required one that is
 * absent; those of rt_field_read().
 */
enum rt_code rt_form_read(const struct rt_field *table,
                          const struct rt_pairs *in,
                          const struct rt_field_env *env, struct rt_arena *a,
                          struct rt_form *out, struct rt_err *err) RT_CHECK;

/* The canonical text of a field's first value; NULL when it is absent. */
const struct rt_value *rt_form_get(const struct rt_form *form,
                                   const char *name);
const char *rt_form_text(const struct rt_form *form, const char *name);

#endif
