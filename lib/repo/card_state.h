/* A client or a contract with all that people change on a card, as a text:
 * kept before and after a change, and put back. */
#ifndef RT_REPO_CARD_STATE_H
#define RT_REPO_CARD_STATE_H

#include "db/db.h"

enum rt_card_of { RT_CARD_CLIENT, RT_CARD_CONTRACT };

/*
 * Its row, what desk_edits has of it, a client's attributes, a contract's
 * amounts (but those of orders) and former ends: equal texts mean that nothing
 * of it has changed.  The row is locked by the caller.  From `a`.  RT_NONE:
 * there is no such row.
 */
enum rt_code rt_card_state_read(struct rt_db *db, enum rt_card_of of,
                                int64_t id, struct rt_arena *a,
                                const char **state,
                                struct rt_err *err) RT_CHECK;

/* The same text of a contract that is not there yet, or no more. */
const char *rt_card_state_away(const char *state, struct rt_arena *a);

/* Put it back; the version moves on.  In the caller's transaction.
 * RT_EBROKEN: the text is none of ours. */
enum rt_code rt_card_state_write(struct rt_db *db, enum rt_card_of of,
                                 int64_t id, const char *state,
                                 struct rt_err *err) RT_CHECK;

#endif
