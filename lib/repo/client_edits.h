/* What people change of a client: contacts, what figures are filtered by, the
 * company's own attributes. */
#ifndef RT_REPO_CLIENT_EDITS_H
#define RT_REPO_CLIENT_EDITS_H

#include "repo/card_edits.h"
#include "repo/load.h"

struct rt_client_attr_value {
    const char *name, *value; /* "": none any more */
};

/* arg of rt_client_apply_contact(). */
struct rt_client_contact {
    uint64_t sets;                         /* bits of RT_CLIENT_... */
    struct rt_param value[RT_CLIENT__MAX]; /* valid for their columns */
    const struct rt_client_attr_value *attrs;
    size_t n_attrs;
};

/* The `apply` of a change (repo/card_edits.h).  RT_ECONFLICT
 * "card_telegram_taken": another client has this Telegram id. */
rt_card_apply rt_client_apply_contact;

/* A field of desk_edits that stands for an attribute: "attr.NAME". */
#define RT_EDIT_ATTR "attr."

#endif
