#include "snap/build.h"

#include "snap/emit.h"
#include "snap/rows.h"

#include <stdlib.h>
#include <string.h>

static const char *const fixed_keys[N_FIXED] = {"region", "plan", "channel",
                                                "segment"};

struct rt_build *
rt_build_new(void)
{
    struct rt_build *b = rt_heap(sizeof *b);

    b->arena = rt_arena_new();
    b->causes = rt_intern_new();
    b->offer_types = rt_intern_new();
    b->reasons = rt_intern_new();
    b->words = rt_intern_new();
    b->names = rt_intern_new();
    b->arms = rt_intern_new();
    for (int k = 0; k < N_FIXED; k++)
        b->fixed[k] = rt_intern_new();
    return b;
}

void
rt_events_free(struct events *e)
{
    free(e->first);
    free(e->day);
    free(e->amount);
    *e = (struct events){0};
}

void
rt_build_free(struct rt_build *b)
{
    if (b == NULL)
        return;
    for (int k = 0; k < N_FIXED; k++)
        rt_intern_free(b->fixed[k]);
    for (size_t k = 0; k < b->n_owns; k++) {
        rt_intern_free(b->owns[k].texts);
        free(b->owns[k].code);
    }
    rt_intern_free(b->causes);
    rt_intern_free(b->offer_types);
    rt_intern_free(b->reasons);
    rt_intern_free(b->words);
    rt_intern_free(b->names);
    rt_intern_free(b->arms);
    rt_arena_free(b->arena);
    free(b->clients);
    free(b->contracts);
    free(b->changes);
    free(b->owns);
    rt_events_free(&b->payments);
    rt_events_free(&b->activity);
    free(b->offers);
    free(b->cases);
    free(b->reason_rows);
    free(b->campaigns);
    free(b->members);
    free(b);
}

void *
rt_rows_room(void *list, size_t n, size_t *room, size_t size)
{
    if (n >= UINT32_MAX - 1)
        rt_die("snapshot: more than %zu rows of one kind", n);
    if (n < *room)
        return list;
    *room = *room != 0 ? *room * 2 : 1024;
    return rt_heap_grow(list, *room, size);
}

static int64_t
id_at(const void *list, size_t size, size_t i)
{
    int64_t id;

    memcpy(&id, (const char *)list + i * size, sizeof id);
    return id;
}

size_t
rt_rows_find(const void *list, size_t n, size_t size, int64_t id)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int64_t at = id_at(list, size, mid);

        if (at == id)
            return mid;
        if (at < id)
            low = mid + 1;
        else
            high = mid;
    }
    return SIZE_MAX;
}

/* The same for rows that are mostly asked for in order: the one found last or
 * the next is tried first. */
static size_t
find_near(const void *list, size_t n, size_t size, int64_t id, size_t *last)
{
    size_t at = *last;

    if (at < n && id_at(list, size, at) == id)
        return at;
    if (at + 1 < n && id_at(list, size, at + 1) == id)
        return *last = at + 1;
    at = rt_rows_find(list, n, size, id);
    if (at != SIZE_MAX)
        *last = at;
    return at;
}

static size_t
find_client(struct rt_build *b, int64_t id)
{
    return find_near(b->clients, b->n_clients, sizeof *b->clients, id,
                     &b->last_client);
}

static size_t
find_contract(struct rt_build *b, int64_t id)
{
    return find_near(b->contracts, b->n_contracts, sizeof *b->contracts, id,
                     &b->last_contract);
}

void
rt_build_client(struct rt_build *b, const struct rt_build_client *row)
{
    b->clients = rt_rows_room(b->clients, b->n_clients, &b->clients_room,
                              sizeof *b->clients);
    b->clients[b->n_clients++] = (struct client){
        .id = row->id,
        .external_id = rt_strdup(b->arena, row->external_id),
        .fixed = {[REGION] = rt_intern(b->fixed[REGION], row->region),
                  [CHANNEL] = rt_intern(b->fixed[CHANNEL], row->channel),
                  [SEGMENT] = rt_intern(b->fixed[SEGMENT], row->segment)},
        .first_day = RT_DAY_OPEN,
        .first_event = RT_DAY_OPEN,
    };
}

