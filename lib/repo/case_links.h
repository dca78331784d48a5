/* Link cases that were imported before the contract or offer they name; until
 * then they keep its number. */
#ifndef RT_REPO_CASE_LINKS_H
#define RT_REPO_CASE_LINKS_H

#include "db/db.h"

/* Give cases that name a contract by its number the contract and its client,
 * if these have been imported meanwhile: *n_linked of them.  Cases of a number
 * that came back move on to its latest stretch that has begun by their day. */
enum rt_code rt_cases_link_contracts(struct rt_db *db, int64_t *n_linked,
                                     struct rt_err *err) RT_CHECK;
/* The same for the offers that were made. */
enum rt_code rt_cases_link_offers(struct rt_db *db, int64_t *n_linked,
                                  struct rt_err *err) RT_CHECK;

#endif
