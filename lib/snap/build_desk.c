/* Offers, cases and campaigns of the snapshot. */
#include "snap/emit.h"
#include "snap/rows.h"

#include <stdlib.h>

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
rt_build_reason(struct rt_build *b, const char *code, const char *ru,
                const char *en)
{
    b->reason_rows = rt_rows_room(b->reason_rows, b->n_reason_rows,
                                  &b->reason_rows_room, sizeof *b->reason_rows);
    b->reason_rows[b->n_reason_rows++] =
        (struct a_reason){.code = rt_intern(b->words, code),
                          .ru = rt_intern(b->words, ru),
                          .en = rt_intern(b->words, en)};
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

#define N(list) (sizeof(list) / sizeof(list)[0])

static void
emit_offers(struct finish *f)
{
    static const struct rt_emit list[] = {
        RT_EMIT(offer, id, offers.id, 8),
        RT_EMIT(offer, cost, offers.cost, 8),
        RT_EMIT_CODE(offer, type, offers.type, 1),
    };
    uint32_t *types;

    rt_intern_finish(f->b->offer_types, f->a, &f->out->offers.types, &types);
    f->out->offers.n = f->b->n_offers;
    rt_emit(list, N(list),
            &(struct rt_emit_rows){.rows = f->b->offers,
                                   .size = sizeof *f->b->offers,
                                   .n = f->b->n_offers,
                                   .codes = (const uint32_t *const[]){types}},
            f->a, f->out);
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

/* Index of the row with this id in a list by rising id; RT_NOBODY when there
 * is none. */
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

/* The client of a contract, by the offsets of clients. */
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

/* References of the rows, turned into places in the columns. */
static void
link_cases(struct finish *f)
{
    for (size_t i = 0; i < f->b->n_cases; i++) {
        struct a_case *c = &f->b->cases[i];

        c->client = client_index(f, c->row.client_id);
        c->contract = contract_index(f, c->row.contract_id, &c->client);
        c->offer = index_of(f->b->offers, f->b->n_offers, sizeof *f->b->offers,
                            c->row.offer_id);
    }
}

static void
emit_cases(struct finish *f)
{
    static const struct rt_emit list[] = {
        RT_EMIT(a_case, row.id, cases.id, 8),
        RT_EMIT(a_case, client, cases.client, 4),
        RT_EMIT(a_case, contract, cases.contract, 4),
        RT_EMIT(a_case, offer, cases.offer, 4),
        RT_EMIT(a_case, row.offered, cases.offered, 1),
        RT_EMIT(a_case, row.escalated, cases.escalated, 1),
        RT_EMIT(a_case, row.status, cases.status, 1),
        RT_EMIT(a_case, row.created_at, cases.created_at, 8),
        RT_EMIT(a_case, row.completed_at, cases.completed_at, 8),
        RT_EMIT(a_case, row.created_day, cases.created_day, 4),
        RT_EMIT(a_case, row.completed_day, cases.completed_day, 4),
        RT_EMIT(a_case, row.profit_at_close, cases.profit_at_close, 8),
        RT_EMIT(a_case, row.cost_at_close, cases.cost_at_close, 8),
        RT_EMIT(a_case, row.manager, cases.manager, 8),
        RT_EMIT(a_case, row.way, cases.way, 1),
        RT_EMIT(a_case, row.arm, cases.arm, 1),
        RT_EMIT(a_case, row.ordered_day, cases.ordered_day, 4),
        RT_EMIT_CODE(a_case, reason, cases.reason, 1),
    };
    uint32_t *reasons;

    rt_intern_finish(f->b->reasons, f->a, &f->out->cases.reasons, &reasons);
    link_cases(f);
    f->out->cases.n = f->b->n_cases;
    rt_emit(list, N(list),
            &(struct rt_emit_rows){.rows = f->b->cases,
                                   .size = sizeof *f->b->cases,
                                   .n = f->b->n_cases,
                                   .codes = (const uint32_t *const[]){reasons}},
            f->a, f->out);
}

static void
emit_reasons(struct finish *f)
{
    static const struct rt_emit list[] = {
        RT_EMIT_CODE(a_reason, code, cases.reason_code, 1),
        RT_EMIT_CODE(a_reason, ru, cases.reason_ru, 1),
        RT_EMIT_CODE(a_reason, en, cases.reason_en, 1),
    };
    uint32_t *words;

    rt_intern_finish(f->b->words, f->a, &f->out->cases.words, &words);
    f->out->cases.n_reasons = f->b->n_reason_rows;
    rt_emit(list, N(list),
            &(struct rt_emit_rows){.rows = f->b->reason_rows,
                                   .size = sizeof *f->b->reason_rows,
                                   .n = f->b->n_reason_rows,
                                   .codes = (const uint32_t *const[]){words}},
            f->a, f->out);
}

void
rt_emit_desk(struct finish *f)
{
    emit_offers(f);
    emit_reasons(f);
    if (f->b->n_cases != 0)
        qsort(f->b->cases, f->b->n_cases, sizeof *f->b->cases, case_order);
    emit_cases(f);
}

static int
member_order(const void *a, const void *b)
{
    const struct member *x = a, *y = b;

    if (x->row.campaign_id != y->row.campaign_id)
        return x->row.campaign_id < y->row.campaign_id ? -1 : 1;
    return x->client < y->client ? -1 : x->client > y->client;
}

static void
emit_campaign_heads(struct finish *f, const uint32_t *arms)
{
    static const struct rt_emit list[] = {
        RT_EMIT(campaign, id, campaigns.id, 8),
        RT_EMIT(campaign, row.starts, campaigns.starts, 4),
        RT_EMIT(campaign, row.ends, campaigns.ends, 4),
        RT_EMIT(campaign, row.cost, campaigns.cost, 8),
        RT_EMIT(campaign, row.margin, campaigns.margin, 8),
        RT_EMIT_CODE(campaign, name, campaigns.name, 1),
        RT_EMIT_CODE(campaign, control, campaigns.control, 2),
    };
    uint32_t *names;

    rt_intern_finish(f->b->names, f->a, &f->out->campaigns.names, &names);
    f->out->campaigns.n = f->b->n_campaigns;
    rt_emit(
        list, N(list),
        &(struct rt_emit_rows){.rows = f->b->campaigns,
                               .size = sizeof *f->b->campaigns,
                               .n = f->b->n_campaigns,
                               .codes = (const uint32_t *const[]){names, arms}},
        f->a, f->out);
}

/* Move members whose campaign and client exist to the front; fill the offsets
 * of campaigns. */
static size_t
place_members(struct finish *f, uint32_t *first)
{
    struct member *all = f->b->members;
    size_t kept = 0;

    for (size_t i = 0; i < f->b->n_members; i++) {
        uint32_t campaign =
            index_of(f->b->campaigns, f->b->n_campaigns,
                     sizeof *f->b->campaigns, all[i].row.campaign_id);

        all[i].client = client_index(f, all[i].row.client_id);
        if (campaign == RT_NOBODY || all[i].client == RT_NOBODY)
            continue;
        first[campaign + 1]++;
        all[kept++] = all[i];
    }
    for (size_t i = 0; i < f->b->n_campaigns; i++)
        first[i + 1] += first[i];
    if (kept != 0)
        qsort(all, kept, sizeof *all, member_order);
    return kept;
}

static void
emit_members(struct finish *f, const uint32_t *arms)
{
    static const struct rt_emit list[] = {
        RT_EMIT(member, client, campaigns.member_client, 4),
        RT_EMIT(member, row.contacted, campaigns.member_contacted, 1),
        RT_EMIT(member, row.converted, campaigns.member_converted, 1),
        RT_EMIT(member, row.value, campaigns.member_value, 8),
        RT_EMIT_CODE(member, arm, campaigns.member_arm, 1),
    };
    uint32_t *first = rt_alloc_n(f->a, f->b->n_campaigns + 1, sizeof *first);

    f->out->campaigns.member_first = first;
    f->out->campaigns.n_members = place_members(f, first);
    rt_emit(list, N(list),
            &(struct rt_emit_rows){.rows = f->b->members,
                                   .size = sizeof *f->b->members,
                                   .n = f->out->campaigns.n_members,
                                   .codes = (const uint32_t *const[]){arms}},
            f->a, f->out);
}

void
rt_emit_campaigns(struct finish *f)
{
    uint32_t *arms;

    rt_intern_finish(f->b->arms, f->a, &f->out->campaigns.arms, &arms);
    emit_campaign_heads(f, arms);
    emit_members(f, arms);
}
