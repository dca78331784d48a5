#include "desk/table.h"

#include "desk/acts.h"
#include "desk/guards.h"

#include <string.h>

/* A row is {event, from, who, to, when, check, outcome, writes, act, told to
 * the client, told to the manager}; the first that fits is taken. */
/* clang-format off */
const struct rt_desk_row rt_desk_table[] = {
    {RT_DO_REQUEST, RT_IN_NONE, RT_FOR_CLIENT, RT_STEP_REASON,
     .when = rt_may_request, .act = rt_act_request},

    {RT_DO_REASON, RT_IN_REASON, RT_FOR_CLIENT, RT_STEP_NONE,
     .check = rt_check_reason, .act = rt_act_pick},
    {RT_DO_REASON, RT_IN_OPEN & ~RT_IN_REASON, RT_FOR_CLIENT, RT_STEP_NONE,
     .check = rt_check_reason, .act = rt_act_reason},

    {RT_DO_ACCEPT, RT_IN_OPEN, RT_FOR_CLIENT, RT_STEP_RETAINED,
     .when = rt_may_accept, .check = rt_check_n,
     .outcome = RT_OUTCOME_ACCEPTED, .writes = RT_WRITES_CLOSE,
     .act = rt_act_accept,
     .client = RT_SAY_ACCEPTED, .staff = RT_SAY_STAFF_ANSWERED},

    {RT_DO_DECLINE, RT_IN_OFFER, RT_FOR_CLIENT, RT_STEP_NONE,
     .when = rt_may_answer, .check = rt_check_n, .act = rt_act_next,
     .staff = RT_SAY_STAFF_ANSWERED},
    {RT_DO_DECLINE, RT_IN_PROPOSAL, RT_FOR_CLIENT, RT_STEP_WORK,
     .when = rt_may_answer, .check = rt_check_n, .act = rt_act_decline,
     .client = RT_SAY_TO_MANAGER, .staff = RT_SAY_STAFF_ANSWERED},
    {RT_DO_DECLINE, RT_IN_OPEN, RT_FOR_CLIENT, RT_STEP_NONE,
     .when = rt_may_answer, .check = rt_check_n, .act = rt_act_decline,
     .staff = RT_SAY_STAFF_ANSWERED},

    {RT_DO_ASK_MANAGER, RT_IN_CLIENT, RT_FOR_CLIENT, RT_STEP_QUEUE,
     .writes = RT_WRITES_ESCALATE,
     .client = RT_SAY_TO_MANAGER, .staff = RT_SAY_STAFF_ANSWERED},

    {RT_DO_WITHDRAW, RT_IN_REASON, RT_FOR_CLIENT, RT_STEP_VOID,
     .outcome = RT_OUTCOME_LAPSED, .writes = RT_WRITES_DELETE,
     .client = RT_SAY_STAYS, .staff = RT_SAY_STAFF_ANSWERED},
    {RT_DO_WITHDRAW, RT_IN_OPEN, RT_FOR_CLIENT, RT_STEP_RETAINED,
     .outcome = RT_OUTCOME_WITHDRAWN, .writes = RT_WRITES_CLOSE,
     .client = RT_SAY_STAYS, .staff = RT_SAY_STAFF_ANSWERED},

    {RT_DO_END, RT_IN_OPEN, RT_FOR_CLIENT, RT_STEP_CHURNED,
     .when = rt_may_end, .check = rt_check_end,
     .outcome = RT_OUTCOME_INSISTED, .writes = RT_WRITES_CLOSE | RT_WRITES_END,
     .client = RT_SAY_END_DONE, .staff = RT_SAY_STAFF_ANSWERED},

    {RT_DO_EXPIRE, RT_IN_CLIENT, RT_FOR_SYSTEM, RT_STEP_QUEUE,
     .when = rt_may_expire, .writes = RT_WRITES_ESCALATE, .act = rt_act_expire,
     .client = RT_SAY_TO_MANAGER},
    {RT_DO_EXPIRE, RT_IN_PROPOSAL, RT_FOR_SYSTEM, RT_STEP_WORK,
     .when = rt_may_expire, .act = rt_act_expire,
     .client = RT_SAY_TO_MANAGER},
    {RT_DO_EXPIRE, RT_IN_QUEUE | RT_IN_WORK, RT_FOR_SYSTEM, RT_STEP_NONE,
     .when = rt_may_expire, .act = rt_act_expire},

    {RT_DO_LIST, RT_IN_NONE, RT_FOR_STAFF, RT_STEP_QUEUE,
     .when = rt_may_list, .check = rt_check_reason, .act = rt_act_list},

    {RT_DO_CALLBACK, RT_IN_STAFF, RT_FOR_OWNER, RT_STEP_WORK,
     .check = rt_check_callback, .act = rt_act_callback,
     .client = RT_SAY_CALLBACK},

    {RT_DO_NO_ANSWER, RT_IN_WORK, RT_FOR_OWNER, RT_STEP_NONE,
     .act = rt_act_no_answer},

    {RT_DO_REMIND, RT_IN_CLIENT | RT_IN_PROPOSAL, RT_FOR_SYSTEM, RT_STEP_NONE,
     .when = rt_may_remind, .client = RT_SAY_REMIND},

    {RT_DO_ASSIGN, RT_IN_QUEUE, RT_FOR_ADMIN | RT_FOR_SYSTEM, RT_STEP_WORK,
     .when = rt_may_assign, .check = rt_check_assign, .act = rt_act_assign},

    {RT_DO_TAKE, RT_IN_CLIENT | RT_IN_QUEUE, RT_FOR_STAFF, RT_STEP_WORK,
     .check = rt_check_self, .act = rt_act_take},
    {RT_DO_TAKE, RT_IN_WORK | RT_IN_PROPOSAL, RT_FOR_OWNER, RT_STEP_NONE,
     .when = rt_may_take_over, .check = rt_check_self, .act = rt_act_take},

    {RT_DO_RELEASE, RT_IN_WORK | RT_IN_PROPOSAL, RT_FOR_OWNER | RT_FOR_SYSTEM,
     RT_STEP_QUEUE, .when = rt_may_release, .act = rt_act_release},

    {RT_DO_PASS, RT_IN_WORK | RT_IN_PROPOSAL, RT_FOR_OWNER, RT_STEP_NONE,
     .check = rt_check_user, .act = rt_act_pass},

    {RT_DO_PROPOSE, RT_IN_WORK, RT_FOR_OWNER, RT_STEP_PROPOSAL,
     .when = rt_may_propose, .check = rt_check_propose, .act = rt_act_propose,
     .client = RT_SAY_PROPOSAL},

    {RT_DO_RECALL, RT_IN_OFFER, RT_FOR_OWNER, RT_STEP_NONE,
     .when = rt_may_answer, .check = rt_check_n, .act = rt_act_recall_next},
    {RT_DO_RECALL, RT_IN_PROPOSAL, RT_FOR_OWNER, RT_STEP_WORK,
     .when = rt_may_answer, .check = rt_check_n,
     .act = rt_act_recall_proposal},
    {RT_DO_RECALL, RT_IN_OPEN, RT_FOR_OWNER, RT_STEP_NONE,
     .when = rt_may_answer, .check = rt_check_n, .act = rt_act_recall},

    {RT_DO_COMMENT, RT_IN_CASE, RT_FOR_STAFF, RT_STEP_NONE,
     .check = rt_check_comment},

    {RT_DO_MESSAGE, RT_IN_ALL, RT_FOR_STAFF, RT_STEP_NONE,
     .check = rt_check_message, .act = rt_act_message_of_staff,
     .client = RT_SAY_REPLY},
    {RT_DO_MESSAGE, RT_IN_ALL, RT_FOR_CLIENT, RT_STEP_NONE,
     .check = rt_check_message, .act = rt_act_message_of_client},

    {RT_DO_NO_REPLY, RT_IN_ALL, RT_FOR_STAFF, RT_STEP_NONE,
     .when = rt_may_leave, .act = rt_act_no_reply},

    {RT_DO_STAYED, RT_IN_WORK | RT_IN_PROPOSAL, RT_FOR_OWNER, RT_STEP_RETAINED,
     .outcome = RT_OUTCOME_STAYED, .writes = RT_WRITES_CLOSE,
     .client = RT_SAY_STAYED},

    {RT_DO_LEFT, RT_IN_STAFF, RT_FOR_OWNER, RT_STEP_CHURNED,
     .when = rt_may_end, .check = rt_check_left,
     .outcome = RT_OUTCOME_LEFT, .writes = RT_WRITES_CLOSE | RT_WRITES_END,
     .client = RT_SAY_LEFT},

    {RT_DO_ENDED, RT_IN_OPEN, RT_FOR_SYSTEM, RT_STEP_NONE,
     .when = rt_may_finish, .act = rt_act_ended,
     .staff = RT_SAY_STAFF_ANSWERED},

    {RT_DO_UNDO, RT_IN_CLOSED, RT_FOR_CLIENT | RT_FOR_STAFF, RT_STEP_NONE,
     .when = rt_may_undo, .act = rt_act_undo,
     .staff = RT_SAY_STAFF_ANSWERED},

    {RT_DO_REOPEN, RT_IN_CLOSED, RT_FOR_STAFF, RT_STEP_NONE,
     .when = rt_may_reopen, .act = rt_act_reopen},

    {RT_DO_VOID, RT_IN_CASE & ~RT_IN_VOID, RT_FOR_OPENER | RT_FOR_ADMIN,
     RT_STEP_VOID, .when = rt_may_void,
     .outcome = RT_OUTCOME_VOID, .writes = RT_WRITES_DELETE,
     .act = rt_act_void, .client = RT_SAY_VOIDED},

    {RT_DO_UNREACHABLE, RT_IN_ALL, RT_FOR_SYSTEM, RT_STEP_NONE,
     .act = rt_act_unreachable, .staff = RT_SAY_STAFF_ANSWERED},

    {RT_DO_ORDER_DONE, RT_IN_ALL, RT_FOR_ADMIN | RT_FOR_SYSTEM, RT_STEP_NONE,
     .when = rt_may_close_order, .check = rt_check_order,
     .act = rt_act_order_done},
    {RT_DO_ORDER_REFUSED, RT_IN_ALL, RT_FOR_ADMIN | RT_FOR_SYSTEM,
     RT_STEP_NONE, .when = rt_may_close_order, .check = rt_check_order,
     .act = rt_act_order_refused},

    {RT_DO_LAPSE, RT_IN_OPEN, RT_FOR_ADMIN, RT_STEP_VOID,
     .when = rt_may_lapse,
     .outcome = RT_OUTCOME_LAPSED, .writes = RT_WRITES_DELETE},

    {RT_DO_ALERT, RT_IN_QUEUE | RT_IN_WORK, RT_FOR_SYSTEM, RT_STEP_NONE,
     .when = rt_may_alert, .act = rt_act_alert},

    {RT_DO_REISSUE, RT_IN_OPEN | RT_IN_CLOSED, RT_FOR_STAFF, RT_STEP_NONE,
     .when = rt_may_reissue, .check = rt_check_order, .act = rt_act_reissue},
};
/* clang-format on */

