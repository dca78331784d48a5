#include "page/view.h"

#include "base/disk.h"
#include "http/cookie.h"
#include "page/carried_filter.h"
#include "page/desk_visit.h"
#include "page/next_page.h"
#include "repo/desk_queue.h"

#include <string.h>
#include <time.h>

static const char theme_cookie[] = "__Host-theme";
const char *const rt_view_themes[] = {"auto", "light", "dark", NULL};
enum {
    THEME_AGE_S = 400 * 86400
}; /* browsers keep a cookie no longer than this */

static const char *const lang_titles[RT_LANG__MAX] = {
    [RT_LANG_RU] = "Русский",
    [RT_LANG_EN] = "English",
};

static const char *
find_theme(const char *word)
{
    for (size_t i = 0; word != NULL && rt_view_themes[i] != NULL; i++) {
        if (strcmp(rt_view_themes[i], word) == 0)
            return rt_view_themes[i];
    }
    return NULL;
}

const char *
rt_view_theme(const struct rt_visit *v)
{
    const char *theme = find_theme(rt_cookie_get(&v->rq.cookies, theme_cookie));

    return theme != NULL ? theme : rt_view_themes[0];
}

void
rt_view_set_theme(struct rt_visit *v, const char *word)
{
    rt_response_header(
        &v->re, "Set-Cookie",
        rt_cookie_format(v->arena, theme_cookie, word, THEME_AGE_S));
}

static json_t *
list_langs(struct rt_visit *v)
{
    json_t *list = json_array();

    for (enum rt_lang lang = 0; lang < RT_LANG__MAX; lang++)
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:b}", "code", rt_lang_name(lang),
                            "name", lang_titles[lang], "href",
                            rt_visit_here(v, rt_lang_name(lang)), "current",
                            lang == v->lang));
    return list;
}

static json_t *
list_themes(struct rt_visit *v)
{
    json_t *list = json_array();
    const char *now = rt_view_theme(v);

    for (const char *const *word = rt_view_themes; *word != NULL; word++)
        json_array_append_new(
            list,
            json_pack("{s:s, s:s, s:b}", "code", *word, "name",
                      rt_text(v->lang, rt_fmt(v->arena, "theme_%s", *word)),
                      "current", strcmp(now, *word) == 0));
    return list;
}

static json_t *
who(struct rt_visit *v)
{
    const char *key = rt_fmt(v->arena, "role_%s", rt_role_name(v->who.role));

    if (v->who.id == 0)
        return json_false();
    return json_pack("{s:s, s:s}", "name", v->who.name, "role",
                     rt_text(v->lang, key));
}

/* "/users" has also the pages "/users/ID". */
static bool
is_within(const char *here, const char *path)
{
    size_t len = strlen(path);

    return strncmp(here, path, len) == 0 && here[len] == '/';
}

static json_t *
page_json(const struct rt_visit *v, const struct rt_filter *filter,
          const struct rt_page *p)
{
    const char *here =
        v->match.route != NULL ? v->match.route->path : v->rq.path;

    return json_pack("{s:s, s:s, s:b, s:b}", "href", rt_carry_url(v, filter, p),
                     "title", rt_text(v->lang, p->title), "current",
                     strcmp(here, p->path) == 0, "within",
                     is_within(here, p->path));
}

/* The page is shown without it when the database does not answer. */
static struct rt_badge
count_late(struct rt_visit *v)
{
    struct rt_badge badge = {"", ""};
    struct rt_desk_sight sight;
    int64_t n = 0;
    enum rt_code rc = rt_app_db(v->app, NULL);

    if (rc == RT_OK)
        rc = rt_desk_visit_sight(v, &sight, NULL);
    if (rc == RT_OK)
        rc = rt_desk_queue_late(v->app->db, &sight, time(NULL), &n, NULL);
    if (rc != RT_OK || n == 0)
        return badge;
    badge.n = n < RT_QUEUE_LATE ? rt_text_count(v->lang, v->arena, n)
                                : rt_fmt(v->arena, "%d+", RT_QUEUE_LATE - 1);
    badge.words =
        rt_text_fill(v->lang, v->arena, "nav_overdue", "n", badge.n, NULL);
    return badge;
}

