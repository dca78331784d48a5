/* What the page of the queue shows. */
#include "page/queue.h"

#include "page/carried_filter.h"
#include "page/form_view.h"
#include "page/queue_own.h"
#include "page/view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MENU_MAX = 300, NAME_MAX_LEN = 191 };

/* Tabs in their order; the first ones are enum rt_queue_who. */
static const char *const tabs[] = {"new",    "mine", "all",
                                   "client", "tell", NULL};
enum { TAB_TELL = RT_QUEUE_WHO__MAX };
static const char *const steps[] = {"reason", "offer",    "confirm", "queue",
                                    "work",   "proposal", NULL};
static const char *const sorts[] = {"due", "-profit", NULL};
static const char *const done_words[] = {"told", NULL};

const struct rt_field rt_queue_inputs[] = {
    {.name = "who", .kind = RT_INPUT_WORD, .words = tabs},
    {.name = "step", .kind = RT_INPUT_WORD, .words = steps},
    {.name = "region",
     .kind = RT_INPUT_TEXT,
     .high = NAME_MAX_LEN,
     .repeats = true},
    {.name = "plan",
     .kind = RT_INPUT_TEXT,
     .high = NAME_MAX_LEN,
     .repeats = true},
    {.name = "reason", .kind = RT_INPUT_TEXT, .high = 64},
    {.name = "manager",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = 9007199254740991.},
    {.name = "sort", .kind = RT_INPUT_WORD, .words = sorts},
    {.name = "after", .kind = RT_INPUT_TEXT, .high = 48},
    {.name = "done", .kind = RT_INPUT_WORD, .words = done_words},
    {.name = NULL},
};

static const char *
text_of(const struct rt_queue_view *m, const char *name)
{
    return m->x != NULL ? rt_form_text(&m->x->form, name) : NULL;
}

/* Who opens the page sees their own work; an administrator all. */
static int
default_tab(const struct rt_queue_view *m)
{
    return m->who.role == RT_DESK_ADMIN ? RT_QUEUE_ALL : RT_QUEUE_MINE;
}

static void
read_values(const struct rt_queue_view *m, const char *name,
            struct rt_queue_values *out)
{
    for (size_t i = 0; m->x != NULL && i < m->x->form.n; i++) {
        const struct rt_form_value *value = &m->x->form.list[i];

        if (strcmp(value->field->name, name) == 0 && out->n < RT_QUEUE_VALUES)
            out->list[out->n++] = value->value.text;
    }
}

/* "1796860800~12": where the page before ended. */
static enum rt_code
read_after(struct rt_queue_view *m, struct rt_err *err)
{
    const char *text = text_of(m, "after");
    char *end;

    if (text == NULL)
        return RT_OK;
    m->pick.after = true;
    m->pick.after_key = strtoll(text, &end, 10);
    if (end != text && *end == '~') {
        const char *tie = end + 1;

        m->pick.after_id = strtoll(tie, &end, 10);
        if (end != tie && *end == '\0')
            return RT_OK;
    }
    return rt_fail_key(err, RT_EINVAL, "bad_value", "key", "after", "value",
                       text, NULL);
}

static enum rt_code
read_pick(struct rt_queue_view *m, struct rt_err *err)
{
    const char *sort = text_of(m, "sort"), *step = text_of(m, "step");
    const char *who = text_of(m, "who");
    enum rt_desk_state state = RT_STEP_NONE;

    m->tab = who != NULL ? rt_desk_word_at(tabs, who) : default_tab(m);
    m->pick = (struct rt_queue_pick){
        .who = m->tab < TAB_TELL ? (enum rt_queue_who)m->tab : RT_QUEUE_ALL,
        .sight = rt_desk_visit_sight_of(m->v, &m->who),
        .reason = text_of(m, "reason"),
        .by_profit = sort != NULL && sort[0] == '-',
    };
    if (m->x != NULL)
        m->pick.manager_id = rt_desk_visit_number(m->x, "manager");
    read_values(m, "region", &m->pick.region);
    read_values(m, "plan", &m->pick.plan);
    if (step != NULL && rt_case_state_parse(step, &state) == RT_OK) {
        m->pick.status = rt_case_status(state);
        m->pick.step = rt_case_step(state);
    }
    return read_after(m, err);
}

