/* The list of threads, those that wait for an answer first. */
#include "page/messages.h"

#include "base/utf8.h"
#include "desk/due.h"
#include "page/carried_filter.h"
#include "page/instant.h"
#include "page/mask.h"
#include "page/message_own.h"
#include "page/view.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { ROWS = 50, LINE_BYTES = 160, DIGITS_SHOWN = 4 };

static const char *const shows[] = {"waiting", "all", NULL};

const struct rt_field rt_messages_inputs[] = {
    {.name = "show", .kind = RT_INPUT_WORD, .words = shows},
    {.name = "after",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = 9007199254740991.},
    {.name = NULL},
};

/* Digits of a number may stand apart: +7 (916) 000-00-00. */
static size_t
number_length(const char *text, size_t *digits)
{
    size_t len = 0, end = 0;

    *digits = 0;
    while (isdigit((unsigned char)text[len]) ||
           (*digits > 0 && text[len] != '\0' &&
            strchr(" -()", text[len]) != NULL)) {
        if (isdigit((unsigned char)text[len])) {
            ++*digits;
            end = len + 1;
        }
        len++;
    }
    return end;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* A word with an @ in it. */
static size_t
email_length(const char *text)
{
    size_t len = 0;
    bool at = false;

    while (text[len] != '\0' && !is_blank(text[len])) {
        at = at || text[len] == '@';
        len++;
    }
    return at ? len : 0;
}

/* As many whole characters as have room. */
static size_t
line_length(const char *text)
{
    size_t len = strlen(text);

    if (len <= LINE_BYTES)
        return len;
    len = LINE_BYTES;
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    return len;
}

const char *
rt_blotted_line(struct rt_arena *a, const char *text)
{
    struct rt_buf out;
    const char *line;
    size_t digits, len;
    bool begins = true;

    rt_buf_init(&out, 0);
    while (*text != '\0' && out.len <= LINE_BYTES) {
        if (begins && (len = email_length(text)) != 0) {
            rt_buf_str(&out, "•••");
        } else if ((len = number_length(text, &digits)) != 0 &&
                   digits > DIGITS_SHOWN) {
            rt_buf_str(&out, "•••");
        } else {
            len = len != 0 ? len : 1;
            for (size_t i = 0; i < len; i++)
                rt_buf_char(&out, is_blank(text[i]) ? ' ' : text[i]);
        }
        begins = is_blank(text[len - 1]);
        text += len;
    }
    rt_buf_char(&out, '\0');
    len = line_length(out.data);
    line = rt_fmt(a, "%s%s", rt_strndup(a, out.data, len),
                  *text != '\0' || out.data[len] != '\0' ? "…" : "");
    rt_buf_fini(&out);
    return line;
}

int64_t
rt_message_due(const struct rt_visit *v, int64_t since)
{
    const struct rt_desk_office *o = &v->site->desk.office;

    return rt_due_message(since, &o->calendar, &o->rules.due);
}

static json_t *
thread_json(const struct rt_visit *v, const struct rt_thread *t)
{
    int64_t due = t->since != 0 ? rt_message_due(v, t->since) : 0;
    const char *name = rt_mask_name(v->arena, t->last_name, t->first_name);
    json_t *row = json_pack(
        "{s:s, s:s, s:s, s:b, s:s, s:s}", "href",
        rt_carry_lang(v, rt_fmt(v->arena, "/messages/%" PRId64, t->client_id)),
        "client",
        name[0] != '\0' ? name : rt_fmt(v->arena, "№ %" PRId64, t->client_id),
        "text", rt_blotted_line(v->arena, t->text != NULL ? t->text : ""),
        "ours", !t->from_client, "at", rt_instant_text(v, t->last_at),
        "manager", t->manager != NULL ? t->manager : "");

    json_object_set_new(row, "due",
                        due != 0 ? json_string(rt_instant_text(v, due))
                                 : json_null());
    json_object_set_new(row, "late",
                        json_boolean(due != 0 && due < time(NULL)));
    json_object_set_new(row, "waiting",
                        t->waiting != 0 ? json_string(rt_text_count(
                                              v->lang, v->arena, t->waiting))
                                        : json_null());
    json_object_set_new(
        row, "case_href",
        t->case_id != 0
            ? json_string(rt_carry_lang(
                  v, rt_fmt(v->arena, "/cases/%" PRId64, t->case_id)))
            : json_null());
    json_object_set_new(row, "case", json_integer(t->case_id));
    return row;
}

static const char *
tab_href(const struct rt_visit *v, const char *show, int64_t after)
{
    const char *path = rt_carry_lang(v, "/messages");
    const char *href = rt_fmt(v->arena, "%s%cshow=%s", path,
                              strchr(path, '?') != NULL ? '&' : '?', show);

    return after != 0 ? rt_fmt(v->arena, "%s&after=%" PRId64, href, after)
                      : href;
}

static json_t *
list_tabs(const struct rt_visit *v, int64_t waiting, bool all)
{
    json_t *tabs = json_array();

    for (size_t i = 0; shows[i] != NULL; i++) {
        json_t *tab = json_pack(
            "{s:s, s:s, s:b}", "title",
            rt_text(v->lang, rt_fmt(v->arena, "messages_%s", shows[i])), "href",
            tab_href(v, shows[i], 0), "current", (i != 0) == all);

        json_object_set_new(
            tab, "count",
            i == 0 ? json_string(rt_text_count(v->lang, v->arena, waiting))
                   : json_null());
        json_array_append_new(tabs, tab);
    }
    return tabs;
}

/* The key of the page behind the last row. */
static enum rt_code
next_key(struct rt_visit *v, const struct rt_thread *last, bool all,
         int64_t *key, struct rt_err *err)
{
    *key = last->last_id;
    return all ? RT_OK
               : rt_thread_first_waiting(v->app->db, last->client_id, key, err);
}

static enum rt_code
fill_view(struct rt_visit *v, const struct rt_exchange *x, json_t *view,
          struct rt_err *err)
{
    const struct rt_value *show = rt_form_get(&x->form, "show");
    int64_t after = rt_desk_visit_number(x, "after"), waiting = 0, key = 0;
    bool all = show != NULL && show->n != 0;
    struct rt_desk_sight whose;
    struct rt_thread *list = NULL;
    json_t *rows = json_array();
    size_t n = 0;
    enum rt_code rc = rt_desk_visit_sight(v, &whose, err);

    if (rc == RT_OK)
        rc = rt_threads_count(v->app->db, &whose, &waiting, err);
    if (rc == RT_OK)
        rc = (all ? rt_threads_all : rt_threads_waiting)(
            v->app->db, &whose, after, v->arena, &list, &n, err);
    if (rc == RT_OK && n > ROWS)
        rc = next_key(v, &list[ROWS - 1], all, &key, err);
    for (size_t i = 0; rc == RT_OK && i < n && i < ROWS; i++)
        json_array_append_new(rows, thread_json(v, &list[i]));
    json_object_set_new(view, "rows", rows);
    json_object_set_new(view, "any", json_boolean(n != 0));
    json_object_set_new(view, "tabs", list_tabs(v, waiting, all));
    json_object_set_new(
        view, "heading",
        json_string(
            rt_text(v->lang, rt_fmt(v->arena, "messages_%s", shows[all]))));
    json_object_set_new(
        view, "none",
        json_string(
            rt_text(v->lang, all ? "messages_no_messages" : "messages_none")));
    json_object_set_new(view, "admin",
                        json_boolean(v->who.role == RT_ROLE_ADMIN));
    json_object_set_new(view, "templates_href",
                        json_string(rt_carry_lang(v, "/templates")));
    if (key != 0)
        json_object_set_new(view, "next",
                            json_string(tab_href(v, shows[all], key)));
    if (after != 0)
        json_object_set_new(view, "first",
                            json_string(tab_href(v, shows[all], 0)));
    return rc;
}

enum rt_code
rt_messages_show(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    json_t *view;
    enum rt_code rc = rt_carry_check(v, &x->rest, err);

    if (rc == RT_OK)
        rc = rt_desk_visit_begin(v, err);
    if (rc != RT_OK)
        return rc;
    view = rt_view_new(v, rt_text(v->lang, "page_messages"));
    rc = fill_view(v, x, view, err);
    return rt_view_finish(v, rc, "messages", view, err);
}
