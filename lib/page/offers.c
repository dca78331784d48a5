/* The list of offers, and which of them fit a contract. */
#include "page/offers.h"

#include "base/date.h"
#include "desk/holdout.h"
#include "page/carried_filter.h"
#include "page/desk_visit.h"
#include "page/offer_text.h"
#include "page/view.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static const char *const done_words[] = {"archived", "restored", NULL};

const struct rt_field rt_offers_inputs[] = {
    {.name = "archived", .kind = RT_INPUT_YES_NO},
    {.name = "contract", .kind = RT_INPUT_TEXT, .high = 191},
    {.name = "reason", .kind = RT_INPUT_TEXT, .high = 64},
    {.name = "done", .kind = RT_INPUT_WORD, .words = done_words},
    {.name = NULL},
};

static bool
is_admin(const struct rt_visit *v)
{
    return v->who.role == RT_ROLE_ADMIN;
}

/* "12 of 15": few as they are, they are counted and no share. */
static const char *
kept_text(const struct rt_visit *v, const struct rt_offer_entry *e)
{
    if (e->due == 0)
        return "—";
    return rt_text_fill(v->lang, v->arena, "offer_kept", "kept",
                        rt_text_count(v->lang, v->arena, e->kept), "due",
                        rt_text_count(v->lang, v->arena, e->due), NULL);
}

static const char *
valid_text(const struct rt_visit *v, const struct rt_offer *o)
{
    bool always = o->valid_from == RT_DAY_NONE && o->valid_to == RT_DAY_OPEN;

    return always ? "" : rt_offer_valid_text(v, o);
}

static json_t *
entry_json(const struct rt_visit *v, const struct rt_reason_names *names,
           const struct rt_offer_entry *e)
{
    const struct rt_offer *o = &e->offer;
    json_t *row = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "type", o->type,
        "description", o->description, "priority",
        rt_text_count(v->lang, v->arena, o->priority), "effect",
        rt_offer_effect_text(v, &o->effect), "threshold",
        rt_desk_visit_money(v, o->threshold), "cost",
        rt_desk_visit_money(v, o->cost), "reasons",
        rt_offer_part_words(v, names, o, e->for_all, RT_OFFER_PART_REASONS),
        "valid", valid_text(v, o), "audience",
        rt_offer_part_words(v, names, o, e->for_all, RT_OFFER_PART_AUDIENCE));

    json_object_set_new(
        row, "href",
        is_admin(v) ? json_string(rt_carry_lang(
                          v, rt_fmt(v->arena, "/offers/%" PRId64, o->id)))
                    : json_false());
    json_object_set_new(row, "by_hand", json_boolean(!o->automatic));
    json_object_set_new(row, "shown",
                        json_string(rt_text_count(v->lang, v->arena, e->shown)));
    json_object_set_new(
        row, "accepted",
        json_string(rt_text_count(v->lang, v->arena, e->accepted)));
    json_object_set_new(row, "kept", json_string(kept_text(v, e)));
    return row;
}

static enum rt_code
list_offers(struct rt_visit *v, const struct rt_reason_names *names,
            bool archived, json_t *view, struct rt_err *err)
{
    struct rt_offer_entry *list;
    size_t n;
    json_t *rows = json_array();
    enum rt_code rc = rt_offer_book_list(v->app->db, archived, time(NULL),
                                         v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(rows, entry_json(v, names, &list[i]));
    json_object_set_new(view, "rows", rows);
    json_object_set_new(view, "any", json_boolean(rc == RT_OK && n != 0));
    return rc;
}

static json_t *
tab_json(const struct rt_visit *v, const char *key, const char *href,
         int64_t n, bool current)
{
    return json_pack("{s:s, s:s, s:s, s:b}", "title", rt_text(v->lang, key),
                     "href", rt_carry_lang(v, href), "count",
                     rt_text_count(v->lang, v->arena, n), "current", current);
}

static const char *
archive_href(const struct rt_visit *v)
{
    return rt_fmt(v->arena, "%s%carchived=1", rt_carry_lang(v, "/offers"),
                  rt_pairs_get(&v->rq.query, "lang") != NULL ? '&' : '?');
}

static enum rt_code
list_tabs(struct rt_visit *v, bool archived, json_t *view, struct rt_err *err)
{
    int64_t live = 0, old = 0;
    json_t *tabs = json_array(), *tab;
    enum rt_code rc = rt_offer_book_count(v->app->db, &live, &old, err);

    json_array_append_new(
        tabs, tab_json(v, "offers_live", "/offers", live, !archived));
    tab = tab_json(v, "offers_archived", "/offers", old, archived);
    json_object_set_new(tab, "href", json_string(archive_href(v)));
    json_array_append_new(tabs, tab);
    json_object_set_new(view, "tabs", tabs);
    return rc;
}

/* Those that fit in their order, then the rest with the rule that fails; as
 * `retention desk offers` prints it. */
static json_t *
choices_json(const struct rt_visit *v, const struct rt_desk_facts *f,
             const char *reason)
{
    int64_t shown[RT_DESK_OFFERINGS];
    struct rt_offer_ask ask = rt_desk_offer_ask(f, shown);
    struct rt_offer_choice *all =
        rt_alloc_n(v->arena, f->n_offers + 1, sizeof *all);
    json_t *list = json_array();
    size_t fit;

    ask.reason = reason;
    ask.by_hand = false;
    fit = rt_offer_rank(f->offers, f->n_offers, &ask, all);
    for (size_t i = 0; i < f->n_offers; i++) {
        const char *rule = rt_fmt(v->arena, "cli_offer_rule_%s",
                                  rt_offer_rule_name(all[i].rule));

        json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:s, s:b, s:s}", "n",
                      i < fit ? rt_fmt(v->arena, "%zu", i + 1) : "—", "type",
                      all[i].offer->type, "why", rt_text(v->lang, rule), "fits",
                      i < fit, "net",
                      i < fit ? rt_desk_visit_money(v, all[i].net12) : ""));
    }
    return list;
}