static struct own *
own_of(struct rt_build *b, const char *name)
{
    for (size_t k = 0; k < b->n_owns; k++)
        if (strcmp(b->owns[k].key + strlen("attr."), name) == 0)
            return &b->owns[k];
    b->owns = rt_rows_room(b->owns, b->n_owns, &b->owns_room, sizeof *b->owns);
    b->owns[b->n_owns] = (struct own){
        .key = rt_fmt(b->arena, "attr.%s", name),
        .texts = rt_intern_new(),
        .code = rt_heap(b->n_clients * sizeof(uint32_t)),
    };
    return &b->owns[b->n_owns++];
}

void
rt_build_attr(struct rt_build *b, int64_t client_id, const char *name,
              const char *value)
{
    size_t i = find_client(b, client_id);
    struct own *own;

    if (i == SIZE_MAX)
        return;
    own = own_of(b, name);
    own->code[i] = rt_intern(own->texts, value);
}

void
rt_build_contract(struct rt_build *b, const struct rt_build_contract *row)
{
    size_t client = find_client(b, row->client_id);
    bool dayless = row->over && row->end == RT_DAY_OPEN;
    int32_t start = dayless ? RT_DAY_NONE : row->start;

    if (client == SIZE_MAX)
        return;
    b->n_end_unknown += dayless;
    if (row->start == row->end) {
        b->n_never_active++;
        b->clients[client].n_never_active++;
        return;
    }
    b->contracts = rt_rows_room(b->contracts, b->n_contracts,
                                &b->contracts_room, sizeof *b->contracts);
    b->contracts[b->n_contracts++] = (struct contract){
        .id = row->id,
        .client = (uint32_t)client,
        .cause = rt_intern(b->causes, row->cause),
        .plan = rt_intern(b->fixed[PLAN], row->plan),
        .region = rt_intern(b->fixed[REGION], row->region),
        .channel = rt_intern(b->fixed[CHANNEL], row->channel),
        .start = start,
        .end = dayless ? RT_DAY_NONE : row->end,
        .fee = row->fee,
        .profit = row->profit,
        .external_id = rt_strdup(b->arena, row->external_id),
    };
    b->clients[client].n_contracts++;
    if (start < b->clients[client].first_day)
        b->clients[client].first_day = start;
}

/* Another row for the same day: it replaces what it names, the rest is kept. */
static void
add_to_change(struct rt_build *b, struct change *c,
              const struct rt_build_change *row)
{
    if (row->fee != RT_NO_AMOUNT)
        c->fee = row->fee;
    if (row->profit != RT_NO_AMOUNT)
        c->profit = row->profit;
    if (row->plan != NULL)
        c->plan = rt_intern(b->fixed[PLAN], row->plan);
}

void
rt_build_change(struct rt_build *b, const struct rt_build_change *row)
{
    size_t contract = find_contract(b, row->contract_id);

    if (contract == SIZE_MAX)
        return;
    if (b->n_changes > 0 && b->changes[b->n_changes - 1].contract == contract &&
        b->changes[b->n_changes - 1].day == row->day) {
        add_to_change(b, &b->changes[b->n_changes - 1], row);
        return;
    }
    b->changes = rt_rows_room(b->changes, b->n_changes, &b->changes_room,
                              sizeof *b->changes);
    b->changes[b->n_changes++] = (struct change){
        .contract = (uint32_t)contract,
        .day = row->day,
        .fee = row->fee,
        .profit = row->profit,
        .plan = rt_intern(b->fixed[PLAN], row->plan),
    };
}

static int32_t
later(int32_t last, int32_t day, int32_t today)
{
    return day > last && day <= today ? day : last;
}

