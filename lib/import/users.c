/* Users: managers and administrators. */
#include "import/run.h"
#include "repo/audit.h"
#include "repo/ids.h"

/* Telegram ids have at most 52 significant bits. */
#define TELEGRAM_MAX ((INT64_C(1) << 52) - 1)

/* In the order of rt_load_users. */
static const struct rt_import_field fields[] = {
    {.name = "user_id", .type = RT_FIELD_ID, .required = true, .max = 191},
    {.name = "telegram_id",
     .type = RT_FIELD_INT,
     .low = 1,
     .high = TELEGRAM_MAX},
    {.name = "login", .type = RT_FIELD_ID, .max = 191},
    {.name = "name", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "role",
     .type = RT_FIELD_CHOICE,
     .required = true,
     .max = 16,
     .choices = "client|manager|admin"},
    {.name = "language", .type = RT_FIELD_CHOICE, .max = 2, .choices = "ru|en"},
    {.name = "active", .type = RT_FIELD_BOOL},
};

static const char *
yes_no(const struct rt_param *p)
{
    return p->i64 != 0 ? "yes" : "no";
}

/* Check and record the rights that the row grants or removes. */
static enum rt_code
audit_row(struct rt_db *db, const struct rt_load_row *r, int64_t id,
          struct rt_err *err)
{
    const struct rt_param *old = r->old, *now = r->now;
    const char *role = now[RT_USER_ROLE].str;
    enum rt_code rc = RT_OK;

    if (r->state == RT_LOAD_NEW)
        return rt_audit_user(db, &RT_OPERATOR, id, "user_add", "role", NULL, role, err);
    if (!rt_load_same(&old[RT_USER_ROLE], &now[RT_USER_ROLE]))
        rc = rt_audit_user(db, &RT_OPERATOR, id, "user_role", "role", old[RT_USER_ROLE].str,
                           role, err);
    if (rc == RT_OK &&
        !rt_load_same(&old[RT_USER_ACTIVE], &now[RT_USER_ACTIVE]))
        rc = rt_audit_user(db, &RT_OPERATOR, id, "user_active", "active",
                           yes_no(&old[RT_USER_ACTIVE]),
                           yes_no(&now[RT_USER_ACTIVE]), err);
    return rc;
}

static enum rt_code
audit(struct rt_db *db, struct rt_import_batch *b,
      const struct rt_load_row *rows, size_t n, struct rt_err *err)
{
    struct rt_param *names = rt_alloc_n(b->arena, n + 1, sizeof *names);
    struct rt_id *ids = rt_alloc_n(b->arena, n + 1, sizeof *ids);
    enum rt_code rc;

    for (size_t i = 0; i < n; i++)
        names[i] = rows[i].want[RT_USER_EXTERNAL];
    rc = rt_ids_find(db, RT_IDS_USERS, names, n, ids, b->arena, err);
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        if (rows[i].state != RT_LOAD_SAME)
            rc = audit_row(db, &rows[i], ids[i].id, err);
    return rc;
}

static enum rt_code
store(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);
    size_t n = 0;
    enum rt_code rc;

    rc = rt_import_check_owner(db, b, RT_USER_TELEGRAM, RT_OWNED_USER_TELEGRAM,
                               err);
    if (rc == RT_OK)
        rc = rt_import_check_owner(db, b, RT_USER_LOGIN, RT_OWNED_USER_LOGIN,
                                   err);
    for (size_t i = 0; i < b->n; i++)
        if (!b->row[i].refused)
            rows[n++] = (struct rt_load_row){
                .line = b->row[i].line,
                .name = b->row[i].value[RT_USER_EXTERNAL].str,
                .want = b->row[i].value,
                .given = b->run->map.given};
    if (rc == RT_OK)
        rc = rt_import_load(db, b, &rt_load_users, rows, n, err);
    return rc == RT_OK ? audit(db, b, rows, n, err) : rc;
}

const struct rt_import_kind rt_import_users = {
    .name = "users",
    .fields = fields,
    .n_fields = sizeof fields / sizeof fields[0],
    .key = {RT_USER_EXTERNAL},
    .n_key = 1,
    .store = store,
};
