#include "http/request.h"

#include "../tap.h"

static const struct {
    const char *header;
    enum rt_lang want;
} langs[] = {
    {"ru", RT_LANG_RU},
    {"en-US,en;q=0.5", RT_LANG_EN},
    {"ru-RU,ru;q=0.8,en-US;q=0.5,en;q=0.3", RT_LANG_RU},
    {"en;q=0.3, ru;q=0.8", RT_LANG_RU},
    {"de-DE,de;q=0.9,en;q=0.4", RT_LANG_EN},
    {"RU", RT_LANG_RU},
    {"de,fr", RT_LANG_RU},
    {"*", RT_LANG_RU},
    {"en;q=0", RT_LANG_RU},
    {"en;q=1e300", RT_LANG_RU},
    {"en;q=nan,ru;q=0.1", RT_LANG_RU},
    {"eng", RT_LANG_RU},
    {",,;;q=,e", RT_LANG_RU},
    {"", RT_LANG_RU},
};

static void
test_languages(void)
{
    char *none[] = {NULL};
    struct rt_request rq = {.vars = none};

    is_int(rt_request_lang(&rq, RT_LANG_EN), RT_LANG_EN,
           "without the header: the fallback");
    for (size_t i = 0; i < sizeof langs / sizeof langs[0]; i++) {
        char var[128];
        char *vars[] = {var, NULL};

        snprintf(var, sizeof var, "HTTP_ACCEPT_LANGUAGE=%s", langs[i].header);
        rq.vars = vars;
        is_int(rt_request_lang(&rq, RT_LANG_RU), langs[i].want,
               langs[i].header);
    }
}

static const struct {
    const char *site, *origin, *https;
    bool ours;
    const char *what;
} origins[] = {
    {"same-origin", NULL, NULL, true, "Sec-Fetch-Site says so"},
    {"same-origin", "http://host:80", NULL, true, "both say so"},
    {NULL, "http://host:80", NULL, true, "Origin is scheme and Host"},
    {NULL, "https://host:80", "on", true, "the scheme is that of nginx"},
    {NULL, "https://outside.example", NULL, true, "the public address"},
    {NULL, NULL, NULL, false, "a browser that says nothing is refused"},
    {"cross-site", "http://host:80", NULL, false, "one contradicts"},
    {"same-origin", "http://evil", NULL, false, "the other contradicts"},
    {"same-site", NULL, NULL, false, "a neighbour host is foreign"},
    {"none", NULL, NULL, false, "no page at all is foreign"},
    {NULL, "http://host:8", NULL, false, "another port is foreign"},
    {NULL, "https://host:80", NULL, false, "another scheme is foreign"},
    {NULL, "null", NULL, false, "an origin that is hidden is foreign"},
    {NULL, "", NULL, false, "an empty origin is foreign"},
};

static void
test_origin(void)
{
    for (size_t i = 0; i < sizeof origins / sizeof origins[0]; i++) {
        char site[64], origin[64], https[16];
        char *vars[5] = {"HTTP_HOST=host:80", NULL};
        int n = 1;
        struct rt_request rq = {.vars = vars};

        if (origins[i].site != NULL) {
            snprintf(site, sizeof site, "HTTP_SEC_FETCH_SITE=%s",
                     origins[i].site);
            vars[n++] = site;
        }
        if (origins[i].origin != NULL) {
            snprintf(origin, sizeof origin, "HTTP_ORIGIN=%s",
                     origins[i].origin);
            vars[n++] = origin;
        }
        if (origins[i].https != NULL) {
            snprintf(https, sizeof https, "HTTPS=%s", origins[i].https);
            vars[n++] = https;
        }
        is_int(rt_request_same_origin(&rq, "https://outside.example"),
               origins[i].ours, origins[i].what);
    }
}

static void
test_no_host(void)
{
    char *vars[] = {"HTTP_ORIGIN=http://", NULL};
    struct rt_request rq = {.vars = vars};

    ok(!rt_request_same_origin(&rq, NULL),
       "without a Host no origin is ours, not even an empty one");
}

static const struct {
    const char *host, *https;
    bool keeps;
} hosts[] = {
    {"localhost", NULL, true},
    {"LOCALHOST:8050", NULL, true},
    {"127.0.0.1:8050", NULL, true},
    {"127.9.9.9", NULL, true},
    {"[::1]:8050", NULL, true},
    {"example.org", "on", true},
    {"example.org", NULL, false},
    {"127.0.0.1.example.org", NULL, false},
    {"localhost.evil", NULL, false},
    {"10.0.0.1", NULL, false},
    {"", NULL, false},
};

static void
test_cookies_kept(void)
{
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        char host[64], https[16];
        char *vars[] = {host, hosts[i].https != NULL ? https : NULL, NULL};
        struct rt_request rq = {.vars = vars};

        snprintf(host, sizeof host, "HTTP_HOST=%s", hosts[i].host);
        snprintf(https, sizeof https, "HTTPS=%s",
                 hosts[i].https != NULL ? hosts[i].https : "");
        ok(rt_request_keeps_cookies(&rq) == hosts[i].keeps,
           "%s://%s %s Secure cookies",
           hosts[i].https != NULL ? "https" : "http", hosts[i].host,
           hosts[i].keeps ? "keeps" : "drops");
    }
}

int
main(void)
{
    test_languages();
    test_origin();
    test_no_host();
    test_cookies_kept();
    return done();
}
