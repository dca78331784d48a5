/* What happened in a case and what was said, as one list for people. */
#ifndef RT_REPO_DESK_TIMELINE_H
#define RT_REPO_DESK_TIMELINE_H

#include "db/db.h"

#include <stdbool.h>

/* An event of case_events, or a message.  Strings live as long as the arena,
 * NULL: none. */
struct rt_desk_entry {
    int64_t at;
    int64_t id;
    bool is_message;
    const char *kind;    /* "accept"; of a message "from_client",
                            "to_client" */
    const char *actor;   /* "client", "manager", "admin", "system", "import" */
    const char *user;    /* name of the staff who did it */
    const char *text;    /* note, comment, body */
    const char *channel; /* of a message */
    int32_t n;           /* offering; 0: none */
    const char *offer;   /* its type */
    const char *manager; /* who has the case afterwards */
    bool unanswered;     /* a message of the client's that waits */
};

/* By time, the oldest first. */
enum rt_code rt_desk_timeline(struct rt_db *db, int64_t case_id,
                              struct rt_arena *a, struct rt_desk_entry **list,
                              size_t *n, struct rt_err *err) RT_CHECK;

/* Who did the last event of a case, and when: what somebody is told who was
 * slower.  `name` NULL: nobody of the staff.  RT_NONE: nothing has happened. */
enum rt_code rt_desk_last_change(struct rt_db *db, int64_t case_id,
                                 struct rt_arena *a, const char **name,
                                 int64_t *at, struct rt_err *err) RT_CHECK;

#endif
