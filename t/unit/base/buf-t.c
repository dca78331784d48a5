#include "base/buf.h"
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

int
main(void)
{
    rt_buf_init(&b, 0);
    test_escapers();
    test_ceiling();
    rt_buf_fini(&b);
    return done();
}
