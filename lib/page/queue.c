/* What the page of the queue shows. */
#include "page/queue.h"

#include "base/date.h"
#include "desk/decide.h"
#include "desk/say.h"
#include "desk/tell.h"
#include "page/carried_filter.h"
#include "page/form_view.h"
#include "page/instant.h"
#include "page/queue_own.h"
#include "page/view.h"
#include "repo/desk_days.h"
#include "repo/desk_queue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 50, MENU_MAX = 300, NAME_MAX_LEN = 191 };

/* Tabs in their order; the first ones are enum rt_queue_who. */
static const char *const tabs[] = {"new", "mine", "all", "client", "tell",
                                   NULL};
enum { TAB_TELL = RT_QUEUE_WHO__MAX };
static const char *const steps[] = {"reason", "offer", "confirm", "queue",
                                    "work", "proposal", NULL};
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

/* The page while it is made. */
struct making {
    struct rt_visit *v;
    const struct rt_exchange *x;
    struct rt_desk_who who;
    struct rt_queue_pick pick;
    struct rt_desk_reason *reasons;
    size_t n_reasons;
    int tab;
    int64_t now;
    json_t *view;
};

static const char *
text_of(const struct making *m, const char *name)
{
    return m->x != NULL ? rt_form_text(&m->x->form, name) : NULL;
}

/* Who opens the page sees their own work; an administrator all. */
static int
default_tab(const struct making *m)
{
    return m->who.role == RT_DESK_ADMIN ? RT_QUEUE_ALL : RT_QUEUE_MINE;
}

