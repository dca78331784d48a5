/* What happened in a case and what its client was told, as the pages show it.
 */
#include "desk/tell.h"
#include "page/carried_filter.h"
#include "page/case_own.h"
#include "page/instant.h"
#include "repo/desk_timeline.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { RECEIPT_S = 5 };

static enum rt_code
tell(struct rt_case_view *c, struct rt_notice *n, const char **text,
     struct rt_err *err)
{
    return rt_desk_tell(c->v->app->db, &c->v->site->desk, n, c->v->lang, c->now,
                        c->v->arena, text, err);
}

/* The receipt of a request that was made with its reason in one go. */
static bool
is_receipt_before(const struct rt_notice *n, const struct rt_notice *last)
{
    return n->word == RT_SAY_RECEIPT &&
           (last->word == RT_SAY_OFFER || last->word == RT_SAY_NONE) &&
           last->created_at - n->created_at < RECEIPT_S;
}

enum rt_code
rt_case_add_say(struct rt_case_view *c, struct rt_err *err)
{
    struct rt_notice *list;
    size_t n, last;
    json_t *say = json_array();
    enum rt_code rc =
        rt_notices_list(c->v->app->db, RT_NOTICES_OF_CASE, c->scene.the_case.id,
                        c->v->arena, &list, &n, err);

    last = rc == RT_OK ? rt_notices_last(list, n) : 0;
    for (size_t i = 0; rc == RT_OK && last < n && i < n; i++) {
        const char *text = "";

        if (list[i].user_id != 0 ||
            (i < last && !is_receipt_before(&list[i], &list[last])))
            continue;
        rc = tell(c, &list[i], &text, err);
        if (rc == RT_OK && text[0] != '\0')
            json_array_append_new(say, json_string(text));
    }
    json_object_set_new(c->json, "any_say",
                        json_boolean(json_array_size(say) != 0));
    json_object_set_new(c->json, "say", say);
    return rc;
}

/* One line of what happened. */
struct line {
    int64_t at;
    int64_t event; /* that it is, or that told it; 0: a message */
    size_t place;  /* among lines of the same event */
    json_t *json;
};

struct lines {
    struct line *list;
    size_t n;
};

static void
add_line(struct rt_case_view *c, struct lines *to, int64_t at, int64_t event,
         json_t *json)
{
    json_object_set_new(json, "time", json_string(rt_instant_text(c->v, at)));
    RT_GROW(c->v->arena, to->list, to->n);
    to->list[to->n] = (struct line){at, event, to->n, json};
    to->n++;
}

static int
by_time(const void *a, const void *b)
{
    const struct line *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->event != y->event)
        return x->event < y->event ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static const char *
entry_detail(const struct rt_case_view *c, const struct rt_desk_entry *e)
{
    if (e->offer != NULL)
        return rt_fmt(c->v->arena, "%" PRId32 ". %s", e->n, e->offer);
    if (e->manager != NULL &&
        (strcmp(e->kind, "pass") == 0 || strcmp(e->kind, "assign") == 0 ||
         strcmp(e->kind, "alert") == 0))
        return rt_fmt(c->v->arena, "→ %s", e->manager);
    return "";
}

/* A person of the staff has a name. */
static const char *
entry_who(const struct rt_case_view *c, const struct rt_desk_entry *e)
{
    const char *role =
        rt_text(c->v->lang, rt_fmt(c->v->arena, "who_%s", e->actor));

    return e->user != NULL && e->user[0] != '\0' ? e->user : role;
}

static const char *
entry_what(const struct rt_case_view *c, const struct rt_desk_entry *e)
{
    const char *text =
        rt_text_find(c->v->lang, rt_fmt(c->v->arena, "happened_%s", e->kind));

    return text != NULL ? text : e->kind;
}

static enum rt_code
add_entries(struct rt_case_view *c, struct lines *to, struct rt_err *err)
{
    struct rt_desk_entry *list;
    size_t n;
    enum rt_code rc = rt_desk_timeline(c->v->app->db, c->scene.the_case.id,
                                       c->v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        add_line(c, to, list[i].at, list[i].is_message ? 0 : list[i].id,
                 json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "who",
                           entry_who(c, &list[i]), "what",
                           entry_what(c, &list[i]), "detail",
                           entry_detail(c, &list[i]), "text",
                           list[i].text != NULL ? list[i].text : "", "state",
                           "", "to_client", false));
    return rc;
}

/* What the client was told, in the words that they read. */
static enum rt_code
add_notices(struct rt_case_view *c, struct lines *to, struct rt_err *err)
{
    struct rt_visit *v = c->v;
    struct rt_notice *list;
    size_t n;
    enum rt_code rc =
        rt_notices_list(v->app->db, RT_NOTICES_OF_CASE, c->scene.the_case.id,
                        v->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++) {
        const char *text;
        json_t *json;

        if (list[i].user_id != 0 || list[i].word == RT_SAY_REPLY)
            continue;
        rc = tell(c, &list[i], &text, err);
        if (rc != RT_OK)
            break;
        json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "who",
                         rt_text(v->lang, "case_told"), "what", "", "detail",
                         "", "text", text, "state",
                         rt_text(v->lang, rt_fmt(v->arena, "notice_state_%s",
                                                 list[i].state)),
                         "to_client", true);
        if (strcmp(list[i].state, "by_hand") == 0)
            json_object_set_new(json, "task", json_integer(list[i].id));
        add_line(c, to, list[i].created_at, list[i].event_id, json);
    }
    return rc;
}

enum rt_code
rt_case_add_timeline(struct rt_case_view *c, struct rt_err *err)
{
    struct lines lines = {0};
    json_t *list = json_array();
    enum rt_code rc = add_entries(c, &lines, err);

    if (rc == RT_OK)
        rc = add_notices(c, &lines, err);
    if (lines.n > 1)
        qsort(lines.list, lines.n, sizeof *lines.list, by_time);
    for (size_t i = 0; i < lines.n; i++)
        json_array_append_new(list, lines.list[i].json);
    json_object_set_new(c->json, "any_timeline",
                        json_boolean(json_array_size(list) != 0));
    json_object_set_new(c->json, "timeline", list);
    json_object_set_new(c->json, "told_action",
                        json_string(rt_carry_lang(c->v, "/queue/told")));
    return rc;
}