const struct rt_badge *
rt_view_badge(struct rt_visit *v)
{
    struct rt_badge *badge;

    if (v->badge != NULL)
        return v->badge;
    badge = rt_alloc(v->arena, sizeof *badge);
    *badge = (struct rt_badge){"", ""};
    if (!v->degraded && (v->who.role & RT_ROLE_STAFF) != 0)
        *badge = count_late(v);
    v->badge = badge;
    return badge;
}

static void
add_badge(struct rt_visit *v, const struct rt_page *p, json_t *page)
{
    const struct rt_badge *badge;

    if (!p->tells_late)
        return;
    badge = rt_view_badge(v);
    json_object_set_new(
        page, "badge",
        json_pack("{s:s, s:s}", "n", badge->n, "words", badge->words));
}

/* The pages of one group of the menu that this visitor may see. */
static json_t *
list_group(struct rt_visit *v, const struct rt_filter *filter,
           enum rt_menu menu)
{
    const struct rt_pages *pages = v->site->pages;
    json_t *list = json_array();

    for (size_t i = 0; i < pages->n; i++) {
        const struct rt_page *p = &pages->list[i];

        if (p->menu == menu && (p->roles & v->who.role) != 0) {
            json_t *page = page_json(v, filter, p);

            add_badge(v, p, page);
            json_array_append_new(list, page);
        }
    }
    return list;
}

/* The menu; a group without a page for this visitor is left out. */
static json_t *
list_nav(struct rt_visit *v)
{
    static const char *const titles[RT_MENU__MAX] = {
        [RT_MENU_ANALYSE] = "nav_analyse",
        [RT_MENU_WORK] = "nav_work",
        [RT_MENU_ADMIN] = "nav_admin",
    };
    json_t *groups = json_array();
    struct rt_filter filter;

    rt_carry_filter(v, &filter);
    for (enum rt_menu menu = RT_MENU_NONE + 1; menu < RT_MENU__MAX; menu++) {
        json_t *pages = list_group(v, &filter, menu);

        if (json_array_size(pages) == 0)
            json_decref(pages);
        else
            json_array_append_new(groups,
                                  json_pack("{s:s, s:o}", "title",
                                            rt_text(v->lang, titles[menu]),
                                            "pages", pages));
    }
    return groups;
}

bool
rt_view_disk_full(const struct rt_visit *v)
{
    return v->who.role == RT_ROLE_ADMIN &&
           rt_disk_used_percent(rt_conf_get(v->site->conf, "DATA_DIR")) >=
               RT_DISK_WARN_PERCENT;
}

json_t *
rt_view_new(struct rt_visit *v, const char *title)
{
    const struct rt_data *data = rt_app_data(v->app);

    return json_pack(
        "{s:s, s:O, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:s, "
        "s:b, s:b, s:b, s:b, s:s, s:b}",
        "lang", rt_lang_name(v->lang), "t", v->site->words[v->lang], "title",
        title, "static", v->site->static_tag, "release", RT_VERSION, "user",
        who(v), "csrf", rt_visit_csrf(v), "here", rt_visit_here(v, NULL),
        "home", rt_carry_lang(v, "/"), "nav", list_nav(v), "langs",
        list_langs(v), "themes", list_themes(v), "theme", rt_view_theme(v),
        "degraded", v->degraded, "held", v->app->held, "disk_full",
        rt_view_disk_full(v), "demo", data != NULL && data->demo, "generation",
        data != NULL ? data->generation : "", "theme_auto",
        strcmp(rt_view_theme(v), "auto") == 0);
}

enum rt_code
rt_view_text(const struct rt_visit *v, const char *template, json_t *view,
             struct rt_buf *out, struct rt_err *err)
{
    enum rt_code rc;

