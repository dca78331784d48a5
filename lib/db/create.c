#include "base/buf.h"
#include "db/db.h"

static const char sql_find[] =
    "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?";

static enum rt_code
exists(struct rt_db *db, const char *name, struct rt_err *err)
{
    struct rt_stmt *st;
    enum rt_code rc =
        rt_db_first(db, sql_find, RT_PARAMS(RT_STR(name)), &st, err);

    rt_stmt_free(st);
    return rc;
}

/* A name cannot be a parameter, so it is quoted. */
static enum rt_code
create(struct rt_db *db, const char *name, struct rt_err *err)
{
    struct rt_buf sql;
    enum rt_code rc;

    rt_buf_init(&sql, 0);
    rt_buf_str(&sql, "CREATE DATABASE IF NOT EXISTS `");
    for (; *name != '\0'; name++) {
        rt_buf_str(&sql, *name == '`' ? "`" : "");
        rt_buf_char(&sql, *name);
    }
    rt_buf_str(&sql, "` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
    rc = rt_db_exec(db, rt_buf_cstr(&sql), RT_NO_PARAMS, err);
    rt_buf_fini(&sql);
    return rc;
}

enum rt_code
rt_db_create(const struct rt_db_target *t, bool *created, struct rt_err *err)
{
    struct rt_db_target server = *t;
    struct rt_db *db;
    enum rt_code rc;

    *created = false;
    server.name = NULL;
    rc = rt_db_open(&server, &db, err);
    if (rc != RT_OK)
        return rc;
    rc = exists(db, t->name, err);
    if (rc == RT_NONE) {
        rc = create(db, t->name, err);
        *created = rc == RT_OK;
    }
    rt_db_close(db);
    return rc;
}