static int32_t
last_of_contracts(const struct rt_build *b, int32_t today)
{
    int32_t last = RT_DAY_NONE;

    for (size_t i = 0; i < b->n_contracts; i++) {
        last = later(last, b->contracts[i].start, today);
        last = later(last, b->contracts[i].end, today);
    }
    for (size_t i = 0; i < b->n_changes; i++)
        last = later(last, b->changes[i].day, today);
    return last;
}

static int32_t
last_of_events(const struct events *e, int32_t today)
{
    int32_t last = RT_DAY_NONE;

    for (size_t i = 0; i < e->n; i++)
        last = later(last, e->day[i], today);
    return last;
}

static int32_t
last_of_cases(const struct rt_build *b, int32_t today)
{
    int32_t last = RT_DAY_NONE;

    for (size_t i = 0; i < b->n_cases; i++) {
        last = later(last, b->cases[i].row.created_day, today);
        last = later(last, b->cases[i].row.completed_day, today);
    }
    return last;
}

static int32_t
last_of_campaigns(const struct rt_build *b, int32_t today)
{
    int32_t last = RT_DAY_NONE;

    for (size_t i = 0; i < b->n_campaigns; i++) {
        last = later(last, b->campaigns[i].row.starts, today);
        last = later(last, b->campaigns[i].row.ends, today);
    }
    return last;
}

int32_t
rt_build_last_day(const struct rt_build *b, enum rt_group g, int32_t today)
{
    switch (g) {
    case RT_GROUP_CONTRACTS:
        return last_of_contracts(b, today);
    case RT_GROUP_PAYMENTS:
        return last_of_events(&b->payments, today);
    case RT_GROUP_ACTIVITY:
        return last_of_events(&b->activity, today);
    case RT_GROUP_DESK:
        return last_of_cases(b, today);
    case RT_GROUP_CAMPAIGNS:
        return last_of_campaigns(b, today);
    case RT_GROUP__MAX:
        break;
    }
    return RT_DAY_NONE;
}

bool
rt_build_has(const struct rt_build *b, enum rt_group g)
{
    const size_t n[RT_GROUP__MAX] = {
        [RT_GROUP_CONTRACTS] = b->n_contracts,
        [RT_GROUP_PAYMENTS] = b->payments.n,
        [RT_GROUP_ACTIVITY] = b->activity.n,
        [RT_GROUP_DESK] = b->n_cases,
        [RT_GROUP_CAMPAIGNS] = b->n_campaigns,
    };

    return n[g] != 0;
}

/* What clients are sorted by, kept close together.  The id itself is looked up
 * only when its beginning is not enough. */
struct client_key {
    int32_t day, event;
    uint64_t beginning; /* the beginning of the external id, as a number */
    const char *external_id;
    uint32_t at; /* index as given */
};

static uint64_t
beginning_of(const char *id)
{
    uint64_t v = 0;

    for (int i = 0; i < 8; i++) {
        v = v << 8 | (unsigned char)*id;
        id += *id != '\0';
    }
    return v;
}

static int
client_order(const void *a, const void *b)
{
    const struct client_key *x = a, *y = b;

    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->event != y->event)
        return x->event < y->event ? -1 : 1;
    if (x->beginning != y->beginning)
        return x->beginning < y->beginning ? -1 : 1;
    return strcmp(x->external_id, y->external_id);
}

static int
contract_order(const void *a, const void *b, void *arg)
{
    const struct contract *all = arg;
    const struct contract *x = &all[*(const uint32_t *)a];
    const struct contract *y = &all[*(const uint32_t *)b];

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return strcmp(x->external_id, y->external_id);
}

static int
change_order(const void *a, const void *b, void *arg)
{
    const struct change *all = arg;
    const struct change *x = &all[*(const uint32_t *)a];
    const struct change *y = &all[*(const uint32_t *)b];

    return x->day < y->day ? -1 : x->day > y->day;
}

