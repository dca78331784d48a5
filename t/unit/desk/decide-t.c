/* What a decision writes and whom it informs: the examples of DESK 10 that need
 * no database, and guards from both sides of their bounds. */
#include "world.h"

static struct world w;
static struct rt_desk_plan p;

static enum rt_desk_answer
ask_as(struct rt_desk_ask a)
{
    rt_desk_decide(&w.f, &a, &p);
    return p.answer;
}

static const char *
by_client(enum rt_desk_event e)
{
    return rt_desk_answer_name(ask_as(world_ask(&w, e, RT_DESK_CLIENT, 70)));
}

static const char *
by_anna(enum rt_desk_event e)
{
    return rt_desk_answer_name(ask_as(world_ask(&w, e, RT_DESK_MANAGER, ANNA)));
}

static const char *
by_boss(enum rt_desk_event e)
{
    return rt_desk_answer_name(ask_as(world_ask(&w, e, RT_DESK_ADMIN, BOSS)));
}

static const char *
by_system(enum rt_desk_event e)
{
    struct rt_desk_ask a = world_ask(&w, e, RT_DESK_SYSTEM, 0);

    a.user_id = 0;
    return rt_desk_answer_name(ask_as(a));
}

/* The plan on one line: state, outcome, then who is told what. */
static const char *
said(void)
{
    static char line[600];
    size_t len = (size_t)snprintf(line, sizeof line,
                                  "%s %s:", rt_case_state_name(p.after.state),
                                  rt_case_outcome_name(p.after.outcome));

    for (size_t i = 0; i < p.n_notices; i++) {
        const struct rt_desk_notice *n = &p.notices[i];
        static const char *const to[] = {"C", "U", "admins"};
        static const char *const how[] = {"", "(by hand)", "(told)"};

        len +=
            (size_t)snprintf(line + len, sizeof line - len, " %s", to[n->to]);
        if (n->to == RT_TELL_USER)
            len += (size_t)snprintf(line + len, sizeof line - len, "%d",
                                    (int)n->user_id);
        len += (size_t)snprintf(line + len, sizeof line - len, "=%s%s",
                                rt_desk_word_key(n->word), how[n->state]);
    }
    return line;
}

/* The orders of the plan, and what is done with each. */
static const char *
ordered(void)
{
    static const char *const kinds[] = {"offer", "termination", "pause",
                                        "resume", "stop_charge"};
    static const char *const steps[] = {"give", "cancel", "finish", "refuse"};
    static char line[300];
    size_t len = 0;

    line[0] = '\0';
    for (size_t i = 0; i < p.n_orders; i++) {
        char on[RT_PERIOD_LABEL];

        rt_day_format(p.orders[i].order.effective_on, on);
        len += (size_t)snprintf(line + len, sizeof line - len, "%s%s %s %s #%d",
                                i == 0 ? "" : ", ", steps[p.orders[i].step],
                                kinds[p.orders[i].order.kind], on,
                                p.orders[i].order.k);
    }
    return line;
}

/* Apply the plan to the world. */
static void
carry_out(void)
{
    w.was = w.the_case;
    w.the_case = p.after;
    if (p.opens)
        w.the_case.id = CASE;
    memcpy(w.offerings, p.offerings, sizeof w.offerings);
    w.f.n_offerings = p.n_offerings;
    for (size_t i = 0; i < p.n_orders; i++) {
        struct rt_order o = p.orders[i].order;

        if (p.orders[i].step == RT_ORDER_GIVE) {
            o.id = (int64_t)w.f.n_orders + 1;
            o.case_id = w.the_case.id;
            w.orders[w.f.n_orders++] = o;
        } else {
            w.orders[o.id - 1] = o;
        }
    }
    w.f.the_case = &w.the_case;
}

static void
test_request(void)
{
    world_case(&w, RT_STEP_NONE);
    is_str(by_client(RT_DO_REQUEST), "DONE", "a request");
    is_str(said(), "reason : C=receipt C=ask", "receipt and question");
    ok(p.opens && p.after.version == 1 && p.after.contract_id == CONTRACT &&
           p.after.opened_by == 70 && p.after.source == RT_FROM_BOT,
       "a case of the contract");
    is_int(p.after.due_at, w.f.now + 72 * 3600, "72 hours to say why");
    w.f.last_case_id = 400;
    w.f.last_closed_at = w.f.now - 30 * INT64_C(86400);
    by_client(RT_DO_REQUEST);
    is_int(p.after.previous_id, 400, "linked to one closed 30 days ago");
    w.f.last_closed_at--;
    by_client(RT_DO_REQUEST);
    is_int(p.after.previous_id, 0, "not a second later");
    w.f.open_case_id = 500;
    is_str(by_client(RT_DO_REQUEST), "SAME", "one is open: 50 presses, a case");
    ok(!p.writes, "... and nothing is written");
}

static void
test_request_refused(void)
{
    int32_t today = day(2026, 11, 27);

    world_case(&w, RT_STEP_NONE);
    w.contract.end = today;
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW", "the contract has ended");
    is_str(rt_desk_word_key(p.say), "no_contract", "... is said");
    w.contract.end = today + 1;
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW", "its end is known");
    is_str(rt_desk_word_key(p.say), "ending", "... is said");
    w.contract.end = RT_DAY_OPEN;
    w.contract.active = 0;
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW", "inactive, without an end");
    w.contract.active = -1;
    is_str(by_client(RT_DO_REQUEST), "DONE", "the source does not say");
    w.contract.start = today + 1;
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW", "begins tomorrow");
    w.contract.start = RT_DAY_NONE;
    is_str(by_client(RT_DO_REQUEST), "DONE", "before observation");
    w.contract.deleted = true;
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW", "deleted");
    w.contract.deleted = false;
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_NEW);
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW", "a termination is new");
    w.orders[0].state = RT_ORDER_REFUSED;
    is_str(by_client(RT_DO_REQUEST), "DONE", "it was refused");
}

static void
test_reason(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_REASON);
    is_str(by_client(RT_DO_REASON), "DONE", "the reason is given");
    is_str(said(), "offer : C=offer", "an offer is shown");
    ok(p.after.arm == RT_ARM_OFFER && p.after.offer_id == 1 &&
           p.n_offerings == 1 && p.offerings[0].n == 1 &&
           p.offerings[0].by_user == 0 && p.offerings_changed == 1,
       "the first of the order, as offering 1");
    is_int(p.after.due_at, w.f.now + 72 * 3600, "as long as it lives");
    is_int(p.offerings[0].net12, 54000 * 12 - 60000 - 1000,
           "net of a year: 6 months at 10 % of 1000.00 less, cost 10.00");
    a = world_ask(&w, RT_DO_REASON, RT_DESK_CLIENT, 70);
    a.reason = "no such";
    is_int(ask_as(a), RT_DESK_BAD, "an unknown code");
    is_str(p.field, "reason", "... is named");
    a.reason = NULL;
    is_int(ask_as(a), RT_DESK_DONE, "it may be skipped");
    ok(p.after.reason == NULL && p.after.state == RT_STEP_OFFER, "as NULL");
}

