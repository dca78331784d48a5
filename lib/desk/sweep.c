#include "desk/sweep.h"

#include "base/date.h"
#include "desk/decide.h"
#include "desk/wake.h"
#include "repo/desk_cases.h"
#include "repo/desk_notices.h"
#include "repo/desk_staff.h"
#include "repo/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { KEY_MAX = 96, LATER = 3600, DAY = 86400 };

static const char ended_mark[] = "desk_ended_seen"; /* of data_state */

/* A sweep on its way. */
struct sweep {
    struct rt_db *db;
    struct rt_desk_setup *setup;
    int64_t now;
    int32_t today;
    struct rt_arena *list; /* lives as long as a list is worked on */
    struct rt_arena *each; /* of one case */
    struct rt_arena *of_staff;
    struct rt_worker *staff; /* with their open cases, kept up to date */
    size_t n_staff;
    struct rt_desk_swept *out;
    enum rt_code broken_rc; /* of the first case that cannot be read */
    struct rt_err broken;
};

/* Who works a case; 0: nobody does (it is closed, or was never taken up here).
 */
static int64_t
worked_by(const struct rt_case *c)
{
    return rt_case_in(c->state, RT_IN_STAFF) && !c->imported ? c->manager_id
                                                             : 0;
}

/* Keep the counts as the event has left them. */
static void
count_cases(struct sweep *s, const struct rt_desk_result *r)
{
    int64_t before = worked_by(&r->scene.the_case);
    int64_t after = worked_by(&r->plan.after);

    for (size_t i = 0; i < s->n_staff && before != after; i++) {
        struct rt_worker *w = &s->staff[i];

        w->open_cases += (w->id == after) - (w->id == before);
        if (w->id == r->plan.dealt_to)
            w->assigned_at = s->now;
    }
}

/* The system asks for an event; `due` tells one occasion from the next: since
 * when it is due, or with 0 that it is looked for now. */
static enum rt_code
ask_for(struct sweep *s, int64_t case_id, enum rt_desk_event event, int64_t due,
        struct rt_desk_result *result, struct rt_err *err)
{
    char key[KEY_MAX];
    const struct rt_desk_wish wish = {
        .case_id = case_id,
        .ask = {.event = event,
                .who = {.role = RT_DESK_SYSTEM},
                .day = RT_DAY_NONE},
        .key = key,
        .channel = "",
        .via = RT_VIA_JOB,
        .now = s->now,
        .staff = s->staff,
        .n_staff = s->n_staff,
    };
    enum rt_code rc;

    snprintf(key, sizeof key, "j%" PRId64 ":%s:%s%" PRId64, case_id,
             rt_desk_event_name(event), due != 0 ? "" : "n",
             due != 0 ? due : s->now);
    rc = rt_desk_apply(s->db, s->setup, &wish, s->each, result, err);
    if (rc == RT_OK && result->plan.writes) {
        s->out->events[result->plan.event]++;
        count_cases(s, result);
    }
    return rc;
}

/* A row that cannot be read stops nobody else's clocks; the sweep fails with
 * the first one when all are done. */
static enum rt_code
pass_over(struct sweep *s, enum rt_code rc, const struct rt_err *err)
{
    if (rc != RT_EBROKEN)
        return rc;
    if (s->broken_rc == RT_OK && err != NULL)
        s->broken = *err;
    s->broken_rc = rc;
    return RT_OK;
}

static enum rt_code
ask_each(struct sweep *s, const struct rt_desk_due_list *due,
         enum rt_desk_event event, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < due->n && rc == RT_OK; i++) {
        struct rt_desk_result result;

        s->out->looked_at++;
        rc = ask_for(s, due->list[i].case_id, event, due->list[i].at, &result,
                     err);
        rc = pass_over(s, rc, err);
        rt_arena_reset(s->each);
    }
    return rc;
}

/* Nothing was to be done: look again when there may be.  A clock that asks
 * for what is refused for another reason is asked no more than hourly. */
static enum rt_code
sleep_on(struct sweep *s, const struct rt_desk_scene *scene, struct rt_err *err)
{
    const struct rt_desk_facts *f = &scene->facts;
    int64_t next = rt_desk_wake_at(
        &scene->the_case, f->offerings, f->n_offerings, f->reminded,
        f->nobody_told_on == s->today, s->now, f->calendar, f->rules);

    if (next != 0 && next <= s->now)
        next = s->now + LATER;
    return rt_desk_case_wake(s->db, scene->the_case.id, next, err);
}

/* The events that a case's clocks may ask for, in the order of trying. */
static const enum rt_desk_event by_clock[] = {RT_DO_EXPIRE, RT_DO_REMIND,
                                              RT_DO_ALERT, RT_DO_ASSIGN};

