/* One offer: its form, what a change would change, and the change. */
#include "page/offers.h"

#include "page/carried_filter.h"
#include "page/desk_answer.h"
#include "page/form_view.h"
#include "page/offer_own.h"
#include "page/problem.h"
#include "page/view.h"
#include "repo/used_forms.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { STALE = 409 };

static const char *const done_words[] = {"added", "saved", "same", NULL};

const struct rt_field rt_offer_inputs[] = {
    {.name = "done", .kind = RT_INPUT_WORD, .words = done_words},
    {.name = NULL},
};

#define ID_MOST 9007199254740991.

const struct rt_field rt_offer_archive_inputs[] = {
    {.name = "id",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = ID_MOST,
     .required = true},
    {.name = "version",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = INT32_MAX,
     .required = true},
    {.name = "archive", .kind = RT_INPUT_YES_NO, .required = true},
    {.name = NULL},
};

/* An offer on its way to a page. */
struct card {
    struct rt_visit *v;
    struct rt_reason_names names;
    struct rt_offer_entry entry;
    const struct rt_offer_entry *was; /* &entry; NULL: a new offer */
    const char *done;                 /* a sentence; NULL */
};

/* Read it by its number; 0 is a new one. */
static enum rt_code
open_card(struct card *c, int64_t id, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    enum rt_code rc = rt_desk_visit_begin(v, err);

    if (rc == RT_OK)
        rc = rt_reason_names_read(v, &c->names, err);
    if (rc != RT_OK || id == 0)
        return rc;
    c->was = &c->entry;
    rc = rt_offer_book_find(v->app->db, id, v->arena, &c->entry, err);
    return rc == RT_NONE ? rt_fail_key(err, rc, "offer_not_there", NULL) : rc;
}

static json_t *
begin_view(const struct card *c)
{
    struct rt_visit *v = c->v;
    const struct rt_offer_entry *e = c->was;
    json_t *view = rt_view_new(
        v, e != NULL ? e->offer.type : rt_text(v->lang, "offer_new"));

    json_object_set_new(view, "back", json_string(rt_carry_lang(v, "/offers")));
    json_object_set_new(view, "done",
                        c->done != NULL ? json_string(c->done) : json_null());
    if (e == NULL)
        return view;
    json_object_set_new(
        view, "log",
        json_string(rt_fmt(v->arena, "/audit?object=offer&number=%" PRId64,
                           e->offer.id)));
    json_object_set_new(view, "number", json_integer(e->offer.id));
    json_object_set_new(view, "archived", json_boolean(e->offer.archived));
    json_object_set_new(view, "live", json_boolean(!e->offer.archived));
    json_object_set_new(view, "from_file",
                        e->external_id != NULL ? json_string(e->external_id)
                                               : json_null());
    json_object_set_new(view, "seen", json_integer(e->version));
    json_object_set_new(
        view, "effect_now",
        json_string(rt_offer_effect_text(v, &e->offer.effect)));
    return view;
}

/* The form, with what is wrong with it. */
static enum rt_code
show_form(struct card *c, const struct rt_pairs *values,
          const struct rt_err *why, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    json_t *view = begin_view(c);
    const char *key = why != NULL ? rt_err_arg(why, "key") : NULL;

    if (why != NULL && v->re.status == 200)
        v->re.status = RT_FORM_WRONG;
    if (why != NULL)
        json_object_set_new(view, "problem",
                            json_string(rt_problem_text(v, why)));
    if (key != NULL)
        json_object_set_new(view, "target",
                            json_string(rt_fmt(v->arena, "offer-%s", key)));
    if (c->was == NULL || !c->was->offer.archived)
        json_object_set_new(
            view, "form",
            rt_offer_form_view(v, &c->names, c->was, values, why));
    return rt_view_render(v, "offer", view, err);
}

/* "new" is no number. */
enum rt_code
rt_offer_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct card c = {.v = v};
    struct rt_pairs values;
    bool is_new = strcmp(v->match.name, "new") == 0;
    int64_t id = rt_desk_visit_id(v);
    const char *done = rt_form_text(&x->form, "done");
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK && !is_new && id == 0)
        return rt_fail_key(err, RT_NONE, "offer_not_there", NULL);
    if (rc == RT_OK)
        rc = open_card(&c, is_new ? 0 : id, err);
    if (rc != RT_OK)
        return rc;
    if (done != NULL)
        c.done =
            rt_text(v->lang, rt_fmt(v->arena, "offer_done_%s", done));
    if (c.was != NULL)
        rt_offer_form_pairs(v, c.was, &values);
    return show_form(&c, c.was != NULL ? &values : NULL, NULL, err);
}

