#include "demo/rows.h"

#include "demo/names.h"

#include <stdio.h>

enum { DAY_S = 86400, HOUR_S = 3600 };

/* What random numbers are used for; the numbers differ from those in life.c. */
enum purpose { FOR_PERSON = 100, FOR_PAYMENTS, FOR_ACTIVITY, FOR_CAMPAIGN };

static const char *const headers[RT_DEMO_FILES] = {
    [RT_DEMO_CLIENTS_CSV] =
        "client_id,last_name,first_name,middle_name,email,phone,region,"
        "channel,segment,acquired_on,payment_method",
    [RT_DEMO_CONTRACTS_CSV] =
        "contract_id,client_id,start_date,end_date,monthly_fee,"
        "monthly_profit,plan,can_be_retained,active,end_cause",
    [RT_DEMO_CHANGES_CSV] =
        "contract_id,effective_on,monthly_fee,monthly_profit,plan",
    [RT_DEMO_PAYMENTS_CSV] = "client_id,paid_at,amount,contract_id,row_id",
    [RT_DEMO_ACTIVITY_CSV] = "client_id,at,row_id",
    [RT_DEMO_OFFERS_CSV] =
        "offer_id,offer_type,description,min_profit_threshold,cost,effect,"
        "effect_value,audience",
    [RT_DEMO_CASES_CSV] =
        "case_id,contract_id,initial_reason,reason,proposed_offer_id,"
        "assigned_manager_id,created_at,completed_at,status,source",
    [RT_DEMO_CAMPAIGNS_CSV] =
        "campaign_id,name,channel,starts_on,ends_on,cost_per_contact,margin,"
        "control_arm",
    [RT_DEMO_MEMBERS_CSV] =
        "campaign_id,client_id,arm,contacted_at,converted,value",
    [RT_DEMO_USERS_CSV] = "user_id,name,role",
};

#define CONTROL_ARM "control"
enum { CONTACT_DAYS = 14 };

static void
put_offers(struct rt_demo_files *f)
{
    for (size_t k = 0; k < RT_DEMO_OFFERS; k++) {
        const struct rt_demo_offer *o = &rt_demo_offers[k];

        rt_demo_put_text(f, RT_DEMO_OFFERS_CSV, o->id);
        rt_demo_put_text(f, RT_DEMO_OFFERS_CSV, o->type);
        rt_demo_put_text(f, RT_DEMO_OFFERS_CSV, o->description);
        rt_demo_put_money(f, RT_DEMO_OFFERS_CSV, o->threshold);
        rt_demo_put_money(f, RT_DEMO_OFFERS_CSV, o->cost);
        rt_demo_put_text(f, RT_DEMO_OFFERS_CSV, o->effect);
        rt_demo_put_text(f, RT_DEMO_OFFERS_CSV, o->effect_value);
        rt_demo_put_text(f, RT_DEMO_OFFERS_CSV, o->audience);
        rt_demo_end_row(f, RT_DEMO_OFFERS_CSV);
    }
}

static void
put_campaigns(struct rt_demo_files *f, const struct rt_demo_world *w)
{
    for (size_t k = 0; k < RT_DEMO_CAMPAIGNS; k++) {
        const struct rt_demo_campaign *c = &rt_demo_campaigns[k];

        rt_demo_put_text(f, RT_DEMO_CAMPAIGNS_CSV, c->id);
        rt_demo_put_text(f, RT_DEMO_CAMPAIGNS_CSV, c->name);
        rt_demo_put_text(f, RT_DEMO_CAMPAIGNS_CSV, c->channel);
        rt_demo_put_day(f, RT_DEMO_CAMPAIGNS_CSV, w->campaign[k]);
        rt_demo_put_day(f, RT_DEMO_CAMPAIGNS_CSV,
                        w->campaign[k] + CONTACT_DAYS - 1);
        rt_demo_put_money(f, RT_DEMO_CAMPAIGNS_CSV, c->cost_per_contact);
        rt_demo_put_text(f, RT_DEMO_CAMPAIGNS_CSV, "0.35");
        rt_demo_put_text(f, RT_DEMO_CAMPAIGNS_CSV, CONTROL_ARM);
        rt_demo_end_row(f, RT_DEMO_CAMPAIGNS_CSV);
    }
}