static void
test_own_words(void)
{
    struct rt_desk_ask a;
    char words[2 * 1001 + 1] = "";

    world_case(&w, RT_STEP_REASON);
    a = world_ask(&w, RT_DO_REASON, RT_DESK_CLIENT, 70);
    for (int i = 0; i < 1000; i++)
        strcat(words, "ж");
    a.words = words;
    is_int(ask_as(a), RT_DESK_DONE, "1000 letters of own words");
    strcat(words, "ж");
    is_int(ask_as(a), RT_DESK_BAD, "1001");
    is_str(p.field, "words", "... are named");
}

static void
test_no_offer(void)
{
    world_case(&w, RT_STEP_REASON);
    w.f.n_offers = 0;
    is_str(by_client(RT_DO_REASON), "DONE", "DESK 10.8: no offer");
    is_str(said(), "confirm : C=none", "ends nothing unasked");
    ok(p.after.arm == RT_ARM_NONE, "10.29: none eligible, no arm");
    world_case(&w, RT_STEP_REASON);
    w.contract.can_be_retained = false;
    by_client(RT_DO_REASON);
    is_str(said(), "confirm : C=none", "10.9: may not be retained");
    world_case(&w, RT_STEP_REASON);
    w.rules.offers = 0;
    by_client(RT_DO_REASON);
    is_str(said(), "confirm : C=none", "DESK_OFFERS=0");
    world_case(&w, RT_STEP_REASON);
    w.rules.holdout = (struct rt_holdout){RT_HOLDOUT_ALL, "s"};
    by_client(RT_DO_REASON);
    is_str(said(), "confirm : C=none", "held out: the same words");
    ok(p.after.arm == RT_ARM_HOLDOUT, "... and the arm is kept");
    w.f.n_offers = 0;
    by_client(RT_DO_REASON);
    ok(p.after.arm == RT_ARM_NONE, "10.29: no arm where none is eligible");
}

static void
test_accept(void)
{
    world_case(&w, RT_STEP_OFFER);
    w.offers[0].effect.value = 9900; /* 10.2: edited since */
    w.offers[0].archived = true;     /* 10.5 */
    is_str(by_client(RT_DO_ACCEPT), "DONE", "accepted");
    is_str(said(), "retained accepted: C=accepted", "closed");
    is_str(ordered(), "give offer 2026-12-01 #1", "one order");
    is_int(p.orders[0].order.effect.value, 1000, "with the terms as shown");
    is_int(p.orders[0].order.until, day(2027, 6, 1), "for six months");
    ok(p.after.completed_at == w.f.now && p.after.has_fee_at_close &&
           p.after.fee_at_close == 100000 && p.after.profit_at_close == 54000 &&
           p.after.cost_at_close == 1000 && p.after.due_at == 0,
       "the columns of a close");
    is_int((int64_t)p.n_changes, 0, "amounts move when the order is done");
    carry_out();
    is_str(by_client(RT_DO_ACCEPT), "SAME", "again: nothing");
    is_str(by_client(RT_DO_DECLINE), "NOT_NOW", "10.3: the other sees it");
}

static void
test_accept_too_late(void)
{
    world_case(&w, RT_STEP_OFFER);
    w.f.now = w.offerings[0].expires_at - 1;
    is_str(by_client(RT_DO_ACCEPT), "DONE", "a second before the hour");
    w.f.now++;
    is_str(by_client(RT_DO_ACCEPT), "NOT_NOW", "10.4: at the hour");
    is_str(rt_desk_word_key(p.say), "gone", "... it is gone");
    is_str(said(), "queue : C=to_manager", "a manager takes it on");
    ok(p.writes && p.event == RT_DO_EXPIRE && p.by == RT_DESK_SYSTEM &&
           p.offerings[0].state == RT_OFFERING_EXPIRED && p.n_orders == 0,
       "as the sweep would have done it");
    world_case(&w, RT_STEP_PROPOSAL);
    w.offerings[0].state = RT_OFFERING_RECALLED;
    is_str(by_client(RT_DO_ACCEPT), "NOT_NOW", "10.6: recalled meanwhile");
    is_str(rt_desk_word_key(p.say), "gone", "... it is gone");
    ok(!p.writes && p.n_orders == 0, "no order");
}

static void
test_accept_direct(void)
{
    world_case(&w, RT_STEP_OFFER);
    w.rules.direct = true;
    by_client(RT_DO_ACCEPT);
    ok(p.orders[0].order.state == RT_ORDER_DONE, "direct: done at once");
    is_int((int64_t)p.n_changes, 2, "and two rows of amounts");
    ok(p.changes[0].effective_on == day(2026, 12, 1) &&
           p.changes[0].amounts.fee == 90000 &&
           p.changes[0].amounts.profit == 44000 && !p.changes[0].restores,
       "less from next month");
    ok(p.changes[1].effective_on == day(2027, 6, 1) &&
           p.changes[1].amounts.fee == 100000 && p.changes[1].restores,
       "and as before after six months");
}

static void
test_decline(void)
{
    world_case(&w, RT_STEP_REASON);
    by_client(RT_DO_REASON);
    carry_out();
    is_str(by_client(RT_DO_DECLINE), "DONE", "10.7: declined");
    is_str(said(), "offer : C=offer_more", "another offer");
    ok(p.n_offerings == 2 && p.offerings[1].offer_id == 2 &&
           p.offerings[0].state == RT_OFFERING_DECLINED,
       "as offering 2");
    carry_out();
    is_str(by_client(RT_DO_DECLINE), "DONE", "declined twice");
    is_str(said(), "queue : C=to_manager", "a manager, though a third fits");
    is_int(p.after.due_at, clock_at(day(2026, 11, 30), 12, 0),
           "with a due time: 8 working hours from Friday noon");
    is_int(p.after.offer_id, 2, "the last shown stays the proposed one");
    world_case(&w, RT_STEP_PROPOSAL);
    is_str(by_client(RT_DO_DECLINE), "DONE", "a proposal is declined");
    is_str(said(), "work : C=to_manager U1=answered", "its manager goes on");
}

static void
test_decline_waiting(void)
{
    world_case(&w, RT_STEP_QUEUE);
    world_show(&w, 1, 0);
    is_str(by_client(RT_DO_DECLINE), "DONE",
           "shown before a manager was asked");
    is_str(said(), "queue :", "the case waits as before");
    is_str(by_client(RT_DO_ACCEPT), "DONE", "or it is accepted still");
    is_str(said(), "retained accepted: C=accepted", "which closes it");
}

