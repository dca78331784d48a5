/* The list of orders. */
#include "page/orders.h"

#include "base/date.h"
#include "desk/sweep.h"
#include "page/carried_filter.h"
#include "page/instant.h"
#include "page/mask.h"
#include "page/offer_text.h"
#include "page/order_own.h"
#include "page/view.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { ROWS = 50, LATE_SEEN = 500 };

/* The tabs; those before `late` and `closed` are rt_orders_of. */
static const char *const shows[] = {"new",  "sent",   "refused",
                                    "late", "closed", NULL};
enum { SHOW_LATE = 3, SHOW_CLOSED, SHOW__MAX };

const struct rt_field rt_orders_inputs[] = {
    {.name = "show", .kind = RT_INPUT_WORD, .words = shows},
    {.name = "after",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = 9007199254740991.},
    {.name = NULL},
};

static const char *
kind_text(const struct rt_visit *v, const struct rt_order *o)
{
    return rt_text(v->lang, rt_fmt(v->arena, "order_kind_%s",
                                   rt_order_kind_words[o->kind]));
}

/* What billing is to do. */
static const char *
what_text(const struct rt_visit *v, const struct rt_order_entry *e)
{
    if (e->order.kind != RT_ORDER_OFFER)
        return "";
    return rt_offer_effect_text(v, &e->order.effect);
}

json_t *
rt_order_json(const struct rt_visit *v, const struct rt_order_entry *e)
{
    const struct rt_order *o = &e->order;
    json_t *row =
        json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
                  "id", (json_int_t)o->id, "href",
                  rt_carry_lang(v, rt_fmt(v->arena, "/orders/%" PRId64, o->id)),
                  "kind", kind_text(v, o), "offer",
                  e->offer != NULL ? e->offer : "", "what", what_text(v, e),
                  "client", rt_mask_name(v->arena, e->last_name, e->first_name),
                  "contract", rt_mask_number(v->arena, e->number), "state",
                  rt_text(v->lang, rt_fmt(v->arena, "order_state_%s",
                                          rt_order_state_words[o->state])),
                  "from", rt_text_day(v->lang, v->arena, o->effective_on),
                  "created", rt_instant_text(v, o->created_at), "answer",
                  e->answer != NULL ? e->answer : "");

    json_object_set_new(row, "sent",
                        e->sent_at != 0
                            ? json_string(rt_instant_text(v, e->sent_at))
                            : json_null());
    json_object_set_new(
        row, "case_href",
        o->case_id != 0
            ? json_string(rt_carry_lang(
                  v, rt_fmt(v->arena, "/cases/%" PRId64, o->case_id)))
            : json_null());
    json_object_set_new(row, "case", json_integer(o->case_id));
    return row;
}

/* A page of orders. */
struct order_list {
    struct rt_order_entry *list;
    size_t n;
    int64_t n_late;
};

/* Late ones are found by the calendar of the desk, and then read. */
static enum rt_code
list_late(struct rt_visit *v, const struct rt_desk_sight *view, int64_t after,
          bool show, struct order_list *out, struct rt_err *err)
{
    struct rt_late_order *late;
    size_t n;
    enum rt_code rc = rt_desk_list_late(v->app->db, &v->site->desk, time(NULL),
                                        v->arena, &late, &n, err);
    bool all = view->client_id == 0 && !view->own_only;

    out->n_late = all ? (int64_t)n : 0;
    for (size_t i = 0; rc == RT_OK && i < n && i < LATE_SEEN; i++) {
        struct rt_order_entry e;
        bool wanted = show && late[i].id > after && out->n <= ROWS;

        if (all && !wanted)
            continue;
        rc =
            rt_order_book_find(v->app->db, view, late[i].id, v->arena, &e, err);
        out->n_late += rc == RT_OK && !all;
        if (rc == RT_OK && wanted) {
            RT_GROW(v->arena, out->list, out->n);
            out->list[out->n++] = e;
        }
        rc = rc == RT_NONE ? RT_OK : rc;
    }
    return rc;
}

