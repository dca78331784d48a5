/* Users: managers and administrators. */
#include "job/import_run.h"

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
    return rc == RT_OK ? rt_import_load(db, b, &rt_load_users, rows, n, err)
                       : rc;
}

const struct rt_import_kind rt_import_users = {
    .name = "users",
    .fields = fields,
    .n_fields = sizeof fields / sizeof fields[0],
    .key = {RT_USER_EXTERNAL},
    .n_key = 1,
    .store = store,
};
