#include "page/frame.h"

#include "app/cache.h"
#include "app/key.h"
#include "page/view.h"

#include <string.h>

/* A hole is the worker's random mark, which nobody can write into a page, and
 * one of these letters; parts are 'A' and what follows. */
enum {
    HOLE_TOKEN = 't',
    HOLE_NAME = 'n',
    HOLE_OWN = 'o',
    HOLE_LATE = 'l',
    HOLE_LATE_WORDS = 'w',
    HOLE_PART = 'A'
};
enum { KEY = RT_APP_KEY - 1 };

static const char *
hole(const struct rt_visit *v, char letter)
{
    return rt_fmt(v->arena, "%s%c", v->site->mark, letter);
}

json_t *
rt_frame_hole(const struct rt_visit *v, size_t part)
{
    return json_pack("{s:s}", "html", hole(v, (char)(HOLE_PART + part)));
}

json_t *
rt_frame_own(const struct rt_visit *v)
{
    return json_pack("{s:s}", "html", hole(v, HOLE_OWN));
}

/* Everything that templates/layout and page show beside what holes stand for
 * follows from these and the data. */
static const char *
frame_key(const struct rt_visit *v, const struct rt_page *page)
{
    const char *state =
        rt_fmt(v->arena, "%s%s%s%s", rt_role_name(v->who.role),
               v->degraded ? " degraded" : "", v->app->held ? " held" : "",
               rt_view_disk_full(v) ? " full" : "");

    return rt_app_key(
        v->app,
        &(struct rt_app_key){.form = "frame",
                             .subject = page->path,
                             .query = rt_pairs_format(&v->rq.query, v->arena),
                             .lang = v->lang,
                             .theme = rt_view_theme(v),
                             .table = state},
        v->arena);
}

static void
fill_hole(struct rt_visit *v, char letter, const char *token,
          const struct rt_frame_parts *parts)
{
    struct rt_buf *out = &v->re.body;
    size_t part = (size_t)(letter - HOLE_PART);

    if (letter == HOLE_TOKEN)
        rt_buf_html(out, token, strlen(token));
    else if (letter == HOLE_NAME)
        rt_buf_html(out, v->who.name, strlen(v->who.name));
    else if (letter == HOLE_LATE)
        rt_buf_html(out, rt_view_badge(v)->n, strlen(rt_view_badge(v)->n));
    else if (letter == HOLE_LATE_WORDS)
        rt_buf_html(out, rt_view_badge(v)->words,
                    strlen(rt_view_badge(v)->words));
    else if (letter == HOLE_OWN)
        rt_buf_add(out, parts->own.html, parts->own.len);
    else if (part < parts->n)
        rt_buf_add(out, parts->list[part].html, parts->list[part].len);
}

static void
fill(struct rt_visit *v, const char *text, size_t len,
     const struct rt_frame_parts *parts)
{
    const char *mark = v->site->mark, *end = text + len, *at;
    const char *token = rt_visit_csrf(v);
    size_t mark_len = strlen(mark);

    while ((at = memmem(text, (size_t)(end - text), mark, mark_len)) != NULL) {
        rt_buf_add(&v->re.body, text, (size_t)(at - text));
        fill_hole(v, at[mark_len], token, parts);
        text = at + mark_len + 1;
    }
    rt_buf_add(&v->re.body, text, (size_t)(end - text));
    rt_response_type(&v->re, "text/html");
}

/* The keys of the parts stand in front of a kept frame. */
static void
keep_frame(struct rt_visit *v, const struct rt_page *page,
           const struct rt_buf *frame, const struct rt_frame_parts *parts)
{
    struct rt_buf kept;

    rt_buf_init(&kept, 0);
    rt_buf_char(&kept, (char)('0' + parts->n));
    for (size_t i = 0; i < parts->n; i++)
        rt_buf_str(&kept, parts->list[i].key);
    rt_buf_add(&kept, frame->data, frame->len);
    rt_cache_put(v->app->cache, frame_key(v, page), kept.data, kept.len);
    rt_buf_fini(&kept);
}

bool
rt_frame_again(struct rt_visit *v, const struct rt_page *page,
               const struct rt_part *own)
{
    struct rt_cache *cache = v->app->cache;
    struct rt_frame_parts parts;
    size_t len, head;
    const char *kept = rt_cache_get(cache, frame_key(v, page), &len);

    if (kept == NULL)
        return false;
    parts.n = (size_t)(kept[0] - '0');
    parts.own = *own;
    head = 1 + parts.n * KEY;
    for (size_t i = 0; i < parts.n; i++) {
        struct rt_part *p = &parts.list[i];

        p->key = rt_strndup(v->arena, kept + 1 + i * KEY, KEY);
        p->html = rt_cache_get(cache, p->key, &p->len);
        if (p->html == NULL)
            return false;
    }
    fill(v, kept + head, len - head, &parts);
    return true;
}

static void
make_badge_holes(const struct rt_visit *v, json_t *view)
{
    size_t i, k;
    json_t *group, *page;

    json_array_foreach(json_object_get(view, "nav"), i, group)
    {
        json_array_foreach(json_object_get(group, "pages"), k, page)
        {
            json_t *badge = json_object_get(page, "badge");

            if (badge == NULL)
                continue;
            json_object_set_new(badge, "n", json_string(hole(v, HOLE_LATE)));
            json_object_set_new(badge, "words",
                                json_string(hole(v, HOLE_LATE_WORDS)));
        }
    }
}

static void
make_holes(const struct rt_visit *v, json_t *view)
{
    json_t *user = json_object_get(view, "user");

    json_object_set_new(view, "csrf", json_string(hole(v, HOLE_TOKEN)));
    if (json_is_object(user))
        json_object_set_new(user, "name", json_string(hole(v, HOLE_NAME)));
    make_badge_holes(v, view);
}

enum rt_code
rt_frame_show(struct rt_visit *v, const struct rt_page *page, json_t *view,
              const struct rt_frame_parts *parts, bool keep, struct rt_err *err)
{
    struct rt_buf frame;
    enum rt_code rc;

    rt_buf_init(&frame, 0);
    make_holes(v, view);
    rc = rt_view_text(v, "page", view, &frame, err);
    if (rc == RT_OK) {
        fill(v, frame.data, frame.len, parts);
        if (keep)
            keep_frame(v, page, &frame, parts);
    }
    rt_buf_fini(&frame);
    return rc;
}