const char *
rt_queue_address(const struct rt_queue_view *m, int tab, bool by_profit,
                 const char *after)
{
    static const char *const names[] = {"step", "region", "plan", "reason",
                                        "manager"};
    const char *lang = rt_pairs_get(&m->v->rq.query, "lang");
    struct rt_arena *a = m->v->arena;
    struct rt_pairs q = {0};

    rt_pairs_add(&q, a, "who", tabs[tab]);
    for (size_t i = 0; m->x != NULL && i < m->x->form.n; i++) {
        const struct rt_form_value *value = &m->x->form.list[i];

        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
            if (strcmp(value->field->name, names[k]) == 0)
                rt_pairs_add(&q, a, names[k], value->value.text);
    }
    if (by_profit)
        rt_pairs_add(&q, a, "sort", "-profit");
    if (after != NULL)
        rt_pairs_add(&q, a, "after", after);
    if (lang != NULL)
        rt_pairs_add(&q, a, "lang", lang);
    return rt_fmt(a, "/queue?%s", rt_pairs_format(&q, a));
}

static const char *
count_text(const struct rt_queue_view *m, int64_t n)
{
    if (n >= RT_QUEUE_COUNTED)
        return rt_fmt(m->v->arena, "%d+", RT_QUEUE_COUNTED - 1);
    return rt_text_count(m->v->lang, m->v->arena, n);
}

static enum rt_code
add_tabs(struct rt_queue_view *m, struct rt_err *err)
{
    struct rt_queue_counts counts;
    json_t *list = json_array();
    enum rt_code rc =
        rt_desk_queue_count(m->v->app->db, &m->pick, &counts, err);

    for (int i = 0; rc == RT_OK && tabs[i] != NULL; i++) {
        int64_t n = i < TAB_TELL ? counts.of[i] : counts.by_hand;

        json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:s, s:b}", "href",
                      rt_queue_address(m, i, m->pick.by_profit, NULL), "title",
                      rt_text(m->v->lang,
                              rt_fmt(m->v->arena, "queue_tab_%s", tabs[i])),
                      "n", count_text(m, n), "current", i == m->tab));
    }
    json_object_set_new(m->view, "tabs", list);
    return rc;
}

static json_t *
choice(const char *code, const char *label, bool chosen)
{
    return json_pack("{s:s, s:s, s:b}", "code", code, "label", label, "chosen",
                     chosen);
}

static bool
has_value(const struct rt_queue_values *v, const char *text)
{
    for (size_t i = 0; i < v->n; i++)
        if (strcmp(v->list[i], text) == 0)
            return true;
    return false;
}

/* Values that the snapshot knows of an attribute, and those that are chosen. */
static json_t *
attr_choices(const struct rt_queue_view *m, const char *key,
             const struct rt_queue_values *chosen)
{
    const struct rt_data *d = rt_app_data(m->v->app);
    struct rt_queue_values missing = *chosen;
    json_t *list = json_array();

    for (size_t i = 0; d != NULL && i < d->n_attrs; i++) {
        const struct rt_dict *dict = &d->attrs[i].dict;

        if (strcmp(d->attrs[i].key, key) != 0)
            continue;
        for (uint32_t code = 1; code < dict->n && code <= MENU_MAX; code++) {
            const char *text = rt_dict_str(dict, code);

            json_array_append_new(list,
                                  choice(text, text, has_value(chosen, text)));
            for (size_t k = 0; k < missing.n; k++)
                if (missing.list[k] != NULL &&
                    strcmp(missing.list[k], text) == 0)
                    missing.list[k] = "";
        }
    }
    for (size_t k = 0; k < missing.n; k++)
        if (missing.list[k][0] != '\0')
            json_array_append_new(
                list, choice(missing.list[k], missing.list[k], true));
    return list;
}

static json_t *
step_choices(const struct rt_queue_view *m)
{
    const char *now = text_of(m, "step");
    json_t *list = json_array();

    for (size_t i = 0; steps[i] != NULL; i++)
        json_array_append_new(
            list, choice(steps[i],
                         rt_text(m->v->lang, rt_fmt(m->v->arena,
                                                    "case_state_%s", steps[i])),
                         now != NULL && strcmp(now, steps[i]) == 0));
    return list;
}

static enum rt_code
read_reasons(struct rt_queue_view *m, struct rt_err *err)
{
    return rt_desk_reason_list(m->v->app->db, m->v->lang == RT_LANG_RU,
                               m->v->arena, &m->reasons, &m->n_reasons, err);
}

static json_t *
reason_choices(const struct rt_queue_view *m)
{
    const char *chosen = m->pick.reason;
    json_t *list = json_array();

    for (size_t i = 0; i < m->n_reasons; i++) {
        const struct rt_desk_reason *r = &m->reasons[i];
        bool is = chosen != NULL && strcmp(chosen, r->code) == 0;

        if (r->active || is)
            json_array_append_new(list, choice(r->code, r->text, is));
    }
    return list;
}

