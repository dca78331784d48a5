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
    is_int(p.after.previous_id, 400,
           "a case that was closed 30 days ago is linked");
    w.f.last_closed_at--;
    by_client(RT_DO_REQUEST);
    is_int(p.after.previous_id, 0, "one closed a second earlier is not");
    w.f.open_case_id = 500;
    is_str(by_client(RT_DO_REQUEST), "SAME",
           "with an open case another request opens none");
    ok(!p.writes, "... and nothing is written");
}

static void
test_request_refused(void)
{
    int32_t today = day(2026, 11, 27);

    world_case(&w, RT_STEP_NONE);
    w.contract.end = today;
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW",
           "refused: the contract has ended");
    is_str(rt_desk_word_key(p.say), "no_contract", "... the answer says so");
    w.contract.end = today + 1;
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW", "refused: its end is known");
    is_str(rt_desk_word_key(p.say), "ending", "... the answer says so");
    w.contract.end = RT_DAY_OPEN;
    w.contract.active = 0;
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW",
           "refused: inactive without an end");
    w.contract.active = -1;
    is_str(by_client(RT_DO_REQUEST), "DONE",
           "accepted: the source does not say whether it is active");
    w.contract.start = today + 1;
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW", "refused: it begins tomorrow");
    w.contract.start = RT_DAY_NONE;
    is_str(by_client(RT_DO_REQUEST), "DONE",
           "accepted: it began before the data");
    w.contract.deleted = true;
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW", "refused: it is deleted");
    w.contract.deleted = false;
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_NEW);
    is_str(by_client(RT_DO_REQUEST), "NOT_NOW",
           "refused: a termination is ordered");
    w.orders[0].state = RT_ORDER_REFUSED;
    is_str(by_client(RT_DO_REQUEST), "DONE",
           "accepted: the termination was refused");
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
       "the first offer in order becomes offering 1");
    is_int(p.after.due_at, w.f.now + 72 * 3600,
           "the case is due when the offer expires");
    is_int(p.offerings[0].net12, 54000 * 12 - 60000 - 1000,
           "net of a year: 6 months at 10 % of 1000.00 less, cost 10.00");
    a = world_ask(&w, RT_DO_REASON, RT_DESK_CLIENT, 70);
    a.reason = "no such";
    is_int(ask_as(a), RT_DESK_BAD, "an unknown reason is refused");
    is_str(p.field, "reason", "... the field is named");
    a.reason = NULL;
    is_int(ask_as(a), RT_DESK_DONE, "the reason may be skipped");
    ok(p.after.reason == NULL && p.after.state == RT_STEP_OFFER,
       "it is NULL then");
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
    is_int(ask_as(a), RT_DESK_DONE, "1000 letters of own words are accepted");
    strcat(words, "ж");
    is_int(ask_as(a), RT_DESK_BAD, "1001 are not");
    is_str(p.field, "words", "... the field is named");
}

static void
test_no_offer(void)
{
    world_case(&w, RT_STEP_REASON);
    w.f.n_offers = 0;
    is_str(by_client(RT_DO_REASON), "DONE", "DESK 10.8: no offer");
    is_str(said(), "confirm : C=none", "the case is not closed without asking");
    ok(p.after.arm == RT_ARM_NONE, "10.29: none eligible, no arm");
    world_case(&w, RT_STEP_REASON);
    w.contract.can_be_retained = false;
    by_client(RT_DO_REASON);
    is_str(said(), "confirm : C=none",
           "10.9: a contract that may not be retained");
    world_case(&w, RT_STEP_REASON);
    w.rules.offers = 0;
    by_client(RT_DO_REASON);
    is_str(said(), "confirm : C=none", "DESK_OFFERS=0");
    world_case(&w, RT_STEP_REASON);
    w.rules.holdout = (struct rt_holdout){RT_HOLDOUT_ALL, "s"};
    by_client(RT_DO_REASON);
    is_str(said(), "confirm : C=none", "a held-out client gets the same words");
    ok(p.after.arm == RT_ARM_HOLDOUT, "... and the arm is stored");
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
    is_str(by_client(RT_DO_ACCEPT), "DONE", "the client accepts");
    is_str(said(), "retained accepted: C=accepted", "the case is closed");
    is_str(ordered(), "give offer 2026-12-01 #1", "there is one order");
    is_int(p.orders[0].order.effect.value, 1000,
           "it has the terms that were shown");
    is_int(rt_order_until(&p.orders[0].order), day(2027, 6, 1),
           "the order is for six months");
    ok(p.after.completed_at == w.f.now && p.after.has_fee_at_close &&
           p.after.fee_at_close == 100000 && p.after.profit_at_close == 54000 &&
           p.after.cost_at_close == 1000 && p.after.due_at == 0,
       "the columns of a closed case are set");
    is_int((int64_t)p.n_changes, 0,
           "amounts change only when the order is done");
    carry_out();
    is_str(by_client(RT_DO_ACCEPT), "SAME", "a second time changes nothing");
    is_str(by_client(RT_DO_DECLINE), "NOT_NOW",
           "10.3: the other button no longer works");
}

