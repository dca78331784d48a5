#include "repo/card_edits.h"

#include "repo/audit.h"
#include "repo/load_sql.h"
#include "repo/order_restore.h"
#include "repo/user_changes.h"

#include <string.h>

/* clang-format off */

static const char sql_seen[] = "SELECT id FROM card_edits WHERE nonce = ?";
static const char sql_seen_of[] =
    "SELECT client_id FROM card_edits WHERE nonce = ?";
static const char sql_landed[] =
    "SELECT id FROM card_edits WHERE nonce = ? FOR UPDATE";

/* The contract first, then its client, as the desk locks. */
enum { L_VERSION, L_DELETED, L_FORGOTTEN };
static const char sql_lock_contract[] =
    "SELECT version, deleted_at IS NOT NULL, FALSE FROM contracts"
    " WHERE id = ? AND client_id = ? FOR UPDATE";
static const char sql_lock_client[] =
    "SELECT version, deleted_at IS NOT NULL, forgotten_at IS NOT NULL"
    " FROM clients WHERE id = ? AND id = ? FOR UPDATE";

static const char sql_insert[] =
    "INSERT INTO card_edits (nonce, client_id, contract_id, kind, version,"
    " was, became, user_id, made_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP())";

/* What only administrators do is undone by them only; what a manager began or
 * changed today has told no figure yet. */
#define OF_ADMINS \
    " COALESCE(e.kind IN ('past', 'archive')" \
    "  OR (e.kind = 'create' AND c.start_date < " SQL_FROM_DAY "), TRUE)" \
    " OR " LATE
#define LATE "(e.kind = 'terms' AND e.made_at < " SQL_FROM_SECOND ")"

enum { E_ID, E_CONTRACT, E_NUMBER, E_KIND, E_WHO, E_MADE, E_UNDONE, E_CAN,
       E_ADMIN };
static const char sql_list[] =
    "SELECT e.id, e.contract_id, c.external_id, e.kind,"
    " COALESCE(u.login, u.name), " SQL_SECOND("e.made_at") ","
    " " SQL_SECOND("e.undone_at") ","
    " e.undone_at IS NULL AND e.was IS NOT NULL"
    "  AND e.version = COALESCE(c.version, k.version)," OF_ADMINS
    " FROM card_edits e JOIN clients k ON k.id = e.client_id"
    " LEFT JOIN contracts c ON c.id = e.contract_id"
    " LEFT JOIN users u ON u.id = e.user_id"
    " WHERE e.client_id = ? ORDER BY e.id DESC LIMIT ?";

/* The change after which the row has the version that it has. */
enum { B_WHO, B_AT };
static const char sql_client_by[] =
    "SELECT (SELECT COALESCE(u.login, u.name) FROM card_edits e"
    "  JOIN users u ON u.id = COALESCE(e.undone_by, e.user_id)"
    "  WHERE e.client_id = k.id AND e.contract_id IS NULL"
    "  AND e.version = k.version ORDER BY e.id DESC LIMIT 1),"
    " " SQL_SECOND("k.updated_at") " FROM clients k WHERE k.id = ?";
static const char sql_contract_by[] =
    "SELECT (SELECT COALESCE(u.login, u.name) FROM card_edits e"
    "  JOIN users u ON u.id = COALESCE(e.undone_by, e.user_id)"
    "  WHERE e.contract_id = c.id AND e.version = c.version"
    "  ORDER BY e.id DESC LIMIT 1),"
    " " SQL_SECOND("c.updated_at") " FROM contracts c WHERE c.id = ?";

enum { U_CONTRACT, U_KIND, U_WAS, U_BECAME, U_UNDONE, U_ADMIN, U_LATE };
static const char sql_edit[] =
    "SELECT e.contract_id, e.kind, e.was, e.became, e.undone_at IS NOT NULL,"
    OF_ADMINS "," LATE " FROM card_edits e LEFT JOIN contracts c ON c.id = e.contract_id"
    " WHERE e.id = ? AND e.client_id = ?";
static const char sql_undone[] =
    "UPDATE card_edits SET undone_at = UTC_TIMESTAMP(), undone_by = ?,"
    " version = ? WHERE id = ? AND undone_at IS NULL";

/* The change before is the last one again. */
static const char sql_last_again[] =
    "UPDATE card_edits SET version = ? WHERE client_id = ?"
    " AND contract_id <=> ? AND undone_at IS NULL"
    " AND became COLLATE utf8mb4_bin = ? ORDER BY id DESC LIMIT 1";

static const char sql_in_use[] =
    "SELECT (SELECT COUNT(*) FROM retention_cases WHERE contract_id = ?)"
    " + (SELECT COUNT(*) FROM orders WHERE contract_id = ?)";

/* clang-format on */

struct locked {
    int64_t version;
    bool deleted;
};

