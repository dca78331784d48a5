/* Offers, cases and campaigns of the snapshot. */
#include "snap/rows.h"

#include <stdlib.h>

/* --- rows in
 * ------------------------------------------------------------------ */

void
rt_build_offer(struct rt_build *b, int64_t id, const char *type, int64_t cost)
{
    b->offers = rt_rows_room(b->offers, b->n_offers, &b->offers_room,
                             sizeof *b->offers);
    b->offers[b->n_offers++] = (struct offer){
        .id = id, .type = rt_intern(b->offer_types, type), .cost = cost};
}

void
rt_build_case(struct rt_build *b, const struct rt_build_case *row)
{
    struct a_case *c;

    b->cases =
        rt_rows_room(b->cases, b->n_cases, &b->cases_room, sizeof *b->cases);
    c = &b->cases[b->n_cases++];
    *c = (struct a_case){.row = *row,
                         .reason = rt_intern(b->reasons, row->reason)};
    c->row.reason = NULL;
}

void
rt_build_campaign(struct rt_build *b, const struct rt_build_campaign *row)
{
    struct campaign *c;

    b->campaigns = rt_rows_room(b->campaigns, b->n_campaigns,
                                &b->campaigns_room, sizeof *b->campaigns);
    c = &b->campaigns[b->n_campaigns++];
    *c = (struct campaign){.id = row->id,
                           .row = *row,
                           .name = rt_intern(b->names, row->external_id),
                           .control = rt_intern(b->arms, row->control_arm)};
    c->row.external_id = c->row.control_arm = NULL;
}

void
rt_build_member(struct rt_build *b, const struct rt_build_member *row)
{
    struct member *m;

    b->members = rt_rows_room(b->members, b->n_members, &b->members_room,
                              sizeof *b->members);
    m = &b->members[b->n_members++];
    *m = (struct member){.row = *row, .arm = rt_intern(b->arms, row->arm)};
    m->row.arm = NULL;
}

/* --- offers and cases
 * ----------------------------------------------------------- */

static void
emit_offers(struct finish *f)
{
    size_t n = f->b->n_offers;
    int64_t *id = rt_alloc_n(f->a, n, sizeof *id);
    int64_t *cost = rt_alloc_n(f->a, n, sizeof *cost);
    uint32_t *type = rt_alloc_n(f->a, n, sizeof *type), *remap;

    rt_intern_finish(f->b->offer_types, f->a, &f->out->offers.types, &remap);
    for (size_t i = 0; i < n; i++) {
        id[i] = f->b->offers[i].id;
        cost[i] = f->b->offers[i].cost;
        type[i] = remap[f->b->offers[i].type];
    }
    f->out->offers.n = n;
    f->out->offers.id = id;
    f->out->offers.cost = cost;
    f->out->offers.type = type;
}

