#include "repo/desk_offers.h"

#include "base/date.h"
#include "repo/desk_sql.h"

#include <stdlib.h>

/* clang-format off */

enum { O_ID, O_TYPE, O_DESCRIPTION, O_PRIORITY, O_AUTO, O_ARCHIVED, O_FROM,
       O_TO, O_THRESHOLD, O_COST, O_EFFECT };
static const char sql_offers[] =
    "SELECT id, offer_type, description, priority, auto,"
    " deleted_at IS NOT NULL, " SQL_DAY("valid_from") ", " SQL_DAY("valid_to") ","
    " min_profit_threshold_minor, cost_minor, " SQL_EFFECT
    " FROM offers WHERE deleted_at IS NULL OR id = ? ORDER BY id";

static const char sql_reasons[] =
    "SELECT offer_id, reason FROM offer_reasons ORDER BY offer_id, reason";

static const char sql_taken[] =
    "SELECT o.offer_id, " SQL_SECOND("o.answered_at") " FROM case_offers o"
    " JOIN retention_cases c ON c.id = o.case_id"
    " WHERE c.client_id = ? AND o.state = 'accepted'";

enum { S_ID, S_N, S_OFFER, S_USER, S_STATE, S_TYPE, S_DESCRIPTION, S_COST,
       S_NET, S_SHOWN, S_EXPIRES, S_ANSWERED, S_EFFECT };
static const char sql_shown[] =
    "SELECT id, n, offer_id, by_user, state, offer_type, description,"
    " cost_minor, net_minor, " SQL_SECOND("shown_at") ","
    " " SQL_SECOND("expires_at") ", " SQL_SECOND("answered_at") ","
    " " SQL_EFFECT " FROM case_offers WHERE case_id = ? ORDER BY n";

static const char sql_show[] =
    "INSERT INTO case_offers (case_id, n, offer_id, by_user, state, offer_type,"
    " description, cost_minor, net_minor, shown_at, expires_at, answered_at,"
    " " SQL_EFFECT ")"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, " SQL_FROM_SECOND ","
    " " SQL_FROM_SECOND ", " SQL_FROM_SECOND ", ?, ?, ?, ?)";

static const char sql_answer[] =
    "UPDATE case_offers SET state = ?, answered_at = " SQL_FROM_SECOND
    " WHERE id = ? AND state = ?";

/* clang-format on */

struct offer_list {
    struct rt_offer *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_offer(void *arg, const struct rt_stmt *st)
{
    struct offer_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_offer){
        .id = rt_col_i64(st, O_ID),
        .type = rt_col_str(st, O_TYPE, to->a),
        .description = rt_col_str(st, O_DESCRIPTION, to->a),
        .priority = (int32_t)rt_col_i64(st, O_PRIORITY),
        .automatic = rt_col_i64(st, O_AUTO) != 0,
        .archived = rt_col_i64(st, O_ARCHIVED) != 0,
        .valid_from = (int32_t)rt_col_i64_or(st, O_FROM, RT_DAY_NONE),
        .valid_to = (int32_t)rt_col_i64_or(st, O_TO, RT_DAY_OPEN),
        .threshold = rt_col_i64(st, O_THRESHOLD),
        .cost = rt_col_i64(st, O_COST),
        .effect = rt_desk_effect_read(st, O_EFFECT, to->a),
    };
}

static int
compare_ids(const void *x, const void *y)
{
    const int64_t *id = x;
    const struct rt_offer *o = y;

    return *id < o->id ? -1 : *id > o->id;
}

static void
take_reason(void *arg, const struct rt_stmt *st)
{
    const struct offer_list *to = arg;
    int64_t id = rt_col_i64(st, 0);
    struct rt_offer *o = to->n == 0 ? NULL
                                    : bsearch(&id, to->list, to->n,
                                              sizeof *to->list, compare_ids);
    const char **reasons;

    if (o == NULL)
        return;
    reasons = rt_grow(to->a, o->reasons, o->n_reasons, sizeof *o->reasons);
    reasons[o->n_reasons++] = rt_col_str(st, 1, to->a);
    o->reasons = reasons;
}

