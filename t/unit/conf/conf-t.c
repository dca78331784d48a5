#include "conf/conf.h"
#include "text/text.h"
#include "load.h"

/* Test that the report of refused settings has all lines of `want` and no
 * others. */
static void
refused(const char *text, const char *const *want, size_t n, const char *what)
{
    struct rt_conf *c = load(text);
    size_t lines = 0;
    bool all = true;

    for (const char *p = report; (p = strchr(p, '\n')) != NULL; p++)
        lines++;
    for (size_t i = 0; i < n; i++)
        all = all && strstr(report, want[i]) != NULL;
    if (!ok(c == NULL && all && lines == n && err.code == RT_EINVAL, "%s",
            what))
        printf("# %zu lines:\n%s", lines, report);
    rt_conf_free(c);
}

#define REFUSED(text, what, ...) \
    refused(text, (const char *const[]){__VA_ARGS__}, \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), what)

static void
test_defaults(void)
{
    struct rt_conf *c = load("");

    is_str(report, "", "an empty file is fine");
    is_str(rt_conf_get(c, "REPORT_ZONE"), "Europe/Moscow", "default zone");
    is_str(rt_conf_get(c, "CURRENCY"), "RUB", "default currency");
    is_str(rt_conf_get(c, "DEFAULT_LANG"), "ru", "default language");
    is_int(rt_conf_int(c, "DASH_PORT"), 8050, "default port");
    is_close(rt_conf_share(c, "MARGIN"), 1, 0, "default margin");
    ok(rt_conf_on(c, "BOT_CLIENTS"), "the bot answers clients");
    ok(rt_conf_get(c, "TELEGRAM_BOT_TOKEN") == NULL, "no token is no token");
    ok(rt_conf_get(c, "DB_HOST") == NULL, "no host: the private database");
    is_str(rt_conf_get(c, "DASHBOARD_URL"), "http://localhost:8050",
           "an address for this machine");
    is_str(rt_conf_get(c, "SHARE_DIR"), RT_DATADIR, "the installed files");
    rt_conf_free(c);
    c = load("DASH_PORT=9000\nMARGIN=.25\nBOT_CLIENTS=off\n");
    is_str(rt_conf_get(c, "DASHBOARD_URL"), "http://localhost:9000",
           "the address follows the port");
    is_close(rt_conf_share(c, "MARGIN"), 0.25, 0, "a share is read");
    ok(!rt_conf_on(c, "BOT_CLIENTS"), "a switch is off");
    rt_conf_free(c);
}

static void
test_environment(void)
{
    struct rt_conf *c;

    setenv("CURRENCY", "EUR", 1);
    setenv("SUPPORT_PHONE", "", 1);
    c = load("CURRENCY=USD\nSUPPORT_PHONE=123\nSUPPORT_HOURS=9-18\n");
    is_str(rt_conf_get(c, "CURRENCY"), "EUR", "the environment wins");
    ok(rt_conf_get(c, "SUPPORT_PHONE") == NULL, "an empty one unsets");
    is_str(rt_conf_get(c, "SUPPORT_HOURS"), "9-18", "the rest is the file's");
    rt_conf_free(c);
    setenv("CURRENCY", "EURO", 1);
    REFUSED("CURRENCY=USD\n", "a wrong one is named as such",
            "environment: CURRENCY=EURO: ");
    clear_environment();
}

/* The template of the Python system, unchanged. */
static void
test_template(void)
{
    struct rt_conf *c = load("TELEGRAM_BOT_TOKEN=YOUR_BOT_TOKEN_HERE\n"
                             "DB_HOST=localhost\n"
                             "DB_USER=root\n"
                             "DB_PASSWORD=YOUR_PASSWORD_HERE\n"
                             "DB_NAME=customer_retention\n"
                             "DASH_HOST=0.0.0.0\n"
                             "DASH_PORT=8050\n"
                             "DASHBOARD_URL=[http://localhost:8050]"
                             "(http://localhost:8050)\n");

    is_str(report, "", "the template works as it stands");
    ok(rt_conf_get(c, "TELEGRAM_BOT_TOKEN") == NULL,
       "the token's placeholder counts as unset");
    ok(rt_conf_get(c, "DB_HOST") == NULL && rt_conf_get(c, "DB_USER") == NULL,
       "a placeholder of the database: the private one");
    is_str(rt_conf_get(c, "DB_NAME"), "retention", "with its own name");
    is_str(rt_conf_get(c, "DASHBOARD_URL"), "http://localhost:8050",
           "the Markdown link is read as its target");
    rt_conf_free(c);
}

