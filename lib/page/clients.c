/* The page on which clients are found. */
#include "page/clients.h"

#include "field/contact.h"
#include "page/carried_filter.h"
#include "page/client_own.h"
#include "page/mask.h"
#include "page/problem.h"
#include "page/view.h"
#include "repo/client_search.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { WRONG = 422 };
#define ID_MAX 9007199254740991.

const struct rt_field rt_clients_inputs[] = {
    {.name = "id", .kind = RT_INPUT_TEXT, .high = 191},
    {.name = "after", .kind = RT_INPUT_INT, .low = -ID_MAX, .high = ID_MAX},
    {.name = NULL},
};
const struct rt_field rt_clients_find_inputs[] = {
    {.name = "find",
     .label = "clients_find",
     .kind = RT_INPUT_TEXT,
     .high = RT_SEARCH_TEXT,
     .required = true},
    {.name = "after", .kind = RT_INPUT_INT, .low = -ID_MAX, .high = ID_MAX},
    {.name = NULL},
};

static int64_t
after_of(const struct rt_exchange *x)
{
    const struct rt_value *after = rt_form_get(&x->form, "after");

    return after != NULL ? after->n : 0;
}

/* Ten digits are a Russian number without its code. */
static bool
read_phone(const char *text, char out[RT_PHONE_TEXT], struct rt_arena *a)
{
    size_t digits = 0;

    if (text[strspn(text, "+0123456789 ()-.\xc2\xa0")] != '\0')
        return false;
    for (const char *p = text; *p != '\0'; p++)
        digits += *p >= '0' && *p <= '9';
    if (digits == 10 && text[0] != '+')
        return rt_phone_read(rt_fmt(a, "+7%s", text), out);
    return rt_phone_read(text, out);
}

/* What is meant is told by its look. */
static struct rt_client_search
search_of(const struct rt_exchange *x, const char *text)
{
    char *phone = rt_alloc(x->arena, RT_PHONE_TEXT);
    struct rt_client_search s = {
        .by = RT_SEARCH_NAME, .text = text, .after = after_of(x)};

    if (strchr(text, '@') != NULL) {
        s.by = RT_SEARCH_EMAIL;
    } else if (read_phone(text, phone, x->arena)) {
        s.by = RT_SEARCH_PHONE;
        s.text = phone;
    } else if (strpbrk(text, "0123456789") != NULL) {
        s.by = RT_SEARCH_NUMBER;
    }
    return s;
}

/* When it is nobody's phone it may be a number, and then a name. */
static bool
means_else(const char *text, struct rt_client_search *s)
{
    if (s->by != RT_SEARCH_PHONE && s->by != RT_SEARCH_NUMBER)
        return false;
    s->by = s->by == RT_SEARCH_PHONE ? RT_SEARCH_NUMBER : RT_SEARCH_NAME;
    s->text = text;
    return true;
}

static json_t *
client_json(const struct rt_visit *v, const struct rt_desk_who *who,
            const struct rt_found_client *c)
{
    const char *name =
        c->forgotten ? rt_text(v->lang, "clients_forgotten")
                     : rt_mask_name(v->arena, c->last_name, c->first_name);
    json_t *o =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "href",
                  rt_carry_lang(v, rt_card_path(v, c->id)), "number",
                  c->external_id, "name", name[0] != '\0' ? name : "—", "phone",
                  rt_mask_contact(v->arena, c->phone), "region",
                  c->region != NULL ? c->region : "", "segment",
                  c->segment != NULL ? c->segment : "", "contracts",
                  rt_text_count(v->lang, v->arena, c->contracts), "off",
                  c->contracts == 0);

    if (c->open_case != 0 && rt_desk_visit_sees(v, who, c->id, c->open_manager))
        json_object_set_new(
            o, "case",
            json_pack("{s:s, s:s}", "href",
                      rt_carry_lang(
                          v, rt_fmt(v->arena, "/cases/%" PRId64, c->open_case)),
                      "text", rt_fmt(v->arena, "№ %" PRId64, c->open_case)));
    return o;
}