static void
test_accept_too_late(void)
{
    world_case(&w, RT_STEP_OFFER);
    w.f.now = w.offerings[0].expires_at - 1;
    is_str(by_client(RT_DO_ACCEPT), "DONE",
           "a second before the hour it works");
    w.f.now++;
    is_str(by_client(RT_DO_ACCEPT), "NOT_NOW", "10.4: at the hour");
    is_str(rt_desk_word_key(p.say), "gone",
           "... the answer says that the offer is gone");
    is_str(said(), "queue : C=to_manager", "a manager gets the case");
    ok(p.writes && p.event == RT_DO_EXPIRE && p.by == RT_DESK_SYSTEM &&
           p.offerings[0].state == RT_OFFERING_EXPIRED && p.n_orders == 0,
       "the result is the same as by the sweep");
    world_case(&w, RT_STEP_PROPOSAL);
    w.offerings[0].state = RT_OFFERING_RECALLED;
    is_str(by_client(RT_DO_ACCEPT), "NOT_NOW", "10.6: recalled meanwhile");
    is_str(rt_desk_word_key(p.say), "gone",
           "... the answer says that the offer is gone");
    ok(!p.writes && p.n_orders == 0, "there is no order");
}

static void
test_accept_direct(void)
{
    world_case(&w, RT_STEP_OFFER);
    w.rules.direct = true;
    by_client(RT_DO_ACCEPT);
    ok(p.orders[0].order.state == RT_ORDER_DONE,
       "direct: the order is done at once");
    is_int((int64_t)p.n_changes, 2, "two changes of amounts are written");
    ok(p.changes[0].effective_on == day(2026, 12, 1) &&
           p.changes[0].amounts.fee == 90000 &&
           p.changes[0].amounts.profit == 44000 && !p.changes[0].restores,
       "the lower amount is from next month on");
    ok(p.changes[1].effective_on == day(2027, 6, 1) &&
           p.changes[1].amounts.fee == 100000 && p.changes[1].restores,
       "the old amount returns after six months");
}

static void
test_decline(void)
{
    world_case(&w, RT_STEP_REASON);
    by_client(RT_DO_REASON);
    carry_out();
    is_str(by_client(RT_DO_DECLINE), "DONE", "10.7: declined");
    is_str(said(), "offer : C=offer_more", "another offer is shown");
    ok(p.n_offerings == 2 && p.offerings[1].offer_id == 2 &&
           p.offerings[0].state == RT_OFFERING_DECLINED,
       "it is offering 2");
    carry_out();
    is_str(by_client(RT_DO_DECLINE), "DONE", "the second offer is declined");
    is_str(said(), "queue : C=to_manager",
           "a manager gets the case, though a third offer fits");
    is_int(p.after.due_at, clock_at(day(2026, 11, 30), 12, 0),
           "due in 8 working hours from Friday noon");
    is_int(p.after.offer_id, 2,
           "the last offer that was shown stays the proposed one");
    world_case(&w, RT_STEP_PROPOSAL);
    is_str(by_client(RT_DO_DECLINE), "DONE", "a proposal is declined");
    is_str(said(), "work : C=to_manager U1=answered",
           "its manager continues the case");
}

static void
test_decline_waiting(void)
{
    world_case(&w, RT_STEP_QUEUE);
    world_show(&w, 1, 0);
    is_str(by_client(RT_DO_DECLINE), "DONE",
           "an offer shown before asking for a manager can be declined");
    is_str(said(), "queue :", "the case waits as before");
    is_str(by_client(RT_DO_ACCEPT), "DONE", "it can also still be accepted");
    is_str(said(), "retained accepted: C=accepted", "that closes the case");
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
           "the contract ends at %s",
           rt_case_state_name((enum rt_desk_state)s));
        is_str(ordered(), "give termination 2026-11-28 #1",
               "... by one termination, from tomorrow on");
        ok(p.notices[0].last_day == day(2026, 11, 27) &&
               p.notices[0].undo_until == w.f.now + 1800,
           "... the notice has the last day and until when to undo");
        ok(p.n_offerings == 0 || p.offerings[0].state == RT_OFFERING_RECALLED,
           "... no offer stays shown");
    }
    carry_out();
    is_str(by_client(RT_DO_END), "SAME",
           "10.11: a second time changes nothing");
}

static void
test_end_fields(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_CONFIRM);
    a = world_ask(&w, RT_DO_END, RT_DESK_CLIENT, 70);
    a.confirmed = false;
    is_int(ask_as(a), RT_DESK_BAD, "it cannot be ended without confirmation");
    is_str(p.field, "confirm", "... the field is named");
    a.confirmed = true;
    w.rules.notice_days = 10;
    a.day = day(2026, 12, 7);
    is_int(ask_as(a), RT_DESK_BAD, "nor on a day within the notice period");
    is_str(p.field, "day", "... the field is named");
    a.day++;
    is_int(ask_as(a), RT_DESK_DONE, "the first possible day is accepted");
    a.day = day(2026, 11, 27) + RT_DESK_END_DAYS;
    is_int(ask_as(a), RT_DESK_DONE, "so is a day a year ahead");
    is_str(ordered(), "give termination 2027-11-28 #1",
           "the order has the chosen day");
    a.day++;
    is_int(ask_as(a), RT_DESK_BAD, "a later day is refused");
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_SENT);
    a.day = RT_DAY_NONE;
    is_int(ask_as(a), RT_DESK_NOT_NOW, "so is a second termination");
}

static void
test_end_twice(void)
{
    world_case(&w, RT_STEP_CONFIRM);
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_NEW);
    is_str(by_client(RT_DO_END), "NOT_NOW",
           "it cannot be ended when a termination is ordered");
    is_str(rt_desk_word_key(p.say), "ending", "... the answer says so");
}

static void
test_end_direct(void)
{
    world_case(&w, RT_STEP_CONFIRM);
    w.rules.direct = true;
    by_client(RT_DO_END);
    ok(p.ends_contract && p.end_date == day(2026, 11, 28),
       "direct: the contract ends at once");
    is_str(p.end_cause, "price", "the cause is the given reason");
    w.contract.has_end_cause = true;
    by_client(RT_DO_END);
    ok(p.end_cause == NULL, "unless the contract has a cause already");
}

