#include "conf/check.h"
#include "../tap.h"

static const struct rt_conf_def *
row_of(const char *name)
{
    for (size_t i = 0; i < rt_conf_table_n; i++) {
        if (strcmp(rt_conf_table[i].name, name) == 0)
            return &rt_conf_table[i];
    }
    printf("Bail out! no setting %s\n", name);
    exit(1);
}

struct row {
    const char *name, *value;
    const char *key; /* key of the error; NULL: the value is accepted */
};

static void
run(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct rt_err err = {0};
        enum rt_code rc =
            rt_conf_check(row_of(rows[i].name), rows[i].value, &err);
        char what[200];

        snprintf(what, sizeof what, "%s=%.100s", rows[i].name, rows[i].value);
        is_str(err.key, rows[i].key, what);
        ok(rc == (rows[i].key != NULL ? RT_EINVAL : RT_OK), "its code");
    }
}

#define RUN(rows) run(rows, sizeof rows / sizeof rows[0])

static void
test_numbers(void)
{
    static const struct row rows[] = {
        {"DASH_PORT", "1", NULL},
        {"DASH_PORT", "65535", NULL},
        {"DASH_PORT", "0", "conf_not_number"},
        {"DASH_PORT", "65536", "conf_not_number"},
        {"DASH_PORT", "-1", "conf_not_number"},
        {"DASH_PORT", "+80", "conf_not_number"},
        {"DASH_PORT", " 80", "conf_not_number"},
        {"DASH_PORT", "80x", "conf_not_number"},
        {"DASH_PORT", "-", "conf_not_number"},
        {"DASH_PORT", "99999999999999999999", "conf_not_number"},
        {"RENEWAL_GAP_DAYS", "0", NULL},
        {"RENEWAL_GAP_DAYS", "366", NULL},
        {"RENEWAL_GAP_DAYS", "367", "conf_not_number"},
        {"MARGIN", "0", NULL},
        {"MARGIN", "0.35", NULL},
        {"MARGIN", ".5", NULL},
        {"MARGIN", "1", NULL},
        {"MARGIN", "1.0001", "conf_not_share"},
        {"MARGIN", "-0.1", "conf_not_share"},
        {"MARGIN", "0,35", "conf_not_share"},
        {"MARGIN", "35%", "conf_not_share"},
        {"MARGIN", "1e-1", "conf_not_share"},
        {"MARGIN", "nan", "conf_not_share"},
        {"MARGIN", ".", "conf_not_share"},
        {"MARGIN", "0.1.2", "conf_not_share"},
    };

    RUN(rows);
}

static void
test_names(void)
{
    static const struct row rows[] = {
        {"REPORT_ZONE", "Europe/Moscow", NULL},
        {"REPORT_ZONE", "UTC", NULL},
        {"REPORT_ZONE", "Europe/Atlantis", "conf_no_zone"},
        {"REPORT_ZONE", "../../etc/passwd", "conf_no_zone"},
        {"REPORT_ZONE", "/etc/localtime", "conf_no_zone"},
        {"CURRENCY", "RUB", NULL},
        {"CURRENCY", "KWD", NULL},
        {"CURRENCY", "rub", "conf_no_currency"},
        {"CURRENCY", "ZZZ", "conf_no_currency"},
        {"DEFAULT_LANG", "en", NULL},
        {"DEFAULT_LANG", "de", "conf_not_choice"},
        {"BOT_CLIENTS", "on", NULL},
        {"BOT_CLIENTS", "off", NULL},
        {"BOT_CLIENTS", "o", "conf_not_choice"},
        {"BOT_CLIENTS", "on|off", "conf_not_choice"},
        {"BOT_PERSONAL_DATA", "none", NULL},
        {"BOT_PERSONAL_DATA", "full", NULL},
        {"DESK_APPLIES", "direct", NULL},
        {"DESK_APPLIES", "DIRECT", "conf_not_choice"},
        {"SUPPORT_HOURS", "Пн–Пт 9:00–18:00", NULL},
        {"SUPPORT_HOURS", "a\nb", "conf_control"},
        {"SUPPORT_HOURS", "\xff", "conf_control"},
        {"DB_TLS_CA", "/dev/null", NULL},
        {"DB_TLS_CA", "/nowhere/ca.pem", "conf_no_file"},
        {"DATA_DIR", "/nowhere/yet", NULL},
    };

    RUN(rows);
}

