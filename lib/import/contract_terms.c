/* Contracts for which a file has several rows that do not overlap: one after
 * the other with other amounts or plans (a history), or with a pause between
 * them (a new contract under the old number). */
#include "import/run.h"
#include "repo/contract_ends.h"
#include "repo/ids.h"
#include "repo/stretches.h"

#include <stdlib.h>
#include <string.h>

/* A row of the batch that is one term. */
struct term {
    struct rt_import_row *row;
    struct rt_term is;
    const char *name;         /* of the stretch */
    bool later;               /* a new stretch that is not the number's first */
    int64_t client, contract; /* ids */
    const struct rt_load_row *in; /* the contract's row */
    enum rt_load_state state;     /* row for its line in the history */
};

static int64_t
start_of(const struct term *t)
{
    const struct rt_param *start = &t->row->value[RT_CONTRACT_START];

    return start->kind == RT_P_NULL ? RT_DAY_MIN : start->i64;
}

static int
compare_terms(const void *x, const void *y)
{
    const struct term *a = x, *b = y;
    int d = strcmp(a->name, b->name);

    if (d != 0)
        return d;
    if (start_of(a) != start_of(b))
        return start_of(a) < start_of(b) ? -1 : 1;
    return a->row->line < b->row->line ? -1 : a->row->line > b->row->line;
}

/* The existing stretch that the term belongs to, if any: of the same client,
 * from the same day on.  The first term of a number with only one stretch of
 * the client belongs to that. */
static const struct rt_stretch *
find_stretch(const struct term *t, const struct rt_stretch *list)
{
    const struct rt_stretch *own = NULL;
    size_t n_own = 0;

    for (const struct rt_stretch *s = list; s != NULL; s = s->next) {
        if (s->client != t->client)
            continue;
        if (s->start == t->is.stretch)
            return s;
        own = s;
        n_own++;
    }
    return n_own == 1 && t->is.first ? own : NULL;
}

static bool
is_taken(const struct rt_stretch *list, const char *name)
{
    while (list != NULL && strcmp(list->name, name) != 0)
        list = list->next;
    return list != NULL;
}

/* False when the row is refused. */
static bool
name_term(struct rt_import_batch *b, struct term *t,
          const struct rt_stretch *list)
{
    const char *number = t->row->value[RT_CONTRACT_EXTERNAL].str;
    const struct rt_stretch *is = find_stretch(t, list);

    t->name = is != NULL ? is->name : number;
    if (is != NULL || (t->is.first && !is_taken(list, number)))
        return true;
    t->later = true;
    return rt_import_name_stretch(b, t->row, list, t->is.stretch, &t->name);
}

/* If two clients have stretches that begin on the same day, the first row
 * counts. */
static size_t
refuse_namesakes(struct rt_import_batch *b, struct term *list, size_t n)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        if (m > 0 && strcmp(list[m - 1].name, list[i].name) == 0 &&
            list[m - 1].client != list[i].client)
            rt_import_refuse_namesake(b, list[i].row, list[i].is.stretch);
        else
            list[m++] = list[i];
    }
    return m;
}

/* Sort by stretch, then start; returns how many are not refused. */
static size_t
make_terms(struct rt_import_batch *b, struct rt_import_row **rows,
           const int64_t *clients, const struct rt_stretch *const *lists,
           size_t n, struct term *out)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        out[m] = (struct term){.row = rows[i],
                               .is = rt_mark_term(rows[i]->mark),
                               .client = clients[i]};
        m += name_term(b, &out[m], lists[i]);
    }
    qsort(out, m, sizeof *out, compare_terms);
    return refuse_namesakes(b, out, m);
}

/* A full file that is older than the newest one changes no row. */
static bool
is_past(const struct rt_import_run *run)
{
    return run->next_full != RT_DAY_OPEN;
}

/* The contract's row has the values of the last term; earlier terms count only
 * while the contract is new. */
static struct rt_load_row
make_row(struct rt_import_batch *b, const struct term *t)
{
    struct rt_param *want =
        rt_alloc_n(b->arena, RT_CONTRACT__MAX, sizeof *want);
    uint64_t start = UINT64_C(1) << RT_CONTRACT_START;

    memcpy(want, t->row->value, b->run->kind->n_fields * sizeof *want);
    want[RT_CONTRACT_EXTERNAL] = rt_param_str(t->name);
    want[RT_CONTRACT_CLIENT] = RT_I64(t->client);
    want[RT_CONTRACT_START] = rt_param_i64_or_null(t->is.stretch, RT_DAY_NONE);
    want[RT_CONTRACT_LISTED] = RT_I64(b->run->as_of);
    want[RT_CONTRACT_ABSENT] = RT_NULL;
    want[RT_CONTRACT_STRETCH] =
        t->later ? t->row->value[RT_CONTRACT_EXTERNAL] : RT_NULL;
    return (struct rt_load_row){.line = t->row->line,
                                .name = t->name,
                                .want = want,
                                .given = is_past(b->run) ? 0
                                         : t->is.last    ? b->run->map.given
                                                         : start,
                                .initial = b->run->map.given |
                                           UINT64_C(1) << RT_CONTRACT_LISTED |
                                           UINT64_C(1) << RT_CONTRACT_STRETCH};
}

