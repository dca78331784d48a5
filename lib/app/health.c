#include "app/health.h"

#include "app/followed.h"
#include "base/disk.h"
#include "base/zone.h"
#include "block/known_days.h"
#include "chart/chart.h"
#include "desk/sweep.h"
#include "http/sign.h"
#include "repo/deliver.h"
#include "repo/import_runs.h"
#include "repo/queues.h"
#include "repo/schema_check.h"
#include "snap/file.h"
#include "tmpl/tmpl.h"

#include <string.h>
#include <time.h>

/* What is being found out. */
struct look {
    const struct rt_health *h;
    struct rt_fact *fact;
    struct rt_zone *zone; /* of the reports; NULL: UTC */
};

/* RT_OK: fact->text says what there is.  Else `err` says what is wrong. */
typedef enum rt_code look_fn(struct look *l, struct rt_err *err);

static void
add_line(struct look *l, const char *text)
{
    struct rt_fact *f = l->fact;

    RT_GROW(l->h->arena, f->more, f->n_more);
    f->more[f->n_more++] = text;
}

static const char *
share(const struct look *l, const char *folder)
{
    return rt_fmt(l->h->arena, "%s/%s", rt_conf_get(l->h->conf, "SHARE_DIR"),
                  folder);
}

static const char *
count_text(const struct look *l, int64_t n)
{
    return rt_text_count(l->h->lang, l->h->arena, n);
}

static int32_t
day_of(const struct look *l, int64_t at)
{
    return l->zone != NULL ? rt_zone_day(l->zone, at) : (int32_t)(at / 86400);
}

static const char *
instant_text(const struct look *l, int64_t at)
{
    struct rt_local t =
        l->zone != NULL
            ? rt_zone_local(l->zone, at)
            : (struct rt_local){(int32_t)(at / 86400), (int32_t)(at % 86400)};

    return rt_text_local(l->h->lang, l->h->arena, t);
}

/* Settings are read before any command runs; wrong ones end the program
 * there. */
static enum rt_code
look_settings(struct look *l, struct rt_err *err)
{
    struct rt_key key;
    enum rt_code rc =
        rt_key_read(rt_conf_get(l->h->conf, "SECRET_FILE"), &key, err);

    l->fact->text = rt_conf_get(l->h->conf, "DASHBOARD_URL");
    explicit_bzero(&key, sizeof key);
    return rc;
}

static enum rt_code
look_templates(struct look *l, struct rt_err *err)
{
    struct rt_tmpl_set *set = NULL;
    enum rt_code rc = rt_tmpl_load(share(l, "templates"), &set, err);

    l->fact->text = share(l, "templates");
    rt_tmpl_free(set);
    return rc;
}

static enum rt_code
look_fonts(struct look *l, struct rt_err *err)
{
    (void)l;
    return rt_chart_warm(err);
}

/* Why there is no database. */
static enum rt_code
fail_away(const struct look *l, struct rt_err *err)
{
    if (l->h->away != NULL)
        *err = *l->h->away;
    return RT_EAWAY;
}

static enum rt_code
look_database(struct look *l, struct rt_err *err)
{
    if (l->h->db == NULL)
        return fail_away(l, err);
    l->fact->text = rt_strdup(l->h->arena, rt_db_version(l->h->db));
    return rt_schema_check(l->h->db, share(l, "sql"), err);
}

static void
add_import(struct look *l, const struct rt_import_last *i)
{
    add_line(l, rt_text_fill(l->h->lang, l->h->arena, "check_import_last",
                             "kind", i->kind, "file", i->file, "at",
                             instant_text(l, i->at), "as_of",
                             rt_text_day(l->h->lang, l->h->arena, i->as_of),
                             "read", count_text(l, i->counts.read), "added",
                             count_text(l, i->counts.added), "changed",
                             count_text(l, i->counts.changed), "rejected",
                             count_text(l, i->counts.rejected), NULL));
}

static enum rt_code
list_imports(struct look *l, struct rt_err *err)
{
    struct rt_import_last *list;
    size_t n;
    enum rt_code rc =
        rt_import_list_last(l->h->db, l->h->arena, &list, &n, err);

    for (size_t i = 0; rc == RT_OK && i < n; i++)
        add_import(l, &list[i]);
    return rc;
}

static enum rt_code
look_imports(struct look *l, struct rt_err *err)
{
    struct rt_import_half half;
    enum rt_code rc;

    if (l->h->db == NULL)
        return fail_away(l, err);
    rc = list_imports(l, err);
    if (rc == RT_OK)
        rc = rt_import_find_half(l->h->db, l->h->arena, &half, err);
    if (rc == RT_NONE)
        return RT_OK;
    if (rc != RT_OK)
        return rc;
    if (half.running) {
        l->fact->text =
            rt_text_fill(l->h->lang, l->h->arena, "check_import_running",
                         "kind", half.kind, "file", half.file, NULL);
        return RT_OK;
    }
    return rt_fail_key(err, RT_ECONFLICT, "refresh_import_broken", "kind",
                       half.kind, "file", half.file, NULL);
}

