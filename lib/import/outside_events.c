/* Payments and activity that are stored although no contract runs at their
 * time: reports by contract do not show them. */
#include "base/moment.h"
#include "import/run.h"
#include "repo/spans.h"

#include <string.h>

/* A row that may be outside. */
struct suspect {
    struct rt_import_row *row;
    int32_t day;
    int64_t client;
    const char
        *contract; /* contract number; NULL: any contract of the client */
    struct rt_service_span span; /* what it is outside of, if known */
};

struct suspects {
    struct rt_import_batch *b;
    size_t at; /* field that holds the time */
    struct suspect *list;
    size_t n;
};

static struct rt_err *
remark(const struct suspects *s, struct rt_import_row *row)
{
    return rt_import_remark(s->b, row, s->at);
}

static void
tell(const struct suspects *s, const struct suspect *x)
{
    bool early = x->day < x->span.start;
    char day[RT_PERIOD_LABEL], edge[RT_PERIOD_LABEL];

    if (!x->span.known || (!early && x->day < x->span.end))
        return;
    rt_day_format(x->day, day);
    rt_day_format(early ? x->span.start : x->span.end, edge);
    if (early)
        (void)rt_fail_key(remark(s, x->row), RT_NONE, "import_before_start",
                          "day", day, "start", edge, NULL);
    else
        (void)rt_fail_key(remark(s, x->row), RT_NONE, "import_after_end", "day",
                          day, "end", edge, NULL);
}

/* The same clients come again and again: the spans that were looked up last
 * are kept, each at the place given by its id. */
enum { KNOWN = 65536 };
struct rt_import_known {
    int64_t client; /* 0: none */
    struct rt_service_span span;
};

static struct rt_import_known *
known_place(struct rt_import_run *run, int64_t client)
{
    if (run->known == NULL)
        run->known = rt_alloc_n(run->arena, KNOWN, sizeof *run->known);
    return &run->known[(uint64_t)client % KNOWN];
}

/* Check rows without a contract against the contracts of their clients. */
static enum rt_code
find_spans(struct rt_db *db, struct suspects *s, struct rt_err *err)
{
    struct rt_arena *a = s->b->arena;
    int64_t *ids = rt_alloc_n(a, s->n + 1, sizeof *ids);
    struct suspect **of = rt_alloc_n(a, s->n + 1, sizeof *of);
    struct rt_service_span *spans = rt_alloc_n(a, s->n + 1, sizeof *spans);
    size_t n = 0;
    enum rt_code rc;

    for (size_t i = 0; i < s->n; i++) {
        struct suspect *x = &s->list[i];
        const struct rt_import_known *k = known_place(s->b->run, x->client);

        if (x->contract != NULL)
            continue;
        if (k->client == x->client) {
            x->span = k->span;
            continue;
        }
        ids[n] = x->client;
        of[n++] = x;
    }
    rc = rt_spans_of_clients(db, ids, n, spans, a, err);
    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        of[i]->span = spans[i];
        *known_place(s->b->run, ids[i]) =
            (struct rt_import_known){ids[i], spans[i]};
    }
    return rc;
}

static bool
lies_within(const struct rt_id *contract, int32_t day)
{
    return day >= contract->start && day < contract->end;
}

/* Report what one row alone shows; other rows are collected and checked
 * later. */
static void
look_at(struct suspects *s, struct rt_import_row *row, int64_t client,
        size_t field, const struct rt_id *contract)
{
    int32_t day = rt_moment_day(row->value[s->at].i64, s->b->run->env->zone);
    bool own = contract != NULL && contract->id != 0;
    struct suspect x = {.row = row, .day = day, .client = client};

    if (own && contract->more != client) {
        (void)rt_fail_key(rt_import_remark(s->b, row, field), RT_NONE,
                          "import_other_client", "value", row->value[field].str,
                          NULL);
        own = false;
    }
    if (day > s->b->run->env->today) {
        rt_import_remark_future(s->b, row, s->at, day);
        return;
    }
    if (own && lies_within(contract, day))
        return;
    if (own) {
        x.contract = row->value[field].str;
        x.span = (struct rt_service_span){true, contract->start, contract->end};
    }
    s->list[s->n++] = x;
}

enum rt_code
rt_import_remark_outside(struct rt_db *db, struct rt_import_batch *b, size_t at,
                         const struct rt_id *client, size_t field,
                         const struct rt_id *contract, struct rt_err *err)
{
    struct suspects s = {.b = b,
                         .at = at,
                         .list =
                             rt_alloc_n(b->arena, b->n + 1, sizeof *s.list)};
    enum rt_code rc;

    if (b->run->env->demo)
        return RT_OK; /* invented clients pay late, and nobody should care */
    for (size_t i = 0; i < b->n; i++)
        if (!b->row[i].refused)
            look_at(&s, &b->row[i], client[i].id, field,
                    contract != NULL ? &contract[i] : NULL);
    rc = find_spans(db, &s, err);
    for (size_t i = 0; i < s.n && rc == RT_OK; i++)
        tell(&s, &s.list[i]);
    return rc;
}