/* DESK 10.10: the contract ends in each of the states r o c q w p. */
static void
test_end_anywhere(void)
{
    for (int s = RT_STEP_REASON; s <= RT_STEP_PROPOSAL; s++) {
        world_case(&w, (enum rt_desk_state)s);
        by_client(RT_DO_END);
        ok(p.answer == RT_DESK_DONE && p.after.state == RT_STEP_CHURNED &&
               p.after.outcome == RT_OUTCOME_INSISTED &&
               p.notices[0].word == RT_SAY_END_DONE,
           "ended at %s", rt_case_state_name((enum rt_desk_state)s));
        is_str(ordered(), "give termination 2026-11-28 #1",
               "... by one termination, from tomorrow");
        ok(p.notices[0].last_day == day(2026, 11, 27) &&
               p.notices[0].undo_until == w.f.now + 1800,
           "... with its last day, and until when it can be undone");
        ok(p.n_offerings == 0 || p.offerings[0].state == RT_OFFERING_RECALLED,
           "... nothing stays shown");
    }
    carry_out();
    is_str(by_client(RT_DO_END), "SAME", "10.11: twice is once");
}

static void
test_end_fields(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_CONFIRM);
    a = world_ask(&w, RT_DO_END, RT_DESK_CLIENT, 70);
    a.confirmed = false;
    is_int(ask_as(a), RT_DESK_BAD, "not without the confirmation");
    is_str(p.field, "confirm", "... is named");
    a.confirmed = true;
    w.rules.notice_days = 10;
    a.day = day(2026, 12, 7);
    is_int(ask_as(a), RT_DESK_BAD, "a day before the notice is over");
    is_str(p.field, "day", "... is named");
    a.day++;
    is_int(ask_as(a), RT_DESK_DONE, "the first that is possible");
    a.day = day(2026, 11, 27) + RT_DESK_END_DAYS;
    is_int(ask_as(a), RT_DESK_DONE, "a year ahead");
    is_str(ordered(), "give termination 2027-11-28 #1", "as wished");
    a.day++;
    is_int(ask_as(a), RT_DESK_BAD, "not later");
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_SENT);
    a.day = RT_DAY_NONE;
    is_int(ask_as(a), RT_DESK_NOT_NOW, "nor twice");
}

static void
test_end_twice(void)
{
    world_case(&w, RT_STEP_CONFIRM);
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_NEW);
    is_str(by_client(RT_DO_END), "NOT_NOW", "a termination is ordered already");
    is_str(rt_desk_word_key(p.say), "ending", "... is said");
}

static void
test_end_direct(void)
{
    world_case(&w, RT_STEP_CONFIRM);
    w.rules.direct = true;
    by_client(RT_DO_END);
    ok(p.ends_contract && p.end_date == day(2026, 11, 28), "direct: ends it");
    is_str(p.end_cause, "price", "for the reason given");
    w.contract.has_end_cause = true;
    by_client(RT_DO_END);
    ok(p.end_cause == NULL, "unless there is a cause already");
}

static void
test_withdraw(void)
{
    world_case(&w, RT_STEP_REASON);
    is_str(by_client(RT_DO_WITHDRAW), "DONE", "10.12: stays, at r");
    is_str(said(), "void lapsed: C=stays", "counts nowhere");
    ok(p.after.deleted_at == w.f.now && p.after.completed_at == 0 &&
           p.after.due_at == 0,
       "deleted, not completed");
    carry_out();
    is_str(by_client(RT_DO_WITHDRAW), "SAME", "again: nothing");
    world_case(&w, RT_STEP_OFFER);
    is_str(by_client(RT_DO_WITHDRAW), "DONE", "stays, at o");
    is_str(said(), "retained withdrawn: C=stays", "retained, withdrawn");
    ok(p.offerings[0].state == RT_OFFERING_RECALLED && p.n_orders == 0 &&
           p.after.cost_at_close == 0,
       "the offer is gone and costs nothing");
}

/* DESK 10.13: silence leads to a person. */
static void
test_silence(void)
{
    static const enum rt_desk_state states[] = {RT_STEP_REASON, RT_STEP_OFFER,
                                                RT_STEP_CONFIRM};

    for (int i = 0; i < 3; i++) {
        world_case(&w, states[i]);
        w.f.now = w.the_case.due_at - 1;
        is_str(by_system(RT_DO_EXPIRE), "NOT_NOW", "a second before");
        w.f.now++;
        is_str(by_system(RT_DO_EXPIRE), "DONE", "due");
        is_str(said(), "queue : C=to_manager", "to a manager");
        ok(p.after.escalated_at == w.f.now && p.n_orders == 0,
           "never to a verdict");
    }
    world_case(&w, RT_STEP_PROPOSAL);
    w.f.now = w.the_case.due_at;
    by_system(RT_DO_EXPIRE);
    is_str(said(), "work : C=to_manager",
           "a proposal goes back to its manager");
}

static void
test_remind(void)
{
    world_case(&w, RT_STEP_OFFER);
    w.f.now = w.offerings[0].shown_at + 36 * 3600 - 1;
    is_str(by_system(RT_DO_REMIND), "NOT_NOW", "before half the time");
    w.f.now++;
    is_str(by_system(RT_DO_REMIND), "DONE", "at half the time");
    is_str(said(), "offer : C=remind", "the client is reminded");
    ok(p.after.version == w.the_case.version &&
           p.after.due_at == w.the_case.due_at,
       "nothing moves");
    is_int(p.notices[0].not_before, clock_at(day(2026, 11, 29), 9, 0),
           "at midnight: from nine in the morning");
    w.f.reminded = true;
    is_str(by_system(RT_DO_REMIND), "SAME", "once");
}

static void
test_take(void)
{
    world_case(&w, RT_STEP_QUEUE);
    is_str(by_anna(RT_DO_TAKE), "DONE", "10.14: Anna takes it");
    is_str(said(), "work :", "it is hers");
    ok(p.after.manager_id == ANNA && p.after.version == 6, "the version moves");
    carry_out();
    {
        struct rt_desk_ask a =
            world_ask(&w, RT_DO_TAKE, RT_DESK_MANAGER, BORIS);

        a.version = 5;
        is_int(ask_as(a), RT_DESK_STALE, "Boris comes too late");
        w.rules.see_own = true;
        is_int(ask_as(a), RT_DESK_STALE, "also where he sees his own only");
        a.version = 6;
        is_int(ask_as(a), RT_DESK_DENIED, "but for a guess it is missing");
    }
    is_str(by_boss(RT_DO_TAKE), "DONE", "an admin takes over");
    is_str(said(), "work : U1=moved", "and Anna is told");
    world_case(&w, RT_STEP_OFFER);
    is_str(by_anna(RT_DO_TAKE), "DONE", "taken from the client's steps");
    ok(p.after.escalated_at == w.f.now && p.after.state == RT_STEP_WORK &&
           p.offerings[0].state == RT_OFFERING_SHOWN,
       "escalated; what was shown stays");
}

