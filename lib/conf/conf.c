#include "conf/conf.h"

#include "base/arena.h"
#include "base/nearest.h"
#include "conf/check.h"
#include "conf/dotenv.h"
#include "conf/envfile.h"
#include "conf/url.h"

#include <stdlib.h>
#include <string.h>

struct setting {
    char *value; /* NULL: unset */
    int line;    /* where it was set; RT_FAULT_ENV: in the environment */
    bool placeholder;
};

struct rt_conf {
    struct setting *list; /* in the order of the table */
};

/* One reading of the file and the environment. */
struct reading {
    struct rt_conf *conf;
    const char *file;
    struct rt_faults faults;
};

/* The index of a name; rt_conf_table_n when there is no such row. */
static size_t
find(const char *name)
{
    size_t i = 0;

    while (i < rt_conf_table_n && (rt_conf_table[i].name[0] != name[0] ||
                                   strcmp(rt_conf_table[i].name, name) != 0))
        i++;
    return i;
}

static size_t
must_find(const char *name)
{
    size_t i = find(name);

    if (i == rt_conf_table_n)
        rt_die("no such setting in lib/conf/table.c: %s", name);
    return i;
}

static void
forget(struct setting *s)
{
    if (s->value != NULL)
        explicit_bzero(s->value, strlen(s->value));
    free(s->value);
    s->value = NULL;
}

static void
put(struct rt_conf *c, size_t i, const char *value, int line)
{
    struct setting *s = &c->list[i];

    forget(s);
    s->line = line;
    s->placeholder = rt_conf_is_placeholder(value);
    if (*value == '\0' || s->placeholder)
        return;
    s->value = rt_heap_str(value);
    rt_conf_tidy(&rt_conf_table[i], s->value);
}

static const char *
nth_setting(const void *of, size_t i)
{
    (void)of;
    return i < rt_conf_table_n ? rt_conf_table[i].name : NULL;
}

static void
unknown_name(struct reading *r, int line, const char *name)
{
    struct rt_err *err = rt_faults_next(&r->faults, line);
    struct rt_nearest near;

    rt_nearest_find(name, nth_setting, NULL, true, &near);
    if (near.n > 0)
        rt_fail_key(err, RT_EINVAL, "conf_unknown_near", "name", name, "near",
                    near.name[0], NULL);
    else
        rt_fail_key(err, RT_EINVAL, "conf_unknown", "name", name, NULL);
}

static void
take_line(const struct rt_env_line *line, void *arg)
{
    struct reading *r = arg;
    size_t i = line->name != NULL ? find(line->name) : rt_conf_table_n;
    char number[16];

    if (line->wrong != NULL) {
        rt_fail_key(rt_faults_next(&r->faults, line->number), RT_EINVAL,
                    line->wrong, NULL);
    } else if (i == rt_conf_table_n) {
        unknown_name(r, line->number, line->name);
    } else if (r->conf->list[i].line > 0) {
        snprintf(number, sizeof number, "%d", r->conf->list[i].line);
        rt_fail_key(rt_faults_next(&r->faults, line->number), RT_EINVAL,
                    "conf_twice", "name", line->name, "line", number, NULL);
    } else {
        put(r->conf, i, line->value, line->number);
    }
}

static void
read_file(struct reading *r, bool must_exist)
{
    struct rt_env_file file;

    rt_env_file_read(r->file, must_exist, &file, &r->faults);
    if (file.text != NULL)
        rt_env_read(file.text, file.len, take_line, r);
    rt_env_file_fini(&file);
}

static void
read_environment(struct reading *r)
{
    for (size_t i = 0; i < rt_conf_table_n; i++) {
        const char *value = getenv(rt_conf_table[i].name);

        if (value != NULL)
            put(r->conf, i, value, RT_FAULT_ENV);
    }
}

static bool
is_this_machine(const char *host)
{
    struct rt_url url = {.host = host, .host_len = strlen(host)};

    return rt_url_is_loopback(&url);
}

/* Decide which database is meant, see rt_conf_load(). */
static void
settle_database(struct reading *r)
{
    static const char *const rest[] = {"DB_USER", "DB_PASSWORD", "DB_NAME"};
    struct setting *list = r->conf->list;
    struct setting *host = &list[must_find("DB_HOST")];
    bool local = host->value == NULL || is_this_machine(host->value);
    bool untouched = host->value == NULL;

    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) {
        const struct setting *s = &list[must_find(rest[i])];

        untouched = untouched || (local && s->placeholder);
        if (!local && s->placeholder)
            rt_fail_key(rt_faults_next(&r->faults, s->line), RT_EINVAL,
                        "conf_placeholder", "name", rest[i], NULL);
    }
    if (!untouched)
        return;
    forget(host);
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) {
        struct setting *s = &list[must_find(rest[i])];

        if (s->line != RT_FAULT_ENV)
            forget(s);
    }
}