static void
put_users(struct rt_demo_files *f)
{
    for (int64_t k = 1; k <= RT_DEMO_MANAGERS; k++) {
        struct rt_demo_rng r = rt_demo_rng_of(0, (uint64_t)k, FOR_PERSON);
        struct rt_demo_person p;
        char name[3 * RT_DEMO_NAME];

        rt_demo_person(&r, &p);
        snprintf(name, sizeof name, "%s %s", p.first, p.last);
        rt_demo_put_id(f, RT_DEMO_USERS_CSV, 'M', k);
        rt_demo_put_text(f, RT_DEMO_USERS_CSV, name);
        rt_demo_put_text(f, RT_DEMO_USERS_CSV, "manager");
        rt_demo_end_row(f, RT_DEMO_USERS_CSV);
    }
}

static void
put_conf(struct rt_demo_files *f, const struct rt_demo_world *w)
{
    char line[160], day[RT_PERIOD_LABEL];
    static const char *const kinds[] = {
        "[users]",     "[clients]", "attr = payment_method=payment_method",
        "[contracts]", "[changes]", "[payments]",
        "[activity]",  "[offers]",  "[cases]",
        "[campaigns]", "[members]"};

    rt_day_format(w->last, day);
    snprintf(line, sizeof line,
             "# --contracts %lld --months %lld --end %s --seed %llu",
             (long long)w->o.contracts, (long long)w->o.months, day,
             (unsigned long long)w->o.seed);
    rt_demo_put_text(f, RT_DEMO_CONF, line);
    rt_demo_end_row(f, RT_DEMO_CONF);
    snprintf(line, sizeof line, "as-of = %s\ncurrency = RUB", day);
    rt_demo_put_text(f, RT_DEMO_CONF, line);
    rt_demo_end_row(f, RT_DEMO_CONF);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        rt_demo_put_text(f, RT_DEMO_CONF, kinds[i]);
        rt_demo_end_row(f, RT_DEMO_CONF);
    }
}

void
rt_demo_put_company(struct rt_demo_files *f, const struct rt_demo_world *w)
{
    for (size_t i = 0; i < RT_DEMO_FILES; i++) {
        if (headers[i] == NULL)
            continue;
        rt_demo_put_text(f, (enum rt_demo_file)i, headers[i]);
        rt_demo_end_row(f, (enum rt_demo_file)i);
    }
    put_offers(f);
    put_campaigns(f, w);
    put_users(f);
    put_conf(f, w);
}

static void
put_person(struct rt_demo_files *f, const struct rt_demo_world *w,
           const struct rt_demo_client *c)
{
    struct rt_demo_rng r =
        rt_demo_rng_of(w->o.seed, (uint64_t)c->number, FOR_PERSON);
    struct rt_demo_person p;
    char text[64] = "";

    rt_demo_person(&r, &p);
    rt_demo_put_id(f, RT_DEMO_CLIENTS_CSV, 'C', c->number);
    rt_demo_put_text(f, RT_DEMO_CLIENTS_CSV, p.last);
    rt_demo_put_text(f, RT_DEMO_CLIENTS_CSV, p.first);
    rt_demo_put_text(f, RT_DEMO_CLIENTS_CSV, p.middle);
    if (rt_demo_chance(&r, 900000))
        snprintf(text, sizeof text, "c%07lld@example.org",
                 (long long)c->number);
    rt_demo_put_text(f, RT_DEMO_CLIENTS_CSV, text);
    text[0] = '\0';
    if (rt_demo_chance(&r, 970000))
        snprintf(text, sizeof text, "+7000%07lld", (long long)c->number);
    rt_demo_put_text(f, RT_DEMO_CLIENTS_CSV, text);
}

