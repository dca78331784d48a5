/* Every event in every state by everybody, compared with a second copy of the
 * table in DESK 2. */
#include "world.h"

/* Who asks: the client, another client, Anna (who opened the case, is its
 * manager and closed it), Boris, an admin, the system. */
enum { OWN, STRANGER, HERS, HIS, ADMIN, SYSTEM, ACTORS };

static const char *const actor_names[ACTORS] = {
    "the client",      "another client", "its manager",
    "another manager", "an admin",       "the system"};

/* The answers in the states none, r, o, c, q, w, p, R, X, V: D done, s same,
 * n not now, x denied.  A letter alone stands for all ten. */
static const struct {
    enum rt_desk_event event;
    const char *by[ACTORS];
} expected[] = {
    {RT_DO_REQUEST,
     {"Dssssssnnn", "x", "Dssssssnnn", "Dssssssnnn", "Dssssssnnn", "x"}},
    {RT_DO_REASON,
     {"xDDDDDDnnn", "x", "xDDDDDDnnn", "xDDDDDDnnn", "xDDDDDDnnn", "x"}},
    {RT_DO_ACCEPT,
     {"xDDDDDDnnn", "x", "xDDDDDDnnn", "xDDDDDDnnn", "xDDDDDDnnn", "x"}},
    {RT_DO_DECLINE,
     {"xDDDDDDnnn", "x", "xDDDDDDnnn", "xDDDDDDnnn", "xDDDDDDnnn", "x"}},
    {RT_DO_ASK_MANAGER,
     {"xDDDsssnnn", "x", "xDDDsssnnn", "xDDDsssnnn", "xDDDsssnnn", "x"}},
    {RT_DO_WITHDRAW,
     {"xDDDDDDnnn", "x", "xDDDDDDnnn", "xDDDDDDnnn", "xDDDDDDnnn", "x"}},
    {RT_DO_END,
     {"xDDDDDDnnn", "x", "xDDDDDDnnn", "xDDDDDDnnn", "xDDDDDDnnn", "x"}},
    {RT_DO_ESCALATE, {"x", "x", "x", "x", "x", "x"}},
    {RT_DO_EXPIRE, {"x", "x", "x", "x", "x", "xDDDDDDnnn"}},
    {RT_DO_LIST, {"x", "x", "Dnnnnnnnnn", "Dnnnnnnnnn", "Dnnnnnnnnn", "x"}},
    {RT_DO_CALLBACK, {"x", "x", "xnnnnDDnnn", "xnnnnxxxxx", "xnnnDDDnnn", "x"}},
    {RT_DO_NO_ANSWER,
     {"x", "x", "xnnnnDnnnn", "xnnnnxxxxx", "xnnnnDnnnn", "x"}},
    {RT_DO_REMIND, {"x", "x", "x", "x", "x", "xDDDnnDnnn"}},
    {RT_DO_ASSIGN, {"x", "x", "x", "x", "xnnnDnnnnn", "xnnnDnnnnn"}},
    {RT_DO_TAKE, {"x", "x", "xDDDDssnnn", "xDDDDxxnnn", "xDDDDDDnnn", "x"}},
    {RT_DO_RELEASE,
     {"x", "x", "xnnnsDDnnn", "xnnnsxxxxx", "xnnnsDDnnn", "xnnnsDDnnn"}},
    {RT_DO_PASS, {"x", "x", "xnnnnDDnnn", "xnnnnxxxxx", "xnnnnDDnnn", "x"}},
    {RT_DO_PROPOSE, {"x", "x", "xnnnnDnnnn", "xnnnnxxxxx", "xnnnnDnnnn", "x"}},
    {RT_DO_RECALL, {"x", "x", "xnnnnDDnnn", "xnnnnxxxxx", "xDDDDDDnnn", "x"}},
    {RT_DO_COMMENT, {"x", "x", "xDDDDDDDDD", "xDDDDDDDDD", "xDDDDDDDDD", "x"}},
    {RT_DO_MESSAGE, {"D", "x", "D", "D", "D", "x"}},
    {RT_DO_NO_REPLY, {"x", "x", "D", "D", "D", "x"}},
    {RT_DO_STAYED, {"x", "x", "xnnnnDDsnn", "xnnnnxxsxx", "xnnnnDDsnn", "x"}},
    {RT_DO_LEFT, {"x", "x", "xnnnnDDnsn", "xnnnnxxxsx", "xnnnDDDnsn", "x"}},
    {RT_DO_ENDED, {"x", "x", "x", "x", "x", "xDDDDDDnnn"}},
    {RT_DO_UNDO,
     {"xnnnnnnxxn", "x", "xnnnnnnDDn", "xnnnnnnxxn", "xnnnnnnDDn", "x"}},
    {RT_DO_REOPEN, {"x", "x", "xnnnnnnDDn", "xnnnnnnDDn", "xnnnnnnDDn", "x"}},
    {RT_DO_VOID, {"x", "x", "xDDDDDDDDs", "xxxxxxxxxs", "xDDDDDDDDs", "x"}},
    {RT_DO_UNREACHABLE, {"x", "x", "x", "x", "x", "D"}},
    {RT_DO_ORDER_DONE, {"x", "x", "x", "x", "D", "D"}},
    {RT_DO_ORDER_REFUSED, {"x", "x", "x", "x", "D", "D"}},
    {RT_DO_LAPSE, {"x", "x", "x", "x", "xDDDDDDnnn", "x"}},
    {RT_DO_ALERT, {"x", "x", "x", "x", "x", "xnnnDDnnnn"}},
    {RT_DO_REISSUE, {"x", "x", "xDDDDDDDDn", "xDDDDDDDDn", "xDDDDDDDDn", "x"}},
};