enum rt_code
rt_desk_offers_list(struct rt_db *db, int64_t own, struct rt_arena *a,
                    struct rt_offer **list, size_t *n, struct rt_err *err)
{
    struct offer_list to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_offers, RT_PARAMS(RT_I64(own)),
                                   take_offer, &to, err);

    if (rc == RT_OK)
        rc = rt_db_each(db, sql_reasons, RT_NO_PARAMS, take_reason, &to, err);
    *list = to.list;
    *n = to.n;
    return rc;
}

struct taken_list {
    struct rt_taken_offer *list;
    size_t n;
    const struct rt_zone *zone;
    struct rt_arena *a;
};

static void
take_taken(void *arg, const struct rt_stmt *st)
{
    struct taken_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_taken_offer){
        rt_col_i64(st, 0), rt_zone_day(to->zone, rt_col_i64(st, 1))};
}

enum rt_code
rt_desk_offers_taken(struct rt_db *db, int64_t client_id,
                     const struct rt_zone *zone, struct rt_arena *a,
                     struct rt_taken_offer **list, size_t *n,
                     struct rt_err *err)
{
    struct taken_list to = {.zone = zone, .a = a};
    enum rt_code rc = rt_db_each(db, sql_taken, RT_PARAMS(RT_I64(client_id)),
                                   take_taken, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

struct offering_list {
    struct rt_offering *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_offering(void *arg, const struct rt_stmt *st)
{
    struct offering_list *to = arg;
    int state = rt_desk_word_at(rt_offering_state_words,
                                rt_col_str(st, S_STATE, to->a));

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_offering){
        .id = rt_col_i64(st, S_ID),
        .n = (int32_t)rt_col_i64(st, S_N),
        .offer_id = rt_col_i64(st, S_OFFER),
        .by_user = rt_col_i64(st, S_USER),
        .state =
            state < 0 ? RT_OFFERING_RECALLED : (enum rt_offering_state)state,
        .type = rt_col_str(st, S_TYPE, to->a),
        .description = rt_col_str(st, S_DESCRIPTION, to->a),
        .effect = rt_desk_effect_read(st, S_EFFECT, to->a),
        .cost = rt_col_i64(st, S_COST),
        .net12 = rt_col_i64(st, S_NET),
        .shown_at = rt_col_i64(st, S_SHOWN),
        .expires_at = rt_col_i64(st, S_EXPIRES),
        .answered_at = rt_col_i64(st, S_ANSWERED),
    };
}

enum rt_code
rt_desk_offerings_list(struct rt_db *db, int64_t case_id, struct rt_arena *a,
                       struct rt_offering **list, size_t *n, struct rt_err *err)
{
    struct offering_list to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_shown, RT_PARAMS(RT_I64(case_id)),
                                   take_offering, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_desk_offering_insert(struct rt_db *db, int64_t case_id,
                        const struct rt_offering *o, int64_t *id,
                        struct rt_err *err)
{
    struct rt_param p[12 + RT_EFFECT_WIDTH] = {
        RT_I64(case_id),
        RT_I64(o->n),
        RT_I64(o->offer_id),
        rt_param_i64_or_null(o->by_user, 0),
        RT_STR(rt_offering_state_words[o->state]),
        RT_STR(o->type),
        RT_STR(o->description),
        RT_I64(o->cost),
        RT_I64(o->net12),
        RT_I64(o->shown_at),
        RT_I64(o->expires_at),
        rt_param_instant(o->answered_at),
    };
    enum rt_code rc;

    rt_desk_effect_bind(&o->effect, p + 12);
    rc = rt_db_exec(db, sql_show, (struct rt_params){p, sizeof p / sizeof p[0]},
                    err);
    if (rc == RT_OK)
        *id = rt_db_last_id(db);
    return rc;
}

enum rt_code
rt_desk_offering_answer(struct rt_db *db, const struct rt_offering *o,
                        enum rt_offering_state before, struct rt_err *err)
{
    enum rt_code rc =
        rt_db_exec(db, sql_answer,
                   RT_PARAMS(RT_STR(rt_offering_state_words[o->state]),
                             rt_param_instant(o->answered_at), RT_I64(o->id),
                             RT_STR(rt_offering_state_words[before])),
                   err);

    if (rc == RT_OK && rt_db_affected(db) != 1)
        return rt_fail(err, RT_ECONFLICT, "the offering is not what it was");
    return rc;
}
