/* retention client: a link to the page of one contract. */
#include "desk_call.h"

#include "repo/audit.h"
#include "repo/client_links.h"

#include <stdio.h>

static const struct rt_opt options[] = {RT_DESK_OPTIONS, {0}};

static enum rt_code
link_verb(struct rt_desk_call *c, struct rt_err *err)
{
    char token[RT_CLIENT_TOKEN];
    int64_t id;
    enum rt_code rc = rt_desk_find_contract(c, rt_desk_arg(c, 0), &id, err);

    if (rc == RT_OK)
        rc = rt_client_link_make(c->db, id, 0, c->now, token, err);
    if (rc == RT_OK)
        rc = rt_audit_put(c->db,
                          &(struct rt_audit){.by = RT_OPERATOR,
                                             .action = "client_link",
                                             .result = RT_AUDIT_DONE,
                                             .entity = "contract",
                                             .entity_id = id},
                          err);
    if (rc == RT_OK)
        printf("%s/my/%s\n", rt_conf_get(c->cli->conf, "DASHBOARD_URL"), token);
    return rc;
}

int
rt_cmd_client(struct rt_cli *cli, int argc, char **argv)
{
    static const struct rt_desk_verb_row verbs[] = {{"link", 1, 1, link_verb},
                                                    {0}};

    return rt_desk_call(cli, argc, argv, options, verbs);
}