static void
check_value(struct reading *r, const struct rt_conf_def *def,
            const struct setting *s)
{
    struct rt_err err = {0};
    struct rt_err *place;

    if (rt_conf_check(def, s->value, &err) == RT_OK)
        return;
    place = rt_faults_next(&r->faults, s->line);
    if (place != NULL)
        *place = err;
}

static void
check_all(struct reading *r)
{
    for (size_t i = 0; i < rt_conf_table_n; i++) {
        const struct rt_conf_def *def = &rt_conf_table[i];
        const struct setting *s = &r->conf->list[i];

        if (s->value != NULL)
            check_value(r, def, s);
        else if (def->needed_with != NULL && !s->placeholder &&
                 rt_conf_get(r->conf, def->needed_with) != NULL)
            rt_fail_key(rt_faults_next(&r->faults, RT_FAULT_WHOLE), RT_EINVAL,
                        "conf_needed", "name", def->name, "with",
                        def->needed_with, "file", r->file, NULL);
    }
}

static void
default_to(struct rt_conf *c, const char *name, const char *value)
{
    struct setting *s = &c->list[must_find(name)];

    if (s->value == NULL)
        s->value = rt_heap_str(value);
}

/* Defaults that depend on other settings or on the installation. */
static void
settle_defaults(struct rt_conf *c)
{
    char url[64];

    /* The address for a browser on this machine. */
    snprintf(url, sizeof url, "http://localhost:%s",
             rt_conf_get(c, "DASH_PORT"));
    default_to(c, "DASHBOARD_URL", url);
    default_to(c, "SHARE_DIR", RT_DATADIR);
}

static enum rt_code
refuse(const struct reading *r, FILE *report, struct rt_err *err)
{
    char n[24];

    if (report != NULL)
        rt_faults_print(&r->faults, r->file, report);
    snprintf(n, sizeof n, "%zu", r->faults.n);
    return rt_fail_key(err, RT_EINVAL, "conf_wrong", "n", n, NULL);
}

enum rt_code
rt_conf_load(const char *env_file, struct rt_conf **out, FILE *report,
             struct rt_err *err)
{
    const char *named = env_file != NULL ? env_file : getenv("RETENTION_ENV");
    struct reading r = {.file = named != NULL ? named : ".env"};
    enum rt_code rc = RT_OK;

    *out = NULL;
    r.conf = rt_heap(sizeof *r.conf);
    r.conf->list = rt_heap(rt_conf_table_n * sizeof *r.conf->list);
    if (*r.file != '\0')
        read_file(&r, named != NULL);
    read_environment(&r);
    settle_database(&r);
    check_all(&r);
    settle_defaults(r.conf);
    if (r.faults.n == 0) {
        *out = r.conf;
    } else {
        rc = refuse(&r, report, err);
        rt_conf_free(r.conf);
    }
    rt_faults_fini(&r.faults);
    return rc;
}

void
rt_conf_free(struct rt_conf *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < rt_conf_table_n; i++)
        forget(&c->list[i]);
    free(c->list);
    free(c);
}

const char *
rt_conf_get(const struct rt_conf *c, const char *name)
{
    size_t i = must_find(name);

    return c->list[i].value != NULL ? c->list[i].value
                                    : rt_conf_table[i].fallback;
}

/* The value of a setting of the given type; abort when it has none. */
static const char *
typed(const struct rt_conf *c, const char *name, enum rt_conf_type type)
{
    const char *value = rt_conf_get(c, name);

    if (value == NULL || rt_conf_table[must_find(name)].type != type)
        rt_die("setting %s: unset or of another type", name);
    return value;
}

int64_t
rt_conf_int(const struct rt_conf *c, const char *name)
{
    return strtoll(typed(c, name, RT_CONF_INT), NULL, 10);
}

double
rt_conf_share(const struct rt_conf *c, const char *name)
{
    return strtod(typed(c, name, RT_CONF_SHARE), NULL);
}

bool
rt_conf_on(const struct rt_conf *c, const char *name)
{
    return strcmp(typed(c, name, RT_CONF_CHOICE), "on") == 0;
}
