#include "repo/desk_facts.h"

#include "base/date.h"
#include "repo/desk_cases.h"
#include "repo/desk_days.h"
#include "repo/desk_events.h"
#include "repo/desk_notices.h"
#include "repo/desk_offers.h"
#include "repo/desk_orders.h"
#include "repo/desk_staff.h"

/* One reading. */
struct reading {
    struct rt_db *db;
    const struct rt_desk_office *office;
    const struct rt_desk_about *about;
    struct rt_arena *a;
    struct rt_desk_scene *out;
};

static int32_t
today_of(const struct reading *r)
{
    return rt_zone_day(r->office->calendar.zone, r->about->now);
}

/* A case whose contract does not exist can be looked at and thrown away. */
static void
take_no_contract(const struct reading *r)
{
    r->out->contract.contract = (struct rt_desk_contract){
        .deleted = true,
        .start = RT_DAY_OPEN,
        .end = RT_DAY_OPEN,
        .active = -1,
        .next_start = RT_DAY_OPEN,
    };
}

static enum rt_code
read_contract(const struct reading *r, struct rt_err *err)
{
    if (r->about->contract_id == 0) {
        take_no_contract(r);
        return r->about->case_id != 0 ? RT_OK : RT_NONE;
    }
    return rt_desk_contract_lock(r->db, r->about->contract_id, r->about->lock,
                                 err);
}

/* Both rows first: what is read after them is not older than they are. */
static enum rt_code
read_locked(const struct reading *r, struct rt_err *err)
{
    struct rt_desk_scene *s = r->out;
    enum rt_code rc = read_contract(r, err);

    if (rc == RT_OK && r->about->case_id != 0) {
        rc = rt_desk_case_read(r->db, r->about->case_id, r->about->lock, r->a,
                               &s->the_case, err);
        if (rc == RT_OK && s->the_case.contract_id != r->about->contract_id)
            rc = RT_NONE;
    }
    if (rc == RT_OK && r->about->contract_id != 0)
        rc = rt_desk_contract_read(r->db, r->about->contract_id, today_of(r),
                                   r->a, &s->contract, err);
    if (rc == RT_OK && r->about->contract_id == 0)
        s->contract.contract.client_id = s->the_case.client_id;
    return rc;
}

/* What events tell of the case. */
static enum rt_code
read_history(const struct reading *r, struct rt_err *err)
{
    struct rt_desk_scene *s = r->out;
    struct rt_case *c = &s->the_case;
    struct rt_past_event *list;
    size_t n;
    enum rt_code rc = rt_desk_events_list(r->db, c->id, r->a, &list, &n, err);

    if (rc == RT_OK)
        rc = rt_desk_history_read(list, n, c->created_at, r->a, &s->history,
                                  err);
    if (rc == RT_OK && s->history.was != NULL) {
        rc = rt_desk_was_read(s->history.was, r->a, &s->was, err);
        s->facts.was = &s->was.c;
    }
    c->since = s->history.since;
    c->adopted_at = s->history.adopted_at;
    c->last_attempt_at = s->history.last_attempt_at;
    s->facts.closed_by = s->history.closed_by;
    s->facts.passed_over_id = s->history.passed_over_id;
    s->facts.reminded = s->history.reminded;
    s->facts.marked = s->history.marked;
    return rc;
}

static enum rt_code
read_told(const struct reading *r, struct rt_err *err)
{
    struct rt_desk_facts *f = &r->out->facts;
    int64_t at;
    enum rt_code rc = rt_notices_told(r->db, r->about->case_id, r->a,
                                      &f->named_manager_id, &at, err);

    if (rc == RT_OK && at != 0)
        f->nobody_told_on = rt_zone_day(r->office->calendar.zone, at);
    return rc;
}

static enum rt_code
read_case(const struct reading *r, struct rt_err *err)
{
    struct rt_desk_facts *f = &r->out->facts;
    struct rt_offering *offerings;
    enum rt_code rc = read_history(r, err);

    if (rc == RT_OK)
        rc = rt_desk_offerings_list(r->db, r->about->case_id, r->a, &offerings,
                                    &f->n_offerings, err);
    if (rc != RT_OK)
        return rc;
    f->the_case = &r->out->the_case;
    f->offerings = offerings;
    return read_told(r, err);
}

