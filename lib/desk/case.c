#include "desk/case.h"

#include "base/date.h"

#include <string.h>

static const char *const state_names[RT_STEP__MAX + 1] = {
    [RT_STEP_NONE] = "none",         [RT_STEP_REASON] = "reason",
    [RT_STEP_OFFER] = "offer",       [RT_STEP_CONFIRM] = "confirm",
    [RT_STEP_QUEUE] = "queue",       [RT_STEP_WORK] = "work",
    [RT_STEP_PROPOSAL] = "proposal", [RT_STEP_RETAINED] = "retained",
    [RT_STEP_CHURNED] = "churned",   [RT_STEP_VOID] = "void",
};

static const struct {
    const char *status;
    const char *step;
} stored[RT_STEP__MAX] = {
    [RT_STEP_REASON] = {"active", "reason"},
    [RT_STEP_OFFER] = {"active", "offer"},
    [RT_STEP_CONFIRM] = {"active", "confirm"},
    [RT_STEP_QUEUE] = {"escalated", "queue"},
    [RT_STEP_WORK] = {"escalated", "work"},
    [RT_STEP_PROPOSAL] = {"escalated", "proposal"},
    [RT_STEP_RETAINED] = {"retained", "done"},
    [RT_STEP_CHURNED] = {"churned", "done"},
};

#define EVENT_WORD(name, word) word,
static const char *const event_words[RT_DO__MAX] = {RT_DESK_EVENTS(EVENT_WORD)};

#define COLUMN_NAME(name, column, member, holds) column,
static const char *const column_names[RT_CASE_SETS__MAX] = {
    RT_CASE_COLUMNS(COLUMN_NAME)};

static const char *const outcome_names[RT_OUTCOME__MAX + 1] = {
    [RT_OUTCOME_NONE] = "",
    [RT_OUTCOME_ACCEPTED] = "accepted",
    [RT_OUTCOME_STAYED] = "stayed",
    [RT_OUTCOME_WITHDRAWN] = "withdrawn",
    [RT_OUTCOME_INSISTED] = "insisted",
    [RT_OUTCOME_LEFT] = "left",
    [RT_OUTCOME_ENDED] = "ended",
    [RT_OUTCOME_LAPSED] = "lapsed",
    [RT_OUTCOME_VOID] = "void",
    [RT_OUTCOME_NO_CONTACT] = "no_contact",
};

const char *const rt_case_source_words[RT_FROM__MAX + 1] = {
    "bot", "phone", "office", "letter", "list", "link", NULL};
const char *const rt_case_arm_words[] = {"", "offer", "holdout", NULL};
const char *const rt_offering_state_words[] = {
    "shown", "accepted", "declined", "expired", "recalled", NULL};
const char *const rt_order_kind_words[] = {"offer",  "termination", "pause",
                                           "resume", "stop_charge", NULL};
const char *const rt_order_state_words[] = {"new",     "sent",      "done",
                                            "refused", "cancelled", NULL};

int
rt_desk_word_at(const char *const *words, const char *word)
{
    for (int i = 0; word != NULL && words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0)
            return i;
    }
    return -1;
}

int32_t
rt_order_until(const struct rt_order *o)
{
    return o->kind == RT_ORDER_OFFER
               ? rt_effect_until(&o->effect, o->effective_on)
               : RT_DAY_OPEN;
}

bool
rt_case_in(enum rt_desk_state state, unsigned set)
{
    return (set >> state & 1u) != 0;
}

const char *
rt_case_state_name(enum rt_desk_state s)
{
    return state_names[s];
}

enum rt_code
rt_case_state_parse(const char *word, enum rt_desk_state *out)
{
    int at = rt_desk_word_at(state_names, word);

    if (at >= 0)
        *out = (enum rt_desk_state)at;
    return at >= 0 ? RT_OK : RT_NONE;
}

const char *
rt_case_status(enum rt_desk_state s)
{
    return stored[s].status;
}

const char *
rt_case_step(enum rt_desk_state s)
{
    return stored[s].step;
}

/* The state in which a person finds an imported row. */
static enum rt_desk_state
imported_state(const char *status, bool has_offer, bool has_manager)
{
    if (strcmp(status, "active") == 0)
        return has_offer ? RT_STEP_OFFER : RT_STEP_CONFIRM;
    if (strcmp(status, "escalated") == 0)
        return has_manager ? RT_STEP_WORK : RT_STEP_QUEUE;
    if (strcmp(status, "retained") == 0)
        return RT_STEP_RETAINED;
    return strcmp(status, "churned") == 0 ? RT_STEP_CHURNED : RT_STEP_NONE;
}

static enum rt_desk_state
stored_state(const char *status, const char *step)
{
    for (int s = 0; s < RT_STEP__MAX; s++) {
        if (stored[s].status != NULL && strcmp(stored[s].status, status) == 0 &&
            strcmp(stored[s].step, step) == 0)
            return (enum rt_desk_state)s;
    }
    return RT_STEP_NONE;
}

enum rt_code
rt_case_state_read(const char *status, const char *step, bool deleted,
                   bool has_offer, bool has_manager, enum rt_desk_state *state,
                   bool *imported, struct rt_err *err)
{
    *imported = step[0] == '\0';
    *state = *imported ? imported_state(status, has_offer, has_manager)
                       : stored_state(status, step);
    if (*state == RT_STEP_NONE)
        return rt_fail(err, RT_EBROKEN, "a case has status %s and step %s",
                       status, step);
    if (deleted)
        *state = RT_STEP_VOID;
    return RT_OK;
}

const char *
rt_desk_event_name(enum rt_desk_event e)
{
    return event_words[e];
}

enum rt_code
rt_desk_event_parse(const char *word, enum rt_desk_event *out)
{
    for (int e = 0; e < RT_DO__MAX; e++) {
        if (strcmp(event_words[e], word) == 0) {
            *out = (enum rt_desk_event)e;
            return RT_OK;
        }
    }
    return RT_NONE;
}

const char *
rt_case_outcome_name(enum rt_case_outcome o)
{
    return outcome_names[o];
}

enum rt_code
rt_case_outcome_parse(const char *word, enum rt_case_outcome *out)
{
    int at = rt_desk_word_at(outcome_names, word);

    if (at >= 0)
        *out = (enum rt_case_outcome)at;
    return at >= 0 ? RT_OK : RT_NONE;
}

enum rt_code
rt_case_source_parse(const char *word, enum rt_case_source *out)
{
    int at = rt_desk_word_at(rt_case_source_words, word);

    if (at >= 0)
        *out = (enum rt_case_source)at;
    return at >= 0 ? RT_OK : RT_NONE;
}

const char *
rt_case_column_name(enum rt_case_column c)
{
    return column_names[c];
}

static bool
int_differs(int64_t a, int64_t b)
{
    return a != b;
}

static bool
text_differs(const char *a, const char *b)
{
    return a != b && (a == NULL || b == NULL || strcmp(a, b) != 0);
}

#define DIFFERS(x, y) \
    _Generic((x), const char * : text_differs, default : int_differs)(x, y)
#define ADD_BIT(name, column, member, holds) \
    if (DIFFERS(before->member, after->member)) \
        bits |= UINT32_C(1) << RT_CASE_SETS_##name;

uint32_t
rt_case_changed(const struct rt_case *before, const struct rt_case *after)
{
    uint32_t bits = 0;

    RT_CASE_COLUMNS(ADD_BIT)
    if (before->imported && !after->imported)
        bits |= UINT32_C(1) << RT_CASE_SETS_STEP;
    return bits;
}
