#include "import/full.h"

#include "import/run.h"
#include "repo/contracts.h"
#include "repo/contracts_past.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAGE = 5000,
    BATCH = 5000,
    SOME = 100, /* this many contracts may always end */
    SHARE = 10  /* and so may this share of those running (one in ...) */
};

/* A source of contracts by pages: rt_contracts_running() or
 * rt_contracts_desk_ended(). */
typedef enum rt_code list_page(struct rt_db *db, int64_t after, int32_t end,
                               struct rt_running *out, size_t room, size_t *n,
                               struct rt_arena *a, struct rt_err *err);

/* All of them, as a set of keys with their ids. */
static enum rt_code
list_contracts(struct rt_import_run *run, list_page *list,
               struct rt_keyset *set, int64_t *n_listed, struct rt_err *err)
{
    struct rt_running *page = rt_heap(PAGE * sizeof *page);
    struct rt_arena *a = rt_arena_new();
    int64_t after = 0;
    size_t n = 1;
    enum rt_code rc = RT_OK;

    *n_listed = 0;
    while (rc == RT_OK && n > 0) {
        rc = list(run->env->db, after, run->as_of, page, PAGE, &n, a, err);
        for (size_t i = 0; i < n && rc == RT_OK; i++) {
            uint8_t hash[RT_KEY_HASH];

            rt_import_key_hash_text(page[i].number, hash);
            rc = rt_keyset_add(set, hash, (uint64_t)page[i].id, err);
            after = page[i].id;
        }
        *n_listed += (int64_t)n;
        rt_arena_reset(a);
    }
    rt_arena_free(a);
    free(page);
    return rc;
}

/* A sorted part of a set, read once from its beginning. */
struct cursor {
    const struct rt_keyset_item *list;
    size_t n, at;
};

/* Move on to the first key that is not below `hash`; true when it is equal in
 * the bytes that keys of terms have in common. */
static bool
has_key(struct cursor *c, const uint8_t hash[RT_KEY_HASH])
{
    while (c->at < c->n && memcmp(c->list[c->at].hash, hash, RT_TERM_HASH) < 0)
        c->at++;
    return c->at < c->n && memcmp(c->list[c->at].hash, hash, RT_TERM_HASH) == 0;
}

static void
add_absent(struct rt_absent *to, int64_t id)
{
    if (to->n == to->room) {
        to->room = to->room * 2 + 1024;
        to->ids = rt_heap_grow(to->ids, to->room, sizeof *to->ids);
    }
    to->ids[to->n++] = id;
}

static enum rt_code
find_in_part(struct rt_import_run *run, struct rt_keyset *set, size_t part,
             struct rt_absent *to, struct rt_err *err)
{
    struct cursor runs = {0}, good = {0}, bad = {0};
    enum rt_code rc;

    rc = rt_keyset_load(set, part, &runs.list, &runs.n, err);
    if (rc == RT_OK)
        rc = rt_keyset_load(rt_marks_keys(run->marks), part, &good.list,
                            &good.n, err);
    if (rc == RT_OK)
        rc = rt_keyset_load(run->rejected_keys, part, &bad.list, &bad.n, err);
    for (size_t i = 0; i < runs.n && rc == RT_OK; i++) {
        const struct rt_keyset_item *k = &runs.list[i];
        bool present = has_key(&good, k->hash);

        if (!has_key(&bad, k->hash) && !present)
            add_absent(to, (int64_t)k->value);
    }
    return rc;
}

static int
compare_ids(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;

    return *a < *b ? -1 : *a > *b;
}

/* A limit that was given applies however few contracts there are. */
static bool
are_few(const struct rt_import_run *run, int64_t n, int64_t n_running)
{
    if (run->opts->max_ends != 0)
        return n <= run->opts->max_ends;
    return n <= SOME || n <= n_running / SHARE;
}

static enum rt_code
check_share(const struct rt_import_run *run, int64_t n_running,
            struct rt_err *err)
{
    const struct rt_import_env *env = run->env;
    int64_t n = (int64_t)run->absent.n;
    const char *absent, *running;

    if (are_few(run, n, n_running) || !run->write || run->opts->yes ||
        run->next_full != RT_DAY_OPEN)
        return RT_OK;
    absent = rt_text_count(env->lang, run->arena, n);
    running = rt_text_count(env->lang, run->arena, n_running);
    if (run->opts->max_ends == 0 && env->ask != NULL &&
        env->ask(env->ask_arg,
                 rt_text_fill(env->lang, run->arena, "import_full_ask",
                              "absent", absent, "running", running, NULL)))
        return RT_OK;
    return rt_fail_key(err, RT_ECONFLICT, "import_full_many", "absent", absent,
                       "running", running, "n",
                       rt_fmt(run->arena, "%lld", (long long)n), NULL);
}

