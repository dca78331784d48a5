/* Messages between clients and staff as people see them. */
#ifndef RT_REPO_MESSAGE_BOOK_H
#define RT_REPO_MESSAGE_BOOK_H

#include "base/arena.h"
#include "db/db.h"
#include "repo/desk_client.h"

/* A client with messages.  Strings live as long as the arena. */
struct rt_thread {
    int64_t client_id;
    const char *last_name, *first_name; /* NULL */
    int64_t waiting;                    /* messages that nobody has answered */
    int64_t since;                      /* of the oldest of them; 0: none */
    int64_t last_id;                    /* of the latest message */
    int64_t last_at;
    bool from_client; /* who wrote it */
    const char *text; /* of the latest message */
    int64_t case_id;  /* open; 0: none */
    int64_t manager_id;
    const char *manager; /* their login; NULL */
};

enum { RT_THREADS_SOME = 51 };

/* Threads with unanswered messages, the longest waiting first: those behind the
 * oldest waiting message `after` (0: the first). */
enum rt_code rt_threads_waiting(struct rt_db *db,
                                const struct rt_desk_sight *view, int64_t after,
                                struct rt_arena *a, struct rt_thread **list,
                                size_t *n, struct rt_err *err) RT_CHECK;
/* All threads, the latest first: those before the message `after`. */
enum rt_code rt_threads_all(struct rt_db *db, const struct rt_desk_sight *view,
                            int64_t after, struct rt_arena *a,
                            struct rt_thread **list, size_t *n,
                            struct rt_err *err) RT_CHECK;

/* The key by which the next page of waiting threads begins. */
enum rt_code rt_thread_first_waiting(struct rt_db *db, int64_t client_id,
                                     int64_t *id, struct rt_err *err) RT_CHECK;

/* How many clients wait for an answer. */
enum rt_code rt_threads_count(struct rt_db *db,
                              const struct rt_desk_sight *view, int64_t *n,
                              struct rt_err *err) RT_CHECK;

/* One client's thread, also without messages.  RT_NONE: there is no such client
 * for them. */
enum rt_code rt_thread_find(struct rt_db *db, const struct rt_desk_sight *view,
                            int64_t client_id, struct rt_arena *a,
                            struct rt_thread *out, struct rt_err *err) RT_CHECK;

/* The contract that a message without an open case is about: the client's
 * latest, one that runs first.  RT_NONE: they have none. */
enum rt_code rt_thread_contract(struct rt_db *db, int64_t client_id,
                                int32_t today, int64_t *contract_id,
                                struct rt_err *err) RT_CHECK;

struct rt_message_entry {
    int64_t id, at, answered_at; /* 0: not yet */
    bool from_client;
    const char *channel, *text;
    const char *user;   /* login of the staff who wrote it; NULL */
    int64_t case_id;    /* 0: none */
    const char *notice; /* state of what told it to the client; NULL */
};

/* The latest RT_MESSAGES_SOME messages of a client before `before` (0: the
 * last), the oldest of them first; one more tells that there are older ones. */
enum { RT_MESSAGES_SOME = 101 };
enum rt_code rt_messages_list(struct rt_db *db, int64_t client_id,
                              int64_t before, struct rt_arena *a,
                              struct rt_message_entry **list, size_t *n,
                              struct rt_err *err) RT_CHECK;

/* The newest message of a client that nobody has answered; 0: none. */
enum rt_code rt_messages_newest(struct rt_db *db, int64_t client_id,
                                int64_t *id, struct rt_err *err) RT_CHECK;

#endif
