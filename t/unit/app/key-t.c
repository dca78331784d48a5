#include "app/key.h"

#include "snap/build.h"
#include "snap/file.h"

#include "../conf/load.h"

static struct rt_arena *arena;
static char *seen[32];
static size_t n_seen;

/* A company whose last known day is the only thing that differs. */
static void
write_snapshot(int32_t as_of)
{
    struct rt_build *b = rt_build_new();
    struct rt_data d;

    rt_build_finish(b, arena, &d);
    d.as_of = as_of;
    d.zone = "Europe/Moscow";
    d.currency = "RUB";
    d.digits = 2;
    ok(rt_snap_write(dir, &d, &err) == RT_OK, "a snapshot is written");
    rt_build_free(b);
}

static const char *
key_of(const char *settings, struct rt_app_key k)
{
    struct rt_conf *conf =
        load(rt_fmt(arena, "DATA_DIR=%s\n%s", dir, settings));
    struct rt_app app;
    const char *key;

    if (conf == NULL) {
        printf("Bail out! settings are refused: %s\n", report);
        exit(1);
    }
    rt_app_open(&app, conf);
    key = rt_app_key(&app, &k, arena);
    rt_app_close(&app);
    rt_conf_free(conf);
    return key;
}

static void
is_new(const char *key, const char *what)
{
    bool old = false;

    for (size_t i = 0; i < n_seen; i++)
        old = old || strcmp(seen[i], key) == 0;
    ok(!old && strlen(key) == RT_APP_KEY - 1, "%s", what);
    seen[n_seen++] = rt_strdup(arena, key);
}

static const struct rt_app_key plain = {"png", "churn", "by=day", RT_LANG_EN,
                                        NULL,  NULL,    NULL};

static void
test_parts(void)
{
    static const struct {
        const char *what;
        struct rt_app_key key;
    } rows[] = {
        {"form", {"csv", "churn", "by=day", RT_LANG_EN, NULL, NULL, NULL}},
        {"block", {"png", "mrr", "by=day", RT_LANG_EN, NULL, NULL, NULL}},
        {"selection", {"png", "churn", "", RT_LANG_EN, NULL, NULL, NULL}},
        {"language", {"png", "churn", "by=day", RT_LANG_RU, NULL, NULL, NULL}},
        {"theme", {"png", "churn", "by=day", RT_LANG_EN, "dark", NULL, NULL}},
        {"no theme", {"png", "churn", "by=day", RT_LANG_EN, "", NULL, NULL}},
        {"size", {"png", "churn", "by=day", RT_LANG_EN, NULL, "dark", NULL}},
        {"table", {"png", "churn", "by=day", RT_LANG_EN, NULL, NULL, "dark"}},
        {"end of a part",
         {"png", "churnb", "y=day", RT_LANG_EN, NULL, NULL, NULL}},
    };

    is_new(key_of("", plain), "a key");
    ok(strcmp(key_of("", plain), seen[0]) == 0, "the same again is the same");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is_new(key_of("", rows[i].key),
               rt_fmt(arena, "another %s", rows[i].what));
    is_new(key_of("RENEWAL_GAP_DAYS=3\n", plain), "another gap");
    is_new(key_of("MARGIN=0.5\n", plain), "another margin");
    ok(strcmp(key_of("DASH_PORT=8051\n", plain), seen[0]) == 0,
       "a setting that no block reads changes nothing");
}

int
main(void)
{
    arena = rt_arena_new();
    begin();
    write_snapshot(100);
    test_parts();
    write_snapshot(101);
    is_new(key_of("", plain), "other data");
    (void)!unlink("snapshot");
    (void)!unlink("snapshot.prev");
    rt_arena_free(arena);
    return end();
}
