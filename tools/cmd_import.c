/* retention import: files into the database. */
#include "cli.h"

#include "import/import.h"
#include "import/conf.h"
#include "import/suggest.h"
#include "field/value.h"
#include "repo/connect.h"
#include "repo/schema.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { OPTIONS_MAX = 32 };

/* List the importer's options for the reader of command lines. */
static void
list_options(struct rt_opt out[OPTIONS_MAX])
{
    const struct rt_import_option *o;
    size_t n = 0;

    for (; (o = rt_import_option_at(n)) != NULL; n++)
        out[n] = (struct rt_opt){o->name, o->takes_value, o->repeats};
    out[n++] = (struct rt_opt){"suggest", false, false};
    out[n] = (struct rt_opt){0};
}

static bool
is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* KIND FILE and its options. */
static enum rt_code
one_file(struct rt_cli *cli, const struct rt_args *args,
         struct rt_import_list *out, struct rt_err *err)
{
    struct rt_import_opts *o = rt_alloc(cli->arena, sizeof *o);
    enum rt_code rc = RT_OK;

    rt_import_opts_init(o);
    o->kind = rt_import_kind_find(args->rest[0]);
    if (o->kind == NULL)
        return rt_fail_key(err, RT_EINVAL, "import_unknown_kind", "kind",
                           args->rest[0], NULL);
    o->file = args->rest[1];
    for (size_t i = 0; i < args->options.n && rc == RT_OK; i++)
        rc = rt_import_opts_set(o, args->options.list[i].name,
                                args->options.list[i].value, cli->arena, err);
    *out = (struct rt_import_list){.list = o, .n = 1};
    return rc == RT_OK ? rt_import_opts_check(o, err) : rc;
}

/* Read what is to be imported; a mistake in import.conf is reported with its
 * line. */
static enum rt_code
read_list(struct rt_cli *cli, const struct rt_args *args,
          struct rt_import_list *out, struct rt_err *err)
{
    struct rt_err why = {0};
    int line = 0;
    enum rt_code rc;

    if (args->n_rest == 2)
        return one_file(cli, args, out, err);
    if (args->n_rest != 1 || !is_folder(args->rest[0]))
        return rt_fail_key(err, RT_EINVAL, "import_args", NULL);
    if (rt_args_has(args, "rejects"))
        return rt_fail_key(err, RT_EINVAL, "import_rejects_folder", NULL);
    rc = rt_import_conf_read(args->rest[0], &args->options, cli->arena, out,
                             &line, &why);
    if (rc == RT_OK || line == 0) {
        *err = why;
        return rc;
    }
    return rt_fail_key(err, rc, "import_conf_line", "file", "import.conf",
                       "line", rt_fmt(cli->arena, "%d", line), "reason",
                       rt_text_err(cli->lang, cli->arena, &why, true), NULL);
}

/* Ask a question on the terminal; "yes", "y", "да" and the like mean yes. */
static bool
ask_terminal(void *arg, const char *question)
{
    char line[32];
    int64_t yes = 0;

    (void)arg;
    fprintf(stderr, "%s ", question);
    fflush(stderr);
    if (fgets(line, sizeof line, stdin) == NULL)
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    return rt_parse_bool(line, &yes, NULL) == RT_OK && yes != 0;
}

/* True when the settings name a currency and do not leave the default. */
static bool
currency_is_set(const struct rt_conf *conf)
{
    const char *value = rt_conf_get(conf, "CURRENCY");

    for (size_t i = 0; i < rt_conf_table_n; i++)
        if (strcmp(rt_conf_table[i].name, "CURRENCY") == 0)
            return strcmp(value, rt_conf_table[i].fallback) != 0;
    return false;
}

static enum rt_code
import_each(struct rt_cli *cli, const struct rt_import_env *env,
            const struct rt_import_list *files, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < files->n && rc == RT_OK; i++) {
        struct rt_import_total total = {0};

        rc = rt_import_file(env, &files->list[i], &total, err);
        if (rc == RT_OK || total.rows.read > 0)
            printf("%s\n", rt_import_summary(cli->lang, cli->arena,
                                             &files->list[i], &total));
        fflush(stdout);
    }
    return rc;
}

