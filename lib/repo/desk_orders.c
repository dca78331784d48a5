#include "repo/desk_orders.h"

#include "repo/desk_sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 64 };

/* clang-format off */

enum { O_ID, O_KIND, O_STATE, O_KEY, O_CASE, O_OFFER, O_FROM, O_DIRECT,
       O_CREATED, O_EFFECT };
static const char sql_list[] =
    "SELECT id, kind, state, dedup_key, case_id, offer_id,"
    " " SQL_DAY("effective_on") ", direct, " SQL_SECOND("created_at") ","
    " " SQL_EFFECT " FROM orders WHERE contract_id = ? ORDER BY id";

static const char sql_insert[] =
    "INSERT INTO orders (dedup_key, contract_id, case_id, offer_id, kind,"
    " state, effective_on, direct, created_at, closed_at, user_id,"
    " " SQL_EFFECT ")"
    " VALUES (?, ?, ?, ?, ?, ?, " SQL_FROM_DAY ", ?, " SQL_FROM_SECOND ","
    " " SQL_FROM_SECOND ", ?, ?, ?, ?, ?)";

static const char sql_close[] =
    "UPDATE orders SET state = ?, closed_at = " SQL_FROM_SECOND ","
    " answer = ?, version = version + 1"
    " WHERE id = ? AND FIND_IN_SET(state, ?)";

static const char sql_answer[] =
    "SELECT answer FROM orders WHERE case_id = ? AND state = 'refused'"
    " ORDER BY closed_at DESC, id DESC LIMIT 1";

/* clang-format on */

/* "c512:offer:2" */
static void
write_key(const struct rt_order *o, char out[KEY_MAX])
{
    snprintf(out, KEY_MAX, "c%" PRId64 ":%s:%d", o->case_id,
             rt_order_kind_words[o->kind], (int)o->k);
}

static int32_t
read_k(const char *key)
{
    const char *at = key == NULL ? NULL : strrchr(key, ':');

    return at == NULL ? 1 : (int32_t)strtol(at + 1, NULL, 10);
}

struct order_list {
    struct rt_order *list;
    size_t n;
    struct rt_arena *a;
};

static int
read_word(const struct order_list *to, const struct rt_stmt *st, size_t col,
          const char *const *words)
{
    int at = rt_desk_word_at(words, rt_col_str(st, col, to->a));

    return at < 0 ? 0 : at;
}

static void
take_order(void *arg, const struct rt_stmt *st)
{
    struct order_list *to = arg;
    struct rt_order *o;

    RT_GROW(to->a, to->list, to->n);
    o = &to->list[to->n++];
    *o = (struct rt_order){
        .id = rt_col_i64(st, O_ID),
        .kind =
            (enum rt_order_kind)read_word(to, st, O_KIND, rt_order_kind_words),
        .state = (enum rt_order_state)read_word(to, st, O_STATE,
                                                rt_order_state_words),
        .k = read_k(rt_col_str(st, O_KEY, to->a)),
        .case_id = rt_col_i64(st, O_CASE),
        .offer_id = rt_col_i64(st, O_OFFER),
        .effective_on = (int32_t)rt_col_i64(st, O_FROM),
        .effect = rt_desk_effect_read(st, O_EFFECT, to->a),
        .direct = rt_col_i64(st, O_DIRECT) != 0,
        .created_at = rt_col_i64(st, O_CREATED),
    };
}

enum rt_code
rt_desk_orders_list(struct rt_db *db, int64_t contract_id, struct rt_arena *a,
                    struct rt_order **list, size_t *n, struct rt_err *err)
{
    struct order_list to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_list, RT_PARAMS(RT_I64(contract_id)),
                                 take_order, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_desk_order_insert(struct rt_db *db, int64_t contract_id,
                     const struct rt_order *o, int64_t user_id, int64_t *id,
                     struct rt_err *err)
{
    char key[KEY_MAX];
    struct rt_param p[11 + RT_EFFECT_WIDTH] = {
        RT_STR(""),
        RT_I64(contract_id),
        RT_I64(o->case_id),
        rt_param_i64_or_null(o->offer_id, 0),
        RT_STR(rt_order_kind_words[o->kind]),
        RT_STR(rt_order_state_words[o->state]),
        RT_I64(o->effective_on),
        RT_I64(o->direct),
        RT_I64(o->created_at),
        o->state == RT_ORDER_DONE ? RT_I64(o->created_at) : RT_NULL,
        rt_param_i64_or_null(user_id, 0),
    };
    enum rt_code rc;

    write_key(o, key);
    p[0] = RT_STR(key);
    rt_desk_effect_bind(&o->effect, p + 11);
    rc = rt_db_exec(db, sql_insert,
                    (struct rt_params){p, sizeof p / sizeof p[0]}, err);
    if (rc == RT_OK)
        *id = rt_db_last_id(db);
    return rc;
}

/* "new,sent" */
static void
write_states(unsigned from, char *out, size_t size)
{
    size_t len = 0;

    out[0] = '\0';
    for (int s = 0; rt_order_state_words[s] != NULL; s++) {
        if ((from >> s & 1) != 0)
            len +=
                (size_t)snprintf(out + len, size - len, "%s%s",
                                 len == 0 ? "" : ",", rt_order_state_words[s]);
    }
}

enum rt_code
rt_desk_order_close(struct rt_db *db, const struct rt_order *o, unsigned from,
                    const char *answer, int64_t now, struct rt_err *err)
{
    char states[64];
    enum rt_code rc;

    write_states(from, states, sizeof states);
    rc = rt_db_exec(db, sql_close,
                    RT_PARAMS(RT_STR(rt_order_state_words[o->state]),
                              RT_I64(now), RT_STR(answer), RT_I64(o->id),
                              RT_STR(states)),
                    err);
    if (rc == RT_OK && rt_db_affected(db) != 1)
        return rt_fail(err, RT_ECONFLICT, "the order is not what it was");
    return rc;
}

enum rt_code
rt_desk_order_answer(struct rt_db *db, int64_t case_id, struct rt_arena *a,
                     const char **answer, struct rt_err *err)
{
    enum rt_code rc = rt_db_query_str(
        db, sql_answer, RT_PARAMS(RT_I64(case_id)), a, answer, err);

    if (rc == RT_NONE)
        *answer = NULL;
    return rc == RT_NONE ? RT_OK : rc;
}