/* The listed contracts that the file does not have, in the order of their ids,
 * which is the server's: in random order it would read a page for each. */
static enum rt_code
find_absent(struct rt_import_run *run, list_page *list, struct rt_absent *to,
            int64_t *n_listed, struct rt_err *err)
{
    struct rt_keyset *set = rt_keyset_new();
    enum rt_code rc = list_contracts(run, list, set, n_listed, err);

    for (size_t part = 0; part < RT_KEYSET_PARTS && rc == RT_OK; part++)
        rc = find_in_part(run, set, part, to, err);
    rt_keyset_free(set);
    if (to->n > 1)
        qsort(to->ids, to->n, sizeof *to->ids, compare_ids);
    return rc;
}

static void
tell_past(struct rt_import_run *run, int32_t newest)
{
    char day[RT_PERIOD_LABEL];

    rt_day_format(newest, day);
    rt_progress_clear(&run->progress);
    fprintf(run->env->list, "%s\n",
            rt_text_fill(run->env->lang, run->arena, "import_past", "day", day,
                         NULL));
}

enum rt_code
rt_import_find_absent(struct rt_import_run *run, struct rt_err *err)
{
    struct rt_full_days days;
    int64_t n_running = 0, n_desk;
    enum rt_code rc = rt_full_days_read(run->env->db, &days, run->arena, err);

    if (rc != RT_OK)
        return rc;
    run->next_full = rt_full_days_after(&days, run->as_of);
    if (run->next_full != RT_DAY_OPEN)
        tell_past(run, days.list[days.n - 1]);
    if (run->n_keyless > 0)
        return RT_OK;
    rc = find_absent(run, rt_contracts_desk_ended, &run->agreed, &n_desk, err);
    if (rc == RT_OK)
        rc = find_absent(run, rt_contracts_running, &run->absent, &n_running,
                         err);
    return rc == RT_OK ? check_share(run, n_running, err) : rc;
}

/* Contracts that end in one transaction. */
struct ending {
    struct rt_import_run *run;
    const int64_t *ids;
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
    e->n_kept = 0;
    if (e->run->next_full != RT_DAY_OPEN)
        rc = rt_contracts_end_earlier(db, e->ids, e->n, e->run->as_of,
                                      e->run->next_full, &batch->ended, e->a,
                                      err);
    else
        rc = rt_contracts_end(db, e->ids, e->n, e->run->as_of, e->kept,
                              &e->n_kept, &batch->ended, e->a, err);
    return rc == RT_OK && !e->run->write ? RT_NONE : rc;
}

static enum rt_code
flush_ending(struct ending *e, struct rt_err *err)
{
    enum rt_code rc = rt_import_tx(e->run, end_batch, NULL, e, err);

    if (rc == RT_OK)
        e->run->total.ended += e->run->batch.ended;
    for (size_t i = 0; i < e->n_kept && rc == RT_OK; i++)
        rt_import_report_kept(e->run->report, e->kept[i].external_id);
    rt_arena_reset(e->a);
    return rc;
}

static enum rt_code
refuse_unknown(struct rt_import_run *run, struct rt_err *err)
{
    char n[24];

    snprintf(n, sizeof n, "%lld", (long long)run->n_keyless);
    return rt_fail_key(err, RT_EINVAL, "import_full_unknown", "n", n, NULL);
}

static enum rt_code
agree_with_desk(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct rt_import_run *run = arg;
    struct rt_arena *a = rt_arena_new();
    enum rt_code rc =
        rt_contracts_agree(db, run->agreed.ids, run->agreed.n, a, err);

    rt_arena_free(a);
    return rc == RT_OK && !run->write ? RT_NONE : rc;
}

enum rt_code
rt_import_end_absent(struct rt_import_run *run, struct rt_err *err)
{
    struct ending *e;
    enum rt_code rc = RT_OK;

    if (run->n_keyless > 0)
        return refuse_unknown(run, err);
    e = rt_alloc(run->arena, sizeof *e);
    e->run = run;
    e->a = rt_arena_new();
    if (run->agreed.n > 0)
        rc = rt_import_tx(run, agree_with_desk, NULL, run, err);
    for (size_t i = 0; i < run->absent.n && rc == RT_OK; i += e->n) {
        e->ids = run->absent.ids + i;
        e->n = run->absent.n - i < BATCH ? run->absent.n - i : BATCH;
        rc = flush_ending(e, err);
    }
    rt_arena_free(e->a);
    return rc;
}