/* refresh looks every few seconds, and may be busy for some more. */
enum { LAG_S = 60 };

/* Does the database have what the snapshot lacks?  One that is away is told by
 * its own fact, and so is an import whose end the snapshot waits for. */
static enum rt_code
check_lag(struct look *l, const char *dir, struct rt_err *err)
{
    struct rt_change_mark marks[RT_CHANGE__MAX];
    struct rt_import_half half;
    struct rt_arena *a = l->h->arena;
    int64_t lag_s = 0;

    if (l->h->db != NULL &&
        rt_import_find_half(l->h->db, a, &half, NULL) == RT_NONE &&
        rt_extract_marks(l->h->db, a, marks, NULL) == RT_OK)
        lag_s = rt_followed_lag_s(dir, marks);
    if (lag_s < LAG_S)
        return RT_OK;
    return rt_fail_key(err, RT_ECONFLICT, "check_snapshot_lags", "minutes",
                       rt_fmt(a, "%lld", (long long)lag_s / 60), NULL);
}

/* "contracts as of 30 June 2025, 12 days ago" */
static void
add_kind(struct look *l, const struct rt_data *d, enum rt_group g)
{
    const char *text = rt_known_day(d, g, l->h->lang, l->h->arena);
    int32_t ago = day_of(l, time(NULL)) - rt_data_known(d, g);

    if (text == NULL)
        return;
    if (ago > 0)
        text = rt_fmt(
            l->h->arena, "%s, %s", text,
            rt_text_plural(l->h->lang, l->h->arena, "check_days_ago", ago));
    add_line(l, text);
}

static void
say_snapshot(struct look *l, const struct rt_snap *snap)
{
    const struct rt_data *d = rt_snap_data(snap);

    l->fact->text =
        rt_text_fill(l->h->lang, l->h->arena, "check_snapshot_is", "clients",
                     count_text(l, (int64_t)d->n_clients), "as_of",
                     rt_text_day(l->h->lang, l->h->arena, d->as_of), NULL);
    add_line(l, rt_text_fill(l->h->lang, l->h->arena, "check_snapshot_written",
                             "at", instant_text(l, rt_snap_written_at(snap)),
                             NULL));
    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
        add_kind(l, d, g);
}

static enum rt_code
look_snapshot(struct look *l, struct rt_err *err)
{
    const char *dir = rt_conf_get(l->h->conf, "DATA_DIR");
    struct rt_snap *snap = NULL;
    enum rt_code rc = rt_snap_open(dir, &snap, err);

    if (rc == RT_NONE)
        return rt_fail_key(err, RT_NONE, "no_snapshot", "dir", dir, NULL);
    if (rc != RT_OK)
        return rc;
    say_snapshot(l, snap);
    if (rt_snap_fallback(snap) != NULL)
        rc = rt_fail_key(err, RT_EBROKEN, "check_snapshot_previous", "why",
                         rt_snap_fallback(snap), NULL);
    else
        rc = check_lag(l, dir, err);
    rt_snap_close(snap);
    return rc;
}

/* Its settings, and orders that billing is late with. */
static enum rt_code
look_desk(struct look *l, struct rt_err *err)
{
    struct rt_desk_setup setup = {0};
    struct rt_db *db = l->h->db;
    int64_t n = 0;
    enum rt_code rc = rt_desk_setup_read(l->h->conf, &setup, err);

    if (rc == RT_OK && db != NULL &&
        rt_schema_check(db, share(l, "sql"), NULL) == RT_OK) {
        rc = rt_desk_setup_days(&setup, db, time(NULL), err);
        if (rc == RT_OK)
            rc = rt_desk_count_late(db, &setup, time(NULL), &n, err);
    }
    if (rc == RT_OK && n > 0)
        rc = rt_fail_key(err, RT_ECONFLICT, "check_desk_late", "n",
                         rt_fmt(l->h->arena, "%lld", (long long)n), NULL);
    rt_desk_setup_free(&setup);
    return rc;
}

/* It makes a round each minute. */
enum { DELIVER_LATE_S = 180 };

/* Does the program run that makes things happen by themselves?  Where no
 * request is open, nobody misses it. */