static void
test_withdraw(void)
{
    world_case(&w, RT_STEP_REASON);
    is_str(by_client(RT_DO_WITHDRAW), "DONE", "10.12: the client stays, at r");
    is_str(said(), "void lapsed: C=stays", "the case counts nowhere");
    ok(p.after.deleted_at == w.f.now && p.after.completed_at == 0 &&
           p.after.due_at == 0,
       "it is deleted, not completed");
    carry_out();
    is_str(by_client(RT_DO_WITHDRAW), "SAME", "a second time changes nothing");
    world_case(&w, RT_STEP_OFFER);
    is_str(by_client(RT_DO_WITHDRAW), "DONE", "the client stays, at o");
    is_str(said(), "retained withdrawn: C=stays",
           "the case is retained, withdrawn");
    ok(p.offerings[0].state == RT_OFFERING_RECALLED && p.n_orders == 0 &&
           p.after.cost_at_close == 0,
       "the offer is recalled and costs nothing");
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
        is_str(by_system(RT_DO_EXPIRE), "NOT_NOW",
               "a second before it is due nothing happens");
        w.f.now++;
        is_str(by_system(RT_DO_EXPIRE), "DONE", "it is due");
        is_str(said(), "queue : C=to_manager", "it goes to a manager");
        ok(p.after.escalated_at == w.f.now && p.n_orders == 0,
           "it never becomes a verdict");
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
    is_str(by_system(RT_DO_REMIND), "NOT_NOW",
           "no reminder before half the time");
    w.f.now++;
    is_str(by_system(RT_DO_REMIND), "DONE", "a reminder at half the time");
    is_str(said(), "offer : C=remind", "the client is reminded");
    ok(p.after.version == w.the_case.version &&
           p.after.due_at == w.the_case.due_at,
       "version and due time stay");
    is_int(p.notices[0].not_before, clock_at(day(2026, 11, 29), 9, 0),
           "a reminder due at night waits until nine");
    w.f.reminded = true;
    is_str(by_system(RT_DO_REMIND), "SAME", "once");
}

static void
test_take(void)
{
    world_case(&w, RT_STEP_QUEUE);
    is_str(by_anna(RT_DO_TAKE), "DONE", "10.14: Anna takes it");
    is_str(said(), "work :", "the case is hers");
    ok(p.after.manager_id == ANNA && p.after.version == 6,
       "the version is one higher");
    carry_out();
    {
        struct rt_desk_ask a =
            world_ask(&w, RT_DO_TAKE, RT_DESK_MANAGER, BORIS);

        a.version = 5;
        is_int(ask_as(a), RT_DESK_STALE, "Boris comes too late");
        w.rules.see_own = true;
        is_int(ask_as(a), RT_DESK_STALE, "also if he sees only his own cases");
        a.version = 6;
        is_int(ask_as(a), RT_DESK_DENIED,
               "a guessed version gets the answer for a missing case");
    }
    is_str(by_boss(RT_DO_TAKE), "DONE", "an admin takes over");
    is_str(said(), "work : U1=moved", "Anna is told");
    world_case(&w, RT_STEP_OFFER);
    is_str(by_anna(RT_DO_TAKE), "DONE",
           "a manager takes a case from the client's steps");
    ok(p.after.escalated_at == w.f.now && p.after.state == RT_STEP_WORK &&
           p.offerings[0].state == RT_OFFERING_SHOWN,
       "it is escalated; the shown offer stays");
}

static void
test_assign(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_QUEUE);
    w.workers[0].open_cases = 1;
    is_str(by_system(RT_DO_ASSIGN), "DONE", "the system assigns a case");
    is_str(said(), "work : U2=new", "to the manager with fewer cases");
    ok(p.dealt_to == BORIS && p.after.due_at == w.the_case.due_at,
       "the due time stays");
    w.f.named_manager_id = ANNA;
    by_system(RT_DO_ASSIGN);
    is_str(said(), "work : U2=assigned C=passed",
           "the client is told if another name was announced");
    w.f.now = clock_at(day(2026, 11, 27), 18, 0);
    is_str(by_system(RT_DO_ASSIGN), "NOT_NOW",
           "outside working hours the case waits");
    is_str(by_boss(RT_DO_ASSIGN), "DONE", "an admin can do it");
    w.workers[1].away_from = day(2026, 11, 27);
    is_str(by_boss(RT_DO_ASSIGN), "BAD",
           "it is not assigned to a manager who is away");
    is_str(p.field, "user", "... the field is named");
    w.workers[1].away_from = RT_DAY_NONE;
    w.workers[1].case_limit = 0;
    is_str(by_boss(RT_DO_ASSIGN), "DONE",
           "the limit of cases does not bind an admin");
    a = world_ask(&w, RT_DO_ASSIGN, RT_DESK_ADMIN, BOSS);
    a.user_id = BOSS;
    is_int(ask_as(a), RT_DESK_BAD,
           "an admin is not assigned if there is a manager");
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
    is_str(by_system(RT_DO_ASSIGN), "DONE", "as soon as somebody is free");
    is_str(said(), "work : U1=new", "the case is assigned");
}

