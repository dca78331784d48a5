#include "demo/life.h"

enum { DAY_S = 86400, HOUR_S = 3600, MINUTE_S = 60 };

/* What random numbers are used for; a new use gets a new number. */
enum purpose { FOR_CLIENT, FOR_CONTRACT };

const char *const rt_demo_statuses[] = {"active", "escalated", "retained",
                                        "churned"};
const char *const rt_demo_sources[] = {"bot", "phone", "office", "letter"};

/* The state of a contract while its life is simulated. */
struct life {
    const struct rt_demo_world *w;
    const struct rt_demo_client *client;
    struct rt_demo_contract *c;
    struct rt_demo_rng r;
    int32_t from, to;   /* the month under way */
    int32_t calm_until; /* the desk kept the client */
    bool discount;      /* begins with the next month */
    bool over;
};

const struct rt_demo_terms *
rt_demo_terms_on(const struct rt_demo_contract *c, int32_t day)
{
    size_t k = c->n_terms - 1;

    while (k > 0 && c->terms[k].day > day)
        k--;
    return &c->terms[k];
}

static void
set_terms(struct life *l, int32_t day, size_t plan, int64_t fee)
{
    struct rt_demo_contract *c = l->c;

    if (c->n_terms == 0 || c->terms[c->n_terms - 1].day != day) {
        if (c->n_terms == RT_DEMO_CHANGES_MAX)
            return;
        c->n_terms++;
    }
    c->terms[c->n_terms - 1] =
        (struct rt_demo_terms){.day = day,
                               .plan = plan,
                               .fee = fee,
                               .profit = fee * c->profit_percent / 100};
}

/* The next plan up or down, at its current price. */
static void
maybe_other_plan(struct life *l)
{
    const struct rt_demo_terms *now = rt_demo_terms_on(l->c, l->from);
    int64_t draw = rt_demo_below(&l->r, 1000);
    size_t plan = now->plan;

    if (draw < 6 && plan + 1 < RT_DEMO_PLANS)
        plan++;
    else if (draw >= 996 && plan > 0)
        plan--;
    if (plan != now->plan)
        set_terms(l, l->from, plan, rt_demo_price(l->w, plan, l->from));
}

static void
begin_month(struct life *l)
{
    const struct rt_demo_terms *now;

    if (l->from > l->c->start)
        maybe_other_plan(l);
    now = rt_demo_terms_on(l->c, l->from);
    if (l->discount)
        set_terms(l, l->from, now->plan, now->fee * 9 / 10);
    l->discount = false;
    for (size_t k = 0; k < l->w->n_rises; k++) {
        int32_t day = l->w->rise[k];

        if (day < l->from || day >= l->to || day <= l->c->start)
            continue;
        now = rt_demo_terms_on(l->c, day);
        set_terms(l, day, now->plan, rt_demo_raised(now->fee));
    }
}

static void
end_at(struct life *l, int32_t day, enum rt_demo_cause cause)
{
    l->c->end = day;
    l->c->cause = cause;
    l->over = true;
}

static enum rt_demo_cause
draw_cause(struct life *l, int32_t day)
{
    int64_t weight[RT_DEMO_UNPAID] = {30, 18, 20, 12, 10, 10};
    int64_t all = 0, at;
    size_t k = 0;

    if (rt_demo_after_rise(l->w, day))
        weight[RT_DEMO_PRICE] *= 2;
    for (size_t i = 0; i < RT_DEMO_UNPAID; i++)
        all += weight[i];
    at = rt_demo_below(&l->r, all);
    while (at >= weight[k])
        at -= weight[k++];
    return (enum rt_demo_cause)k;
}

static int64_t
draw_created(struct life *l, int32_t day, size_t source)
{
    int64_t low = source == 0 ? 7 : 9, high = source == 0 ? 24 : 19;

    return (int64_t)day * DAY_S +
           rt_demo_range(&l->r, low * HOUR_S, high * HOUR_S - 1);
}