/* "Since you opened it, Anna has changed this at 14:05."  The form keeps what
 * was typed, and what it changes is worked out anew. */
static enum rt_code
show_stale(struct card *c, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    struct rt_err why = {0};
    enum rt_code rc =
        rt_desk_answer_stale(v, "offer", c->was->offer.id, &why, err);

    if (rc != RT_OK)
        return rc;
    v->re.status = STALE;
    return show_form(c, &v->rq.form, &why, err);
}

static const char *
part_label(const struct rt_visit *v, enum rt_offer_part part)
{
    static const char *const labels[RT_OFFER_PART__MAX] = {
        [RT_OFFER_PART_TYPE] = "offer_offer_type",
        [RT_OFFER_PART_DESCRIPTION] = "offer_description",
        [RT_OFFER_PART_PRIORITY] = "offer_priority",
        [RT_OFFER_PART_HOW] = "offer_how",
        [RT_OFFER_PART_THRESHOLD] = "offer_threshold",
        [RT_OFFER_PART_COST] = "offer_cost",
        [RT_OFFER_PART_EFFECT] = "offer_effect",
        [RT_OFFER_PART_VALUE] = "offer_value",
        [RT_OFFER_PART_MONTHS] = "offer_months",
        [RT_OFFER_PART_PLAN] = "offer_plan",
        [RT_OFFER_PART_FROM] = "offer_first_day",
        [RT_OFFER_PART_TO] = "offer_last_day",
        [RT_OFFER_PART_AUDIENCE] = "offer_audience",
        [RT_OFFER_PART_REASONS] = "offer_reasons",
    };

    return rt_text(v->lang, labels[part]);
}

/* The parts that differ, or of a new offer all. */
static json_t *
list_changes(const struct card *c, const struct rt_offer *o, bool for_all)
{
    const struct rt_visit *v = c->v;
    json_t *list = json_array();

    for (int i = 0; i < RT_OFFER_PART__MAX; i++) {
        enum rt_offer_part part = (enum rt_offer_part)i;
        const char *after =
            rt_offer_part_words(v, &c->names, o, for_all, part);
        const char *before =
            c->was == NULL
                ? ""
                : rt_offer_part_words(v, &c->names, &c->was->offer,
                                      c->was->for_all, part);

        if (strcmp(before, after) != 0)
            json_array_append_new(
                list, json_pack("{s:s, s:s, s:s}", "label",
                                part_label(v, part), "before", before, "after",
                                after));
    }
    return list;
}

/* What was typed, to be sent once more. */
static json_t *
list_typed(const struct rt_visit *v)
{
    json_t *list = json_array();

    for (size_t i = 0; i < v->rq.form.n; i++) {
        const struct rt_pair *p = &v->rq.form.list[i];

        if (strcmp(p->name, "csrf") != 0 && strcmp(p->name, "step") != 0)
            json_array_append_new(list, json_pack("{s:s, s:s}", "name", p->name,
                                                  "value", p->value));
    }
    return list;
}

static enum rt_code
show_preview(struct card *c, const struct rt_offer *o, bool for_all,
             struct rt_err *err)
{
    struct rt_visit *v = c->v;
    json_t *view = begin_view(c);
    json_t *changes = list_changes(c, o, for_all);
    bool any = json_array_size(changes) != 0;

    json_object_set_new(view, "changes", changes);
    json_object_set_new(view, "preview", json_true());
    json_object_set_new(view, "any_change", json_boolean(any));
    json_object_set_new(view, "is_new", json_boolean(c->was == NULL));
    json_object_set_new(view, "typed", list_typed(v));
    json_object_set_new(view, "effect_then",
                        json_string(rt_offer_effect_text(v, &o->effect)));
    return rt_view_render(v, "offer", view, err);
}

