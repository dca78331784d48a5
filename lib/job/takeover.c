#include "job/takeover.h"

#include "base/money.h"
#include "field/contact.h"
#include "repo/schema.h"
#include "repo/state.h"
#include "repo/takeover.h"

#include <inttypes.h>
#include <string.h>

enum { PHONES = 500 };

enum rt_code
rt_takeover_state(struct rt_db *db, struct rt_arena *a, const char **state,
                  struct rt_err *err)
{
    bool has;
    enum rt_code rc = rt_schema_has(db, "data_state", &has, err);

    *state = NULL;
    if (rc == RT_OK && has)
        rc = rt_state_get(db, RT_TAKEOVER_STATE, a, state, err);
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_takeover_foresee(struct rt_db *db, struct rt_arena *a,
                    struct rt_py_tables *found, struct rt_err *err)
{
    enum rt_code rc = rt_py_find(db, "", a, found, err);

    /* Other programs also have users with a telegram id. */
    if (rc == RT_OK && found->t[RT_PY_CONTRACTS].name == NULL &&
        found->t[RT_PY_CASES].name == NULL)
        found->n = 0;
    return rc;
}

enum rt_code
rt_takeover_rename(struct rt_db *db, struct rt_arena *a, rt_takeover_told *told,
                   void *arg, struct rt_err *err)
{
    struct rt_py_tables now, done;
    enum rt_code rc = rt_py_find(db, "", a, &now, err);

    if (rc == RT_OK && now.n != 0)
        rc = rt_py_find(db, "py_", a, &done, err);
    for (int i = 0; rc == RT_OK && i < RT_PY__N; i++) {
        if (now.t[i].name == NULL)
            continue;
        if (done.t[i].name != NULL)
            return rt_fail_key(err, RT_ECONFLICT, "takeover_twice", "table",
                               rt_py_name((enum rt_py)i), NULL);
        rc = rt_py_rename(db, &now, (enum rt_py)i, false, a, err);
        if (rc == RT_OK)
            told(rt_py_name((enum rt_py)i), arg);
    }
    return rc;
}

enum rt_code
rt_takeover_due(struct rt_db *db, struct rt_arena *a, bool *due,
                struct rt_err *err)
{
    struct rt_py_tables py;
    const char *state;
    enum rt_code rc = rt_py_find(db, "py_", a, &py, err);

    *due = false;
    if (rc != RT_OK || py.n == 0)
        return rc;
    rc = rt_takeover_state(db, a, &state, err);
    *due = rc == RT_OK && state == NULL;
    return rc;
}

struct work {
    struct rt_takeover_copy copy;
    const char *currency;
    int digits;
    struct rt_arena *arena;
};

/* In the form that is used for writing to people; a text that is not a phone
 * number is not kept. */
static enum rt_code
make_phones(struct rt_db *db, struct rt_arena *a, struct rt_err *err)
{
    struct rt_takeover_phone list[PHONES];
    int64_t after = 0;
    size_t n;
    enum rt_code rc;

    do {
        rc = rt_takeover_phones(db, after, PHONES, a, list, &n, err);
        for (size_t i = 0; rc == RT_OK && i < n; i++) {
            char phone[RT_PHONE_TEXT];
            bool good = rt_phone_read(list[i].phone, phone);

            list[i].phone = good ? rt_strdup(a, phone) : NULL;
        }
        if (rc == RT_OK && n != 0) {
            rc = rt_takeover_set_phones(db, list, n, a, err);
            after = list[n - 1].client_id;
        }
    } while (rc == RT_OK && n == PHONES);
    return rc;
}

static enum rt_code
check_arrived(struct rt_db *db, const struct work *w, struct rt_err *err)
{
    const char *table;
    int64_t n;
    enum rt_code rc =
        rt_takeover_missing(db, w->copy.py, w->arena, &table, &n, err);

    if (rc != RT_OK)
        return rc == RT_NONE ? RT_OK : rc;
    return rt_fail_key(err, RT_EBROKEN, "takeover_missing", "table", table, "n",
                       rt_fmt(w->arena, "%" PRId64, n), NULL);
}

static enum rt_code
note_done(struct rt_db *db, const struct work *w, struct rt_err *err)
{
    const char *mark = NULL;
    enum rt_code rc = rt_state_put(db, "currency", w->currency, err);

    if (rc == RT_OK)
        rc = rt_state_put(db, "currency_digits",
                          rt_fmt(w->arena, "%d", w->digits), err);
    if (rc == RT_OK)
        rc = rt_takeover_mark(db, w->arena, &mark, err);
    if (rc == RT_OK)
        rc = rt_state_put(db, RT_TAKEOVER_MARK, mark, err);
    if (rc == RT_OK)
        rc = rt_state_put(db, RT_TAKEOVER_STATE, RT_TAKEOVER_COPIED, err);
    return rc;
}

static enum rt_code
copy_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct work *w = arg;
    enum rt_code rc = rt_takeover_insert(db, &w->copy, w->arena, err);

