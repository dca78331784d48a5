#include "page/wordings.h"

#include "page/carried_filter.h"
#include "page/desk_answer.h"
#include "page/form_view.h"
#include "page/problem.h"
#include "page/view.h"
#include "repo/wordings.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { STALE = 409, PLACE_MOST = 1000 };

static const char *const done_words[] = {"added", "saved", NULL};
static const char *const yes_no[] = {"yes", "no", NULL};

const struct rt_field rt_wordings_inputs[] = {
    {.name = "done", .kind = RT_INPUT_WORD, .words = done_words},
    {.name = NULL},
};

/* clang-format off */
#define NONCE \
    {.name = "nonce", .kind = RT_INPUT_TEXT, .high = 100, .required = true}
#define ID_AND_VERSION \
    {.name = "id", .kind = RT_INPUT_INT, .low = 1, \
     .high = 9007199254740991., .required = true}, \
    {.name = "version", .kind = RT_INPUT_INT, .low = 1, .high = INT32_MAX, \
     .required = true}
#define NAME(text, most, more) \
    {.name = "name", .label = text, .kind = RT_INPUT_TEXT, .high = most, \
     .hint = more, .required = true}
#define TEXTS(input, most, must) \
    {.name = "text_ru", .label = "wording_ru", .kind = input, .high = most, \
     .required = must}, \
    {.name = "text_en", .label = "wording_en", .kind = input, .high = most, \
     .required = must}
#define ORDER \
    {.name = "place", .label = "wording_place", .kind = RT_INPUT_INT, \
     .low = 0, .high = PLACE_MOST, .otherwise = "0", .required = true}
#define ACTIVE \
    {.name = "active", .label = "wording_active", .kind = RT_INPUT_WORD, \
     .words = yes_no, .required = true}

const struct rt_field rt_reason_add_inputs[] = {
    NONCE, NAME("reason_code", 64, "reason_code_hint"), TEXTS(RT_INPUT_TEXT, 191, true), ORDER,
    {.name = NULL}};
const struct rt_field rt_reason_edit_inputs[] = {
    NONCE, ID_AND_VERSION, TEXTS(RT_INPUT_TEXT, 191, true), ORDER, ACTIVE,
    {.name = NULL}};
const struct rt_field rt_template_add_inputs[] = {
    NONCE, NAME("template_title", 191, NULL), TEXTS(RT_INPUT_LINES, 4000, false),
    ORDER, {.name = NULL}};
const struct rt_field rt_template_edit_inputs[] = {
    NONCE, ID_AND_VERSION, NAME("template_title", 191, NULL),
    TEXTS(RT_INPUT_LINES, 4000, false), ORDER, ACTIVE, {.name = NULL}};
/* clang-format on */

/* What the pages of a kind are called. */
static const struct wording_page {
    enum rt_wording_kind kind;
    const char *path, *title, *hint, *add; /* catalogue keys but for the path */
    const struct rt_field *add_inputs, *edit_inputs;
} kinds[] = {
    {RT_WORDING_REASON, "/reasons", "page_reasons", "reasons_hint",
     "reasons_add", rt_reason_add_inputs, rt_reason_edit_inputs},
    {RT_WORDING_TEMPLATE, "/templates", "page_templates", "templates_hint",
     "templates_add", rt_template_add_inputs, rt_template_edit_inputs},
};

/* That of the address. */
static const struct wording_page *
page_of(const struct rt_visit *v)
{
    return strncmp(v->rq.path, kinds[0].path, strlen(kinds[0].path)) == 0
               ? &kinds[0]
               : &kinds[1];
}

static const char *
text_of(const struct rt_visit *v, const struct rt_wording *w)
{
    return v->lang == RT_LANG_RU ? w->text_ru : w->text_en;
}

static json_t *
row_json(const struct rt_visit *v, const struct wording_page *p,
         const struct rt_wording *w)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s}", "href",
        rt_carry_lang(v, rt_fmt(v->arena, "%s/%" PRId64, p->path, w->id)),
        "name", w->name, "text", text_of(v, w), "other",
        v->lang == RT_LANG_RU ? w->text_en : w->text_ru, "state",
        rt_text(v->lang,
                w->active ? "wording_active_yes" : "wording_active_no"),
        "off", !w->active, "cases", rt_text_count(v->lang, v->arena, w->cases),
        "offers", rt_text_count(v->lang, v->arena, w->offers));
}

