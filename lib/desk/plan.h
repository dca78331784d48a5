/* What the desk looks at, what it is asked, and what it wants done: the data on
 * both sides of rt_desk_decide(). */
#ifndef RT_DESK_PLAN_H
#define RT_DESK_PLAN_H

#include "desk/case.h"
#include "desk/due.h"
#include "desk/holdout.h"
#include "desk/offer.h"
#include "desk/worker.h"

/* Settings of the desk. */
struct rt_desk_rules {
    struct rt_due_rules due;
    struct rt_holdout holdout; /* DESK_HOLDOUT */
    int32_t offers;            /* DESK_OFFERS, 0..3 automatic a case */
    int32_t offer_hours;       /* DESK_OFFER_HOURS */
    int32_t again_months;      /* DESK_AGAIN_MONTHS */
    int32_t rest_months;       /* DESK_REST_MONTHS */
    int32_t undo_minutes;      /* DESK_UNDO_MINUTES, for the words only */
    int32_t notice_days;       /* DESK_NOTICE_DAYS */
    int32_t gap_days;          /* RENEWAL_GAP_DAYS */
    bool effect_by_day;        /* DESK_EFFECT_FROM=day */
    bool direct;               /* DESK_APPLIES=direct */
    bool pause;                /* DESK_PAUSE=on */
    bool see_own;              /* DESK_SEE=own */
};

#define RT_DESK_RULES \
    ((struct rt_desk_rules){.due = RT_DUE_RULES, \
                            .offers = 2, \
                            .offer_hours = 72, \
                            .again_months = 12, \
                            .rest_months = 3, \
                            .undo_minutes = 30})

/* Who asks, in the role in which they do: bits, for sets. */
enum rt_desk_role {
    RT_DESK_CLIENT = 1,
    RT_DESK_MANAGER = 2,
    RT_DESK_ADMIN = 4, /* or the operator, whose user_id is 0 */
    RT_DESK_SYSTEM = 8
};

struct rt_desk_who {
    enum rt_desk_role role;
    int64_t user_id;
    int64_t client_id; /* they as a client; 0: none */
};

/* The contract as it is now. */
struct rt_desk_contract {
    int64_t id;
    int64_t client_id;
    bool deleted;
    int32_t start; /* RT_DAY_NONE: before observation */
    int32_t end;   /* RT_DAY_OPEN: not known */
    int active;    /* 0, 1; < 0: the source does not say */
    bool has_end_cause;
    struct rt_amounts amounts; /* in force today */
    const char *plan;
    bool can_be_retained;
    int32_t next_start; /* of the client's next contract; RT_DAY_OPEN: none */
};

/* Not deleted, begun, not ended, not (no end and inactive). */
bool rt_desk_runs(const struct rt_desk_contract *c, int32_t today);
/* Begun and no more running: its last day is over. */
bool rt_desk_has_ended(const struct rt_desk_contract *c, int32_t today);

/*
 * Everything that a decision looks at.  Arrays are borrowed and live as long
 * as the plan is used.  Instants are Unix seconds.
 */
struct rt_desk_facts {
    int64_t now;
    const struct rt_desk_rules *rules;
    const struct rt_calendar *calendar;
    const struct rt_zone *client_zone; /* NULL: that of the calendar */
    bool seen;                         /* the key of this wish is stored */
    bool has_channel;                  /* the client can be told by a channel */

    const struct rt_desk_contract *contract;
    const struct rt_case *the_case; /* NULL: the wish is about a contract */
    int64_t open_case_id; /* of the contract, another than the_case; 0 */
    int64_t last_case_id; /* the contract's last that was closed; 0 */
    int64_t last_closed_at;

    const struct rt_offering *offerings; /* [n_offerings] of the case, by n */
    size_t n_offerings;
    const struct rt_order *orders; /* [n_orders] of the contract */
    size_t n_orders;
    const struct rt_offer *offers; /* [n_offers] that are not archived, and for
                                      an imported row its own as it is */
    size_t n_offers;
    const struct rt_taken_offer *taken; /* [n_taken] by the client */
    size_t n_taken;
    const char *const *reasons; /* [n_reasons] active codes */
    size_t n_reasons;
    const struct rt_worker *workers; /* [n_workers] staff */
    size_t n_workers;

    int64_t former_id; /* the client's last manager, see struct rt_deal */
    int64_t former_at;
    int64_t passed_over_id;   /* who gave the case back; 0: nobody */
    int64_t named_manager_id; /* whom the client was told; 0: nobody */
    int64_t message_at;       /* oldest unanswered message of the client */
    int64_t message_id;       /* the newest of those; 0: none */
    int32_t nobody_told_on;   /* day of the last `nobody`; RT_DAY_NONE */
    bool reminded;            /* in this state already */
    bool marked;              /* `ended` has marked it */