static enum rt_code
lock_one(struct rt_db *db, const char *sql, int64_t id, int64_t client_id,
         struct locked *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    bool forgotten = false;
    enum rt_code rc = rt_db_first(
        db, sql, RT_PARAMS(RT_I64(id), RT_I64(client_id)), &st, err);

    if (rc == RT_OK) {
        *out = (struct locked){rt_col_i64(st, L_VERSION),
                               rt_col_i64(st, L_DELETED) != 0};
        forgotten = rt_col_i64(st, L_FORGOTTEN) != 0;
    }
    rt_stmt_free(st);
    if (rc == RT_OK && forgotten)
        return rt_fail_key(err, RT_ECONFLICT, "card_forgotten", NULL);
    return rc;
}

/* Lock what is changed; `out` is the contract's, or without one the
 * client's. */
static enum rt_code
lock_both(struct rt_db *db, int64_t client_id, int64_t contract_id,
          struct locked *out, struct rt_err *err)
{
    struct locked client, contract;
    enum rt_code rc = RT_OK;

    if (contract_id != 0)
        rc = lock_one(db, sql_lock_contract, contract_id, client_id, &contract,
                      err);
    if (rc == RT_OK)
        rc = lock_one(db, sql_lock_client, client_id, client_id, &client, err);
    if (rc != RT_OK)
        return rc;
    *out = contract_id != 0 ? contract : client;
    return client.deleted ? RT_NONE : RT_OK;
}

static enum rt_card_of
card_of(int64_t contract_id)
{
    return contract_id != 0 ? RT_CARD_CONTRACT : RT_CARD_CLIENT;
}

static int64_t
row_id(int64_t client_id, int64_t contract_id)
{
    return contract_id != 0 ? contract_id : client_id;
}

static enum rt_code
note_one(struct rt_db *db, const struct rt_card_change *c,
         const struct rt_card_diff *diff, struct rt_err *err)
{
    return rt_audit_put(
        db,
        &(struct rt_audit){
            .by = *c->by,
            .action = c->action,
            .result = RT_AUDIT_DONE,
            .entity = c->contract_id != 0 ? "contract" : "client",
            .entity_id = row_id(c->client_id, c->contract_id),
            .field = diff->field,
            .before = diff->personal ? NULL : diff->before,
            .after = diff->personal ? NULL : diff->after,
        },
        err);
}

static enum rt_code
note_all(struct rt_db *db, const struct rt_card_change *c, struct rt_err *err)
{
    static const struct rt_card_diff nothing = {.field = NULL};
    enum rt_code rc = RT_OK;

    if (c->n_diffs == 0)
        return note_one(db, c, &nothing, err);
    for (size_t i = 0; i < c->n_diffs && rc == RT_OK; i++)
        rc = note_one(db, c, &c->diffs[i], err);
    return rc;
}

/* As the role is under the lock, whatever it was when the page was asked. */
static enum rt_code
check_role(struct rt_db *db, const struct rt_actor *by, bool admin_only,
           struct rt_err *err)
{
    return admin_only ? rt_user_check_admin(db, by, err)
                      : rt_user_check_staff(db, by, err);
}

struct changing {
    struct rt_card_change *change;
    struct rt_arena *a;
    bool done;
};

static enum rt_code
has_landed(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct changing *w = arg;
    int64_t id;

    return rt_db_query_i64(db, sql_landed, RT_PARAMS(RT_STR(w->change->nonce)),
                           &id, err);
}

/* Apply it between two looks at the row. */
static enum rt_code
apply_and_record(struct rt_db *db, struct changing *w, struct rt_err *err)
{
    struct rt_card_change *c = w->change;
    const char *was = NULL, *became = NULL;
    struct locked now;
    enum rt_code rc = RT_OK;

    if (!c->creates)
        rc = rt_card_state_read(db, card_of(c->contract_id),
                                row_id(c->client_id, c->contract_id), w->a,
                                &was, err);
    if (rc == RT_OK)
        rc = c->apply(db, c, w->a, err);
    if (rc == RT_OK)
        rc = rt_card_state_read(db, card_of(c->contract_id),
                                row_id(c->client_id, c->contract_id), w->a,
                                &became, err);
    if (rc == RT_OK)
        rc = lock_both(db, c->client_id, c->contract_id, &now, err);
    if (rc != RT_OK)
        return rc;
    if (c->creates)
        was = rt_card_state_away(became, w->a);
    if (strcmp(was, became) == 0)
        return RT_OK;
    w->done = true;
    rc = rt_db_exec(db, sql_insert,
                    RT_PARAMS(RT_STR(c->nonce), RT_I64(c->client_id),
                              rt_param_i64_or_null(c->contract_id, 0),
                              RT_STR(c->kind), RT_I64(now.version), RT_STR(was),
                              RT_STR(became),
                              rt_param_i64_or_null(c->by->user_id, 0)),
                    err);
    return rc == RT_OK ? note_all(db, c, err) : rc;
}

