#include "page/desk_work.h"

#include "app/env.h"
#include "page/carried_filter.h"
#include "page/desk_visit.h"
#include "page/view.h"
#include "repo/desk_work.h"
#include "stat/wilson.h"

#include <math.h>
#include <time.h>

enum { DAYS = 90, SHARE_MIN = 30, SHARE_DECIMALS = 1, HOUR_S = 3600 };

/* The days that are counted, inclusive. */
struct days {
    int32_t first, last;
};

static struct days
days_of(const struct rt_visit *v, int64_t now)
{
    struct rt_filter f;
    struct days out;

    rt_carry_filter(v, &f);
    out.last =
        f.to != RT_DAY_NONE ? f.to : rt_zone_day(v->site->desk.zone, now);
    out.first = f.from != RT_DAY_NONE ? f.from : out.last - DAYS + 1;
    return out;
}

static struct rt_desk_work_span
span_of(const struct rt_visit *v, const struct days *days, int64_t now)
{
    const struct rt_zone *zone = v->site->desk.zone;

    return (struct rt_desk_work_span){
        .from = rt_zone_instant(zone, days->first, 0),
        .to = rt_zone_instant(zone, days->last + 1, 0),
        .now = now,
        .zone = zone,
        .gap_days =
            rt_app_env(v->app->conf, rt_app_data(v->app), v->lang).gap_days,
    };
}

static const char *
hours_text(const struct rt_visit *v, double seconds)
{
    return isnan(seconds)
               ? "—"
               : rt_text_fill(
                     v->lang, v->arena, "desk_work_hours", "n",
                     rt_text_number(v->lang, v->arena, seconds / HOUR_S, 1),
                     NULL);
}

/* "12 of 15"; from 30 on with the share and its interval, for below that a
 * share says nothing of a person. */
static const char *
share_text(const struct rt_visit *v, int64_t part, int64_t whole)
{
    const char *of;
    double low, high;

    if (whole == 0)
        return "—";
    of = rt_text_fill(v->lang, v->arena, "hover_of", "part",
                      rt_text_count(v->lang, v->arena, part), "whole",
                      rt_text_count(v->lang, v->arena, whole), NULL);
    if (whole < SHARE_MIN)
        return of;
    rt_wilson(part, whole, &low, &high);
    return rt_text_fill(
        v->lang, v->arena, "desk_work_share", "of", of, "share",
        rt_text_share(v->lang, v->arena, (double)part / (double)whole,
                      SHARE_DECIMALS),
        "low", rt_text_share(v->lang, v->arena, low, SHARE_DECIMALS), "high",
        rt_text_share(v->lang, v->arena, high, SHARE_DECIMALS), NULL);
}

static json_t *
part_json(const struct rt_visit *v, const struct rt_worked_part *p)
{
    return json_pack("{s:s, s:s, s:s}", "cases",
                     rt_text_count(v->lang, v->arena, p->cases), "timely",
                     share_text(v, p->timely, p->judged), "kept",
                     share_text(v, p->kept, p->due));
}

static json_t *
list_rows(const struct rt_visit *v, const struct rt_worked_case *list, size_t n,
          int64_t now)
{
    const struct rt_desk_office *office = &v->site->desk.office;
    const struct rt_worked_rule rule = {
        .calendar = &office->calendar,
        .answer_s = (int64_t)office->rules.due.answer_hours * HOUR_S,
        .now = now};
    struct rt_worked_row *rows;
    size_t n_rows = rt_worked_rows(list, n, &rule, v->arena, &rows);
    json_t *out = json_array();

    for (size_t i = 0; i < n_rows; i++) {
        if (v->who.role != RT_ROLE_ADMIN && rows[i].manager_id != v->who.id)
            continue;
        json_array_append_new(
            out, json_pack("{s:s, s:o, s:o}", "name", rows[i].manager, "taken",
                           part_json(v, &rows[i].taken), "dealt",
                           part_json(v, &rows[i].dealt)));
    }
    return out;
}

static void
add_answers(const struct rt_visit *v, const struct rt_worked_case *list,
            size_t n, json_t *view)
{
    struct rt_worked_answers a =
        rt_worked_answers(list, n, &v->site->desk.office.calendar, v->arena);

    json_object_set_new(view, "median", json_string(hours_text(v, a.median)));
    json_object_set_new(view, "p90", json_string(hours_text(v, a.p90)));
    json_object_set_new(
        view, "answered",
        json_string(rt_text_count(v->lang, v->arena, a.answered)));
    json_object_set_new(
        view, "unanswered",
        json_string(rt_text_count(v->lang, v->arena, a.unanswered)));
    json_object_set_new(
        view, "waiting",
        json_string(rt_text_fill(v->lang, v->arena, "desk_work_waiting", "n",
                                 rt_text_count(v->lang, v->arena, a.waiting),
                                 NULL)));
}

static void
add_words(const struct rt_visit *v, const struct days *days,
          const struct rt_desk_work_beside *b, json_t *view)
{
    json_object_set_new(view, "days",
                        json_string(rt_text_fill(
                            v->lang, v->arena, "desk_work_days", "from",
                            rt_text_day(v->lang, v->arena, days->first), "to",
                            rt_text_day(v->lang, v->arena, days->last), NULL)));
    json_object_set_new(
        view, "beside",
        json_string(rt_text_fill(
            v->lang, v->arena, "desk_work_beside", "lapsed",
            rt_text_count(v->lang, v->arena, b->lapsed), "mistaken",
            rt_text_count(v->lang, v->arena, b->mistaken), "no_contact",
            rt_text_count(v->lang, v->arena, b->no_contact), "lists",
            rt_text_count(v->lang, v->arena, b->lists), NULL)));
}

static enum rt_code
render(struct rt_visit *v, json_t *view, struct rt_part *out,
       struct rt_err *err)
{
    struct rt_buf made;
    enum rt_code rc;

    json_object_set(view, "t", v->site->words[v->lang]);
    rt_buf_init(&made, 0);
    rc = rt_view_text(v, "desk-work", view, &made, err);
    if (rc == RT_OK)
        *out = (struct rt_part){
            .html = rt_strndup(v->arena, made.data, made.len), .len = made.len};
    rt_buf_fini(&made);
    return rc;
}

enum rt_code
rt_desk_work_html(struct rt_visit *v, struct rt_part *out, struct rt_err *err)
{
    int64_t now = time(NULL);
    struct rt_desk_work_beside beside;
    struct rt_worked_case *list;
    struct rt_desk_work_span span;
    struct days days;
    size_t n;
    json_t *view, *rows;
    enum rt_code rc = rt_desk_visit_begin(v, err);

    if (rc != RT_OK)
        return rc;
    days = days_of(v, now);
    span = span_of(v, &days, now);
    rc = rt_desk_work_list(v->app->db, &span, v->arena, &list, &n, err);
    if (rc == RT_OK)
        rc = rt_desk_work_beside(v->app->db, &span, &beside, err);
    if (rc != RT_OK)
        return rc;
    rows = list_rows(v, list, n, now);
    view = json_pack("{s:b, s:o}", "any", json_array_size(rows) != 0, "rows",
                     rows);
    add_answers(v, list, n, view);
    add_words(v, &days, &beside, view);
    return render(v, view, out, err);
}
