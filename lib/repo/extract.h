/* Read all rows that the snapshot is made of, in one consistent view. */
#ifndef RT_REPO_EXTRACT_H
#define RT_REPO_EXTRACT_H

#include "base/arena.h"
#include "base/zone.h"
#include "db/db.h"
#include "repo/import_runs.h"
#include "repo/known.h"
#include "snap/build.h"

/* What data_state says about all data; strings are from the arena. */
struct rt_extract_state {
    const char *currency; /* NULL: nothing has been imported yet */
    int digits;
    struct rt_known known;
    bool is_half; /* an import has not finished: nothing was extracted */
    struct rt_import_half half;
    bool demo;
};

/* Feed the builder with the kinds of data whose bit is in `groups`, within one
 * transaction that sees one instant.  `zone` decides which day an instant
 * belongs to. RT_ECONFLICT ("refresh_import_running", "refresh_import_broken")
 * while half an import is in the database: state->half says which. */
enum rt_code rt_extract(struct rt_db *db, const struct rt_zone *zone,
                        unsigned groups, struct rt_arena *a, struct rt_build *b,
                        struct rt_extract_state *state,
                        struct rt_err *err) RT_CHECK;

/* Kinds of data that marks cannot tell apart: contracts, payments and activity
 * change by files, the desk and campaigns by people. */
enum rt_change {
    RT_CHANGE_FILES,
    RT_CHANGE_DESK,
    RT_CHANGE_CAMPAIGNS,
    RT_CHANGE__MAX
};
/* Their bits. */
extern const unsigned rt_change_groups[RT_CHANGE__MAX];

struct rt_change_mark {
    const char *text; /* lifetime of the arena */
    bool settled;     /* false: another change within the same second would not
                         change the mark */
};

/*
 * Cheap marks of the state of the data.  They change with every commit that
 * rt_extract() would see of their kinds, except for deletions by hand and for
 * a second change within the same second.
 */
enum rt_code rt_extract_marks(struct rt_db *db, struct rt_arena *a,
                              struct rt_change_mark out[RT_CHANGE__MAX],
                              struct rt_err *err) RT_CHECK;

#endif
