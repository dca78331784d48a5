/* Changing the book of offers. */
#include "repo/offer_book.h"

#include "base/date.h"
#include "repo/audit.h"
#include "repo/desk_sql.h"
#include "repo/offer_reasons.h"
#include "repo/used_forms.h"
#include "repo/user_changes.h"

#include <string.h>

/* clang-format off */

static const char sql_lock[] = "SELECT version FROM offers WHERE id = ?"
    " AND (? OR deleted_at IS NULL) FOR UPDATE";

static const char sql_add[] =
    "INSERT INTO offers (offer_type, description, priority, auto,"
    " min_profit_threshold_minor, cost_minor, valid_from, valid_to, audience,"
    " " SQL_EFFECT ")"
    " VALUES (?, ?, ?, ?, ?, ?, " SQL_FROM_DAY ", " SQL_FROM_DAY ", ?,"
    " ?, ?, ?, ?)";

static const char sql_set[] =
    "UPDATE offers SET offer_type = ?, description = ?, priority = ?, auto = ?,"
    " min_profit_threshold_minor = ?, cost_minor = ?,"
    " valid_from = " SQL_FROM_DAY ", valid_to = " SQL_FROM_DAY ","
    " audience = ?, effect = ?, effect_value = ?, effect_months = ?,"
    " effect_plan = ?, version = version + 1 WHERE id = ? AND version = ?";

static const char sql_edited[] =
    "INSERT INTO desk_edits"
    " (entity, entity_id, field, value, user_id, edited_at)"
    " VALUES ('offer', ?, ?, ?, ?, UTC_TIMESTAMP())"
    " ON DUPLICATE KEY UPDATE value = VALUES(value),"
    "  user_id = VALUES(user_id), edited_at = VALUES(edited_at)";

static const char sql_archive[] =
    "UPDATE offers SET deleted_at = UTC_TIMESTAMP(), version = version + 1"
    " WHERE id = ? AND version = ?";
static const char sql_restore[] =
    "UPDATE offers SET deleted_at = NULL, version = version + 1"
    " WHERE id = ? AND version = ?";

/* clang-format on */

/* What a file's column is called in desk_edits; NULL: files do not give it. */
static const char *
edit_name(enum rt_offer_part part)
{
    switch (part) {
    case RT_OFFER_PART_PRIORITY:
    case RT_OFFER_PART_HOW:
        return NULL;
    case RT_OFFER_PART_THRESHOLD:
        return "min_profit_threshold_minor";
    case RT_OFFER_PART_COST:
        return "cost_minor";
    default:
        return rt_offer_part_name(part);
    }
}

/* An edit while it is carried out. */
struct editing {
    struct rt_offer_edit *edit;
    struct rt_offer_entry was;
    struct rt_arena *a;
};

static enum rt_code
audit_part(struct rt_db *db, const struct editing *e, const char *action,
           enum rt_offer_part part, const char *before, const char *after,
           struct rt_err *err)
{
    return rt_audit_put(db,
                        &(struct rt_audit){.by = *e->edit->by,
                                           .action = action,
                                           .result = RT_AUDIT_DONE,
                                           .entity = "offer",
                                           .entity_id = e->edit->id,
                                           .field = rt_offer_part_name(part),
                                           .before = rt_audit_value(before, e->a),
                                           .after = rt_audit_value(after, e->a)},
                        err);
}

/* A row of the audit log for a part that differs; files do not win over it. */
static enum rt_code
note_part(struct rt_db *db, const struct editing *e, enum rt_offer_part part,
          bool *changed, struct rt_err *err)
{
    const struct rt_offer_edit *ed = e->edit;
    const char *before = rt_offer_part_text(&e->was.offer, e->was.for_all, part,
                                            ed->digits, e->a);
    const char *after = rt_offer_part_text(&ed->offer, ed->for_all, part,
                                           ed->digits, e->a);
    const char *name = edit_name(part);
    enum rt_code rc;

    if (before == after ||
        (before != NULL && after != NULL && strcmp(before, after) == 0))
        return RT_OK;
    *changed = true;
    rc = audit_part(db, e, "offer_edit", part, before, after, err);
    if (rc != RT_OK || name == NULL || e->was.external_id == NULL)
        return rc;
    return rt_db_exec(db, sql_edited,
                      RT_PARAMS(RT_I64(ed->id), RT_STR(name),
                                RT_STR(rt_audit_value(after, e->a)),
                                rt_param_i64_or_null(ed->by->user_id, 0)),
                      err);
}

enum { N_SET = 9, N_ALL = N_SET + RT_EFFECT_WIDTH };

static void
bind_terms(const struct rt_offer_edit *edit, struct rt_param out[N_ALL])
{
    const struct rt_offer *o = &edit->offer;
    const struct rt_param set[N_SET] = {
        RT_STR(o->type),
        RT_STR(o->description),
        RT_I64(o->priority),
        RT_I64(o->automatic),
        RT_I64(o->threshold),
        RT_I64(o->cost),
        rt_param_day(o->valid_from),
        rt_param_day(o->valid_to),
        RT_STR(edit->for_all ? "all" : "desk"),
    };

    memcpy(out, set, sizeof set);
    rt_desk_effect_bind(&o->effect, out + N_SET);
}