/* Write the clients in the order of the columns. */
static uint32_t *
sort_clients(const struct rt_build *b, struct rt_arena *a)
{
    uint32_t *order = rt_alloc_n(a, b->n_clients, sizeof *order);
    struct client_key *keys = rt_heap(b->n_clients * sizeof *keys);

    for (size_t i = 0; i < b->n_clients; i++) {
        const struct client *c = &b->clients[i];

        keys[i] = (struct client_key){
            .day = c->first_day,
            /* The first event orders only clients without a contract. */
            .event = c->first_day == RT_DAY_OPEN ? c->first_event : 0,
            .beginning = beginning_of(c->external_id),
            .external_id = c->external_id,
            .at = (uint32_t)i,
        };
    }
    qsort(keys, b->n_clients, sizeof *keys, client_order);
    for (size_t i = 0; i < b->n_clients; i++)
        order[i] = keys[i].at;
    free(keys);
    return order;
}

/* Group rows by owner and sort each group.
 *
 *   owner  [n] new index of each row's owner
 *   first  [n_owners + 1] filled: where each group begins
 *
 * Returns the rows' old indexes in the new order. */
static uint32_t *
group(struct rt_arena *a, const uint32_t *owner, size_t n, uint32_t *first,
      size_t n_owners, int (*order)(const void *, const void *, void *),
      void *rows)
{
    uint32_t *out = rt_alloc_n(a, n, sizeof *out);
    uint32_t *next = rt_alloc_n(a, n_owners + 1, sizeof *next);

    for (size_t i = 0; i < n; i++)
        first[owner[i] + 1]++;
    for (size_t i = 0; i < n_owners; i++)
        first[i + 1] += first[i];
    memcpy(next, first, n_owners * sizeof *next);
    for (size_t i = 0; i < n; i++)
        out[next[owner[i]]++] = (uint32_t)i;
    for (size_t i = 0; i < n_owners; i++)
        if (first[i + 1] - first[i] > 1)
            qsort_r(out + first[i], first[i + 1] - first[i], sizeof *out, order,
                    rows);
    return out;
}

static uint32_t *
inverse(struct rt_arena *a, const uint32_t *at, size_t n)
{
    uint32_t *to = rt_alloc_n(a, n, sizeof *to);

    for (size_t i = 0; i < n; i++)
        to[at[i]] = (uint32_t)i;
    return to;
}

#define N(list) (sizeof(list) / sizeof(list)[0])

/* External ids, one after the other. */
static void
emit_names(struct finish *f)
{
    size_t n = f->b->n_clients, size = 0;
    uint32_t *name_at = rt_alloc_n(f->a, n, sizeof *name_at);
    char *names;

    for (size_t i = 0; i < n; i++)
        size += strlen(f->b->clients[i].external_id) + 1;
    if (size > UINT32_MAX)
        rt_die("client ids of %zu bytes", size);
    names = rt_alloc(f->a, size);
    size = 0;
    for (size_t i = 0; i < n; i++) {
        const struct client *c = &f->b->clients[f->client_at[i]];
        size_t len = strlen(c->external_id) + 1;

        name_at[i] = (uint32_t)size;
        memcpy(names + size, c->external_id, len);
        size += len;
    }
    f->out->client_name_at = name_at;
    f->out->names = names;
}

static void
emit_clients(struct finish *f)
{
    static const struct rt_emit list[] = {
        RT_EMIT(client, id, client_id, 8),
        RT_EMIT(client, n_never_active, client_never_active, 4),
    };
    struct rt_emit_rows rows = {.rows = f->b->clients,
                                .size = sizeof *f->b->clients,
                                .n = f->b->n_clients};

    f->client_at = sort_clients(f->b, f->a);
    f->client_to = inverse(f->a, f->client_at, rows.n);
    rows.order = f->client_at;
    f->out->n_clients = rows.n;
    rt_emit(list, N(list), &rows, f->a, f->out);
    emit_names(f);
}