static void
test_which_database(void)
{
    struct rt_conf *c = load("DB_HOST=YOUR_HOST_HERE\nDB_USER=me\n");

    ok(rt_conf_get(c, "DB_HOST") == NULL && rt_conf_get(c, "DB_USER") == NULL,
       "a placeholder for a host: the private database");
    rt_conf_free(c);
    setenv("DB_USER", "tester", 1);
    c = load("DB_HOST=127.0.0.1\nDB_USER=root\nDB_NAME=YOUR_NAME_HERE\n");
    is_str(rt_conf_get(c, "DB_USER"), "tester",
           "the environment may still name the user");
    rt_conf_free(c);
    clear_environment();
    c = load("DB_HOST=localhost\nDB_USER=me\n");
    is_str(rt_conf_get(c, "DB_HOST"), "localhost",
           "without placeholders localhost is a server");
    rt_conf_free(c);
    c = load("DB_HOST=a,b\nDB_USER=me\nDB_NAME=x\nDB_PASSWORD='p w'\n");
    is_str(rt_conf_get(c, "DB_HOST"), "a,b", "a cluster");
    is_str(rt_conf_get(c, "DB_PASSWORD"), "p w", "a password may have a blank");
    rt_conf_free(c);
    REFUSED("DB_HOST=db.example.org\n", "a server needs a user",
            "DB_USER is not set, but DB_HOST is");
    REFUSED("DB_HOST=db.example.org\nDB_USER=YOUR_USER_HERE\n",
            "a placeholder is no user of a server elsewhere",
            ":2: DB_USER still holds the placeholder");
}

static void
test_all_at_once(void)
{
    REFUSED("DASH_PORT=0\nDB_HOTS=x\nCOLOUR=red\nCURRENCY=R\nCURRENCY=RUB\n"
            "what is this\nDASHBOARD_URL=http://crm.example.org/a\n",
            "everything wrong is listed, each with its line",
            ":1: DASH_PORT=0: a whole number from 1 to 65535",
            ":2: DB_HOTS: there is no such setting. Perhaps DB_HOST",
            ":3: COLOUR: there is no such setting. Delete",
            ":4: CURRENCY=R: ", ":5: CURRENCY is already set in line 4.",
            ":6: NAME=value is expected",
            ":7: DASHBOARD_URL=http://crm.example.org/a: ");
    is_str(err.key, "conf_wrong", "the message counts them");
    is_str(err.text, "conf_wrong n=7", "seven");
    ok(strstr(report, "DASHBOARD_URL=https://crm.example.org/a\n") != NULL,
       "the cure of plain http is spelled out");
    setenv("RETENTION_LANG", "ru", 1);
    REFUSED("DASH_PORT=0\n", "in Russian where the terminal is Russian",
            "нужно целое число от 1 до 65535");
    clear_environment();
}

static void
test_very_many(void)
{
    char text[101 * 2 + 1];
    size_t lines = 0;
    struct rt_conf *c;

    for (size_t i = 0; i < 101; i++)
        memcpy(text + 2 * i, "?\n", 3);
    c = load(text);
    for (const char *p = report; (p = strchr(p, '\n')) != NULL; p++)
        lines++;
    ok(c == NULL, "a hundred and one mistakes are refused");
    is_int((int64_t)lines, 101, "a hundred are listed");
    ok(strstr(report, "\n1 more mistake\n") != NULL, "the rest is counted");
    rt_conf_free(c);
}

static void
test_secrets_stay_hidden(void)
{
    struct rt_conf *c = load("TELEGRAM_BOT_TOKEN=hush\nWEBHOOK_SECRET=hush\n"
                             "DB_PASSWORD='hush\nTELEGRAM_PROXY=hush\n");

    ok(c == NULL && strstr(report, "hush") == NULL &&
           strstr(err.text, "hush") == NULL,
       "a refused secret is not printed");
    rt_conf_free(c);
}

static void
test_no_report(void)
{
    struct rt_conf *c = NULL;

    write_file("DASH_PORT=0\n", 0600);
    err = (struct rt_err){0};
    is_int(rt_conf_load(path, &c, NULL, &err), RT_EINVAL,
           "a report is not needed");
    rt_conf_free(c);
}

/* The words of a row that must be in the texts of both languages. */
static void
test_table(void)
{
    for (size_t i = 0; i < rt_conf_table_n; i++) {
        const struct rt_conf_def *def = &rt_conf_table[i];
        char key[64];
        size_t n = 0;

        n += (size_t)snprintf(key, sizeof key, "setting_%s", def->name);
        for (size_t j = 0; j < n; j++)
            key[j] =
                (char)(key[j] >= 'A' && key[j] <= 'Z' ? key[j] + 32 : key[j]);
        is_str(def->help, key, "the help of a setting is named after it");
        ok(rt_text_find(RT_LANG_EN, key) != NULL, "and there is one: %s", key);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(rt_conf_table[j].name, def->name) == 0)
                ok(false, "%s stands in the table twice", def->name);
        }
    }
}

int
main(void)
{
    begin();
    test_defaults();
    test_environment();
    test_template();
    test_which_database();
    test_all_at_once();
    test_very_many();
    test_secrets_stay_hidden();
    test_no_report();
    test_table();
    return end();
}
