#include "import/full.h"

#include "import/run.h"
#include "repo/contracts.h"

#include <stdio.h>
#include <string.h>

enum { PAGE = 5000, BATCH = 2000 };

/* Contracts that are to end, until there are enough for a transaction. */
struct ending {
    struct rt_import_run *run;
    int32_t end; /* first day without service */
    int64_t ids[BATCH];
    size_t n;
    struct rt_running kept[BATCH];
    size_t n_kept;
    struct rt_arena *a; /* of the transaction */
};

static enum rt_code
end_batch(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct ending *e = arg;
    struct rt_import_total *batch = &e->run->batch;
    enum rt_code rc;

    *batch = (struct rt_import_total){0};
    rc = rt_contracts_end(db, e->ids, e->n, e->end, e->kept, &e->n_kept,
                          &batch->ended, e->a, err);
    return rc == RT_OK && !e->run->write ? RT_NONE : rc;
}

static enum rt_code
flush(struct ending *e, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    if (e->n > 0) {
        rc = rt_import_tx(e->run, end_batch, NULL, e, err);
        if (rc == RT_OK)
            e->run->total.ended += e->run->batch.ended;
    }
    for (size_t i = 0; i < e->n_kept && rc == RT_OK; i++)
        rt_import_report_kept(e->run->report, e->kept[i].external_id);
    e->n = e->n_kept = 0;
    rt_arena_reset(e->a);
    return rc;
}

/* The contracts that are running, as a set of keys with their ids. */
static enum rt_code
list_running(struct ending *e, struct rt_keyset *set, struct rt_err *err)
{
    struct rt_running *page = rt_alloc_n(e->run->arena, PAGE, sizeof *page);
    int64_t after = 0;
    size_t n = 1;
    enum rt_code rc = RT_OK;

    while (rc == RT_OK && n > 0) {
        rc = rt_contracts_running(e->run->env->db, after, e->end, page, PAGE,
                                  &n, e->a, err);
        for (size_t i = 0; i < n && rc == RT_OK; i++) {
            const char *id = page[i].external_id;
            uint8_t hash[RT_KEY_HASH];

            id = rt_strndup(e->a, id, rt_import_stretch_base(id));
            rt_import_key_hash_text(id, hash);
            rc = rt_keyset_add(set, hash, (uint64_t)page[i].id, err);
            after = page[i].id;
        }
        rt_arena_reset(e->a);
    }
    return rc;
}

/* A sorted part of a set, gone through once. */
struct cursor {
    const struct rt_key *list;
    size_t n, at;
};

/* Move on to the first key that is not below `hash`; true when it equals, as
 * far as keys of terms go. */
static bool
has_key(struct cursor *c, const uint8_t hash[RT_KEY_HASH])
{
    while (c->at < c->n && memcmp(c->list[c->at].hash, hash, RT_TERM_HASH) < 0)
        c->at++;
    return c->at < c->n && memcmp(c->list[c->at].hash, hash, RT_TERM_HASH) == 0;
}

static enum rt_code
end_part(struct ending *e, struct rt_keyset *running, size_t part,
         struct rt_err *err)
{
    struct cursor run = {0}, good = {0}, bad = {0};
    enum rt_code rc;

    rc = rt_keyset_load(running, part, &run.list, &run.n, err);
    if (rc == RT_OK)
        rc = rt_keyset_load(rt_marks_keys(e->run->marks), part, &good.list,
                            &good.n, err);
    if (rc == RT_OK)
        rc =
            rt_keyset_load(e->run->rejected_keys, part, &bad.list, &bad.n, err);
    for (size_t i = 0; i < run.n && rc == RT_OK; i++) {
        const struct rt_key *k = &run.list[i];
        bool present = has_key(&good, k->hash);

        if (has_key(&bad, k->hash) || present)
            continue;
        e->ids[e->n++] = (int64_t)k->value;
        if (e->n == BATCH)
            rc = flush(e, err);
    }
    return rc;
}

static enum rt_code
refuse_unknown(struct rt_import_run *run, struct rt_err *err)
{
    char n[24];

    snprintf(n, sizeof n, "%lld", (long long)run->n_keyless);
    return rt_fail_key(err, RT_EINVAL, "import_full_unknown", "n", n, NULL);
}

enum rt_code
rt_import_end_absent(struct rt_import_run *run, struct rt_err *err)
{
    struct ending *e;
    struct rt_keyset *running;
    enum rt_code rc;

    if (run->n_keyless > 0)
        return refuse_unknown(run, err);
    e = rt_alloc(run->arena, sizeof *e);
    e->run = run;
    e->end = run->as_of + 1;
    e->a = rt_arena_new();
    running = rt_keyset_new();
    rc = list_running(e, running, err);
    for (size_t part = 0; part < RT_KEYSET_PARTS && rc == RT_OK; part++)
        rc = end_part(e, running, part, err);
    if (rc == RT_OK)
        rc = flush(e, err);
    rt_keyset_free(running);
    rt_arena_free(e->a);
    return rc;
}