    if (view == NULL)
        return rt_fail(err, RT_EIO, "%s: text that is not UTF-8", template);
    rc = rt_tmpl_render(v->site->tmpl, template, view, out, err);
    json_decref(view);
    return rc == RT_NONE ? rt_fail(err, RT_EIO, "no template %s", template)
                         : rc;
}

enum rt_code
rt_view_render(struct rt_visit *v, const char *template, json_t *view,
               struct rt_err *err)
{
    enum rt_code rc = rt_view_text(v, template, view, &v->re.body, err);

    if (rc == RT_OK)
        rt_response_type(&v->re, "text/html");
    return rc;
}

enum rt_code
rt_view_finish(struct rt_visit *v, enum rt_code rc, const char *template,
               json_t *view, struct rt_err *err)
{
    if (rc == RT_OK)
        return rt_view_render(v, template, view, err);
    json_decref(view);
    return rc;
}

/* The title of an error page, by status. */
static const char *
error_title(int status)
{
    switch (status) {
    case 400:
        return "error_title_400";
    case 401:
        return "error_title_401";
    case 403:
        return "error_title_403";
    case 404:
        return "error_title_404";
    case 405:
        return "error_title_405";
    case 409:
        return "error_title_409";
    case 413:
        return "error_title_413";
    case 429:
        return "error_title_429";
    case 503:
        return "error_title_503";
    default:
        return "error_title_500";
    }
}

/* What somebody else has changed meanwhile. */
static bool
is_stale(const struct rt_err *err)
{
    static const char *const keys[] = {"case_stale", "offer_stale",
                                       "card_stale", "row_stale",
                                       "wording_stale"};

    for (size_t i = 0; err->key != NULL && i < sizeof keys / sizeof keys[0];
         i++) {
        if (strcmp(err->key, keys[i]) == 0)
            return true;
    }
    return false;
}

static void
error_headers(struct rt_visit *v)
{
    if (v->re.status == 401)
        rt_response_header(&v->re, "WWW-Authenticate", "Link");
    if (v->re.status == 503)
        rt_response_header(&v->re, "Retry-After", "10");
    if (v->match.allow != NULL)
        rt_response_header(&v->re, "Allow", v->match.allow);
    /* The address is a secret, whatever is answered. */
    if (v->match.hidden) {
        rt_visit_no_store(v);
        rt_response_header(&v->re, "Referrer-Policy", "no-referrer");
    }
}

/* For when even the error page cannot be made. */
static void
plain_error(struct rt_visit *v)
{
    rt_buf_clear(&v->re.body);
    rt_response_type(&v->re, "text/plain");
    rt_buf_fmt(&v->re.body, "%s\n",
               rt_text(v->lang, error_title(v->re.status)));
}

void
rt_view_error(struct rt_visit *v, const struct rt_err *err)
{
    static const struct rt_badge none = {"", ""};
    int status = v->status != 0 ? v->status : rt_http_status(err);
    bool stale = status == 409 && is_stale(err);
    const char *title =
        rt_text(v->lang, stale ? "error_title_stale" : error_title(status));
    struct rt_err own = {0};
    json_t *view;

    rt_response_clear(&v->re);
    v->re.status = status;
    error_headers(v);
    if (status >= 500) /* it may well be the database that fails */
        v->badge = &none;
    view = rt_view_new(v, title);
    json_object_set_new(view, "status", json_integer(status));
    json_object_set_new(
        view, "message",
        json_string(rt_text_err(v->lang, v->arena, err, false)));
    json_object_set_new(view, "request_id", json_string(v->rq.id));
    json_object_set_new(view, "sign_in", json_boolean(status == 401));
    json_object_set_new(view, "comes_back",
                        json_boolean(status == 401 && rt_next_remember(v)));
    json_object_set_new(view, "unexpected", json_boolean(status == 500));
    if (rt_view_render(v, "error", view, &own) != RT_OK)
        plain_error(v);
}
