/* The words of the desk: a case with its offerings and orders, its states, and
 * what can happen to it (DESK 1, 2). */
#ifndef RT_DESK_CASE_H
#define RT_DESK_CASE_H

#include "base/zone.h"
#include "desk/effect.h"

#include <stddef.h>

/* Where a case stands: status and step in one. */
enum rt_desk_state {
    RT_STEP_NONE, /* there is no case */
    RT_STEP_REASON,
    RT_STEP_OFFER,
    RT_STEP_CONFIRM,
    RT_STEP_QUEUE,
    RT_STEP_WORK,
    RT_STEP_PROPOSAL,
    RT_STEP_RETAINED,
    RT_STEP_CHURNED,
    RT_STEP_VOID, /* deleted_at: counts nowhere */
    RT_STEP__MAX
};

/* Sets of states. */
enum {
    RT_IN_NONE = 1 << RT_STEP_NONE,
    RT_IN_REASON = 1 << RT_STEP_REASON,
    RT_IN_OFFER = 1 << RT_STEP_OFFER,
    RT_IN_CONFIRM = 1 << RT_STEP_CONFIRM,
    RT_IN_QUEUE = 1 << RT_STEP_QUEUE,
    RT_IN_WORK = 1 << RT_STEP_WORK,
    RT_IN_PROPOSAL = 1 << RT_STEP_PROPOSAL,
    RT_IN_RETAINED = 1 << RT_STEP_RETAINED,
    RT_IN_CHURNED = 1 << RT_STEP_CHURNED,
    RT_IN_VOID = 1 << RT_STEP_VOID,
    RT_IN_CLIENT = RT_IN_REASON | RT_IN_OFFER | RT_IN_CONFIRM,
    RT_IN_STAFF = RT_IN_QUEUE | RT_IN_WORK | RT_IN_PROPOSAL,
    RT_IN_OPEN = RT_IN_CLIENT | RT_IN_STAFF,
    RT_IN_CLOSED = RT_IN_RETAINED | RT_IN_CHURNED,
    RT_IN_CASE = RT_IN_OPEN | RT_IN_CLOSED | RT_IN_VOID,
    RT_IN_ALL = RT_IN_NONE | RT_IN_CASE
};

/* Whether a state is one of a set. */
bool rt_case_in(enum rt_desk_state state, unsigned set);

/* "none", "reason", "offer", ..., "void": for logs and tests. */
const char *rt_case_state_name(enum rt_desk_state s);
/* RT_NONE: no such word. */
enum rt_code rt_case_state_parse(const char *word,
                                 enum rt_desk_state *out) RT_CHECK;

/* What retention_cases has for a state: "escalated", "work".  NULL for none
 * and void, where the columns keep what they had. */
const char *rt_case_status(enum rt_desk_state s);
const char *rt_case_step(enum rt_desk_state s);

/*
 * The state of a row.  A row without a step was imported or taken over:
 * `imported` is set, and the state is the one in which a person would find it
 * (active with an offer: offer, without: confirm; escalated with a manager:
 * work, without: queue).  RT_EBROKEN for a status or step that does not exist
 * or that do not go together.
 */
enum rt_code rt_case_state_read(const char *status, const char *step,
                                bool deleted, bool has_offer, bool has_manager,
                                enum rt_desk_state *state, bool *imported,
                                struct rt_err *err) RT_CHECK;

/* Everything that can happen, with the word that case_events.kind, forms and
 * the tool have for it.  The last five are not in DESK 2's table:
 *   lapse    the Python system's open cases are closed as unfinished
 *   alert    a step of the ladder of DESK 4
 *   reissue  a refused order is given out anew (DESK 6)
 *   no_reply the client's messages need no answer (DESK 7)
 *   escalate is inner: nobody asks for it */
#define RT_DESK_EVENTS(X) \
    X(REQUEST, "request") \
    X(REASON, "reason") \
    X(ACCEPT, "accept") \
    X(DECLINE, "decline") \
    X(ASK_MANAGER, "ask_manager") \
    X(WITHDRAW, "withdraw") \
    X(END, "end") \
    X(EXPIRE, "expire") \
    X(LIST, "list") \
    X(CALLBACK, "callback") \
    X(NO_ANSWER, "no_answer") \
    X(REMIND, "remind") \
    X(ASSIGN, "assign") \
    X(TAKE, "take") \
    X(RELEASE, "release") \
    X(PASS, "pass") \
    X(PROPOSE, "propose") \
    X(RECALL, "recall") \
    X(COMMENT, "comment") \
    X(MESSAGE, "message") \
    X(STAYED, "stayed") \
    X(LEFT, "left") \
    X(ENDED, "ended") \
    X(UNDO, "undo") \
    X(REOPEN, "reopen") \
    X(VOID, "void") \
    X(UNREACHABLE, "unreachable") \
    X(ORDER_DONE, "order_done") \
    X(ORDER_REFUSED, "order_refused") \
    X(LAPSE, "lapse") \
    X(ALERT, "alert") \
    X(REISSUE, "reissue") \
    X(NO_REPLY, "no_reply") \
    X(ESCALATE, "escalate")