/* AUTH_HEADER must be a parameter that no request can set. */
static void
test_params(void)
{
    char name[66];
    struct row rows[] = {
        {"AUTH_HEADER", "REMOTE_USER", NULL},
        {"AUTH_HEADER", "AUTH_USER", NULL},
        {"AUTH_HEADER", "SSL_CLIENT_S_DN_2", NULL},
        {"AUTH_HEADER", "X_HTTP_USER", NULL},
        {"AUTH_HEADER", "U", NULL},
        {"AUTH_HEADER", name + 1, NULL},
        {"AUTH_HEADER", name, "conf_not_param"},
        {"AUTH_HEADER", "X-Remote-User", "conf_not_param"},
        {"AUTH_HEADER", "Remote_User", "conf_not_param"},
        {"AUTH_HEADER", "remote_user", "conf_not_param"},
        {"AUTH_HEADER", "X Remote", "conf_not_param"},
        {"AUTH_HEADER", "_USER", "conf_not_param"},
        {"AUTH_HEADER", "2USER", "conf_not_param"},
        {"AUTH_HEADER", "HTTP_X_REMOTE_USER", "conf_not_param"},
        {"AUTH_HEADER", "HTTP_", "conf_not_param"},
        {"AUTH_HEADER", "HTTPS", "conf_not_param"},
        {"AUTH_HEADER", "CONTENT_TYPE", "conf_not_param"},
        {"AUTH_HEADER", "CONTENT_LENGTH", "conf_not_param"},
        {"AUTH_HEADER", "QUERY_STRING", "conf_not_param"},
        {"AUTH_HEADER", "REQUEST_URI", "conf_not_param"},
        {"AUTH_HEADER", "PATH_INFO", "conf_not_param"},
        {"AUTH_HEADER", "SCRIPT_NAME", "conf_not_param"},
        {"AUTH_HEADER", "SERVER_NAME", "conf_not_param"},
        {"AUTH_HEADER", "DOCUMENT_URI", "conf_not_param"},
        {"AUTH_HEADER", "GATEWAY_INTERFACE", "conf_not_param"},
        {"AUTH_HEADER", "REDIRECT_URL", "conf_not_param"},
        {"AUTH_HEADER", "FCGI_ROLE", "conf_not_param"},
        {"AUTH_HEADER", "REMOTE_ADDR", "conf_not_param"},
        {"AUTH_HEADER", "REMOTE_HOST", "conf_not_param"},
        {"AUTH_HEADER", "REMOTE_IDENT", "conf_not_param"},
        {"AUTH_HEADER", "REMOTE_PORT", "conf_not_param"},
        {"AUTH_HEADER", "AUTH_TYPE", "conf_not_param"},
    };

    memset(name, 'X', sizeof name - 1);
    name[sizeof name - 1] = '\0'; /* 65 bytes, one more than allowed */
    RUN(rows);
}

static void
test_secrets(void)
{
    char word[258];
    struct row rows[] = {
        {"WEBHOOK_SECRET", "0123456789abcdeF", NULL},
        {"WEBHOOK_SECRET", "0123456789abcde", "conf_not_word"},
        {"WEBHOOK_SECRET", "0123456789abcde.", "conf_not_word"},
        {"WEBHOOK_SECRET", word + 1, NULL},
        {"WEBHOOK_SECRET", word, "conf_not_word"},
        {"TELEGRAM_BOT_TOKEN", "123456:AAE-x_9", NULL},
        {"TELEGRAM_BOT_TOKEN", "123456", "conf_not_token"},
        {"TELEGRAM_BOT_TOKEN", "123456:", "conf_not_token"},
        {"TELEGRAM_BOT_TOKEN", ":AAE", "conf_not_token"},
        {"TELEGRAM_BOT_TOKEN", "123456:AAE x", "conf_not_token"},
        {"TELEGRAM_PROXY", "socks5h://name:word@127.0.0.1:1080", NULL},
        {"TELEGRAM_PROXY", "ftp://127.0.0.1", "conf_not_url"},
    };

    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = '\0'; /* 257 bytes, one more than allowed */
    RUN(rows);
}

