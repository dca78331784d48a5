/* Whom a case is about, as the desk's pages show it, and how somebody who
 * phones is found. */
#ifndef RT_REPO_DESK_CLIENT_H
#define RT_REPO_DESK_CLIENT_H

#include "db/db.h"

#include <stdbool.h>

/* A client; strings live as long as the arena, NULL where not known. */
struct rt_desk_person {
    int64_t id;
    const char *external_id;
    const char *last_name, *first_name, *middle_name;
    const char *phone, *email;
    const char *region, *segment;
    bool has_telegram;
};

/* RT_NONE: there is no such client. */
enum rt_code rt_desk_person_read(struct rt_db *db, int64_t client_id,
                                 struct rt_arena *a, struct rt_desk_person *out,
                                 struct rt_err *err) RT_CHECK;

/* A case in a list of the client's. */
struct rt_desk_past_case {
    int64_t id, contract_id;
    const char *number; /* of the contract */
    int64_t created_at, completed_at;
    const char *status, *step, *outcome, *reason; /* NULL: none */
    bool deleted;
    int64_t manager_id; /* 0: nobody */
};

/* The latest RT_DESK_PAST cases of the client other than `but`, the newest
 * first. */
enum { RT_DESK_PAST = 20 };
enum rt_code rt_desk_past_cases(struct rt_db *db, int64_t client_id,
                                int64_t but, struct rt_arena *a,
                                struct rt_desk_past_case **list, size_t *n,
                                struct rt_err *err) RT_CHECK;

/* A contract that somebody may mean. */
struct rt_desk_found {
    int64_t contract_id, client_id;
    const char *number, *plan;
    int32_t start, end;   /* base/date.h */
    int active;           /* 0, 1; < 0: not said */
    int64_t open_case_id; /* 0: none */
    int64_t manager_id;   /* of that case; 0: nobody */
};

enum rt_found_by { RT_FOUND_NUMBER, RT_FOUND_PHONE, RT_FOUND_CASE };

/* Contracts by their number (also that of a later stretch), by the client's
 * phone in E.164, or by the number of a case in decimal; at most RT_DESK_FOUND,
 * those that run first. */
enum { RT_DESK_FOUND = 20 };
enum rt_code rt_desk_contracts_find(struct rt_db *db, enum rt_found_by by,
                                    const char *text, int32_t today,
                                    struct rt_arena *a,
                                    struct rt_desk_found **list, size_t *n,
                                    struct rt_err *err) RT_CHECK;

/* The contract's case that its client is shown: the open one, else the one that
 * came last.  RT_NONE: there was none. */
enum rt_code rt_desk_latest_case(struct rt_db *db, int64_t contract_id,
                                 int64_t *case_id, struct rt_err *err) RT_CHECK;

/* What of the desk somebody of the staff sees: nothing of their own contracts,
 * and with `own_only` what is theirs or nobody's. */
struct rt_desk_sight {
    int64_t user_id;
    int64_t client_id; /* they as a client; 0: none */
    bool own_only;
};

/* Whether they see what is of this client and this manager's; 0: nobody's. */
bool rt_desk_sees(const struct rt_desk_sight *s, int64_t client_id,
                  int64_t manager_id);

/* The client that a member of staff is, by their messenger; 0: none. */
enum rt_code rt_desk_staff_client(struct rt_db *db, int64_t user_id,
                                  int64_t *client_id,
                                  struct rt_err *err) RT_CHECK;

#endif
