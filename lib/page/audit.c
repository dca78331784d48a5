#include "page/audit.h"

#include "page/carried_filter.h"
#include "page/instant.h"
#include "page/problem.h"
#include "page/view.h"
#include "repo/audit_log.h"
#include "repo/staff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 50, ID_MAX = 18 /* digits */ };

/* Read as text here, and as what they are below: so a mistake leaves the form
 * as it was filled in. */
const struct rt_field rt_audit_inputs[] = {
    {.name = "person", .kind = RT_INPUT_TEXT, .high = 20},
    {.name = "action", .kind = RT_INPUT_TEXT, .high = 64},
    {.name = "object", .kind = RT_INPUT_TEXT, .high = 32},
    {.name = "number", .kind = RT_INPUT_TEXT, .high = 40},
    {.name = "day", .kind = RT_INPUT_TEXT, .high = 40},
    {.name = "before",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = 9007199254740991.},
    {.name = NULL},
};

/* Who acts without being a user. */
static const char *const others[] = {"operator", "system", "nobody", NULL};

static const char *
typed(const struct rt_exchange *x, const char *name)
{
    const char *text = rt_form_text(&x->form, name);

    return text != NULL ? text : "";
}

static bool
is_number(const char *text)
{
    size_t len = strlen(text);

    return len != 0 && len <= ID_MAX &&
           text[strspn(text, "0123456789")] == '\0' &&
           strtoll(text, NULL, 10) != 0;
}

/* Half-open, by the clock of the reports. */
static enum rt_code
read_day(const struct rt_visit *v, const char *text, struct rt_audit_pick *out,
         struct rt_err *err)
{
    static const struct rt_field field = {.name = "day", .kind = RT_INPUT_DAY};
    struct rt_field_env env = {.today = rt_zone_day(v->site->zone, time(NULL))};
    struct rt_value value;
    enum rt_code rc = rt_field_read(&field, text, &env, v->arena, &value, err);

    if (rc != RT_OK)
        return rc;
    out->from = rt_zone_instant(v->site->zone, value.period.first, 0);
    out->to = rt_zone_instant(v->site->zone, value.period.first + 1, 0);
    return RT_OK;
}

static enum rt_code
bad_number(const char *key, const char *text, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "bad_number", "key", key, "value", text,
                       NULL);
}

static enum rt_code
read_person(const char *text, struct rt_audit_pick *out, struct rt_err *err)
{
    for (size_t i = 0; others[i] != NULL; i++)
        if (strcmp(text, others[i]) == 0) {
            out->actor = others[i];
            return RT_OK;
        }
    if (!is_number(text))
        return bad_number("person", text, err);
    out->user_id = strtoll(text, NULL, 10);
    return RT_OK;
}

static enum rt_code
read_pick(const struct rt_exchange *x, struct rt_audit_pick *out,
          struct rt_err *err)
{
    const struct rt_visit *v = x->host;
    const struct rt_value *before = rt_form_get(&x->form, "before");
    const char *person = typed(x, "person"), *number = typed(x, "number");
    enum rt_code rc = RT_OK;

    *out = (struct rt_audit_pick){
        .action = rt_form_text(&x->form, "action"),
        .entity = rt_form_text(&x->form, "object"),
        .before = before != NULL ? before->n : 0,
    };
    if (person[0] != '\0')
        rc = read_person(person, out, err);
    if (rc == RT_OK && number[0] != '\0' && !is_number(number))
        rc = bad_number("number", number, err);
    if (rc == RT_OK && number[0] != '\0')
        out->entity_id = strtoll(number, NULL, 10);
    if (rc == RT_OK && typed(x, "day")[0] != '\0')
        rc = read_day(v, typed(x, "day"), out, err);
    return rc;
}

/* A word of the log in the visitor's language, if it has one there. */
static const char *
word_of(const struct rt_visit *v, const char *key, const char *word)
{
    const char *text = rt_text_find(v->lang, key);

    return text != NULL ? text : word;
}

static const char *
action_text(const struct rt_visit *v, const char *word)
{
    static const char desk[] = "case_";
    size_t len = strlen(desk);

    if (strncmp(word, desk, len) == 0)
        return word_of(v, rt_fmt(v->arena, "happened_%s", word + len), word);
    return word_of(v, rt_fmt(v->arena, "did_%s", word), word);
}

static const char *
entity_text(const struct rt_visit *v, const char *word)
{
    return word_of(v, rt_fmt(v->arena, "entity_%s", word), word);
}

static const char *
actor_text(const struct rt_visit *v, const char *word)
{
    return word_of(v, rt_fmt(v->arena, "actor_%s", word), word);
}

static const char *
object_text(const struct rt_visit *v, const struct rt_audit_entry *e)
{
    if (e->entity == NULL)
        return "";
    if (e->entity_id == 0)
        return entity_text(v, e->entity);
    if (e->named != NULL)
        return rt_fmt(v->arena, "%s %s (%" PRId64 ")",
                      entity_text(v, e->entity), e->named, e->entity_id);
    return rt_fmt(v->arena, "%s %" PRId64, entity_text(v, e->entity),
                  e->entity_id);
}

/* "role: manager → admin" */
static const char *
change_text(const struct rt_visit *v, const struct rt_audit_entry *e)
{
    const char *field = e->field != NULL ? e->field : "";
    const char *mid =
        e->field != NULL && (e->before != NULL || e->after != NULL) ? ": " : "";

    if (e->before == NULL && e->after == NULL)
        return field;
    return rt_fmt(
        v->arena, "%s%s%s%s%s", field, mid, e->before != NULL ? e->before : "",
        e->before != NULL ? " → " : "", e->after != NULL ? e->after : "—");
}

