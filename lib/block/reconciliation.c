/* The block `reconciliation`: numbers that must agree, recomputed for the
 * filter in force.  What is compared is computed in two ways. */
#include "block/blocks.h"
#include "block/cohorts.h"
#include "block/revenue.h"
#include "block/span.h"

enum { C_NAME, C_LEFT, C_RIGHT, C_HOLDS, C_MEANING, C__MAX };

static const struct rt_column columns[C__MAX] = {
    [C_NAME] = {"name", RT_KIND_TEXT, false},
    [C_LEFT] = {"left", RT_KIND_NUMBER, false},
    [C_RIGHT] = {"right", RT_KIND_NUMBER, false},
    [C_HOLDS] = {"holds", RT_KIND_FLAG, false},
    [C_MEANING] = {"meaning", RT_KIND_TEXT, false},
};

enum { MAX_IDENTITIES = 16, PARTS_MAX = 24 /* values of an attribute */ };

/* Sums wrap around, which does no harm: they end where both sides fit. */
struct identity {
    const char *name;    /* "client_walk" */
    const char *meaning; /* text for the reader */
    uint64_t left, right;
    bool money;
    bool holds;
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
    };
    return &w->list[w->n++];
}

static const char *
text(const struct work *w, const char *key)
{
    return rt_text(w->env->lang, key);
}

/* --- walks: from the first opening to the last closing -------------------- */

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

/* --- cohorts -------------------------------------------------------------- */

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
                    d->contract_start[first] <= w->out->as_of;
    }
    return RT_OK;
}

/* The net payments of a client up to the as-of day; 0 for one whose first
 * purchase lies before the cohorts that are counted. */
static uint64_t
paid_by(const struct work *w, size_t client, int32_t first_day)
{
    const struct rt_payments *pay = &w->env->data->payments;
    uint64_t sum = 0;
    bool bought = false;

    for (uint32_t k = pay->events.first[client];
         k < pay->events.first[client + 1]; k++) {
        int64_t amount = rt_payment_amount(pay, k);
        int32_t day = rt_event_day(&pay->events, k);

        if (!bought && amount >= 0 && day < first_day)
            return 0;
        bought |= amount >= 0;
        if (day <= w->out->as_of)
            sum += (uint64_t)amount;
    }
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
    for (size_t k = 0; k < w->env->data->n_clients && set.c.n != 0; k++)
        if (w->picked[k])
            i->right += paid_by(w, k, set.periods.bound[0]);
    return RT_OK;
}

/* --- parts ---------------------------------------------------------------- */

struct part_sums {
    int64_t *closing, *lost;
    uint64_t *mrr; /* [periods.n] each */
};

/* Add the clients with one value of the attribute. */
static enum rt_code
add_part(struct work *w, const struct rt_attr *attr, uint32_t code,
         struct part_sums *sum, struct rt_err *err)
{
    size_t n = w->env->data->n_clients;
    uint8_t *picked = rt_alloc(w->a, n);
    struct rt_revenue v;
    enum rt_code rc;

    for (size_t i = 0; i < n; i++)
        picked[i] = w->picked[i] && attr->code[i] == code;
    rc = rt_revenue_of(w->env, picked, &w->v.periods, w->a, &v, err);
    for (size_t i = 0; rc == RT_OK && i < v.periods.n; i++) {
        sum->closing[i] += v.clients[i].closing;
        sum->lost[i] += v.clients[i].lost;
        sum->mrr[i] += (uint64_t)v.mrr[i].closing;
    }
    return rc;
}

static enum rt_code
add_parts(struct work *w, const struct rt_attr *attr, struct rt_err *err)
{
    size_t n = w->v.periods.n;
    struct part_sums sum = {.closing = rt_alloc_n(w->a, n, sizeof(int64_t)),
                            .lost = rt_alloc_n(w->a, n, sizeof(int64_t)),
                            .mrr = rt_alloc_n(w->a, n, sizeof(uint64_t))};
    struct identity *whole =
        add(w, rt_fmt(w->a, "parts_%s", attr->key),
            rt_text_fill(w->env->lang, w->a, "identity_parts", "name",
                         text(w, rt_fmt(w->a, "filter_%s", attr->key)), NULL),
            false);

    for (uint32_t code = 0; code < attr->dict.n; code++) {
        enum rt_code rc = add_part(w, attr, code, &sum, err);

        if (rc != RT_OK)
            return rc;
    }
    for (size_t i = 0; i < n; i++) {
        whole->left = (uint64_t)sum.closing[i];
        whole->right = (uint64_t)w->v.clients[i].closing;
        whole->holds &= sum.closing[i] == w->v.clients[i].closing &&
                        sum.lost[i] == w->v.clients[i].lost &&
                        sum.mrr[i] == (uint64_t)w->v.mrr[i].closing;
    }
    return RT_OK;
}

/* The attributes that every company has, where they have few values. */
static enum rt_code
all_parts(struct work *w, struct rt_err *err)
{
    static const char *const keys[] = {"region", "plan", "channel", "segment"};
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && rc == RT_OK; i++) {
        const struct rt_attr *attr = rt_data_attr(w->env->data, keys[i]);

        if (attr->dict.n > 1 && attr->dict.n <= PARTS_MAX)
            rc = add_parts(w, attr, err);
    }
    return rc;
}

/* --- the table ------------------------------------------------------------ */

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

    rc = rt_span(out, rt_first_known(env->data, picked), a, &p, err);
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
    .compute = compute,
};
