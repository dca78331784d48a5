#include "repo/card_state.h"

#include "repo/load_sql.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH_MAX = 12 };

/* A list of rows that belong to it.  The statements have a mark for its id
 * last; `kinds` has a letter a column: i number, s text. */
struct part {
    const char *name, *kinds, *select;
    const char *away; /* NULL: the row itself, which is changed in place */
    const char *put;
};

/* clang-format off */

#define EDITS(entity) \
    {.name = "edits", \
     .kinds = "ssii", \
     .select = "SELECT field, value, user_id, " SQL_SECOND("edited_at") \
         " FROM desk_edits WHERE entity = '" entity "' AND entity_id = ?" \
         " ORDER BY field", \
     .away = "DELETE FROM desk_edits WHERE entity = '" entity "'" \
         " AND entity_id = ?", \
     .put = "INSERT INTO desk_edits (field, value, user_id, edited_at, entity," \
         " entity_id) VALUES (?, ?, ?, " SQL_FROM_SECOND ", '" entity "', ?)"}

static const struct part client_parts[] = {
    {.name = "row",
     .kinds = "isssssssssi",
     .select = "SELECT telegram_id, last_name, first_name, middle_name, email,"
         " phone, region, channel, segment, consent_version,"
         " deleted_at IS NOT NULL FROM clients WHERE id = ?",
     .put = "UPDATE clients SET telegram_id = ?, last_name = ?, first_name = ?,"
         " middle_name = ?, email = ?, phone = ?, region = ?, channel = ?,"
         " segment = ?, consent_version = ?,"
         " deleted_at = IF(?, COALESCE(deleted_at, UTC_TIMESTAMP()), NULL),"
         " version = version + 1 WHERE id = ?"},
    {.name = "attrs",
     .kinds = "ss",
     .select = "SELECT name, value FROM client_attrs WHERE client_id = ?"
         " ORDER BY name",
     .away = "DELETE FROM client_attrs WHERE client_id = ?",
     .put = "INSERT INTO client_attrs (name, value, client_id)"
         " VALUES (?, ?, ?)"},
    EDITS("client"),
};

/* absent_on and listed_on are what files say. */
static const struct part contract_parts[] = {
    {.name = "row",
     .kinds = "iisiiiisi",
     .select = "SELECT " SQL_DAY("start_date") ", " SQL_DAY("end_date") ","
         " plan, monthly_fee_minor, monthly_profit_minor, can_be_retained,"
         " active, end_cause, deleted_at IS NOT NULL"
         " FROM contracts WHERE id = ?",
     .put = "UPDATE contracts SET start_date = " SQL_FROM_DAY ","
         " end_date = " SQL_FROM_DAY ", plan = ?, monthly_fee_minor = ?,"
         " monthly_profit_minor = ?, can_be_retained = ?, active = ?,"
         " end_cause = ?,"
         " deleted_at = IF(?, COALESCE(deleted_at, UTC_TIMESTAMP()), NULL),"
         " version = version + 1 WHERE id = ?"},
    EDITS("contract"),
    {.name = "changes",
     .kinds = "iiiis",
     .select = "SELECT " SQL_DAY("effective_on") ", noted, monthly_fee_minor,"
         " monthly_profit_minor, plan FROM contract_changes"
         " WHERE order_id IS NULL AND contract_id = ?"
         " ORDER BY effective_on, noted",
     .away = "DELETE FROM contract_changes"
         " WHERE order_id IS NULL AND contract_id = ?",
     .put = "INSERT INTO contract_changes (effective_on, noted,"
         " monthly_fee_minor, monthly_profit_minor, plan, contract_id)"
         " VALUES (" SQL_FROM_DAY ", ?, ?, ?, ?, ?)"},
    {.name = "ends",
     .kinds = "ii",
     .select = "SELECT " SQL_DAY("known_from") ", " SQL_DAY("end_date")
         " FROM contract_ends WHERE contract_id = ? ORDER BY known_from",
     .away = "DELETE FROM contract_ends WHERE contract_id = ?",
     .put = "INSERT INTO contract_ends (known_from, end_date, contract_id)"
         " VALUES (" SQL_FROM_DAY ", " SQL_FROM_DAY ", ?)"},
};

/* clang-format on */

enum { DELETED_AT = 8 /* in a contract's row */ };

