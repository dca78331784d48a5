#include "repo/audit.h"

#include <string.h>

enum { VALUE_BYTES = 1000 };

static const char *const actors[RT_ACTOR__MAX] = {"user", "operator", "system",
                                                  "nobody"};
static const char *const sources[RT_VIA__MAX] = {"web", "bot", "cli", "job"};
static const char *const results[RT_AUDIT__MAX] = {"done", "refused", "failed"};

static const char sql_put[] =
    "INSERT INTO audit_log (happened_at, actor, user_id, source, action, "
    "result, entity, entity_id, field, before_value, after_value, request_id) "
    "VALUES (UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum rt_code
rt_audit_put(struct rt_db *db, const struct rt_audit *row, struct rt_err *err)
{
    return rt_db_exec(
        db, sql_put,
        RT_PARAMS(RT_STR(actors[row->by.kind]),
                  rt_param_i64_or_null(row->by.user_id, 0),
                  RT_STR(sources[row->by.via]), RT_STR(row->action),
                  RT_STR(results[row->result]), RT_STR(row->entity),
                  rt_param_i64_or_null(row->entity_id, 0), RT_STR(row->field),
                  RT_STR(row->before), RT_STR(row->after),
                  RT_STR(row->by.request_id)),
        err);
}

const char *
rt_audit_value(const char *text, struct rt_arena *a)
{
    size_t len = text != NULL ? strlen(text) : 0;

    if (len <= VALUE_BYTES)
        return text;
    len = VALUE_BYTES;
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    return rt_strndup(a, text, len);
}

enum rt_code
rt_audit_user(struct rt_db *db, const struct rt_actor *by, int64_t id,
              const char *action, const char *field, const char *before,
              const char *after, struct rt_err *err)
{
    return rt_audit_put(db,
                        &(struct rt_audit){.by = *by,
                                           .action = action,
                                           .result = RT_AUDIT_DONE,
                                           .entity = "user",
                                           .entity_id = id,
                                           .field = field,
                                           .before = before,
                                           .after = after},
                        err);
}