static int
case_order(const void *a, const void *b)
{
    const struct rt_build_case *x = &((const struct a_case *)a)->row;
    const struct rt_build_case *y = &((const struct a_case *)b)->row;

    if (x->created_at != y->created_at)
        return x->created_at < y->created_at ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* Index of the row with this id in a list by rising id, else RT_NOBODY. */
static uint32_t
index_of(const void *list, size_t n, size_t size, int64_t id)
{
    size_t i = rt_rows_find(list, n, size, id);

    return i != SIZE_MAX ? (uint32_t)i : RT_NOBODY;
}

static uint32_t
client_index(const struct finish *f, int64_t id)
{
    uint32_t i;

    if (f->b->base != NULL)
        return rt_places_find(&f->clients, id);
    i = index_of(f->b->clients, f->b->n_clients, sizeof *f->b->clients, id);
    return i != RT_NOBODY ? f->client_to[i] : RT_NOBODY;
}

/* Whose contract it is, by the offsets of clients. */
static uint32_t
owner_of(const struct rt_data *d, uint32_t contract)
{
    size_t low = 0, high = d->n_clients;

    while (low + 1 < high) {
        size_t mid = low + (high - low) / 2;

        if (d->contract_first[mid] <= contract)
            low = mid;
        else
            high = mid;
    }
    return (uint32_t)low;
}

static uint32_t
contract_index(const struct finish *f, int64_t id, uint32_t *client)
{
    uint32_t i;

    if (f->b->base != NULL) {
        i = rt_places_find(&f->contracts, id);
        if (i != RT_NOBODY)
            *client = owner_of(f->b->base, i);
        return i;
    }
    i = index_of(f->b->contracts, f->b->n_contracts, sizeof *f->b->contracts,
                 id);
    if (i == RT_NOBODY)
        return RT_NOBODY;
    *client = f->client_to[f->b->contracts[i].client];
    return f->contract_to[i];
}

/* The columns that refer to other rows. */
static void
emit_case_links(struct finish *f)
{
    size_t n = f->b->n_cases;
    uint32_t *client = rt_alloc_n(f->a, n, sizeof *client);
    uint32_t *contract = rt_alloc_n(f->a, n, sizeof *contract);
    uint32_t *offer = rt_alloc_n(f->a, n, sizeof *offer);
    uint32_t *reason = rt_alloc_n(f->a, n, sizeof *reason), *remap;
    int64_t *manager = rt_alloc_n(f->a, n, sizeof *manager);

    rt_intern_finish(f->b->reasons, f->a, &f->out->cases.reasons, &remap);
    for (size_t i = 0; i < n; i++) {
        const struct rt_build_case *c = &f->b->cases[i].row;

        client[i] = client_index(f, c->client_id);
        contract[i] = contract_index(f, c->contract_id, &client[i]);
        offer[i] = index_of(f->b->offers, f->b->n_offers, sizeof *f->b->offers,
                            c->offer_id);
        reason[i] = remap[f->b->cases[i].reason];
        manager[i] = c->manager;
    }
    f->out->cases.client = client;
    f->out->cases.contract = contract;
    f->out->cases.offer = offer;
    f->out->cases.reason = reason;
    f->out->cases.manager = manager;
}

static void
emit_case_state(struct finish *f)
{
    size_t n = f->b->n_cases;
    int64_t *id = rt_alloc_n(f->a, n, sizeof *id);
    uint8_t *offered = rt_alloc_n(f->a, n, 1);
    uint8_t *escalated = rt_alloc_n(f->a, n, 1);
    uint8_t *status = rt_alloc_n(f->a, n, 1);
    int64_t *profit = rt_alloc_n(f->a, n, sizeof *profit);
    int64_t *cost = rt_alloc_n(f->a, n, sizeof *cost);

    for (size_t i = 0; i < n; i++) {
        const struct rt_build_case *c = &f->b->cases[i].row;

        id[i] = c->id;
        offered[i] = c->offered;
        escalated[i] = c->escalated;
        status[i] = (uint8_t)c->status;
        profit[i] = c->profit_at_close;
        cost[i] = c->cost_at_close;
    }
    f->out->cases.n = n;
    f->out->cases.id = id;
    f->out->cases.offered = offered;
    f->out->cases.escalated = escalated;
    f->out->cases.status = status;
    f->out->cases.profit_at_close = profit;
    f->out->cases.cost_at_close = cost;
}

static void
emit_case_times(struct finish *f)
{
    size_t n = f->b->n_cases;
    int64_t *created = rt_alloc_n(f->a, n, sizeof *created);
    int64_t *completed = rt_alloc_n(f->a, n, sizeof *completed);
    int32_t *created_day = rt_alloc_n(f->a, n, sizeof *created_day);
    int32_t *completed_day = rt_alloc_n(f->a, n, sizeof *completed_day);

    for (size_t i = 0; i < n; i++) {
        const struct rt_build_case *c = &f->b->cases[i].row;

        created[i] = c->created_at;
        completed[i] = c->completed_at;
        created_day[i] = c->created_day;
        completed_day[i] = c->completed_day;
    }
    f->out->cases.created_at = created;
    f->out->cases.completed_at = completed;
    f->out->cases.created_day = created_day;
    f->out->cases.completed_day = completed_day;
}

void
rt_emit_desk(struct finish *f)
{
    emit_offers(f);
    if (f->b->n_cases != 0)
        qsort(f->b->cases, f->b->n_cases, sizeof *f->b->cases, case_order);
    emit_case_links(f);
    emit_case_state(f);
    emit_case_times(f);
}

/* --- campaigns
 * -------------------------------------------------------------------- */

static int
member_order(const void *a, const void *b, void *arg)
{
    const struct finish *f = arg;
    const struct rt_build_member *x = &((const struct member *)a)->row;
    const struct rt_build_member *y = &((const struct member *)b)->row;
    uint32_t cx = client_index(f, x->client_id);
    uint32_t cy = client_index(f, y->client_id);

    if (x->campaign_id != y->campaign_id)
        return x->campaign_id < y->campaign_id ? -1 : 1;
    return cx < cy ? -1 : cx > cy;
}

static void
emit_campaign_heads(struct finish *f, const uint32_t *arm_to)
{
    size_t n = f->b->n_campaigns;
    struct rt_campaigns *out = &f->out->campaigns;
    int64_t *id = rt_alloc_n(f->a, n, sizeof *id);
    int64_t *cost = rt_alloc_n(f->a, n, sizeof *cost);
    int32_t *starts = rt_alloc_n(f->a, n, sizeof *starts);
    int32_t *ends = rt_alloc_n(f->a, n, sizeof *ends);
    double *margin = rt_alloc_n(f->a, n, sizeof *margin);
    uint32_t *control = rt_alloc_n(f->a, n, sizeof *control);
    uint32_t *name = rt_alloc_n(f->a, n, sizeof *name), *name_to;

    rt_intern_finish(f->b->names, f->a, &out->names, &name_to);
    for (size_t i = 0; i < n; i++) {
        const struct campaign *c = &f->b->campaigns[i];

        id[i] = c->id;
        name[i] = name_to[c->name];
        control[i] = arm_to[c->control];
        cost[i] = c->row.cost;
        starts[i] = c->row.starts;
        ends[i] = c->row.ends;
        margin[i] = c->row.margin;
    }
    out->n = n;
    out->id = id;
    out->name = name;
    out->control = control;
    out->cost = cost;
    out->starts = starts;
    out->ends = ends;
    out->margin = margin;
}

static void
emit_members(struct finish *f, const uint32_t *arm_to)
{
    size_t n = f->b->n_members, kept = 0;
    struct rt_campaigns *out = &f->out->campaigns;
    uint32_t *first = rt_alloc_n(f->a, out->n + 1, sizeof *first);
    uint32_t *client = rt_alloc_n(f->a, n, sizeof *client);
    uint32_t *arm = rt_alloc_n(f->a, n, sizeof *arm);
    uint8_t *contacted = rt_alloc_n(f->a, n, 1);
    uint8_t *converted = rt_alloc_n(f->a, n, 1);
    int64_t *value = rt_alloc_n(f->a, n, sizeof *value);

    for (size_t i = 0; i < n; i++) {
        const struct member *m = &f->b->members[i];
        uint32_t campaign =
            index_of(f->b->campaigns, f->b->n_campaigns,
                     sizeof *f->b->campaigns, m->row.campaign_id);

        client[kept] = client_index(f, m->row.client_id);
        if (campaign == RT_NOBODY || client[kept] == RT_NOBODY)
            continue;
        first[campaign + 1]++;
        arm[kept] = arm_to[m->arm];
        contacted[kept] = m->row.contacted;
        converted[kept] = m->row.converted;
        value[kept++] = m->row.value;
    }
    for (size_t i = 0; i < out->n; i++)
        first[i + 1] += first[i];
    out->n_members = kept;
    out->member_first = first;
    out->member_client = client;
    out->member_arm = arm;
    out->member_contacted = contacted;
    out->member_converted = converted;
    out->member_value = value;
}

void
rt_emit_campaigns(struct finish *f)
{
    uint32_t *arm_to;

    rt_intern_finish(f->b->arms, f->a, &f->out->campaigns.arms, &arm_to);
    if (f->b->n_members != 0)
        qsort_r(f->b->members, f->b->n_members, sizeof *f->b->members,
                member_order, f);
    emit_campaign_heads(f, arm_to);
    emit_members(f, arm_to);
}