const size_t rt_desk_table_n = sizeof rt_desk_table / sizeof rt_desk_table[0];

static bool
is_offering(struct rt_turn *t, enum rt_offering_state state)
{
    const struct rt_offering *o =
        t->a->n == 0 ? NULL : rt_turn_offering(t, t->a->n);

    return o != NULL && o->state == state;
}

static bool
is_same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
is_order(const struct rt_turn *t, enum rt_order_state state)
{
    const struct rt_order *o = rt_turn_find_order(t, t->a->order_id);

    return o != NULL && o->state == state;
}

static bool
is_with(const struct rt_turn *t, int64_t user_id)
{
    return user_id != 0 && t->before.manager_id == user_id &&
           rt_case_in(t->before.state, RT_IN_WORK | RT_IN_PROPOSAL);
}

static bool
is_same_reason(const struct rt_turn *t)
{
    return rt_case_in(t->before.state, RT_IN_OPEN & ~RT_IN_REASON) &&
           is_same_text(t->a->reason, t->before.reason) &&
           is_same_text(t->a->words, t->before.words);
}

bool
rt_desk_is_so(struct rt_turn *t)
{
    const struct rt_case *c = &t->before;

    switch (t->a->event) {
    case RT_DO_REQUEST:
        return t->f->open_case_id != 0 || rt_case_in(c->state, RT_IN_OPEN);
    case RT_DO_REASON:
        return is_same_reason(t);
    case RT_DO_ACCEPT:
        return c->outcome == RT_OUTCOME_ACCEPTED &&
               is_offering(t, RT_OFFERING_ACCEPTED);
    case RT_DO_DECLINE:
        return is_offering(t, RT_OFFERING_DECLINED);
    case RT_DO_RECALL:
        return is_offering(t, RT_OFFERING_RECALLED);
    case RT_DO_ASK_MANAGER:
        return rt_case_in(c->state, RT_IN_STAFF);
    case RT_DO_WITHDRAW:
        return c->outcome == RT_OUTCOME_WITHDRAWN ||
               c->outcome == RT_OUTCOME_LAPSED;
    case RT_DO_END:
        return c->outcome == RT_OUTCOME_INSISTED;
    case RT_DO_STAYED:
        return c->outcome == RT_OUTCOME_STAYED;
    case RT_DO_LEFT:
        return c->outcome == RT_OUTCOME_LEFT;
    case RT_DO_ENDED:
        return c->outcome == RT_OUTCOME_ENDED;
    case RT_DO_LAPSE:
        return c->outcome == RT_OUTCOME_LAPSED;
    case RT_DO_VOID:
        return c->state == RT_STEP_VOID;
    case RT_DO_CALLBACK:
        return c->state == RT_STEP_WORK && c->callback_at != 0 &&
               c->callback_at == t->a->at;
    case RT_DO_TAKE:
        return is_with(t, t->a->who.user_id);
    case RT_DO_ASSIGN:
    case RT_DO_PASS:
        return is_with(t, t->a->user_id);
    case RT_DO_RELEASE:
        return c->state == RT_STEP_QUEUE;
    case RT_DO_REMIND:
        return t->f->reminded;
    case RT_DO_NO_REPLY:
        return t->f->message_at == 0;
    case RT_DO_ORDER_DONE:
        return is_order(t, RT_ORDER_DONE);
    case RT_DO_ORDER_REFUSED:
        return is_order(t, RT_ORDER_REFUSED);
    default:
        return false;
    }
}