#define RT_DESK_EVENT_ENUM(name, word) RT_DO_##name,
enum rt_desk_event { RT_DESK_EVENTS(RT_DESK_EVENT_ENUM) RT_DO__MAX };

const char *rt_desk_event_name(enum rt_desk_event e);
/* RT_NONE: no such word. */
enum rt_code rt_desk_event_parse(const char *word,
                                 enum rt_desk_event *out) RT_CHECK;

/* By which way the client's wish came (retention_cases.source). */
enum rt_case_source {
    RT_FROM_BOT,
    RT_FROM_PHONE,
    RT_FROM_OFFICE,
    RT_FROM_LETTER,
    RT_FROM_LIST,
    RT_FROM_LINK, /* the client by their link, without a messenger */
    RT_FROM__MAX
};

extern const char *const rt_case_source_words[RT_FROM__MAX + 1];
/* RT_NONE: no such word. */
enum rt_code rt_case_source_parse(const char *word,
                                  enum rt_case_source *out) RT_CHECK;

/* retention_cases.outcome. */
enum rt_case_outcome {
    RT_OUTCOME_NONE,
    RT_OUTCOME_ACCEPTED,
    RT_OUTCOME_STAYED,
    RT_OUTCOME_WITHDRAWN,
    RT_OUTCOME_INSISTED,
    RT_OUTCOME_LEFT,
    RT_OUTCOME_ENDED,
    RT_OUTCOME_LAPSED,
    RT_OUTCOME_VOID,
    RT_OUTCOME_NO_CONTACT,
    RT_OUTCOME__MAX
};

const char *rt_case_outcome_name(enum rt_case_outcome o);
/* RT_NONE: no such word. */
enum rt_code rt_case_outcome_parse(const char *word,
                                   enum rt_case_outcome *out) RT_CHECK;

enum rt_case_arm { RT_ARM_NONE, RT_ARM_OFFER, RT_ARM_HOLDOUT };

/* "", "offer", "holdout", NULL. */
extern const char *const rt_case_arm_words[];

/*
 * A case.  Instants are Unix seconds, 0 where there is none; ids are 0 where
 * there is none; strings are borrowed.  The first part are columns of
 * retention_cases, the second is read off case_events.
 */
struct rt_case {
    int64_t id; /* 0: still to be inserted */
    int64_t contract_id;
    int64_t client_id;
    enum rt_desk_state state;
    enum rt_case_source source;
    enum rt_case_outcome outcome;
    enum rt_case_arm arm;
    const char *reason; /* code; NULL: none, or own words */
    const char *words;  /* initial_reason: own words; NULL: none */
    int64_t offer_id;   /* proposed_offer_id */
    int64_t manager_id;
    int64_t opened_by;
    int64_t previous_id;
    int64_t created_at;
    int64_t escalated_at;
    int64_t first_answer_at;
    int64_t callback_at;
    int64_t due_at;
    int64_t completed_at;
    int64_t deleted_at;
    int32_t attempts;
    int32_t alert_level;
    int64_t fee_at_close; /* with completed_at only */
    bool has_fee_at_close;
    int64_t profit_at_close;
    int64_t cost_at_close;
    int32_t version;

    bool imported;           /* no step yet: nobody has worked it here */
    int64_t adopted_at;      /* when it got its first step; 0: not imported */
    int64_t since;           /* when it came into its state */
    int64_t last_attempt_at; /* of no_answer */
};

/*
 * The columns of retention_cases that a plan may set: bit, column, the member
 * of struct rt_case that it comes from, and what it holds, which tells
 * lib/repo how it is stored:
 *
 *   STATUS, STEP          both of the state; a void case keeps what it had
 *   SOURCE, OUTCOME, ARM  words
 *   TEXT                  NULL: none
 *   ID                    NULL: 0
 *   INSTANT               a time in UTC; NULL: 0
 *   NUMBER
 *   FEE, CLOSE            amounts; NULL while the case is open
 */
