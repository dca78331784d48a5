/* Reading the book of offers. */
#include "repo/offer_book.h"

#include "base/date.h"
#include "base/money.h"
#include "repo/desk_sql.h"

#include <inttypes.h>
#include <string.h>

/* clang-format off */

enum { B_ID, B_TYPE, B_DESCRIPTION, B_PRIORITY, B_AUTO, B_ARCHIVED, B_FROM,
       B_TO, B_THRESHOLD, B_COST, B_AUDIENCE, B_EXTERNAL, B_VERSION, B_SHOWN,
       B_ACCEPTED, B_DUE, B_KEPT, B_EFFECT };

/* A contract runs on a day, and nobody had asked to end it by then. */
#define RUNS_LATER \
    "k.deleted_at IS NULL AND NOT (k.end_date IS NULL AND k.active <=> 0)" \
    " AND (k.end_date IS NULL" \
    "  OR k.end_date > DATE(c.completed_at) + INTERVAL 30 DAY)" \
    " AND NOT EXISTS (SELECT 1 FROM orders x WHERE x.contract_id = k.id" \
    "  AND " SQL_TERMINATION("x") \
    "  AND x.created_at <= c.completed_at + INTERVAL 30 DAY)"

/* Cases that came from files have no offerings: there the offer of a case is
 * one that was shown, and a case that was retained without a manager accepted
 * it (METRICS 12). */
#define SHOWN \
    "SELECT o.offer_id, COUNT(*) AS shown," \
    "  COALESCE(SUM(o.state = 'accepted'), 0) AS accepted," \
    "  COALESCE(SUM(o.state = 'accepted' AND c.completed_at <= t.until), 0)" \
    "   AS due," \
    "  COALESCE(SUM(o.state = 'accepted' AND c.completed_at <= t.until" \
    "   AND " RUNS_LATER "), 0) AS kept" \
    " FROM case_offers o JOIN retention_cases c ON c.id = o.case_id" \
    " LEFT JOIN contracts k ON k.id = c.contract_id" \
    " CROSS JOIN (SELECT " SQL_FROM_SECOND " - INTERVAL 30 DAY AS until) t" \
    " GROUP BY o.offer_id"
#define FROM_FILES \
    "SELECT c.proposed_offer_id AS offer_id, COUNT(*) AS shown," \
    "  COALESCE(SUM(c.status = 'retained' AND c.escalated_at IS NULL" \
    "   AND c.assigned_manager_id IS NULL), 0) AS accepted," \
    "  COALESCE(SUM(c.status = 'retained' AND c.escalated_at IS NULL" \
    "   AND c.assigned_manager_id IS NULL" \
    "   AND c.completed_at <= t.until), 0) AS due," \
    "  COALESCE(SUM(c.status = 'retained' AND c.escalated_at IS NULL" \
    "   AND c.assigned_manager_id IS NULL AND c.completed_at <= t.until" \
    "   AND " RUNS_LATER "), 0) AS kept" \
    " FROM retention_cases c LEFT JOIN contracts k ON k.id = c.contract_id" \
    " CROSS JOIN (SELECT " SQL_FROM_SECOND " - INTERVAL 30 DAY AS until) t" \
    " WHERE c.step = '' AND c.deleted_at IS NULL" \
    "  AND c.proposed_offer_id IS NOT NULL GROUP BY c.proposed_offer_id"

#define TERMS \
    "SELECT f.id, f.offer_type, f.description, f.priority, f.auto," \
    " f.deleted_at IS NOT NULL, " SQL_DAY("f.valid_from") "," \
    " " SQL_DAY("f.valid_to") ", f.min_profit_threshold_minor, f.cost_minor," \
    " f.audience, f.external_id, f.version,"
#define EFFECT " f.effect, f.effect_value, f.effect_months, f.effect_plan"

