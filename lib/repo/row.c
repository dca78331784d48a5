#include "repo/row.h"

#include <inttypes.h>
#include <stdio.h>

enum { VALUE_TEXT = 40 };

/* clang-format off */
static const char sql_note[] =
    "INSERT INTO desk_edits"
    " (entity, entity_id, field, value, user_id, edited_at)"
    " VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP())"
    " ON DUPLICATE KEY UPDATE value = VALUES(value),"
    "  user_id = VALUES(user_id), edited_at = VALUES(edited_at)";
/* clang-format on */

enum rt_code
rt_row_find(struct rt_db *db, const struct rt_load_table *table, int64_t id,
            bool lock, struct rt_arena *a, struct rt_row *out,
            struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc;

    *out = (struct rt_row){.id = id};
    rc = rt_db_first(db, lock ? table->find_lock : table->find,
                     RT_PARAMS(RT_I64(id)), &st, err);
    if (rc == RT_OK) {
        out->version = rt_col_i64(st, 0);
        for (size_t i = 0; i < table->n_columns; i++)
            out->value[i] =
                rt_load_column(st, i + 1, table->columns[i].kind, a);
    }
    rt_stmt_free(st);
    return rc;
}

static enum rt_code
fail_stale(const struct rt_row *row, struct rt_err *err)
{
    char version[24];

    snprintf(version, sizeof version, "%" PRId64, row->version);
    return rt_fail_key(err, RT_ECONFLICT, "row_stale", "version", version,
                       NULL);
}

static enum rt_code
check_value(const struct rt_load_table *table, size_t column,
            const struct rt_param *value, struct rt_err *err)
{
    const struct rt_load_column *c = &table->columns[column];

    if (column < table->n_key)
        return rt_fail_key(err, RT_EINVAL, "row_key", "field", c->name, NULL);
    if (value->kind == RT_P_NULL && c->start.kind != RT_P_NULL)
        return rt_fail_key(err, RT_EINVAL, "row_not_null", "field", c->name,
                           NULL);
    return RT_OK;
}

/* The value as a text: MySQL takes a text for the number that it looks like
 * where the same statement has had a number before, and a phone number would
 * lose its plus. */
static struct rt_param
text_of(const struct rt_param *value, char text[VALUE_TEXT])
{
    if (value->kind == RT_P_I64)
        snprintf(text, VALUE_TEXT, "%" PRId64, value->i64);
    else if (value->kind == RT_P_F64)
        snprintf(text, VALUE_TEXT, "%.17g", value->f64);
    else
        return *value;
    return RT_STR(text);
}

enum rt_code
rt_row_note(struct rt_db *db, const struct rt_load_table *table, int64_t id,
            size_t column, const struct rt_param *value,
            const struct rt_actor *by, struct rt_err *err)
{
    char text[VALUE_TEXT];

    return rt_db_exec(db, sql_note,
                      RT_PARAMS(RT_STR(table->entity), RT_I64(id),
                                RT_STR(table->columns[column].name),
                                text_of(value, text),
                                rt_param_i64_or_null(by->user_id, 0)),
                      err);
}

enum rt_code
rt_row_set(struct rt_db *db, const struct rt_load_table *table,
           struct rt_row *row, size_t column, const struct rt_param *value,
           const struct rt_actor *by, struct rt_err *err)
{
    enum rt_code rc = check_value(table, column, value, err);

    if (rc != RT_OK || rt_load_same(&row->value[column], value))
        return rc;
    rc = rt_db_exec(db, table->set[column],
                    RT_PARAMS(*value, RT_I64(row->id), RT_I64(row->version)),
                    err);
    if (rc == RT_OK && rt_db_affected(db) == 0)
        return fail_stale(row, err);
    if (rc == RT_OK)
        rc = rt_row_note(db, table, row->id, column, value, by, err);
    if (rc == RT_OK) {
        row->value[column] = *value;
        row->version++;
    }
    return rc;
}