static void
test_assign(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_QUEUE);
    w.workers[0].open_cases = 1;
    is_str(by_system(RT_DO_ASSIGN), "DONE", "dealt by the rules");
    is_str(said(), "work : U2=new", "to who has fewer");
    ok(p.dealt_to == BORIS && p.after.due_at == w.the_case.due_at,
       "the due time stays");
    w.f.named_manager_id = ANNA;
    by_system(RT_DO_ASSIGN);
    is_str(said(), "work : U2=assigned C=passed", "another name was told");
    w.f.now = clock_at(day(2026, 11, 27), 18, 0);
    is_str(by_system(RT_DO_ASSIGN), "NOT_NOW", "outside hours it waits");
    is_str(by_boss(RT_DO_ASSIGN), "DONE", "an admin may");
    w.workers[1].away_from = day(2026, 11, 27);
    is_str(by_boss(RT_DO_ASSIGN), "BAD", "not to who is away");
    is_str(p.field, "user", "... is named");
    w.workers[1].away_from = RT_DAY_NONE;
    w.workers[1].case_limit = 0;
    is_str(by_boss(RT_DO_ASSIGN), "DONE", "a limit binds the rules only");
    a = world_ask(&w, RT_DO_ASSIGN, RT_DESK_ADMIN, BOSS);
    a.user_id = BOSS;
    is_int(ask_as(a), RT_DESK_BAD, "not to an admin where there is a manager");
}

static void
test_nobody(void)
{
    world_case(&w, RT_STEP_QUEUE);
    w.workers[0].case_limit = w.workers[1].case_limit = 0;
    is_str(by_system(RT_DO_ASSIGN), "DONE", "nobody is free");
    is_str(said(), "queue : admins=nobody", "the admins are told");
    w.f.nobody_told_on = day(2026, 11, 27);
    is_str(by_system(RT_DO_ASSIGN), "NOT_NOW", "once a day");
    w.f.now += 3 * INT64_C(86400);
    is_str(by_system(RT_DO_ASSIGN), "DONE", "each working morning");
    w.workers[0].case_limit = -1;
    w.f.nobody_told_on = day(2026, 11, 30);
    is_str(by_system(RT_DO_ASSIGN), "DONE", "as soon as somebody is");
    is_str(said(), "work : U1=new", "it is dealt");
}

/* DESK 10.16, 10.19. */
static void
test_release(void)
{
    world_case(&w, RT_STEP_WORK);
    is_str(by_system(RT_DO_RELEASE), "NOT_NOW", "the manager is there");
    w.workers[0].away_from = day(2026, 11, 27);
    is_str(by_system(RT_DO_RELEASE), "DONE", "the manager is away");
    is_str(said(), "queue :", "another is free");
    ok(p.after.manager_id == 0, "nobody's");
    w.workers[1].active = w.workers[0].active = false;
    w.workers[2].active = false;
    is_str(by_system(RT_DO_RELEASE), "DONE", "the last one is demoted");
    is_str(said(), "queue : admins=nobody", "the admins are told");
    world_case(&w, RT_STEP_PROPOSAL);
    is_str(by_anna(RT_DO_RELEASE), "DONE", "given back");
    ok(p.after.state == RT_STEP_QUEUE &&
           p.offerings[0].state == RT_OFFERING_SHOWN,
       "what was proposed stays acceptable");
}

static void
test_pass(void)
{
    world_case(&w, RT_STEP_WORK);
    is_str(by_anna(RT_DO_PASS), "DONE", "passed on");
    is_str(said(), "work : U2=assigned C=passed", "he and the client are told");
    is_str(by_boss(RT_DO_PASS), "DONE", "by an admin");
    is_str(said(), "work : U2=assigned U1=moved C=passed", "and she");
    w.workers[1].takes = RT_TAKES_NO;
    is_str(by_anna(RT_DO_PASS), "BAD", "not to who takes no cases");
}

static void
test_propose(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_WORK);
    is_str(by_anna(RT_DO_PROPOSE), "DONE", "an offer by hand");
    is_str(said(), "proposal : C=proposal", "is told");
    ok(p.after.first_answer_at == w.f.now && p.offerings[0].by_user == ANNA &&
           p.after.due_at == p.offerings[0].expires_at,
       "the first answer, and the client's time");
    w.offers[1].automatic = false;
    is_str(by_anna(RT_DO_PROPOSE), "DONE", "one that is not automatic");
    w.offers[1].threshold = 54001;
    is_str(by_anna(RT_DO_PROPOSE), "NOT_NOW", "below the threshold");
    is_str(p.why, "threshold", "... the rule is named");
    a = world_ask(&w, RT_DO_PROPOSE, RT_DESK_MANAGER, ANNA);
    a.override = true;
    ok(ask_as(a) != RT_DESK_DONE, "not for a manager to override");
    a = world_ask(&w, RT_DO_PROPOSE, RT_DESK_ADMIN, BOSS);
    a.override = true;
    is_int(ask_as(a), RT_DESK_DONE, "an admin may");
    ok(p.override, "... and it is kept");
    world_order(&w, RT_ORDER_OFFER, RT_ORDER_NEW);
    is_int(ask_as(a), RT_DESK_NOT_NOW, "stacking nobody may");
    is_str(p.why, "stacked", "... the rule is named");
    a.offer_id = 99;
    is_int(ask_as(a), RT_DESK_BAD, "no such offer");
}

static void
test_propose_limits(void)
{
    world_case(&w, RT_STEP_WORK);
    world_show(&w, 1, 0);
    is_str(by_anna(RT_DO_PROPOSE), "NOT_NOW", "one is shown");
    is_str(p.why, "one_is_shown", "... at a time");
    w.f.n_offerings = 0;
    for (int i = 0; i < 3; i++)
        world_show(&w, 3, i < 2 ? ANNA : 0)->state = RT_OFFERING_DECLINED;
    is_str(by_anna(RT_DO_PROPOSE), "DONE", "the third by hand");
    w.offerings[2].by_user = BORIS;
    is_str(by_anna(RT_DO_PROPOSE), "NOT_NOW", "no fourth");
    is_str(p.why, "enough_offers", "... is said");
}

