/* Who has seen which client's card. */
#ifndef RT_REPO_CARD_VIEWS_H
#define RT_REPO_CARD_VIEWS_H

#include "repo/actor.h"
#include "repo/audit.h"

/* A day of cards of one person. */
struct rt_card_day {
    int32_t day;  /* of the report's zone */
    int64_t from; /* its beginning, Unix seconds */
    int64_t now;
    int64_t most; /* cards of clients without an open case of that person */
};

/*
 * Record that a card was opened: "card", or "card_alone" when the client has
 * no open case that is assigned to the person.  When these are of more clients
 * than `most` on that day, each active administrator gets one notice of it a
 * day.
 */
enum rt_code rt_card_viewed(struct rt_db *db, const struct rt_actor *by,
                            int64_t client_id, const struct rt_card_day *day,
                            struct rt_err *err) RT_CHECK;

#endif
