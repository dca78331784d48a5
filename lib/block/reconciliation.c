/* The block `reconciliation`: numbers that must agree, computed again for the
 * current filter.  Each pair is computed in two ways. */
#include "block/blocks.h"
#include "block/cohorts.h"
#include "block/revenue.h"
#include "block/shown_periods.h"

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
    ATTRS = 4,
    PARTS_MAX = 24,    /* values of an attribute */
    GROUPS_MAX = 2048, /* counted together */
    ROWS_MAX = 1 << 18 /* sum of all; one row for each group and period */
};

/* Sums may wrap around: both sides are equal again in the end. */
struct identity {
    const char *name;    /* "client_walk" */
    const char *meaning; /* text for the reader */
    uint64_t left, right;
    bool money;
    bool holds;
    int32_t as_of; /* the last day that it counts */
};

/* Sums over the parts, by period. */
struct part_sums {
    uint64_t closing, lost, mrr;
};

/* Attributes whose parts are counted together: a group is one value of each
 * of them. */
struct partition {
    const struct rt_attr *attr[ATTRS];
    size_t n_attrs, n_groups;
    struct part_sums *sum; /* [periods] */
};

struct work {
    const struct rt_block_env *env;
    const uint8_t *picked;
    struct rt_arena *a;
    struct rt_result *out;
    struct rt_revenue v;
    struct rt_churn_row *clients; /* [v.periods.n] */
    struct partition partitions[ATTRS];
    size_t n_partitions;
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
        const struct rt_churn_row *r = &w->clients[i];
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

/* Compare the last closing with the contracts in force on that day, counted
 * one by one. */
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
    uint64_t n_clients = 0, sum = 0;

    for (size_t i = 0; i < in->n_clients; i++) {
        uint32_t stop = in->picked[i] ? in->first[i + 1] : in->first[i];
        bool active = false;

        for (uint32_t c = in->first[i]; c < stop; c++)
            if (in->start[c] <= day && day < in->end[c]) {
                active = true;
                if (money != NULL)
                    sum += (uint64_t)rt_mrr_amount(in, c, day);
            }
        n_clients += active;
    }
    clients->right = n_clients;
    clients->left = (uint64_t)w->clients[p->n - 1].closing;
    if (money != NULL) {
        money->left = (uint64_t)w->v.mrr[p->n - 1].closing;
        money->right = sum;
    }
}

/* Compare clients of all cohorts with clients whose first contract starts in
 * the observation. */
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
    i->right = set.c.paid;
    return RT_OK;
}

/* The group of each client. */
static const uint16_t *
groups_of(struct work *w, const struct partition *p)
{
    size_t n = w->env->data->n_clients;
    uint16_t *group = rt_alloc_n(w->a, n, sizeof *group);

    for (size_t i = 0; i < n; i++) {
        size_t g = 0;

        for (size_t k = 0; k < p->n_attrs; k++)
            g = g * p->attr[k]->dict.n + p->attr[k]->code[i];
        group[i] = (uint16_t)g;
    }
    return group;
}

/* The parts of one partition, and `rows` of the whole in the same pass. */
static enum rt_code
count_partition(struct work *w, struct partition *p, struct rt_mrr_row *rows,
                struct rt_err *err)
{
    size_t n = w->v.periods.n;
    struct rt_mrr_part *parts =
        rt_alloc_n(w->a, p->n_groups * n, sizeof *parts);
    struct rt_mrr_in in = w->v.in;
    enum rt_code rc;

    in.group = groups_of(w, p);
    in.n_groups = p->n_groups;
    rc = rt_mrr_parts(&in, &w->v.periods, rows, parts, err);
    p->sum = rt_alloc_n(w->a, n, sizeof *p->sum);
    for (size_t i = 0; i < p->n_groups * n; i++) {
        p->sum[i % n].closing += parts[i].n_closing;
        p->sum[i % n].lost += parts[i].n_churned;
        p->sum[i % n].mrr += parts[i].closing;
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

    whole->left = sum[n - 1].closing;
    whole->right = (uint64_t)w->clients[n - 1].closing;
    for (size_t i = 0; i < n; i++)
        whole->holds &= sum[i].closing == (uint64_t)w->clients[i].closing &&
                        sum[i].lost == (uint64_t)w->clients[i].lost &&
                        sum[i].mrr == (uint64_t)w->v.mrr[i].closing;
}

static void
compare_all_parts(struct work *w)
{
    for (size_t i = 0; i < w->n_partitions; i++)
        for (size_t k = 0; k < w->partitions[i].n_attrs; k++)
            compare_parts(w, w->partitions[i].attr[k], w->partitions[i].sum);
}

/* Over many years days would be too many, so the partition is coarser. */
static bool
has_room(const struct work *w, size_t n_groups)
{
    return n_groups <= GROUPS_MAX && n_groups * w->v.periods.n <= ROWS_MAX;
}

/* The attributes that every company has, where they have few values. */
static void
choose_partitions(struct work *w)
{
    static const char *const keys[ATTRS] = {"region", "plan", "channel",
                                            "segment"};
    struct partition *p = NULL;

    for (size_t i = 0; i < ATTRS; i++) {
        const struct rt_attr *attr = rt_data_attr(w->env->data, keys[i]);

        if (attr->dict.n <= 1 || attr->dict.n > PARTS_MAX)
            continue;
        if (p == NULL || !has_room(w, p->n_groups * attr->dict.n)) {
            p = &w->partitions[w->n_partitions++];
            p->n_groups = 1;
        }
        p->attr[p->n_attrs++] = attr;
        p->n_groups *= attr->dict.n;
    }
}

/* Whole and parts by period: of the first partition in one pass. */
static enum rt_code
count_periods(struct work *w, struct rt_err *err)
{
    struct rt_mrr_row *again;
    enum rt_code rc = RT_OK;

    w->clients = rt_churn_of(w->env, w->picked, &w->v.periods, w->a);
    if (w->v.periods.n == 0)
        return RT_OK;
    choose_partitions(w);
    if (w->n_partitions == 0)
        return rt_mrr(&w->v.in, &w->v.periods, w->v.mrr, err);
    again = rt_alloc_n(w->a, w->v.periods.n, sizeof *again);
    for (size_t i = 0; i < w->n_partitions && rc == RT_OK; i++)
        rc = count_partition(w, &w->partitions[i], i == 0 ? w->v.mrr : again,
                             err);
    return rc;
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
        /* A bridged pause counts as service that no contract has. */
        if (w->env->gap_days == 0)
            count_last_day(w);
        compare_all_parts(w);
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

    /* Each identity has its own day; the block's day is that of the first. */
    out->as_of =
        rt_source_until(out, env->data->n_contracts != 0 ? RT_SOURCE_CONTRACTS
                                                         : RT_SOURCE_PAYMENTS);
    rc = rt_span(out, rt_first_known(env->data, picked), env->gap_days, a, &p,
                 err);
    if (rc != RT_OK)
        return rc;
    w.v = rt_revenue_prepare(env, picked, &p, a);
    rc = count_periods(&w, err);
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
