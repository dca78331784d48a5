/* retention desk show, offers: a case as it stands, and which offers fit a
 * contract and why the others do not. */
#include "desk_call.h"

#include "base/date.h"
#include "desk/decide.h"
#include "desk/say.h"
#include "desk/tell.h"
#include "repo/desk_events.h"

#include <inttypes.h>
#include <stdio.h>

static const char *
hour(const struct rt_desk_call *c, int64_t at)
{
    return at == 0 ? "-"
                   : rt_desk_say_hour(c->cli->lang, c->setup.zone, at,
                                      c->cli->arena);
}

static const char *
money(const struct rt_desk_call *c, int64_t minor)
{
    return rt_text_money(c->cli->lang, c->cli->arena, minor, c->setup.currency,
                         c->setup.digits);
}

static void
print_head(const struct rt_desk_call *c, const struct rt_desk_scene *s)
{
    const struct rt_case *k = &s->the_case;

    printf("case %" PRId64 " %s version %d", k->id,
           rt_case_state_name(k->state), (int)k->version);
    if (k->imported)
        printf(" imported");
    if (k->outcome != RT_OUTCOME_NONE)
        printf(" %s", rt_case_outcome_name(k->outcome));
    printf("\ncontract %s, source %s, reason %s, manager %" PRId64 "\n",
           s->contract.external_id != NULL ? s->contract.external_id : "-",
           rt_case_source_words[k->source], k->reason != NULL ? k->reason : "-",
           k->manager_id);
    printf("created %s, due %s, completed %s\n", hour(c, k->created_at),
           hour(c, k->due_at), hour(c, k->completed_at));
}

static void
print_parts(const struct rt_desk_call *c, const struct rt_desk_facts *f)
{
    for (size_t i = 0; i < f->n_offerings; i++) {
        const struct rt_offering *o = &f->offerings[i];

        printf("offering %d: %s, %s, until %s\n", (int)o->n, o->type,
               rt_offering_state_words[o->state], hour(c, o->expires_at));
    }
    for (size_t i = 0; i < f->n_orders; i++) {
        const struct rt_order *o = &f->orders[i];
        char day[RT_PERIOD_LABEL];

        if (o->case_id != f->the_case->id)
            continue;
        rt_day_format(o->effective_on, day);
        printf("order %" PRId64 ": %s, %s, from %s\n", o->id,
               rt_order_kind_words[o->kind], rt_order_state_words[o->state],
               day);
    }
}

static enum rt_code
print_events(const struct rt_desk_call *c, int64_t case_id, struct rt_err *err)
{
    struct rt_past_event *list;
    size_t n;
    enum rt_code rc =
        rt_desk_events_list(c->db, case_id, c->cli->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        printf("%s  %s -> %s\n", hour(c, list[i].at),
               list[i].kind < RT_DO__MAX ? rt_desk_event_name(list[i].kind)
                                         : "?",
               rt_case_state_name(list[i].state));
    return rc;
}

static enum rt_code
print_notices(const struct rt_desk_call *c, int64_t case_id, struct rt_err *err)
{
    struct rt_notice *list;
    size_t n;
    enum rt_code rc = rt_notices_list(c->db, RT_NOTICES_OF_CASE, case_id,
                                      c->cli->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++) {
        const char *text;

        rc = rt_desk_tell(c->db, &c->setup, &list[i], c->cli->lang, c->now,
                          c->cli->arena, &text, err);
        if (rc == RT_OK)
            printf("notice %" PRId64 " (%s): %s\n", list[i].id, list[i].state,
                   text);
    }
    return rc;
}

/* What the operator may do now. */
static void
print_may(const struct rt_desk_facts *f)
{
    static const struct rt_desk_who asker = {.role = RT_DESK_ADMIN};
    uint64_t may = rt_desk_may(f, &asker);

    printf("may:");
    for (int e = 0; e < RT_DO__MAX; e++) {
        if ((may >> e & 1) != 0)
            printf(" %s", rt_desk_event_name((enum rt_desk_event)e));
    }
    putchar('\n');
}

enum rt_code
rt_desk_show_verb(struct rt_desk_call *c, struct rt_err *err)
{
    struct rt_desk_scene scene;
    const char *number = rt_desk_arg(c, 0);
    int64_t id;
    enum rt_code rc = rt_desk_read_id(number, &id, err);

    if (rc == RT_OK)
        rc = rt_desk_look(c->db, &c->setup, id, 0, c->now, c->cli->arena,
                          &scene, err);
    if (rc == RT_NONE)
        return rt_fail_key(err, rc, "cli_desk_no_case", "case", number, NULL);
    if (rc != RT_OK)
        return rc;
    print_head(c, &scene);
    print_parts(c, &scene.facts);
    rc = print_events(c, id, err);
    if (rc == RT_OK)
        rc = print_notices(c, id, err);
    if (rc == RT_OK)
        print_may(&scene.facts);
    return rc;
}

/* Those that fit in their order, then the rest with the rule that fails. */
static void
print_offers(const struct rt_desk_call *c, const struct rt_desk_facts *f)
{
    int64_t shown[RT_DESK_OFFERINGS];
    struct rt_offer_ask ask = rt_desk_offer_ask(f, shown);
    struct rt_offer_choice *all =
        rt_alloc_n(c->cli->arena, f->n_offers + 1, sizeof *all);
    size_t fit;

    ask.reason = rt_desk_opt(c, "reason");
    ask.by_hand = false;
    fit = rt_offer_rank(f->offers, f->n_offers, &ask, all);
    for (size_t i = 0; i < f->n_offers; i++) {
        const struct rt_offer *o = all[i].offer;

        if (i < fit)
            printf("%zu. %" PRId64 " %s: %s\n", i + 1, o->id, o->type,
                   money(c, all[i].net12));
        else
            printf(
                "-  %" PRId64 " %s: %s (%s)\n", o->id, o->type,
                rt_text(c->cli->lang, rt_fmt(c->cli->arena, "cli_offer_rule_%s",
                                             rt_offer_rule_name(all[i].rule))),
                rt_offer_rule_name(all[i].rule));
    }
    if (rt_holdout_has(&f->rules->holdout, f->contract->client_id))
        puts(rt_text(c->cli->lang, "cli_desk_held_out"));
}

enum rt_code
rt_desk_offers_verb(struct rt_desk_call *c, struct rt_err *err)
{
    struct rt_desk_scene scene;
    int64_t id;
    enum rt_code rc = rt_desk_find_contract(c, rt_desk_arg(c, 0), &id, err);

    if (rc == RT_OK)
        rc = rt_desk_look(c->db, &c->setup, 0, id, c->now, c->cli->arena,
                          &scene, err);
    if (rc == RT_OK)
        print_offers(c, &scene.facts);
    return rc;
}
