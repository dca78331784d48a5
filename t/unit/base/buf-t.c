#include "base/buf.h"

#include "base/arena.h"
#include "../tap.h"

static struct rt_buf b;

static const char *
html(const char *s)
{
    rt_buf_clear(&b);
    rt_buf_html(&b, s, strlen(s));
    return rt_buf_cstr(&b);
}

static const char *
csv(const char *s, bool text)
{
    rt_buf_clear(&b);
    rt_buf_csv(&b, s, strlen(s), text);
    return rt_buf_cstr(&b);
}

static const char *
url(const char *s)
{
    rt_buf_clear(&b);
    rt_buf_url(&b, s, strlen(s));
    return rt_buf_cstr(&b);
}

static void
test_escapers(void)
{
    is_str(html("<a href=\"x\">&'Я"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;Я",
           "HTML: the five characters become entities");
    is_str(html("a\xff\x01z"), "a\xef\xbf\xbd\xef\xbf\xbdz",
           "HTML: malformed bytes and controls become U+FFFD");
    is_str(url("a b/я&="), "a%20b%2F%D1%8F%26%3D", "URL component");
    is_str(csv("plain", true), "plain", "CSV: a plain field stays");
    is_str(csv("a,\"b\"", true), "\"a,\"\"b\"\"\"", "CSV: quotes doubled");
    is_str(csv("=1+1", true), "\"'=1+1\"", "CSV: a formula is disarmed");
    is_str(csv("-1.5", false), "-1.5", "CSV: a number stays a number");
}

static void
test_ceiling(void)
{
    struct rt_err err = {0};
    struct rt_buf small;

    rt_buf_init(&small, 4);
    rt_buf_str(&small, "1234");
    ok(rt_buf_ok(&small, &err) == RT_OK, "up to the ceiling is fine");
    rt_buf_char(&small, '5');
    ok(rt_buf_ok(&small, &err) == RT_ELIMIT, "one byte more is refused");
    is_str(rt_buf_cstr(&small), "1234", "and what fitted is kept");
    rt_buf_fini(&small);
}

/* Formatted texts around the end of the room and around the ceiling. */
static void
test_format(void)
{
    struct rt_buf some;
    size_t wrong = 0;

    for (int have = 250; have <= 256; have++)
        for (int more = 0; more <= 8; more++) {
            rt_buf_init(&some, 0);
            for (int i = 0; i < have; i++)
                rt_buf_char(&some, 'x');
            rt_buf_fmt(&some, "%.*s", more, "12345678");
            wrong += some.len != (size_t)(have + more) ||
                     strlen(some.data) != some.len ||
                     strncmp(some.data + have, "12345678", (size_t)more) != 0;
            rt_buf_fini(&some);
        }
    is_int((int64_t)wrong, 0, "a text that needs more room is whole");
    rt_buf_init(&some, 4);
    rt_buf_fmt(&some, "%d", 1234);
    is_str(rt_buf_cstr(&some), "1234", "up to the ceiling is fine");
    rt_buf_fmt(&some, "%d", 5);
    ok(some.overflow && strcmp(some.data, "1234") == 0,
       "one byte more is refused, and what fitted is kept");
    rt_buf_fini(&some);
}

static void
test_int(void)
{
    rt_buf_clear(&b);
    rt_buf_int(&b, 0);
    rt_buf_char(&b, ' ');
    rt_buf_int(&b, INT64_MAX);
    rt_buf_char(&b, ' ');
    rt_buf_int(&b, INT64_MIN);
    is_str(rt_buf_cstr(&b), "0 9223372036854775807 -9223372036854775808",
           "whole numbers to both ends");
}

int
main(void)
{
    rt_buf_init(&b, 0);
    test_escapers();
    test_ceiling();
    test_format();
    test_int();
    rt_buf_fini(&b);
    return done();
}