/* DESK 10.16, 10.19. */
static void
test_release(void)
{
    world_case(&w, RT_STEP_WORK);
    is_str(by_system(RT_DO_RELEASE), "NOT_NOW",
           "a manager who is there keeps the case");
    w.workers[0].away_from = day(2026, 11, 27);
    is_str(by_system(RT_DO_RELEASE), "DONE", "a manager who is away loses it");
    is_str(said(), "queue :", "another manager may take it");
    ok(p.after.manager_id == 0, "the case has no manager");
    w.workers[1].active = w.workers[0].active = false;
    w.workers[2].active = false;
    is_str(by_system(RT_DO_RELEASE), "DONE",
           "also when the last manager loses the role");
    is_str(said(), "queue : admins=nobody", "the admins are told");
    world_case(&w, RT_STEP_PROPOSAL);
    is_str(by_anna(RT_DO_RELEASE), "DONE", "a manager gives the case back");
    ok(p.after.state == RT_STEP_QUEUE &&
           p.offerings[0].state == RT_OFFERING_SHOWN,
       "the proposed offer can still be accepted");
}

static void
test_pass(void)
{
    world_case(&w, RT_STEP_WORK);
    is_str(by_anna(RT_DO_PASS), "DONE", "a manager passes the case on");
    is_str(said(), "work : U2=assigned C=passed",
           "the new manager and the client are told");
    is_str(by_boss(RT_DO_PASS), "DONE", "an admin passes the case on");
    is_str(said(), "work : U2=assigned U1=moved C=passed",
           "the former manager too");
    w.workers[1].takes = RT_TAKES_NO;
    is_str(by_anna(RT_DO_PASS), "BAD", "not to a manager who takes no cases");
}

static void
test_propose(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_WORK);
    is_str(by_anna(RT_DO_PROPOSE), "DONE", "a manager proposes an offer");
    is_str(said(), "proposal : C=proposal", "the client is told");
    ok(p.after.first_answer_at == w.f.now && p.offerings[0].by_user == ANNA &&
           p.after.due_at == p.offerings[0].expires_at,
       "it counts as the first answer; the client has time until it expires");
    w.offers[1].automatic = false;
    is_str(by_anna(RT_DO_PROPOSE), "DONE",
           "so can an offer that is not automatic");
    w.offers[1].threshold = 54001;
    is_str(by_anna(RT_DO_PROPOSE), "NOT_NOW",
           "a profit below the threshold is refused");
    is_str(p.why, "threshold", "... the broken rule is named");
    a = world_ask(&w, RT_DO_PROPOSE, RT_DESK_MANAGER, ANNA);
    a.override = true;
    ok(ask_as(a) != RT_DESK_DONE, "a manager cannot override it");
    a = world_ask(&w, RT_DO_PROPOSE, RT_DESK_ADMIN, BOSS);
    a.override = true;
    is_int(ask_as(a), RT_DESK_DONE, "an admin can do it");
    ok(p.override, "... the override is stored");
    world_order(&w, RT_ORDER_OFFER, RT_ORDER_NEW);
    is_int(ask_as(a), RT_DESK_NOT_NOW, "nobody can stack offers");
    is_str(p.why, "stacked", "... the broken rule is named");
    a.offer_id = 99;
    is_int(ask_as(a), RT_DESK_BAD, "an unknown offer is refused");
}

static void
test_propose_limits(void)
{
    world_case(&w, RT_STEP_WORK);
    world_show(&w, 1, 0);
    is_str(by_anna(RT_DO_PROPOSE), "NOT_NOW",
           "no proposal while an offer is shown");
    is_str(p.why, "one_is_shown", "... only one at a time");
    w.f.n_offerings = 0;
    for (int i = 0; i < 3; i++)
        world_show(&w, 3, i < 2 ? ANNA : 0)->state = RT_OFFERING_DECLINED;
    is_str(by_anna(RT_DO_PROPOSE), "DONE",
           "a third proposal by staff is accepted");
    w.offerings[2].by_user = BORIS;
    is_str(by_anna(RT_DO_PROPOSE), "NOT_NOW", "a fourth is refused");
    is_str(p.why, "enough_offers", "... the answer says so");
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
    is_str(by_anna(RT_DO_PROPOSE), "NOT_NOW",
           "an offer without an end counts for 12 months");
    o->effective_on--;
    is_str(by_anna(RT_DO_PROPOSE), "DONE", "but not longer");
    o->state = RT_ORDER_REFUSED;
    o->effective_on = day(2026, 11, 1);
    is_str(by_anna(RT_DO_PROPOSE), "DONE",
           "an order that was refused does not count");
}

static void
test_recall(void)
{
    world_case(&w, RT_STEP_PROPOSAL);
    is_str(by_anna(RT_DO_RECALL), "DONE", "a manager recalls the offer");
    is_str(said(), "work : C=gone C=to_manager", "the client is told");
    world_case(&w, RT_STEP_OFFER);
    is_str(by_boss(RT_DO_RECALL), "DONE",
           "an admin recalls an automatic offer");
    is_str(said(), "offer : C=gone C=offer_more", "the next offer follows");
    ok(p.offerings[0].state == RT_OFFERING_RECALLED &&
           p.offerings[1].state == RT_OFFERING_SHOWN,
       "as after a refusal by the client");
}

