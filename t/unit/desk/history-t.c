/* What the events of a case tell about it, and how it was before. */
#include "desk/history.h"
#include "../tap.h"

#include <string.h>

static struct rt_arena *a;

static struct rt_desk_history
read_all(const struct rt_past_event *e, size_t n)
{
    struct rt_desk_history h;

    if (rt_desk_history_read(e, n, 100, a, &h, NULL) != RT_OK)
        abort();
    return h;
}
#define READ(e) read_all(e, sizeof(e) / sizeof(e)[0])

static void
test_states(void)
{
    const struct rt_past_event e[] = {
        {RT_DO_REQUEST, RT_STEP_REASON, .at = 100},
        {RT_DO_REMIND, RT_STEP_REASON, .at = 150},
        {RT_DO_REASON, RT_STEP_OFFER, .at = 200},
        {RT_DO_COMMENT, RT_STEP_OFFER, .at = 250},
    };

    is_int(read_all(e, 2).since, 100, "since it came");
    ok(read_all(e, 2).reminded, "reminded there");
    is_int(READ(e).since, 200, "since the last step, not since a comment");
    ok(!READ(e).reminded, "a reminder is of the state before");
    is_int(READ(e).adopted_at, 0, "opened here, so never adopted");
    is_int(read_all(e, 0).since, 100, "without events since it was created");
}

static void
test_adopted(void)
{
    const struct rt_past_event e[] = {
        {RT_DO_COMMENT, RT_STEP_NONE, .at = 150},
        {RT_DO_TAKE, RT_STEP_WORK, .manager_id = 1, .at = 200},
        {RT_DO_NO_ANSWER, RT_STEP_WORK, .manager_id = 1, .at = 300},
    };

    is_int(read_all(e, 1).adopted_at, 0, "a comment adopts no imported row");
    is_int(READ(e).adopted_at, 200, "the first step does");
    is_int(READ(e).since, 200, "and it is there since then");
    is_int(READ(e).last_attempt_at, 300, "the last attempt to call");
}

static void
test_managers(void)
{
    const struct rt_past_event e[] = {
        {RT_DO_LIST, RT_STEP_QUEUE, .at = 100},
        {RT_DO_ASSIGN, RT_STEP_WORK, .manager_id = 1, .at = 110},
        {RT_DO_RELEASE, RT_STEP_QUEUE, .at = 120},
        {RT_DO_COMMENT, RT_STEP_QUEUE, .at = 130},
        {RT_DO_ASSIGN, RT_STEP_WORK, .manager_id = 2, .at = 140},
    };

    is_int(read_all(e, 2).passed_over_id, 0, "nobody gave it back");
    is_int(read_all(e, 4).passed_over_id, 1, "who gave it back");
    is_int(READ(e).passed_over_id, 0, "until another has it");
}

static const char *
was_at(int64_t since)
{
    struct rt_desk_was was = {
        .c = {.state = RT_STEP_OFFER, .since = since, .reason = "price"},
        .end = INT32_MAX,
        .active = -1};

    return rt_desk_was_write(&was, a);
}

static void
test_close_and_undo(void)
{
    const struct rt_past_event e[] = {
        {RT_DO_REQUEST, RT_STEP_REASON, .at = 100},
        {RT_DO_REASON, RT_STEP_OFFER, .at = 200},
        {RT_DO_ACCEPT, RT_STEP_RETAINED, .user_id = 70, .at = 300,
         .was = was_at(200)},
        {RT_DO_COMMENT, RT_STEP_RETAINED, .user_id = 1, .at = 310},
        {RT_DO_UNDO, RT_STEP_OFFER, .user_id = 70, .at = 400},
    };
    struct rt_desk_history h = read_all(e, 4);

    is_int(h.closed_by, 70, "who closed it, not who commented");
    ok(h.was != NULL, "how it was before");
    h = READ(e);
    is_int(h.since, 200, "undone: its clock goes on");
    is_int(h.closed_by, 0, "and nobody has closed it");
    ok(h.was == NULL, "nothing is left to undo");
}

static void
test_marked(void)
{
    const struct rt_past_event e[] = {
        {RT_DO_REQUEST, RT_STEP_REASON, .at = 100},
        {RT_DO_ENDED, RT_STEP_QUEUE, .at = 200},
    };
    const struct rt_past_event closed[] = {
        {RT_DO_REQUEST, RT_STEP_REASON, .at = 100},
        {RT_DO_ENDED, RT_STEP_CHURNED, .at = 200},
    };

    ok(READ(e).marked, "ended, and a person decides");
    ok(!READ(closed).marked, "ended and closed");
}

static void
test_was(void)
{
    struct rt_desk_was out, was = {.c = {.id = 5,
                                         .state = RT_STEP_PROPOSAL,
                                         .source = RT_FROM_LETTER,
                                         .arm = RT_ARM_HOLDOUT,
                                         .words = "свои \"слова\"\n",
                                         .due_at = INT64_C(1795773600),
                                         .attempts = 2,
                                         .version = 7,
                                         .since = 12,
                                         .imported = true},
                                   .end = 20000,
                                   .active = 0,
                                   .cause = "price"};
    const char *text = rt_desk_was_write(&was, a);

    is_int(rt_desk_was_read(text, a, &out, NULL), RT_OK, "it is read back");
    is_int(out.c.state, RT_STEP_PROPOSAL, "state");
    is_int(out.c.source, RT_FROM_LETTER, "source");
    is_int(out.c.arm, RT_ARM_HOLDOUT, "arm");
    is_str(out.c.words, was.c.words, "own words");
    ok(out.c.reason == NULL, "no reason stays none");
    is_int(out.c.due_at, was.c.due_at, "instants");
    is_int(out.c.attempts, 2, "numbers");
    ok(out.c.imported, "imported");
    is_int(out.end, 20000, "the contract's end");
    is_str(out.cause, "price", "and cause");
    ok(strchr(text, '\n') == NULL, "on one line");
    is_int(rt_desk_was_read("{", a, &out, NULL), RT_EBROKEN, "cut short");
    is_int(rt_desk_was_read("[]", a, &out, NULL), RT_EBROKEN, "no object");
    is_int(rt_desk_was_read("{\"state\":\"odd\",\"source\":\"bot\"}", a, &out,
                            NULL),
           RT_EBROKEN, "a state that does not exist");
}

int
main(void)
{
    a = rt_arena_new();
    test_states();
    test_adopted();
    test_managers();
    test_close_and_undo();
    test_marked();
    test_was();
    rt_arena_free(a);
    return done();
}
