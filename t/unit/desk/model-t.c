/* Tests rules that must always hold on a hundred thousand random histories of a
 * contract, in memory: random people, times, imports, exports and edits. */
#include "world.h"

enum { HISTORIES = 100000, STEPS = 18, CASES = 16, CLIENT_USER = 70 };

/* A case with what belongs to it. */
struct file {
    struct rt_case c;
    struct rt_case was; /* the case before it was closed */
    struct rt_offering offerings[RT_DESK_OFFERINGS];
    size_t n_offerings;
    int64_t closed_by;
    int64_t passed_over;
    bool marked;
    bool reminded;
    bool reopened; /* a later case has taken its orders back */
    bool used;
};

static struct world w;
static struct file files[CASES];
static size_t n_files;
static struct rt_desk_plan plan;
static struct rt_desk_ask asked;
static int64_t message_at;

/* Which rules were broken and how often; what happened and how often. */
static const char *broken_first;
static int n_broken;
static int n_answers[6], n_events[RT_DO__MAX], n_outcomes[RT_OUTCOME__MAX];

static void
must(bool holds, const char *what)
{
    if (holds)
        return;
    if (n_broken++ < 20)
        printf("# broken: %s, after %s (asked %s) at %s -> %s, %s\n", what,
               rt_desk_event_name(plan.event), rt_desk_event_name(asked.event),
               w.f.the_case == NULL ? "none"
                                    : rt_case_state_name(w.f.the_case->state),
               rt_case_state_name(plan.after.state),
               rt_desk_answer_name(plan.answer));
    if (broken_first == NULL)
        broken_first = what;
}

static bool
is_open(const struct rt_case *c)
{
    return rt_case_in(c->state, RT_IN_OPEN);
}

static int64_t
open_id(const struct file *but)
{
    for (size_t i = 0; i < n_files; i++) {
        if (&files[i] != but && is_open(&files[i].c))
            return files[i].c.id;
    }
    return 0;
}

static void
begin_history(void)
{
    world_init(&w);
    memset(files, 0, sizeof files);
    n_files = 0;
    message_at = 0;
    w.f.now += dice(300) * INT64_C(86400) + dice(86400);
    w.rules.direct = dice(3) == 0;
    w.rules.pause = dice(3) == 0;
    w.rules.see_own = dice(4) == 0;
    w.rules.offers = dice(4);
    w.rules.notice_days = dice(3) == 0 ? 10 : 0;
    if (dice(4) == 0)
        w.rules.holdout = (struct rt_holdout){RT_HOLDOUT_ALL, "s"};
    w.contract.can_be_retained = dice(8) != 0;
    w.f.has_channel = dice(4) != 0;
    if (dice(6) == 0) { /* an open case of the Python system */
        bool escalated = dice(2) == 0;

        files[n_files++].c = (struct rt_case){
            .id = 1,
            .contract_id = CONTRACT,
            .client_id = CLIENT,
            .state = escalated ? RT_STEP_QUEUE : RT_STEP_OFFER,
            .offer_id = 1,
            .created_at = w.f.now - 90 * INT64_C(86400),
            .escalated_at = escalated ? w.f.now - 80 * INT64_C(86400) : 0,
            .version = 1,
            .imported = true};
    }
}

/* Let something else happen: time passes, files, billing and people change. */
static void
happen(void)
{
    int32_t today = rt_zone_day(world_zone, w.f.now);

    switch (dice(24)) {
    case 0:
        w.contract.end = today - dice(3);
        break;
    case 1:
        w.contract.active = 0;
        break;
    case 2:
        w.contract.next_start = today;
        break;
    case 3:
        w.contract.amounts.fee += dice(1000) - 500;
        break;
    case 4:
        w.offers[dice(3)].archived = dice(2) == 0;
        break;
    case 5:
        w.offers[dice(3)].effect.value = dice(10000);
        break;
    case 6:
        w.workers[dice(3)].active = dice(3) != 0;
        break;
    case 7:
        w.workers[dice(2)].away_from = dice(2) == 0 ? today : RT_DAY_NONE;
        break;
    case 8:
    case 9:
        for (size_t i = 0; i < w.f.n_orders; i++) {
            if (w.orders[i].state == RT_ORDER_NEW)
                w.orders[i].state = RT_ORDER_SENT;
        }
        break;
    default:
        break;
    }
    w.f.now += dice(3) == 0 ? dice(80 * 3600) : dice(4 * 3600);
}