/* An offer that is in force on the contract stops other offers. */
static void
test_stacking(void)
{
    struct rt_order *o;

    world_case(&w, RT_STEP_WORK);
    o = world_order(&w, RT_ORDER_OFFER, RT_ORDER_DONE);
    o->effect = w.offers[0].effect;
    o->effective_on = day(2026, 5, 28);
    is_str(by_anna(RT_DO_PROPOSE), "NOT_NOW", "six months end tomorrow");
    o->effective_on = day(2026, 5, 27);
    is_str(by_anna(RT_DO_PROPOSE), "DONE", "they ended yesterday");
    o->effect.months = 0;
    o->effective_on = day(2025, 11, 28);
    is_str(by_anna(RT_DO_PROPOSE), "NOT_NOW", "for good counts 12 months");
    o->effective_on--;
    is_str(by_anna(RT_DO_PROPOSE), "DONE", "and no more");
    o->state = RT_ORDER_REFUSED;
    o->effective_on = day(2026, 11, 1);
    is_str(by_anna(RT_DO_PROPOSE), "DONE", "a refused one is none");
}

static void
test_recall(void)
{
    world_case(&w, RT_STEP_PROPOSAL);
    is_str(by_anna(RT_DO_RECALL), "DONE", "recalled");
    is_str(said(), "work : C=gone C=to_manager", "the client is told");
    world_case(&w, RT_STEP_OFFER);
    is_str(by_boss(RT_DO_RECALL), "DONE", "an automatic one, by an admin");
    is_str(said(), "offer : C=gone C=offer_more", "the next follows");
    ok(p.offerings[0].state == RT_OFFERING_RECALLED &&
           p.offerings[1].state == RT_OFFERING_SHOWN,
       "as after a refusal");
}

static void
test_callback(void)
{
    struct rt_desk_ask a;
    int64_t most = clock_at(day(2026, 12, 11), 12, 0);

    world_case(&w, RT_STEP_WORK);
    is_str(by_anna(RT_DO_CALLBACK), "DONE", "10.27: a callback");
    is_int(p.after.due_at, clock_at(day(2026, 11, 30), 10, 0),
           "due at its hour");
    is_str(said(), "work : C=callback", "is told");
    carry_out();
    is_str(by_anna(RT_DO_CALLBACK), "SAME", "the same hour again: nothing");
    a = world_ask(&w, RT_DO_CALLBACK, RT_DESK_MANAGER, ANNA);
    a.at = most;
    is_int(ask_as(a), RT_DESK_DONE, "fourteen days ahead");
    a.at = most + 60;
    is_int(ask_as(a), RT_DESK_BAD, "no more");
    is_str(p.field, "at", "... is named");
    a.at = clock_at(day(2026, 11, 30), 13, 30);
    is_int(ask_as(a), RT_DESK_BAD, "not at lunch");
    a.at = w.f.now;
    is_int(ask_as(a), RT_DESK_BAD, "not now");
    world_case(&w, RT_STEP_QUEUE);
    is_str(by_boss(RT_DO_CALLBACK), "DONE", "an admin, at q");
    ok(p.after.manager_id == BOSS && p.after.state == RT_STEP_WORK,
       "has it then");
    a = world_ask(&w, RT_DO_CALLBACK, RT_DESK_ADMIN, 0);
    is_int(ask_as(a), RT_DESK_BAD, "the operator cannot have it");
}

/* DESK 10.27: three days, not three calls. */
static void
test_no_answer(void)
{
    world_case(&w, RT_STEP_WORK);
    by_anna(RT_DO_NO_ANSWER);
    is_int(p.after.due_at, clock_at(day(2026, 11, 30), 18, 0),
           "the next working day");
    carry_out();
    by_anna(RT_DO_NO_ANSWER);
    is_int(p.after.attempts, 1, "twice on one day is one attempt");
    carry_out();
    w.f.now += 3 * INT64_C(86400);
    by_anna(RT_DO_NO_ANSWER);
    is_str(said(), "work :", "the second day");
    carry_out();
    w.f.now += INT64_C(86400);
    by_anna(RT_DO_NO_ANSWER);
    is_str(said(), "void no_contact: C=no_contact", "the third");
    ok(p.after.completed_at == 0 && p.after.deleted_at == w.f.now,
       "in no rate");
}

static void
test_messages(void)
{
    world_case(&w, RT_STEP_WORK);
    is_str(by_client(RT_DO_MESSAGE), "DONE", "a client writes");
    is_str(said(), "work : C=got U1=message", "the manager is told");
    ok(p.stores_message && !p.answers_messages &&
           p.after.version == w.the_case.version,
       "no version moves");
    is_int(p.message_due_at, clock_at(day(2026, 11, 30), 12, 0), "by when");
    w.f.message_at = w.f.now;
    is_str(by_anna(RT_DO_MESSAGE), "DONE", "staff answer");
    is_str(said(), "work : C=reply", "the client is told");
    ok(p.answers_messages && p.after.first_answer_at == w.f.now,
       "all that waits is answered");
    world_case(&w, RT_STEP_NONE);
    is_str(by_client(RT_DO_MESSAGE), "DONE", "without a case");
    is_str(said(), "none : C=got admins=message", "somebody is told");
    ok(!p.opens && p.columns == 0, "no case comes of it");
}

static void
test_texts(void)
{
    static char text[2 * 4001 + 1];
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_WORK);
    a = world_ask(&w, RT_DO_COMMENT, RT_DESK_MANAGER, ANNA);
    a.text = " \n";
    is_int(ask_as(a), RT_DESK_BAD, "an empty comment");
    for (int i = 0; i < 2000; i++)
        memcpy(text + 2 * i, "ю", 3);
    a.text = text;
    is_int(ask_as(a), RT_DESK_DONE, "2000 letters");
    ok(p.columns == 0 && p.n_notices == 0, "a comment moves nothing");
    memcpy(text + 4000, "ю", 3);
    is_int(ask_as(a), RT_DESK_BAD, "2001");
    a = world_ask(&w, RT_DO_MESSAGE, RT_DESK_CLIENT, 70);
    for (int i = 2001; i < 4000; i++)
        memcpy(text + 2 * i, "ю", 3);
    a.text = text;
    is_int(ask_as(a), RT_DESK_DONE, "a message of 4000");
    memcpy(text + 8000, "ю", 3);
    is_int(ask_as(a), RT_DESK_BAD, "4001");
    is_str(p.field, "text", "... is named");
}

static void
test_verdicts(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_PROPOSAL);
    is_str(by_anna(RT_DO_STAYED), "DONE", "stayed");
    is_str(said(), "retained stayed: C=stayed", "is told");
    ok(p.n_orders == 0 && p.after.cost_at_close == 0 &&
           p.offerings[0].state == RT_OFFERING_RECALLED,
       "no order, no cost");
    world_case(&w, RT_STEP_WORK);
    is_str(by_anna(RT_DO_LEFT), "DONE", "left");
    is_str(said(), "churned left: C=left", "is told");
    is_str(ordered(), "give termination 2026-11-28 #1", "and ordered");
    a = world_ask(&w, RT_DO_LEFT, RT_DESK_MANAGER, ANNA);
    a.note = "  ";
    is_int(ask_as(a), RT_DESK_BAD, "not without how the client said so");
    is_str(p.field, "note", "... is named");
}