static const char sql_list[] =
    TERMS
    " COALESCE(s.shown, 0) + COALESCE(p.shown, 0),"
    " COALESCE(s.accepted, 0) + COALESCE(p.accepted, 0),"
    " COALESCE(s.due, 0) + COALESCE(p.due, 0),"
    " COALESCE(s.kept, 0) + COALESCE(p.kept, 0)," EFFECT
    " FROM offers f LEFT JOIN (" SHOWN ") s ON s.offer_id = f.id"
    " LEFT JOIN (" FROM_FILES ") p ON p.offer_id = f.id"
    " WHERE (f.deleted_at IS NOT NULL) = ? ORDER BY f.priority, f.id";
/* Of one offer the terms alone are asked for: the figures read all cases. */
static const char sql_one[] =
    TERMS " 0, 0, 0, 0," EFFECT " FROM offers f WHERE f.id = ?";

enum { R_OFFER, R_REASON };
static const char sql_reasons[] =
    "SELECT r.offer_id, r.reason FROM offer_reasons r"
    " WHERE ? = 0 OR r.offer_id = ? ORDER BY r.offer_id, r.reason";

static const char sql_count[] =
    "SELECT COALESCE(SUM(deleted_at IS NULL), 0),"
    " COALESCE(SUM(deleted_at IS NOT NULL), 0) FROM offers";

/* clang-format on */

#define NAME(name, word) [RT_OFFER_PART_##name] = word,

const char *
rt_offer_part_name(enum rt_offer_part part)
{
    static const char *const names[] = {RT_OFFER_PARTS(NAME)};

    return names[part];
}

struct book_list {
    struct rt_offer_entry *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_entry(void *arg, const struct rt_stmt *st)
{
    struct book_list *to = arg;
    const char *audience = rt_col_str(st, B_AUDIENCE, to->a);
    struct rt_offer_entry *e;

    RT_GROW(to->a, to->list, to->n);
    e = &to->list[to->n++];
    *e = (struct rt_offer_entry){
        .offer =
            {
                .id = rt_col_i64(st, B_ID),
                .type = rt_col_str(st, B_TYPE, to->a),
                .description = rt_col_str(st, B_DESCRIPTION, to->a),
                .priority = (int32_t)rt_col_i64(st, B_PRIORITY),
                .automatic = rt_col_i64(st, B_AUTO) != 0,
                .archived = rt_col_i64(st, B_ARCHIVED) != 0,
                .valid_from = (int32_t)rt_col_i64_or(st, B_FROM, RT_DAY_NONE),
                .valid_to = (int32_t)rt_col_i64_or(st, B_TO, RT_DAY_OPEN),
                .threshold = rt_col_i64(st, B_THRESHOLD),
                .cost = rt_col_i64(st, B_COST),
                .effect = rt_desk_effect_read(st, B_EFFECT, to->a),
            },
        .for_all = audience != NULL && audience[0] == 'a',
        .external_id = rt_col_str(st, B_EXTERNAL, to->a),
        .version = (int32_t)rt_col_i64(st, B_VERSION),
        .shown = rt_col_i64(st, B_SHOWN),
        .accepted = rt_col_i64(st, B_ACCEPTED),
        .due = rt_col_i64(st, B_DUE),
        .kept = rt_col_i64(st, B_KEPT),
    };
}

/* As rows of their own: a list in one column would be cut by the server. */
static void
take_reason(void *arg, const struct rt_stmt *st)
{
    struct book_list *to = arg;
    int64_t id = rt_col_i64(st, R_OFFER);

    for (size_t i = 0; i < to->n; i++) {
        struct rt_offer *o = &to->list[i].offer;
        const char **more;

        if (o->id != id)
            continue;
        more = rt_grow(to->a, o->reasons, o->n_reasons, sizeof *o->reasons);
        more[o->n_reasons++] = rt_col_str(st, R_REASON, to->a);
        o->reasons = more;
    }
}

/* id 0: of all of them. */
static enum rt_code
add_reasons(struct rt_db *db, struct book_list *to, int64_t id,
            struct rt_err *err)
{
    return rt_db_each(db, sql_reasons, RT_PARAMS(RT_I64(id), RT_I64(id)),
                      take_reason, to, err);
}

enum rt_code
rt_offer_book_list(struct rt_db *db, bool archived, int64_t now,
                   struct rt_arena *a, struct rt_offer_entry **list, size_t *n,
                   struct rt_err *err)
{
    struct book_list to = {.a = a};
    enum rt_code rc = rt_db_each(
        db, sql_list,
        RT_PARAMS(RT_I64(now), RT_I64(now), RT_I64(archived)), take_entry, &to,
        err);