static void
test_callback(void)
{
    struct rt_desk_ask a;
    int64_t most = clock_at(day(2026, 12, 11), 12, 0);

    world_case(&w, RT_STEP_WORK);
    is_str(by_anna(RT_DO_CALLBACK), "DONE", "10.27: a callback is agreed");
    is_int(p.after.due_at, clock_at(day(2026, 11, 30), 10, 0),
           "the case is due at that hour");
    is_str(said(), "work : C=callback", "the client is told");
    carry_out();
    is_str(by_anna(RT_DO_CALLBACK), "SAME",
           "the same hour again changes nothing");
    a = world_ask(&w, RT_DO_CALLBACK, RT_DESK_MANAGER, ANNA);
    a.at = most;
    is_int(ask_as(a), RT_DESK_DONE, "fourteen days ahead are accepted");
    a.at = most + 60;
    is_int(ask_as(a), RT_DESK_BAD, "more is refused");
    is_str(p.field, "at", "... the field is named");
    a.at = clock_at(day(2026, 11, 30), 13, 30);
    is_int(ask_as(a), RT_DESK_BAD, "nor an hour at lunch");
    a.at = w.f.now;
    is_int(ask_as(a), RT_DESK_BAD, "nor the present minute");
    world_case(&w, RT_STEP_QUEUE);
    is_str(by_boss(RT_DO_CALLBACK), "DONE", "an admin agrees on one, at q");
    ok(p.after.manager_id == BOSS && p.after.state == RT_STEP_WORK,
       "the case is then the admin's");
    a = world_ask(&w, RT_DO_CALLBACK, RT_DESK_ADMIN, 0);
    is_int(ask_as(a), RT_DESK_BAD, "the operator cannot be called back");
}

/* DESK 10.27: three days, not three calls. */
static void
test_no_answer(void)
{
    world_case(&w, RT_STEP_WORK);
    by_anna(RT_DO_NO_ANSWER);
    is_int(p.after.due_at, clock_at(day(2026, 11, 30), 18, 0),
           "the case is due the next working day");
    carry_out();
    by_anna(RT_DO_NO_ANSWER);
    is_int(p.after.attempts, 1, "twice on one day is one attempt");
    carry_out();
    w.f.now += 3 * INT64_C(86400);
    by_anna(RT_DO_NO_ANSWER);
    is_str(said(), "work :", "the second day changes nothing else");
    carry_out();
    w.f.now += INT64_C(86400);
    by_anna(RT_DO_NO_ANSWER);
    is_str(said(), "void no_contact: C=no_contact",
           "after the third day the case is void");
    ok(p.after.completed_at == 0 && p.after.deleted_at == w.f.now,
       "it counts in no rate");
}

static void
test_messages(void)
{
    world_case(&w, RT_STEP_WORK);
    is_str(by_client(RT_DO_MESSAGE), "DONE", "a client writes a message");
    is_str(said(), "work : C=got U1=message", "the manager is told");
    ok(p.stores_message && !p.answers_messages &&
           p.after.version == w.the_case.version,
       "the version stays");
    is_int(p.message_due_at, clock_at(day(2026, 11, 30), 12, 0),
           "it has a time to be answered by");
    w.f.message_at = w.f.now;
    is_str(by_anna(RT_DO_MESSAGE), "DONE", "staff answer it");
    is_str(said(), "work : C=reply", "the client is told");
    ok(p.answers_messages && p.after.first_answer_at == w.f.now,
       "all waiting messages are answered");
    world_case(&w, RT_STEP_NONE);
    is_str(by_client(RT_DO_MESSAGE), "DONE",
           "a message without a case is accepted");
    is_str(said(), "none : C=got admins=message", "the admins are told");
    ok(!p.opens && p.columns == 0, "it opens no case");
}

static void
test_texts(void)
{
    static char text[2 * 4001 + 1];
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_WORK);
    a = world_ask(&w, RT_DO_COMMENT, RT_DESK_MANAGER, ANNA);
    a.text = " \n";
    is_int(ask_as(a), RT_DESK_BAD, "an empty comment is refused");
    for (int i = 0; i < 2000; i++)
        memcpy(text + 2 * i, "ю", 3);
    a.text = text;
    is_int(ask_as(a), RT_DESK_DONE, "2000 letters are accepted");
    ok(p.columns == 0 && p.n_notices == 0,
       "a comment changes nothing in the case");
    memcpy(text + 4000, "ю", 3);
    is_int(ask_as(a), RT_DESK_BAD, "2001 are not");
    a = world_ask(&w, RT_DO_MESSAGE, RT_DESK_CLIENT, 70);
    for (int i = 2001; i < 4000; i++)
        memcpy(text + 2 * i, "ю", 3);
    a.text = text;
    is_int(ask_as(a), RT_DESK_DONE, "a message of 4000 letters is accepted");
    memcpy(text + 8000, "ю", 3);
    is_int(ask_as(a), RT_DESK_BAD, "4001 are not");
    is_str(p.field, "text", "... the field is named");
}

static void
test_verdicts(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_PROPOSAL);
    is_str(by_anna(RT_DO_STAYED), "DONE", "the verdict: stayed");
    is_str(said(), "retained stayed: C=stayed", "the client is told");
    ok(p.n_orders == 0 && p.after.cost_at_close == 0 &&
           p.offerings[0].state == RT_OFFERING_RECALLED,
       "there is no order and no cost");
    world_case(&w, RT_STEP_WORK);
    is_str(by_anna(RT_DO_LEFT), "DONE", "the verdict: left");
    is_str(said(), "churned left: C=left", "the client is told");
    is_str(ordered(), "give termination 2026-11-28 #1",
           "a termination is ordered");
    a = world_ask(&w, RT_DO_LEFT, RT_DESK_MANAGER, ANNA);
    a.note = "  ";
    is_int(ask_as(a), RT_DESK_BAD,
           "it is refused without a note how the client said so");
    is_str(p.field, "note", "... the field is named");
}

