/* The block `reconciliation`: numbers that must agree, recomputed for the
 * filter in force.  What is compared is computed in two ways. */
#include "block/blocks.h"
#include "block/cohorts.h"
#include "block/revenue.h"
#include "block/span.h"

enum { C_NAME, C_LEFT, C_RIGHT, C_HOLDS, C_MEANING, C_AS_OF, C__MAX };

static const struct rt_column columns[C__MAX] = {
    [C_NAME] = {"name", RT_KIND_TEXT, false},
    [C_LEFT] = {"left", RT_KIND_NUMBER, false},
    [C_RIGHT] = {"right", RT_KIND_NUMBER, false},
    [C_HOLDS] = {"holds", RT_KIND_FLAG, false},
    [C_MEANING] = {"meaning", RT_KIND_TEXT, false},
    [C_AS_OF] = {"as_of", RT_KIND_DAY, false},
};

enum {
    MAX_IDENTITIES = 16,
    PARTITION_ATTRS = 4,
    PARTS_MAX = 24,    /* values of an attribute */
    GROUPS_MAX = 2048, /* counted together */
    ROWS_MAX = 1 << 18 /* of all of them: a row a group and a period */
};

/* Sums wrap around, which does no harm: they end where both sides fit. */
struct identity {
    const char *name;    /* "client_walk" */
    const char *meaning; /* text for the reader */
    uint64_t left, right;
    bool money;
    bool holds;
    int32_t as_of; /* the last day it counts */
};

struct work {
    const struct rt_block_env *env;
    const uint8_t *picked;
    struct rt_arena *a;
    struct rt_result *out;
    struct rt_revenue v;
    struct identity list[MAX_IDENTITIES];
    size_t n;
};

static struct identity *
add(struct work *w, const char *name, const char *meaning, bool money)
{
    if (w->n == MAX_IDENTITIES)
        rt_die("reconciliation: more than %d identities", MAX_IDENTITIES);
    w->list[w->n] = (struct identity){
        .name = name,
        .meaning = meaning,
        .money = money,
        .holds = true,
        .as_of = rt_result_until(w->out, RT_GROUP_CONTRACTS),
    };
    return &w->list[w->n++];
}

static const char *
text(const struct work *w, const char *key)
{
    return rt_text(w->env->lang, key);
}

static void
walk_clients(struct work *w)
{
    struct identity *walk =
        add(w, "client_walk", text(w, "identity_client_walk"), false);
    struct identity *both =
        add(w, "mrr_clients", text(w, "identity_mrr_clients"), false);

    for (size_t i = 0; i < w->v.periods.n; i++) {
        const struct rt_churn_row *r = &w->v.clients[i];
        const struct rt_mrr_row *m = &w->v.mrr[i];
        int64_t moved = r->added + r->reactivated - r->lost;

        walk->right += (uint64_t)(moved + (i == 0 ? r->opening : 0));
        walk->left = (uint64_t)r->closing;
        walk->holds &= r->closing == r->opening + moved;
        both->left += (uint64_t)(r->added + r->reactivated + r->lost);
        both->right += (uint64_t)(m->n_added + m->n_reactivated + m->n_churned);
        both->holds &= r->closing == m->n_closing && r->lost == m->n_churned &&
                       r->added == m->n_added;
    }
}

static void
walk_mrr(struct work *w)
{
    struct identity *walk =
        add(w, "mrr_walk", text(w, "identity_mrr_walk"), true);

    for (size_t i = 0; i < w->v.periods.n; i++) {
        const struct rt_mrr_row *r = &w->v.mrr[i];
        uint64_t moved = (uint64_t)r->added + (uint64_t)r->expansion +
                         (uint64_t)r->reactivation - (uint64_t)r->contraction -
                         (uint64_t)r->churned;

        walk->right += moved + (i == 0 ? (uint64_t)r->opening : 0);
        walk->left = (uint64_t)r->closing;
        walk->holds &= (uint64_t)r->closing == (uint64_t)r->opening + moved;
    }
}

/* The last closing against the contracts in force on that day, one by one. */
static void
count_last_day(struct work *w)
{
    const struct rt_mrr_in *in = &w->v.in;
    const struct rt_periods *p = &w->v.periods;
    struct identity *clients =
        add(w, "clients_in_force", text(w, "identity_clients_in_force"), false);
    struct identity *money =
        w->v.basis != RT_BASIS_NONE
            ? add(w, "mrr_in_force", text(w, "identity_mrr_in_force"), true)
            : NULL;
    int32_t day = p->bound[p->n] - 1;
    uint64_t sum = 0;

    for (size_t i = 0; i < in->n_clients; i++) {
        bool active = false;

        for (uint32_t c = in->first[i]; c < in->first[i + 1]; c++)
            if (in->picked[i] && in->start[c] <= day && day < in->end[c]) {
                active = true;
                sum += (uint64_t)rt_mrr_amount(in, c, day);
            }
        clients->right += active;
    }
    clients->left = (uint64_t)w->v.clients[p->n - 1].closing;
    if (money != NULL) {
        money->left = (uint64_t)w->v.mrr[p->n - 1].closing;
        money->right = sum;
    }
}

