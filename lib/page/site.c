/* Read and check everything before the first request. */
#include "page/site.h"

#include "base/hash.h"
#include "block/block.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* The templates that the pages render. */
static const char *const templates[] = {
    "login",     "sign-in", "error", "page",  "block",  "empty", "users",
    "filterbar", "user",    "join",  "audit", "health", "offers",
    "offer",     "wordings", "wording", "orders", "order",
    "messages",  "thread",  "queue", "case",  "call",   "my",
    "clients",   "client",  "card-edit", "card-preview", NULL,
};

static enum rt_code
check_word(const char *var, void *arg, struct rt_err *err)
{
    (void)arg;
    if (strncmp(var, "t.", 2) == 0 && rt_text_find(RT_LANG_EN, var + 2) == NULL)
        return rt_fail(err, RT_EINVAL,
                       "a template names {{%s}}, which is not "
                       "in the catalogue",
                       var);
    return RT_OK;
}

/* Where templates/ and static/ are: installed, or a source tree. */
static const char *
share_file(const struct rt_site *site, const char *name)
{
    const char *dir = rt_conf_get(site->conf, "SHARE_DIR");

    return rt_fmt(site->arena, "%s/%s", dir != NULL ? dir : RT_DATADIR, name);
}

static enum rt_code
load_templates(struct rt_site *site, struct rt_err *err)
{
    const char *dir = share_file(site, "templates");
    enum rt_code rc = rt_tmpl_load(dir, &site->tmpl, err);

    for (size_t i = 0; rc == RT_OK && templates[i] != NULL; i++) {
        rc = rt_tmpl_names(site->tmpl, templates[i], check_word, NULL, err);
        if (rc == RT_NONE)
            rc = rt_fail(err, RT_EINVAL, "no template %s/%s.mustache", dir,
                         templates[i]);
    }
    return rc;
}

/* Browsers keep static files for long, so their address changes when they
 * do. */
static enum rt_code
tag_static(struct rt_site *site, struct rt_err *err)
{
    static const char *const files[] = {"static/style.css", "static/app.js"};
    struct rt_sha *sha = rt_sha_begin();
    enum rt_code rc = RT_OK;
    uint8_t hash[RT_SHA256];

    for (size_t i = 0; rc == RT_OK && i < 2; i++)
        rc = rt_sha_file(sha, share_file(site, files[i]), err);
    rt_sha_end(sha, hash);
    rt_hex(hash, (RT_STATIC_TAG - 1) / 2, site->static_tag);
    return rc;
}

/* Cookies are sent over TLS or to this machine, never unencrypted. */
static enum rt_code
read_origin(struct rt_site *site, struct rt_err *err)
{
    const char *url = rt_conf_get(site->conf, "DASHBOARD_URL");
    const char *host;

    if (url == NULL)
        return RT_OK;
    host = strstr(url, "://");
    if (host == NULL)
        return rt_fail_key(err, RT_EINVAL, "url_not_safe", "url", url, NULL);
    host += 3;
    if (strncasecmp(url, "https://", 8) != 0 && !rt_host_is_loopback(host))
        return rt_fail_key(err, RT_EINVAL, "url_not_safe", "url", url, NULL);
    site->origin = rt_heap_str(url);
    site->origin[(size_t)(host - url) + strcspn(host, "/?#")] = '\0';
    return RT_OK;
}

enum rt_code
rt_site_open(struct rt_site *site, const struct rt_routes *routes,
             const struct rt_pages *pages, struct rt_err *err)
{
    enum rt_code rc = rt_routes_check(routes, err);

    *site = (struct rt_site){
        .routes = routes, .pages = pages, .arena = rt_arena_new()};
    rt_token_make(site->mark);
    for (enum rt_lang lang = 0; lang < RT_LANG__MAX; lang++)
        site->words[lang] = rt_block_words(lang);
    if (rc == RT_OK)
        rc = rt_conf_load(NULL, &site->conf, stderr, err);
    if (rc == RT_OK)
        rc = rt_key_read(rt_conf_get(site->conf, "SECRET_FILE"), &site->key,
                         err);
    if (rc == RT_OK)
        rc = rt_zone_open(rt_conf_get(site->conf, "REPORT_ZONE"), &site->zone,
                          err);
    if (rc == RT_OK)
        rc = rt_desk_setup_read(site->conf, &site->desk, err);
    if (rc == RT_OK)
        rc = load_templates(site, err);
    if (rc == RT_OK)
        rc = tag_static(site, err);
    if (rc == RT_OK)
        rc = read_origin(site, err);
    if (rc != RT_OK)
        return rc;
    site->auth_var = rt_conf_get(site->conf, "AUTH_HEADER");
    rt_app_open(&site->app, site->conf);
    return RT_OK;
}

void
rt_site_close(struct rt_site *site)
{
    rt_app_close(&site->app);
    rt_tmpl_free(site->tmpl);
    for (enum rt_lang lang = 0; lang < RT_LANG__MAX; lang++)
        json_decref(site->words[lang]);
    free(site->origin);
    rt_zone_free(site->zone);
    rt_desk_setup_free(&site->desk);
    explicit_bzero(&site->key, sizeof site->key);
    rt_conf_free(site->conf);
    rt_arena_free(site->arena);
}