    if (rc == RT_OK)
        rc = add_reasons(db, &to, 0, err);
    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_offer_book_count(struct rt_db *db, int64_t *live, int64_t *archived,
                    struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_first(db, sql_count, RT_NO_PARAMS, &st, err);

    if (rc == RT_OK) {
        *live = rt_col_i64(st, 0);
        *archived = rt_col_i64(st, 1);
    }
    rt_stmt_free(st);
    return rc;
}

enum rt_code
rt_offer_book_find(struct rt_db *db, int64_t id, struct rt_arena *a,
                   struct rt_offer_entry *out, struct rt_err *err)
{
    struct book_list to = {.a = a};
    enum rt_code rc =
        rt_db_each(db, sql_one, RT_PARAMS(RT_I64(id)), take_entry, &to, err);

    if (rc == RT_OK)
        rc = add_reasons(db, &to, id, err);
    if (rc == RT_OK && to.n == 0)
        return RT_NONE;
    if (rc == RT_OK)
        *out = to.list[0];
    return rc;
}

static const char *
money_text(int64_t minor, int digits, struct rt_arena *a)
{
    char text[RT_MONEY_TEXT];

    rt_money_plain(minor, digits, text);
    return rt_strdup(a, text);
}

static const char *
day_text(int32_t day, struct rt_arena *a)
{
    char text[RT_PERIOD_LABEL];

    if (day == RT_DAY_NONE || day == RT_DAY_OPEN)
        return NULL;
    rt_day_format(day, text);
    return rt_strdup(a, text);
}

static const char *
value_text(const struct rt_effect *e, int digits, struct rt_arena *a)
{
    if (!e->has_value || e->kind == RT_EFFECT_NONE)
        return NULL;
    if (e->kind == RT_EFFECT_FREE_MONTHS)
        return rt_fmt(a, "%" PRId64, e->value);
    return money_text(e->value, e->kind == RT_EFFECT_PERCENT ? 2 : digits, a);
}

static const char *
reasons_text(const struct rt_offer *o, struct rt_arena *a)
{
    const char *all = NULL;

    for (size_t i = 0; i < o->n_reasons; i++)
        all = all == NULL ? o->reasons[i]
                          : rt_fmt(a, "%s, %s", all, o->reasons[i]);
    return all;
}

const char *
rt_offer_part_text(const struct rt_offer *o, bool for_all,
                   enum rt_offer_part part, int digits, struct rt_arena *a)
{
    const struct rt_effect *e = &o->effect;

    switch (part) {
    case RT_OFFER_PART_TYPE:
        return o->type;
    case RT_OFFER_PART_DESCRIPTION:
        return o->description[0] != '\0' ? o->description : NULL;
    case RT_OFFER_PART_PRIORITY:
        return rt_fmt(a, "%d", (int)o->priority);
    case RT_OFFER_PART_HOW:
        return o->automatic ? "yes" : "no";
    case RT_OFFER_PART_THRESHOLD:
        return money_text(o->threshold, digits, a);
    case RT_OFFER_PART_COST:
        return money_text(o->cost, digits, a);
    case RT_OFFER_PART_EFFECT:
        return rt_effect_words[e->kind];
    case RT_OFFER_PART_VALUE:
        return value_text(e, digits, a);
    case RT_OFFER_PART_MONTHS:
        return e->months != 0 ? rt_fmt(a, "%d", (int)e->months) : NULL;
    case RT_OFFER_PART_PLAN:
        return e->plan;
    case RT_OFFER_PART_FROM:
        return day_text(o->valid_from, a);
    case RT_OFFER_PART_TO:
        return day_text(o->valid_to, a);
    case RT_OFFER_PART_AUDIENCE:
        return for_all ? "all" : "desk";
    case RT_OFFER_PART_REASONS:
        return reasons_text(o, a);
    case RT_OFFER_PART__MAX:
        break;
    }
    rt_die("part %d of an offer", (int)part);
}