static void
read_values(const struct making *m, const char *name,
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
read_after(struct making *m, struct rt_err *err)
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
read_pick(struct making *m, struct rt_err *err)
{
    const char *sort = text_of(m, "sort"), *step = text_of(m, "step");
    const char *who = text_of(m, "who");
    enum rt_desk_state state = RT_STEP_NONE;

    m->tab = who != NULL ? rt_desk_word_at(tabs, who) : default_tab(m);
    m->pick = (struct rt_queue_pick){
        .who = m->tab < TAB_TELL ? (enum rt_queue_who)m->tab : RT_QUEUE_ALL,
        .user_id = m->who.user_id,
        .client_id = m->who.client_id,
        .own = m->who.role != RT_DESK_ADMIN &&
               m->v->site->desk.office.rules.see_own,
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

/* The same list with another tab, order or place; `after` NULL: its first
 * page. */
static const char *
address_of(const struct making *m, int tab, bool by_profit, const char *after)
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
count_text(const struct making *m, int64_t n)
{
    if (n >= RT_QUEUE_COUNTED)
        return rt_fmt(m->v->arena, "%d+", RT_QUEUE_COUNTED - 1);
    return rt_text_count(m->v->lang, m->v->arena, n);
}

static enum rt_code
add_tabs(struct making *m, struct rt_err *err)
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
                      address_of(m, i, m->pick.by_profit, NULL), "title",
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
attr_choices(const struct making *m, const char *key,
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
                if (missing.list[k] != NULL && strcmp(missing.list[k], text) == 0)
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
step_choices(const struct making *m)
{
    const char *now = text_of(m, "step");
    json_t *list = json_array();

    for (size_t i = 0; steps[i] != NULL; i++)
        json_array_append_new(
            list,
            choice(steps[i],
                   rt_text(m->v->lang,
                           rt_fmt(m->v->arena, "case_state_%s", steps[i])),
                   now != NULL && strcmp(now, steps[i]) == 0));
    return list;
}

static enum rt_code
read_reasons(struct making *m, struct rt_err *err)
{
    return rt_desk_reason_list(m->v->app->db, m->v->lang == RT_LANG_RU,
                               m->v->arena, &m->reasons, &m->n_reasons, err);
}

static json_t *
reason_choices(const struct making *m)
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

/* Own words, or what the reason is called; its code where it is not listed. */
static const char *
reason_of(const struct making *m, const struct rt_case *c)
{
    if (c->reason == NULL)
        return c->words != NULL ? c->words : "";
    for (size_t i = 0; i < m->n_reasons; i++)
        if (strcmp(m->reasons[i].code, c->reason) == 0)
            return m->reasons[i].text;
    return c->reason;
}

static enum rt_code
add_managers(struct making *m, struct rt_err *err)
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
add_filter(struct making *m, struct rt_err *err)
{
    struct rt_arena *a = m->v->arena;
    enum rt_code rc = read_reasons(m, err);

    json_object_set_new(m->view, "reasons", reason_choices(m));
    if (rc == RT_OK && !m->pick.own)
        rc = add_managers(m, err);
    json_object_set_new(m->view, "who", json_string(tabs[m->tab]));
    json_object_set_new(m->view, "steps", step_choices(m));
    json_object_set_new(m->view, "regions",
                        attr_choices(m, "region", &m->pick.region));
    json_object_set_new(m->view, "plans",
                        attr_choices(m, "plan", &m->pick.plan));
    json_object_set_new(
        m->view, "reset",
        json_string(rt_carry_lang(m->v,
                                  rt_fmt(a, "/queue?who=%s", tabs[m->tab]))));
    json_object_set_new(
        m->view, "lang_kept",
        json_string(rt_pairs_get(&m->v->rq.query, "lang") != NULL
                        ? rt_lang_name(m->v->lang)
                        : ""));
    json_object_set_new(m->view, "by_profit", json_boolean(m->pick.by_profit));
    json_object_set_new(
        m->view, "other_order",
        json_string(address_of(m, m->tab, !m->pick.by_profit, NULL)));
    return rc;
}

/* "−2 h" when the hour has passed, else how long there is still time. */
static void
add_due(const struct making *m, json_t *row, int64_t due_at)
{
    struct rt_visit *v = m->v;
    bool late = due_at != 0 && due_at <= m->now;
    int64_t span = late ? m->now - due_at : due_at - m->now;
    const char *text = "—";

    if (due_at != 0)
        text = rt_fmt(v->arena, "%s%s", late ? "−" : "",
                      rt_desk_say_span(v->lang, span, v->arena));
    json_object_set_new(row, "late", json_boolean(late));
    json_object_set_new(row, "due", json_string(text));
    json_object_set_new(row, "due_at",
                        json_string(due_at != 0 ? rt_instant_text(v, due_at)
                                                : ""));
}

/* Whether the asker may take it: by the table of the desk, from as much of the
 * facts as a list has. */
static bool
may_take(const struct making *m, const struct rt_queue_row *r)
{
    const struct rt_desk_office *office = &m->v->site->desk.office;
    struct rt_desk_contract contract = {
        .id = r->c.contract_id,
        .client_id = r->c.client_id,
        .deleted = r->deleted,
        .start = r->start,
        .end = r->end,
        .active = r->active,
        .next_start = RT_DAY_OPEN,
    };
    struct rt_desk_facts f = {
        .now = m->now,
        .rules = &office->rules,
        .calendar = &office->calendar,
        .contract = &contract,
        .the_case = &r->c,
        .nobody_told_on = RT_DAY_NONE,
    };

    return r->c.state != RT_STEP_NONE && r->c.manager_id != m->who.user_id &&
           (rt_desk_may(&f, &m->who) >> RT_DO_TAKE & 1) != 0;
}

static const char *
offer_text(const struct making *m, const struct rt_queue_row *r)
{
    if (r->offer == NULL)
        return "";
    if (r->offer_state < 0)
        return r->offer;
    return rt_fmt(
        m->v->arena, "%s, %s", r->offer,
        rt_text(m->v->lang,
                rt_fmt(m->v->arena, "offering_%s",
                       rt_offering_state_words[r->offer_state])));
}

static json_t *
row_json(struct making *m, const struct rt_queue_row *r)
{
    struct rt_visit *v = m->v;
    json_t *row = json_pack(
        "{s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b}",
        "id", (json_int_t)r->c.id, "version", (json_int_t)r->c.version, "href",
        rt_carry_lang(v, rt_fmt(v->arena, "/cases/%" PRId64, r->c.id)),
        "client", rt_masked_name(v->arena, r->last_name, r->first_name),
        "contract", rt_masked_number(v->arena, r->number), "reason",
        reason_of(m, &r->c),
        "offer", offer_text(m, r), "profit",
        r->has_profit ? rt_desk_visit_money(v, r->profit) : "—", "step",
        rt_text(v->lang, rt_fmt(v->arena, "case_state_%s",
                                rt_case_state_name(r->c.state))),
        "manager", r->manager != NULL ? r->manager : "—", "unanswered",
        r->unanswered > 0 ? rt_text_count(v->lang, v->arena, r->unanswered)
                          : "",
        "callback", r->c.callback_at != 0, "take", may_take(m, r));

    add_due(m, row, r->c.due_at);
    return row;
}

static enum rt_code
add_rows(struct making *m, struct rt_err *err)
{
    struct rt_queue_row *list;
    size_t n;
    json_t *rows = json_array();
    enum rt_code rc = rt_desk_queue(m->v->app->db, &m->pick, ROWS + 1,
                                    m->v->arena, &list, &n, err);

    json_object_set_new(m->view, "rows", rows);
    if (rc != RT_OK)
        return rc;
    for (size_t i = 0; i < n && i < ROWS; i++)
        json_array_append_new(rows, row_json(m, &list[i]));
    json_object_set_new(m->view, "any", json_boolean(n != 0));
    json_object_set_new(m->view, "none", json_boolean(n == 0));
    if (n > ROWS)
        json_object_set_new(
            m->view, "next",
            json_string(address_of(m, m->tab, m->pick.by_profit,
                                   rt_fmt(m->v->arena, "%" PRId64 "~%" PRId64,
                                          list[ROWS - 1].key,
                                          list[ROWS - 1].tie))));
    return RT_OK;
}

static enum rt_code
add_task(struct making *m, struct rt_notice *notice, json_t *tasks,
         struct rt_err *err)
{
    struct rt_visit *v = m->v;
    const char *text;
    enum rt_code rc = rt_desk_tell(v->app->db, &v->site->desk, notice, v->lang,
                                   m->now, v->arena, &text, err);

    if (rc != RT_OK)
        return rc;
    json_array_append_new(
        tasks,
        json_pack("{s:I, s:s, s:s, s:I, s:s, s:s, s:s}", "notice",
                  (json_int_t)notice->id, "text", text, "href",
                  rt_carry_lang(v, rt_fmt(v->arena, "/cases/%" PRId64,
                                          notice->case_id)),
                  "id", (json_int_t)notice->case_id, "since",
                  rt_instant_text(v, notice->created_at), "client",
                  rt_masked_name(v->arena, notice->last_name,
                                 notice->first_name),
                  "phone", rt_masked_contact(v->arena, notice->phone)));
    return RT_OK;
}

/* Tasks to tell clients something, the oldest first. */
static enum rt_code
add_tasks(struct making *m, struct rt_err *err)
{
    struct rt_notice *list;
    size_t n, shown = 0;
    json_t *tasks = json_array();
    enum rt_code rc =
        rt_notices_list(m->v->app->db, RT_NOTICES_SOME, m->pick.after_id,
                        m->v->arena, &list, &n, err);

    json_object_set_new(m->view, "tasks", tasks);
    for (size_t i = 0; rc == RT_OK && i < n && i < ROWS; i++)
        if (rt_desk_visit_sees(m->v, &m->who, list[i].client_id,
                               list[i].manager_id)) {
            rc = add_task(m, &list[i], tasks, err);
            shown++;
        }
    if (rc != RT_OK)
        return rc;
    json_object_set_new(m->view, "any_task", json_boolean(shown != 0));
    json_object_set_new(m->view, "none", json_boolean(shown == 0));
    if (n > ROWS)
        json_object_set_new(
            m->view, "next",
            json_string(address_of(m, m->tab, false,
                                   rt_fmt(m->v->arena, "0~%" PRId64,
                                          list[ROWS - 1].id))));
    return RT_OK;
}

static enum rt_code
fill_view(struct making *m, const struct rt_queue_page *p, struct rt_err *err)
{
    const char *done = text_of(m, "done");
    bool tasks = m->tab == TAB_TELL;
    enum rt_code rc = add_tabs(m, err);

    if (rc == RT_OK)
        rc = tasks ? add_tasks(m, err) : add_filter(m, err);
    if (rc == RT_OK && !tasks)
        rc = add_rows(m, err);
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
    struct making m = {.v = v, .now = time(NULL)};
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
    if (rc != RT_OK) {
        json_decref(m.view);
        return rc;
    }
    if (p->why != NULL)
        v->re.status = RT_FORM_WRONG;
    return rt_view_render(v, "queue", m.view, err);
}

enum rt_code
rt_queue_show(struct rt_exchange *x, struct rt_err *err)
{
    enum rt_code rc = rt_carry_check(x->host, &x->rest, err);

    return rc == RT_OK ? rt_queue_page(x->host, &(struct rt_queue_page){.x = x},
                                       err)
                       : rc;
}
