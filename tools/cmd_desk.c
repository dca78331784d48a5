/* retention desk: requests to leave, by the operator: as it is done where
 * clients phone, come or write. */
#include "desk_call.h"

#include "desk/sweep.h"

#include <inttypes.h>
#include <stdio.h>

static const struct rt_opt options[] = {
    RT_DESK_OPTIONS,
    {.name = "as", .takes_value = true},
    {.name = "source", .takes_value = true},
    {.name = "note", .takes_value = true},
    {.name = "reason", .takes_value = true},
    {.name = "words", .takes_value = true},
    {.name = "text", .takes_value = true},
    {.name = "n", .takes_value = true},
    {.name = "at", .takes_value = true},
    {.name = "day", .takes_value = true},
    {.name = "to", .takes_value = true},
    {.name = "offer", .takes_value = true},
    {.name = "order", .takes_value = true},
    {.name = "version", .takes_value = true},
    {.name = "key", .takes_value = true},
    {.name = "override"},
    {0},
};

static const struct rt_desk_verb_row verbs[] = {
    {"event", 2, 2, rt_desk_event_verb},   {"show", 1, 1, rt_desk_show_verb},
    {"offers", 1, 1, rt_desk_offers_verb}, {"open", 1, 1, rt_desk_open_verb},
    {"sweep", 0, 0, rt_desk_sweep_verb},   {0},
};

enum rt_code
rt_desk_sweep_verb(struct rt_desk_call *c, struct rt_err *err)
{
    struct rt_arena *a = c->cli->arena;
    struct rt_desk_swept swept;
    enum rt_code rc = rt_desk_sweep(c->db, &c->setup, c->now, &swept, err);

    if (rc != RT_OK)
        return rc;
    puts(rt_text_fill(c->cli->lang, a, "cli_desk_swept", "n",
                      rt_fmt(a, "%" PRId64, swept.looked_at), NULL));
    for (int e = 0; e < RT_DO__MAX; e++) {
        if (swept.events[e] != 0)
            printf("%s %" PRId64 "\n",
                   rt_desk_event_name((enum rt_desk_event)e), swept.events[e]);
    }
    if (swept.late_orders != 0)
        printf("late_order %" PRId64 "\n", swept.late_orders);
    return RT_OK;
}

int
rt_cmd_desk(struct rt_cli *cli, int argc, char **argv)
{
    return rt_desk_call(cli, argc, argv, options, verbs);
}
