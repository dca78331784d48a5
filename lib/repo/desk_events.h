/* Events of cases, messages, and what is kept of both exactly once. */
#ifndef RT_REPO_DESK_EVENTS_H
#define RT_REPO_DESK_EVENTS_H

#include "db/db.h"
#include "desk/history.h"
#include "desk/plan.h"

/* The events of a case in the order in which they happened; they live as long
 * as `a`. */
enum rt_code rt_desk_events_list(struct rt_db *db, int64_t case_id,
                                 struct rt_arena *a,
                                 struct rt_past_event **list, size_t *n,
                                 struct rt_err *err) RT_CHECK;

/* Whether the key of a wish is stored, of an event or of a message.  With
 * `lock` it waits for a COMMIT of that key that is still under way. */
enum rt_code rt_desk_key_seen(struct rt_db *db, const char *key, bool lock,
                              bool *seen, struct rt_err *err) RT_CHECK;

struct rt_desk_event_row {
    const char *key;
    int64_t case_id;
    enum rt_desk_event kind;
    const struct rt_case *after;
    int64_t offer_id;      /* 0: none */
    int64_t case_offer_id; /* the offering that changed; 0: none */
    enum rt_desk_role by;
    int64_t user_id; /* 0: nobody of ours */
    const char *note;
    const char *was; /* NULL: not kept */
    int64_t at;
};

/* RT_ECONFLICT: the key is stored. */
enum rt_code rt_desk_event_insert(struct rt_db *db,
                                  const struct rt_desk_event_row *e,
                                  int64_t *id, struct rt_err *err) RT_CHECK;

/* When the client's oldest message came that nobody has answered, and the id
 * of the newest of those; 0: none. */
enum rt_code rt_desk_message_waiting(struct rt_db *db, int64_t client_id,
                                     int64_t *at, int64_t *newest,
                                     struct rt_err *err) RT_CHECK;

struct rt_desk_message {
    const char *key;
    int64_t client_id;
    int64_t case_id; /* 0: none */
    bool from_client;
    int64_t user_id; /* of the staff; 0 */
    const char *channel;
    const char *text;
    int64_t at;
};

/* RT_ECONFLICT: the key is stored. */
enum rt_code rt_desk_message_insert(struct rt_db *db,
                                    const struct rt_desk_message *m,
                                    int64_t *id, struct rt_err *err) RT_CHECK;
/* The messages of the client that wait are answered, up to `newest`; 0: all of
 * them. */
enum rt_code rt_desk_messages_answer(struct rt_db *db, int64_t client_id,
                                     int64_t newest, int64_t at,
                                     struct rt_err *err) RT_CHECK;

#endif
