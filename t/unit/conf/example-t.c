/* What people read about the settings agrees with the table of settings.  With
 * --example or --readme this program prints that text instead. */
#include "base/buf.h"
#include "conf/conf.h"
#include "text/text.h"
#include "../tap.h"

#include <sys/stat.h>
#include <unistd.h>

static struct rt_buf example; /* the text of .env.example */
static struct rt_buf table; /* the table in README.md, with a line around it */

static const char head[] =
    "# Settings of customer-retention.  Copy this file to .env, run\n"
    "#   chmod 600 .env\n"
    "# and take the # off the lines that you change; what stands here is the\n"
    "# default.  Environment variables of the same names win.\n"
    "# Настройки customer-retention.  Скопируйте файл в .env, выполните\n"
    "#   chmod 600 .env\n"
    "# и уберите # перед строками, которые меняете; здесь стоят значения по\n"
    "# умолчанию.  Одноимённые переменные окружения главнее.\n";

static void
write_example(void)
{
    rt_buf_init(&example, 0);
    rt_buf_str(&example, head);
    for (size_t i = 0; i < rt_conf_table_n; i++) {
        const struct rt_conf_def *def = &rt_conf_table[i];

        rt_buf_fmt(&example, "\n# %s\n# %s\n#%s=%s\n",
                   rt_text(RT_LANG_EN, def->help),
                   rt_text(RT_LANG_RU, def->help), def->name,
                   def->fallback != NULL ? def->fallback : "");
    }
}

static void
write_table(void)
{
    rt_buf_init(&table, 0);
    rt_buf_str(&table, "\n| setting | default | |\n|---|---|---|\n");
    for (size_t i = 0; i < rt_conf_table_n; i++) {
        const struct rt_conf_def *def = &rt_conf_table[i];
        const char *quote = def->fallback != NULL ? "`" : "";

        rt_buf_fmt(&table, "| `%s` | %s%s%s | %s |\n", def->name, quote,
                   def->fallback != NULL ? def->fallback : "", quote,
                   rt_text(RT_LANG_EN, def->help));
    }
    rt_buf_str(&table, "\n");
}

/* The text of a file in the source tree, to be freed; NULL when it does not
 * exist. */
static char *
slurp(const char *name)
{
    const char *source = getenv("RT_SOURCE");
    char path[4096];
    struct rt_buf b;
    char *text;
    FILE *f;
    int c;

    snprintf(path, sizeof path, "%s/%s", source != NULL ? source : ".", name);
    f = fopen(path, "r");
    if (f == NULL)
        return NULL;
    rt_buf_init(&b, 0);
    while ((c = getc(f)) != EOF)
        rt_buf_char(&b, (char)c);
    fclose(f);
    text = strdup(rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return text;
}

static void
test_example(void)
{
    char *have = slurp(".env.example");

    if (!ok(have != NULL && strcmp(have, rt_buf_cstr(&example)) == 0,
            ".env.example says what the table says"))
        printf("# t/unit/conf/example-t --example > .env.example\n");
    free(have);
}

/* Every line of .env.example without its # sets a value that is the default
 * anyway. */
static void
test_example_loads(void)
{
    char path[] = "/tmp/rt-example-XXXXXX";
    struct rt_conf *c = NULL;
    struct rt_err err = {0};
    int fd = mkstemp(path);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (f == NULL) {
        ok(false, "a temporary file");
        return;
    }
    for (const char *p = rt_buf_cstr(&example); *p != '\0'; p++) {
        if (*p != '#' || p[1] == ' ')
            putc(*p, f);
    }
    fclose(f);
    for (size_t i = 0; i < rt_conf_table_n; i++)
        unsetenv(rt_conf_table[i].name);
    ok(rt_conf_load(path, &c, stdout, &err) == RT_OK,
       "the example is valid without its #");
    for (size_t i = 0; c != NULL && i < rt_conf_table_n; i++) {
        const struct rt_conf_def *def = &rt_conf_table[i];

        if (strcmp(def->name, "DASHBOARD_URL") != 0 &&
            strcmp(def->name, "SHARE_DIR") != 0)
            is_str(rt_conf_get(c, def->name), def->fallback, def->name);
    }
    rt_conf_free(c);
    unlink(path);
}

static void
test_readme(void)
{
    char *have = slurp("README.md");

    if (have == NULL)
        skip("there is no README.md");
    else if (!ok(strstr(have, rt_buf_cstr(&table)) != NULL,
                 "the table of settings in README.md says the same"))
        printf("# see t/unit/conf/example-t --readme\n");
    free(have);
}

int
main(int argc, char **argv)
{
    const char *only = argc > 1 ? argv[1] : "";

    write_example();
    write_table();
    if (strcmp(only, "--example") == 0) {
        fputs(rt_buf_cstr(&example), stdout);
    } else if (strcmp(only, "--readme") == 0) {
        fputs(rt_buf_cstr(&table), stdout);
    } else {
        test_example();
        test_example_loads();
        test_readme();
        done();
    }
    rt_buf_fini(&example);
    rt_buf_fini(&table);
    return tap_failed != 0;
}
