#include "repo/desk_timeline.h"

#include "repo/desk_sql.h"

/* clang-format off */

enum { E_AT, E_ID, E_MESSAGE, E_KIND, E_ACTOR, E_USER, E_TEXT, E_CHANNEL, E_N,
       E_OFFER, E_MANAGER, E_UNANSWERED };
/* An event that is a message stands there as the message. */
static const char sql_list[] =
    "SELECT " SQL_SECOND("e.happened_at") " AS at_second, e.id, 0, e.kind,"
    " e.actor, u.name, e.note, NULL, o.n, o.offer_type, m.name, 0"
    " FROM case_events e LEFT JOIN users u ON u.id = e.user_id"
    " LEFT JOIN users m ON m.id = e.manager_id"
    " LEFT JOIN case_offers o ON o.id = e.case_offer_id"
    " WHERE e.case_id = ? AND e.kind <> 'message'"
    " UNION ALL "
    "SELECT " SQL_SECOND("t.created_at") ", t.id, 1, t.direction,"
    " IF(t.user_id IS NULL, 'client', 'manager'), u.name, t.body, t.channel,"
    " NULL, NULL, NULL,"
    " t.direction = 'from_client' AND t.answered_at IS NULL"
    " FROM messages t LEFT JOIN users u ON u.id = t.user_id"
    " WHERE t.case_id = ?"
    " ORDER BY 1, 3, 2";

/* Kinds that move no version of the case: nobody's form is stale by them. */
#define MOVES_NOTHING \
    "'comment', 'message', 'no_reply', 'remind', 'alert'," \
    " 'unreachable', 'order_done', 'order_refused', 'reissue'"
enum { C_NAME, C_AT };
static const char sql_last[] =
    "SELECT u.name, " SQL_SECOND("e.happened_at") " FROM case_events e"
    " LEFT JOIN users u ON u.id = e.user_id"
    " WHERE e.case_id = ? AND e.kind NOT IN (" MOVES_NOTHING ")"
    " ORDER BY e.id DESC LIMIT 1";

/* clang-format on */

struct entry_list {
    struct rt_desk_entry *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_entry(void *arg, const struct rt_stmt *st)
{
    struct entry_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_desk_entry){
        .at = rt_col_i64(st, E_AT),
        .id = rt_col_i64(st, E_ID),
        .is_message = rt_col_i64(st, E_MESSAGE) != 0,
        .kind = rt_col_str(st, E_KIND, to->a),
        .actor = rt_col_str(st, E_ACTOR, to->a),
        .user = rt_col_str(st, E_USER, to->a),
        .text = rt_col_str(st, E_TEXT, to->a),
        .channel = rt_col_str(st, E_CHANNEL, to->a),
        .n = (int32_t)rt_col_i64(st, E_N),
        .offer = rt_col_str(st, E_OFFER, to->a),
        .manager = rt_col_str(st, E_MANAGER, to->a),
        .unanswered = rt_col_i64(st, E_UNANSWERED) != 0,
    };
}

enum rt_code
rt_desk_timeline(struct rt_db *db, int64_t case_id, struct rt_arena *a,
                 struct rt_desk_entry **list, size_t *n, struct rt_err *err)
{
    struct entry_list to = {.a = a};
    enum rt_code rc =
        rt_db_each(db, sql_list, RT_PARAMS(RT_I64(case_id), RT_I64(case_id)),
                   take_entry, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

struct last_change {
    const char *name;
    int64_t at;
    bool found;
    struct rt_arena *a;
};

static void
take_last(void *arg, const struct rt_stmt *st)
{
    struct last_change *to = arg;

    to->found = true;
    to->name = rt_col_str(st, C_NAME, to->a);
    to->at = rt_col_i64(st, C_AT);
}

enum rt_code
rt_desk_last_change(struct rt_db *db, int64_t case_id, struct rt_arena *a,
                    const char **name, int64_t *at, struct rt_err *err)
{
    struct last_change to = {.a = a};
    enum rt_code rc = rt_db_each(db, sql_last, RT_PARAMS(RT_I64(case_id)),
                                 take_last, &to, err);

    *name = to.name;
    *at = to.at;
    return rc == RT_OK && !to.found ? RT_NONE : rc;
}
