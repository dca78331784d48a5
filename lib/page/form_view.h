/* A form of a page as data for its template: empty, or as it was filled in and
 * with what is wrong. */
#ifndef RT_PAGE_FORM_VIEW_H
#define RT_PAGE_FORM_VIEW_H

#include "page/visit.h"

enum { RT_FORM_WRONG = 422 /* the status of a form that is shown again */ };

/*
 * What the visitor typed into the fields of `table`, by their names:
 *
 *   NAME         text: the value; of a field with words: [{code, label,
 *                chosen}], labels from the catalogue "<label>_<word>"
 *   NAME_error   the sentence beside the field, if `why` is about it
 *   problem      the same sentence, also when it is about no field
 *   target       id of the field: FORM-NAME
 *   form, action, csrf   its name, address, token
 *
 * Without `why` the form is new: fields have their defaults.  New reference.
 */
json_t *rt_form_view(struct rt_visit *v, const char *form, const char *action,
                     const struct rt_field *table, const struct rt_err *why);

/* The choices of one field with `value` chosen (NULL: the first). */
json_t *rt_form_choices(const struct rt_visit *v, const struct rt_field *field,
                        const char *value);

/* The role and language of users, for tables of inputs. */
extern const char *const rt_form_roles[];
#define RT_FORM_ROLE \
    { \
        .name = "role", .label = "role", .kind = RT_INPUT_WORD, \
        .words = rt_form_roles, .required = true \
    }
#define RT_FORM_LANGUAGE \
    { \
        .name = "language", .label = "language", .kind = RT_INPUT_WORD, \
        .words = rt_lang_words, .required = true \
    }

#endif