/* The address of the next page of a GET. */
static const char *
next_address(const struct rt_visit *v, const char *id, int64_t next)
{
    const char *lang = rt_pairs_get(&v->rq.query, "lang");
    struct rt_pairs q = {0};

    rt_pairs_add(&q, v->arena, "after", rt_fmt(v->arena, "%" PRId64, next));
    if (id != NULL)
        rt_pairs_add(&q, v->arena, "id", id);
    if (lang != NULL)
        rt_pairs_add(&q, v->arena, "lang", lang);
    return rt_visit_address(v, &q);
}

static json_t *
new_view(struct rt_visit *v, const char *id, const char *find)
{
    json_t *view = rt_view_new(v, rt_text(v->lang, "page_clients"));

    rt_visit_no_store(v);
    json_object_set_new(view, "id", json_string(id != NULL ? id : ""));
    json_object_set_new(view, "find", json_string(find != NULL ? find : ""));
    json_object_set_new(view, "find_action",
                        json_string(rt_carry_lang(v, "/clients/find")));
    json_object_set_new(view, "all", json_string(rt_carry_lang(v, "/clients")));
    return view;
}

static enum rt_code
list_clients(struct rt_visit *v, const struct rt_client_search *s, json_t *view,
             int64_t *next, struct rt_err *err)
{
    struct rt_found_client *list;
    size_t n;
    json_t *rows = json_array();
    struct rt_desk_who who;
    enum rt_code rc = rt_desk_visit_who(v, &who, err);

    if (rc == RT_OK)
        rc = rt_clients_search(v->app->db, s, rt_edit_today(v), v->arena, &list,
                               &n, next, err);
    /* For somebody of the staff who is a client, too, there is no such one. */
    for (size_t i = 0; rc == RT_OK && i < n; i++)
        if (list[i].id != who.client_id)
            json_array_append_new(rows, client_json(v, &who, &list[i]));
    n = json_array_size(rows);
    json_object_set_new(view, "any", json_boolean(rc == RT_OK && n != 0));
    json_object_set_new(view, "none", json_boolean(rc == RT_OK && n == 0));
    json_object_set_new(view, "searched", json_boolean(s->by != RT_SEARCH_ALL));
    json_object_set_new(view, "rows", rows);
    return rc;
}

enum rt_code
rt_clients_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const char *id = rt_form_text(&x->form, "id");
    const struct rt_client_search s = {.by = id != NULL ? RT_SEARCH_NUMBER
                                                        : RT_SEARCH_ALL,
                                       .text = id,
                                       .after = after_of(x)};
    int64_t next;
    json_t *view;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK)
        rc = rt_app_db(v->app, err);
    if (rc != RT_OK)
        return rc;
    view = new_view(v, id, NULL);
    rc = list_clients(v, &s, view, &next, err);
    if (rc != RT_OK) {
        json_decref(view);
        return rc;
    }
    if (next != 0)
        json_object_set_new(view, "next",
                            json_string(next_address(v, id, next)));
    return rt_view_render(v, "clients", view, err);
}

enum rt_code
rt_clients_find(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const char *find = rt_form_text(&x->form, "find");
    struct rt_client_search s = search_of(x, find);
    int64_t next;
    json_t *view;
    enum rt_code rc = rt_app_db(v->app, err);

    if (rc != RT_OK)
        return rc;
    view = new_view(v, NULL, find);
    do {
        rc = list_clients(v, &s, view, &next, err);
    } while (rc == RT_OK && json_is_true(json_object_get(view, "none")) &&
             means_else(find, &s));
    if (rc != RT_OK) {
        json_decref(view);
        return rc;
    }
    if (next != 0)
        json_object_set_new(view, "next_after",
                            json_string(rt_fmt(v->arena, "%" PRId64, next)));
    return rt_view_render(v, "clients", view, err);
}

enum rt_code
rt_clients_find_again(struct rt_exchange *x, const struct rt_err *why,
                      struct rt_err *err)
{
    struct rt_visit *v = x->host;
    json_t *view = new_view(v, NULL, rt_pairs_get(&v->rq.form, "find"));

    json_object_set_new(view, "find_error",
                        json_string(rt_problem_text(v, why)));
    json_object_set_new(view, "problem", json_string(rt_problem_text(v, why)));
    json_object_set_new(view, "target", json_string("clients-find"));
    v->re.status = WRONG;
    return rt_view_render(v, "clients", view, err);
}
