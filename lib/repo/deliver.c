#include "repo/deliver.h"

#include "repo/state.h"

#include <inttypes.h>
#include <stdlib.h>

/* One database may serve several products of ours. */
#define LOCK_NAME \
    "CONCAT('retention deliver ', LEFT(SHA2(DATABASE(), 256), 32))"

static const char at_name[] = "deliver_at", day_name[] = "deliver_day";

/* clang-format off */

static const char sql_held[] =
    "SELECT COALESCE(IS_USED_LOCK(" LOCK_NAME ") = CONNECTION_ID(), 0)";
static const char sql_lock[] = "SELECT COALESCE(GET_LOCK(" LOCK_NAME ", 1), 0)";
static const char sql_unlock[] =
    "SELECT COALESCE(RELEASE_LOCK(" LOCK_NAME "), 0)";

static const char sql_needed[] =
    "SELECT EXISTS (SELECT 1 FROM retention_cases WHERE deleted_at IS NULL"
    "  AND status IN ('active', 'escalated') AND step <> '')"
    " OR EXISTS (SELECT 1 FROM notices WHERE state = 'waiting'"
    "  AND user_id IS NULL)";

/* Known at the time of the event was another channel. */
static const char sql_by_hand[] =
    "UPDATE notices n LEFT JOIN clients k ON k.id = n.client_id"
    " LEFT JOIN users u ON u.telegram_id = k.telegram_id"
    " SET n.state = 'by_hand', n.channel = ''"
    " WHERE n.state = 'waiting' AND n.user_id IS NULL"
    " AND (? = 0 OR k.telegram_id IS NULL OR u.unreachable_at IS NOT NULL)";

/* clang-format on */

enum rt_code
rt_deliver_lock(struct rt_db *db, struct rt_err *err)
{
    int64_t got = 0;
    enum rt_code rc = rt_db_query_i64(db, sql_held, RT_NO_PARAMS, &got, err);

    if (rc == RT_OK && !got)
        rc = rt_db_query_i64(db, sql_lock, RT_NO_PARAMS, &got, err);
    if (rc == RT_OK && !got)
        return rt_fail_key(err, RT_ECONFLICT, "deliver_busy", NULL);
    return rc;
}

void
rt_deliver_unlock(struct rt_db *db)
{
    int64_t released;

    if (rt_db_query_i64(db, sql_unlock, RT_NO_PARAMS, &released, NULL) != RT_OK)
        return; /* the lock was lost with the connection */
}

static enum rt_code
put_number(struct rt_db *db, const char *name, int64_t n, struct rt_err *err)
{
    struct rt_arena *a = rt_arena_new();
    enum rt_code rc = rt_state_put(db, name, rt_fmt(a, "%" PRId64, n), err);

    rt_arena_free(a);
    return rc;
}

static enum rt_code
get_number(struct rt_db *db, const char *name, struct rt_arena *a, int64_t *n,
           struct rt_err *err)
{
    const char *text = NULL;
    enum rt_code rc = rt_state_get(db, name, a, &text, err);

    *n = rc == RT_OK && text != NULL ? strtoll(text, NULL, 10) : 0;
    return rc;
}

enum rt_code
rt_deliver_note(struct rt_db *db, int64_t now, struct rt_err *err)
{
    return put_number(db, at_name, now, err);
}

enum rt_code
rt_deliver_last(struct rt_db *db, struct rt_arena *a, int64_t *at,
                struct rt_err *err)
{
    return get_number(db, at_name, a, at, err);
}

enum rt_code
rt_deliver_note_day(struct rt_db *db, int32_t day, struct rt_err *err)
{
    return put_number(db, day_name, day, err);
}

enum rt_code
rt_deliver_last_day(struct rt_db *db, struct rt_arena *a, int32_t *day,
                    struct rt_err *err)
{
    int64_t n;
    enum rt_code rc = get_number(db, day_name, a, &n, err);

    *day = (int32_t)n;
    return rc;
}

enum rt_code
rt_deliver_needed(struct rt_db *db, bool *needed, struct rt_err *err)
{
    int64_t n = 0;
    enum rt_code rc = rt_db_query_i64(db, sql_needed, RT_NO_PARAMS, &n, err);

    *needed = n != 0;
    return rc;
}

enum rt_code
rt_deliver_by_hand(struct rt_db *db, bool has_bot, int64_t *n,
                   struct rt_err *err)
{
    enum rt_code rc =
        rt_db_exec(db, sql_by_hand, RT_PARAMS(RT_I64(has_bot)), err);

    *n = rc == RT_OK ? rt_db_affected(db) : 0;
    return rc;
}