static size_t
draw_offer(struct life *l, enum rt_demo_cause cause, int64_t profit)
{
    size_t fits[RT_DEMO_OFFERS], n = 0;

    for (size_t k = 0; k < RT_DEMO_OFFERS; k++)
        if (profit >= rt_demo_offers[k].threshold)
            fits[n++] = k;
    if (!l->c->can_be_retained || n == 0 ||
        (cause == RT_DEMO_MOVING && rt_demo_chance(&l->r, 700000)))
        return RT_DEMO_NO_OFFER;
    return fits[rt_demo_below(&l->r, (int64_t)n)];
}

/* A manager decides in office hours of one of the next days. */
static void
escalate(struct life *l, struct rt_demo_case *k)
{
    int64_t day = k->created / DAY_S + rt_demo_range(&l->r, 1, 9);

    k->manager = (size_t)rt_demo_range(&l->r, 1, RT_DEMO_MANAGERS);
    k->completed = day * DAY_S + rt_demo_range(&l->r, 9 * HOUR_S, 18 * HOUR_S);
    k->status =
        rt_demo_chance(&l->r, 340000) ? RT_DEMO_RETAINED : RT_DEMO_CHURNED;
}

static void
work_case(struct life *l, struct rt_demo_case *k)
{
    k->completed = k->created;
    k->status = RT_DEMO_CHURNED;
    if (k->offer == RT_DEMO_NO_OFFER)
        return;
    k->completed += rt_demo_range(&l->r, MINUTE_S, 90 * MINUTE_S);
    if (rt_demo_chance(&l->r, rt_demo_offers[k->offer].accepted_ppm))
        k->status = RT_DEMO_RETAINED;
    else if (rt_demo_chance(&l->r, 930000)) /* otherwise no manager is free */
        escalate(l, k);
}

/* Nothing happens after the last day, not even the end of the contract: the
 * case is open. */
static void
close_case(struct life *l, struct rt_demo_case *k)
{
    int32_t day = (int32_t)(k->completed / DAY_S);
    int32_t end = day + 1 + (int32_t)rt_demo_below(&l->r, 7);

    if (day > l->w->last ||
        (k->status == RT_DEMO_CHURNED && end > l->w->last)) {
        k->status = k->manager != 0 ? RT_DEMO_ESCALATED : RT_DEMO_ACTIVE;
        l->over = true;
    } else if (k->status == RT_DEMO_CHURNED) {
        end_at(l, end, k->cause);
    } else {
        l->calm_until = day + 182;
        l->discount = k->offer == 0;
    }
}

static void
open_case(struct life *l, int32_t day, enum rt_demo_cause cause)
{
    static const struct rt_demo_value sources[] = {
        {"", 550000, 0}, {"", 300000, 0}, {"", 120000, 0}, {"", 30000, 0}};
    struct rt_demo_case *k = &l->c->cases[l->c->n_cases++];

    *k = (struct rt_demo_case){.cause = cause};
    k->source = rt_demo_pick(&l->r, sources, 4);
    k->created = draw_created(l, day, k->source);
    k->offer = draw_offer(l, cause, rt_demo_terms_on(l->c, day)->profit);
    work_case(l, k);
    close_case(l, k);
}

static void
want_to_leave(struct life *l)
{
    int32_t day = l->from + (int32_t)rt_demo_below(&l->r, l->to - l->from);
    enum rt_demo_cause cause;

    if (day <= l->c->start)
        day = l->c->start + 1;
    if (day > l->w->last) {
        l->over = true;
        return;
    }
    cause = draw_cause(l, day);
    if (rt_demo_chance(&l->r, 111111))
        end_at(l, day, RT_DEMO_UNPAID);
    else if (l->c->n_cases < RT_DEMO_CASES_MAX && rt_demo_chance(&l->r, 600000))
        open_case(l, day, cause);
    else
        end_at(l, day, cause);
}

static void
live_month(struct life *l, int month)
{
    const struct rt_demo_risk risk = {
        .plan = rt_demo_terms_on(l->c, l->from)->plan,
        .region = l->client->region % RT_DEMO_REGIONS,
        .channel = l->client->channel,
        .automatic = l->client->automatic,
        .month = month,
        .day = l->from,
        .calmed = l->from < l->calm_until,
    };

    begin_month(l);
    if (rt_demo_chance(&l->r, rt_demo_hazard(l->w, &risk)))
        want_to_leave(l);
}