static void
set_facts(struct file *file)
{
    w.f.the_case = file == NULL ? NULL : &file->c;
    w.f.open_case_id = open_id(file);
    w.f.last_case_id = w.f.last_closed_at = 0;
    for (size_t i = 0; i < n_files; i++) {
        if (files[i].c.completed_at > w.f.last_closed_at) {
            w.f.last_case_id = files[i].c.id;
            w.f.last_closed_at = files[i].c.completed_at;
        }
    }
    w.f.offerings = file == NULL ? NULL : file->offerings;
    w.f.n_offerings = file == NULL ? 0 : file->n_offerings;
    w.f.was = file == NULL || file->closed_by < 0 ? NULL : &file->was;
    w.f.closed_by = file == NULL ? 0 : file->closed_by;
    w.f.passed_over_id = file == NULL ? 0 : file->passed_over;
    w.f.marked = file != NULL && file->marked;
    w.f.reminded = file != NULL && file->reminded;
    w.f.message_at = message_at;
    w.f.nobody_told_on = RT_DAY_NONE;
    w.f.seen = dice(50) == 0;
}

static struct rt_desk_who
somebody(void)
{
    switch (dice(10)) {
    case 0:
    case 1:
    case 2:
        return (struct rt_desk_who){RT_DESK_CLIENT, CLIENT_USER, CLIENT};
    case 3:
        return dice(4) == 0
                   ? (struct rt_desk_who){RT_DESK_CLIENT, 80, CLIENT + 1}
                   : (struct rt_desk_who){RT_DESK_ADMIN, BOSS,
                                          dice(9) == 0 ? CLIENT : 0};
    case 4:
    case 5:
        return (struct rt_desk_who){RT_DESK_MANAGER, ANNA, 0};
    case 6:
        return (struct rt_desk_who){RT_DESK_MANAGER, BORIS, 0};
    default:
        return (struct rt_desk_who){RT_DESK_SYSTEM, 0, 0};
    }
}

/* Any event, but mostly one that has a button. */
static enum rt_desk_event
something(const struct rt_desk_who *who)
{
    static const uint64_t dull = UINT64_C(1) << RT_DO_COMMENT |
                                 UINT64_C(1) << RT_DO_MESSAGE |
                                 UINT64_C(1) << RT_DO_NO_REPLY |
                                 UINT64_C(1) << RT_DO_UNREACHABLE;
    uint64_t may;
    int skip;

    if (dice(3) == 0)
        return (enum rt_desk_event)dice(RT_DO__MAX);
    may = rt_desk_may(&w.f, who);
    if ((may & ~dull) != 0 && dice(8) != 0)
        may &= ~dull;
    if (may == 0)
        return RT_DO_REQUEST;
    skip = dice(__builtin_popcountll(may));
    while (skip-- > 0)
        may &= may - 1;
    return (enum rt_desk_event)__builtin_ctzll(may);
}

static void
ask_something(struct file *file)
{
    struct rt_desk_who who = somebody();
    static const char *const codes[] = {"price", "quality", "gone", NULL};

    asked = (struct rt_desk_ask){
        .event = something(&who),
        .who = who,
        .version = file == NULL ? 0 : file->c.version - (dice(12) == 0),
        .n = file == NULL || file->n_offerings == 0 || dice(12) == 0
                 ? dice(3)
                 : (int32_t)file->n_offerings,
        .reason = codes[dice(4)],
        .note = dice(12) == 0 ? "" : "по телефону",
        .text = dice(12) == 0 ? "" : "текст",
        .source = dice(12) == 0 ? RT_FROM_BOT : RT_FROM_OFFICE,
        .at = rt_hours_next(&w.calendar, w.f.now + dice(15) * 86400),
        .day = dice(4) == 0 ? rt_zone_day(world_zone, w.f.now) + dice(30)
                            : RT_DAY_NONE,
        .user_id = who.role == RT_DESK_SYSTEM ? 0 : dice(3) + 1,
        .offer_id = dice(4),
        .order_id = dice((int32_t)w.f.n_orders + 1) + (dice(8) != 0),
        .override = dice(4) == 0,
        .confirmed = dice(12) != 0,
    };
}

