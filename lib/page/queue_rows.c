/* The rows of the queue: cases, and tasks to tell a client something. */
#include "base/date.h"
#include "desk/decide.h"
#include "desk/say.h"
#include "desk/tell.h"
#include "page/carried_filter.h"
#include "page/instant.h"
#include "page/mask.h"
#include "page/queue_own.h"

#include <inttypes.h>
#include <string.h>

enum { ROWS = 50 };

/* Own words, or what the reason is called; its code where it is not listed. */
static const char *
reason_of(const struct rt_queue_view *m, const struct rt_case *c)
{
    if (c->reason == NULL)
        return c->words != NULL ? c->words : "";
    for (size_t i = 0; i < m->n_reasons; i++)
        if (strcmp(m->reasons[i].code, c->reason) == 0)
            return m->reasons[i].text;
    return c->reason;
}

/* "−2 h" when the hour has passed, else how long there is still time. */
static void
add_due(const struct rt_queue_view *m, json_t *row, int64_t due_at)
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
    json_object_set_new(
        row, "due_at",
        json_string(due_at != 0 ? rt_instant_text(v, due_at) : ""));
}

/* Whether the asker may take it: by the table of the desk, from as much of the
 * facts as a list has. */
static bool
may_take(const struct rt_queue_view *m, const struct rt_queue_row *r)
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
offer_text(const struct rt_queue_view *m, const struct rt_queue_row *r)
{
    if (r->offer == NULL)
        return "";
    if (r->offer_state < 0)
        return r->offer;
    return rt_fmt(
        m->v->arena, "%s, %s", r->offer,
        rt_text(m->v->lang, rt_fmt(m->v->arena, "offering_%s",
                                   rt_offering_state_words[r->offer_state])));
}

static json_t *
row_json(struct rt_queue_view *m, const struct rt_queue_row *r)
{
    struct rt_visit *v = m->v;
    json_t *row = json_pack(
        "{s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b}",
        "id", (json_int_t)r->c.id, "version", (json_int_t)r->c.version, "href",
        rt_carry_lang(v, rt_fmt(v->arena, "/cases/%" PRId64, r->c.id)),
        "client", rt_mask_name(v->arena, r->last_name, r->first_name),
        "contract", rt_mask_number(v->arena, r->number), "reason",
        reason_of(m, &r->c), "offer", offer_text(m, r), "profit",
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

enum rt_code
rt_queue_add_rows(struct rt_queue_view *m, struct rt_err *err)
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
            json_string(rt_queue_address(
                m, m->tab, m->pick.by_profit,
                rt_fmt(m->v->arena, "%" PRId64 "~%" PRId64, list[ROWS - 1].key,
                       list[ROWS - 1].tie))));
    return RT_OK;
}

static enum rt_code
add_task(struct rt_queue_view *m, struct rt_notice *notice, json_t *tasks,
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
                  rt_carry_lang(
                      v, rt_fmt(v->arena, "/cases/%" PRId64, notice->case_id)),
                  "id", (json_int_t)notice->case_id, "since",
                  rt_instant_text(v, notice->created_at), "client",
                  rt_mask_name(v->arena, notice->last_name, notice->first_name),
                  "phone", rt_mask_contact(v->arena, notice->phone)));
    return RT_OK;
}

/* Tasks to tell clients something, the oldest first. */
enum rt_code
rt_queue_add_tasks(struct rt_queue_view *m, struct rt_err *err)
{
    struct rt_notice *list;
    size_t n;
    json_t *tasks = json_array();
    enum rt_code rc =
        rt_notices_tasks(m->v->app->db, &m->pick.sight, m->pick.after_id,
                         ROWS + 1, m->v->arena, &list, &n, err);

    json_object_set_new(m->view, "tasks", tasks);
    json_object_set_new(m->view, "told_action",
                        json_string(rt_carry_lang(m->v, "/queue/told")));
    for (size_t i = 0; rc == RT_OK && i < n && i < ROWS; i++)
        rc = add_task(m, &list[i], tasks, err);
    if (rc != RT_OK)
        return rc;
    json_object_set_new(m->view, "any_task", json_boolean(n != 0));
    json_object_set_new(m->view, "none", json_boolean(n == 0));
    if (n > ROWS)
        json_object_set_new(
            m->view, "next",
            json_string(rt_queue_address(
                m, m->tab, false,
                rt_fmt(m->v->arena, "0~%" PRId64, list[ROWS - 1].id))));
    return RT_OK;
}