static enum rt_code
put_reasons(struct rt_db *db, const struct editing *e, struct rt_err *err)
{
    const struct rt_offer *o = &e->edit->offer;
    bool changed;

    return rt_offer_reasons_put(db, e->edit->id, o->reasons, o->n_reasons,
                                &changed, e->a, err);
}

static enum rt_code
add_offer(struct rt_db *db, struct editing *e, struct rt_err *err)
{
    struct rt_param p[N_ALL];
    enum rt_code rc;

    bind_terms(e->edit, p);
    rc = rt_db_exec(db, sql_add, (struct rt_params){p, N_ALL}, err);
    if (rc != RT_OK)
        return rc;
    e->edit->id = rt_db_last_id(db);
    rc = put_reasons(db, e, err);
    return rc == RT_OK ? audit_part(db, e, "offer_add", RT_OFFER_PART_TYPE,
                                    NULL, e->edit->offer.type, err)
                       : rc;
}

static enum rt_code
fail_stale(struct rt_err *err)
{
    return rt_fail_key(err, RT_ECONFLICT, "offer_stale", NULL);
}

/* Lock the row and compare its version. */
static enum rt_code
lock_offer(struct rt_db *db, int64_t id, int32_t version, bool archived,
           struct rt_err *err)
{
    int64_t now = 0;
    enum rt_code rc = rt_db_query_i64(
        db, sql_lock, RT_PARAMS(RT_I64(id), RT_I64(archived)), &now, err);

    return rc == RT_OK && now != version ? fail_stale(err) : rc;
}

static enum rt_code
change_offer(struct rt_db *db, struct editing *e, struct rt_err *err)
{
    struct rt_offer_edit *ed = e->edit;
    struct rt_param p[N_ALL + 2];
    bool changed = false;
    enum rt_code rc = lock_offer(db, ed->id, ed->version, false, err);

    if (rc == RT_OK)
        rc = rt_offer_book_find(db, ed->id, e->a, &e->was, err);
    for (int part = 0; part < RT_OFFER_PART__MAX && rc == RT_OK; part++)
        rc = note_part(db, e, (enum rt_offer_part)part, &changed, err);
    if (rc != RT_OK || !changed)
        return rc;
    bind_terms(ed, p);
    p[N_ALL] = RT_I64(ed->id);
    p[N_ALL + 1] = RT_I64(ed->version);
    rc = rt_db_exec(db, sql_set, (struct rt_params){p, N_ALL + 2}, err);
    if (rc == RT_OK && rt_db_affected(db) != 1)
        return fail_stale(err);
    return rc == RT_OK ? put_reasons(db, e, err) : rc;
}

static enum rt_code
save_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct editing *e = arg;
    const struct rt_offer_edit *ed = e->edit;
    bool is_new = ed->version == 0;
    enum rt_code rc = rt_user_check_admin(db, ed->by, err);

    if (rc == RT_OK)
        rc = is_new ? add_offer(db, e, err) : change_offer(db, e, err);
    return rc == RT_OK ? rt_form_use(db, ed->nonce, ed->id, err) : rc;
}

enum rt_code
rt_offer_book_save(struct rt_db *db, struct rt_offer_edit *edit,
                   struct rt_err *err)
{
    struct editing e = {.edit = edit, .a = rt_arena_new()};
    enum rt_code rc =
        rt_form_once(db, edit->nonce, save_work, &e, &edit->id, err);

    rt_arena_free(e.a);
    return rc;
}

struct archiving {
    const struct rt_actor *by;
    int64_t id;
    int32_t version;
    bool archive;
};

static enum rt_code
archive_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct archiving *x = arg;
    enum rt_code rc = rt_user_check_admin(db, x->by, err);

    if (rc == RT_OK)
        rc = lock_offer(db, x->id, x->version, true, err);
    if (rc == RT_OK)
        rc = rt_db_exec(db, x->archive ? sql_archive : sql_restore,
                        RT_PARAMS(RT_I64(x->id), RT_I64(x->version)), err);
    if (rc != RT_OK)
        return rc;
    return rt_audit_put(
        db,
        &(struct rt_audit){.by = *x->by,
                           .action =
                               x->archive ? "offer_archive" : "offer_restore",
                           .result = RT_AUDIT_DONE,
                           .entity = "offer",
                           .entity_id = x->id},
        err);
}

/* Whether it is in the archive. */
static enum rt_code
is_archived(struct rt_db *db, int64_t id, int64_t *archived, struct rt_err *err)
{
    static const char sql[] =
        "SELECT deleted_at IS NOT NULL FROM offers WHERE id = ?";

    return rt_db_query_i64(db, sql, RT_PARAMS(RT_I64(id)), archived, err);
}

enum rt_code
rt_offer_book_archive(struct rt_db *db, const struct rt_actor *by, int64_t id,
                      int32_t version, bool archive, struct rt_err *err)
{
    struct archiving x = {by, id, version, archive};
    int64_t archived = 0;
    enum rt_code rc = is_archived(db, id, &archived, err);

    if (rc != RT_OK || (archived != 0) == archive)
        return rc;
    return rt_db_tx(db, archive_work, NULL, &x, err);
}