static enum rt_code
save(struct card *c, const struct rt_exchange *x, const struct rt_offer *o,
     bool for_all, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    struct rt_actor by = rt_visit_actor(v);
    struct rt_offer_edit edit = {
        .by = &by,
        .nonce = rt_form_text(&x->form, "nonce"),
        .id = c->was != NULL ? c->was->offer.id : 0,
        .version = (int32_t)rt_desk_visit_number(x, "version"),
        .offer = *o,
        .for_all = for_all,
        .digits = v->site->desk.digits,
    };
    struct rt_err own = {0};
    enum rt_code rc = rt_offer_book_save(v->app->db, &edit, &own);

    if (rc == RT_ECONFLICT && c->was != NULL)
        return show_stale(c, err);
    if (rc != RT_OK) {
        *err = own;
        return rc == RT_NONE ? rt_fail_key(err, rc, "offer_not_there", NULL)
                             : rc;
    }
    return rt_desk_answer_go(v, rt_fmt(v->arena, "/offers/%" PRId64, edit.id),
                 c->was != NULL ? "saved" : "added");
}

/* A form that was done already leads to what it did, whatever has become of
 * the offer since. */
static enum rt_code
find_done(struct rt_visit *v, const struct rt_exchange *x, int64_t *id,
          struct rt_err *err)
{
    return rt_form_find(v->app->db, rt_form_text(&x->form, "nonce"), id, err);
}

static bool
is_stale(const struct card *c, const struct rt_exchange *x)
{
    return c->was != NULL &&
           rt_desk_visit_number(x, "version") != c->was->version;
}

/* Carry out a step of the form. */
static enum rt_code
take_step(struct card *c, struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    const char *step = rt_form_text(&x->form, "step");
    struct rt_err why = {0};
    struct rt_offer o;
    bool for_all;
    enum rt_code rc;

    if (strcmp(step, "edit") == 0)
        return show_form(c, &v->rq.form, NULL, err);
    if (is_stale(c, x))
        return show_stale(c, err);
    rc = rt_offer_form_read(x, &c->names, c->was, &o, &for_all, &why);
    if (rc == RT_EINVAL)
        return show_form(c, &v->rq.form, &why, err);
    if (rc != RT_OK)
        return rc;
    return strcmp(step, "save") == 0 ? save(c, x, &o, for_all, err)
                                     : show_preview(c, &o, for_all, err);
}

enum rt_code
rt_offer_post_save(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct card c = {.v = v};
    int64_t id = rt_desk_visit_number(x, "id"), done;
    enum rt_code rc = open_card(&c, id, err);

    if (rc == RT_OK && rt_desk_visit_key(v, rt_form_text(&x->form, "nonce")) ==
                           NULL)
        return rt_fail_key(err, RT_EINVAL, "form_no_nonce", NULL);
    if (rc != RT_OK)
        return rc;
    rc = find_done(v, x, &done, err);
    if (rc == RT_OK)
        return rt_desk_answer_go(v, rt_fmt(v->arena, "/offers/%" PRId64, done), "same");
    if (rc != RT_NONE)
        return rc;
    if (c.was != NULL && c.was->offer.archived)
        return rt_visit_refuse(v, STALE, "offer_is_archived", err);
    return take_step(&c, x, err);
}

enum rt_code
rt_offer_save_again(struct rt_exchange *x, const struct rt_err *why,
                    struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct card c = {.v = v};
    const char *text = rt_pairs_get(&v->rq.form, "id");
    int64_t id = 0;
    enum rt_code rc;

    if (text != NULL && sscanf(text, "%" SCNd64, &id) != 1)
        id = 0;
    rc = open_card(&c, id, err);
    return rc == RT_OK ? show_form(&c, &v->rq.form, why, err) : rc;
}

enum rt_code
rt_offer_post_archive(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct card c = {.v = v};
    struct rt_actor by = rt_visit_actor(v);
    int64_t id = rt_desk_visit_number(x, "id");
    bool archive = rt_desk_visit_number(x, "archive") != 0;
    struct rt_pairs values;
    enum rt_code rc = open_card(&c, id, err);

    if (rc == RT_OK)
        rc = rt_offer_book_archive(
            v->app->db, &by, id, (int32_t)rt_desk_visit_number(x, "version"),
            archive, err);
    if (rc == RT_OK)
        return rt_desk_answer_go(v, "/offers", archive ? "archived" : "restored");
    if (rc != RT_ECONFLICT)
        return rc;
    *err = (struct rt_err){0};
    rt_offer_form_pairs(v, c.was, &values);
    v->rq.form = values;
    return show_stale(&c, err);
}