static json_t *
form_json(struct rt_visit *v, const struct rt_field *table, const char *action,
          const struct rt_wording *w, const struct rt_pairs *values,
          const struct rt_err *why)
{
    return json_pack("{s:o, s:s, s:s, s:b, s:I, s:I}", "fields",
                     rt_form_fields(v, "wording", table, values, why), "action",
                     rt_carry_lang(v, action), "nonce", rt_desk_visit_nonce(v),
                     "old", w != NULL, "id",
                     (json_int_t)(w != NULL ? w->id : 0), "version",
                     (json_int_t)(w != NULL ? w->version : 0));
}

static void
add_problem(const struct rt_visit *v, const struct rt_err *why, json_t *view)
{
    const char *key = rt_err_arg(why, "key");

    json_object_set_new(view, "problem", json_string(rt_problem_text(v, why)));
    if (key != NULL)
        json_object_set_new(view, "target",
                            json_string(rt_fmt(v->arena, "wording-%s", key)));
}

/* The list, and the form with what is wrong with it. */
static enum rt_code
show_list(struct rt_visit *v, const char *done, const struct rt_err *why,
          struct rt_err *err)
{
    const struct wording_page *p = page_of(v);
    struct rt_wording *list;
    size_t n;
    json_t *rows = json_array(), *view;
    enum rt_code rc =
        rt_wordings_list(v->app->db, p->kind, true, v->arena, &list, &n, err);

    if (rc != RT_OK) {
        json_decref(rows);
        return rc;
    }
    for (size_t i = 0; i < n; i++)
        json_array_append_new(rows, row_json(v, p, &list[i]));
    view = rt_view_new(v, rt_text(v->lang, p->title));
    json_object_set_new(view, "rows", rows);
    json_object_set_new(view, "any", json_boolean(n != 0));
    json_object_set_new(view, "counts",
                        json_boolean(p->kind == RT_WORDING_REASON));
    json_object_set_new(view, "intro", json_string(rt_text(v->lang, p->hint)));
    json_object_set_new(view, "add", json_string(rt_text(v->lang, p->add)));
    if (done != NULL)
        json_object_set_new(
            view, "done",
            json_string(
                rt_text(v->lang, rt_fmt(v->arena, "wording_done_%s", done))));
    if (why != NULL) {
        v->re.status = RT_FORM_WRONG;
        add_problem(v, why, view);
    }
    json_object_set_new(view, "form",
                        form_json(v, p->add_inputs,
                                  rt_fmt(v->arena, "%s/add", p->path), NULL,
                                  why != NULL ? &v->rq.form : NULL, why));
    return rt_view_render(v, "wordings", view, err);
}

enum rt_code
rt_wordings_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK)
        rc = rt_desk_visit_begin(v, err);
    return rc == RT_OK ? show_list(v, rt_form_text(&x->form, "done"), NULL, err)
                       : rc;
}

static enum rt_code
show_one(struct rt_visit *v, const struct rt_wording *w,
         const struct rt_pairs *values, const struct rt_err *why,
         struct rt_err *err)
{
    const struct wording_page *p = page_of(v);
    json_t *view = rt_view_new(v, w->name);

    json_object_set_new(view, "back", json_string(rt_carry_lang(v, p->path)));
    json_object_set_new(view, "back_title",
                        json_string(rt_text(v->lang, p->title)));
    json_object_set_new(
        view, "log",
        json_string(rt_fmt(v->arena, "/audit?object=%s&number=%" PRId64,
                           rt_wording_entity(p->kind), w->id)));
    if (why != NULL) {
        if (v->re.status == 200)
            v->re.status = RT_FORM_WRONG;
        add_problem(v, why, view);
    }
    json_object_set_new(view, "form",
                        form_json(v, p->edit_inputs,
                                  rt_fmt(v->arena, "%s/edit", p->path), w,
                                  values, why));
    return rt_view_render(v, "wording", view, err);
}

static void
fill_pairs(const struct rt_visit *v, const struct rt_wording *w,
           struct rt_pairs *out)
{
    *out = (struct rt_pairs){0};
    rt_pairs_add(out, v->arena, "name", w->name);
    rt_pairs_add(out, v->arena, "text_ru", w->text_ru);
    rt_pairs_add(out, v->arena, "text_en", w->text_en);
    rt_pairs_add(out, v->arena, "place", rt_fmt(v->arena, "%d", (int)w->place));
    rt_pairs_add(out, v->arena, "active", yes_no[!w->active]);
}

static enum rt_code
find_wording(struct rt_visit *v, int64_t id, struct rt_wording *out,
             struct rt_err *err)
{
    enum rt_code rc = rt_desk_visit_begin(v, err);