/* Clients of all cohorts against clients whose first contract starts in the
 * observation. */
static enum rt_code
cohort_clients(struct work *w, struct rt_err *err)
{
    struct identity *i =
        add(w, "cohort_clients", text(w, "identity_cohort_clients"), false);
    const struct rt_data *d = w->env->data;
    struct rt_cohort_set set;
    enum rt_code rc = rt_cohort_set_of(w->env, w->picked, w->out,
                                       RT_SOURCE_CONTRACTS, w->a, &set, err);

    if (rc != RT_OK)
        return rc;
    for (size_t c = 0; c < set.c.n; c++)
        i->left += (uint64_t)rt_cohort_size(&set, c);
    for (size_t k = 0; k < d->n_clients && set.c.n != 0; k++) {
        uint32_t first = d->contract_first[k];

        i->right += w->picked[k] && first < d->contract_first[k + 1] &&
                    d->contract_start[first] >= set.periods.bound[0] &&
                    d->contract_start[first] <= set.until;
    }
    return RT_OK;
}

/* The net payments of a client up to that day; 0 for one whose first
 * purchase lies before the cohorts that are counted. */
static uint64_t
paid_by(const struct work *w, size_t client, int32_t first_day, int32_t until)
{
    const struct rt_payments *pay = &w->env->data->payments;
    const struct rt_events *e = &pay->events;
    uint32_t k = e->first[client], stop = e->first[client + 1];
    uint64_t sum = 0;

    for (uint32_t i = k; i < stop && rt_event_day(e, i) < first_day; i++)
        if (rt_payment_amount(pay, i) >= 0)
            return 0;
    for (; k < stop && rt_event_day(e, k) <= until; k++)
        sum += (uint64_t)rt_payment_amount(pay, k);
    return sum;
}

/* The cells of all cohorts, and refunds outside them, against the payments. */
static enum rt_code
cohort_revenue(struct work *w, struct rt_err *err)
{
    struct identity *i =
        add(w, "cohort_revenue", text(w, "identity_cohort_revenue"), true);
    struct rt_cohort_set set;
    enum rt_code rc = rt_cohort_set_of(w->env, w->picked, w->out,
                                       RT_SOURCE_PAYMENTS, w->a, &set, err);

    if (rc != RT_OK)
        return rc;
    for (size_t c = 0; c < set.c.n * set.c.n; c++)
        i->left += (uint64_t)set.c.revenue[c];
    i->left += (uint64_t)set.c.refunds_outside;
    i->as_of = set.until;
    for (size_t k = 0; k < w->env->data->n_clients && set.c.n != 0; k++)
        if (w->picked[k])
            i->right += paid_by(w, k, set.periods.bound[0], set.until);
    return RT_OK;
}

/* Attributes whose parts are counted together: a group is one value of each
 * of them. */
struct partition {
    const struct rt_attr *attr[PARTITION_ATTRS];
    size_t n_attrs, n_groups;
};

/* Sums over the parts, by period. */
struct part_sums {
    int64_t closing, lost;
    uint64_t mrr;
};

/* The group of each client. */
static const uint16_t *
groups_of(struct work *w, const struct partition *p)
{
    size_t n = w->env->data->n_clients;
    uint16_t *group = rt_alloc_n(w->a, n, sizeof *group);

    for (size_t k = 0; k < p->n_attrs; k++) {
        const struct rt_attr *attr = p->attr[k];

        for (size_t i = 0; i < n; i++)
            group[i] = (uint16_t)(group[i] * attr->dict.n + attr->code[i]);
    }
    return group;
}

static enum rt_code
sum_groups(struct work *w, const struct partition *p, struct part_sums *sum,
           struct rt_err *err)
{
    size_t n = w->v.periods.n;
    struct rt_mrr_row *rows = rt_alloc_n(w->a, p->n_groups * n, sizeof *rows);
    struct rt_mrr_in in = w->v.in;
    enum rt_code rc;

    in.group = groups_of(w, p);
    in.n_groups = p->n_groups;
    rc = rt_mrr(&in, &w->v.periods, rows, err);
    for (size_t i = 0; i < p->n_groups * n; i++) {
        sum[i % n].closing += rows[i].n_closing;
        sum[i % n].lost += rows[i].n_churned;
        sum[i % n].mrr += (uint64_t)rows[i].closing;
    }
    return rc;
}

static void
compare_parts(struct work *w, const struct rt_attr *attr,
              const struct part_sums *sum)
{
    size_t n = w->v.periods.n;
    struct identity *whole =
        add(w, rt_fmt(w->a, "parts_%s", attr->key),
            rt_text_fill(w->env->lang, w->a, "identity_parts", "name",
                         text(w, rt_fmt(w->a, "filter_%s", attr->key)), NULL),
            false);

    whole->left = (uint64_t)sum[n - 1].closing;
    whole->right = (uint64_t)w->v.clients[n - 1].closing;
    for (size_t i = 0; i < n; i++)
        whole->holds &= sum[i].closing == w->v.clients[i].closing &&
                        sum[i].lost == w->v.clients[i].lost &&
                        sum[i].mrr == (uint64_t)w->v.mrr[i].closing;
}