    int64_t closed_by;         /* user of the event that closed it; 0 */
    const struct rt_case *was; /* before that event; NULL: not known */
};

/* What somebody wants. */
struct rt_desk_ask {
    enum rt_desk_event event;
    struct rt_desk_who who;
    int32_t version;    /* of the case that staff saw; 0: none carried */
    int32_t n;          /* offering: accept, decline, recall */
    const char *reason; /* code; NULL */
    const char *words;  /* the client's own; NULL */
    const char *note;   /* how the client said so; NULL */
    const char *text;   /* comment, message */
    enum rt_case_source source; /* staff on the client's word, and reopen */
    int64_t at;                 /* callback */
    int32_t day;      /* end, left: first day without service; order_done:
                         when it was done; RT_DAY_NONE: the earliest, today */
    int64_t user_id;  /* assign, pass: to whom; 0: by the rules */
    int64_t offer_id; /* propose */
    int64_t order_id; /* order_done, order_refused, reissue */
    int64_t message_id; /* no_reply: the newest that was read; 0: all */
    bool override;    /* propose: an admin's */
    bool confirmed;   /* end: the confirmation's token was valid */
};

enum rt_desk_answer {
    RT_DESK_DONE,
    RT_DESK_SAME,
    RT_DESK_STALE,
    RT_DESK_NOT_NOW,
    RT_DESK_DENIED,
    RT_DESK_BAD
};

/* "DONE", "SAME", ... */
const char *rt_desk_answer_name(enum rt_desk_answer a);

/* What somebody is told: the key in the catalogues without its "desk_" or
 * "staff_", whether staff must say it themselves where the client has no
 * channel, and whether it is for staff. */
#define RT_DESK_WORDS(X) \
    X(NOTHING, "", 0, 0) \
    X(RECEIPT, "receipt", 0, 0) \
    X(ASK, "ask", 0, 0) \
    X(OFFER, "offer", 0, 0) \
    X(OFFER_MORE, "offer_more", 0, 0) \
    X(PROPOSAL, "proposal", 0, 0) \
    X(NONE, "none", 0, 0) \
    X(TO_MANAGER, "to_manager", 0, 0) \
    X(PAUSED, "paused", 0, 0) \
    X(END_ASK, "end_ask", 0, 0) \
    X(END_DONE, "end_done", 1, 0) \
    X(ACCEPTED, "accepted", 1, 0) \
    X(ORDER_DONE, "order_done", 0, 0) \
    X(STAYS, "stays", 0, 0) \
    X(STAYED, "stayed", 0, 0) \
    X(LEFT, "left", 1, 0) \
    X(REMIND, "remind", 0, 0) \
    X(CALLBACK, "callback", 0, 0) \
    X(NO_CONTACT, "no_contact", 0, 0) \
    X(GONE, "gone", 0, 0) \
    X(PASSED, "passed", 0, 0) \
    X(ENDED, "ended", 0, 0) \
    X(REOPENED, "reopened", 0, 0) \
    X(VOIDED, "void", 0, 0) \
    X(NO_CONTRACT, "no_contract", 0, 0) \
    X(ENDING, "ending", 0, 0) \
    X(ORDER_FAILED, "order_failed", 1, 0) \
    X(GOT, "got", 0, 0) \
    X(REPLY, "reply", 1, 0) \
    X(STAFF_NEW, "new", 0, 1) \
    X(STAFF_ASSIGNED, "assigned", 0, 1) \
    X(STAFF_SOON, "soon", 0, 1) \
    X(STAFF_OVERDUE, "overdue", 0, 1) \
    X(STAFF_MOVED, "moved", 0, 1) \
    X(STAFF_ANSWERED, "answered", 0, 1) \
    X(STAFF_MESSAGE, "message", 0, 1) \
    X(STAFF_REFUSED, "refused", 0, 1) \
    X(STAFF_NOBODY, "nobody", 0, 1) \
    X(STAFF_LATE_ORDER, "late_order", 0, 1) \
    X(STAFF_CARDS, "cards", 0, 1)

#define RT_DESK_WORD_ENUM(name, key, must, staff) RT_SAY_##name,
enum rt_desk_word { RT_DESK_WORDS(RT_DESK_WORD_ENUM) RT_SAY__MAX };

const char *rt_desk_word_key(enum rt_desk_word w);
bool rt_desk_word_must(enum rt_desk_word w);
bool rt_desk_word_is_staff(enum rt_desk_word w);

/* Whom a notice is for. */
enum rt_desk_to {
    RT_TELL_CLIENT,
    RT_TELL_USER, /* user_id */
    RT_TELL_ADMINS
};