static enum rt_code
wake_case(struct sweep *s, const struct rt_desk_due *due, struct rt_err *err)
{
    static const struct rt_desk_who system = {.role = RT_DESK_SYSTEM};
    struct rt_desk_scene scene;
    struct rt_desk_result result;
    bool acted = false;
    enum rt_code rc = rt_desk_look(s->db, s->setup, due->case_id, 0, s->now,
                                   s->each, &scene, err);
    uint64_t may = rc == RT_OK ? rt_desk_may(&scene.facts, &system) : 0;

    if (rc != RT_OK)
        return rc == RT_NONE ? RT_OK : rc;
    if (scene.facts.reminded)
        may &= ~(UINT64_C(1) << RT_DO_REMIND);
    for (size_t i = 0; i < sizeof by_clock / sizeof by_clock[0]; i++) {
        if ((may >> by_clock[i] & 1) == 0)
            continue;
        rc = ask_for(s, due->case_id, by_clock[i], due->at, &result, err);
        if (rc != RT_OK)
            return rc;
        acted = acted || result.plan.writes;
        break; /* what comes next has an hour of its own, maybe this one */
    }
    return acted ? RT_OK : sleep_on(s, &scene, err);
}

/* A case that is woken and is due again at once, in the next step of the
 * ladder or to be dealt out, is found anew. */
static enum rt_code
wake_cases(struct sweep *s, struct rt_err *err)
{
    struct rt_desk_due_list due;
    enum rt_code rc = RT_OK;

    for (int round = 0; round < 4 && rc == RT_OK; round++) {
        rc = rt_desk_due_clocks(s->db, s->now, s->list, &due, err);
        for (size_t i = 0; i < due.n && rc == RT_OK; i++) {
            s->out->looked_at++;
            rc = pass_over(s, wake_case(s, &due.list[i], err), err);
            rt_arena_reset(s->each);
        }
        rt_arena_reset(s->list);
        if (rc != RT_OK || due.n == 0)
            break;
    }
    return rc;
}

/* Contracts end by files and by dates: looked for after each import and on
 * each new day. */
static enum rt_code
end_cases(struct sweep *s, struct rt_err *err)
{
    struct rt_desk_due_list due;
    const char *seen = "", *mark;
    int64_t run = 0;
    enum rt_code rc = rt_desk_last_import(s->db, &run, err);

    if (rc == RT_OK)
        rc = rt_state_get(s->db, ended_mark, s->list, &seen, err);
    mark = rt_fmt(s->list, "%" PRId64 ":%d", run, (int)s->today);
    if (rc == RT_OK && strcmp(seen, mark) == 0)
        return RT_OK;
    if (rc == RT_OK || rc == RT_NONE)
        rc = rt_desk_due_ended(s->db, s->today, s->list, &due, err);
    if (rc == RT_OK)
        rc = ask_each(s, &due, RT_DO_ENDED, err);
    return rc == RT_OK ? rt_state_put(s->db, ended_mark, mark, err) : rc;
}

/* Who works cases and is away, disabled or of the staff no more gives them
 * back. */
static enum rt_code
release_cases(struct sweep *s, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < s->n_staff && rc == RT_OK; i++) {
        const struct rt_worker *w = &s->staff[i];
        struct rt_desk_due_list due;

        if (w->open_cases == 0 || (rt_worker_takes(w, s->staff, s->n_staff) &&
                                   !rt_worker_away(w, s->today)))
            continue;
        rc = rt_desk_due_of(s->db, w->id, s->list, &due, err);
        if (rc == RT_OK)
            rc = ask_each(s, &due, RT_DO_RELEASE, err);
    }
    return rc;
}

/* How many cases the staff can still have. */
static int64_t
free_places(const struct sweep *s)
{
    int64_t places = 0;

    for (size_t i = 0; i < s->n_staff; i++) {
        const struct rt_worker *w = &s->staff[i];

        if (!rt_worker_takes(w, s->staff, s->n_staff) ||
            rt_worker_away(w, s->today))
            continue;
        if (w->case_limit < 0)
            return INT32_MAX;
        if (w->open_cases < w->case_limit)
            places += w->case_limit - w->open_cases;
    }
    return places;
}

/* Those in the queue were offered when they came; they are offered again as
 * soon as somebody is free. */
static enum rt_code
deal_cases(struct sweep *s, struct rt_err *err)
{
    struct rt_desk_due_list due;
    int64_t places = free_places(s);
    enum rt_code rc;

    if (places == 0 || !rt_hours_open(&s->setup->office.calendar, s->now))
        return RT_OK;
    rc = rt_desk_due_queue(s->db, places, s->list, &due, err);
    return rc == RT_OK ? ask_each(s, &due, RT_DO_ASSIGN, err) : rc;
}

