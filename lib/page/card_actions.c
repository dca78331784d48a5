/* Buttons of the client's card that need no form. */
#include "page/client_edit.h"

#include "page/client_own.h"
#include "repo/client_links.h"

#include <string.h>
#include <time.h>

const struct rt_field rt_card_undo_inputs[] = {
    {.name = "edit",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = 9007199254740991.,
     .required = true},
    {.name = NULL},
};
const struct rt_field rt_card_link_inputs[] = {{.name = NULL}};

enum rt_code
rt_card_undo_post(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const struct rt_actor by = rt_visit_actor(v);
    const struct rt_card_today day = rt_edit_today_from(v);
    struct rt_client_head client;
    enum rt_code rc =
        rt_card_find_editable(v, rt_card_path_id(v), &client, err);

    if (rc == RT_OK)
        rc =
            rt_card_undo(v->app->db, &by, client.id,
                         rt_form_get(&x->form, "edit")->n, &day, v->arena, err);
    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "card_not_there", NULL);
    if (rc == RT_OK)
        rt_card_go(v, client.id, "undone");
    return rc;
}

struct linking {
    const struct rt_actor *by;
    int64_t contract_id;
    char *token;
};

static enum rt_code
make_link(struct rt_db *db, void *arg, struct rt_err *err)
{
    const struct linking *l = arg;
    enum rt_code rc = rt_client_link_make(db, l->contract_id, l->by->user_id,
                                          time(NULL), l->token, err);

    if (rc != RT_OK)
        return rc;
    return rt_audit_put(db,
                        &(struct rt_audit){.by = *l->by,
                                           .action = "client_link",
                                           .result = RT_AUDIT_DONE,
                                           .entity = "contract",
                                           .entity_id = l->contract_id},
                        err);
}

enum rt_code
rt_card_link_post(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const struct rt_actor by = rt_visit_actor(v);
    char token[RT_CLIENT_TOKEN];
    struct rt_card_contract c;
    struct rt_client_head client;
    struct rt_desk_who who;
    enum rt_code rc = rt_card_find_contract(v, &c, &client, err);

    if (rc == RT_OK)
        rc = rt_desk_visit_who(v, &who, err);
    if (rc != RT_OK)
        return rc;
    if (!rt_desk_visit_sees(v, &who, client.id, c.open_manager))
        return rt_fail_key(err, RT_NONE, "card_no_contract", NULL);
    if (!rt_desk_runs(&c.row.contract, rt_edit_today(v)))
        return rt_fail_key(err, RT_ECONFLICT, "card_link_not_running", NULL);
    rc = rt_db_tx(v->app->db, make_link, NULL,
                  &(struct linking){&by, c.row.contract.id, token}, err);
    if (rc == RT_OK) {
        rt_card_link_keep(v, client.id, token);
        rt_card_go(v, client.id, "link");
    }
    explicit_bzero(token, sizeof token);
    return rc;
}