#define RT_CASE_COLUMNS(X) \
    X(STATUS, "status", state, STATUS) \
    X(STEP, "step", state, STEP) \
    X(SOURCE, "source", source, SOURCE) \
    X(OUTCOME, "outcome", outcome, OUTCOME) \
    X(ARM, "arm", arm, ARM) \
    X(REASON, "reason", reason, TEXT) \
    X(WORDS, "initial_reason", words, TEXT) \
    X(OFFER, "proposed_offer_id", offer_id, ID) \
    X(MANAGER, "assigned_manager_id", manager_id, ID) \
    X(OPENED_BY, "opened_by", opened_by, ID) \
    X(PREVIOUS, "previous_id", previous_id, ID) \
    X(ESCALATED, "escalated_at", escalated_at, INSTANT) \
    X(FIRST_ANSWER, "first_answer_at", first_answer_at, INSTANT) \
    X(CALLBACK, "callback_at", callback_at, INSTANT) \
    X(DUE, "due_at", due_at, INSTANT) \
    X(COMPLETED, "completed_at", completed_at, INSTANT) \
    X(DELETED, "deleted_at", deleted_at, INSTANT) \
    X(ATTEMPTS, "attempts", attempts, NUMBER) \
    X(ALERT, "alert_level", alert_level, NUMBER) \
    X(FEE, "fee_at_close_minor", fee_at_close, FEE) \
    X(PROFIT, "profit_at_close_minor", profit_at_close, CLOSE) \
    X(COST, "cost_at_close_minor", cost_at_close, CLOSE) \
    X(VERSION, "version", version, NUMBER)

#define RT_CASE_COLUMN_ENUM(name, column, member, holds) RT_CASE_SETS_##name,
enum rt_case_column { RT_CASE_COLUMNS(RT_CASE_COLUMN_ENUM) RT_CASE_SETS__MAX };

const char *rt_case_column_name(enum rt_case_column c);

/* Bits 1 << enum rt_case_column of what differs; strings by their text. */
uint32_t rt_case_changed(const struct rt_case *before,
                         const struct rt_case *after);

/* case_offers: an offer shown in a case, its terms frozen. */
enum rt_offering_state {
    RT_OFFERING_SHOWN,
    RT_OFFERING_ACCEPTED,
    RT_OFFERING_DECLINED,
    RT_OFFERING_EXPIRED,
    RT_OFFERING_RECALLED
};

/* "shown", "accepted", ..., NULL, in the order of the enum. */
extern const char *const rt_offering_state_words[];

struct rt_offering {
    int64_t id; /* 0: still to be inserted */
    int32_t n;  /* 1, 2, ... in its case */
    int64_t offer_id;
    int64_t by_user; /* 0: shown by the rules */
    enum rt_offering_state state;
    const char *type;
    const char *description;
    struct rt_effect effect;
    int64_t cost;
    int64_t net12;
    int64_t shown_at;
    int64_t expires_at;
    int64_t answered_at; /* also of expired and recalled; 0: not yet */
};

enum rt_order_kind {
    RT_ORDER_OFFER,
    RT_ORDER_TERMINATION,
    RT_ORDER_PAUSE,
    RT_ORDER_RESUME,
    RT_ORDER_STOP_CHARGE
};

/* "offer", "termination", ..., NULL, in the order of the enum. */
extern const char *const rt_order_kind_words[];

enum rt_order_state {
    RT_ORDER_NEW,
    RT_ORDER_SENT,
    RT_ORDER_DONE,
    RT_ORDER_REFUSED,
    RT_ORDER_CANCELLED
};

/* "new", "sent", ..., NULL, in the order of the enum. */
extern const char *const rt_order_state_words[];

/* The place of a word in such a list; -1: it is not there, or NULL. */
int rt_desk_word_at(const char *const *words, const char *word);

struct rt_order {
    int64_t id; /* 0: still to be inserted */
    enum rt_order_kind kind;
    enum rt_order_state state;
    int32_t k; /* 1, 2, ... of its kind in its case */
    int64_t case_id;
    int64_t offer_id;
    int32_t effective_on; /* termination: the first day without service */
    struct rt_effect effect;
    bool direct; /* this database is the master: applied at once */
    int64_t created_at;
};

/* The day from which what an order did is over; RT_DAY_OPEN: it is for good, or
 * there is nothing to end. */
int32_t rt_order_until(const struct rt_order *o);

#endif