    if (rc == RT_OK)
        rc = rt_wording_find(v->app->db, page_of(v)->kind, id, v->arena, out,
                             err);
    return rc == RT_NONE ? rt_fail_key(err, rc, "wording_not_there", NULL) : rc;
}

enum rt_code
rt_wording_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_wording w;
    struct rt_pairs values;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK)
        rc = find_wording(v, rt_desk_visit_id(v), &w, err);
    if (rc != RT_OK)
        return rc;
    fill_pairs(v, &w, &values);
    return show_one(v, &w, &values, NULL, err);
}

/* The form again, as it was filled in. */
static enum rt_code
show_again(struct rt_visit *v, const struct rt_err *why, struct rt_err *err)
{
    const char *id = rt_pairs_get(&v->rq.form, "id");
    struct rt_wording w;
    enum rt_code rc;

    if (id == NULL) {
        rc = rt_desk_visit_begin(v, err);
        return rc == RT_OK ? show_list(v, NULL, why, err) : rc;
    }
    rc = find_wording(v, strtoll(id, NULL, 10), &w, err);
    return rc == RT_OK ? show_one(v, &w, &v->rq.form, why, err) : rc;
}

enum rt_code
rt_wording_again(struct rt_exchange *x, const struct rt_err *why,
                 struct rt_err *err)
{
    return show_again(x->host, why, err);
}

/* Who was faster; what was typed stays. */
static enum rt_code
show_stale(struct rt_visit *v, int64_t id, struct rt_err *err)
{
    struct rt_err why = {0};
    enum rt_code rc = rt_desk_answer_stale(
        v, rt_wording_entity(page_of(v)->kind), id, &why, err);

    if (rc != RT_OK)
        return rc;
    v->re.status = STALE;
    return show_again(v, &why, err);
}

/* A code is what files and addresses name a reason by. */
static enum rt_code
check_code(const struct rt_wording *w, struct rt_err *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

    if (w->name[strspn(w->name, letters)] == '\0')
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "reason_bad_code", "key", "name",
                       "value", w->name, NULL);
}

static const char *
given(const struct rt_exchange *x, const char *name)
{
    const char *text = rt_form_text(&x->form, name);

    return text != NULL ? text : "";
}

static struct rt_wording
read_wording(const struct rt_exchange *x)
{
    const struct rt_value *active = rt_form_get(&x->form, "active");

    return (struct rt_wording){
        .id = rt_desk_visit_number(x, "id"),
        .version = (int32_t)rt_desk_visit_number(x, "version"),
        .name = given(x, "name"),
        .text_ru = given(x, "text_ru"),
        .text_en = given(x, "text_en"),
        .place = (int32_t)rt_desk_visit_number(x, "place"),
        .active = active == NULL || active->n == 0,
    };
}

/* A template without any text would say nothing. */
static enum rt_code
check_wording(enum rt_wording_kind kind, const struct rt_wording *w,
              struct rt_err *err)
{
    if (kind == RT_WORDING_REASON)
        return check_code(w, err);
    if (w->text_ru[0] != '\0' || w->text_en[0] != '\0')
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "missing_key", "key", "text_ru", NULL);
}

enum rt_code
rt_wording_post(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_actor by = rt_visit_actor(v);
    struct rt_wording_edit edit = {.by = &by,
                                   .kind = page_of(v)->kind,
                                   .nonce = rt_form_text(&x->form, "nonce"),
                                   .wanted = read_wording(x)};
    int64_t id = edit.wanted.id;
    struct rt_err own = {0};
    enum rt_code rc = rt_desk_visit_begin(v, err);

    if (rc == RT_OK && rt_desk_visit_key(v, edit.nonce) == NULL)
        return rt_fail_key(err, RT_EINVAL, "form_no_nonce", NULL);
    if (rc != RT_OK)
        return rc;
    if (check_wording(edit.kind, &edit.wanted, &own) != RT_OK)
        return show_again(v, &own, err);
    rc = rt_wording_save(v->app->db, &edit, &own);
    if (rc == RT_OK)
        return rt_desk_answer_go(v, page_of(v)->path,
                                 id == 0 ? "added" : "saved");
    if (rc == RT_ECONFLICT && rt_err_arg(&own, "key") != NULL)
        return show_again(v, &own, err);
    if (rc == RT_ECONFLICT && id != 0)
        return show_stale(v, id, err);
    *err = own;
    return rc == RT_NONE ? rt_fail_key(err, rc, "wording_not_there", NULL) : rc;
}