static struct rt_desk_who
who_of(int actor)
{
    switch (actor) {
    case OWN:
        return (struct rt_desk_who){RT_DESK_CLIENT, 70, CLIENT};
    case STRANGER:
        return (struct rt_desk_who){RT_DESK_CLIENT, 80, CLIENT + 1};
    case HERS:
        return (struct rt_desk_who){RT_DESK_MANAGER, ANNA, 0};
    case HIS:
        return (struct rt_desk_who){RT_DESK_MANAGER, BORIS, 0};
    case ADMIN:
        return (struct rt_desk_who){RT_DESK_ADMIN, BOSS, 0};
    default:
        return (struct rt_desk_who){RT_DESK_SYSTEM, 0, 0};
    }
}

static bool
has_shown(const struct world *w)
{
    return w->f.n_offerings > 0;
}

/* Make true whatever the event needs to be possible in the case's state. */
static void
make_possible(struct world *w, enum rt_desk_event e)
{
    enum rt_desk_state s = w->the_case.state;

    switch (e) {
    case RT_DO_ACCEPT:
    case RT_DO_DECLINE:
    case RT_DO_RECALL:
    case RT_DO_EXPIRE:
        if (s != RT_STEP_NONE && !has_shown(w))
            world_show(w, 1, 0);
        if (e == RT_DO_EXPIRE)
            w->f.now += 73 * 3600;
        break;
    case RT_DO_REMIND:
        w->f.now += 40 * 3600;
        break;
    case RT_DO_ALERT:
        w->f.now = clock_at(day(2026, 11, 30), 17, 0);
        break;
    case RT_DO_ENDED:
        w->contract.end = day(2026, 11, 27);
        break;
    case RT_DO_ORDER_DONE:
    case RT_DO_ORDER_REFUSED:
        world_order(w, RT_ORDER_OFFER, RT_ORDER_SENT);
        break;
    case RT_DO_NO_REPLY:
        w->f.message_at = w->f.now - 3600;
        break;
    case RT_DO_REISSUE:
        world_order(w, RT_ORDER_OFFER, RT_ORDER_REFUSED);
        break;
    case RT_DO_LAPSE:
        w->the_case.imported = rt_case_in(s, RT_IN_OPEN);
        break;
    default:
        break;
    }
}

static char
letter(const struct rt_desk_plan *p)
{
    static const char letters[] = "DstnxB";

    return letters[p->answer];
}

/* Set up the world and the question of an actor. */
static struct rt_desk_ask
prepare(struct world *w, enum rt_desk_event e, enum rt_desk_state s, int actor)
{
    struct rt_desk_ask a;

    world_case(w, s);
    make_possible(w, e);
    if (e == RT_DO_RELEASE && actor == SYSTEM)
        w->workers[0].away_from = day(2026, 11, 27);
    a = world_ask(w, e, RT_DESK_SYSTEM, 0);
    a.who = who_of(actor);
    if (a.who.role == RT_DESK_SYSTEM)
        a.user_id = 0;
    return a;
}

static void
test_matrix(void)
{
    static struct world w;
    static struct rt_desk_plan p;

    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        for (int actor = 0; actor < ACTORS; actor++) {
            const char *want = expected[i].by[actor];
            char got[RT_STEP__MAX + 1] = "", all[RT_STEP__MAX + 1] = "";
            char what[100];

            for (int s = 0; s < RT_STEP__MAX; s++) {
                struct rt_desk_ask a = prepare(&w, expected[i].event,
                                               (enum rt_desk_state)s, actor);

                rt_desk_decide(&w.f, &a, &p);
                got[s] = letter(&p);
                all[s] = want[want[1] == '\0' ? 0 : s];
            }
            snprintf(what, sizeof what, "%s by %s",
                     rt_desk_event_name(expected[i].event), actor_names[actor]);
            is_str(got, all, what);
        }
    }
    is_int(sizeof expected / sizeof expected[0], RT_DO__MAX,
           "every event is in the table");
}

