/* The reasons for leaving that an offer is meant for. */
#ifndef RT_REPO_OFFER_REASONS_H
#define RT_REPO_OFFER_REASONS_H

#include "db/db.h"

/* Give an offer exactly these n reasons; *changed says whether it had others.
 * In the caller's transaction. */
enum rt_code rt_offer_reasons_put(struct rt_db *db, int64_t offer_id,
                                  const char *const *reasons, size_t n,
                                  bool *changed, struct rt_arena *a,
                                  struct rt_err *err) RT_CHECK;

/* The same for what a file says: reasons that were edited at the desk stay until
 * a file agrees.  *kept: what the desk has, "moving; price"; NULL: the file's
 * are stored. */
enum rt_code rt_offer_reasons_import(struct rt_db *db, int64_t offer_id,
                                     const char *const *reasons, size_t n,
                                     bool *changed, const char **kept,
                                     struct rt_arena *a,
                                     struct rt_err *err) RT_CHECK;

#endif