static void
check_refusal(void)
{
    must(plan.columns == 0 && plan.n_orders == 0 && plan.n_notices == 0 &&
             plan.offerings_changed == 0 && !plan.opens && !plan.adopts &&
             plan.n_changes == 0 && !plan.ends_contract &&
             !plan.stores_message && plan.dealt_to == 0,
         "a refusal writes nothing");
    must(plan.answer != RT_DESK_BAD || plan.field != NULL,
         "BAD names the field");
    must(plan.answer != RT_DESK_NOT_NOW || plan.why != NULL,
         "NOT_NOW says why");
}

/* Test that the terms of an offer never change once it was shown. */
static void
check_frozen(const struct file *file)
{
    for (size_t i = 0; i < file->n_offerings; i++) {
        const struct rt_offering *a = &file->offerings[i],
                                 *b = &plan.offerings[i];

        must(a->n == b->n && a->offer_id == b->offer_id &&
                 a->effect.value == b->effect.value && a->cost == b->cost &&
                 a->shown_at == b->shown_at && a->expires_at == b->expires_at,
             "what was shown is promised");
    }
}

/* Test that an undo restores everything but the version; and but the time to
 * act, if a message came or the event was the first one of an imported case. */
static void
check_undo(const struct file *file, const struct rt_case *before)
{
    uint32_t may = UINT32_C(1) << RT_CASE_SETS_VERSION |
                   UINT32_C(1) << RT_CASE_SETS_DUE |
                   UINT32_C(1) << RT_CASE_SETS_ALERT;

    must(w.f.now - before->completed_at <= 24 * 3600, "undone in time");
    if (file->was.imported)
        may |= UINT32_C(1) << RT_CASE_SETS_STEP;
    must((rt_case_changed(&file->was, &plan.after) & ~may) == 0,
         "undone: as it was before");
}

static void
check_step(const struct file *file, const struct rt_case *before)
{
    const struct rt_case *after = &plan.after;
    bool verdict = rt_case_in(after->state, RT_IN_CLOSED | RT_IN_VOID) &&
                   after->state != before->state;
    bool moved = after->state != before->state ||
                 after->manager_id != before->manager_id ||
                 plan.offerings_changed != 0 || plan.adopts;

    if (rt_case_in(before->state, RT_IN_CLOSED | RT_IN_VOID) &&
        plan.event != RT_DO_UNDO && plan.event != RT_DO_VOID && !plan.opens)
        must(plan.columns == 0 && plan.offerings_changed == 0,
             "a closed case stands still");
    if (plan.event == RT_DO_UNDO)
        check_undo(file, before);
    if (plan.by == RT_DESK_SYSTEM && verdict)
        must(plan.event == RT_DO_ENDED && after->outcome == RT_OUTCOME_ENDED &&
                 rt_desk_has_ended(&w.contract,
                                   rt_zone_day(world_zone, w.f.now)),
             "nothing ends by silence");
    if (!plan.opens)
        must((after->version != before->version) == moved,
             "the version moves with what staff decide on");
    if (file != NULL && !plan.opens)
        check_frozen(file);
    for (size_t i = 0; i < plan.n_orders; i++) {
        for (size_t k = 0; k < i; k++)
            must(plan.orders[i].order.id == 0 ||
                     plan.orders[i].order.id != plan.orders[k].order.id,
                 "an order is touched once");
    }
}

static void
apply_orders(int64_t case_id)
{
    for (size_t i = 0; i < plan.n_orders; i++) {
        struct rt_order o = plan.orders[i].order;

        if (plan.orders[i].step != RT_ORDER_GIVE) {
            if (o.kind == RT_ORDER_TERMINATION && o.direct &&
                plan.orders[i].step == RT_ORDER_CANCEL)
                w.contract.end = RT_DAY_OPEN;
            w.orders[o.id - 1] = o;
            continue;
        }
        o.id = (int64_t)w.f.n_orders + 1;
        o.case_id = case_id;
        w.orders[w.f.n_orders++] = o;
    }
    if (plan.ends_contract)
        w.contract.end = plan.end_date;
}

