#include "conf/check.h"

#include "base/arena.h"
#include "base/money.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "conf/url.h"
#include "text/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIGITS "0123456789"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define WORD DIGITS CAPITALS "abcdefghijklmnopqrstuvwxyz-_"

enum { PARAM_MAX = 64 };

typedef enum rt_code check(const struct rt_conf_def *def, const char *value,
                           struct rt_err *err);

bool
rt_conf_is_placeholder(const char *value)
{
    static const char head[] = "YOUR_", tail[] = "_HERE";
    size_t len = strlen(value);

    return len >= sizeof head - 1 + sizeof tail - 1 &&
           strncmp(value, head, sizeof head - 1) == 0 &&
           strcmp(value + len - (sizeof tail - 1), tail) == 0;
}

/* "[text](target)" becomes "target". */
static void
unlink_markdown(char *value)
{
    char *mid = strstr(value, "](");
    size_t len = strlen(value);

    if (value[0] != '[' || mid == NULL || value[len - 1] != ')')
        return;
    value[len - 1] = '\0';
    if (strncmp(mid + 2, "mailto:", 7) == 0)
        mid += 7;
    memmove(value, mid + 2, strlen(mid + 2) + 1);
}

void
rt_conf_tidy(const struct rt_conf_def *def, char *value)
{
    if (!def->secret)
        unlink_markdown(value);
    if (def->type == RT_CONF_URL) {
        size_t len = strlen(value);

        while (len > 0 && value[len - 1] == '/')
            value[--len] = '\0';
    }
}

/* The value as a message may show it. */
static const char *
shown(const struct rt_conf_def *def, const char *value)
{
    return def->secret ? "***" : value;
}

static enum rt_code
wrong_choice(const struct rt_conf_def *def, const char *value,
             const char *choices, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "conf_not_choice", "name", def->name,
                       "value", value, "choices", choices, NULL);
}

static enum rt_code
check_text(const struct rt_conf_def *def, const char *value, struct rt_err *err)
{
    for (const char *p = value; *p != '\0'; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            return rt_fail_key(err, RT_EINVAL, "conf_control", "name",
                               def->name, NULL);
    }
    if (!rt_utf8_valid(value, strlen(value)))
        return rt_fail_key(err, RT_EINVAL, "conf_control", "name", def->name,
                           NULL);
    return RT_OK;
}

static enum rt_code
check_int(const struct rt_conf_def *def, const char *value, struct rt_err *err)
{
    const char *digits = value + (*value == '-');
    char low[24], high[24];
    char *end;
    long long n;

    errno = 0;
    n = strtoll(value, &end, 10);
    if (*digits != '\0' && digits[strspn(digits, DIGITS)] == '\0' &&
        errno == 0 && n >= def->low && n <= def->high)
        return RT_OK;
    snprintf(low, sizeof low, "%" PRId64, def->low);
    snprintf(high, sizeof high, "%" PRId64, def->high);
    return rt_fail_key(err, RT_EINVAL, "conf_not_number", "name", def->name,
                       "value", value, "low", low, "high", high, NULL);
}

static enum rt_code
check_share(const struct rt_conf_def *def, const char *value,
            struct rt_err *err)
{
    char *end;
    double x = strtod(value, &end);

    if (value[strspn(value, DIGITS ".")] == '\0' && *end == '\0' &&
        end != value && x <= 1)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "conf_not_share", "name", def->name,
                       "value", value, NULL);
}

static enum rt_code
check_zone(const struct rt_conf_def *def, const char *value, struct rt_err *err)
{
    struct rt_zone *zone = NULL;
    enum rt_code rc = rt_zone_open(value, &zone, NULL);

    rt_zone_free(zone);
    if (rc == RT_OK)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "conf_no_zone", "name", def->name,
                       "value", value, NULL);
}

static enum rt_code
check_currency(const struct rt_conf_def *def, const char *value,
               struct rt_err *err)
{
    int digits;

    if (rt_currency_digits(value, &digits, NULL) == RT_OK)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "conf_no_currency", "name", def->name,
                       "value", value, NULL);
}

static enum rt_code
check_lang(const struct rt_conf_def *def, const char *value, struct rt_err *err)
{
    enum rt_lang lang;

    if (rt_lang_parse(value, &lang) == RT_OK)
        return RT_OK;
    return wrong_choice(def, value, "ru|en", err);
}

static enum rt_code
check_choice(const struct rt_conf_def *def, const char *value,
             struct rt_err *err)
{
    if (rt_word_in(value, strlen(value), def->choices))
        return RT_OK;
    return wrong_choice(def, value, def->choices, err);
}

