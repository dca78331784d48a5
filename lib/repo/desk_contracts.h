/* A contract as the desk sees it, and what the desk does to it. */
#ifndef RT_REPO_DESK_CONTRACTS_H
#define RT_REPO_DESK_CONTRACTS_H

#include "db/db.h"
#include "desk/plan.h"

struct rt_desk_contract_row {
    struct rt_desk_contract contract;
    const char *external_id; /* its number */
    const char *region;      /* of the client, else of the contract; NULL */
    const char *end_cause;   /* NULL: none */
    bool has_profit;         /* the source says what it brings */
    bool reachable;   /* the client has a messenger and has not shut it */
    const char *lang; /* of the client's account, "ru", "en"; NULL: none */
};

/* The contract that a number means today: of its stretches the latest that
 * has begun.  RT_NONE: there is none. */
enum rt_code rt_desk_contract_find(struct rt_db *db, const char *number,
                                   int32_t today, int64_t *id,
                                   struct rt_err *err) RT_CHECK;

/* Whether there is such a contract, RT_NONE if not; with `lock` it is locked
 * for the caller's transaction. */
enum rt_code rt_desk_contract_lock(struct rt_db *db, int64_t id, bool lock,
                                   struct rt_err *err) RT_CHECK;

/* Read a contract, with the amounts in force on `today`.  Strings live as long
 * as `a`.  RT_NONE: there is none. */
enum rt_code rt_desk_contract_read(struct rt_db *db, int64_t id, int32_t today,
                                   struct rt_arena *a,
                                   struct rt_desk_contract_row *out,
                                   struct rt_err *err) RT_CHECK;

/* Record a contract's own amounts and plan from before its start on, so that
 * what changes later leaves them as they were. */
enum rt_code rt_desk_contract_base(struct rt_db *db, int64_t id,
                                   struct rt_err *err) RT_CHECK;

/*
 * Write what an order changes from a day on, beside what files say.  The
 * contract's own amounts are recorded from its start on first, as imports do.
 * `with_plan`: the plan changes, too.
 */
enum rt_code rt_desk_contract_change(struct rt_db *db, int64_t id,
                                     int64_t order_id, bool with_plan,
                                     const struct rt_change_plan *change,
                                     struct rt_err *err) RT_CHECK;
/* Take those rows back. */
enum rt_code rt_desk_contract_unchange(struct rt_db *db, int64_t order_id,
                                       struct rt_err *err) RT_CHECK;

/* How a contract ends. */
struct rt_desk_end {
    int32_t day;       /* first day without service; RT_DAY_OPEN: it goes on */
    int active;        /* 0, 1; < 0: not said */
    const char *cause; /* NULL: none */
    int32_t known_from;
    int64_t user_id; /* who ends it; 0: nobody of ours */
};

/* End a contract: files that have another end do not change it any more. */
enum rt_code rt_desk_contract_end(struct rt_db *db, int64_t id,
                                  const struct rt_desk_end *end,
                                  struct rt_err *err) RT_CHECK;
/* Give back what `was`, after the desk had ended it by the day `ended`, which
 * it decided on was->known_from. */
enum rt_code rt_desk_contract_unend(struct rt_db *db, int64_t id,
                                    const struct rt_desk_end *was,
                                    int32_t ended, struct rt_err *err) RT_CHECK;

#endif