static enum rt_code
look_deliver(struct look *l, struct rt_err *err)
{
    struct rt_arena *a = l->h->arena;
    bool needed = false;
    int64_t at = 0, late_s;
    enum rt_code rc;

    if (l->h->db == NULL)
        return fail_away(l, err);
    rc = rt_deliver_needed(l->h->db, &needed, err);
    if (rc == RT_OK)
        rc = rt_deliver_last(l->h->db, a, &at, err);
    if (rc != RT_OK && rc != RT_NONE)
        return rc;
    late_s = time(NULL) - at;
    if (at != 0)
        l->fact->text =
            rt_text_fill(l->h->lang, a, "check_deliver_is", "at",
                         instant_text(l, at), NULL);
    else
        l->fact->text = rt_text(l->h->lang, "check_deliver_unused");
    if (!needed || (at != 0 && late_s < DELIVER_LATE_S))
        return RT_OK;
    if (at == 0)
        return rt_fail_key(err, RT_ECONFLICT, "check_deliver_never", NULL);
    return rt_fail_key(err, RT_ECONFLICT, "check_deliver_late", "minutes",
                       count_text(l, late_s / 60), NULL);
}

enum { QUEUE_LATE_S = 600 };

static enum rt_code
look_queues(struct look *l, struct rt_err *err)
{
    struct rt_queues q = {0};
    int64_t late_s;
    enum rt_code rc;

    if (l->h->db == NULL)
        return fail_away(l, err);
    rc = rt_queues_look(l->h->db, &q, err);
    if (rc != RT_OK)
        return rc;
    late_s = q.in_late_s > q.out_late_s ? q.in_late_s : q.out_late_s;
    l->fact->text =
        rt_text_fill(l->h->lang, l->h->arena, "check_queues_are", "in",
                     count_text(l, q.in), "out", count_text(l, q.out), NULL);
    if (q.in_failed != 0 || q.out_failed != 0)
        add_line(l, rt_text_fill(l->h->lang, l->h->arena, "check_queues_failed",
                                 "in", count_text(l, q.in_failed), "out",
                                 count_text(l, q.out_failed), NULL));
    if (late_s >= QUEUE_LATE_S)
        return rt_fail_key(err, RT_ECONFLICT, "check_queues_late", "in",
                           count_text(l, q.in), "out", count_text(l, q.out),
                           "minutes", count_text(l, late_s / 60), NULL);
    return RT_OK;
}

static enum rt_code
look_disk(struct look *l, struct rt_err *err)
{
    const char *dir = rt_conf_get(l->h->conf, "DATA_DIR");
    int used = rt_disk_used_percent(dir);
    const char *percent = rt_fmt(l->h->arena, "%d", used);

    if (used < 0)
        return rt_fail_errno(err, "%s", dir);
    if (used >= RT_DISK_WARN_PERCENT)
        return rt_fail_key(err, RT_ELIMIT, "disk_nearly_full", "dir", dir,
                           "percent", percent, NULL);
    l->fact->text = rt_text_fill(l->h->lang, l->h->arena, "check_disk_is",
                                 "percent", percent, NULL);
    return RT_OK;
}

static const struct {
    const char *name; /* catalogue key */
    look_fn *look;
    bool running; /* can go wrong while pages are served */
} rows[] = {
    {"check_settings", look_settings, false},
    {"check_templates", look_templates, false},
    {"check_fonts", look_fonts, false},
    {"check_database", look_database, true},
    {"check_imports", look_imports, true},
    {"check_snapshot", look_snapshot, true},
    {"check_desk", look_desk, true},
    {"check_deliver", look_deliver, true},
    {"check_queues", look_queues, true},
    {"check_disk", look_disk, true},
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

static void
look_at(const struct rt_health *h, struct rt_zone *zone, size_t i,
        struct rt_fact *out)
{
    struct look l = {.h = h, .fact = out, .zone = zone};
    struct rt_err err = {0};
    enum rt_code rc;

    *out = (struct rt_fact){.name = rt_text(h->lang, rows[i].name),
                            .text = rt_text(h->lang, "check_good")};
    rc = rows[i].look(&l, &err);
    if (rc == RT_OK)
        return;
    err.code = rc;
    out->wrong = true;
    out->text = rt_text_err(h->lang, h->arena, &err, true);
}

void
rt_health_look(const struct rt_health *h, struct rt_fact **list, size_t *n)
{
    struct rt_zone *zone = NULL;

    /* A wrong zone has ended the program at its start. */
    if (rt_zone_open(rt_conf_get(h->conf, "REPORT_ZONE"), &zone, NULL) != RT_OK)
        zone = NULL;
    *list = rt_alloc_n(h->arena, N_ROWS, sizeof **list);
    *n = 0;
    for (size_t i = 0; i < N_ROWS; i++)
        if (!h->running || rows[i].running)
            look_at(h, zone, i, &(*list)[(*n)++]);
    rt_zone_free(zone);
}
