/* Guess which kind a file is, and which column is which field. */
#ifndef RT_IMPORT_MATCH_H
#define RT_IMPORT_MATCH_H

#include "import/kind.h"
#include "import/profile.h"

#define RT_MATCH_NO_COLUMN SIZE_MAX

struct rt_kind_match {
    const struct rt_import_kind *kind;
    size_t column[RT_IMPORT_FIELDS_MAX]; /* of each field */
    int fit[RT_IMPORT_FIELDS_MAX];       /* as rt_names_fit() */
    int months;                          /* that monthly_fee is of */
    /* What replaces a column that is missing. */
    enum {
        RT_MATCH_AS_FOUND,
        RT_MATCH_CLIENT_IS_CONTRACT, /* contract and client have one column */
        RT_MATCH_CONTRACT_IS_CLIENT,
        RT_MATCH_PRODUCT, /* the amount is factor[0] times factor[1] */
        RT_MATCH_MEMBERS  /* campaign_id, perhaps client_id */
    } made_up;
    size_t factor[2]; /* columns */
    int score;
};

/* The kind that fits best; false: none does. */
bool rt_match_best(const struct rt_profile *p, struct rt_arena *a,
                   struct rt_kind_match *out);

/* The first field with this column; NULL: none. */
const struct rt_import_field *rt_match_field_of(const struct rt_kind_match *m,
                                                size_t column);

#endif