/* Other cases of the contract and the client. */
static enum rt_code
read_cases_around(const struct reading *r, struct rt_err *err)
{
    struct rt_desk_facts *f = &r->out->facts;
    struct rt_desk_near near;
    enum rt_code rc = rt_desk_cases_near(r->db, r->about->contract_id,
                                         r->about->case_id, &near, err);

    if (rc != RT_OK)
        return rc;
    f->open_case_id = near.open_id;
    f->last_case_id = near.last_id;
    f->last_closed_at = near.last_at;
    return rt_desk_cases_former(r->db, f->contract->client_id,
                                r->about->case_id, &f->former_id, &f->former_at,
                                err);
}

static enum rt_code
read_offers(const struct reading *r, struct rt_err *err)
{
    struct rt_desk_facts *f = &r->out->facts;
    struct rt_order *orders;
    struct rt_offer *offers;
    struct rt_taken_offer *taken;
    enum rt_code rc = rt_desk_orders_list(r->db, r->about->contract_id, r->a,
                                          &orders, &f->n_orders, err);

    if (rc == RT_OK)
        rc = rt_desk_offers_list(
            r->db, r->out->the_case.imported ? r->out->the_case.offer_id : 0,
            r->a, &offers, &f->n_offers, err);
    if (rc == RT_OK)
        rc = rt_desk_offers_taken(r->db, f->contract->client_id,
                                  r->office->calendar.zone, r->a, &taken,
                                  &f->n_taken, err);
    if (rc == RT_OK) {
        f->orders = orders;
        f->offers = offers;
        f->taken = taken;
    }
    return rc;
}

static enum rt_code
read_staff(const struct reading *r, struct rt_err *err)
{
    struct rt_desk_facts *f = &r->out->facts;
    struct rt_worker *workers;
    enum rt_code rc;

    f->workers = r->about->staff;
    f->n_workers = r->about->n_staff;
    if (r->about->staff != NULL)
        return RT_OK;
    rc = rt_desk_staff_list(r->db, r->about->count_cases, r->a, &workers,
                            &f->n_workers, err);
    f->workers = workers;
    return rc;
}

static enum rt_code
read_lists(const struct reading *r, struct rt_err *err)
{
    struct rt_desk_facts *f = &r->out->facts;
    const char **reasons;
    enum rt_code rc =
        rt_desk_reasons(r->db, r->a, &reasons, &f->n_reasons, err);

    if (rc == RT_OK)
        rc = read_staff(r, err);
    if (rc != RT_OK)
        return rc;
    f->reasons = reasons;
    return rt_desk_message_waiting(r->db, f->contract->client_id,
                                   &f->message_at, &f->message_id, err);
}

enum rt_code
rt_desk_facts_read(struct rt_db *db, const struct rt_desk_office *office,
                   const struct rt_desk_about *about, struct rt_arena *a,
                   struct rt_desk_scene *out, struct rt_err *err)
{
    struct reading r = {db, office, about, a, out};
    struct rt_desk_facts *f = &out->facts;
    enum rt_code rc;

    *out = (struct rt_desk_scene){0};
    *f = (struct rt_desk_facts){.now = about->now,
                                .rules = &office->rules,
                                .calendar = &office->calendar,
                                .contract = &out->contract.contract,
                                .nobody_told_on = RT_DAY_NONE};
    rc = read_locked(&r, err);
    if (rc == RT_OK && about->key != NULL)
        rc = rt_desk_key_seen(db, about->key, false, &f->seen, err);
    if (rc == RT_OK && about->case_id != 0)
        rc = read_case(&r, err);
    if (rc == RT_OK)
        rc = read_cases_around(&r, err);
    if (rc == RT_OK)
        rc = read_offers(&r, err);
    if (rc == RT_OK)
        rc = read_lists(&r, err);
    f->has_channel = office->has_bot && out->contract.reachable;
    f->client_zone = rt_region_zone(office->regions, out->contract.region);
    return rc;
}