/* DESK 10.20, 10.21. */
static void
test_ended(void)
{
    int32_t today = day(2026, 11, 27);

    world_case(&w, RT_STEP_PROPOSAL);
    w.contract.end = today + 1;
    is_str(by_system(RT_DO_ENDED), "NOT_NOW", "its last day is today");
    w.contract.end = today;
    is_str(by_client(RT_DO_ACCEPT), "NOT_NOW", "ended, the client accepts");
    is_str(said(), "churned ended: C=ended U1=answered", "it has ended");
    ok(p.writes && p.event == RT_DO_ENDED && p.n_orders == 0, "no order");
    is_int(p.notices[0].last_day, today - 1, "its last day is named");
    w.contract.next_start = today;
    is_str(by_system(RT_DO_ENDED), "DONE", "a new one starts on the end date");
    ok(p.marks && p.after.state == RT_STEP_WORK &&
           p.after.outcome == RT_OUTCOME_NONE,
       "marked, not churned");
    w.contract.next_start = today + 1;
    by_system(RT_DO_ENDED);
    ok(!p.marks, "a day later is no continuation");
    w.rules.gap_days = 1;
    by_system(RT_DO_ENDED);
    ok(p.marks, "but for RENEWAL_GAP_DAYS");
    w.contract.end = RT_DAY_OPEN;
    w.contract.active = 0;
    w.contract.next_start = today - 1;
    by_system(RT_DO_ENDED);
    ok(!p.marks && p.notices[0].last_day == today - 1,
       "inactive without an end: ended today, no next one yet");
    w.contract.next_start = today;
    by_system(RT_DO_ENDED);
    ok(p.marks, "one that begins today goes on");
    w.f.marked = true;
    is_str(by_system(RT_DO_ENDED), "NOT_NOW", "marked once");
    is_str(by_anna(RT_DO_STAYED), "DONE", "then a person decides");
}

/* DESK 10.25. */
static void
test_undo(void)
{
    world_case(&w, RT_STEP_OFFER);
    by_client(RT_DO_ACCEPT);
    carry_out();
    w.f.now += 24 * 3600;
    is_str(by_client(RT_DO_UNDO), "DONE", "undone within 24 hours");
    is_str(said(), "offer : C=reopened", "as before");
    is_str(ordered(), "cancel offer 2026-12-01 #1", "the order is cancelled");
    ok(p.offerings[0].state == RT_OFFERING_SHOWN &&
           p.offerings[0].answered_at == 0 && p.after.completed_at == 0 &&
           p.after.due_at == w.was.due_at && p.after.since == w.was.since,
       "offering, clock and columns as they were");
    ok(p.after.version == w.the_case.version + 1, "but for the version");
    w.f.now++;
    is_str(by_client(RT_DO_UNDO), "NOT_NOW", "a second later no more");
    w.f.now--;
    w.orders[0].state = RT_ORDER_SENT;
    is_str(by_client(RT_DO_UNDO), "NOT_NOW", "nor once it was exported");
    is_str(p.why, "order_sent", "... is said");
    w.orders[0].state = RT_ORDER_NEW;
    w.f.open_case_id = 600;
    is_str(by_client(RT_DO_UNDO), "NOT_NOW", "nor over another open case");
}

static void
test_undo_direct(void)
{
    world_case(&w, RT_STEP_WORK);
    w.rules.direct = true;
    by_client(RT_DO_END);
    carry_out();
    w.contract.end = day(2026, 11, 28);
    is_str(by_client(RT_DO_UNDO), "DONE", "direct, not yet effective");
    is_str(ordered(), "cancel termination 2026-11-28 #1", "taken back");
    w.f.now += 12 * 3600;
    is_str(by_client(RT_DO_UNDO), "NOT_NOW", "effective");
    w.f.now -= 12 * 3600;
    w.orders[0].state = RT_ORDER_CANCELLED;
    is_str(by_client(RT_DO_UNDO), "NOT_NOW", "a file's end is not ours");
}

static void
test_who_undoes(void)
{
    world_case(&w, RT_STEP_RETAINED);
    is_str(by_client(RT_DO_UNDO), "DENIED", "stayed is not the client's");
    w.the_case.outcome = RT_OUTCOME_ACCEPTED;
    is_str(by_client(RT_DO_UNDO), "DONE", "accepted is");
    w.f.closed_by = BORIS;
    is_str(by_anna(RT_DO_UNDO), "DONE", "... for staff on his word, too");
    w.the_case.outcome = RT_OUTCOME_STAYED;
    is_str(by_anna(RT_DO_UNDO), "DENIED", "what another did");
    is_str(by_boss(RT_DO_UNDO), "DONE", "an admin undoes all");
    w.the_case.imported = true;
    is_str(by_boss(RT_DO_UNDO), "NOT_NOW", "but what was imported closed");
}

/* DESK 10.26. */
static void
test_reopen(void)
{
    world_case(&w, RT_STEP_RETAINED);
    world_order(&w, RT_ORDER_OFFER, RT_ORDER_NEW);
    w.f.now = w.the_case.completed_at + 30 * INT64_C(86400);
    is_str(by_anna(RT_DO_REOPEN), "DONE", "reopened after 30 days");
    ok(p.opens && p.after.id == 0 && p.after.previous_id == CASE &&
           p.after.state == RT_STEP_QUEUE && p.after.version == 1 &&
           p.after.escalated_at == w.f.now && p.after.completed_at == 0,
       "a new case, linked");
    is_str(ordered(), "cancel offer 2026-12-01 #1",
           "what was new is cancelled");
    w.f.now++;
    is_str(by_anna(RT_DO_REOPEN), "NOT_NOW", "a second later no more");
    w.f.now--;
    w.f.open_case_id = 600;
    is_str(by_anna(RT_DO_REOPEN), "NOT_NOW", "nor beside an open one");
    w.f.open_case_id = 0;
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_NEW);
    is_str(by_anna(RT_DO_REOPEN), "DONE", "a termination still here");
    w.orders[1].state = RT_ORDER_SENT;
    is_str(by_anna(RT_DO_REOPEN), "NOT_NOW", "and one given away");
}

