/* Notices: what somebody must be told, by whichever channel. */
#ifndef RT_REPO_DESK_NOTICES_H
#define RT_REPO_DESK_NOTICES_H

#include "db/db.h"
#include "desk/plan.h"
#include "repo/audit.h"
#include "repo/desk_client.h"

/* A row of notices beside what lib/desk says. */
struct rt_notice_row {
    const char *key;
    int64_t case_id;    /* 0: none */
    int64_t client_id;  /* whom it is about, and who is told unless user_id */
    int64_t user_id;    /* who is told of the staff; 0: the client */
    int64_t message_id; /* 0: none */
    const char *channel;
    int64_t at;
};

/* Add one.  RT_ECONFLICT: the key is stored. */
enum rt_code rt_notice_insert(struct rt_db *db, const struct rt_notice_row *row,
                              const struct rt_desk_notice *n,
                              struct rt_err *err) RT_CHECK;

/* Its values as a line of JSON, and back; from `a`. */
const char *rt_notice_args(const struct rt_desk_notice *n, struct rt_arena *a);
enum rt_code rt_notice_read_args(const char *text, struct rt_desk_notice *out,
                                 struct rt_err *err) RT_CHECK;

/* What has been told about a case: whom the client was named as their manager
 * (0: nobody), and when the admins last heard that nobody is free (0: never).
 */
enum rt_code rt_notices_told(struct rt_db *db, int64_t case_id,
                             struct rt_arena *a, int64_t *named_id,
                             int64_t *nobody_at, struct rt_err *err) RT_CHECK;

/* The client's messenger refuses: what waits for them becomes tasks, and
 * their account is marked. */
enum rt_code rt_notices_unreachable(struct rt_db *db, int64_t client_id,
                                    int64_t at, struct rt_err *err) RT_CHECK;

/* A row of notices. */
struct rt_notice {
    int64_t id;
    int64_t event_id; /* of case_events, which told it; 0: none */
    enum rt_desk_word word;
    struct rt_desk_notice values;
    const char *state; /* "waiting", "by_hand", ... */
    int64_t case_id, client_id, user_id, message_id;
    int64_t contract_id; /* of the case; 0 */
    int64_t manager_id;  /* of the case; 0 */
    int64_t created_at;
    const char *lang;  /* of whom it is for, "ru", "en"; NULL: not chosen */
    const char *phone; /* of the client; NULL */
    const char *email;
    const char *last_name, *first_name; /* of the client; NULL */
};

enum rt_notices_of {
    RT_NOTICES_OF_EVENT,  /* id of case_events */
    RT_NOTICES_OF_CASE,   /* id of retention_cases */
    RT_NOTICES_TO_EXPORT, /* tasks that tell a client; id: from which on */
    RT_NOTICES_ONE,       /* its own id */
    RT_NOTICES__MAX
};

/* By id; they live as long as `a`. */
enum rt_code rt_notices_list(struct rt_db *db, enum rt_notices_of which,
                             int64_t id, struct rt_arena *a,
                             struct rt_notice **list, size_t *n,
                             struct rt_err *err) RT_CHECK;

/* Tasks that tell a client, of those that somebody may see: up to `most` with
 * an id above `after`, by id. */
enum rt_code rt_notices_tasks(struct rt_db *db,
                              const struct rt_desk_sight *sight, int64_t after,
                              size_t most, struct rt_arena *a,
                              struct rt_notice **list, size_t *n,
                              struct rt_err *err) RT_CHECK;

/* What the last event of a case told the client: the place of the first notice
 * of it in such a list of the case, n when there is none.  Those behind it
 * that are for the client are all of that event. */
size_t rt_notices_last(const struct rt_notice *list, size_t n);

/* A task to tell a client is done, or could not be: "sent", "failed".  *done
 * is false when it was not a task, or is closed already. */
enum rt_code rt_notice_close(struct rt_db *db, int64_t id, const char *state,
                             int64_t at, int64_t user_id, bool *done,
                             struct rt_err *err) RT_CHECK;

/* A task to tell a client is done by who `row` says, which is written with it:
 * both or neither.  One that is closed already stays as it is. */
enum rt_code rt_notice_told(struct rt_db *db, int64_t id, int64_t at,
                            const struct rt_audit *row,
                            struct rt_err *err) RT_CHECK;

/* The body of a message; RT_NONE: there is none. */
enum rt_code rt_desk_message_text(struct rt_db *db, int64_t id,
                                  struct rt_arena *a, const char **text,
                                  struct rt_err *err) RT_CHECK;

#endif