/* DESK 10.20, 10.21. */
static void
test_ended(void)
{
    int32_t today = day(2026, 11, 27);

    world_case(&w, RT_STEP_PROPOSAL);
    w.contract.end = today + 1;
    is_str(by_system(RT_DO_ENDED), "NOT_NOW",
           "a contract on its last day has not ended");
    w.contract.end = today;
    is_str(by_client(RT_DO_ACCEPT), "NOT_NOW",
           "the client accepts after the end");
    is_str(said(), "churned ended: C=ended U1=answered",
           "the case closes as ended");
    ok(p.writes && p.event == RT_DO_ENDED && p.n_orders == 0,
       "there is no order");
    is_int(p.notices[0].last_day, today - 1, "its last day is named");
    w.contract.next_start = today;
    is_str(by_system(RT_DO_ENDED), "DONE",
           "a new contract starts on the end date");
    ok(p.marks && p.after.state == RT_STEP_WORK &&
           p.after.outcome == RT_OUTCOME_NONE,
       "the case is marked, not churned");
    w.contract.next_start = today + 1;
    by_system(RT_DO_ENDED);
    ok(!p.marks, "a start a day later is not a continuation");
    w.rules.gap_days = 1;
    by_system(RT_DO_ENDED);
    ok(p.marks, "unless RENEWAL_GAP_DAYS allows it");
    w.contract.end = RT_DAY_OPEN;
    w.contract.active = 0;
    w.contract.next_start = today - 1;
    by_system(RT_DO_ENDED);
    ok(!p.marks && p.notices[0].last_day == today - 1,
       "inactive without an end: it ended today, without a next one");
    w.contract.next_start = today;
    by_system(RT_DO_ENDED);
    ok(p.marks, "a contract that begins today continues it");
    w.f.marked = true;
    is_str(by_system(RT_DO_ENDED), "NOT_NOW", "it is marked only once");
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
    is_str(by_client(RT_DO_UNDO), "DONE", "a close is undone within 24 hours");
    is_str(said(), "offer : C=reopened", "the case is as before");
    is_str(ordered(), "cancel offer 2026-12-01 #1", "the order is cancelled");
    ok(p.offerings[0].state == RT_OFFERING_SHOWN &&
           p.offerings[0].answered_at == 0 && p.after.completed_at == 0 &&
           p.after.due_at == w.was.due_at && p.after.since == w.was.since,
       "offering, due time and columns are as before");
    ok(p.after.version == w.the_case.version + 1, "only the version is higher");
    w.f.now++;
    is_str(by_client(RT_DO_UNDO), "NOT_NOW", "a second later it cannot");
    w.f.now--;
    w.orders[0].state = RT_ORDER_SENT;
    is_str(by_client(RT_DO_UNDO), "NOT_NOW",
           "nor after the order was exported");
    is_str(p.why, "order_sent", "... the answer says so");
    w.orders[0].state = RT_ORDER_NEW;
    w.f.open_case_id = 600;
    is_str(by_client(RT_DO_UNDO), "NOT_NOW", "nor if another case is open");
}

static void
test_undo_direct(void)
{
    world_case(&w, RT_STEP_WORK);
    w.rules.direct = true;
    by_client(RT_DO_END);
    carry_out();
    w.contract.end = day(2026, 11, 28);
    is_str(by_client(RT_DO_UNDO), "DONE",
           "direct: it is undone before it takes effect");
    is_str(ordered(), "cancel termination 2026-11-28 #1",
           "the termination is cancelled");
    w.f.now += 12 * 3600;
    is_str(by_client(RT_DO_UNDO), "NOT_NOW",
           "it is not undone after it took effect");
    w.f.now -= 12 * 3600;
    w.orders[0].state = RT_ORDER_CANCELLED;
    is_str(by_client(RT_DO_UNDO), "NOT_NOW", "nor if the end came from a file");
}

static void
test_who_undoes(void)
{
    world_case(&w, RT_STEP_RETAINED);
    is_str(by_client(RT_DO_UNDO), "DENIED",
           "a client cannot undo the verdict of a manager");
    w.the_case.outcome = RT_OUTCOME_ACCEPTED;
    is_str(by_client(RT_DO_UNDO), "DONE", "but their own acceptance");
    w.f.closed_by = BORIS;
    is_str(by_anna(RT_DO_UNDO), "DONE",
           "... and staff can do it at the client's word");
    w.the_case.outcome = RT_OUTCOME_STAYED;
    is_str(by_anna(RT_DO_UNDO), "DENIED",
           "a manager cannot undo what another did");
    is_str(by_boss(RT_DO_UNDO), "DONE", "an admin can undo everything");
    w.the_case.imported = true;
    is_str(by_boss(RT_DO_UNDO), "NOT_NOW",
           "except a case that was imported as closed");
}

/* DESK 10.26. */
static void
test_reopen(void)
{
    world_case(&w, RT_STEP_RETAINED);
    world_order(&w, RT_ORDER_OFFER, RT_ORDER_NEW);
    w.f.now = w.the_case.completed_at + 30 * INT64_C(86400);
    is_str(by_anna(RT_DO_REOPEN), "DONE", "a case is reopened after 30 days");
    ok(p.opens && p.after.id == 0 && p.after.previous_id == CASE &&
           p.after.state == RT_STEP_QUEUE && p.after.version == 1 &&
           p.after.escalated_at == w.f.now && p.after.completed_at == 0,
       "it is a new case, linked to the old one");
    is_str(ordered(), "cancel offer 2026-12-01 #1",
           "orders that were not sent are cancelled");
    w.f.now++;
    is_str(by_anna(RT_DO_REOPEN), "NOT_NOW", "a second later it cannot");
    w.f.now--;
    w.f.open_case_id = 600;
    is_str(by_anna(RT_DO_REOPEN), "NOT_NOW", "nor if another case is open");
    w.f.open_case_id = 0;
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_NEW);
    is_str(by_anna(RT_DO_REOPEN), "DONE",
           "with a termination that was not sent it is reopened");
    w.orders[1].state = RT_ORDER_SENT;
    is_str(by_anna(RT_DO_REOPEN), "NOT_NOW",
           "with one that was sent it is not");
}

