/* Copy the rows of the Python system's tables into ours. */
#ifndef RT_REPO_TAKEOVER_H
#define RT_REPO_TAKEOVER_H

#include "base/zone.h"
#include "repo/pytables.h"

/*
 * What becomes of the rows (METRICS 16.3, 16.9 to 16.11):
 *
 *   users      every row becomes a user with its role; without a role,
 *              "client".  The telegram id of staff becomes their login.
 *              Managers that only cases name are added, but not active.
 *   contracts  one client for each telegram id; names, e-mail and phone are
 *              those of the contract with the highest id that gives one (the
 *              name as a whole), else those of users.  A contract without a
 *              telegram id (0 or NULL) has a client of its own.  No start; the
 *              end is the local day of the last churned case, the first day
 *              without service, so that the month of leaving is that of the
 *              case.  A contract that has a later case and is active came
 *              back: it has no end.  `active` is kept.
 *   offers     unchanged.
 *   cases      unchanged, naive times read in `zone`; escalated since
 *              created_at if a manager is named or the status says so.  A
 *              missing contract or offer is kept by its id.
 *
 * The company's ids are kept as external ids, texts as they are.  Run it in a
 * transaction; our tables must be empty, except users.  Money is multiplied by
 * `scale` (100 for cents).
 */
struct rt_takeover_copy {
    const struct rt_py_tables *py; /* found with "py_" */
    const struct rt_zone *zone;
    int64_t scale;
};
enum rt_code rt_takeover_insert(struct rt_db *db,
                                const struct rt_takeover_copy *how,
                                struct rt_arena *a,
                                struct rt_err *err) RT_CHECK;

/* Amounts that are not a whole number of 1/scale: how many, and in which
 * column. RT_NONE: there are none. */
enum rt_code rt_takeover_fractions(struct rt_db *db,
                                   const struct rt_takeover_copy *how,
                                   struct rt_arena *a, const char **column,
                                   int64_t *n, struct rt_err *err) RT_CHECK;

/* A row that our tables do not have by its id.  RT_NONE: they have all. */
enum rt_code rt_takeover_missing(struct rt_db *db,
                                 const struct rt_py_tables *py,
                                 struct rt_arena *a, const char **table,
                                 int64_t *n, struct rt_err *err) RT_CHECK;

/* Phones of clients after `after`, by id: at most `room` at once. */
struct rt_takeover_phone {
    int64_t client_id;
    const char *external_id, *phone; /* phone NULL: not known */
};
enum rt_code rt_takeover_phones(struct rt_db *db, int64_t after, size_t room,
                                struct rt_arena *a,
                                struct rt_takeover_phone *out, size_t *n,
                                struct rt_err *err) RT_CHECK;
enum rt_code rt_takeover_set_phones(struct rt_db *db,
                                    const struct rt_takeover_phone *list,
                                    size_t n, struct rt_arena *a,
                                    struct rt_err *err) RT_CHECK;

/* Which of our tables that the take-over fills has rows already, except users;
 * NULL: none. */
enum rt_code rt_takeover_filled(struct rt_db *db, const char **table,
                                struct rt_err *err) RT_CHECK;

/* A text that changes with any change of the rows taken over.  Lives as long
 * as `a`. */
enum rt_code rt_takeover_mark(struct rt_db *db, struct rt_arena *a,
                              const char **mark, struct rt_err *err) RT_CHECK;

#endif