static void
test_void(void)
{
    world_case(&w, RT_STEP_CHURNED);
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_NEW);
    w.f.now = w.the_case.created_at + 24 * 3600;
    is_str(by_anna(RT_DO_VOID), "DONE", "by its opener within 24 hours");
    is_str(ordered(), "cancel termination 2026-12-01 #1", "orders cancelled");
    is_str(said(), "void void: C=void", "counts nowhere");
    w.f.now++;
    is_str(by_anna(RT_DO_VOID), "NOT_NOW", "no more");
    is_str(by_boss(RT_DO_VOID), "DONE", "an admin later, too");
    w.orders[0].state = RT_ORDER_SENT;
    is_str(by_boss(RT_DO_VOID), "NOT_NOW", "not with an order sent");
}

static void
test_list(void)
{
    world_case(&w, RT_STEP_NONE);
    w.rules.pause = true;
    is_str(by_boss(RT_DO_LIST), "DONE", "10.33: from a list");
    is_str(said(), "queue :", "nobody is told");
    ok(p.opens && p.after.source == RT_FROM_LIST && p.n_orders == 0,
       "measured apart; nothing is paused");
    ok(p.after.escalated_at == w.f.now &&
           p.after.due_at == clock_at(day(2026, 11, 30), 12, 0),
       "its clock runs");
    w.f.last_case_id = 400;
    w.f.last_closed_at = w.f.now - 30 * INT64_C(86400);
    is_str(by_boss(RT_DO_LIST), "NOT_NOW", "closed 30 days ago: skipped");
    is_str(p.why, "closed_lately", "... and named");
    w.f.last_closed_at--;
    is_str(by_boss(RT_DO_LIST), "DONE", "a second more");
}

static void
test_pause(void)
{
    world_case(&w, RT_STEP_CONFIRM);
    w.rules.pause = true;
    by_client(RT_DO_ASK_MANAGER);
    is_str(ordered(), "give pause 2026-11-28 #1", "paused as it escalates");
    carry_out();
    by_client(RT_DO_WITHDRAW);
    is_str(ordered(), "cancel pause 2026-11-28 #1", "still here: taken back");
    carry_out();
    w.f.now += 60;
    w.the_case.outcome = RT_OUTCOME_ACCEPTED;
    by_client(RT_DO_UNDO);
    is_str(ordered(), "give pause 2026-11-28 #2", "undone: paused again");
    w.the_case = w.was;
    w.orders[0].state = RT_ORDER_DONE;
    by_client(RT_DO_WITHDRAW);
    is_str(ordered(), "give resume 2026-11-28 #1", "given away: resumed");
    by_client(RT_DO_END);
    is_str(ordered(), "give termination 2026-11-28 #1", "unless it ends");
}

static void
test_orders(void)
{
    world_case(&w, RT_STEP_RETAINED);
    world_order(&w, RT_ORDER_OFFER, RT_ORDER_SENT)->effect = w.offers[0].effect;
    is_str(by_system(RT_DO_ORDER_DONE), "DONE", "billing has done it");
    is_str(said(), "retained stayed: C=order_done", "the client is told");
    ok(p.orders[0].step == RT_ORDER_FINISH && p.n_changes == 1 &&
           p.changes[0].amounts.fee == 90000 && p.columns == 0,
       "the amounts move, the case stands still");
    is_str(by_system(RT_DO_ORDER_REFUSED), "DONE", "10.28: refused");
    is_str(said(), "retained stayed: U1=refused admins=refused C=order_failed",
           "a task, and the client is told");
    carry_out();
    is_str(by_system(RT_DO_ORDER_REFUSED), "SAME", "again: nothing");
    is_str(by_system(RT_DO_ORDER_DONE), "NOT_NOW", "nor both");
    w.f.now += 40 * INT64_C(86400);
    is_str(by_anna(RT_DO_REISSUE), "DONE", "given out anew");
    is_str(ordered(), "give offer 2027-02-01 #2", "from a day that can be");
    carry_out();
    is_str(by_anna(RT_DO_REISSUE), "NOT_NOW", "once");
    world_case(&w, RT_STEP_RETAINED);
    world_order(&w, RT_ORDER_RESUME, RT_ORDER_REFUSED);
    w.f.last_case_id = 900;
    is_str(by_anna(RT_DO_REISSUE), "DONE", "a resume is given out always");
    w.orders[0].kind = RT_ORDER_PAUSE;
    is_str(by_anna(RT_DO_REISSUE), "NOT_NOW", "a pause for open cases only");
    w.orders[0].kind = RT_ORDER_OFFER;
    is_str(by_anna(RT_DO_REISSUE), "NOT_NOW", "an offer for the last case");
    w.f.last_case_id = CASE;
    is_str(by_anna(RT_DO_REISSUE), "DONE", "... which this is");
    world_case(&w, RT_STEP_CHURNED);
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_SENT);
    by_system(RT_DO_ORDER_DONE);
    ok(p.ends_contract && p.end_date == day(2026, 12, 1), "ended by billing");
}

static void
test_ladder(void)
{
    world_case(&w, RT_STEP_WORK);
    w.f.now = clock_at(day(2026, 11, 27), 17, 59);
    is_str(by_system(RT_DO_ALERT), "NOT_NOW", "six hours are not over yet");
    w.f.now = clock_at(day(2026, 11, 30), 9, 0);
    is_str(by_system(RT_DO_ALERT), "DONE", "75 %");
    is_str(said(), "work : U1=soon", "the manager");
    carry_out();
    w.f.now = w.the_case.due_at;
    by_system(RT_DO_ALERT);
    is_str(said(), "work : U1=overdue admins=overdue", "due: both");
    carry_out();
    w.f.now += 5 * 3600;
    w.f.named_manager_id = ANNA;
    by_system(RT_DO_ALERT);
    is_str(said(), "work : U2=assigned U1=moved C=passed",
           "10.18: another manager");
    ok(p.after.due_at == w.the_case.due_at, "whose clock is the same");
    carry_out();
    is_str(by_system(RT_DO_ALERT), "NOT_NOW", "once");
    w.workers[0].active = false;
    w.the_case.alert_level = RT_ALERT_OVERDUE;
    by_system(RT_DO_ALERT);
    is_str(said(), "work : admins=nobody", "none: it stays, admins are told");
    carry_out();
    w.f.nobody_told_on = day(2026, 11, 30);
    is_str(by_system(RT_DO_ALERT), "NOT_NOW", "once a day");
    w.f.now = clock_at(day(2026, 12, 1), 9, 0);
    is_str(by_system(RT_DO_ALERT), "DONE", "each morning");
}

/* What staff do at the client's word counts as said by the client; the way it
 * was said is stored. */