static void
test_void(void)
{
    world_case(&w, RT_STEP_CHURNED);
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_NEW);
    w.f.now = w.the_case.created_at + 24 * 3600;
    is_str(by_anna(RT_DO_VOID), "DONE",
           "a manager voids a case they opened within 24 hours");
    is_str(ordered(), "cancel termination 2026-12-01 #1",
           "its orders are cancelled");
    is_str(said(), "void void: C=void", "the case counts nowhere");
    w.f.now++;
    is_str(by_anna(RT_DO_VOID), "NOT_NOW", "a second later they cannot");
    is_str(by_boss(RT_DO_VOID), "DONE", "an admin can do it later too");
    w.orders[0].state = RT_ORDER_SENT;
    is_str(by_boss(RT_DO_VOID), "NOT_NOW", "but not after an order was sent");
}

static void
test_list(void)
{
    world_case(&w, RT_STEP_NONE);
    w.rules.pause = true;
    is_str(by_boss(RT_DO_LIST), "DONE", "10.33: cases are opened from a list");
    is_str(said(), "queue :", "nobody gets a notice");
    ok(p.opens && p.after.source == RT_FROM_LIST && p.n_orders == 0,
       "its source is the list; nothing is paused");
    ok(p.after.escalated_at == w.f.now &&
           p.after.due_at == clock_at(day(2026, 11, 30), 12, 0),
       "it has a due time");
    w.f.last_case_id = 400;
    w.f.last_closed_at = w.f.now - 30 * INT64_C(86400);
    is_str(by_boss(RT_DO_LIST), "NOT_NOW",
           "a contract with a case closed 30 days ago is skipped");
    is_str(p.why, "closed_lately", "... the reason is named");
    w.f.last_closed_at--;
    is_str(by_boss(RT_DO_LIST), "DONE", "a second later it is not");
}

static void
test_pause(void)
{
    world_case(&w, RT_STEP_CONFIRM);
    w.rules.pause = true;
    by_client(RT_DO_ASK_MANAGER);
    is_str(ordered(), "give pause 2026-11-28 #1",
           "billing is paused when a manager is asked");
    carry_out();
    by_client(RT_DO_WITHDRAW);
    is_str(ordered(), "cancel pause 2026-11-28 #1",
           "a pause that was not sent is cancelled");
    carry_out();
    w.f.now += 60;
    w.the_case.outcome = RT_OUTCOME_ACCEPTED;
    by_client(RT_DO_UNDO);
    is_str(ordered(), "give pause 2026-11-28 #2",
           "after an undo it is paused again");
    w.the_case = w.was;
    w.orders[0].state = RT_ORDER_DONE;
    by_client(RT_DO_WITHDRAW);
    is_str(ordered(), "give resume 2026-11-28 #1",
           "a pause that was sent is resumed");
    by_client(RT_DO_END);
    is_str(ordered(), "give termination 2026-11-28 #1",
           "unless the contract ends");
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
       "the amounts change, the case does not");
    is_str(by_system(RT_DO_ORDER_REFUSED), "DONE",
           "10.28: billing refuses the order");
    is_str(said(), "retained stayed: U1=refused admins=refused C=order_failed",
           "there is a task, and the client is told");
    carry_out();
    is_str(by_system(RT_DO_ORDER_REFUSED), "SAME",
           "a second time changes nothing");
    is_str(by_system(RT_DO_ORDER_DONE), "NOT_NOW",
           "an order cannot be both refused and done");
    w.f.now += 40 * INT64_C(86400);
    is_str(by_anna(RT_DO_REISSUE), "DONE", "the order is issued again");
    is_str(ordered(), "give offer 2027-02-01 #2",
           "from the next possible day on");
    carry_out();
    is_str(by_anna(RT_DO_REISSUE), "NOT_NOW", "once");
    world_case(&w, RT_STEP_RETAINED);
    world_order(&w, RT_ORDER_RESUME, RT_ORDER_REFUSED);
    w.f.last_case_id = 900;
    is_str(by_anna(RT_DO_REISSUE), "DONE",
           "a resume can always be issued again");
    w.orders[0].kind = RT_ORDER_PAUSE;
    is_str(by_anna(RT_DO_REISSUE), "NOT_NOW", "a pause only for open cases");
    w.orders[0].kind = RT_ORDER_OFFER;
    is_str(by_anna(RT_DO_REISSUE), "NOT_NOW",
           "an offer only for the client's last case");
    w.f.last_case_id = CASE;
    is_str(by_anna(RT_DO_REISSUE), "DONE", "... if this is the last case");
    world_case(&w, RT_STEP_CHURNED);
    world_order(&w, RT_ORDER_TERMINATION, RT_ORDER_SENT);
    by_system(RT_DO_ORDER_DONE);
    ok(p.ends_contract && p.end_date == day(2026, 12, 1),
       "the contract ends when billing has done it");
}