static void
put_client_row(struct rt_demo_files *f, const struct rt_demo_world *w,
               const struct rt_demo_client *c)
{
    put_person(f, w, c);
    rt_demo_put_text(
        f, RT_DEMO_CLIENTS_CSV,
        c->region < RT_DEMO_REGIONS ? rt_demo_regions[c->region].name : "");
    rt_demo_put_text(f, RT_DEMO_CLIENTS_CSV, rt_demo_channels[c->channel].name);
    rt_demo_put_text(f, RT_DEMO_CLIENTS_CSV, rt_demo_segments[c->segment].name);
    rt_demo_put_day(f, RT_DEMO_CLIENTS_CSV, c->contracts[0].start);
    rt_demo_put_text(f, RT_DEMO_CLIENTS_CSV, rt_demo_paying[c->automatic].name);
    rt_demo_end_row(f, RT_DEMO_CLIENTS_CSV);
}

static void
put_terms(struct rt_demo_files *f, enum rt_demo_file file,
          const struct rt_demo_terms *t)
{
    rt_demo_put_money(f, file, t->fee);
    rt_demo_put_money(f, file, t->profit);
    rt_demo_put_text(f, file, rt_demo_plans[t->plan].name);
}

static void
put_contract_row(struct rt_demo_files *f, const struct rt_demo_world *w,
                 const struct rt_demo_client *client,
                 const struct rt_demo_contract *c)
{
    bool ended = c->end != RT_DAY_OPEN;

    rt_demo_put_id(f, RT_DEMO_CONTRACTS_CSV, 'D', c->number);
    rt_demo_put_id(f, RT_DEMO_CONTRACTS_CSV, 'C', client->number);
    rt_demo_put_day(f, RT_DEMO_CONTRACTS_CSV, c->start);
    rt_demo_put_day(f, RT_DEMO_CONTRACTS_CSV, c->end);
    put_terms(f, RT_DEMO_CONTRACTS_CSV, rt_demo_terms_on(c, w->last));
    rt_demo_put_int(f, RT_DEMO_CONTRACTS_CSV, c->can_be_retained);
    rt_demo_put_int(f, RT_DEMO_CONTRACTS_CSV, c->end > w->last);
    rt_demo_put_text(f, RT_DEMO_CONTRACTS_CSV,
                     ended ? rt_demo_causes[c->cause].words : "");
    rt_demo_end_row(f, RT_DEMO_CONTRACTS_CSV);
}

/* The contract's row has what is in force now; the history also has what was
 * in force at the start. */
static int64_t
put_changes(struct rt_demo_files *f, const struct rt_demo_contract *c)
{
    if (c->n_terms == 1)
        return 0;
    for (size_t k = 0; k < c->n_terms; k++) {
        rt_demo_put_id(f, RT_DEMO_CHANGES_CSV, 'D', c->number);
        rt_demo_put_day(f, RT_DEMO_CHANGES_CSV, c->terms[k].day);
        put_terms(f, RT_DEMO_CHANGES_CSV, &c->terms[k]);
        rt_demo_end_row(f, RT_DEMO_CHANGES_CSV);
    }
    return (int64_t)c->n_terms;
}

static void
put_case(struct rt_demo_files *f, const struct rt_demo_contract *c, size_t i)
{
    const struct rt_demo_case *k = &c->cases[i];
    bool closed = k->status == RT_DEMO_RETAINED || k->status == RT_DEMO_CHURNED;

    rt_demo_put_id(f, RT_DEMO_CASES_CSV, 'K',
                   c->number * RT_DEMO_CASES_MAX + (int64_t)i);
    rt_demo_put_id(f, RT_DEMO_CASES_CSV, 'D', c->number);
    rt_demo_put_text(f, RT_DEMO_CASES_CSV, rt_demo_causes[k->cause].words);
    rt_demo_put_text(f, RT_DEMO_CASES_CSV, rt_demo_causes[k->cause].code);
    rt_demo_put_text(f, RT_DEMO_CASES_CSV,
                     k->offer != RT_DEMO_NO_OFFER ? rt_demo_offers[k->offer].id
                                                  : "");
    if (k->manager != 0)
        rt_demo_put_id(f, RT_DEMO_CASES_CSV, 'M', (int64_t)k->manager);
    else
        rt_demo_put_text(f, RT_DEMO_CASES_CSV, "");
    rt_demo_put_time(f, RT_DEMO_CASES_CSV, k->created);
    if (closed)
        rt_demo_put_time(f, RT_DEMO_CASES_CSV, k->completed);
    else
        rt_demo_put_text(f, RT_DEMO_CASES_CSV, "");
    rt_demo_put_text(f, RT_DEMO_CASES_CSV, rt_demo_statuses[k->status]);
    rt_demo_put_text(f, RT_DEMO_CASES_CSV, rt_demo_sources[k->source]);
    rt_demo_end_row(f, RT_DEMO_CASES_CSV);
}