static const char *
tab_href(const struct rt_visit *v, const char *show, int64_t after)
{
    const char *path = rt_carry_lang(v, "/orders");
    const char *href = rt_fmt(v->arena, "%s%cshow=%s", path,
                              strchr(path, '?') != NULL ? '&' : '?', show);

    return after != 0 ? rt_fmt(v->arena, "%s&after=%" PRId64, href, after)
                      : href;
}

static json_t *
list_tabs(const struct rt_visit *v, const int64_t n[RT_ORDERS__MAX],
          int64_t n_late, int show)
{
    json_t *tabs = json_array();

    for (int i = 0; i < SHOW__MAX; i++) {
        const char *key = rt_fmt(v->arena, "orders_%s", shows[i]);
        json_t *tab =
            json_pack("{s:s, s:s, s:b}", "title", rt_text(v->lang, key), "href",
                      tab_href(v, shows[i], 0), "current", i == show);

        json_object_set_new(
            tab, "count",
            i == SHOW_CLOSED
                ? json_null()
                : json_string(rt_text_count(v->lang, v->arena,
                                            i == SHOW_LATE ? n_late : n[i])));
        json_object_set_new(tab, "warn",
                            json_boolean(i == SHOW_LATE && n_late != 0));
        json_array_append_new(tabs, tab);
    }
    return tabs;
}

static enum rt_code
read_orders(struct rt_visit *v, int show, int64_t after, struct order_list *out,
            int64_t counts[RT_ORDERS__MAX], struct rt_err *err)
{
    static const enum rt_orders_of of[SHOW__MAX] = {
        RT_ORDERS_NEW, RT_ORDERS_SENT, RT_ORDERS_REFUSED, RT_ORDERS__MAX,
        RT_ORDERS_CLOSED};
    struct rt_desk_sight view;
    enum rt_code rc = rt_desk_visit_sight(v, &view, err);

    *out = (struct order_list){0};
    if (rc == RT_OK)
        rc = rt_order_book_count(v->app->db, &view, counts, err);
    if (rc == RT_OK)
        rc = list_late(v, &view, after, show == SHOW_LATE, out, err);
    if (rc == RT_OK && show != SHOW_LATE)
        rc = rt_order_book_list(v->app->db, of[show], &view, after, v->arena,
                                &out->list, &out->n, err);
    return rc;
}

static json_t *
view_json(struct rt_visit *v, int show, int64_t after,
          const struct order_list *list, const int64_t counts[RT_ORDERS__MAX])
{
    json_t *view = rt_view_new(v, rt_text(v->lang, "page_orders"));
    json_t *rows = json_array();

    for (size_t i = 0; i < list->n && i < ROWS; i++)
        json_array_append_new(rows, rt_order_json(v, &list->list[i]));
    json_object_set_new(view, "tabs", list_tabs(v, counts, list->n_late, show));
    json_object_set_new(view, "rows", rows);
    json_object_set_new(view, "any", json_boolean(list->n != 0));
    json_object_set_new(
        view, "heading",
        json_string(
            rt_text(v->lang, rt_fmt(v->arena, "orders_%s", shows[show]))));
    json_object_set_new(
        view, "hint",
        json_string(
            rt_text(v->lang, rt_fmt(v->arena, "orders_%s_hint", shows[show]))));
    if (list->n > ROWS)
        json_object_set_new(
            view, "next",
            json_string(
                tab_href(v, shows[show], list->list[ROWS - 1].order.id)));
    if (after != 0)
        json_object_set_new(view, "first",
                            json_string(tab_href(v, shows[show], 0)));
    return view;
}

enum rt_code
rt_orders_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const struct rt_value *show = rt_form_get(&x->form, "show");
    int64_t after = rt_desk_visit_number(x, "after");
    int tab = show != NULL ? (int)show->n : 0;
    int64_t counts[RT_ORDERS__MAX];
    struct order_list list;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK)
        rc = rt_desk_visit_begin(v, err);
    if (rc == RT_OK)
        rc = read_orders(v, tab, after, &list, counts, err);
    return rc == RT_OK
               ? rt_view_render(v, "orders",
                                view_json(v, tab, after, &list, counts), err)
               : rc;
}