static enum rt_code
check_url(const struct rt_conf_def *def, const char *value, struct rt_err *err)
{
    struct rt_url url;

    if (!rt_url_split(value, &url) ||
        !rt_word_in(value, url.scheme_len, def->choices))
        return rt_fail_key(err, RT_EINVAL, "conf_not_url", "name", def->name,
                           "value", shown(def, value), "schemes", def->choices,
                           NULL);
    if (def->tls && rt_word_in(value, url.scheme_len, "http") &&
        !rt_url_is_loopback(&url))
        return rt_fail_key(err, RT_EINVAL, "conf_plain_http", "name", def->name,
                           "value", value, "rest", value + strlen("http://"),
                           NULL);
    return RT_OK;
}

static enum rt_code
check_host(const struct rt_conf_def *def, const char *value, struct rt_err *err)
{
    if (rt_host_valid(value, strlen(value)))
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "conf_not_host", "name", def->name,
                       "value", value, NULL);
}

static enum rt_code
check_hosts(const struct rt_conf_def *def, const char *value,
            struct rt_err *err)
{
    const char *p = value;

    for (;;) {
        size_t len = strcspn(p, ",");
        bool is_socket = len > 1 && *p == '/';

        if (!is_socket && !rt_host_port_valid(p, len))
            return rt_fail_key(err, RT_EINVAL, "conf_not_hosts", "name",
                               def->name, "value", value, NULL);
        if (p[len] == '\0')
            return RT_OK;
        p += len + 1;
    }
}

static enum rt_code
check_word(const struct rt_conf_def *def, const char *value, struct rt_err *err)
{
    size_t len = strspn(value, WORD);
    char low[24], high[24];

    if (value[len] == '\0' && (int64_t)len >= def->low &&
        (int64_t)len <= def->high)
        return RT_OK;
    snprintf(low, sizeof low, "%" PRId64, def->low);
    snprintf(high, sizeof high, "%" PRId64, def->high);
    return rt_fail_key(err, RT_EINVAL, "conf_not_word", "name", def->name,
                       "value", shown(def, value), "low", low, "high", high,
                       NULL);
}

/* Parameters that are filled from what the browser sends: its headers
 * (HTTP_...), its request line, its address.  Trusting one of them would let
 * everybody in as anybody. */
static bool
is_from_request(const char *name)
{
    static const char *const heads[] = {
        "HTTP",        "CONTENT_",     "DOCUMENT_",   "FCGI_",
        "GATEWAY_",    "PATH_",        "QUERY_",      "REDIRECT_",
        "REQUEST_",    "SCRIPT_",      "SERVER_",     "REMOTE_ADDR",
        "REMOTE_HOST", "REMOTE_IDENT", "REMOTE_PORT", "AUTH_TYPE"};

    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        if (strncmp(name, heads[i], strlen(heads[i])) == 0)
            return true;
    }
    return false;
}

static enum rt_code
check_param(const struct rt_conf_def *def, const char *value,
            struct rt_err *err)
{
    size_t len = strspn(value, CAPITALS DIGITS "_");

    if (value[len] == '\0' && strchr(CAPITALS, value[0]) != NULL &&
        len <= PARAM_MAX && !is_from_request(value))
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "conf_not_param", "name", def->name,
                       "value", value, NULL);
}

static enum rt_code
check_token(const struct rt_conf_def *def, const char *value,
            struct rt_err *err)
{
    size_t id = strspn(value, DIGITS);
    size_t key = value[id] == ':' ? strspn(value + id + 1, WORD) : 0;

    if (id > 0 && key > 0 && value[id + 1 + key] == '\0')
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "conf_not_token", "name", def->name,
                       NULL);
}

static enum rt_code
check_file(const struct rt_conf_def *def, const char *value, struct rt_err *err)
{
    if (access(value, R_OK) == 0)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "conf_no_file", "name", def->name,
                       "value", value, "errno", rt_errno_value(errno), NULL);
}

enum rt_code
rt_conf_check(const struct rt_conf_def *def, const char *value,
              struct rt_err *err)
{
    static check *const checks[] = {
        [RT_CONF_TEXT] = NULL,
        [RT_CONF_INT] = check_int,
        [RT_CONF_SHARE] = check_share,
        [RT_CONF_ZONE] = check_zone,
        [RT_CONF_CURRENCY] = check_currency,
        [RT_CONF_LANG] = check_lang,
        [RT_CONF_URL] = check_url,
        [RT_CONF_HOST] = check_host,
        [RT_CONF_HOSTS] = check_hosts,
        [RT_CONF_CHOICE] = check_choice,
        [RT_CONF_WORD] = check_word,
        [RT_CONF_PARAM] = check_param,
        [RT_CONF_TOKEN] = check_token,
        [RT_CONF_FILE] = check_file,
        [RT_CONF_PATH] = NULL,
    };
    enum rt_code rc = check_text(def, value, err);

    if (rc == RT_OK && checks[def->type] != NULL)
        rc = checks[def->type](def, value, err);
    return rc;
}