/* Make one row for each stretch, and give it to all its terms. */
static size_t
make_rows(struct rt_import_batch *b, struct term *terms, size_t n,
          struct rt_load_row *rows)
{
    size_t n_rows = 0, end;

    for (size_t i = 0; i < n; i = end) {
        for (end = i + 1;
             end < n && strcmp(terms[end].name, terms[i].name) == 0; end++)
            ;
        rows[n_rows] = make_row(b, &terms[end - 1]);
        for (size_t k = i; k < end; k++)
            terms[k].in = &rows[n_rows];
        n_rows++;
    }
    return n_rows;
}

static enum rt_code
find_contracts(struct rt_db *db, struct rt_import_batch *b, struct term *terms,
               size_t n, struct rt_err *err)
{
    struct rt_param *names = rt_alloc_n(b->arena, n + 1, sizeof *names);
    struct rt_id *ids = rt_alloc_n(b->arena, n + 1, sizeof *ids);
    enum rt_code rc;

    for (size_t i = 0; i < n; i++)
        names[i] = rt_param_str(terms[i].name);
    rc = rt_ids_find(db, RT_IDS_CONTRACTS, names, n, ids, b->arena, err);
    for (size_t i = 0; i < n; i++)
        terms[i].contract = ids[i].id;
    return rc;
}

/* Record what was in force from the start of each term on. */
static enum rt_code
store_history(struct rt_db *db, struct rt_import_batch *b, struct term *terms,
              size_t n, struct rt_err *err)
{
    static const size_t from[RT_CHANGE__MAX] = {
        [RT_CHANGE_FEE] = RT_CONTRACT_FEE,
        [RT_CHANGE_PROFIT] = RT_CONTRACT_PROFIT,
        [RT_CHANGE_PLAN] = RT_CONTRACT_PLAN,
    };
    struct rt_load_row *rows = rt_alloc_n(b->arena, n + 1, sizeof *rows);
    struct term **of = rt_alloc_n(b->arena, n + 1, sizeof *of);
    size_t m = 0;
    enum rt_code rc;

    for (size_t i = 0; i < n; i++) {
        struct rt_param *want =
            rt_alloc_n(b->arena, RT_CHANGE__MAX, sizeof *want);
        bool says = false;

        want[RT_CHANGE_CONTRACT] = RT_I64(terms[i].contract);
        want[RT_CHANGE_DAY] = RT_I64(start_of(&terms[i]));
        for (size_t k = RT_CHANGE_FEE; k < RT_CHANGE__MAX; k++) {
            want[k] = terms[i].row->value[from[k]];
            says |= want[k].kind != RT_P_NULL;
        }
        terms[i].state = RT_LOAD_SAME;
        if (!says)
            continue;
        of[m] = &terms[i];
        rows[m++] = (struct rt_load_row){
            .line = terms[i].row->line, .want = want, .given = UINT64_MAX};
    }
    rc = rt_import_load_uncounted(db, b, &rt_load_changes, rows, m, err);
    for (size_t i = 0; i < m; i++)
        of[i]->state = rows[i].state;
    return rc;
}

static void
count_terms(struct rt_import_batch *b, const struct term *terms, size_t n)
{
    struct rt_import_counts *c = &b->run->batch.rows;

    for (size_t i = 0; i < n; i++) {
        enum rt_load_state contract = terms[i].in->state;

        if (contract == RT_LOAD_NEW || terms[i].state == RT_LOAD_NEW)
            c->added++;
        else if (terms[i].state == RT_LOAD_CHANGED ||
                 (contract == RT_LOAD_CHANGED && terms[i].is.last))
            c->changed++;
        else
            c->same++;
    }
}

enum rt_code
rt_import_store_terms(struct rt_db *db, struct rt_import_batch *b,
                      struct rt_import_row **rows, const int64_t *clients,
                      const struct rt_stretch *const *lists, size_t n,
                      struct rt_err *err)
{
    struct term *terms = rt_alloc_n(b->arena, n + 1, sizeof *terms);
    struct rt_load_row *load = rt_alloc_n(b->arena, n + 1, sizeof *load);
    size_t n_load;
    enum rt_code rc;

    n = make_terms(b, rows, clients, lists, n, terms);
    if (n == 0)
        return RT_OK;
    n_load = make_rows(b, terms, n, load);
    rc = rt_import_load_uncounted(db, b, &rt_load_contracts, load, n_load, err);
    if (rc == RT_OK)
        rc = rt_contract_ends_note_rows(db, load, n_load, b->run->as_of,
                                        b->arena, err);
    if (rc == RT_OK)
        rc = find_contracts(db, b, terms, n, err);
    if (rc == RT_OK)
        rc = store_history(db, b, terms, n, err);
    if (rc == RT_OK)
        count_terms(b, terms, n);
    return rc;
}
