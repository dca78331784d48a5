/* Everything that a decision of the desk looks at, read in one go. */
#ifndef RT_REPO_DESK_FACTS_H
#define RT_REPO_DESK_FACTS_H

#include "desk/history.h"
#include "desk/plan.h"
#include "desk/zones.h"
#include "repo/desk_contracts.h"

/* By what the desk works. */
struct rt_desk_office {
    struct rt_desk_rules rules;
    struct rt_calendar calendar;
    const struct rt_region_zones *regions;
    bool has_bot; /* clients can be told by it */
};

/* What a wish is about. */
struct rt_desk_about {
    int64_t case_id;     /* 0: a contract without a case */
    int64_t contract_id; /* of the case, too; 0: it has none */
    const char *key;     /* of the wish; NULL: none, it is only looked at */
    int64_t now;
    bool lock;        /* the contract, then the case, for the transaction */
    bool count_cases; /* of each member of staff, for dealing one */
    const struct rt_worker *staff; /* [n_staff] with their cases, if they were
                                      read already; else NULL */
    size_t n_staff;
};

/* The facts, and what they point to. */
struct rt_desk_scene {
    struct rt_desk_facts facts;
    struct rt_desk_contract_row contract;
    struct rt_case the_case;
    struct rt_desk_history history;
    struct rt_desk_was was; /* before the event that closed it */
};

/*
 * Read it.  In a transaction with `lock` it is the state of that moment:
 * nothing is read before both rows are locked.  `out` must stay where it is;
 * all else lives as long as `a`, and the office as long as both.
 *
 * RT_NONE: there is no such contract or case, or the case is of another.
 */
enum rt_code rt_desk_facts_read(struct rt_db *db,
                                const struct rt_desk_office *office,
                                const struct rt_desk_about *about,
                                struct rt_arena *a, struct rt_desk_scene *out,
                                struct rt_err *err) RT_CHECK;

#endif