/* The buttons that are shown are exactly those that the table allows. */
static void
test_may_agrees(void)
{
    static struct world w;
    static struct rt_desk_plan p;
    int wrong = 0, buttons = 0;

    for (int e = 0; e < RT_DO__MAX; e++) {
        for (int actor = 0; actor < ACTORS; actor++) {
            for (int s = 0; s < RT_STEP__MAX; s++) {
                struct rt_desk_ask a = prepare(&w, (enum rt_desk_event)e,
                                               (enum rt_desk_state)s, actor);
                bool may = (rt_desk_may(&w.f, &a.who) >> e & 1) != 0;

                rt_desk_decide(&w.f, &a, &p);
                buttons += may;
                if (may != (p.answer == RT_DESK_DONE)) {
                    wrong++;
                    printf("# %s in %s by %s: may %d, %s\n",
                           rt_desk_event_name((enum rt_desk_event)e),
                           rt_case_state_name((enum rt_desk_state)s),
                           actor_names[actor], may,
                           rt_desk_answer_name(p.answer));
                }
            }
        }
    }
    is_int(wrong, 0, "a button is there when, and only when, it works");
    ok(buttons > 300, "there are buttons: %d", buttons);
}

static bool
carries_version(enum rt_desk_event e)
{
    return e != RT_DO_REQUEST && e != RT_DO_LIST && e != RT_DO_COMMENT &&
           e != RT_DO_MESSAGE && e != RT_DO_NO_REPLY &&
           e != RT_DO_ORDER_DONE && e != RT_DO_ORDER_REFUSED;
}

/* With an older version staff get STALE and no plan; for the client and the
 * system the version does not matter. */
static void
test_stale(void)
{
    static struct world w;
    static struct rt_desk_plan now, old;
    int wrong = 0, stale = 0;

    for (int e = 0; e < RT_DO__MAX; e++) {
        for (int actor = 0; actor < ACTORS; actor++) {
            for (int s = 1; s < RT_STEP__MAX; s++) {
                struct rt_desk_ask a = prepare(&w, (enum rt_desk_event)e,
                                               (enum rt_desk_state)s, actor);
                bool staff = actor == HERS || actor == HIS || actor == ADMIN;

                rt_desk_decide(&w.f, &a, &now);
                a.version--;
                rt_desk_decide(&w.f, &a, &old);
                stale += old.answer == RT_DESK_STALE;
                if (!staff || !carries_version(a.event))
                    wrong += old.answer != now.answer;
                else if (now.answer == RT_DESK_DONE ||
                         now.answer == RT_DESK_NOT_NOW)
                    wrong += old.answer != RT_DESK_STALE || old.writes;
                else
                    wrong +=
                        old.answer != now.answer && old.answer != RT_DESK_STALE;
            }
        }
    }
    is_int(wrong, 0, "only staff get STALE for an older version");
    ok(stale > 300, "that happens: %d", stale);
}

/* The same key a second time, in any state, by anybody, writes nothing. */
static void
test_seen(void)
{
    static struct world w;
    static struct rt_desk_plan p;
    int wrong = 0;

    for (int e = 0; e < RT_DO__MAX; e++) {
        for (int s = 0; s < RT_STEP__MAX; s++) {
            struct rt_desk_ask a =
                prepare(&w, (enum rt_desk_event)e, (enum rt_desk_state)s, OWN);

            w.f.seen = true;
            rt_desk_decide(&w.f, &a, &p);
            wrong += p.answer != RT_DESK_SAME || p.writes;
        }
    }
    is_int(wrong, 0, "a key that was seen is answered SAME");
}

/* Staff who are themselves the client, and managers who see only their own
 * cases. */
static void
test_who_sees(void)
{
    static struct world w;
    static struct rt_desk_plan p;
    int own = 0, hidden = 0, shown = 0, n = 0;

    for (int e = 0; e < RT_DO__MAX; e++) {
        for (int s = 1; s < RT_STEP__MAX; s++) {
            struct rt_desk_ask a = prepare(&w, (enum rt_desk_event)e,
                                           (enum rt_desk_state)s, ADMIN);
            bool manager;

            a.who.client_id = CLIENT;
            rt_desk_decide(&w.f, &a, &p);
            own += p.answer == RT_DESK_DENIED;
            n++;
            a = prepare(&w, (enum rt_desk_event)e, (enum rt_desk_state)s, HIS);
            w.rules.see_own = true;
            manager = w.the_case.manager_id != 0;
            rt_desk_decide(&w.f, &a, &p);
            hidden += manager && p.answer != RT_DESK_DENIED;
            shown += !manager && p.answer == RT_DESK_DONE;
        }
    }
    is_int(own, n, "nobody works on a case of their own contract");
    is_int(hidden, 0, "DESK_SEE=own: another's case is missing");
    ok(shown > 20, "one that is nobody's is not: %d", shown);
}

static void
test_words(void)
{
    enum rt_desk_event e;
    int wrong = 0;

    for (int i = 0; i < RT_DO__MAX; i++)
        wrong += rt_desk_event_parse(rt_desk_event_name((enum rt_desk_event)i),
                                     &e) != RT_OK ||
                 (int)e != i;
    is_int(wrong, 0, "events are read as they are written");
    ok(rt_desk_event_parse("nothing", &e) == RT_NONE, "no such event");
}

int
main(void)
{
    test_matrix();
    test_may_agrees();
    test_stale();
    test_seen();
    test_who_sees();
    test_words();
    return done();
}
