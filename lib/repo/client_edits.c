#include "repo/client_edits.h"

#include "repo/clients.h"
#include "repo/row.h"

/* clang-format off */
static const char sql_note[] =
    "INSERT INTO desk_edits"
    " (entity, entity_id, field, value, user_id, edited_at)"
    " VALUES ('client', ?, ?, ?, ?, UTC_TIMESTAMP())"
    " ON DUPLICATE KEY UPDATE value = VALUES(value),"
    "  user_id = VALUES(user_id), edited_at = VALUES(edited_at)";
/* clang-format on */

static enum rt_code
set_fields(struct rt_db *db, const struct rt_card_change *change,
           const struct rt_client_contact *c, struct rt_row *row,
           struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < RT_CLIENT__MAX && rc == RT_OK; i++) {
        struct rt_err own = {0};

        if ((c->sets & UINT64_C(1) << i) == 0)
            continue;
        rc = rt_row_set(db, &rt_load_clients, row, i, &c->value[i], change->by,
                        &own);
        if (rc == RT_ECONFLICT && i == RT_CLIENT_TELEGRAM)
            return rt_fail_key(err, rc, "card_telegram_taken", NULL);
        if (rc != RT_OK && err != NULL)
            *err = own;
    }
    return rc;
}

static enum rt_code
set_attrs(struct rt_db *db, const struct rt_card_change *change,
          const struct rt_client_contact *c, struct rt_arena *a,
          struct rt_err *err)
{
    struct rt_client_attr *list = rt_alloc_n(a, c->n_attrs + 1, sizeof *list);
    bool *changed = rt_alloc_n(a, c->n_attrs + 1, sizeof *changed);
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < c->n_attrs; i++)
        list[i] = (struct rt_client_attr){.client_id = change->client_id,
                                          .name = c->attrs[i].name,
                                          .value = c->attrs[i].value};
    if (c->n_attrs != 0)
        rc = rt_client_attrs_put(db, list, c->n_attrs, changed, a, err);
    for (size_t i = 0; i < c->n_attrs && rc == RT_OK; i++)
        if (changed[i])
            rc = rt_db_exec(
                db, sql_note,
                RT_PARAMS(RT_I64(change->client_id),
                          RT_STR(rt_fmt(a, RT_EDIT_ATTR "%s", list[i].name)),
                          list[i].value[0] != '\0' ? RT_STR(list[i].value)
                                                   : RT_NULL,
                          rt_param_i64_or_null(change->by->user_id, 0)),
                err);
    return rc;
}

enum rt_code
rt_client_apply_contact(struct rt_db *db, struct rt_card_change *change,
                        struct rt_arena *a, struct rt_err *err)
{
    const struct rt_client_contact *c = change->arg;
    struct rt_row row;
    enum rt_code rc = rt_row_find(db, &rt_load_clients, change->client_id, true,
                                  a, &row, err);

    if (rc == RT_OK)
        rc = set_fields(db, change, c, &row, err);
    return rc == RT_OK ? set_attrs(db, change, c, a, err) : rc;
}