static enum rt_code
change_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct changing *w = arg;
    struct rt_card_change *c = w->change;
    struct locked now;
    int64_t id;
    enum rt_code rc;

    w->done = false;
    if (c->creates)
        c->contract_id = 0;
    rc = lock_both(db, c->client_id, c->contract_id, &now, err);
    if (rc == RT_OK)
        rc = check_role(db, c->by, c->admin_only, err);
    if (rc != RT_OK)
        return rc;
    /* Under the lock: a form that is sent twice at once waits here. */
    rc = rt_db_query_i64(db, sql_seen, RT_PARAMS(RT_STR(c->nonce)), &id, err);
    if (rc != RT_NONE)
        return rc;
    if (now.deleted)
        return RT_NONE;
    if (!c->creates && now.version != c->version)
        return rt_fail_key(err, RT_ECONFLICT, "card_stale", NULL);
    return apply_and_record(db, w, err);
}

enum rt_code
rt_card_change(struct rt_db *db, struct rt_card_change *change,
               struct rt_arena *a, bool *done, struct rt_err *err)
{
    struct changing w = {.change = change, .a = a};
    enum rt_code rc = rt_db_tx(db, change_work, has_landed, &w, err);

    *done = rc == RT_OK && w.done;
    return rc;
}

enum rt_code
rt_card_change_seen(struct rt_db *db, const char *nonce, int64_t *client_id,
                    struct rt_err *err)
{
    return rt_db_query_i64(db, sql_seen_of, RT_PARAMS(RT_STR(nonce)), client_id,
                           err);
}

struct edit_list {
    struct rt_card_edit *list;
    size_t n;
    struct rt_arena *a;
};

static void
take_edit(void *arg, const struct rt_stmt *st)
{
    struct edit_list *to = arg;

    RT_GROW(to->a, to->list, to->n);
    to->list[to->n++] = (struct rt_card_edit){
        .id = rt_col_i64(st, E_ID),
        .contract_id = rt_col_i64(st, E_CONTRACT),
        .contract = rt_col_str(st, E_NUMBER, to->a),
        .kind = rt_col_str(st, E_KIND, to->a),
        .who = rt_col_str(st, E_WHO, to->a),
        .made_at = rt_col_i64(st, E_MADE),
        .undone_at = rt_col_i64(st, E_UNDONE),
        .can_undo = rt_col_i64(st, E_CAN) != 0,
        .admin_only = rt_col_i64(st, E_ADMIN) != 0,
    };
}

enum rt_code
rt_card_edits_list(struct rt_db *db, int64_t client_id,
                   const struct rt_card_today *day, size_t most,
                   struct rt_arena *a, struct rt_card_edit **list, size_t *n,
                   struct rt_err *err)
{
    struct edit_list to = {.a = a};
    enum rt_code rc =
        rt_db_each(db, sql_list,
                   RT_PARAMS(RT_I64(day->today), RT_I64(day->begins_at),
                             RT_I64(client_id), RT_I64((int64_t)most)),
                   take_edit, &to, err);

    *list = to.list;
    *n = to.n;
    return rc;
}

enum rt_code
rt_card_changed_by(struct rt_db *db, enum rt_card_of of, int64_t id,
                   struct rt_arena *a, const char **who, int64_t *at,
                   struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_first(db, of == RT_CARD_CLIENT ? sql_client_by : sql_contract_by,
                    RT_PARAMS(RT_I64(id)), &st, err);

    if (rc == RT_OK) {
        *who = rt_col_str(st, B_WHO, a);
        *at = rt_col_i64(st, B_AT);
    }
    rt_stmt_free(st);
    return rc;
}

/* A change on its way back. */
struct undoing {
    const struct rt_actor *by;
    int64_t client_id, edit_id;
    const struct rt_card_today *day;
    struct rt_arena *a;
    int64_t contract_id;
    const char *kind, *was, *became;
    bool undone, admin_only, late;
};

static enum rt_code
find_edit(struct rt_db *db, struct undoing *u, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc =
        rt_db_first(db, sql_edit,
                    RT_PARAMS(RT_I64(u->day->today), RT_I64(u->day->begins_at),
                              RT_I64(u->day->begins_at), RT_I64(u->edit_id),
                              RT_I64(u->client_id)),
                    &st, err);

    if (rc == RT_OK) {
        u->contract_id = rt_col_i64(st, U_CONTRACT);
        u->kind = rt_col_str(st, U_KIND, u->a);
        u->was = rt_col_str(st, U_WAS, u->a);
        u->became = rt_col_str(st, U_BECAME, u->a);
        u->undone = rt_col_i64(st, U_UNDONE) != 0;
        u->admin_only = rt_col_i64(st, U_ADMIN) != 0;
        u->late = rt_col_i64(st, U_LATE) != 0;
    }
    rt_stmt_free(st);
    return rc;
}

