#include "desk/apply.h"

#include "desk/decide.h"
#include "repo/desk_cases.h"
#include "repo/desk_events.h"

/* A wish on its way through a transaction, which may run again. */
struct applying {
    const struct rt_desk_setup *setup;
    const struct rt_desk_wish *wish;
    int64_t contract_id;
    struct rt_arena *a;
    struct rt_desk_result *out;
};

/* Whether somebody of the staff will be looked for. */
static bool
deals(enum rt_desk_event e)
{
    return e == RT_DO_ASSIGN || e == RT_DO_RELEASE || e == RT_DO_ALERT;
}

/* Still what they were when they asked. */
static bool
has_role(const struct rt_desk_facts *f, const struct rt_desk_who *who)
{
    const struct rt_worker *w;

    if (who->user_id == 0 ||
        (who->role & (RT_DESK_MANAGER | RT_DESK_ADMIN)) == 0)
        return true;
    w = rt_worker_find(f->workers, f->n_workers, who->user_id);
    return w != NULL && w->active && w->admin == (who->role == RT_DESK_ADMIN);
}

static void
deny(struct rt_desk_plan *plan, const struct rt_desk_ask *ask)
{
    *plan = (struct rt_desk_plan){
        .answer = RT_DESK_DENIED, .event = ask->event, .by = ask->who.role};
}

static enum rt_code
apply_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct applying *t = arg;
    const struct rt_desk_wish *w = t->wish;
    struct rt_desk_result *out = t->out;
    const struct rt_desk_about about = {
        .case_id = w->case_id,
        .contract_id = t->contract_id,
        .key = w->key,
        .now = w->now,
        .lock = true,
        .count_cases = deals(w->ask.event),
        .staff = w->staff,
        .n_staff = w->n_staff,
    };
    const struct rt_desk_deed deed = {
        .office = &t->setup->office,
        .scene = &out->scene,
        .ask = &w->ask,
        .plan = &out->plan,
        .key = w->key,
        .channel = w->channel,
        .via = w->via,
        .request_id = w->request_id,
    };
    enum rt_code rc = rt_desk_facts_read(db, &t->setup->office, &about, t->a,
                                         &out->scene, err);

    out->stored = (struct rt_desk_stored){0};
    if (rc != RT_OK)
        return rc;
    if (has_role(&out->scene.facts, &w->ask.who))
        rt_desk_decide(&out->scene.facts, &w->ask, &out->plan);
    else
        deny(&out->plan, &w->ask);
    return out->plan.writes ? rt_desk_store(db, &deed, &out->stored, err)
                            : RT_OK;
}

/* The connection was lost at COMMIT. */
static enum rt_code
find_landed(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct applying *t = arg;
    bool seen;
    enum rt_code rc = rt_desk_key_seen(db, t->wish->key, true, &seen, err);

    if (rc == RT_OK && !seen)
        return RT_NONE;
    return rc;
}

/* The contract that is locked before the case.  A case never gets another,
 * but by an import, and then the scene says that there is none. */
static enum rt_code
find_contract(struct rt_db *db, struct applying *t, struct rt_err *err)
{
    if (t->wish->case_id == 0) {
        t->contract_id = t->wish->contract_id;
        return RT_OK;
    }
    return rt_desk_case_contract(db, t->wish->case_id, &t->contract_id, err);
}

/* What went through before, or does not concern the asker. */
static enum rt_code
settle(struct rt_db *db, struct applying *t, enum rt_code rc,
       struct rt_err *err)
{
    const struct rt_desk_wish *w = t->wish;
    struct rt_desk_plan *plan = &t->out->plan;

    if (rc == RT_ECONFLICT && t->out->stored.twice) {
        if (err != NULL)
            *err = (struct rt_err){0};
        *plan = (struct rt_desk_plan){.answer = RT_DESK_SAME,
                                      .event = w->ask.event,
                                      .by = w->ask.who.role};
        rc = RT_OK;
    }
    if (rc == RT_NONE) {
        deny(plan, &w->ask);
        rc = RT_OK;
    }
    if (rc == RT_OK && plan->answer == RT_DESK_DENIED)
        rc = rt_desk_store_refusal(db, w->via, &w->ask, w->case_id,
                                   w->request_id, err);
    return rc;
}

enum rt_code
rt_desk_apply(struct rt_db *db, const struct rt_desk_setup *setup,
              const struct rt_desk_wish *wish, struct rt_arena *a,
              struct rt_desk_result *out, struct rt_err *err)
{
    struct applying t = {.setup = setup, .wish = wish, .a = a, .out = out};
    enum rt_code rc;

    *out = (struct rt_desk_result){0};
    rc = find_contract(db, &t, err);
    if (rc == RT_OK)
        rc = rt_db_tx(db, apply_work, find_landed, &t, err);
    rc = settle(db, &t, rc, err);
    out->case_id = out->stored.case_id;
    if (out->case_id == 0)
        out->case_id = wish->case_id;
    if (out->case_id == 0)
        out->case_id = out->scene.facts.open_case_id;
    return rc;
}

enum rt_code
rt_desk_look(struct rt_db *db, const struct rt_desk_setup *setup,
             int64_t case_id, int64_t contract_id, int64_t now,
             struct rt_arena *a, struct rt_desk_scene *out, struct rt_err *err)
{
    struct rt_desk_about about = {
        .case_id = case_id, .contract_id = contract_id, .now = now};
    enum rt_code rc = rt_db_begin(db, err);

    if (rc != RT_OK)
        return rc;
    if (case_id != 0)
        rc = rt_desk_case_contract(db, case_id, &about.contract_id, err);
    if (rc == RT_OK)
        rc = rt_desk_facts_read(db, &setup->office, &about, a, out, err);
    rt_db_rollback(db); /* nothing was written */
    return rc;
}
