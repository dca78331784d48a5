/* retention check: what is wrong, in words. */
#include "cli.h"

#include "base/disk.h"
#include "block/known_days.h"
#include "chart/chart.h"
#include "desk/sweep.h"
#include "http/sign.h"
#include "job/followed.h"
#include "job/migrate.h"
#include "repo/connect.h"
#include "repo/import_runs.h"
#include "snap/file.h"
#include "tmpl/tmpl.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* What a check found, for its line when everything is right. */
struct check {
    struct rt_cli *cli;
    const char *detail;
};

typedef enum rt_code check_fn(struct check *c, struct rt_err *err);

static const char *
share(const struct check *c, const char *folder)
{
    return rt_fmt(c->cli->arena, "%s/%s",
                  rt_conf_get(c->cli->conf, "SHARE_DIR"), folder);
}

/* Settings are read before any command runs; wrong ones end the program
 * there. */
static enum rt_code
check_settings(struct check *c, struct rt_err *err)
{
    struct rt_key key;
    enum rt_code rc =
        rt_key_read(rt_conf_get(c->cli->conf, "SECRET_FILE"), &key, err);

    c->detail = rt_conf_get(c->cli->conf, "DASHBOARD_URL");
    explicit_bzero(&key, sizeof key);
    return rc;
}

static enum rt_code
check_templates(struct check *c, struct rt_err *err)
{
    struct rt_tmpl_set *set = NULL;
    enum rt_code rc = rt_tmpl_load(share(c, "templates"), &set, err);

    c->detail = share(c, "templates");
    rt_tmpl_free(set);
    return rc;
}

static enum rt_code
check_fonts(struct check *c, struct rt_err *err)
{
    c->detail = "";
    return rt_chart_warm(err);
}

static enum rt_code
check_database(struct check *c, struct rt_err *err)
{
    struct rt_db *db = NULL;
    enum rt_code rc = rt_connect(c->cli->conf, &db, err);

    if (rc == RT_OK) {
        c->detail = rt_strdup(c->cli->arena, rt_db_version(db));
        rc = rt_schema_check(db, share(c, "sql"), err);
    }
    rt_db_close(db);
    return rc;
}

/* Its settings, and orders that billing is late with. */
static enum rt_code
check_desk(struct check *c, struct rt_err *err)
{
    struct rt_desk_setup setup = {0};
    struct rt_db *db = NULL;
    int64_t n = 0;
    enum rt_code rc = rt_desk_setup_read(c->cli->conf, &setup, err);

    c->detail = "";
    if (rc == RT_OK && rt_connect(c->cli->conf, &db, NULL) == RT_OK &&
        rt_schema_check(db, share(c, "sql"), NULL) == RT_OK) {
        rc = rt_desk_setup_days(&setup, db, time(NULL), err);
        if (rc == RT_OK)
            rc = rt_desk_count_late(db, &setup, time(NULL), &n, err);
    }
    if (rc == RT_OK && n > 0)
        rc = rt_fail_key(err, RT_ECONFLICT, "check_desk_late", "n",
                         rt_fmt(c->cli->arena, "%" PRId64, n), NULL);
    rt_db_close(db);
    rt_desk_setup_free(&setup);
    return rc;
}

/* If the database is away, its own check says so. */
static enum rt_code
check_imports(struct check *c, struct rt_err *err)
{
    struct rt_import_half half;
    struct rt_db *db = NULL;
    enum rt_code rc = rt_connect(c->cli->conf, &db, err);

    c->detail = "";
    if (rc == RT_OK)
        rc = rt_import_find_half(db, c->cli->arena, &half, err);
    rt_db_close(db);
    if (rc == RT_NONE)
        return RT_OK;
    if (rc != RT_OK)
        return rc;
    if (half.running) {
        c->detail =
            rt_text_fill(c->cli->lang, c->cli->arena, "check_import_running",
                         "kind", half.kind, "file", half.file, NULL);
        return RT_OK;
    }
    return rt_fail_key(err, RT_ECONFLICT, "refresh_import_broken", "kind",
                       half.kind, "file", half.file, NULL);
}

/* refresh looks every few seconds, and may be busy for some more. */
enum { LAG_S = 60 };

/* Does the database have what the snapshot lacks?  One that is away was told by
 * its own check, and so was an import whose end the snapshot waits for. */
