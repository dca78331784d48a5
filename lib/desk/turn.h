/* One decision while it is made: what the guards and steps of lib/desk share.
 * For lib/desk only. */
#ifndef RT_DESK_TURN_H
#define RT_DESK_TURN_H

#include "desk/plan.h"

/* Whom a row admits: bits. */
enum {
    RT_FOR_CLIENT = 1, /* and staff on the client's word */
    RT_FOR_MANAGER = 2,
    RT_FOR_OWN = 4, /* the case's own manager */
    RT_FOR_ADMIN = 8,
    RT_FOR_SYSTEM = 16,
    RT_FOR_OPENER = 32, /* the manager who opened the case */
    RT_FOR_STAFF = RT_FOR_MANAGER | RT_FOR_ADMIN,
    RT_FOR_OWNER = RT_FOR_OWN | RT_FOR_ADMIN
};

/* What a row writes, beside its step. */
enum {
    RT_WRITES_CLOSE = 1,    /* the columns of a close */
    RT_WRITES_DELETE = 2,   /* deleted_at: counts nowhere */
    RT_WRITES_ESCALATE = 4, /* escalated_at once, the pause */
    RT_WRITES_END = 8       /* the termination order */
};

struct rt_turn;
/* NULL: yes; else what stands against it, or which field is wrong. */
typedef const char *rt_desk_guard(struct rt_turn *t);
typedef void rt_desk_act(struct rt_turn *t);

/* A row of DESK 2. */
struct rt_desk_row {
    enum rt_desk_event event;
    unsigned from;
    unsigned who;
    enum rt_desk_state to; /* RT_STEP_NONE: it stays */
    rt_desk_guard *when;   /* facts; NULL: always */
    rt_desk_guard *check;  /* fields of the wish */
    enum rt_case_outcome outcome;
    unsigned writes;
    rt_desk_act *act;
    enum rt_desk_word client; /* told to the client */
    enum rt_desk_word staff;  /* told to the case's manager */
};

/* The case and its offerings are worked on in the plan: `after` is as it is so
 * far. */
struct rt_turn {
    const struct rt_desk_facts *f;
    const struct rt_desk_ask *a;
    struct rt_desk_plan *p;
    struct rt_case before;
    int32_t today;
    bool on_word; /* staff do what the client said */
};

/* A turn on its way, with the case and offerings of the facts in the plan. */
struct rt_turn rt_turn_begin(const struct rt_desk_facts *f,
                             const struct rt_desk_ask *a,
                             struct rt_desk_plan *p);

bool rt_turn_is_staff(const struct rt_turn *t);

/* The offering that is shown; NULL: none. */
struct rt_offering *rt_turn_shown(struct rt_turn *t);
/* Offering n; with 0 the shown one.  NULL: there is none. */
struct rt_offering *rt_turn_offering(struct rt_turn *t, int32_t n);
/* Note that an offering has changed; `state` is its answer. */
void rt_turn_answer(struct rt_turn *t, struct rt_offering *o,
                    enum rt_offering_state state);
/* Show an offer: a new offering with its terms frozen. */
void rt_turn_show(struct rt_turn *t, const struct rt_offer *o, int64_t by_user);

/* What offers are measured against; `shown` has RT_DESK_OFFERINGS places. */
struct rt_offer_ask rt_turn_offer_ask(struct rt_turn *t, int64_t *shown);
const struct rt_offer *rt_turn_find_offer(const struct rt_turn *t, int64_t id);

const struct rt_order *rt_turn_find_order(const struct rt_turn *t, int64_t id);
/* A termination of the contract that is new or sent; NULL: none. */
const struct rt_order *rt_turn_termination(const struct rt_turn *t);
/* The pause order in force, from new to done; NULL: the contract goes on. */
const struct rt_order *rt_turn_pause(const struct rt_turn *t);
/* The first day without service for an end that is wished now. */
int32_t rt_turn_earliest_end(const struct rt_turn *t);

/* Give an order out; with DESK_APPLIES=direct it is done at once. */
void rt_turn_give(struct rt_turn *t, struct rt_order order);
void rt_turn_cancel(struct rt_turn *t, const struct rt_order *order);
/* Cancel what the case has ordered and is still new. */
void rt_turn_cancel_new(struct rt_turn *t);
/* What an order does to the contract once it is done. */
void rt_turn_apply_order(struct rt_turn *t, const struct rt_order *order);
void rt_turn_terminate(struct rt_turn *t, int32_t day);

/* The case goes to the staff: escalated_at, and the pause where it is wished
 * and somebody has asked to leave. */
void rt_turn_escalate(struct rt_turn *t, bool pause);
/* Nobody waits for an answer any more, and nothing stays paused. */
void rt_turn_settle(struct rt_turn *t, bool ends);
void rt_turn_close(struct rt_turn *t, enum rt_case_outcome outcome, bool ends);

/* To whom the case is dealt by the rules; 0: nobody is free. */
int64_t rt_turn_choose(const struct rt_turn *t, int64_t not_id);
/* Whether a person may hand it to this one. */
bool rt_turn_can_have(const struct rt_turn *t, int64_t user_id);
/* Make it the case of `user_id` and tell everybody. */
void rt_turn_deal(struct rt_turn *t, int64_t user_id);

void rt_turn_tell(struct rt_turn *t, enum rt_desk_word word, enum rt_desk_to to,
                  int64_t user_id);
void rt_turn_tell_client(struct rt_turn *t, enum rt_desk_word word);
/* A manager, unless it is who acts; 0: nobody. */
void rt_turn_tell_user(struct rt_turn *t, enum rt_desk_word word,
                       int64_t user_id);

/* Due time, version, columns and the values of the notices. */
void rt_turn_finish(struct rt_turn *t);

#endif