static enum rt_code
add_parts(struct work *w, struct partition *p, struct rt_err *err)
{
    struct part_sums *sum = rt_alloc_n(w->a, w->v.periods.n, sizeof *sum);
    enum rt_code rc = p->n_attrs != 0 ? sum_groups(w, p, sum, err) : RT_OK;

    for (size_t k = 0; k < p->n_attrs && rc == RT_OK; k++)
        compare_parts(w, p->attr[k], sum);
    *p = (struct partition){.n_groups = 1};
    return rc;
}

/* Days of many years are counted in smaller partitions. */
static bool
has_room(const struct work *w, size_t n_groups)
{
    return n_groups <= GROUPS_MAX && n_groups * w->v.periods.n <= ROWS_MAX;
}

/* The attributes that every company has, where they have few values. */
static enum rt_code
all_parts(struct work *w, struct rt_err *err)
{
    static const char *const keys[PARTITION_ATTRS] = {"region", "plan",
                                                      "channel", "segment"};
    struct partition p = {.n_groups = 1};
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < PARTITION_ATTRS && rc == RT_OK; i++) {
        const struct rt_attr *attr = rt_data_attr(w->env->data, keys[i]);

        if (attr->dict.n <= 1 || attr->dict.n > PARTS_MAX)
            continue;
        if (!has_room(w, p.n_groups * attr->dict.n))
            rc = add_parts(w, &p, err);
        p.attr[p.n_attrs++] = attr;
        p.n_groups *= attr->dict.n;
    }
    return rc == RT_OK ? add_parts(w, &p, err) : rc;
}

static struct rt_cell
side(const struct identity *i, uint64_t value)
{
    return i->money ? rt_cell_money((int64_t)value)
                    : rt_cell_int((int64_t)value);
}

static void
add_table(const struct work *w)
{
    struct rt_sheet *t =
        rt_result_table(w->out, w->a, "identities", columns, C__MAX, w->n);
    int64_t broken = 0;

    for (size_t k = 0; k < w->n; k++) {
        const struct identity *i = &w->list[k];
        struct rt_cell *cell = t->cells + k * C__MAX;
        bool holds = i->holds && i->left == i->right;

        cell[C_NAME] = rt_cell_text(i->name);
        cell[C_LEFT] = side(i, i->left);
        cell[C_RIGHT] = side(i, i->right);
        cell[C_HOLDS] = rt_cell_int(holds);
        cell[C_MEANING] = rt_cell_text(i->meaning);
        cell[C_AS_OF] = rt_cell_int(i->as_of);
        broken += !holds;
    }
    rt_result_figure(w->out, "identities_broken", RT_KIND_COUNT,
                     rt_cell_int(broken), "identities that do not hold");
}

static enum rt_code
compare_all(struct work *w, struct rt_err *err)
{
    const struct rt_data *d = w->env->data;
    enum rt_code rc = RT_OK;

    if (w->v.periods.n != 0) {
        walk_clients(w);
        if (w->v.basis != RT_BASIS_NONE)
            walk_mrr(w);
        /* A bridged pause is service that no contract shows. */
        if (w->env->gap_days == 0)
            count_last_day(w);
        rc = all_parts(w, err);
    }
    if (rc == RT_OK && d->n_contracts != 0)
        rc = cohort_clients(w, err);
    if (rc == RT_OK && d->payments.events.n != 0)
        rc = cohort_revenue(w, err);
    return rc;
}

static enum rt_code
compute(const struct rt_block_env *env, const uint8_t *picked,
        struct rt_arena *a, struct rt_result *out, struct rt_err *err)
{
    struct work w = {.env = env, .picked = picked, .a = a, .out = out};
    struct rt_periods p;
    enum rt_code rc;

    /* Each identity has a day of its own; that of the block is the first
     * one's. */
    out->as_of =
        rt_source_until(out, env->data->n_contracts != 0 ? RT_SOURCE_CONTRACTS
                                                         : RT_SOURCE_PAYMENTS);
    rc = rt_span(out, rt_first_known(env->data, picked), env->gap_days, a, &p,
                 err);
    if (rc == RT_OK)
        rc = rt_revenue_of(env, picked, &p, a, &w.v, err);
    if (rc == RT_OK)
        rc = compare_all(&w, err);
    if (rc != RT_OK)
        return rc;
    add_table(&w);
    if (w.v.basis == RT_BASIS_PROFIT)
        rt_result_note(out, "note_by_profit", 0, NULL);
    return RT_OK;
}

const struct rt_block rt_block_reconciliation = {
    .id = "reconciliation",
    .title = "block_reconciliation_title",
    .definition = "block_reconciliation_definition",
    .formula = "block_reconciliation_formula",
    .reads = RT_GROUP_BIT(RT_GROUP_PAYMENTS),
    .compute = compute,
};