static enum rt_code
add_managers(struct rt_queue_view *m, struct rt_err *err)
{
    struct rt_user *users;
    size_t n;
    json_t *list = json_array();
    enum rt_code rc =
        rt_users_list(m->v->app->db, m->v->arena, &users, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        json_array_append_new(
            list, choice(rt_fmt(m->v->arena, "%" PRId64, users[i].id),
                         users[i].name, users[i].id == m->pick.manager_id));
    json_object_set_new(m->view, "managers", list);
    return rc;
}

static enum rt_code
add_filter(struct rt_queue_view *m, struct rt_err *err)
{
    struct rt_arena *a = m->v->arena;
    enum rt_code rc = read_reasons(m, err);

    json_object_set_new(m->view, "reasons", reason_choices(m));
    if (rc == RT_OK && !m->pick.sight.own_only)
        rc = add_managers(m, err);
    json_object_set_new(m->view, "who", json_string(tabs[m->tab]));
    json_object_set_new(m->view, "steps", step_choices(m));
    json_object_set_new(m->view, "regions",
                        attr_choices(m, "region", &m->pick.region));
    json_object_set_new(m->view, "plans",
                        attr_choices(m, "plan", &m->pick.plan));
    json_object_set_new(m->view, "reset",
                        json_string(rt_carry_lang(
                            m->v, rt_fmt(a, "/queue?who=%s", tabs[m->tab]))));
    json_object_set_new(
        m->view, "lang_kept",
        json_string(rt_pairs_get(&m->v->rq.query, "lang") != NULL
                        ? rt_lang_name(m->v->lang)
                        : ""));
    json_object_set_new(m->view, "by_profit", json_boolean(m->pick.by_profit));
    json_object_set_new(
        m->view, "other_order",
        json_string(rt_queue_address(m, m->tab, !m->pick.by_profit, NULL)));
    return rc;
}

static enum rt_code
fill_view(struct rt_queue_view *m, const struct rt_queue_page *p,
          struct rt_err *err)
{
    const char *done = text_of(m, "done");
    bool tasks = m->tab == TAB_TELL;
    enum rt_code rc = add_tabs(m, err);

    if (rc == RT_OK)
        rc = tasks ? rt_queue_add_tasks(m, err) : add_filter(m, err);
    if (rc == RT_OK && !tasks)
        rc = rt_queue_add_rows(m, err);
    json_object_set_new(
        m->view, "heading",
        json_string(rt_text(
            m->v->lang, rt_fmt(m->v->arena, "queue_tab_%s", tabs[m->tab]))));
    json_object_set_new(m->view, "filter", json_boolean(!tasks));
    json_object_set_new(m->view, "nonce",
                        json_string(rt_desk_visit_nonce(m->v)));
    if (done != NULL)
        json_object_set_new(
            m->view, "done",
            json_string(rt_text(m->v->lang,
                                rt_fmt(m->v->arena, "queue_done_%s", done))));
    json_object_set_new(m->view, "any_found", json_boolean(p->found != NULL));
    if (p->found != NULL)
        json_object_set(m->view, "found", p->found);
    return rc;
}

enum rt_code
rt_queue_page(struct rt_visit *v, const struct rt_queue_page *p,
              struct rt_err *err)
{
    struct rt_queue_view m = {.v = v, .now = time(NULL)};
    enum rt_code rc = rt_desk_visit_begin(v, err);

    /* After a search the page has no conditions of its own. */
    m.x = v->rq.method == RT_GET ? p->x : NULL;
    if (rc == RT_OK)
        rc = rt_desk_visit_who(v, &m.who, err);
    if (rc == RT_OK)
        rc = read_pick(&m, err);
    if (rc != RT_OK)
        return rc;
    m.view = rt_view_new(v, rt_text(v->lang, "page_queue"));
    json_object_set_new(
        m.view, "find",
        rt_form_view(v, "find", "/queue/find", rt_queue_find_inputs, p->why));
    rc = fill_view(&m, p, err);
    if (p->why != NULL)
        v->re.status = RT_FORM_WRONG;
    return rt_view_finish(v, rc, "queue", m.view, err);
}

enum rt_code
rt_queue_show(struct rt_exchange *x, struct rt_err *err)
{
    enum rt_code rc = rt_carry_check(x->host, &x->rest, err);

    return rc == RT_OK
               ? rt_queue_page(x->host, &(struct rt_queue_page){.x = x}, err)
               : rc;
}