static void
test_secrets_stay_hidden(void)
{
    static const char *const rows[][2] = {
        {"WEBHOOK_SECRET", "hush!"},
        {"TELEGRAM_BOT_TOKEN", "hush!"},
        {"TELEGRAM_PROXY", "hush!"},
        {"DB_PASSWORD", "hush!\n"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_err err = {0};

        ok(rt_conf_check(row_of(rows[i][0]), rows[i][1], &err) != RT_OK &&
               strstr(err.text, "hush") == NULL &&
               memmem(err.args, err.args_len, "hush", 4) == NULL,
           "a wrong %s is refused and not repeated", rows[i][0]);
    }
}

static void
test_urls(void)
{
    static const struct row rows[] = {
        {"DASHBOARD_URL", "http://localhost:8050", NULL},
        {"DASHBOARD_URL", "http://LOCALHOST", NULL},
        {"DASHBOARD_URL", "http://a.localhost/x", NULL},
        {"DASHBOARD_URL", "http://127.0.0.1:8050", NULL},
        {"DASHBOARD_URL", "http://127.255.0.9", NULL},
        {"DASHBOARD_URL", "http://[::1]:8050", NULL},
        {"DASHBOARD_URL", "https://crm.example.org/retention", NULL},
        {"DASHBOARD_URL", "http://crm.example.org", "conf_plain_http"},
        {"DASHBOARD_URL", "http://192.168.1.5:8050", "conf_plain_http"},
        {"DASHBOARD_URL", "http://0.0.0.0:8050", "conf_plain_http"},
        {"DASHBOARD_URL", "http://127.0.0.1.example.org", "conf_plain_http"},
        {"DASHBOARD_URL", "http://notlocalhost", "conf_plain_http"},
        {"DASHBOARD_URL", "http://localhost@example.org", "conf_plain_http"},
        {"DASHBOARD_URL", "http://[::2]", "conf_plain_http"},
        {"DASHBOARD_URL", "ftp://localhost", "conf_not_url"},
        {"DASHBOARD_URL", "//localhost", "conf_not_url"},
        {"DASHBOARD_URL", "localhost:8050", "conf_not_url"},
        {"DASHBOARD_URL", "https://", "conf_not_url"},
        {"DASHBOARD_URL", "https://a b", "conf_not_url"},
        {"DASHBOARD_URL", "https://пример.рф", "conf_not_url"},
        {"DASHBOARD_URL", "https://x/?a=1", "conf_not_url"},
        {"DASHBOARD_URL", "https://x:0", "conf_not_url"},
        {"DASHBOARD_URL", "https://x:65535", NULL},
        {"DASHBOARD_URL", "https://x:65536", "conf_not_url"},
        {"DASHBOARD_URL", "https://x:", "conf_not_url"},
        {"TELEGRAM_API_BASE", "http://bot-api:8081", NULL},
    };

    RUN(rows);
}

static void
test_hosts(void)
{
    static const struct row rows[] = {
        {"DB_HOST", "localhost", NULL},
        {"DB_HOST", "db_1.example.org:3307", NULL},
        {"DB_HOST", "a,b:3307,[::1]:3308,/run/mysqld/x.sock", NULL},
        {"DB_HOST", "a,", "conf_not_hosts"},
        {"DB_HOST", ",a", "conf_not_hosts"},
        {"DB_HOST", "a, b", "conf_not_hosts"},
        {"DB_HOST", "a:0", "conf_not_hosts"},
        {"DB_HOST", "a:b", "conf_not_hosts"},
        {"DB_HOST", "::1", "conf_not_hosts"},
        {"DB_HOST", "[::1", "conf_not_hosts"},
        {"DB_HOST", "[]", "conf_not_hosts"},
        {"DB_HOST", "[", "conf_not_hosts"},
        {"DB_HOST", "/", "conf_not_hosts"},
        {"DB_HOST", "mysql://a", "conf_not_hosts"},
        {"DASH_HOST", "0.0.0.0", NULL},
        {"DASH_HOST", "[::]", NULL},
        {"DASH_HOST", "a:80", "conf_not_host"},
        {"DASH_HOST", "/run/x.sock", "conf_not_host"},
        {"DASH_HOST", "-a", "conf_not_host"},
    };

    RUN(rows);
}

static void
test_placeholder(void)
{
    ok(rt_conf_is_placeholder("YOUR_TELEGRAM_BOT_TOKEN_HERE") &&
           rt_conf_is_placeholder("YOUR__HERE"),
       "YOUR_..._HERE is a placeholder");
    ok(!rt_conf_is_placeholder("YOUR_HERE") &&
           !rt_conf_is_placeholder("YOUR_TOKEN") &&
           !rt_conf_is_placeholder("MY_TOKEN_HERE") &&
           !rt_conf_is_placeholder(""),
       "nothing else is");
}

static void
test_tidy(void)
{
    static const char *const rows[][3] = {
        {"DASHBOARD_URL", "[http://localhost:8050](http://localhost:8050)",
         "http://localhost:8050"},
        {"DASHBOARD_URL", "[text](https://x/)", "https://x"},
        {"DASHBOARD_URL", "https://x//", "https://x"},
        {"DASHBOARD_URL", "[a](b", "[a](b"},
        {"DASHBOARD_URL", "[](", "[]("},
        {"SUPPORT_EMAIL", "[a@b.c](mailto:a@b.c)", "a@b.c"},
        {"DB_PASSWORD", "[a](b)", "[a](b)"},
        {"DATA_DIR", "/var/lib/x/", "/var/lib/x/"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char value[80];

        snprintf(value, sizeof value, "%s", rows[i][1]);
        rt_conf_tidy(row_of(rows[i][0]), value);
        is_str(value, rows[i][2], rows[i][1]);
    }
}

int
main(void)
{
    test_numbers();
    test_names();
    test_params();
    test_secrets();
    test_secrets_stay_hidden();
    test_urls();
    test_hosts();
    test_placeholder();
    test_tidy();
    return done();
}
