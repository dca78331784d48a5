#include "block/selected_cases.h"

#include <stdlib.h>
#include <string.h>

static int
by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *
type_name(const struct rt_dict *types, uint32_t code)
{
    return code == 0 ? RT_NO_OFFER_TYPE : rt_dict_str(types, code);
}

/* The names of the groups, each once.  A company may itself have a type with
 * the name of the group without a type. */
static size_t
group_names(const struct rt_dict *types, struct rt_arena *a, const char ***out)
{
    size_t n = types->n != 0 ? types->n : 1, kept = 1;
    const char **names = rt_alloc_n(a, n, sizeof *names);

    names[0] = RT_NO_OFFER_TYPE;
    for (uint32_t code = 1; code < n; code++)
        names[code] = type_name(types, code);
    qsort(names, n, sizeof *names, by_bytes);
    for (size_t i = 1; i < n; i++)
        if (strcmp(names[i], names[kept - 1]) != 0)
            names[kept++] = names[i];
    *out = names;
    return kept;
}

/* group[code] of every type. */
static uint32_t *
groups_of_types(const struct rt_dict *types, const char *const *names, size_t n,
                struct rt_arena *a)
{
    uint32_t *group = rt_alloc_n(a, types->n + 1, sizeof *group);
    uint32_t code = 0;

    do {
        const char *name = type_name(types, code);
        const char *const *at =
            bsearch(&name, names, n, sizeof *names, by_bytes);

        group[code] = (uint32_t)(at - names);
    } while (++code < types->n);
    return group;
}

/* wanted[group]; "" selects cases without a type, as does the name they
 * have. */
static uint8_t *
wanted_groups(const struct rt_filter *f, const char *const *names, size_t n,
              struct rt_arena *a)
{
    const struct rt_filter_values *v = rt_filter_find(f, "offer_type");
    uint8_t *wanted = rt_alloc(a, n);

    memset(wanted, v == NULL, n);
    for (size_t i = 0; v != NULL && i < v->n; i++) {
        const char *name =
            v->list[i][0] != '\0' ? v->list[i] : RT_NO_OFFER_TYPE;

        for (size_t g = 0; g < n; g++)
            wanted[g] |= strcmp(names[g], name) == 0;
    }
    return wanted;
}

/* The arrays of the set while they are filled. */
struct columns {
    const struct rt_cases *cases;
    const struct rt_offers *offers;
    const uint32_t *group_of_type;
    int32_t as_of;
    enum rt_case_day by;
    uint8_t *picked, *status;
    uint32_t *group;
    int32_t *day;
    int64_t *completed, *cost;
};

static bool
is_closed(uint8_t status)
{
    return status == RT_RETAINED || status == RT_CHURNED;
}

/* True for a closed case whose time of closing is known. */
static bool
is_dated(const struct columns *c, size_t i)
{
    return is_closed(c->status[i]) && c->completed[i] != RT_NEVER;
}

static void
fill_offer(struct columns *c, size_t i)
{
    uint32_t offer = c->cases->offer[i];

    c->group[i] =
        c->group_of_type[offer != RT_NOBODY ? c->offers->type[offer] : 0];
    c->cost[i] = offer != RT_NOBODY && c->offers->cost[offer] != RT_NO_AMOUNT
                     ? c->offers->cost[offer]
                     : 0;
}

/* The case as it was at the end of the as-of day. */
static void
fill_state(struct columns *c, size_t i)
{
    const struct rt_cases *k = c->cases;
    bool later =
        k->completed_at[i] != RT_NEVER && k->completed_day[i] > c->as_of;
    bool closed = is_closed(k->status[i]);

    c->status[i] = k->status[i];
    c->completed[i] = k->completed_at[i];
    if (later) {
        c->completed[i] = RT_NEVER;
        if (closed)
            c->status[i] = k->escalated[i] ? RT_ESCALATED : RT_ACTIVE;
    }
    c->day[i] = c->by == RT_CASE_CLOSED && is_dated(c, i) ? k->completed_day[i]
                                                          : k->created_day[i];
}

static struct columns
make_columns(const struct rt_result *r, const uint32_t *group_of_type,
             enum rt_case_day by, struct rt_arena *a)
{
    size_t n = r->data->cases.n;
    struct columns c = {
        .cases = &r->data->cases,
        .offers = &r->data->offers,
        .group_of_type = group_of_type,
        .as_of = r->as_of,
        .by = by,
        .picked = rt_alloc(a, n),
        .status = rt_alloc(a, n),
        .group = rt_alloc_n(a, n, sizeof *c.group),
        .day = rt_alloc_n(a, n, sizeof *c.day),
        .completed = rt_alloc_n(a, n, sizeof *c.completed),
        .cost = rt_alloc_n(a, n, sizeof *c.cost),
    };