/* The rows of one contract, numbered. */
struct ledger {
    struct rt_demo_files *f;
    const struct rt_demo_world *w;
    const struct rt_demo_client *client;
    const struct rt_demo_contract *c;
    struct rt_demo_rng r;
    int64_t n;
};

static void
put_payment(struct ledger *l, int32_t day, int64_t minor)
{
    char id[40];

    if (day > l->w->last || minor == 0)
        return;
    snprintf(id, sizeof id, "P%lld-%lld", (long long)l->c->number,
             (long long)++l->n);
    rt_demo_put_id(l->f, RT_DEMO_PAYMENTS_CSV, 'C', l->client->number);
    rt_demo_put_time(l->f, RT_DEMO_PAYMENTS_CSV,
                     (int64_t)day * DAY_S +
                         rt_demo_range(&l->r, 6 * HOUR_S, 23 * HOUR_S));
    rt_demo_put_money(l->f, RT_DEMO_PAYMENTS_CSV, minor);
    rt_demo_put_id(l->f, RT_DEMO_PAYMENTS_CSV, 'D', l->c->number);
    rt_demo_put_text(l->f, RT_DEMO_PAYMENTS_CSV, id);
    rt_demo_end_row(l->f, RT_DEMO_PAYMENTS_CSV);
}

/* The bill of the month that begins on `day`. */
static void
pay_month(struct ledger *l, int32_t day)
{
    int64_t fee = rt_demo_terms_on(l->c, day)->fee;
    int32_t paid = day;

    if (l->c->end != RT_DAY_OPEN && l->c->cause == RT_DEMO_UNPAID &&
        day > l->c->end - 62)
        return;
    if (!l->client->automatic)
        paid += (int32_t)rt_demo_below(&l->r, 5);
    if (!l->client->automatic && rt_demo_chance(&l->r, 60000))
        paid += (int32_t)rt_demo_range(&l->r, 5, 25);
    put_payment(l, paid, fee);
    if (rt_demo_chance(&l->r, 6000)) {
        /* One draw after the other, because compilers evaluate arguments in
         * different orders. */
        paid += (int32_t)rt_demo_range(&l->r, 2, 15);
        put_payment(l, paid, -(fee * rt_demo_range(&l->r, 2, 10) / 10));
    }
}

/* Times in a thousand months, by how much the client likes the service. */
static int64_t
draw_fondness(struct ledger *l)
{
    int64_t draw = rt_demo_below(&l->r, 100);

    if (draw < 30)
        return 0;
    if (draw < 70)
        return 330;
    return draw < 90 ? 1000 : 3400;
}

static void
use_month(struct ledger *l, int32_t from, int32_t to, int64_t often)
{
    int64_t n;

    if (from == l->c->start)
        often += often / 2;
    if (l->c->end != RT_DAY_OPEN && from >= l->c->end - 61)
        often /= 3;
    n = often / 1000 + rt_demo_chance(&l->r, often % 1000 * 1000);
    for (; n > 0; n--) {
        int32_t day = from + (int32_t)rt_demo_below(&l->r, to - from);
        char id[40];

        if (day >= l->c->end || day > l->w->last)
            continue;
        snprintf(id, sizeof id, "A%lld-%lld", (long long)l->c->number,
                 (long long)++l->n);
        rt_demo_put_id(l->f, RT_DEMO_ACTIVITY_CSV, 'C', l->client->number);
        rt_demo_put_time(l->f, RT_DEMO_ACTIVITY_CSV,
                         (int64_t)day * DAY_S +
                             rt_demo_range(&l->r, 7 * HOUR_S, 24 * HOUR_S - 1));
        rt_demo_put_text(l->f, RT_DEMO_ACTIVITY_CSV, id);
        rt_demo_end_row(l->f, RT_DEMO_ACTIVITY_CSV);
    }
}

