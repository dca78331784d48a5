/* A small company for tests of the desk: a contract, a case in any state, staff
 * and offers, and the facts about them on which decisions are based. */
#ifndef RT_T_DESK_WORLD_H
#define RT_T_DESK_WORLD_H

#include "desk/decide.h"
#include "../dice.h"
#include "../tap.h"

enum { CLIENT = 7, BOSS = 9, ANNA = 1, BORIS = 2, CASE = 512, CONTRACT = 4821 };
enum { WORLD_OFFERS = 3, WORLD_ORDERS = 16 };

static const char *const world_reasons[] = {"price", "quality", "other"};

struct world {
    struct rt_desk_rules rules;
    struct rt_calendar calendar;
    struct rt_desk_contract contract;
    struct rt_case the_case;
    struct rt_case was;
    struct rt_offering offerings[RT_DESK_OFFERINGS];
    struct rt_order orders[WORLD_ORDERS];
    struct rt_offer offers[WORLD_OFFERS];
    struct rt_worker workers[3];
    struct rt_desk_facts f;
};

static struct rt_zone *world_zone;

/* An instant of the report zone. */
__attribute__((unused)) static int64_t
clock_at(int32_t d, int hour, int minute)
{
    return rt_zone_instant(world_zone, d, hour * 3600 + minute * 60);
}

static struct rt_worker
world_worker(int64_t id, bool admin)
{
    return (struct rt_worker){.id = id,
                              .admin = admin,
                              .active = true,
                              .case_limit = -1,
                              .away_from = RT_DAY_NONE,
                              .away_to = RT_DAY_OPEN};
}

static struct rt_offer
world_offer(int64_t id, int64_t percent)
{
    return (struct rt_offer){.id = id,
                             .type = "Скидка",
                             .description = "на полгода",
                             .priority = (int32_t)id,
                             .automatic = true,
                             .valid_from = RT_DAY_NONE,
                             .valid_to = RT_DAY_OPEN,
                             .cost = id * 1000,
                             .effect = {.kind = RT_EFFECT_PERCENT,
                                        .value = percent * 100,
                                        .has_value = true,
                                        .months = 6}};
}

/* Start on Friday 2026-11-27, 12:00 in Moscow, without a case. */
__attribute__((unused)) static void
world_init(struct world *w)
{
    int32_t today = day(2026, 11, 27);

    if (world_zone == NULL &&
        rt_zone_open("Europe/Moscow", &world_zone, NULL) != RT_OK)
        abort();
    *w = (struct world){.rules = RT_DESK_RULES};
    w->calendar.zone = world_zone;
    if (rt_hours_read_week("Mo-Fr 09:00-13:00,14:00-18:00", w->calendar.week,
                           NULL) != RT_OK)
        abort();
    w->contract = (struct rt_desk_contract){
        .id = CONTRACT,
        .client_id = CLIENT,
        .start = today - 400,
        .end = RT_DAY_OPEN,
        .active = 1,
        .amounts = {100000, true, 54000},
        .plan = "Полный",
        .can_be_retained = true,
        .next_start = RT_DAY_OPEN,
    };
    for (int i = 0; i < WORLD_OFFERS; i++)
        w->offers[i] = world_offer(i + 1, 10 * (i + 1));
    w->workers[0] = world_worker(ANNA, false);
    w->workers[1] = world_worker(BORIS, false);
    w->workers[2] = world_worker(BOSS, true);
    w->f = (struct rt_desk_facts){
        .now = clock_at(today, 12, 0),
        .rules = &w->rules,
        .calendar = &w->calendar,
        .has_channel = true,
        .contract = &w->contract,
        .offerings = w->offerings,
        .orders = w->orders,
        .offers = w->offers,
        .n_offers = WORLD_OFFERS,
        .reasons = world_reasons,
        .n_reasons = 3,
        .workers = w->workers,
        .n_workers = 3,
        .nobody_told_on = RT_DAY_NONE,
    };
}

