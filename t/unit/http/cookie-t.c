#include "http/cookie.h"

#include "base/buf.h"

#include "../tap.h"

static struct rt_arena *arena;

static const struct {
    const char *header, *want, *what;
} rows[] = {
    {"sid=1", "1", "the only cookie"},
    {"a=b; sid=1; c=d", "1", "one of several"},
    {"a=b;sid=1", "1", "without a blank"},
    {"sid=a=b==", "a=b==", "a value may hold ="},
    {"sid=", "", "an empty value is there"},
    {"xsid=1; sidx=2", NULL, "names are compared whole"},
    {"sid=1; sid=2", NULL, "one sent twice is not believed"},
    {"SID=1", NULL, "names keep their case"},
    {"sid", NULL, "a word without = is no cookie"},
    {"=1; ;;; =", NULL, "empty names are skipped"},
    {NULL, NULL, "no header, no cookie"},
};

static void
test_parse(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_pairs p;

        rt_cookies_parse(rows[i].header, arena, &p);
        is_str(rt_cookie_get(&p, "sid"), rows[i].want, rows[i].what);
    }
}

static void
test_many(void)
{
    struct rt_pairs p;
    struct rt_buf b;

    rt_buf_init(&b, 0);
    for (int i = 0; i < 2 * RT_PAIRS_MAX; i++)
        rt_buf_str(&b, "x=y;");
    rt_cookies_parse(rt_buf_cstr(&b), arena, &p);
    is_int((int64_t)p.n, RT_PAIRS_MAX, "cookies beyond the limit are dropped");
    rt_buf_fini(&b);
}

static void
test_format(void)
{
    is_str(rt_cookie_format(arena, "__Host-sid", "v", 0),
           "__Host-sid=v; Path=/; Secure; HttpOnly; SameSite=Lax",
           "until the browser closes");
    is_str(rt_cookie_format(arena, "n", "v", 60),
           "n=v; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60",
           "for a minute");
    is_str(rt_cookie_format(arena, "n", "", -1),
           "n=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0", "delete");
}

int
main(void)
{
    arena = rt_arena_new();
    test_parse();
    test_many();
    test_format();
    rt_arena_free(arena);
    return done();
}
