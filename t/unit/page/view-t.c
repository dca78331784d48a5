/* The page of an error: its words, its headers, and what is left when it cannot
 * be made. */
#include "page/view.h"

#include "block/block.h"
#include "page/page_list.h"
#include "../tap.h"

static const char template[] =
    "{{status}} {{title}}: {{message}}{{#sign_in}} sign-in{{/sign_in}}"
    "{{#comes_back}} back{{/comes_back}}"
    "{{#unexpected}} {{request_id}}{{/unexpected}}";

static struct rt_arena *arena;
static struct rt_pages pages;
static struct rt_site site;

static struct rt_tmpl_set *
templates(const char *name)
{
    struct rt_tmpl_set *set = rt_tmpl_new();

    if (rt_tmpl_add(set, name, template, sizeof template - 1, NULL) != RT_OK ||
        rt_tmpl_link(set, NULL) != RT_OK)
        abort();
    return set;
}

static void
begin(struct rt_visit *v, enum rt_lang lang)
{
    *v = (struct rt_visit){.site = &site,
                           .app = &site.app,
                           .arena = arena,
                           .rq = {.path = "/nowhere", .id = "f00"},
                           .lang = lang};
    rt_response_init(&v->re, arena);
    rt_buf_str(&v->re.body, "half a page");
}

static const struct {
    int status; /* 0: what the code means */
    enum rt_code code;
    const char *key;
    const char *title, *after; /* English title, and Retry-After */
} errors[] = {
    {0, RT_EINVAL, "no_such_page", "400 A mistake in the address", ""},
    {401, RT_EDENIED, "no_such_page", "401 Please sign in", " sign-in"},
    {0, RT_EDENIED, "no_such_page", "403 No access", ""},
    {0, RT_NONE, "no_such_page", "404 Page not found", ""},
    {405, RT_NONE, "no_such_page", "405 Wrong kind of request", ""},
    {413, RT_EINVAL, "no_such_page", "413 Too much", ""},
    {429, RT_EDENIED, "no_such_page", "429 Too often", ""},
    {0, RT_EIO, "no_such_page", "500 Something went wrong", " f00"},
    {0, RT_EAWAY, "no_such_page", "503 Not just now", ""},
};

static void
test_statuses(void)
{
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        struct rt_err err = {0};
        struct rt_visit v;

        begin(&v, RT_LANG_EN);
        v.status = errors[i].status;
        (void)rt_fail_key(&err, errors[i].code, errors[i].key, NULL);
        rt_view_error(&v, &err);
        is_str(rt_buf_cstr(&v.re.body),
               rt_fmt(arena, "%s: There is no such page.%s", errors[i].title,
                      errors[i].after),
               errors[i].title);
        is_int(v.re.status, strtol(errors[i].title, NULL, 10), "its status");
        is_str(rt_response_find(&v.re, "WWW-Authenticate"),
               v.re.status == 401 ? "Link" : NULL, "401 says how to sign in");
        is_str(rt_response_find(&v.re, "Retry-After"),
               v.re.status == 503 ? "10" : NULL, "503 says when to come back");
        rt_response_fini(&v.re);
    }
}

static void
test_allow(void)
{
    struct rt_err err = {0};
    struct rt_visit v;

    begin(&v, RT_LANG_RU);
    v.match.allow = "GET, HEAD";
    v.status = 405;
    (void)rt_fail_key(&err, RT_NONE, "no_such_method", NULL);
    rt_view_error(&v, &err);
    is_str(rt_response_find(&v.re, "Allow"), "GET, HEAD",
           "405 says what is allowed");
    is_str(rt_response_find(&v.re, "Content-Type"), "text/html; charset=utf-8",
           "errors are pages");
    is_str(rt_buf_cstr(&v.re.body),
           "405 Запрос не подходит: Этот адрес не принимает такие запросы.",
           "in Russian, too");
    rt_response_fini(&v.re);
}

static void
test_conflict(void)
{
    static const char *const keys[] = {"case_stale", "offer_stale",
                                       "card_in_use", NULL};
    static const char *const titles[] = {
        "409 Somebody was faster", "409 Somebody was faster",
        "409 That could not be done"};

    for (size_t i = 0; keys[i] != NULL; i++) {
        struct rt_err err = {0};
        struct rt_visit v;

        begin(&v, RT_LANG_EN);
        v.status = 409;
        (void)rt_fail_key(&err, RT_ECONFLICT, keys[i], NULL);
        rt_view_error(&v, &err);
        ok(strncmp(rt_buf_cstr(&v.re.body), titles[i], strlen(titles[i])) == 0,
           "%s is headed %s", keys[i], titles[i]);
        rt_response_fini(&v.re);
    }
}

/* Where the address is a secret. */
static void
test_hidden(void)
{
    for (int status = 400; status <= 503; status += 103) {
        struct rt_err err = {0};
        struct rt_visit v;

        begin(&v, RT_LANG_EN);
        v.match.hidden = true;
        v.status = status;
        (void)rt_fail_key(&err, RT_EINVAL, "no_such_page", NULL);
        rt_view_error(&v, &err);
        is_str(rt_response_find(&v.re, "Cache-Control"), "no-store",
               "an error is not kept");
        is_str(rt_response_find(&v.re, "Referrer-Policy"), "no-referrer",
               "nor is its address told");
        rt_response_fini(&v.re);
    }
}

static void
test_plain(void)
{
    struct rt_tmpl_set *whole = site.tmpl;
    struct rt_err err = {0};
    struct rt_visit v;

    site.tmpl = templates("other");
    begin(&v, RT_LANG_EN);
    (void)rt_fail_key(&err, RT_EAWAY, "no_data_yet", NULL);
    rt_view_error(&v, &err);
    is_str(rt_buf_cstr(&v.re.body), "Not just now\n",
           "an error whose page cannot be made is one line");
    is_str(rt_response_find(&v.re, "Content-Type"), "text/plain; charset=utf-8",
           "of plain text");
    is_int(v.re.status, 503, "with its status");
    is_str(rt_response_find(&v.re, "Retry-After"), "10", "and its headers");
    rt_response_fini(&v.re);
    rt_tmpl_free(site.tmpl);
    site.tmpl = whole;
}

int
main(void)
{
    arena = rt_arena_new();
    rt_page_list(arena, &pages);
    site.pages = &pages;
    site.tmpl = templates("error");
    for (enum rt_lang lang = 0; lang < RT_LANG__MAX; lang++)
        site.words[lang] = rt_block_words(lang);
    test_statuses();
    test_allow();
    test_conflict();
    test_hidden();
    test_plain();
    for (enum rt_lang lang = 0; lang < RT_LANG__MAX; lang++)
        json_decref(site.words[lang]);
    rt_tmpl_free(site.tmpl);
    rt_arena_free(arena);
    return done();
}
