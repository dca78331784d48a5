#include "desk/stand.h"

#include "base/date.h"

enum { MINUTE = 60 };

/* A case that is looked at, and what is said of it so far. */
struct standing {
    const struct rt_desk_facts *f;
    const struct rt_case *c;
    struct rt_desk_speech speech;
    struct rt_desk_notice n;
    struct rt_arena *a;
    struct rt_desk_stand *out;
};

static void
say(struct standing *t, enum rt_desk_word word)
{
    t->speech.word = t->n.word = word;
    t->speech.n = &t->n;
    t->out->text[t->out->n++] = rt_desk_say(&t->speech, t->a);
}

static const struct rt_offering *
find_offering(const struct rt_desk_facts *f, enum rt_offering_state state)
{
    for (size_t i = f->n_offerings; i-- > 0;)
        if (f->offerings[i].state == state)
            return &f->offerings[i];
    return NULL;
}

static const struct rt_order *
find_order(const struct standing *t, enum rt_order_kind kind)
{
    for (size_t i = t->f->n_orders; i-- > 0;) {
        const struct rt_order *o = &t->f->orders[i];

        if (o->case_id == t->c->id && o->kind == kind &&
            o->state != RT_ORDER_CANCELLED)
            return o;
    }
    return NULL;
}

/* The offer that waits for an answer, whoever made it. */
static void
say_offer(struct standing *t)
{
    const struct rt_offering *o = find_offering(t->f, RT_OFFERING_SHOWN);

    if (o == NULL)
        return;
    t->speech.offering = o;
    t->n.n = o->n;
    t->n.until = o->expires_at;
    say(t, o->by_user != 0 ? RT_SAY_PROPOSAL
           : o->n > 1      ? RT_SAY_OFFER_MORE
                           : RT_SAY_OFFER);
}

static void
say_manager(struct standing *t)
{
    t->n.due_at = t->c->due_at;
    if (t->c->callback_at != 0) {
        t->n.callback_at = t->c->callback_at;
        say(t, RT_SAY_CALLBACK);
    } else if (t->c->due_at != 0) {
        say(t, RT_SAY_TO_MANAGER);
    }
}

static void
say_accepted(struct standing *t)
{
    const struct rt_order *o = find_order(t, RT_ORDER_OFFER);

    t->speech.offering = find_offering(t->f, RT_OFFERING_ACCEPTED);
    if (o != NULL)
        t->n.day = o->effective_on;
    say(t, RT_SAY_ACCEPTED);
}

static void
say_end(struct standing *t, enum rt_desk_word word)
{
    const struct rt_order *o = find_order(t, RT_ORDER_TERMINATION);
    int32_t end = o != NULL ? o->effective_on : t->f->contract->end;

    t->n.last_day = end == RT_DAY_OPEN ? RT_DAY_NONE : end - 1;
    say(t, word);
}

static void
say_closed(struct standing *t)
{
    t->speech.at = t->c->completed_at;
    t->n.undo_until =
        t->c->completed_at + (int64_t)t->f->rules->undo_minutes * MINUTE;
    switch (t->c->outcome) {
    case RT_OUTCOME_ACCEPTED:
        say_accepted(t);
        break;
    case RT_OUTCOME_STAYED:
        say(t, RT_SAY_STAYED);
        break;
    case RT_OUTCOME_WITHDRAWN:
    case RT_OUTCOME_LAPSED:
        say(t, RT_SAY_STAYS);
        break;
    case RT_OUTCOME_INSISTED:
        say_end(t, RT_SAY_END_DONE);
        break;
    case RT_OUTCOME_LEFT:
        say_end(t, RT_SAY_LEFT);
        break;
    case RT_OUTCOME_ENDED:
        say_end(t, RT_SAY_ENDED);
        break;
    case RT_OUTCOME_NO_CONTACT:
        say(t, RT_SAY_NO_CONTACT);
        break;
    case RT_OUTCOME_VOID:
        say(t, RT_SAY_VOIDED);
        break;
    default:
        break; /* closed elsewhere: nothing is known of it here */
    }
}

void
rt_desk_stand(const struct rt_desk_facts *f, const struct rt_desk_speech *like,
              const char *manager, struct rt_arena *a,
              struct rt_desk_stand *out)
{
    struct standing t = {
        .f = f, .c = f->the_case, .speech = *like, .a = a, .out = out};

    *out = (struct rt_desk_stand){0};
    t.speech.manager = manager;
    t.speech.at = t.c->created_at;
    switch (t.c->state) {
    case RT_STEP_REASON:
        say(&t, RT_SAY_RECEIPT);
        say(&t, RT_SAY_ASK);
        break;
    case RT_STEP_OFFER:
    case RT_STEP_PROPOSAL:
        say_offer(&t);
        break;
    case RT_STEP_CONFIRM:
        say(&t, RT_SAY_NONE);
        break;
    case RT_STEP_QUEUE:
    case RT_STEP_WORK:
        say_offer(&t);
        say_manager(&t);
        break;
    default:
        say_closed(&t);
        break;
    }
}