/* Sort the contracts and fill contract_first. */
static void
order_contracts(struct finish *f)
{
    size_t n = f->b->n_contracts;
    uint32_t *owner = rt_alloc_n(f->a, n, sizeof *owner);
    uint32_t *first = rt_alloc_n(f->a, f->b->n_clients + 1, sizeof *first);

    for (size_t i = 0; i < n; i++)
        owner[i] = f->client_to[f->b->contracts[i].client];
    f->contract_at = group(f->a, owner, n, first, f->b->n_clients,
                           contract_order, f->b->contracts);
    f->contract_to = inverse(f->a, f->contract_at, n);
    f->out->n_contracts = n;
    f->out->contract_first = first;
}

static void
emit_contracts(struct finish *f)
{
    static const struct rt_emit list[] = {
        RT_EMIT(contract, id, contract_id, 8),
        RT_EMIT(contract, start, contract_start, 4),
        RT_EMIT(contract, end, contract_end, 4),
        RT_EMIT(contract, fee, contract_fee, 8),
        RT_EMIT(contract, profit, contract_profit, 8),
        RT_EMIT_CODE(contract, cause, contract_cause, 1),
        RT_EMIT_CODE(contract, plan, contract_plan, 2),
    };
    uint32_t *causes;

    rt_intern_finish(f->b->causes, f->a, &f->out->causes, &causes);
    rt_emit(list, N(list),
            &(struct rt_emit_rows){
                .rows = f->b->contracts,
                .size = sizeof *f->b->contracts,
                .n = f->b->n_contracts,
                .order = f->contract_at,
                .codes = (const uint32_t *const[]){causes, f->remap[PLAN]}},
            f->a, f->out);
    f->out->plans = f->dict[PLAN];
}

static void
emit_changes(struct finish *f)
{
    static const struct rt_emit list[] = {
        RT_EMIT(change, day, change_day, 4),
        RT_EMIT(change, fee, change_fee, 8),
        RT_EMIT(change, profit, change_profit, 8),
        RT_EMIT_CODE(change, plan, change_plan, 1),
    };
    size_t n = f->b->n_changes;
    uint32_t *owner = rt_alloc_n(f->a, n, sizeof *owner);
    uint32_t *first = rt_alloc_n(f->a, f->b->n_contracts + 1, sizeof *first);

    for (size_t i = 0; i < n; i++)
        owner[i] = f->contract_to[f->b->changes[i].contract];
    f->out->n_changes = n;
    f->out->change_first = first;
    rt_emit(list, N(list),
            &(struct rt_emit_rows){
                .rows = f->b->changes,
                .size = sizeof *f->b->changes,
                .n = n,
                .order = group(f->a, owner, n, first, f->b->n_contracts,
                               change_order, f->b->changes),
                .codes = (const uint32_t *const[]){f->remap[PLAN]}},
            f->a, f->out);
}

/* The code of the plan that contract `k` began with.  It comes from the
 * history if that begins with the contract; the contract's own plan is the
 * newest one. */
static uint32_t
plan_at_entry(const struct rt_data *d, size_t k)
{
    uint32_t from = d->change_first[k], to = d->change_first[k + 1];
    uint32_t plan = d->contract_plan[k];
    int32_t start = d->contract_start[k];

    if (start == RT_DAY_NONE && from < to)
        start = d->change_day[from];
    for (uint32_t c = from; c < to && d->change_day[c] <= start; c++)
        if (d->change_plan[c] != 0)
            plan = d->change_plan[c];
    return plan;
}

/* Attributes of one client: the client's own, else those of the first
 * contract. */
static void
fill_fixed(const struct finish *f, size_t i, uint32_t *const code[N_FIXED])
{
    const struct client *c = &f->b->clients[f->client_at[i]];
    uint32_t own[N_FIXED];

    memcpy(own, c->fixed, sizeof own);
    if (c->n_contracts != 0) {
        uint32_t k = f->contract_at[f->out->contract_first[i]];
        const struct contract *first = &f->b->contracts[k];

        own[REGION] = own[REGION] != 0 ? own[REGION] : first->region;
        own[CHANNEL] = own[CHANNEL] != 0 ? own[CHANNEL] : first->channel;
    }
    for (int which = 0; which < N_FIXED; which++)
        code[which][i] = f->remap[which][own[which]];
    if (c->n_contracts != 0)
        code[PLAN][i] = plan_at_entry(f->out, f->out->contract_first[i]);
}

