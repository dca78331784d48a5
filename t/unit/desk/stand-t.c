/* Where a case stands, in words for its client: each state has its sentence,
 * and the client is never told what the contract earns. */
#include "world.h"
#include "desk/stand.h"

#include <string.h>

static struct rt_arena *a;
static struct world w;
static struct rt_desk_stand stand;

/* All that is said, as one text. */
static const char *
stands(enum rt_lang lang, const char *manager)
{
    const struct rt_desk_speech like = {.lang = lang,
                                        .case_id = w.the_case.id,
                                        .now = w.f.now,
                                        .contract = "4821",
                                        .end_info = "",
                                        .support = "8 800",
                                        .before = w.contract.amounts,
                                        .from = day(2026, 12, 1),
                                        .currency = "RUB",
                                        .digits = 2,
                                        .zone = world_zone,
                                        .report = world_zone};
    const char *all = "";

    rt_desk_stand(&w.f, &like, manager, a, &stand);
    for (size_t i = 0; i < stand.n; i++)
        all = rt_fmt(a, "%s%s%s", all, i > 0 ? " | " : "", stand.text[i]);
    return all;
}

static bool
says(const char *text, const char *part)
{
    bool found = strstr(text, part) != NULL;

    if (!found)
        printf("# %s\n", text);
    return found;
}

static void
test_open(void)
{
    world_case(&w, RT_STEP_REASON);
    ok(says(stands(RT_LANG_EN, NULL), "We received your request No. 512 on 27 "
                                      "Nov 2026 at 11:00 (Moscow time)"),
       "reason: the receipt, of the hour of the request");
    ok(says(stands(RT_LANG_EN, NULL), " | Why have you decided to leave?"),
       "and the question");
    world_case(&w, RT_STEP_CONFIRM);
    ok(says(stands(RT_LANG_EN, NULL), "We have nothing to offer"),
       "confirm: nothing to offer");
    world_case(&w, RT_STEP_QUEUE);
    w.the_case.due_at = w.f.now + 3600;
    ok(says(stands(RT_LANG_EN, NULL), "Our manager will contact you by 27 Nov, "
                                      "13:00 (Moscow time)"),
       "queue: by when");
    world_case(&w, RT_STEP_WORK);
    w.the_case.due_at = w.the_case.callback_at = w.f.now + 3600;
    ok(says(stands(RT_LANG_RU, "Анна"), "Анна позвонит вам 27.11.2026 в 13:00"),
       "work: who calls, and when");
}

static void
test_offers(void)
{
    world_case(&w, RT_STEP_OFFER);
    w.f.n_offerings = 0;
    world_show(&w, 1, 0);
    ok(says(stands(RT_LANG_EN, NULL),
            "We would like you to stay and can offer"),
       "offer: the first one");
    ok(says(stands(RT_LANG_EN, NULL), "900.00 a month instead of"),
       "with what it changes");
    w.offerings[0].state = RT_OFFERING_DECLINED;
    world_show(&w, 2, 0);
    ok(says(stands(RT_LANG_EN, NULL), "There is one more offer"),
       "the second one");
    world_case(&w, RT_STEP_PROPOSAL);
    w.f.n_offerings = 0;
    world_show(&w, 1, ANNA);
    ok(says(stands(RT_LANG_EN, "Anna"), "Anna offers: "), "a manager's");
    world_case(&w, RT_STEP_QUEUE);
    w.f.n_offerings = 0;
    w.the_case.due_at = w.f.now + 3600;
    world_show(&w, 1, 0);
    ok(says(stands(RT_LANG_EN, NULL), "can offer") && stand.n == 2,
       "queue: an offer that can still be accepted comes first");
}

static const struct {
    enum rt_desk_state state;
    enum rt_case_outcome outcome;
    const char *says;
} closed[] = {
    {RT_STEP_RETAINED, RT_OUTCOME_STAYED, "Our manager noted that you are"},
    {RT_STEP_RETAINED, RT_OUTCOME_WITHDRAWN, "Good, nothing changes."},
    {RT_STEP_CHURNED, RT_OUTCOME_INSISTED,
     "Received on 27 Nov 2026 at 12:00 (Moscow time), request No. 512. Contract "
     "4821 stays in force up to and including 30 Nov 2026 and then ends. Changed "
     "your mind? You can undo this until 27 Nov, 12:30"},
    {RT_STEP_CHURNED, RT_OUTCOME_LEFT, "At your request contract 4821 ends"},
    {RT_STEP_CHURNED, RT_OUTCOME_ENDED, "Contract 4821 has ended"},
    {RT_STEP_VOID, RT_OUTCOME_LAPSED, "Good, nothing changes."},
    {RT_STEP_VOID, RT_OUTCOME_VOID, "was created by mistake"},
    {RT_STEP_VOID, RT_OUTCOME_NO_CONTACT, "We tried to reach you three times"},
    {RT_STEP_RETAINED, RT_OUTCOME_NONE, ""},
};

static void
test_closed(void)
{
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
        const char *text;

        world_case(&w, closed[i].state);
        w.the_case.outcome = closed[i].outcome;
        w.the_case.completed_at = w.f.now;
        w.orders[0] = (struct rt_order){.id = 1,
                                        .kind = RT_ORDER_TERMINATION,
                                        .case_id = CASE,
                                        .effective_on = day(2026, 12, 1)};
        w.f.n_orders = 1;
        text = stands(RT_LANG_EN, NULL);
        ok(says(text, closed[i].says), "%s %s",
           rt_case_state_name(closed[i].state),
           rt_case_outcome_name(closed[i].outcome));
        ok(strstr(text, "540") == NULL, "  without what it earns");
    }
    is_int((long)stand.n, 0, "closed elsewhere: nothing is known of it");
}

static void
test_accepted(void)
{
    const char *text;

    world_case(&w, RT_STEP_RETAINED);
    w.f.n_offerings = w.f.n_orders = 0;
    w.the_case.outcome = RT_OUTCOME_ACCEPTED;
    w.the_case.completed_at = w.f.now;
    world_show(&w, 1, 0)->state = RT_OFFERING_ACCEPTED;
    w.orders[0] = (struct rt_order){.id = 1,
                                    .kind = RT_ORDER_OFFER,
                                    .case_id = CASE,
                                    .effective_on = day(2027, 1, 1)};
    w.f.n_orders = 1;
    text = stands(RT_LANG_EN, NULL);
    ok(says(text, "Agreed: Скидка. From 1 Jan 2027"),
       "accepted: from the day of its order");
}

int
main(void)
{
    a = rt_arena_new();
    test_open();
    test_offers();
    test_closed();
    test_accepted();
    rt_arena_free(a);
    rt_zone_free(world_zone);
    return done();
}