static struct ledger
open_ledger(struct rt_demo_files *f, const struct rt_demo_world *w,
            const struct rt_demo_client *client,
            const struct rt_demo_contract *c, enum purpose purpose)
{
    return (struct ledger){
        .f = f,
        .w = w,
        .client = client,
        .c = c,
        .r = rt_demo_rng_of(w->o.seed, (uint64_t)c->number, purpose)};
}

/* Month by month while the contract runs. */
static void
put_events(struct rt_demo_files *f, const struct rt_demo_world *w,
           const struct rt_demo_client *client,
           const struct rt_demo_contract *c, struct rt_demo_done *done)
{
    struct ledger pays = open_ledger(f, w, client, c, FOR_PAYMENTS);
    struct ledger uses = open_ledger(f, w, client, c, FOR_ACTIVITY);
    int64_t often = draw_fondness(&uses);
    int32_t from = c->start;

    for (int k = 1; from < c->end && from <= w->last; k++) {
        int32_t to = rt_day_add_months(c->start, k);

        pay_month(&pays, from);
        use_month(&uses, from, to, often);
        from = to;
    }
    done->payments += pays.n;
    done->activity += uses.n;
}

static bool
is_settled(const struct rt_demo_client *c, int32_t day)
{
    for (size_t k = 0; k < c->n_contracts; k++)
        if (c->contracts[k].start <= day - 60 && c->contracts[k].end > day)
            return true;
    return false;
}

static void
put_member(struct rt_demo_files *f, const struct rt_demo_world *w,
           const struct rt_demo_client *c, size_t k, struct rt_demo_rng *r,
           struct rt_demo_done *done)
{
    const struct rt_demo_campaign *of = &rt_demo_campaigns[k];
    int32_t day = w->campaign[k] + (int32_t)rt_demo_below(r, CONTACT_DAYS);
    bool control = rt_demo_chance(r, 200000);
    bool converted =
        rt_demo_chance(r, control ? of->base : of->base + of->effect);

    if (day > w->last)
        return;
    rt_demo_put_text(f, RT_DEMO_MEMBERS_CSV, of->id);
    rt_demo_put_id(f, RT_DEMO_MEMBERS_CSV, 'C', c->number);
    rt_demo_put_text(f, RT_DEMO_MEMBERS_CSV, control ? CONTROL_ARM : "offer");
    if (control)
        rt_demo_put_text(f, RT_DEMO_MEMBERS_CSV, "");
    else
        rt_demo_put_time(f, RT_DEMO_MEMBERS_CSV,
                         (int64_t)day * DAY_S +
                             rt_demo_range(r, 10 * HOUR_S, 18 * HOUR_S));
    rt_demo_put_int(f, RT_DEMO_MEMBERS_CSV, converted);
    rt_demo_put_money(f, RT_DEMO_MEMBERS_CSV,
                      converted ? rt_demo_range(r, 20, 60) * 1500 : 0);
    rt_demo_end_row(f, RT_DEMO_MEMBERS_CSV);
    done->members++;
}

static void
put_memberships(struct rt_demo_files *f, const struct rt_demo_world *w,
                const struct rt_demo_client *c, struct rt_demo_done *done)
{
    for (size_t k = 0; k < RT_DEMO_CAMPAIGNS; k++) {
        struct rt_demo_rng r = rt_demo_rng_of(w->o.seed, (uint64_t)c->number,
                                              FOR_CAMPAIGN + (uint64_t)k);

        if (is_settled(c, w->campaign[k]) && rt_demo_chance(&r, 250000))
            put_member(f, w, c, k, &r, done);
    }
}

void
rt_demo_put_client(struct rt_demo_files *f, const struct rt_demo_world *w,
                   const struct rt_demo_client *c, struct rt_demo_done *done)
{
    put_client_row(f, w, c);
    done->clients++;
    for (size_t k = 0; k < c->n_contracts; k++) {
        const struct rt_demo_contract *contract = &c->contracts[k];

        put_contract_row(f, w, c, contract);
        done->contracts++;
        done->changes += put_changes(f, contract);
        for (size_t i = 0; i < contract->n_cases; i++)
            put_case(f, contract, i);
        done->cases += (int64_t)contract->n_cases;
        put_events(f, w, c, contract, done);
    }
    put_memberships(f, w, c, done);
}