static void
apply_case(struct file *file, const struct rt_case *before)
{
    if (rt_case_in(plan.after.state, RT_IN_CLOSED) && is_open(before)) {
        file->was = *before;
        file->closed_by = asked.who.user_id;
        n_outcomes[plan.after.outcome]++;
    }
    if (plan.event == RT_DO_RELEASE)
        file->passed_over = before->manager_id;
    if (plan.after.state != before->state)
        file->reminded = false;
    file->reminded = file->reminded || plan.event == RT_DO_REMIND;
    file->marked = file->marked || plan.marks;
    file->c = plan.after;
    memcpy(file->offerings, plan.offerings, sizeof file->offerings);
    file->n_offerings = plan.n_offerings;
}

static void
apply(struct file *file)
{
    struct rt_case before = {.state = RT_STEP_NONE};

    if (file != NULL)
        before = file->c;
    check_step(file, &before);
    if (plan.opens) {
        if (file != NULL)
            file->reopened = true;
        file = &files[n_files++];
        before = (struct rt_case){.state = RT_STEP_NONE};
        plan.after.id = (int64_t)n_files;
    }
    apply_orders(plan.after.id);
    if (file != NULL)
        apply_case(file, &before);
    if (plan.stores_message && asked.who.role == RT_DESK_CLIENT &&
        message_at == 0)
        message_at = w.f.now;
    if (plan.answers_messages)
        message_at = 0;
    n_events[plan.event]++;
}

/* The orders of a case by kind that are neither cancelled nor refused; with
 * `all` refused ones too. */
static int
count_orders(int64_t case_id, enum rt_order_kind kind, bool all)
{
    int n = 0;

    for (size_t i = 0; i < w.f.n_orders; i++) {
        const struct rt_order *o = &w.orders[i];

        n += o->case_id == case_id && o->kind == kind &&
             o->state != RT_ORDER_CANCELLED &&
             (all || o->state != RT_ORDER_REFUSED);
    }
    return n;
}

static void
check_orders(const struct file *file)
{
    const struct rt_case *c = &file->c;
    int offers = count_orders(c->id, RT_ORDER_OFFER, false);
    int ends = count_orders(c->id, RT_ORDER_TERMINATION, false);
    bool accepted = c->outcome == RT_OUTCOME_ACCEPTED;
    bool left =
        c->outcome == RT_OUTCOME_INSISTED || c->outcome == RT_OUTCOME_LEFT;

    must(offers <= (accepted && c->state == RT_STEP_RETAINED),
         "an offer is ordered by an acceptance, once");
    must(ends <= (left && c->state == RT_STEP_CHURNED),
         "a termination by who leaves, once");
    if (file->reopened)
        return;
    must(!accepted || c->state != RT_STEP_RETAINED ||
             count_orders(c->id, RT_ORDER_OFFER, true) > 0,
         "what was accepted is ordered");
    must(!left || c->state != RT_STEP_CHURNED ||
             count_orders(c->id, RT_ORDER_TERMINATION, true) > 0,
         "who left has a termination");
}

static void
check_offerings(const struct file *file)
{
    int shown = 0, accepted = 0, by_hand = 0, automatic = 0;

    for (size_t i = 0; i < file->n_offerings; i++) {
        const struct rt_offering *o = &file->offerings[i];

        shown += o->state == RT_OFFERING_SHOWN;
        accepted += o->state == RT_OFFERING_ACCEPTED;
        by_hand += o->by_user != 0;
        automatic += o->by_user == 0;
        must(o->n == (int32_t)i + 1, "offerings are numbered");
        must(o->state != RT_OFFERING_ACCEPTED || o->answered_at < o->expires_at,
             "accepted before its hour");
        must((o->state == RT_OFFERING_SHOWN) == (o->answered_at == 0),
             "an answer has its time");
    }
    must(shown <= is_open(&file->c), "one is shown at a time, in open cases");
    must(file->c.state == RT_STEP_VOID ||
             accepted == (file->c.outcome == RT_OUTCOME_ACCEPTED),
         "one is accepted, where that is the outcome");
    must(by_hand <= RT_DESK_BY_HAND, "three by hand");
    must(automatic <= w.rules.offers + (file->c.adopted_at != 0),
         "as many automatic ones as are allowed");
}