/* A contract that cases or orders name by now stays. */
static enum rt_code
check_unused(struct rt_db *db, const struct undoing *u, struct rt_err *err)
{
    int64_t n = 0;
    enum rt_code rc;

    if (strcmp(u->kind, "create") != 0)
        return RT_OK;
    rc = rt_db_query_i64(
        db, sql_in_use,
        RT_PARAMS(RT_I64(u->contract_id), RT_I64(u->contract_id)), &n, err);
    if (rc == RT_OK && n != 0)
        return rt_fail_key(err, RT_ECONFLICT, "card_in_use", NULL);
    return rc;
}

/* A Telegram id is one client's only, who may be another one by now. */
static enum rt_code
write_back(struct rt_db *db, const struct undoing *u, struct rt_err *err)
{
    enum rt_card_of of = card_of(u->contract_id);
    struct rt_err own = {0};
    enum rt_code rc = rt_card_state_write(
        db, of, row_id(u->client_id, u->contract_id), u->was, &own);

    if (rc == RT_ECONFLICT && of == RT_CARD_CLIENT)
        return rt_fail_key(err, rc, "card_telegram_taken", NULL);
    if (rc != RT_OK && err != NULL)
        *err = own;
    return rc;
}

static enum rt_code
put_back(struct rt_db *db, struct undoing *u, struct rt_err *err)
{
    enum rt_card_of of = card_of(u->contract_id);
    int64_t id = row_id(u->client_id, u->contract_id);
    struct rt_param contract = RT_I64(id);
    struct locked now;
    const char *state;
    enum rt_code rc = rt_card_state_read(db, of, id, u->a, &state, err);

    if (rc == RT_OK &&
        (u->was == NULL || u->became == NULL || strcmp(state, u->became) != 0))
        return rt_fail_key(err, RT_ECONFLICT, "card_changed_since", NULL);
    if (rc == RT_OK)
        rc = check_unused(db, u, err);
    if (rc == RT_OK)
        rc = write_back(db, u, err);
    if (rc == RT_OK && of == RT_CARD_CONTRACT)
        rc = rt_orders_restore(db, &contract, 1, u->a, err);
    if (rc == RT_OK)
        rc = lock_both(db, u->client_id, u->contract_id, &now, err);
    if (rc != RT_OK)
        return rc;
    rc = rt_db_exec(db, sql_undone,
                    RT_PARAMS(rt_param_i64_or_null(u->by->user_id, 0),
                              RT_I64(now.version), RT_I64(u->edit_id)),
                    err);
    if (rc != RT_OK)
        return rc;
    return rt_db_exec(db, sql_last_again,
                      RT_PARAMS(RT_I64(now.version), RT_I64(u->client_id),
                                rt_param_i64_or_null(u->contract_id, 0),
                                RT_STR(u->was)),
                      err);
}

static enum rt_code
check_undo_role(struct rt_db *db, const struct undoing *u, struct rt_err *err)
{
    struct rt_err own = {0};
    enum rt_code rc = check_role(db, u->by, u->admin_only, &own);

    if (rc == RT_EDENIED && u->late)
        return rt_fail_key(err, rc, "card_undo_late", NULL);
    if (rc != RT_OK && err != NULL)
        *err = own;
    return rc;
}

static enum rt_code
undo_work(struct rt_db *db, void *arg, struct rt_err *err)
{
    struct undoing *u = arg;
    struct locked now;
    enum rt_code rc = lock_both(db, u->client_id, u->contract_id, &now, err);

    if (rc == RT_OK)
        rc = find_edit(db, u, err); /* as it is under the lock */
    if (rc == RT_OK)
        rc = check_undo_role(db, u, err);
    if (rc != RT_OK || u->undone)
        return rc;
    rc = put_back(db, u, err);
    if (rc != RT_OK)
        return rc;
    return rt_audit_put(
        db,
        &(struct rt_audit){
            .by = *u->by,
            .action = "card_undo",
            .result = RT_AUDIT_DONE,
            .entity = u->contract_id != 0 ? "contract" : "client",
            .entity_id = row_id(u->client_id, u->contract_id),
            .field = u->kind,
        },
        err);
}

enum rt_code
rt_card_undo(struct rt_db *db, const struct rt_actor *by, int64_t client_id,
             int64_t edit_id, const struct rt_card_today *day,
             struct rt_arena *a, struct rt_err *err)
{
    struct undoing u = {.by = by,
                        .client_id = client_id,
                        .edit_id = edit_id,
                        .day = day,
                        .a = a};
    enum rt_code rc = find_edit(db, &u, err);

    return rc == RT_OK ? rt_db_tx(db, undo_work, NULL, &u, err) : rc;
}