    for (size_t i = 0; i < n; i++) {
        fill_offer(&c, i);
        fill_state(&c, i);
    }
    return c;
}

struct choice {
    const uint8_t *clients, *groups;
    bool any_client; /* no attribute of clients is in the filter */
    int32_t low, high;
};

static bool
filters_clients(const struct rt_filter *f)
{
    for (size_t i = 0; i < f->n_values; i++)
        if (strcmp(f->values[i].key, "offer_type") != 0)
            return true;
    return false;
}

/* Only whole periods: not those that the as-of day cuts, and not those that
 * the filter cuts. */
static void
leave_cut_periods(enum rt_by by, struct choice *c)
{
    int32_t start;

    c->high = rt_period_start(by, c->high + 1) - 1;
    if (c->low == RT_DAY_NONE)
        return;
    start = rt_period_start(by, c->low);
    if (start < c->low)
        c->low = rt_period_add(by, start, 1);
}

static struct choice
make_choice(const struct rt_result *r, const uint8_t *clients,
            const uint8_t *groups)
{
    const struct rt_filter *f = r->filter;
    struct choice c = {.clients = clients,
                       .groups = groups,
                       .any_client = !filters_clients(f),
                       .low = f->from, /* RT_DAY_NONE is the smallest number */
                       .high = r->as_of};

    if (f->to != RT_DAY_NONE && f->to < c.high)
        c.high = f->to;
    if (f->complete)
        leave_cut_periods(r->by, &c);
    return c;
}

static bool
chosen(const struct choice *c, const struct columns *k, size_t i)
{
    uint32_t client = k->cases->client[i];

    if (client != RT_NOBODY ? !c->clients[client] : !c->any_client)
        return false;
    return c->groups[k->group[i]] && k->day[i] >= c->low &&
           k->day[i] <= c->high && k->cases->created_day[i] <= k->as_of;
}

/* Select the cases, and count what a reader should know. */
static void
pick(const struct choice *choice, struct columns *k, const struct rt_data *d,
     struct rt_selected_cases *out)
{
    const struct rt_cases *cases = k->cases;

    for (size_t i = 0; i < cases->n; i++) {
        bool undated = is_closed(k->status[i]) && k->completed[i] == RT_NEVER;
        uint32_t contract = cases->contract[i];

        if (!chosen(choice, k, i))
            continue;
        k->picked[i] = !undated || k->by == RT_CASE_CREATED;
        out->n_undated += undated;
        if (!is_dated(k, i))
            continue;
        if (k->day[i] < out->first_day)
            out->first_day = k->day[i];
        out->n_no_contract += contract == RT_NOBODY;
        out->n_no_offer += cases->offered[i] && cases->offer[i] == RT_NOBODY;
        out->n_no_profit += contract != RT_NOBODY &&
                            d->contract_profit[contract] == RT_NO_AMOUNT;
    }
}

void
rt_selected_cases_make(struct rt_result *r, const uint8_t *clients,
                       enum rt_case_day by, struct rt_arena *a,
                       struct rt_selected_cases *out)
{
    const struct rt_data *d = r->data;
    const char **names;
    size_t n = group_names(&d->offers.types, a, &names);
    struct columns k =
        make_columns(r, groups_of_types(&d->offers.types, names, n, a), by, a);
    struct choice choice =
        make_choice(r, clients, wanted_groups(r->filter, names, n, a));

    *out = (struct rt_selected_cases){.group_name = names,
                                      .first_day = RT_DAY_OPEN};
    pick(&choice, &k, d, out);
    r->n_cases = 0;
    for (size_t i = 0; i < d->cases.n; i++)
        r->n_cases += k.picked[i];
    out->in = (struct rt_cases_in){
        .n = d->cases.n,
        .n_groups = n,
        .picked = k.picked,
        .status = k.status,
        .group = k.group,
        .offered = d->cases.offered,
        .escalated = d->cases.escalated,
        .contract = d->cases.contract,
        .day = k.day,
        .created_at = d->cases.created_at,
        .completed_at = k.completed,
        .cost = k.cost,
        .profit_at_close = d->cases.profit_at_close,
        .cost_at_close = d->cases.cost_at_close,
        .n_contracts = d->n_contracts,
        .profit = d->contract_profit,
    };
}

void
rt_selected_cases_notes(const struct rt_selected_cases *s,
                        struct rt_result *out)
{
    if (s->n_no_contract != 0)
        rt_result_note(out, "note_no_contract", s->n_no_contract, NULL);
    if (s->n_no_offer != 0)
        rt_result_note(out, "note_no_offer", s->n_no_offer, NULL);
    if (s->n_no_profit != 0)
        rt_result_note(out, "note_no_profit", s->n_no_profit, NULL);
    if (s->n_undated != 0)
        rt_result_note(out, "note_undated", s->n_undated, NULL);
}