static void
check_case(const struct file *file)
{
    const struct rt_case *c = &file->c;
    bool closed = rt_case_in(c->state, RT_IN_CLOSED);

    must(closed == (c->completed_at != 0) || c->state == RT_STEP_VOID,
         "completed when, and only when, there is a verdict");
    must(is_open(c) == (c->outcome == RT_OUTCOME_NONE), "one outcome");
    must((c->state == RT_STEP_VOID) == (c->deleted_at != 0), "void is deleted");
    must((c->due_at != 0) == (is_open(c) && !c->imported),
         "somebody is due while it is open");
    must(c->manager_id == 0 || c->escalated_at != 0,
         "no manager without an escalation");
    must(!rt_case_in(c->state, RT_IN_WORK | RT_IN_PROPOSAL) ||
             c->manager_id != 0,
         "work is somebody's");
    must(!rt_case_in(c->state, RT_IN_CLIENT | RT_IN_QUEUE) ||
             c->manager_id == 0,
         "a queue is nobody's");
    must(!closed || c->outcome == RT_OUTCOME_ACCEPTED || c->cost_at_close == 0,
         "only what was accepted costs");
}

static void
check_pause(void)
{
    enum rt_order_kind last = RT_ORDER_RESUME;
    bool ended = w.contract.end != RT_DAY_OPEN || w.contract.active == 0;

    for (size_t i = 0; i < w.f.n_orders; i++) {
        const struct rt_order *o = &w.orders[i];

        if ((o->kind == RT_ORDER_PAUSE || o->kind == RT_ORDER_RESUME) &&
            o->state != RT_ORDER_CANCELLED && o->state != RT_ORDER_REFUSED)
            last = o->kind;
        /* A resume that billing refuses is a task for people. */
        ended = ended || o->kind == RT_ORDER_TERMINATION ||
                (o->kind == RT_ORDER_RESUME && o->state == RT_ORDER_REFUSED);
    }
    must(ended || open_id(NULL) != 0 || last == RT_ORDER_RESUME,
         "nothing stays paused");
}

static void
check_all(void)
{
    int open = 0;

    for (size_t i = 0; i < n_files; i++) {
        open += is_open(&files[i].c);
        check_case(&files[i]);
        check_orders(&files[i]);
        check_offerings(&files[i]);
    }
    must(open <= 1, "one open case a contract");
    check_pause();
}

static struct file *
some_file(void)
{
    if (n_files == 0 || dice(8) == 0)
        return NULL;
    return dice(6) == 0 ? &files[dice((int32_t)n_files)] : &files[n_files - 1];
}

static void
run_history(void)
{
    begin_history();
    for (int i = 0; i < STEPS && n_files < CASES; i++) {
        struct file *file = some_file();

        if (w.f.n_orders + 4 > WORLD_ORDERS)
            return;
        happen();
        set_facts(file);
        ask_something(file);
        rt_desk_decide(&w.f, &asked, &plan);
        n_answers[plan.answer]++;
        must(plan.writes == (plan.answer == RT_DESK_DONE) ||
                 plan.answer == RT_DESK_NOT_NOW,
             "DONE writes");
        if (plan.writes)
            apply(file);
        else
            check_refusal();
        check_all();
    }
}

int
main(void)
{
    for (int i = 0; i < HISTORIES; i++)
        run_history();
    is_int(n_broken, 0, broken_first != NULL ? broken_first : "all that holds");
    for (int i = 0; i <= RT_DESK_BAD; i++)
        ok(n_answers[i] > 1000, "%s was an answer: %d",
           rt_desk_answer_name((enum rt_desk_answer)i), n_answers[i]);
    for (int i = 0; i < RT_DO_ESCALATE; i++)
        ok(n_events[i] > 50, "%s happened: %d",
           rt_desk_event_name((enum rt_desk_event)i), n_events[i]);
    for (int i = RT_OUTCOME_ACCEPTED; i <= RT_OUTCOME_ENDED; i++)
        ok(n_outcomes[i] > 200, "%s was a verdict: %d",
           rt_case_outcome_name((enum rt_case_outcome)i), n_outcomes[i]);
    return done();
}