static void
emit_fixed(struct finish *f, struct rt_attr attrs[N_FIXED])
{
    uint32_t *code[N_FIXED];

    for (int which = 0; which < N_FIXED; which++) {
        code[which] = rt_alloc_n(f->a, f->b->n_clients, sizeof **code);
        attrs[which] = (struct rt_attr){.key = fixed_keys[which],
                                        .dict = f->dict[which],
                                        .code = code[which]};
    }
    for (size_t i = 0; i < f->b->n_clients; i++)
        fill_fixed(f, i, code);
}

static void
emit_own(struct finish *f, const struct own *own, struct rt_attr *attr)
{
    uint32_t *code = rt_alloc_n(f->a, f->b->n_clients, sizeof *code);
    uint32_t *remap;

    rt_intern_finish(own->texts, f->a, &attr->dict, &remap);
    for (size_t i = 0; i < f->b->n_clients; i++)
        code[i] = remap[own->code[f->client_at[i]]];
    attr->key = rt_strdup(f->a, own->key);
    attr->code = code;
}

static int
own_order(const void *a, const void *b)
{
    return strcmp(((const struct own *)a)->key, ((const struct own *)b)->key);
}

static void
emit_attrs(struct finish *f)
{
    struct rt_attr *attrs =
        rt_alloc_n(f->a, N_FIXED + f->b->n_owns, sizeof *attrs);

    if (f->b->n_owns != 0)
        qsort(f->b->owns, f->b->n_owns, sizeof *f->b->owns, own_order);
    emit_fixed(f, attrs);
    for (size_t k = 0; k < f->b->n_owns; k++)
        emit_own(f, &f->b->owns[k], &attrs[N_FIXED + k]);
    f->out->attrs = attrs;
    f->out->n_attrs = N_FIXED + f->b->n_owns;
}

enum {
    FILES = RT_GROUP_BIT(RT_GROUP_CONTRACTS) | RT_GROUP_BIT(RT_GROUP_PAYMENTS) |
            RT_GROUP_BIT(RT_GROUP_ACTIVITY)
};

bool
rt_build_keep(struct rt_build *b, const struct rt_data *base, unsigned kept)
{
    if ((kept & FILES) != FILES ||
        (base->n_contracts != 0 && base->contract_id[0] == 0))
        return false;
    b->base = base;
    b->kept = kept;
    return true;
}

static void
emit_files(struct finish *f)
{
    *f->out = (struct rt_data){.n_never_active = f->b->n_never_active,
                               .n_end_unknown = f->b->n_end_unknown};
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
        f->out->known[g] = RT_DAY_NONE;
    for (int k = 0; k < N_FIXED; k++)
        rt_intern_finish(f->b->fixed[k], f->a, &f->dict[k], &f->remap[k]);
    emit_clients(f);
    order_contracts(f);
    emit_contracts(f);
    emit_changes(f);
    emit_attrs(f);
    rt_emit_events(f);
}

/* The columns of imported data are kept; rows of the desk find them by id. */
static void
keep_files(struct finish *f)
{
    const struct rt_data *base = f->b->base;

    *f->out = *base;
    rt_places_make(base->client_id, base->n_clients, f->a, &f->clients);
    rt_places_make(base->contract_id, base->n_contracts, f->a, &f->contracts);
}

void
rt_build_finish(struct rt_build *b, struct rt_arena *a, struct rt_data *out)
{
    struct finish f = {.b = b, .a = a, .out = out};

    if (b->base != NULL)
        keep_files(&f);
    else
        emit_files(&f);
    if ((b->kept & RT_GROUP_BIT(RT_GROUP_DESK)) == 0)
        rt_emit_desk(&f);
    if ((b->kept & RT_GROUP_BIT(RT_GROUP_CAMPAIGNS)) == 0)
        rt_emit_campaigns(&f);
}
