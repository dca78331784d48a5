#include "conf/conf.h"
#include "text/text.h"
#include "../tap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/rt-conf-XXXXXX";
static char path[64]; /* of the settings file */
static char *report;  /* of the latest load() */
static struct rt_err err;

static void
write_file(const char *text, mode_t mode)
{
    FILE *f;

    unlink(path);
    f = fopen(path, "w");
    if (f == NULL || fputs(text, f) == EOF || fclose(f) != 0 ||
        chmod(path, mode) != 0) {
        printf("Bail out! cannot write %s\n", path);
        exit(1);
    }
}

static void
clear_environment(void)
{
    for (size_t i = 0; i < rt_conf_table_n; i++)
        unsetenv(rt_conf_table[i].name);
    unsetenv("RETENTION_ENV");
    setenv("RETENTION_LANG", "en", 1);
}

/* The settings in `file`, NULL when they are refused. */
static struct rt_conf *
load_file(const char *file)
{
    struct rt_conf *c = NULL;
    size_t len = 0;
    FILE *out;

    free(report);
    report = NULL;
    err = (struct rt_err){0};
    out = open_memstream(&report, &len);
    (void)!rt_conf_load(file, &c, out, &err);
    fclose(out);
    return c;
}

static struct rt_conf *
load(const char *text)
{
    write_file(text, 0600);
    return load_file(path);
}

/* The report of refused settings has all lines of `want`, and no other. */
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
           "which follows the port");
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

static void
test_which_file(void)
{
    struct rt_conf *c;

    write_file("CURRENCY=USD\n", 0600);
    setenv("RETENTION_ENV", path, 1);
    c = load_file(NULL);
    is_str(rt_conf_get(c, "CURRENCY"), "USD", "$RETENTION_ENV names the file");
    rt_conf_free(c);
    setenv("RETENTION_ENV", "", 1);
    c = load_file(NULL);
    is_str(rt_conf_get(c, "CURRENCY"), "RUB", "an empty one: no file");
    rt_conf_free(c);
    clear_environment();
    unlink(path);
    c = load_file(NULL);
    ok(c != NULL && *report == '\0', "no .env in the folder is no error");
    rt_conf_free(c);
    c = load_file(path);
    ok(c == NULL && strstr(report, "There is no settings file") != NULL,
       "a named file must exist");
    rt_conf_free(c);
}

/* The template of the Python system, as it stands. */
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
           "where the environment may still say who");
    rt_conf_free(c);
    clear_environment();
    c = load("DB_HOST=localhost\nDB_USER=me\n");
    is_str(rt_conf_get(c, "DB_HOST"), "localhost",
           "without placeholders localhost is a server");
    rt_conf_free(c);
    c = load("DB_HOST=a,b\nDB_USER=me\nDB_NAME=x\nDB_PASSWORD='p w'\n");
    is_str(rt_conf_get(c, "DB_HOST"), "a,b", "a cluster");
    is_str(rt_conf_get(c, "DB_PASSWORD"), "p w", "and its password");
    rt_conf_free(c);
    REFUSED("DB_HOST=db.example.org\n", "a server needs a user",
            "DB_USER is not set, but DB_HOST is");
    REFUSED("DB_HOST=db.example.org\nDB_USER=YOUR_USER_HERE\n",
            "a placeholder is no user of a server elsewhere",
            ":2: DB_USER still is the placeholder");
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

/* A refused file: its report has `want`. */
static void
bad_file(const char *want, const char *what)
{
    struct rt_conf *c = load_file(path);

    if (!ok(c == NULL && strstr(report, want) != NULL, "%s", what))
        printf("# %s", report);
    rt_conf_free(c);
}

static void
test_mode(void)
{
    static const mode_t bad[] = {0640, 0604, 0620, 0610, 0601};
    char want[100];
    struct rt_conf *c;

    snprintf(want, sizeof want, "chmod 600 '%s'\n", path);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_file("CURRENCY=USD\n", bad[i]);
        bad_file(want, "open to others: refused with the chmod line");
    }
    write_file("CURRENCY=R\n", 0644);
    bad_file(":1: CURRENCY=R: ", "and its lines are judged all the same");
    write_file("CURRENCY=USD\n", 0400);
    c = load_file(path);
    ok(c != NULL, "read-only for the owner is fine");
    rt_conf_free(c);
}

/* The line is to be copied into a shell. */
static void
test_quoting(void)
{
    char plain[sizeof path];

    memcpy(plain, path, sizeof path);
    snprintf(path, sizeof path, "%s/it's mine", dir);
    write_file("", 0644);
    bad_file("/it'\\''s mine'\n", "a path with a quote is quoted for a shell");
    unlink(path);
    memcpy(path, plain, sizeof path);
}

static void
test_owner(void)
{
    if (geteuid() != 0) {
        skip("only root can give a file away");
        return;
    }
    write_file("CURRENCY=USD\n", 0600);
    if (chown(path, 12345, (gid_t)-1) != 0) {
        skip("chown is not possible here");
        return;
    }
    bad_file("belongs to 12345", "somebody else's file is refused");
    ok(strstr(report, "sudo chown root '") != NULL, "with the chown line");
}

static void
test_kind(void)
{
    char other[80];

    write_file("CURRENCY=USD\n", 0600);
    snprintf(other, sizeof other, "%s.real", path);
    if (rename(path, other) != 0 || symlink(other, path) != 0)
        ok(false, "a link is made");
    bad_file("is a symbolic link", "a symbolic link is refused");
    unlink(other);
    unlink(path);
    if (mkfifo(path, 0600) != 0)
        ok(false, "a pipe is made");
    bad_file("is no regular file", "a pipe is refused and not waited for");
    unlink(path);
    if (mkdir(path, 0700) != 0)
        ok(false, "a folder is made");
    bad_file("is no regular file", "a folder is refused");
    rmdir(path);
    write_file("", 0600);
    snprintf(other, sizeof other, "%s/below", path);
    ok(load_file(other) == NULL && strstr(report, "cannot be read") != NULL,
       "a path through a file is refused");
}

static void
test_size(void)
{
    enum { MAX = 64 * 1024 };
    char *text = malloc(MAX + 2);
    struct rt_conf *c;

    memset(text, '#', MAX + 1);
    text[MAX] = '\0';
    c = load(text);
    ok(c != NULL, "64 KiB are read");
    rt_conf_free(c);
    text[MAX] = '#';
    text[MAX + 1] = '\0';
    write_file(text, 0600);
    bad_file("larger than 64 KiB", "one byte more is refused");
    free(text);
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

/* The words of a row that are to stand in both languages. */
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
    if (mkdtemp(dir) == NULL || chdir(dir) != 0) {
        printf("Bail out! no folder for the test\n");
        return 1;
    }
    snprintf(path, sizeof path, "%s/settings", dir);
    clear_environment();
    test_defaults();
    test_environment();
    test_which_file();
    test_template();
    test_which_database();
    test_all_at_once();
    test_very_many();
    test_secrets_stay_hidden();
    test_mode();
    test_quoting();
    test_owner();
    test_kind();
    test_size();
    test_no_report();
    test_table();
    unlink(path);
    rmdir(dir);
    free(report);
    return done();
}
