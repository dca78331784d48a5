/* A form that changes something in two steps: what is typed is shown beside
 * what is stored, and then confirmed. */
#ifndef RT_PAGE_EDIT_FORM_H
#define RT_PAGE_EDIT_FORM_H

#include "page/visit.h"
#include "repo/card_edits.h"

enum { RT_EDIT_FIELDS = 16, RT_EDIT_VALUES = 128 };

/* What becomes of the form; the POST's input `step`. */
enum rt_edit_step { RT_EDIT_PREVIEW, RT_EDIT_AGAIN, RT_EDIT_SAVE };
extern const char *const rt_edit_steps[];

/* Inputs that every such form has, for its route: each form's fields follow.
 * Fields are read as text here and as what they are by rt_edit_read(), so that
 * a mistake in any of them leaves the form as it was typed. */
#define RT_EDIT_INPUTS \
    {.name = "step", .kind = RT_INPUT_WORD, .words = rt_edit_steps}, \
        {.name = "nonce", .kind = RT_INPUT_TEXT, .high = 64}, \
        {.name = "base", .kind = RT_INPUT_TEXT, .high = 65536}, \
    { \
        .name = "version", .kind = RT_INPUT_INT, .low = 0, \
        .high = 9007199254740991., .required = true \
    }
#define RT_EDIT_INPUT(n) \
    { \
        .name = n, .label = "card_fields", .kind = RT_INPUT_TEXT, .high = 4000 \
    }

struct rt_edit_field {
    struct rt_field is;
    const char *hint;   /* catalogue key; NULL: none */
    const char *values; /* the attribute of the data that suggests some; NULL */
    bool personal;      /* it tells who somebody is, or how to reach them */
};

/* One input with what it is about. */
struct rt_edit_value {
    const struct rt_edit_field *field;
    const char *attr;  /* an attribute's name; NULL: it is a field */
    const char *was;   /* stored: canonical text, "" for none */
    const char *old;   /* where the form is empty at first: what it replaces,
                          in the same form; NULL: `was` */
    const char *typed; /* what the input shows */
    const char *error; /* a sentence; NULL: none */
    struct rt_value value;
    bool is_empty;
};

struct rt_edit {
    const char *title, *intro; /* in the visitor's language; intro NULL */
    const char *path;          /* of the form */
    const char *back;          /* where it was opened */
    const char *back_text;
    const char *confirm; /* catalogue key of the last button */
    const char *warning; /* above the preview; NULL */
    struct rt_edit_value values[RT_EDIT_VALUES];
    size_t n;
    int64_t version;            /* of the row as it is */
    int64_t person;             /* whose personal data it shows, which goes on
                                   record; 0: nobody's */
    const char *nonce;          /* of the form as it was sent, or a new one */
    const char *problem;        /* about no field; NULL */
    struct rt_card_diff *diffs; /* of rt_edit_compare() */
    size_t n_diffs;
};

/* Add an input.  `was` is the stored value as text that the field can read. */
struct rt_edit_value *rt_edit_add(struct rt_edit *e,
                                  const struct rt_edit_field *field,
                                  const char *was);
/* The one with this name; it is there. */
struct rt_edit_value *rt_edit_find(struct rt_edit *e, const char *name);

/* The name of what it is about, "attr.NAME" for an attribute; what it
 * replaces; decimals of the currency. */
const char *rt_edit_key(const struct rt_visit *v,
                        const struct rt_edit_value *value);
const char *rt_edit_old(const struct rt_edit_value *value);
int rt_edit_digits(const struct rt_visit *v);

/* Stored values as the text of a field; from the arena of the visit. */
const char *rt_edit_money(const struct rt_visit *v, bool has, int64_t minor);
const char *rt_edit_day(const struct rt_visit *v, int32_t day);

/* The local day. */
int32_t rt_edit_today(const struct rt_visit *v);
struct rt_card_today rt_edit_today_from(const struct rt_visit *v);

/* Read what was sent into the values: true when all is well, else errors stand
 * at their fields.  What the form showed (its input `base`) and nobody touched
 * stays as it is stored by now, whoever has changed it; so does what the form
 * never had. */
bool rt_edit_read(struct rt_visit *v, struct rt_edit *e);

/* For the `again` of a form: RT_OK when the mistake is at a field, where it is
 * found again. */
enum rt_code rt_edit_at_field(const struct rt_err *why,
                              struct rt_err *err) RT_CHECK;

/* Compare what was read with what is stored: e->diffs. */
void rt_edit_compare(struct rt_visit *v, struct rt_edit *e);
bool rt_edit_differs(const struct rt_edit_value *value);

/* What the form is to do now. */
enum rt_edit_step rt_edit_step_of(const struct rt_visit *v);
/* The version and the nonce that were sent. */
int64_t rt_edit_version(const struct rt_visit *v);

/* Answer with the form, or with the comparison and the last button. */
enum rt_code rt_edit_show(struct rt_visit *v, struct rt_edit *e, int status,
                          struct rt_err *err) RT_CHECK;
enum rt_code rt_edit_show_preview(struct rt_visit *v, struct rt_edit *e,
                                  int status, struct rt_err *err) RT_CHECK;

/* Somebody, or a file, has changed the row meanwhile: who and when, in
 * words. */
enum rt_code rt_edit_stale(struct rt_visit *v, enum rt_card_of of, int64_t id,
                           const char **sentence, struct rt_err *err) RT_CHECK;

#endif
