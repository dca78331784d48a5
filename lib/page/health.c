#include "page/health.h"

#include "app/health.h"
#include "page/carried_filter.h"
#include "page/view.h"

static json_t *
fact_json(const struct rt_fact *f)
{
    json_t *more = json_array();

    for (size_t i = 0; i < f->n_more; i++)
        json_array_append_new(more, json_string(f->more[i]));
    return json_pack("{s:s, s:s, s:b, s:o}", "name", f->name, "text", f->text,
                     "wrong", f->wrong, "more", more);
}

static json_t *
list_facts(struct rt_visit *v, bool *wrong)
{
    struct rt_err away = {0};
    struct rt_health h = {.conf = v->site->conf,
                          .lang = v->lang,
                          .arena = v->arena,
                          .away = &away,
                          .running = true};
    struct rt_fact *list;
    size_t n;
    json_t *facts = json_array();

    if (rt_app_db(v->app, &away) == RT_OK)
        h.db = v->app->db;
    rt_health_look(&h, &list, &n);
    for (size_t i = 0; i < n; i++) {
        *wrong |= list[i].wrong;
        json_array_append_new(facts, fact_json(&list[i]));
    }
    return facts;
}

enum rt_code
rt_health_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    bool wrong = false;
    json_t *view;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc != RT_OK)
        return rc;
    rt_visit_no_store(v);
    view = rt_view_new(v, rt_text(v->lang, "page_health"));
    json_object_set_new(view, "facts", list_facts(v, &wrong));
    json_object_set_new(view, "well", json_boolean(!wrong));
    return rt_view_render(v, "health", view, err);
}
