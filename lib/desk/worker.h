/* Who can take a case, and whom it is dealt to (DESK 4). */
#ifndef RT_DESK_WORKER_H
#define RT_DESK_WORKER_H

#include "base/err.h"

#include <stdint.h>

enum rt_takes { RT_TAKES_BY_ROLE, RT_TAKES_NO, RT_TAKES_YES };

/* A member of staff, as users has them. */
struct rt_worker {
    int64_t id;
    bool admin;          /* else a manager */
    bool active;         /* neither disabled nor deleted */
    enum rt_takes takes; /* takes_cases; NULL is by role */
    int32_t case_limit;  /* < 0: none */
    int32_t away_from;   /* first day away; RT_DAY_NONE: not away */
    int32_t away_to;     /* first day back; RT_DAY_OPEN: not known */
    int64_t assigned_at; /* when a case was last dealt to them; 0: never */
    int32_t open_cases;  /* theirs at q, w, p */
    int64_t client_id;   /* they as a client; 0: none */
};

struct rt_deal {
    int32_t today;     /* of the report zone */
    int64_t client_id; /* whose case it is */
    int64_t former_id; /* last manager of the client's cases; 0: none */
    int64_t former_at; /* when that case was closed, or left by them */
    int64_t now;
    int64_t not_id; /* not to this one: whose time ran out, who gave it back */
};

enum { RT_FORMER_DAYS = 30 };

const struct rt_worker *rt_worker_find(const struct rt_worker *list, size_t n,
                                       int64_t id);

/* Away on `day`: [away_from, away_to). */
bool rt_worker_away(const struct rt_worker *w, int32_t day);

/* Takes cases at all: active, and a manager or, where there is no active
 * manager, an admin; takes_cases overrules the role. */
bool rt_worker_takes(const struct rt_worker *w, const struct rt_worker *list,
                     size_t n);

/* May be handed a case by a person: takes cases, is not away today, and it is
 * not a case of their own contract.  The limit binds the dealing only. */
bool rt_worker_can_have(const struct rt_worker *w, const struct rt_worker *list,
                        size_t n, const struct rt_deal *d);

/*
 * Whom the case is dealt to: of those that can have it and have fewer open
 * cases than their limit, the client's manager of the last RT_FORMER_DAYS
 * days; else who has the fewest open cases, of these who was dealt one the
 * longest ago, of these the lowest id.  0: nobody is free.
 */
int64_t rt_worker_choose(const struct rt_worker *list, size_t n,
                         const struct rt_deal *d);

#endif