static void
test_ladder(void)
{
    world_case(&w, RT_STEP_WORK);
    w.f.now = clock_at(day(2026, 11, 27), 17, 59);
    is_str(by_system(RT_DO_ALERT), "NOT_NOW",
           "no alert before six working hours");
    w.f.now = clock_at(day(2026, 11, 30), 9, 0);
    is_str(by_system(RT_DO_ALERT), "DONE", "an alert at 75 % of the time");
    is_str(said(), "work : U1=soon", "the manager is told");
    carry_out();
    w.f.now = w.the_case.due_at;
    by_system(RT_DO_ALERT);
    is_str(said(), "work : U1=overdue admins=overdue",
           "when it is due, manager and admins are told");
    carry_out();
    w.f.now += 5 * 3600;
    w.f.named_manager_id = ANNA;
    by_system(RT_DO_ALERT);
    is_str(said(), "work : U2=assigned U1=moved C=passed",
           "10.18: another manager gets the case");
    ok(p.after.due_at == w.the_case.due_at, "its due time stays");
    carry_out();
    is_str(by_system(RT_DO_ALERT), "NOT_NOW", "once");
    w.workers[0].active = false;
    w.the_case.alert_level = RT_ALERT_OVERDUE;
    by_system(RT_DO_ALERT);
    is_str(said(), "work : admins=nobody",
           "if there is none, it stays and the admins are told");
    carry_out();
    w.f.nobody_told_on = day(2026, 11, 30);
    is_str(by_system(RT_DO_ALERT), "NOT_NOW", "once a day");
    w.f.now = clock_at(day(2026, 12, 1), 9, 0);
    is_str(by_system(RT_DO_ALERT), "DONE", "again each morning");
}

/* What staff do at the client's word counts as said by the client; the way it
 * was said is stored. */
static void
test_on_word(void)
{
    struct rt_desk_ask a;

    world_case(&w, RT_STEP_CONFIRM);
    is_str(by_anna(RT_DO_END), "DONE",
           "10.24: staff end it at the client's call");
    is_str(said(), "churned insisted: C=end_done(told)",
           "the client counts as told");
    a = world_ask(&w, RT_DO_END, RT_DESK_MANAGER, ANNA);
    a.note = NULL;
    is_int(ask_as(a), RT_DESK_BAD, "it is refused without a note");
    is_str(p.field, "note", "... the field is named");
    a.note = "позвонил";
    a.source = RT_FROM_BOT;
    is_int(ask_as(a), RT_DESK_BAD, "and without the way the client said so");
    is_str(p.field, "source", "... the field is named");
    world_case(&w, RT_STEP_NONE);
    by_anna(RT_DO_REQUEST);
    ok(p.after.source == RT_FROM_PHONE && p.after.opened_by == ANNA,
       "a request by phone stores who opened it");
}

static void
test_no_channel(void)
{
    world_case(&w, RT_STEP_PROPOSAL);
    w.f.has_channel = false;
    by_client(RT_DO_ACCEPT);
    is_str(said(), "retained accepted: C=accepted(by hand) U1=answered",
           "without a channel staff get the task to tell the client");
    world_case(&w, RT_STEP_OFFER);
    w.f.has_channel = false;
    w.f.now = w.the_case.due_at;
    by_system(RT_DO_EXPIRE);
    is_str(said(), "queue :", "but not for every notice");
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
    is_str(by_system(RT_DO_EXPIRE), "NOT_NOW",
           "the system does not touch imported cases");
    {
        struct rt_desk_who system = {.role = RT_DESK_SYSTEM};
        struct rt_desk_who boss = {RT_DESK_ADMIN, BOSS, 0};
        uint64_t may = rt_desk_may(&w.f, &boss);

        is_int((int64_t)rt_desk_may(&w.f, &system),
               1 << RT_DO_UNREACHABLE | 1 << RT_DO_ORDER_DONE |
                   1 << RT_DO_ORDER_REFUSED,
               "... except events that are not about the case");
        ok((may >> RT_DO_TAKE & 1) != 0 && (may >> RT_DO_LAPSE & 1) != 0 &&
               (may >> RT_DO_ACCEPT & 1) != 0,
           "a person can take it, close it, accept its offer");
    }
    is_str(by_anna(RT_DO_COMMENT), "DONE", "a comment is accepted");
    ok(!p.adopts && p.after.due_at == 0, "it does not adopt the case");
    is_str(by_client(RT_DO_ASK_MANAGER), "DONE",
           "the first other event by a person does");
    ok(p.adopts && !p.after.imported && p.n_offerings == 1 &&
           p.offerings[0].offer_id == 2 && p.offerings[0].shown_at == w.f.now,
       "its offer becomes offering 1, shown now");
    {
        struct rt_desk_ask a = world_ask(&w, RT_DO_ACCEPT, RT_DESK_CLIENT, 70);

        a.n = 1;
        is_int(ask_as(a), RT_DESK_DONE, "that offer can be accepted at once");
        a.n = 2;
        is_int(ask_as(a), RT_DESK_NOT_NOW, "another one cannot");
        ok(!p.adopts && !p.writes && p.n_offerings == 0,
           "that changes nothing");
    }
    is_str(by_boss(RT_DO_LAPSE), "DONE",
           "the case can be closed as unfinished");
    is_str(said(), "void lapsed:", "nobody gets a notice");
    world_case(&w, RT_STEP_WORK);
    w.the_case.imported = true;
    w.the_case.escalated_at -= 500 * INT64_C(86400);
    by_anna(RT_DO_NO_ANSWER);
    is_int(p.after.due_at, clock_at(day(2026, 11, 30), 18, 0),
           "an old case is not overdue when it is adopted");
    is_str(by_anna(RT_DO_TAKE), "DONE", "its manager takes it to work");
    ok(p.adopts && p.after.due_at == clock_at(day(2026, 11, 30), 12, 0) &&
           p.n_notices == 0,
       "that adopts it without a notice");
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