static json_t *
entry_json(const struct rt_visit *v, const struct rt_audit_entry *e)
{
    bool done = strcmp(e->result, "done") == 0;
    const char *result = rt_fmt(v->arena, "result_%s", e->result);

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "time",
                     rt_instant_text(v, e->at), "who",
                     e->user != NULL ? e->user : actor_text(v, e->actor),
                     "what", action_text(v, e->action), "object",
                     object_text(v, e), "change", change_text(v, e), "result",
                     done ? "" : word_of(v, result, e->result), "refused",
                     !done);
}

static json_t *
choice(const char *code, const char *label, const char *chosen)
{
    return json_pack("{s:s, s:s, s:b}", "code", code, "label", label, "chosen",
                     strcmp(code, chosen) == 0);
}

static enum rt_code
list_persons(struct rt_visit *v, const char *chosen, json_t *view,
             struct rt_err *err)
{
    struct rt_user *list;
    size_t n;
    json_t *persons = json_array();
    enum rt_code rc = rt_users_list(v->app->db, v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(
            persons,
            choice(rt_fmt(v->arena, "%" PRId64, list[i].id),
                   list[i].login != NULL ? list[i].login : list[i].name,
                   chosen));
    for (size_t i = 0; others[i] != NULL; i++)
        json_array_append_new(
            persons, choice(others[i], actor_text(v, others[i]), chosen));
    json_object_set_new(view, "persons", persons);
    return rc;
}

static enum rt_code
list_words(struct rt_visit *v, const struct rt_exchange *x, json_t *view,
           struct rt_err *err)
{
    const char **list;
    size_t n;
    json_t *actions = json_array(), *objects = json_array();
    enum rt_code rc = rt_audit_actions(v->app->db, v->arena, &list, &n, err);

    json_object_set_new(view, "actions", actions);
    json_object_set_new(view, "objects", objects);
    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(actions, choice(list[i], action_text(v, list[i]),
                                              typed(x, "action")));
    if (rc == RT_OK)
        rc = rt_audit_entities(v->app->db, v->arena, &list, &n, err);
    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(objects, choice(list[i], entity_text(v, list[i]),
                                              typed(x, "object")));
    return rc;
}

/* The same conditions, for the rows before `before` (0: the newest). */
static const char *
address_of(const struct rt_visit *v, const struct rt_exchange *x,
           int64_t before)
{
    static const char *const names[] = {"person", "action", "object", "number",
                                        "day"};
    const char *lang = rt_pairs_get(&v->rq.query, "lang");
    struct rt_pairs q = {0};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (typed(x, names[i])[0] != '\0')
            rt_pairs_add(&q, v->arena, names[i], typed(x, names[i]));
    if (before != 0)
        rt_pairs_add(&q, v->arena, "before",
                     rt_fmt(v->arena, "%" PRId64, before));
    if (lang != NULL)
        rt_pairs_add(&q, v->arena, "lang", lang);
    return rt_visit_address(v, &q);
}

static enum rt_code
list_rows(struct rt_visit *v, const struct rt_exchange *x,
          const struct rt_audit_pick *pick, json_t *view, struct rt_err *err)
{
    struct rt_audit_entry *list;
    size_t n;
    json_t *rows = json_array();
    enum rt_code rc =
        rt_audit_list(v->app->db, pick, ROWS + 1, v->arena, &list, &n, err);

    json_object_set_new(view, "rows", rows);
    if (rc != RT_OK)
        return rc;
    for (size_t i = 0; i < n && i < ROWS; i++)
        json_array_append_new(rows, entry_json(v, &list[i]));
    json_object_set_new(view, "any", json_boolean(n != 0));
    json_object_set_new(view, "none", json_boolean(n == 0));
    if (n > ROWS)
        json_object_set_new(view, "older",
                            json_string(address_of(v, x, list[ROWS - 1].id)));
    if (pick->before != 0)
        json_object_set_new(view, "newest", json_string(address_of(v, x, 0)));
    return RT_OK;
}

static void
add_problem(const struct rt_visit *v, const struct rt_err *why, json_t *view)
{
    const char *key = rt_err_arg(why, "key"), *name = rt_err_arg(why, "name");
    const char *field = key != NULL ? key : name != NULL ? name : "day";

    json_object_set_new(view, "problem", json_string(rt_problem_text(v, why)));
    json_object_set_new(view, rt_fmt(v->arena, "%s_error", field),
                        json_string(rt_problem_text(v, why)));
    json_object_set_new(view, "target",
                        json_string(rt_fmt(v->arena, "audit-%s", field)));
}

static enum rt_code
fill_view(struct rt_visit *v, const struct rt_exchange *x, json_t *view,
          struct rt_err *err)
{
    struct rt_audit_pick pick;
    struct rt_err why = {0};
    enum rt_code rc = list_persons(v, typed(x, "person"), view, err);

    if (rc == RT_OK)
        rc = list_words(v, x, view, err);
    if (rc != RT_OK)
        return rc;
    if (read_pick(x, &pick, &why) == RT_OK)
        return list_rows(v, x, &pick, view, err);
    add_problem(v, &why, view);
    v->re.status = 400;
    return RT_OK;
}

enum rt_code
rt_audit_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);
    json_t *view;

    rt_visit_no_store(v);
    if (rc == RT_OK)
        rc = rt_app_db(v->app, err);
    if (rc != RT_OK)
        return rc;
    view = rt_view_new(v, rt_text(v->lang, "page_audit"));
    json_object_set_new(view, "number", json_string(typed(x, "number")));
    json_object_set_new(view, "day", json_string(typed(x, "day")));
    json_object_set_new(view, "reset", json_string(rt_carry_lang(v, "/audit")));
    rc = fill_view(v, x, view, err);
    return rt_view_finish(v, rc, "audit", view, err);
}
