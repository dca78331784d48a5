#include "repo/wordings.h"

#include "repo/audit.h"
#include "repo/used_forms.h"
#include "repo/user_changes.h"

#include <inttypes.h>
#include <string.h>

/* clang-format off */

enum { W_ID, W_VERSION, W_NAME, W_RU, W_EN, W_PLACE, W_ACTIVE, W_CASES,
       W_OFFERS };

#define REASON "id, version, code, text_ru, text_en, place, active"
#define TEMPLATE "id, version, title, text_ru, text_en, place, active"
#define IN_ORDER " ORDER BY active DESC, 6, 3, id"

/* The statements of a kind. */
static const struct {
    const char *entity, *add, *edit; /* words of the audit log */
    const char *list, *count, *find, *lock, *taken, *insert, *update;
} sql[RT_WORDING__MAX] = {
    [RT_WORDING_REASON] = {
        .entity = "reason", .add = "reason_add", .edit = "reason_edit",
        .list = "SELECT " REASON ", 0, 0 FROM reasons" IN_ORDER,
        .count =
            "SELECT " REASON ","
            " (SELECT COUNT(*) FROM retention_cases c WHERE c.reason = r.code"
            "  AND c.deleted_at IS NULL),"
            " (SELECT COUNT(*) FROM offer_reasons o JOIN offers f"
            "  ON f.id = o.offer_id AND f.deleted_at IS NULL"
            "  WHERE o.reason = r.code) FROM reasons r" IN_ORDER,
        .find = "SELECT " REASON ", 0, 0 FROM reasons WHERE id = ?",
        .lock = "SELECT " REASON ", 0, 0 FROM reasons WHERE id = ? FOR UPDATE",
        .taken = "SELECT 1 FROM reasons WHERE code = ? AND id <> ?",
        .insert = "INSERT INTO reasons (code, text_ru, text_en, place, active)"
                  " VALUES (?, ?, ?, ?, ?)",
        .update = "UPDATE reasons SET code = ?, text_ru = ?, text_en = ?,"
                  " place = ?, active = ?, version = version + 1 WHERE id = ?",
    },
    [RT_WORDING_TEMPLATE] = {
        .entity = "template", .add = "template_add", .edit = "template_edit",
        .list = "SELECT " TEMPLATE ", 0, 0 FROM templates" IN_ORDER,
        .count = "SELECT " TEMPLATE ", 0, 0 FROM templates" IN_ORDER,
        .find = "SELECT " TEMPLATE ", 0, 0 FROM templates WHERE id = ?",
        .lock = "SELECT " TEMPLATE ", 0, 0 FROM templates WHERE id = ?"
                " FOR UPDATE",
        .taken = "SELECT 1 FROM templates WHERE title = ? AND id <> ?",
        .insert = "INSERT INTO templates (title, text_ru, text_en, place,"
                  " active) VALUES (?, ?, ?, ?, ?)",
        .update = "UPDATE templates SET title = ?, text_ru = ?, text_en = ?,"
                  " place = ?, active = ?, version = version + 1 WHERE id = ?",
    },
};

/* clang-format on */

const char *
rt_wording_entity(enum rt_wording_kind kind)
{
    return sql[kind].entity;
}

struct wording_list {
    struct rt_wording *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_wording(void *arg, const struct rt_stmt *st)
{
    struct wording_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_wording){
        .id = rt_col_i64(st, W_ID),
        .version = (int32_t)rt_col_i64(st, W_VERSION),
        .name = rt_col_str(st, W_NAME, to->a),
        .text_ru = rt_col_str(st, W_RU, to->a),
        .text_en = rt_col_str(st, W_EN, to->a),
        .place = (int32_t)rt_col_i64(st, W_PLACE),
        .active = rt_col_i64(st, W_ACTIVE) != 0,
        .cases = rt_col_i64(st, W_CASES),
        .offers = rt_col_i64(st, W_OFFERS),
    };
}