    if (rc == RT_OK)
        rc = make_phones(db, w->arena, err);
    if (rc == RT_OK)
        rc = check_arrived(db, w, err);
    if (rc == RT_OK)
        rc = note_done(db, w, err);
    return rc;
}

/* The database's currency, if it has one already. */
static enum rt_code
settle_currency(struct rt_db *db, const struct rt_takeover *how, struct work *w,
                struct rt_err *err)
{
    bool has;
    enum rt_code rc = rt_schema_has(db, "data_state", &has, err);

    w->currency = how->currency;
    if (rc == RT_OK && has)
        rc = rt_state_get(db, "currency", w->arena, &w->currency, err);
    if (rc == RT_OK || rc == RT_NONE)
        rc = rt_currency_digits(w->currency, &w->digits, err);
    w->copy.scale = 1;
    for (int i = 0; rc == RT_OK && i < w->digits; i++)
        w->copy.scale *= 10;
    return rc;
}

static enum rt_code
refuse_fractions(struct rt_db *db, const struct work *w, struct rt_err *err)
{
    const char *column;
    int64_t n;
    enum rt_code rc =
        rt_takeover_fractions(db, &w->copy, w->arena, &column, &n, err);

    if (rc != RT_OK)
        return rc == RT_NONE ? RT_OK : rc;
    return rt_fail_key(err, RT_EINVAL, "takeover_fractions", "column", column,
                       "n", rt_fmt(w->arena, "%" PRId64, n), "currency",
                       w->currency, NULL);
}

static enum rt_code
refuse_filled(struct rt_db *db, struct rt_err *err)
{
    const char *table;
    enum rt_code rc = rt_takeover_filled(db, &table, err);

    if (rc != RT_OK || table == NULL)
        return rc;
    return rt_fail_key(err, RT_ECONFLICT, "takeover_filled", "table", table,
                       NULL);
}

/* Each table under the one of its two names that it has now. */
static enum rt_code
find_either(struct rt_db *db, struct rt_arena *a, struct rt_py_tables *out,
            struct rt_err *err)
{
    struct rt_py_tables done;
    enum rt_code rc = rt_py_find(db, "", a, out, err);

    if (rc == RT_OK)
        rc = rt_py_find(db, "py_", a, &done, err);
    for (int i = 0; rc == RT_OK && i < RT_PY__N; i++)
        if (out->t[i].name == NULL && done.t[i].name != NULL) {
            out->t[i] = done.t[i];
            out->n++;
        }
    return rc;
}

enum rt_code
rt_takeover_check(struct rt_db *db, const struct rt_takeover *how,
                  struct rt_arena *a, struct rt_err *err)
{
    struct rt_py_tables py;
    struct work w = {.copy = {.py = &py, .zone = how->zone}, .arena = a};
    const char *state;
    enum rt_code rc = rt_takeover_state(db, a, &state, err);

    if (rc != RT_OK || state != NULL)
        return rc;
    rc = find_either(db, a, &py, err);
    if (rc != RT_OK || py.n == 0)
        return rc;
    rc = settle_currency(db, how, &w, err);
    return rc == RT_OK ? refuse_fractions(db, &w, err) : rc;
}

enum rt_code
rt_takeover_run(struct rt_db *db, const struct rt_takeover *how,
                struct rt_arena *a, struct rt_err *err)
{
    struct rt_py_tables py;
    struct work w = {.copy = {.py = &py, .zone = how->zone}, .arena = a};
    enum rt_code rc = rt_py_find(db, "py_", a, &py, err);

    if (rc == RT_OK)
        rc = settle_currency(db, how, &w, err);
    if (rc == RT_OK)
        rc = refuse_filled(db, err);
    if (rc == RT_OK) /* once more, because they could be written to until now */
        rc = refuse_fractions(db, &w, err);
    if (rc == RT_OK)
        rc = rt_db_tx(db, copy_work, NULL, &w, err);
    return rc;
}

enum rt_code
rt_takeover_report(struct rt_db *db, bool fresh_only, size_t limit,
                   struct rt_arena *a, struct rt_takeover_report *out,
                   struct rt_err *err)
{
    const char *state = NULL;
    enum rt_code rc = rt_takeover_state(db, a, &state, err);

    if (rc != RT_OK)
        return rc;
    *out = (struct rt_takeover_report){
        .fresh = state != NULL && strcmp(state, RT_TAKEOVER_COPIED) == 0};
    if (state == NULL || strcmp(state, RT_TAKEOVER_UNDOING) == 0 ||
        (fresh_only && !out->fresh))
        return RT_NONE;
    rc = rt_py_find(db, "py_", a, &out->py, err);
    if (rc == RT_OK)
        rc = rt_takeover_found(db, &out->py, limit, a, &out->found, err);
    return rc;
}

enum rt_code
rt_takeover_reported(struct rt_db *db, struct rt_err *err)
{
    return rt_state_put(db, RT_TAKEOVER_STATE, RT_TAKEOVER_REPORTED, err);
}
