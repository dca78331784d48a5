#include "desk/decide.h"

#include "base/date.h"
#include "desk/acts.h"
#include "desk/guards.h"
#include "desk/table.h"

/* How a row takes somebody. */
enum admission { ADMITTED, NOT_THE_ROLE, NOT_THE_OWN };

static unsigned
role_bits(const struct rt_desk_row *row)
{
    unsigned bits = 0;

    if ((row->who & RT_FOR_CLIENT) != 0)
        bits |= RT_DESK_CLIENT | RT_DESK_MANAGER | RT_DESK_ADMIN;
    if ((row->who & (RT_FOR_MANAGER | RT_FOR_OWN | RT_FOR_OPENER)) != 0)
        bits |= RT_DESK_MANAGER;
    if ((row->who & RT_FOR_ADMIN) != 0)
        bits |= RT_DESK_ADMIN;
    if ((row->who & RT_FOR_SYSTEM) != 0)
        bits |= RT_DESK_SYSTEM;
    return bits;
}

static enum admission
admit(const struct rt_desk_row *row, const struct rt_turn *t)
{
    const struct rt_desk_who *who = &t->a->who;
    const struct rt_case *c = &t->before;

    if ((role_bits(row) & who->role) == 0)
        return NOT_THE_ROLE;
    if (who->role != RT_DESK_MANAGER ||
        (row->who & (RT_FOR_CLIENT | RT_FOR_MANAGER)) != 0)
        return ADMITTED;
    if (who->user_id != 0 &&
        (((row->who & RT_FOR_OWN) != 0 && c->manager_id == who->user_id) ||
         ((row->who & RT_FOR_OPENER) != 0 && c->opened_by == who->user_id)))
        return ADMITTED;
    return NOT_THE_OWN;
}

/* Whether there is such a case for them at all. */
static bool
can_see(const struct rt_turn *t)
{
    const struct rt_desk_who *who = &t->a->who;
    int64_t manager = t->before.manager_id;
    bool seen_before = t->a->event == RT_DO_TAKE && t->a->version > 0 &&
                       t->a->version < t->before.version;

    if (who->role == RT_DESK_SYSTEM)
        return true;
    if (who->role == RT_DESK_CLIENT)
        return who->client_id != 0 &&
               who->client_id == t->f->contract->client_id;
    if (who->client_id != 0 && who->client_id == t->f->contract->client_id)
        return false;
    return who->role == RT_DESK_ADMIN || !t->f->rules->see_own ||
           manager == 0 || manager == who->user_id || seen_before;
}

static bool
is_ever_for(enum rt_desk_event e, enum rt_desk_role role)
{
    for (size_t i = 0; i < rt_desk_table_n; i++) {
        if (rt_desk_table[i].event == e &&
            (role_bits(&rt_desk_table[i]) & role) != 0)
            return true;
    }
    return false;
}

/* The row for the state and the person.  NULL: none; `own` says whether it is
 * for want of the case being theirs. */
static const struct rt_desk_row *
find_row(const struct rt_turn *t, bool *own)
{
    bool elsewhere = false, here = false, other = false;

    *own = false;
    for (size_t i = 0; i < rt_desk_table_n; i++) {
        const struct rt_desk_row *row = &rt_desk_table[i];
        bool in = rt_case_in(t->p->after.state, row->from);
        enum admission how;

        if (row->event != t->p->event)
            continue;
        how = admit(row, t);
        if (how == ADMITTED && in)
            return row;
        elsewhere = elsewhere || how == ADMITTED;
        here = here || (how == NOT_THE_OWN && in);
        other = other || how == NOT_THE_OWN;
    }
    *own = here || (other && !elsewhere);
    return NULL;
}

static void
answer(struct rt_turn *t, enum rt_desk_answer a, const char *why)
{
    t->p->answer = a;
    t->p->why = a == RT_DESK_NOT_NOW ? why : NULL;
    t->p->field = a == RT_DESK_BAD ? why : NULL;
}

/* Take back what was begun: the plan says nothing but its answer. */
static void
refuse(struct rt_turn *t, enum rt_desk_answer a, const char *why)
{
    enum rt_desk_word say = t->p->say;
    const struct rt_desk_facts *f = t->f;
    const struct rt_desk_ask *ask = t->a;

    *t = rt_turn_begin(f, ask, t->p);
    t->p->say = say;
    answer(t, a, why);
}

static void
write_row(struct rt_turn *t, const struct rt_desk_row *row)
{
    struct rt_case *c = &t->p->after;
    bool ends = (row->writes & RT_WRITES_END) != 0;

    if (row->to != RT_STEP_NONE)
        c->state = row->to;
    if (row->act != NULL)
        row->act(t);
    if ((row->writes & RT_WRITES_ESCALATE) != 0)
        rt_turn_escalate(t, true);
    if (ends)
        rt_turn_terminate(t, t->a->day);
    if ((row->writes & RT_WRITES_CLOSE) != 0)
        rt_turn_close(t, row->outcome, ends);
    if ((row->writes & RT_WRITES_DELETE) != 0) {
        rt_turn_settle(t, false);
        c->outcome = row->outcome;
        c->deleted_at = t->f->now;
    }
    rt_turn_tell_client(t, row->client);
    rt_turn_tell_user(t, row->staff, c->manager_id);
    rt_turn_finish(t);
}

/* Something else is carried out than what was asked, by the system. */
static void
write_instead(struct rt_turn *t, enum rt_desk_event e)
{
    const struct rt_desk_row *row = rt_desk_table;

    t->p->event = e;
    t->p->by = RT_DESK_SYSTEM;
    t->on_word = false;
    while (row->event != e || !rt_case_in(t->p->after.state, row->from))
        row++;
    write_row(t, row);
}