enum rt_code
rt_wordings_list(struct rt_db *db, enum rt_wording_kind kind, bool count,
                 struct rt_arena *a, struct rt_wording **list, size_t *n,
                 struct rt_err *err)
{
    struct wording_list to = {.a = a};
    enum rt_code rc = rt_db_each(db, count ? sql[kind].count : sql[kind].list,
                                 RT_NO_PARAMS, take_wording, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

static enum rt_code
read_one(struct rt_db *db, const char *text, int64_t id, struct rt_arena *a,
         struct rt_wording *out, struct rt_err *err)
{
    struct wording_list to = {.a = a};
    enum rt_code rc =
        rt_db_each(db, text, RT_PARAMS(RT_I64(id)), take_wording, &to, err);

    if (rc == RT_OK && to.n == 0)
        return RT_NONE;
    if (rc == RT_OK)
        *out = to.list[0];
    return rc;
}

enum rt_code
rt_wording_find(struct rt_db *db, enum rt_wording_kind kind, int64_t id,
                struct rt_arena *a, struct rt_wording *out, struct rt_err *err)
{
    return read_one(db, sql[kind].find, id, a, out, err);
}

/* An edit while it is carried out. */
struct wording {
    struct rt_wording_edit *edit;
    struct rt_wording was;
    struct rt_arena *a;
};

static enum rt_code
note_text(struct rt_db *db, const struct wording *w, const char *action,
          const char *field, const char *before, const char *after,
          struct rt_err *err)
{
    if (before != NULL && strcmp(before, after) == 0)
        return RT_OK;
    return rt_audit_put(
        db,
        &(struct rt_audit){.by = *w->edit->by,
                           .action = action,
                           .result = RT_AUDIT_DONE,
                           .entity = sql[w->edit->kind].entity,
                           .entity_id = w->edit->wanted.id,
                           .field = field,
                           .before =
                               rt_audit_value(before, w->a),
                           .after = rt_audit_value(after, w->a)},
        err);
}

static enum rt_code
check_name(struct rt_db *db, const struct wording *w, struct rt_err *err)
{
    const struct rt_wording *x = &w->edit->wanted;
    int64_t one;
    enum rt_code rc =
        rt_db_query_i64(db, sql[w->edit->kind].taken,
                        RT_PARAMS(RT_STR(x->name), RT_I64(x->id)), &one, err);

    if (rc == RT_OK)
        return rt_fail_key(err, RT_ECONFLICT, "wording_taken", "key", "name",
                           "value", x->name, NULL);
    return rc == RT_NONE ? RT_OK : rc;
}

static enum rt_code
add_wording(struct rt_db *db, struct wording *w, struct rt_err *err)
{
    struct rt_wording *x = &w->edit->wanted;
    enum rt_code rc = check_name(db, w, err);

    if (rc == RT_OK)
        rc = rt_db_exec(db, sql[w->edit->kind].insert,
                        RT_PARAMS(RT_STR(x->name), RT_STR(x->text_ru),
                                  RT_STR(x->text_en), RT_I64(x->place),
                                  RT_I64(x->active)),
                        err);
    if (rc != RT_OK)
        return rc;
    x->id = rt_db_last_id(db);
    return note_text(db, w, sql[w->edit->kind].add, "name", NULL, x->name, err);
}

static const char *
number(struct rt_arena *a, int32_t n)
{
    return rt_fmt(a, "%d", (int)n);
}

static enum rt_code
note_changes(struct rt_db *db, const struct wording *w, struct rt_err *err)
{
    const struct rt_wording *x = &w->edit->wanted, *was = &w->was;
    const struct {
        const char *field, *before, *after;
    } parts[] = {
        {"name", was->name, x->name},
        {"text_ru", was->text_ru, x->text_ru},
        {"text_en", was->text_en, x->text_en},
        {"place", number(w->a, was->place), number(w->a, x->place)},
        {"active", was->active ? "yes" : "no", x->active ? "yes" : "no"},
    };
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && rc == RT_OK; i++)
        rc = note_text(db, w, sql[w->edit->kind].edit, parts[i].field,
                       parts[i].before, parts[i].after, err);
    return rc;
}

static enum rt_code
change_wording(struct rt_db *db, struct wording *w, struct rt_err *err)
{
    struct rt_wording *x = &w->edit->wanted;
    enum rt_code rc =
        read_one(db, sql[w->edit->kind].lock, x->id, w->a, &w->was, err);

    if (rc == RT_OK && w->was.version != x->version)
        return rt_fail_key(err, RT_ECONFLICT, "wording_stale", NULL);
    if (rc == RT_OK && w->edit->kind == RT_WORDING_REASON)
        x->name = w->was.name;
    if (rc == RT_OK)
        rc = check_name(db, w, err);
    if (rc == RT_OK)
        rc = note_changes(db, w, err);
    if (rc != RT_OK)
        return rc;
    return rt_db_exec(db, sql[w->edit->kind].update,
                      RT_PARAMS(RT_STR(x->name), RT_STR(x->text_ru),
                                RT_STR(x->text_en), RT_I64(x->place),
                                RT_I64(x->active), RT_I64(x->id)),
                      err);
}

static enum rt_code
save_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct wording *w = arg;
    const struct rt_wording_edit *ed = w->edit;
    bool is_new = ed->wanted.version == 0;
    enum rt_code rc = rt_user_check_admin(db, ed->by, err);

    if (rc == RT_OK)
        rc = is_new ? add_wording(db, w, err) : change_wording(db, w, err);
    return rc == RT_OK ? rt_form_use(db, ed->nonce, ed->wanted.id, err) : rc;
}

enum rt_code
rt_wording_save(struct rt_db *db, struct rt_wording_edit *edit,
                struct rt_err *err)
{
    struct wording w = {.edit = edit, .a = rt_arena_new()};
    enum rt_code rc = rt_form_once(db, edit->nonce, save_work, &w,
                                   &edit->wanted.id, err);

    rt_arena_free(w.a);
    return rc;
}