static enum rt_code
check_lag(struct check *c, const char *dir, struct rt_err *err)
{
    struct rt_change_mark marks[RT_CHANGE__MAX];
    struct rt_import_half half;
    struct rt_db *db = NULL;
    int64_t lag_s = 0;

    if (rt_connect(c->cli->conf, &db, NULL) == RT_OK &&
        rt_import_find_half(db, c->cli->arena, &half, NULL) == RT_NONE &&
        rt_extract_marks(db, c->cli->arena, marks, NULL) == RT_OK)
        lag_s = rt_followed_lag_s(dir, marks);
    rt_db_close(db);
    if (lag_s < LAG_S)
        return RT_OK;
    return rt_fail_key(err, RT_ECONFLICT, "check_snapshot_lags", "minutes",
                       rt_fmt(c->cli->arena, "%lld", (long long)lag_s / 60),
                       NULL);
}

static enum rt_code
check_snapshot(struct check *c, struct rt_err *err)
{
    const char *dir = rt_conf_get(c->cli->conf, "DATA_DIR");
    struct rt_snap *snap = NULL;
    const char *days;
    enum rt_code rc = rt_snap_open(dir, &snap, err);

    if (rc == RT_NONE)
        return rt_fail_key(err, RT_NONE, "no_snapshot", "dir", dir, NULL);
    if (rc != RT_OK)
        return rc;
    c->detail = rt_text_fill(
        c->cli->lang, c->cli->arena, "check_snapshot_is", "clients",
        rt_text_count(c->cli->lang, c->cli->arena,
                      (int64_t)rt_snap_data(snap)->n_clients),
        "as_of",
        rt_text_day(c->cli->lang, c->cli->arena, rt_snap_data(snap)->as_of),
        NULL);
    days = rt_known_days(rt_snap_data(snap), c->cli->lang, c->cli->arena);
    if (days != NULL)
        c->detail = rt_fmt(c->cli->arena, "%s (%s)", c->detail, days);
    if (rt_snap_fallback(snap) != NULL)
        rc = rt_fail_key(err, RT_EBROKEN, "check_snapshot_previous", "why",
                         rt_snap_fallback(snap), NULL);
    else
        rc = check_lag(c, dir, err);
    rt_snap_close(snap);
    return rc;
}

static enum rt_code
check_disk(struct check *c, struct rt_err *err)
{
    const char *dir = rt_conf_get(c->cli->conf, "DATA_DIR");
    int used = rt_disk_used_percent(dir);
    const char *percent = rt_fmt(c->cli->arena, "%d", used);

    if (used < 0)
        return rt_fail_errno(err, "%s", dir);
    if (used >= RT_DISK_WARN_PERCENT)
        return rt_fail_key(err, RT_ELIMIT, "disk_nearly_full", "dir", dir,
                           "percent", percent, NULL);
    c->detail = rt_text_fill(c->cli->lang, c->cli->arena, "check_disk_is",
                             "percent", percent, NULL);
    return RT_OK;
}

static const struct {
    const char *name; /* catalogue key */
    check_fn *run;
} checks[] = {
    {"check_settings", check_settings}, {"check_templates", check_templates},
    {"check_fonts", check_fonts},       {"check_database", check_database},
    {"check_imports", check_imports},   {"check_snapshot", check_snapshot},
    {"check_desk", check_desk},         {"check_disk", check_disk},
};

int
rt_cmd_check(struct rt_cli *cli, int argc, char **argv)
{
    static const struct rt_opt opts[] = {{NULL, false, false}};
    struct rt_err usage = {0};
    struct rt_args args;
    int status = RT_EXIT_OK;

    if (rt_args_read(cli, argc, argv, opts, &args, &usage) != RT_OK)
        return rt_cli_usage(cli, &usage);
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        struct check c = {.cli = cli};
        struct rt_err err = {0};

        if (checks[i].run(&c, &err) == RT_OK) {
            printf("%s: %s\n", rt_text(cli->lang, checks[i].name),
                   c.detail[0] != '\0' ? c.detail
                                       : rt_text(cli->lang, "check_good"));
        } else {
            printf("%s: %s\n", rt_text(cli->lang, checks[i].name),
                   rt_text_err(cli->lang, cli->arena, &err, true));
            status = RT_EXIT_FAILED;
        }
    }
    return status;
}