static enum rt_code
read_staff(struct sweep *s, struct rt_err *err)
{
    return rt_desk_staff_list(s->db, true, s->of_staff, &s->staff, &s->n_staff,
                              err);
}

/* By when an order is to be done that was sent then. */
static int64_t
order_due(const struct rt_desk_setup *setup, int64_t sent_at)
{
    int64_t due = sent_at;

    for (int32_t i = 0; i < setup->order_days; i++)
        due = rt_hours_next_day_end(&setup->office.calendar, due);
    return due;
}

enum rt_code
rt_desk_list_late(struct rt_db *db, const struct rt_desk_setup *setup,
                  int64_t now, struct rt_arena *a, struct rt_late_order **list,
                  size_t *n, struct rt_err *err)
{
    int64_t latest = now - (int64_t)setup->order_days * DAY;
    size_t found, m = 0;
    enum rt_code rc = rt_desk_late_orders(
        db, latest, rt_zone_day(setup->zone, now), a, list, &found, err);

    for (size_t i = 0; rc == RT_OK && i < found; i++) {
        struct rt_late_order *o = &(*list)[i];

        if (o->effective || order_due(setup, o->sent_at) <= now)
            (*list)[m++] = *o;
    }
    *n = m;
    return rc;
}

enum rt_code
rt_desk_count_late(struct rt_db *db, const struct rt_desk_setup *setup,
                   int64_t now, int64_t *n, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_late_order *list;
    size_t count;
    enum rt_code rc =
        rt_desk_list_late(db, setup, now, a, &list, &count, err);

    *n = (int64_t)count;
    rt_arena_free(a);
    return rc;
}

/* One notice a day for each order and administrator; *told: this is it. */
static enum rt_code
tell_late_order(struct sweep *s, const struct rt_late_order *o, int64_t admin,
                bool *told, struct rt_err *err)
{
    const struct rt_desk_notice n = {.word = RT_SAY_STAFF_LATE_ORDER,
                                     .what = RT_DO_ORDER_DONE};
    char key[KEY_MAX];
    const struct rt_notice_row row = {
        .key = key,
        .case_id = o->case_id,
        .client_id = o->client_id,
        .user_id = admin,
        .channel = "",
        .at = s->now,
    };
    struct rt_err twice = {0};
    enum rt_code rc;

    snprintf(key, sizeof key, "o%" PRId64 ":%d:%" PRId64, o->id, (int)s->today,
             admin);
    rc = rt_notice_insert(s->db, &row, &n, &twice);
    *told = *told || rc == RT_OK;
    if (rc != RT_OK && rc != RT_ECONFLICT && err != NULL)
        *err = twice;
    return rc == RT_ECONFLICT ? RT_OK : rc;
}

static enum rt_code
tell_late_orders(struct sweep *s, struct rt_err *err)
{
    struct rt_late_order *orders;
    size_t n_orders;
    enum rt_code rc = rt_desk_list_late(s->db, s->setup, s->now, s->list,
                                        &orders, &n_orders, err);

    if (rc != RT_OK || n_orders == 0 ||
        !rt_hours_open(&s->setup->office.calendar, s->now))
        return rc;
    for (size_t i = 0; i < n_orders; i++) {
        bool told = false;

        for (size_t k = 0; k < s->n_staff && rc == RT_OK; k++) {
            if (s->staff[k].admin && s->staff[k].active)
                rc = tell_late_order(s, &orders[i], s->staff[k].id, &told, err);
        }
        s->out->late_orders += told;
    }
    return rc;
}

enum rt_code
rt_desk_sweep(struct rt_db *db, struct rt_desk_setup *setup, int64_t now,
              struct rt_desk_swept *out, struct rt_err *err)
{
    static enum rt_code (*const steps[])(struct sweep *, struct rt_err *) = {
        read_staff,    end_cases,  wake_cases,
        release_cases, deal_cases, tell_late_orders};
    struct sweep s = {.db = db,
                      .setup = setup,
                      .now = now,
                      .list = rt_arena_new(),
                      .each = rt_arena_new(),
                      .of_staff = rt_arena_new(),
                      .out = out};
    enum rt_code rc = rt_desk_setup_days(setup, db, now, err);

    *out = (struct rt_desk_swept){0};
    s.today = rt_zone_day(setup->zone, now);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == RT_OK; i++) {
        rc = steps[i](&s, err);
        rt_arena_reset(s.list);
    }
    if (rc == RT_OK && s.broken_rc != RT_OK) {
        rc = s.broken_rc;
        if (err != NULL)
            *err = s.broken;
    }
    rt_arena_free(s.of_staff);
    rt_arena_free(s.each);
    rt_arena_free(s.list);
    return rc;
}