static void
test_on_word(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_CONFIRM);
    is_str(by_anna(RT_DO_END), "DONE", "10.24: ended by phone");
    is_str(said(), "churned insisted: C=end_done(told)", "told at once");
    a = world_ask(&w, RT_DO_END, RT_DESK_MANAGER, ANNA);
    a.note = NULL;
    is_int(ask_as(a), RT_DESK_BAD, "not without a note");
    is_str(p.field, "note", "... is named");
    a.note = "позвонил";
    a.source = RT_FROM_BOT;
    is_int(ask_as(a), RT_DESK_BAD, "nor without the way");
    is_str(p.field, "source", "... is named");
    world_case(&w, RT_STEP_NONE);
    by_anna(RT_DO_REQUEST);
    ok(p.after.source == RT_FROM_PHONE && p.after.opened_by == ANNA,
       "a request by phone");
}

static void
test_no_channel(void)
{
    world_case(&w, RT_STEP_PROPOSAL);
    w.f.has_channel = false;
    by_client(RT_DO_ACCEPT);
    is_str(said(), "retained accepted: C=accepted(by hand) U1=answered",
           "a task for staff");
    world_case(&w, RT_STEP_OFFER);
    w.f.has_channel = false;
    w.f.now = w.the_case.due_at;
    by_system(RT_DO_EXPIRE);
    is_str(said(), "queue :", "but not each word");
}

/* DESK 10.31: cases taken over from the Python system. */
static void
test_imported(void)
{
    world_case(&w, RT_STEP_OFFER);
    w.f.n_offerings = 0;
    w.the_case.imported = true;
    w.the_case.offer_id = 2;
    w.the_case.due_at = 0;
    w.f.now += 400 * 3600;
    is_str(by_system(RT_DO_EXPIRE), "NOT_NOW", "the system leaves them alone");
    {
        struct rt_desk_who system = {.role = RT_DESK_SYSTEM};
        struct rt_desk_who boss = {RT_DESK_ADMIN, BOSS, 0};
        uint64_t may = rt_desk_may(&w.f, &boss);

        is_int((int64_t)rt_desk_may(&w.f, &system),
               1 << RT_DO_UNREACHABLE | 1 << RT_DO_ORDER_DONE |
                   1 << RT_DO_ORDER_REFUSED,
               "... but for what is not about the case");
        ok((may >> RT_DO_TAKE & 1) != 0 && (may >> RT_DO_LAPSE & 1) != 0 &&
               (may >> RT_DO_ACCEPT & 1) != 0,
           "a person may take it, close it, accept what it offers");
    }
    is_str(by_anna(RT_DO_COMMENT), "DONE", "a comment");
    ok(!p.adopts && p.after.due_at == 0, "adopts nothing");
    is_str(by_client(RT_DO_ASK_MANAGER), "DONE", "a person's first event does");
    ok(p.adopts && !p.after.imported && p.n_offerings == 1 &&
           p.offerings[0].offer_id == 2 && p.offerings[0].shown_at == w.f.now,
       "with offering 1, from now");
    {
        struct rt_desk_ask a = world_ask(&w, RT_DO_ACCEPT, RT_DESK_CLIENT, 70);

        a.n = 1;
        is_int(ask_as(a), RT_DESK_DONE, "which can be accepted at once");
        a.n = 2;
        is_int(ask_as(a), RT_DESK_NOT_NOW, "another cannot");
        ok(!p.adopts && !p.writes && p.n_offerings == 0, "and nothing changes");
    }
    is_str(by_boss(RT_DO_LAPSE), "DONE", "or it is closed as unfinished");
    is_str(said(), "void lapsed:", "nobody is told");
    world_case(&w, RT_STEP_WORK);
    w.the_case.imported = true;
    w.the_case.escalated_at -= 500 * INT64_C(86400);
    by_anna(RT_DO_NO_ANSWER);
    is_int(p.after.due_at, clock_at(day(2026, 11, 30), 18, 0),
           "an old one is not overdue as it is adopted");
    is_str(by_anna(RT_DO_TAKE), "DONE", "its manager takes it to work");
    ok(p.adopts && p.after.due_at == clock_at(day(2026, 11, 30), 12, 0) &&
           p.n_notices == 0,
       "which adopts it and tells nobody");
    carry_out();
    is_str(by_anna(RT_DO_TAKE), "SAME", "once");
}

static void
test_columns(void)
{
    char names[600] = "";

    world_case(&w, RT_STEP_QUEUE);
    by_anna(RT_DO_TAKE);
    for (int i = 0; i < RT_CASE_SETS__MAX; i++) {
        if ((p.columns >> i & 1) != 0) {
            strcat(names, rt_case_column_name((enum rt_case_column)i));
            strcat(names, " ");
        }
    }
    is_str(names, "status step assigned_manager_id version ",
           "a plan names the columns that change");
}

static void
test_state_words(void)
{
    enum rt_desk_state s;
    bool imported;
    struct rt_err err = {0};

    for (int i = RT_STEP_REASON; i < RT_STEP_VOID; i++) {
        enum rt_desk_state want = (enum rt_desk_state)i;

        ok(rt_case_state_read(rt_case_status(want), rt_case_step(want), false,
                              false, false, &s, &imported, NULL) == RT_OK &&
               s == want && !imported,
           "%s is read as it is stored", rt_case_state_name(want));
    }
    ok(rt_case_state_read("active", "", false, true, false, &s, &imported,
                          NULL) == RT_OK &&
           s == RT_STEP_OFFER && imported,
       "an imported row with an offer");
    ok(rt_case_state_read("escalated", "", false, true, false, &s, &imported,
                          NULL) == RT_OK &&
           s == RT_STEP_QUEUE,
       "an escalated one without a manager");
    ok(rt_case_state_read("retained", "done", true, false, false, &s, &imported,
                          NULL) == RT_OK &&
           s == RT_STEP_VOID,
       "a deleted one");
    ok(rt_case_state_read("active", "queue", false, false, false, &s, &imported,
                          &err) == RT_EBROKEN,
       "status and step that do not go together");
}

int
main(void)
{
    test_request();
    test_request_refused();
    test_reason();
    test_own_words();
    test_no_offer();
    test_accept();
    test_accept_too_late();
    test_accept_direct();
    test_decline();
    test_decline_waiting();
    test_end_anywhere();
    test_end_fields();
    test_end_twice();
    test_end_direct();
    test_withdraw();
    test_silence();
    test_remind();
    test_take();
    test_assign();
    test_nobody();
    test_release();
    test_pass();
    test_propose();
    test_propose_limits();
    test_stacking();
    test_recall();
    test_callback();
    test_no_answer();
    test_messages();
    test_texts();
    test_verdicts();
    test_ended();
    test_undo();
    test_undo_direct();
    test_who_undoes();
    test_reopen();
    test_void();
    test_list();
    test_pause();
    test_orders();
    test_ladder();
    test_on_word();
    test_no_channel();
    test_imported();
    test_columns();
    test_state_words();
    return done();
}