/* A few contracts earn nothing or cost more than they bring. */
static int64_t
draw_profit_percent(struct rt_demo_rng *r, size_t plan)
{
    int64_t draw = rt_demo_below(r, 100);

    if (draw < 2)
        return 0;
    if (draw < 7)
        return rt_demo_range(r, -15, -1);
    return rt_demo_plans[plan].profit + rt_demo_range(r, -12, 12);
}

static size_t
draw_plan(struct rt_demo_rng *r)
{
    int64_t at = rt_demo_below(r, 1000000);
    size_t k = 0;

    while (k + 1 < RT_DEMO_PLANS && at >= rt_demo_plans[k].taken_ppm)
        at -= rt_demo_plans[k++].taken_ppm;
    return k;
}

/* Changes after the end do not happen. */
static void
drop_late_terms(struct rt_demo_contract *c)
{
    while (c->n_terms > 1 && c->terms[c->n_terms - 1].day >= c->end)
        c->n_terms--;
}

static void
live_contract(const struct rt_demo_world *w, struct rt_demo_client *client,
              int64_t number, int32_t start)
{
    struct life l = {.w = w, .client = client, .calm_until = RT_DAY_NONE};
    size_t plan;

    l.c = &client->contracts[client->n_contracts++];
    l.r = rt_demo_rng_of(w->o.seed, (uint64_t)number, FOR_CONTRACT);
    l.c->number = number;
    l.c->start = start;
    l.c->end = RT_DAY_OPEN;
    l.c->n_terms = l.c->n_cases = 0;
    plan = draw_plan(&l.r);
    l.c->profit_percent = draw_profit_percent(&l.r, plan);
    l.c->can_be_retained = rt_demo_chance(&l.r, 930000);
    set_terms(&l, start, plan, rt_demo_price(w, plan, start));
    for (int month = 0; !l.over; month++) {
        l.from = rt_day_add_months(start, month);
        l.to = rt_day_add_months(start, month + 1);
        if (l.from > w->last)
            break;
        live_month(&l, month);
    }
    drop_late_terms(l.c);
}

/* When the client takes a second contract; RT_DAY_OPEN: never. */
static int32_t
draw_second(const struct rt_demo_world *w, const struct rt_demo_client *c,
            struct rt_demo_rng *r)
{
    const struct rt_demo_contract *before = &c->contracts[c->n_contracts - 1];
    int32_t day = RT_DAY_OPEN;

    if (before->end == RT_DAY_OPEN && rt_demo_chance(r, 60000))
        day = before->start + (int32_t)rt_demo_range(r, 60, 500);
    else if (before->end != RT_DAY_OPEN && rt_demo_chance(r, 170000))
        day = before->end + (int32_t)rt_demo_range(r, 20, 240);
    return day <= w->last ? day : RT_DAY_OPEN;
}

void
rt_demo_live(const struct rt_demo_world *w, int64_t i, int64_t next,
             int64_t room, struct rt_demo_client *out)
{
    struct rt_demo_rng r = rt_demo_rng_of(w->o.seed, (uint64_t)i, FOR_CLIENT);
    int32_t day = rt_demo_arrival(w, i, &r);

    out->number = i + 1;
    out->n_contracts = 0;
    out->region = rt_demo_pick(&r, rt_demo_regions, RT_DEMO_REGIONS);
    if (rt_demo_chance(&r, 5000))
        out->region = RT_DEMO_REGIONS;
    out->channel = rt_demo_pick(&r, rt_demo_channels, RT_DEMO_CHANNELS);
    out->segment = rt_demo_pick(&r, rt_demo_segments, RT_DEMO_SEGMENTS);
    out->automatic = rt_demo_pick(&r, rt_demo_paying, 2) == 1;
    while (room > 0 && day != RT_DAY_OPEN &&
           out->n_contracts < RT_DEMO_CONTRACTS_A_CLIENT) {
        live_contract(w, out, next++, day);
        room--;
        day = draw_second(w, out, &r);
    }
}
