/* retention demo: data of an invented company. */
#include "cli.h"

#include "demo/load.h"
#include "field/date.h"
#include "repo/connect.h"
#include "repo/demo.h"
#include "repo/import_runs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const struct rt_opt options[] = {{"contracts", true, false},
                                        {"months", true, false},
                                        {"end", true, false},
                                        {"seed", true, false},
                                        {"out", true, false},
                                        {"if-empty", false, false},
                                        {0}};

static enum rt_code
bad_value(const char *option, const char *value, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, "demo_value", "option", option, "value",
                       value, NULL);
}

/* Read a whole number without a sign; unchanged when the option is absent. */
static enum rt_code
read_number(const struct rt_args *args, const char *option, uint64_t max,
            uint64_t *out, struct rt_err *err)
{
    const char *text = rt_pairs_get(&args->options, option);
    char *end;

    if (text == NULL)
        return RT_OK;
    errno = 0;
    *out = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 ||
        *out > max)
        return bad_value(option, text, err);
    return RT_OK;
}

static enum rt_code
read_options(const struct rt_args *args, struct rt_demo_options *o,
             struct rt_err *err)
{
    const char *end = rt_pairs_get(&args->options, "end");
    uint64_t contracts = RT_DEMO_CONTRACTS, months = RT_DEMO_MONTHS, seed = 1;
    enum rt_code rc =
        read_number(args, "contracts", INT64_MAX, &contracts, err);

    if (rc == RT_OK)
        rc = read_number(args, "months", INT64_MAX, &months, err);
    if (rc == RT_OK)
        rc = read_number(args, "seed", UINT64_MAX, &seed, err);
    *o = (struct rt_demo_options){.contracts = (int64_t)contracts,
                                  .months = (int64_t)months,
                                  .end = RT_DEMO_END,
                                  .seed = seed};
    if (rc == RT_OK && end != NULL)
        rc = rt_day_read("--end", end, RT_DAY_NONE, &o->end, err);
    if (rc == RT_OK && args->n_rest != 0)
        rc = rt_fail_key(err, RT_EINVAL, "demo_argument", "value",
                         args->rest[0], NULL);
    return rc == RT_OK ? rt_demo_check(o, err) : rc;
}

static void
say_done(struct rt_cli *cli, const char *key, const struct rt_demo_done *d,
         const char *dir)
{
    printf("%s\n",
           rt_text_fill(
               cli->lang, cli->arena, key, "clients",
               rt_text_count(cli->lang, cli->arena, d->clients), "contracts",
               rt_text_count(cli->lang, cli->arena, d->contracts), "payments",
               rt_text_count(cli->lang, cli->arena, d->payments), "activity",
               rt_text_count(cli->lang, cli->arena, d->activity), "cases",
               rt_text_count(cli->lang, cli->arena, d->cases), "dir", dir,
               NULL));
}

/* The folder under DATA_DIR for the files on their way into the database.  If
 * DATA_DIR cannot be created, this fails with its message. */
static const char *
work_folder(struct rt_cli *cli)
{
    const char *data = rt_conf_get(cli->conf, "DATA_DIR");

    if (mkdir(data, 0750) != 0)
        errno = 0;
    return rt_fmt(cli->arena, "%s/demo-%ld", data, (long)getpid());
}

/* Refuse when there are data, a company's or the whole demo's; errors are
 * reported by the load itself. */
static bool
has_data(struct rt_db *db, struct rt_arena *a)
{
    struct rt_import_half half;

    if (rt_demo_present(db, NULL) == RT_OK)
        return rt_import_find_half(db, a, &half, NULL) != RT_OK;
    return rt_demo_company(db, NULL) == RT_OK;
}

/* The demo can only be loaded into the private database. */
static enum rt_code
load(struct rt_cli *cli, const struct rt_demo_options *o, bool if_empty,
     struct rt_err *err)
{
    struct rt_import_env env = {.currency = "RUB",
                                .lang = cli->lang,
                                .list = stderr,
                                .progress = stderr};
    struct rt_zone *zone = NULL;
    struct rt_demo_done done;
    enum rt_code rc;

    if (rt_conf_get(cli->conf, "DB_HOST") != NULL)
        return rt_fail_key(err, RT_EINVAL, "demo_other_server", NULL);
    rc = rt_zone_open(rt_conf_get(cli->conf, "REPORT_ZONE"), &zone, err);
    if (rc == RT_OK)
        rc = rt_connect(cli->conf, &env.db, err);
    if (rc == RT_OK && !(if_empty && has_data(env.db, cli->arena))) {
        env.zone = zone;
        env.today = rt_zone_day(zone, (int64_t)time(NULL));
        rc = rt_demo_load(&env, o, work_folder(cli), &done, err);
        if (rc == RT_OK)
            say_done(cli, "demo_loaded", &done, "");
    }
    rt_db_close(env.db);
    rt_zone_free(zone);
    return rc;
}

int
rt_cmd_demo(struct rt_cli *cli, int argc, char **argv)
{
    struct rt_demo_options o;
    struct rt_demo_done done;
    struct rt_args args;
    struct rt_err err = {0};
    const char *dir;
    enum rt_code rc;

    if (rt_args_read(cli, argc, argv, options, &args, &err) != RT_OK ||
        read_options(&args, &o, &err) != RT_OK)
        return rt_cli_usage(cli, &err);
    dir = rt_pairs_get(&args.options, "out");
    if (dir == NULL) {
        rc = load(cli, &o, rt_args_has(&args, "if-empty"), &err);
    } else {
        rc = rt_demo_write(&o, dir, &done, &err);
        if (rc == RT_OK)
            say_done(cli, "demo_written", &done, dir);
    }
    return rc == RT_OK ? RT_EXIT_OK : rt_cli_fail(cli, &err);
}