static const struct part *
parts_of(enum rt_card_of of, size_t *n)
{
    if (of == RT_CARD_CLIENT) {
        *n = sizeof client_parts / sizeof client_parts[0];
        return client_parts;
    }
    *n = sizeof contract_parts / sizeof contract_parts[0];
    return contract_parts;
}

struct part_rows {
    const struct part *part;
    json_t *rows;
};

static json_t *
column_json(const struct rt_stmt *st, size_t col, char kind)
{
    const char *text;
    size_t len;

    if (rt_col_null(st, col))
        return json_null();
    if (kind == 'i')
        return json_integer(rt_col_i64(st, col));
    text = rt_col_peek(st, col, &len);
    return json_stringn(text, len);
}

static void
take_part(void *arg, const struct rt_stmt *st)
{
    const struct part_rows *to = arg;
    json_t *row = json_array();

    for (size_t i = 0; to->part->kinds[i] != '\0'; i++)
        json_array_append_new(row, column_json(st, i, to->part->kinds[i]));
    json_array_append_new(to->rows, row);
}

static const char *
dump_state(const json_t *state, struct rt_arena *a)
{
    char *text = json_dumps(state, JSON_COMPACT | JSON_SORT_KEYS);
    const char *copy;

    if (text == NULL)
        rt_die("the state of a card cannot be written as JSON");
    copy = rt_strdup(a, text);
    free(text);
    return copy;
}

enum rt_code
rt_card_state_read(struct rt_db *db, enum rt_card_of of, int64_t id,
                   struct rt_arena *a, const char **state, struct rt_err *err)
{
    size_t n;
    const struct part *parts = parts_of(of, &n);
    json_t *all = json_object();
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        struct part_rows to = {&parts[i], json_array()};

        rc = rt_db_each(db, parts[i].select, RT_PARAMS(RT_I64(id)), take_part,
                        &to, err);
        if (rc == RT_OK && parts[i].away == NULL &&
            json_array_size(to.rows) == 0)
            rc = RT_NONE;
        json_object_set_new(all, parts[i].name, to.rows);
    }
    if (rc == RT_OK)
        *state = dump_state(all, a);
    json_decref(all);
    return rc;
}

const char *
rt_card_state_away(const char *state, struct rt_arena *a)
{
    json_t *all = json_loads(state, 0, NULL);
    json_t *row = json_array_get(json_object_get(all, "row"), 0);
    const char *text;

    json_array_set_new(row, DELETED_AT, json_integer(1));
    text = dump_state(all, a);
    json_decref(all);
    return text;
}

static struct rt_param
param_of(const json_t *value)
{
    if (json_is_integer(value))
        return RT_I64(json_integer_value(value));
    if (json_is_string(value))
        return RT_BYTES(json_string_value(value), json_string_length(value));
    return RT_NULL;
}

static enum rt_code
put_row(struct rt_db *db, const struct part *part, int64_t id,
        const json_t *row, struct rt_err *err)
{
    struct rt_param params[WIDTH_MAX];
    size_t n = strlen(part->kinds);

    if (json_array_size(row) != n)
        return rt_fail(err, RT_EBROKEN, "card_edits.was is broken: %s",
                       part->name);
    for (size_t i = 0; i < n; i++)
        params[i] = param_of(json_array_get(row, i));
    params[n] = RT_I64(id);
    return rt_db_exec(db, part->put, (struct rt_params){params, n + 1}, err);
}

enum rt_code
rt_card_state_write(struct rt_db *db, enum rt_card_of of, int64_t id,
                    const char *state, struct rt_err *err)
{
    size_t n;
    const struct part *parts = parts_of(of, &n);
    json_t *all = json_loads(state, 0, NULL);
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        const json_t *rows = json_object_get(all, parts[i].name);

        if (!json_is_array(rows))
            rc = rt_fail(err, RT_EBROKEN, "card_edits.was is broken");
        if (rc == RT_OK && parts[i].away != NULL)
            rc = rt_db_exec(db, parts[i].away, RT_PARAMS(RT_I64(id)), err);
        for (size_t k = 0; rc == RT_OK && k < json_array_size(rows); k++)
            rc = put_row(db, &parts[i], id, json_array_get(rows, k), err);
    }
    json_decref(all);
    return rc;
}