/* Whether an offer is ordered or in force on the contract: no other is put on
 * top of it. */
bool rt_desk_is_busy(const struct rt_desk_facts *f);

enum { RT_DESK_OFFERINGS = 16 };

/* What offers are measured against when a person thinks of one for the case,
 * or without a case for the contract: those that are for managers only, too.
 * `shown` keeps what the answer points to. */
struct rt_offer_ask rt_desk_offer_ask(const struct rt_desk_facts *f,
                                      int64_t shown[RT_DESK_OFFERINGS]);

enum rt_notice_state {
    RT_NOTICE_WAITING,
    RT_NOTICE_BY_HAND, /* a task for staff: no channel reaches the client */
    RT_NOTICE_TOLD     /* said on the spot by whom acted on their word */
};

/* A row of notices; its values are those that its words name.  No personal
 * data: names are looked up when it is said. */
struct rt_desk_notice {
    enum rt_desk_word word;
    enum rt_desk_to to;
    int64_t user_id;
    enum rt_notice_state state;
    int64_t not_before;      /* 0: at once */
    enum rt_desk_event what; /* which event told it */
    int64_t manager_id;      /* {manager}; 0: "our manager" */
    int64_t due_at;          /* {due} */
    int64_t until;           /* {until} of offering n, or of the state */
    int64_t undo_until;      /* {undo} */
    int64_t callback_at;     /* {day} {time} of callback */
    int32_t n;               /* offering, {n} of cards; 0: none */
    int32_t day;             /* {day} from which an order's effect holds */
    int32_t last_day;        /* {last} */
};

/* What becomes of an order. */
enum rt_order_step {
    RT_ORDER_GIVE,   /* insert it */
    RT_ORDER_CANCEL, /* from new; its contract rows are undone */
    RT_ORDER_FINISH,
    RT_ORDER_REFUSE
};

struct rt_order_plan {
    enum rt_order_step step;
    struct rt_order order; /* as it is afterwards */
};

/* A row of contract_changes that an order writes. */
struct rt_change_plan {
    int32_t effective_on;
    struct rt_amounts amounts;
    const char *plan;
    bool restores; /* the amounts from before, as the effect ends */
};

enum {
    RT_DESK_ORDERS = 8,
    RT_DESK_NOTICES = 8,
    RT_DESK_CHANGES = 2,
    RT_DESK_BY_HAND = 3,    /* offerings of people in a case */
    RT_DESK_COMMENT = 2000, /* characters */
    RT_DESK_OWN_WORDS = 1000,
    RT_DESK_MESSAGE = 4000,
    RT_DESK_CALLBACK_DAYS = 14,
    RT_DESK_AGAIN_DAYS = 30, /* previous_id, reopen, list */
    RT_DESK_UNDO_HOURS = 24,
    RT_DESK_ATTEMPTS = 3,
    RT_DESK_END_DAYS = 366 /* how far ahead an end may be wished */
};

/*
 * What is to be done.  With any answer but DONE nothing, unless `writes` says
 * so (an accept that came too late, a contract that a file has ended).
 */
struct rt_desk_plan {
    enum rt_desk_answer answer;
    bool writes;
    enum rt_desk_event event; /* what is recorded; not always what was asked */
    enum rt_desk_role by;     /* for case_events and audit: SYSTEM for those */
    const char *why;       /* NOT_NOW: what stands against it, a word of ours */
    const char *field;     /* BAD: which */
    enum rt_desk_word say; /* what the asker is told with the answer */

    bool opens;    /* insert the case */
    bool adopts;   /* an imported row gets its first step */
    bool marks;    /* ended: the next contract goes on, a person decides */
    bool override; /* an admin set rules aside: audited */
    struct rt_case after;
    uint32_t columns; /* rt_case_changed() */

    struct rt_offering offerings[RT_DESK_OFFERINGS]; /* all, afterwards */
    size_t n_offerings;
    uint32_t offerings_changed; /* bits by place; id 0: insert */

    struct rt_order_plan orders[RT_DESK_ORDERS];
    size_t n_orders;
    struct rt_change_plan changes[RT_DESK_CHANGES]; /* of the order that was
                                                       finished or given */
    size_t n_changes;
    bool ends_contract; /* end_date, active 0, and desk_edits of end_date */
    int32_t end_date;
    const char *end_cause; /* where the contract has none; NULL */

    struct rt_desk_notice notices[RT_DESK_NOTICES];
    size_t n_notices;

    int64_t dealt_to;       /* users.assigned_at = now; 0: nobody */
    bool stores_message;    /* ask.text */
    bool answers_messages;  /* answered_at on all that wait */
    bool makes_unreachable; /* users.unreachable_at; waiting notices by_hand */
    int64_t message_due_at; /* {due} of a client's message */
};

#endif