/* Import the files of a folder together. */
static enum rt_code
import_all(struct rt_cli *cli, struct rt_import_env *env, const char *folder,
           const struct rt_import_list *files, struct rt_err *err)
{
    enum rt_code rc, ended;

    if (folder == NULL || files->n == 0 || files->list[0].dry_run)
        return import_each(cli, env, files, err);
    rc = rt_import_folder_begin(env, folder, cli->arena, err);
    if (rc != RT_OK)
        return rc;
    rc = import_each(cli, env, files, err);
    ended = rt_import_folder_end(env, rc == RT_OK ? err : NULL);
    return rc == RT_OK ? ended : rc;
}

/* Connect, and check that the database has tables. */
static enum rt_code
open_database(struct rt_cli *cli, struct rt_db **out, struct rt_err *err)
{
    bool ready = false;
    enum rt_code rc = rt_connect(cli->conf, out, err);

    if (rc == RT_OK)
        rc = rt_schema_has(*out, "import_runs", &ready, err);
    if (rc == RT_OK && !ready)
        return rt_fail_key(err, RT_EINVAL, "import_no_tables", NULL);
    return rc;
}

/* A folder that cannot be written to: print what would be in the file. */
static enum rt_code
write_suggestion(struct rt_cli *cli, const struct rt_suggestion *s,
                 const char *dir, struct rt_err *err)
{
    enum rt_code rc = rt_import_suggest_write(s, err);

    if (rc == RT_EIO)
        printf("%s", s->text);
    if (rc != RT_OK)
        return rc;
    printf(
        "%s\n",
        rt_text_fill(
            cli->lang, cli->arena,
            s->decide ? "suggest_done_decide" : "suggest_done", "file", s->path,
            "dir", dir, "files",
            rt_text_count(cli->lang, cli->arena, (int64_t)s->n_files), "known",
            rt_text_count(cli->lang, cli->arena, (int64_t)s->n_known), NULL));
    return RT_OK;
}

static int
suggest(struct rt_cli *cli, const struct rt_args *args)
{
    struct rt_suggestion s;
    struct rt_zone *zone = NULL;
    struct rt_err err = {0};
    enum rt_code rc;

    if (args->n_rest != 1 || args->options.n != 1 ||
        !is_folder(args->rest[0])) {
        rc = rt_fail_key(&err, RT_EINVAL, "suggest_args", NULL);
        return rt_cli_usage(cli, &err);
    }
    rc = rt_zone_open(rt_conf_get(cli->conf, "REPORT_ZONE"), &zone, &err);
    if (rc == RT_OK)
        rc = rt_import_suggest(args->rest[0], zone,
                               rt_zone_day(zone, (int64_t)time(NULL)),
                               cli->lang, cli->arena, &s, &err);
    if (rc == RT_OK)
        rc = write_suggestion(cli, &s, args->rest[0], &err);
    rt_zone_free(zone);
    return rc == RT_OK ? RT_EXIT_OK : rt_cli_fail(cli, &err);
}

int
rt_cmd_import(struct rt_cli *cli, int argc, char **argv)
{
    struct rt_opt options[OPTIONS_MAX];
    struct rt_import_env env = {.currency = rt_conf_get(cli->conf, "CURRENCY"),
                                .currency_set = currency_is_set(cli->conf),
                                .lang = cli->lang,
                                .list = stderr,
                                .progress = stderr};
    struct rt_import_list files;
    struct rt_args args;
    struct rt_err err = {0};
    struct rt_zone *zone = NULL;
    enum rt_code rc;

    if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
        env.ask = ask_terminal;
    list_options(options);
    if (rt_args_read(cli, argc, argv, options, &args, &err) != RT_OK)
        return rt_cli_usage(cli, &err);
    if (rt_args_has(&args, "suggest"))
        return suggest(cli, &args);
    rc = read_list(cli, &args, &files, &err);
    if (rc == RT_EIO)
        return rt_cli_fail(cli, &err);
    if (rc != RT_OK)
        return rt_cli_usage(cli, &err);
    rc = rt_zone_open(rt_conf_get(cli->conf, "REPORT_ZONE"), &zone, &err);
    if (rc == RT_OK)
        rc = open_database(cli, &env.db, &err);
    if (rc == RT_OK) {
        env.zone = zone;
        env.today = rt_zone_day(zone, (int64_t)time(NULL));
        rc = import_all(cli, &env, args.n_rest == 1 ? args.rest[0] : NULL,
                        &files, &err);
    }
    rt_db_close(env.db);
    rt_zone_free(zone);
    return rc == RT_OK ? RT_EXIT_OK : rt_cli_fail(cli, &err);
}
