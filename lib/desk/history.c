#include "desk/history.h"

static bool
opens(enum rt_desk_event kind)
{
    return kind == RT_DO_REQUEST || kind == RT_DO_LIST || kind == RT_DO_REOPEN;
}

/* What was closed is open again, and its clock goes on. */
static enum rt_code
take_undo(struct rt_desk_history *h, const struct rt_past_event *e,
          struct rt_arena *a, struct rt_err *err)
{
    struct rt_desk_was was;
    enum rt_code rc = RT_OK;

    h->since = e->at;
    if (h->was != NULL) {
        rc = rt_desk_was_read(h->was, a, &was, err);
        if (rc == RT_OK)
            h->since = was.c.imported ? h->adopted_at : was.c.since;
    }
    h->was = NULL;
    h->closed_by = 0;
    return rc;
}

/* The case has come into another state. */
static void
take_turn(struct rt_desk_history *h, const struct rt_past_event *e)
{
    h->since = e->at;
    h->reminded = false;
    if (rt_case_in(e->state, RT_IN_CLOSED)) {
        h->closed_by = e->user_id;
        h->was = e->was;
    }
}

enum rt_code
rt_desk_history_read(const struct rt_past_event *events, size_t n,
                     int64_t created_at, struct rt_arena *a,
                     struct rt_desk_history *out, struct rt_err *err)
{
    enum rt_desk_state state = RT_STEP_NONE;
    int64_t manager = 0;
    bool imported = n > 0 && !opens(events[0].kind);
    enum rt_code rc = RT_OK;

    *out = (struct rt_desk_history){.since = created_at};
    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        const struct rt_past_event *e = &events[i];

        if (imported && out->adopted_at == 0 && e->state != RT_STEP_NONE)
            out->adopted_at = e->at;
        if (e->kind == RT_DO_UNDO)
            rc = take_undo(out, e, a, err);
        else if (e->state != state && e->state != RT_STEP_NONE)
            take_turn(out, e);
        if (e->kind == RT_DO_REMIND)
            out->reminded = true;
        if (e->kind == RT_DO_NO_ANSWER)
            out->last_attempt_at = e->at;
        if (e->kind == RT_DO_ENDED && rt_case_in(e->state, RT_IN_OPEN))
            out->marked = true;
        if (e->kind == RT_DO_RELEASE)
            out->passed_over_id = manager;
        else if (e->manager_id != 0)
            out->passed_over_id = 0;
        state = e->state;
        manager = e->manager_id;
    }
    return rc;
}