/* The contract of a number, unless it is the visitor's own. */
static enum rt_code
look_at(struct rt_visit *v, const char *number, struct rt_desk_scene *scene,
        struct rt_err *err)
{
    struct rt_desk_who who;
    int64_t id;
    int64_t now = time(NULL);
    enum rt_code rc = rt_desk_contract_find(
        v->app->db, number, rt_zone_day(v->site->zone, now), &id, err);

    if (rc == RT_OK)
        rc = rt_desk_look(v->app->db, &v->site->desk, 0, id, now, v->arena,
                          scene, err);
    if (rc == RT_OK)
        rc = rt_desk_visit_who(v, &who, err);
    if (rc == RT_OK && who.client_id != 0 &&
        who.client_id == scene->contract.contract.client_id)
        return RT_NONE;
    return rc;
}

static enum rt_code
show_fit(struct rt_visit *v, const struct rt_exchange *x, json_t *view,
         struct rt_err *err)
{
    const char *number = rt_form_text(&x->form, "contract");
    const char *reason = rt_form_text(&x->form, "reason");
    struct rt_desk_scene scene;
    enum rt_code rc;

    if (number == NULL)
        return RT_OK;
    rc = look_at(v, number, &scene, err);
    if (rc == RT_NONE) {
        json_object_set_new(view, "fit_problem",
                            json_string(rt_text_fill(v->lang, v->arena,
                                                     "offers_no_contract",
                                                     "number", number, NULL)));
        v->re.status = 404;
        return RT_OK;
    }
    if (rc != RT_OK)
        return rc;
    json_object_set_new(view, "fit", choices_json(v, &scene.facts, reason));
    json_object_set_new(
        view, "held_out",
        json_boolean(rt_holdout_has(&scene.facts.rules->holdout,
                                    scene.contract.contract.client_id)));
    json_object_set_new(view, "is_fit", json_true());
    return RT_OK;
}

static json_t *
reason_choices(const struct rt_visit *v, const struct rt_reason_names *names,
               const char *chosen)
{
    json_t *list = json_array();

    for (size_t i = 0; i < names->n; i++) {
        const char *code = names->list[i].name;

        if (names->list[i].active)
            json_array_append_new(
                list,
                json_pack("{s:s, s:s, s:b}", "code", code, "label",
                          rt_reason_name(v, names, code), "chosen",
                          chosen != NULL && strcmp(code, chosen) == 0));
    }
    return list;
}

static enum rt_code
fill_view(struct rt_visit *v, const struct rt_exchange *x, json_t *view,
          struct rt_err *err)
{
    const struct rt_value *archived = rt_form_get(&x->form, "archived");
    const char *number = rt_form_text(&x->form, "contract");
    const char *done = rt_form_text(&x->form, "done");
    struct rt_reason_names names;
    bool old = archived != NULL && archived->n != 0;
    enum rt_code rc = rt_reason_names_read(v, &names, err);

    if (rc == RT_OK)
        rc = list_tabs(v, old, view, err);
    if (rc == RT_OK)
        rc = list_offers(v, &names, old, view, err);
    if (rc == RT_OK)
        rc = show_fit(v, x, view, err);
    if (rc != RT_OK)
        return rc;
    json_object_set_new(view, "admin", json_boolean(is_admin(v)));
    json_object_set_new(view, "new",
                        json_string(rt_carry_lang(v, "/offers/new")));
    json_object_set_new(view, "reasons_href",
                        json_string(rt_carry_lang(v, "/reasons")));
    json_object_set_new(view, "lang_kept", rt_carry_lang_field(v));
    json_object_set_new(view, "contract",
                        json_string(number != NULL ? number : ""));
    json_object_set_new(
        view, "reasons",
        reason_choices(v, &names, rt_form_text(&x->form, "reason")));
    json_object_set_new(
        view, "done",
        done == NULL
            ? json_null()
            : json_string(rt_text(
                  v->lang, rt_fmt(v->arena, "offers_done_%s", done))));
    return RT_OK;
}

enum rt_code
rt_offers_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    json_t *view;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK)
        rc = rt_desk_visit_begin(v, err);
    if (rc != RT_OK)
        return rc;
    view = rt_view_new(v, rt_text(v->lang, "page_offers"));
    rc = fill_view(v, x, view, err);
    return rt_view_finish(v, rc, "offers", view, err);
}