bool
rt_desk_needs_version(enum rt_desk_event e)
{
    switch (e) {
    case RT_DO_REQUEST:
    case RT_DO_LIST:
    case RT_DO_COMMENT:
    case RT_DO_MESSAGE:
    case RT_DO_NO_REPLY:
    case RT_DO_ORDER_DONE:
    case RT_DO_ORDER_REFUSED:
        return false;
    default:
        return true;
    }
}

bool
rt_desk_outlives(enum rt_desk_event e)
{
    switch (e) {
    case RT_DO_ENDED:
    case RT_DO_COMMENT:
    case RT_DO_MESSAGE:
    case RT_DO_NO_REPLY:
    case RT_DO_VOID:
    case RT_DO_UNREACHABLE:
    case RT_DO_ORDER_DONE:
    case RT_DO_ORDER_REFUSED:
    case RT_DO_LAPSE:
        return true;
    default:
        return false;
    }
}

bool
rt_desk_adopts(enum rt_desk_event e)
{
    switch (e) {
    case RT_DO_COMMENT:
    case RT_DO_MESSAGE:
    case RT_DO_NO_REPLY:
    case RT_DO_VOID:
    case RT_DO_UNREACHABLE:
    case RT_DO_ORDER_DONE:
    case RT_DO_ORDER_REFUSED:
    case RT_DO_LAPSE:
        return false;
    default:
        return true;
    }
}