__attribute__((unused)) static struct rt_offering *
world_show(struct world *w, int64_t offer_id, int64_t by_user)
{
    const struct rt_offer *o = &w->offers[offer_id - 1];
    struct rt_offering *n = &w->offerings[w->f.n_offerings++];

    *n = (struct rt_offering){.id = 100 + (int64_t)w->f.n_offerings,
                              .n = (int32_t)w->f.n_offerings,
                              .offer_id = o->id,
                              .by_user = by_user,
                              .type = o->type,
                              .description = o->description,
                              .effect = o->effect,
                              .cost = o->cost,
                              .shown_at = w->f.now,
                              .expires_at = w->f.now + 72 * 3600};
    return n;
}

/* Put the case into a state, as if it had got there an hour ago.  Anna has
 * opened it, and is its manager if it has one. */
__attribute__((unused)) static void
world_case(struct world *w, enum rt_desk_state s)
{
    struct rt_case *c = &w->the_case;
    int64_t hour_ago;

    world_init(w);
    hour_ago = w->f.now - 3600;
    if (s == RT_STEP_NONE)
        return;
    *c = (struct rt_case){.id = CASE,
                          .contract_id = CONTRACT,
                          .client_id = CLIENT,
                          .state = s,
                          .opened_by = ANNA,
                          .created_at = hour_ago,
                          .since = hour_ago,
                          .version = 5};
    if (s != RT_STEP_REASON)
        c->reason = "price";
    if (rt_case_in(s, RT_IN_STAFF | RT_IN_CLOSED | RT_IN_VOID))
        c->escalated_at = hour_ago;
    if (rt_case_in(s, RT_IN_WORK | RT_IN_PROPOSAL | RT_IN_CLOSED | RT_IN_VOID))
        c->manager_id = ANNA;
    if (s == RT_STEP_OFFER || s == RT_STEP_PROPOSAL)
        world_show(w, 1, s == RT_STEP_PROPOSAL ? ANNA : 0);
    w->was = *c;
    if (rt_case_in(s, RT_IN_CLOSED)) {
        w->was.state = RT_STEP_WORK;
        c->completed_at = hour_ago;
        c->outcome =
            s == RT_STEP_RETAINED ? RT_OUTCOME_STAYED : RT_OUTCOME_LEFT;
    }
    if (s == RT_STEP_VOID) {
        c->deleted_at = hour_ago;
        c->outcome = RT_OUTCOME_VOID;
    }
    c->due_at = rt_due_at(c, w->offerings, w->f.n_offerings, 0, &w->calendar,
                          &w->rules.due);
    w->f.closed_by = ANNA;
    w->f.was = &w->was;
    w->f.the_case = c;
}

/* A correct question: who wants which event, with all fields filled in. */
__attribute__((unused)) static struct rt_desk_ask
world_ask(const struct world *w, enum rt_desk_event e, enum rt_desk_role role,
          int64_t user_id)
{
    return (struct rt_desk_ask){
        .event = e,
        .who = {.role = role,
                .user_id = user_id,
                .client_id = role == RT_DESK_CLIENT ? CLIENT : 0},
        .version = w->the_case.version,
        .n = (int32_t)w->f.n_offerings,
        .reason = "quality",
        .note = "по телефону, паспорт назван",
        .text = "текст",
        .source = RT_FROM_PHONE,
        .at = clock_at(day(2026, 11, 30), 10, 0),
        .day = RT_DAY_NONE,
        .user_id = BORIS,
        .offer_id = 2,
        .order_id = 1,
        .confirmed = true,
    };
}

__attribute__((unused)) static struct rt_order *
world_order(struct world *w, enum rt_order_kind kind, enum rt_order_state state)
{
    struct rt_order *o = &w->orders[w->f.n_orders++];

    *o = (struct rt_order){.id = (int64_t)w->f.n_orders,
                           .kind = kind,
                           .state = state,
                           .k = 1,
                           .case_id = w->the_case.id,
                           .effective_on = day(2026, 12, 1),
                           .created_at = w->f.now - 3600};
    return o;
}

#endif
