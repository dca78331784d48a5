/* All rows that the snapshot is made of, in one consistent view. */
#ifndef RT_REPO_EXTRACT_H
#define RT_REPO_EXTRACT_H

#include "base/arena.h"
#include "base/zone.h"
#include "db/db.h"
#include "repo/import_runs.h"
#include "repo/known.h"
#include "snap/build.h"

/* What data_state says of all data; strings from the arena. */
struct rt_extract_state {
    const char *currency; /* NULL: nothing was imported yet */
    int digits;
    struct rt_known known;
    bool is_half; /* an import has not ended: nothing was extracted */
    struct rt_import_half half;
    bool demo;
};

/* Feed the builder within one transaction, which sees one instant; `zone`
 * decides which day an instant belongs to.  RT_ECONFLICT
 * ("refresh_import_running", "refresh_import_broken") while half an import is
 * in the database: state->half says which. */
enum rt_code rt_extract(struct rt_db *db, const struct rt_zone *zone,
                        struct rt_arena *a, struct rt_build *b,
                        struct rt_extract_state *state,
                        struct rt_err *err) RT_CHECK;

/*
 * A cheap mark of the data's state: it changes with every commit that
 * rt_extract() would see, but for deletions by hand and for a second change
 * within the same second; `settled` is false while such a second may still
 * be running.  Lifetime of `a`.
 */
enum rt_code rt_extract_mark(struct rt_db *db, struct rt_arena *a,
                             const char **mark, bool *settled,
                             struct rt_err *err) RT_CHECK;

#endif