/* An open row that imports still own, and an event that would change that. */
static bool
is_to_adopt(const struct rt_turn *t)
{
    return t->before.imported && rt_case_in(t->before.state, RT_IN_OPEN) &&
           rt_desk_adopts(t->a->event);
}

/* Nothing to do, but for an imported row that a person has looked after. */
static void
answer_so(struct rt_turn *t)
{
    if (!is_to_adopt(t) || t->a->who.role == RT_DESK_SYSTEM) {
        answer(t, RT_DESK_SAME, NULL);
        return;
    }
    rt_act_adopt(t);
    rt_turn_finish(t);
    answer(t, RT_DESK_DONE, NULL);
}

/* Who may and who was faster; true: that is the answer. */
static bool
is_refused(struct rt_turn *t)
{
    const struct rt_desk_ask *a = t->a;
    bool staff = rt_turn_is_staff(t);

    if (t->f->seen)
        answer(t, RT_DESK_SAME, NULL);
    else if (!can_see(t) || !is_ever_for(a->event, a->who.role))
        answer(t, RT_DESK_DENIED, NULL);
    else if (rt_desk_is_so(t))
        answer_so(t);
    else if (staff && t->f->the_case != NULL &&
             rt_desk_needs_version(a->event) && a->version != t->before.version)
        answer(t, RT_DESK_STALE, NULL);
    else
        return false;
    return true;
}

/* A row that imports still own is left alone by the system, and given its
 * first step by a person. */
static bool
is_left_alone(struct rt_turn *t)
{
    if (!is_to_adopt(t))
        return false;
    if (t->a->who.role == RT_DESK_SYSTEM)
        return true;
    rt_act_adopt(t);
    return false;
}

static bool
has_ended(const struct rt_turn *t)
{
    return rt_case_in(t->before.state, RT_IN_OPEN) &&
           !rt_desk_outlives(t->a->event) && !t->f->marked &&
           rt_desk_has_ended(t->f->contract, t->today);
}

static const char *
check_fields(struct rt_turn *t, const struct rt_desk_row *row)
{
    const char *field = t->on_word ? rt_check_word(t->a) : NULL;

    return field == NULL && row->check != NULL ? row->check(t) : field;
}

/* The state and the person fit, or the answer says what does not. */
static const struct rt_desk_row *
choose_row(struct rt_turn *t)
{
    bool own;
    const struct rt_desk_row *row = find_row(t, &own);

    bool denied =
        t->f->the_case == NULL ||
        (own && (t->before.manager_id != 0 || t->a->event == RT_DO_VOID));

    if (row == NULL && denied)
        refuse(t, RT_DESK_DENIED, NULL);
    else if (row == NULL)
        refuse(t, RT_DESK_NOT_NOW, own ? "take_first" : "state");
    else
        t->on_word = rt_turn_is_staff(t) && (row->who & RT_FOR_STAFF) == 0 &&
                     (row->who & RT_FOR_CLIENT) != 0;
    return row;
}

static void
carry_out(struct rt_turn *t, const struct rt_desk_row *row)
{
    const char *why = row->when != NULL ? row->when(t) : NULL;

    if (why == rt_desk_too_late) {
        write_instead(t, RT_DO_EXPIRE);
        answer(t, RT_DESK_NOT_NOW, why);
        return;
    }
    if (why != NULL) {
        refuse(t, why == rt_desk_not_yours ? RT_DESK_DENIED : RT_DESK_NOT_NOW,
               why);
        return;
    }
    why = check_fields(t, row);
    if (why != NULL) {
        refuse(t, RT_DESK_BAD, why);
        return;
    }
    write_row(t, row);
    answer(t, RT_DESK_DONE, NULL);
}

void
rt_desk_decide(const struct rt_desk_facts *f, const struct rt_desk_ask *ask,
               struct rt_desk_plan *plan)
{
    struct rt_turn t = rt_turn_begin(f, ask, plan);
    const struct rt_desk_row *row;

    if (is_refused(&t))
        return;
    if (is_left_alone(&t)) {
        answer(&t, RT_DESK_NOT_NOW, "imported");
        return;
    }
    row = choose_row(&t);
    if (plan->answer == RT_DESK_DENIED)
        return;
    if (has_ended(&t)) {
        write_instead(&t, RT_DO_ENDED);
        answer(&t, RT_DESK_NOT_NOW, "ended");
        return;
    }
    if (row != NULL)
        carry_out(&t, row);
}

/* One event, with nothing filled in.  Guards write nothing but what is said,
 * so the turn is begun anew only where the row was adopted. */
static bool
may_ask(struct rt_turn *t)
{
    const struct rt_desk_row *row;
    bool own;

    if (t->before.imported)
        *t = rt_turn_begin(t->f, t->a, t->p);
    t->p->event = t->a->event;
    if (!can_see(t) || is_left_alone(t) || has_ended(t))
        return false;
    row = find_row(t, &own);
    return row != NULL && (row->when == NULL || row->when(t) == NULL);
}

uint64_t
rt_desk_may(const struct rt_desk_facts *f, const struct rt_desk_who *who)
{
    struct rt_desk_ask ask = {.who = *who, .day = RT_DAY_NONE};
    struct rt_desk_plan scratch;
    struct rt_turn t = rt_turn_begin(f, &ask, &scratch);
    uint64_t may = 0;

    ask.version = t.before.version;
    for (int e = 0; e < RT_DO__MAX; e++) {
        ask.event = (enum rt_desk_event)e;
        if (may_ask(&t))
            may |= UINT64_C(1) << e;
    }
    return may;
}
