#include "base/pairs.h"
#include "../tap.h"

static struct rt_arena *a;

static void
test_parse(void)
{
    static const struct {
        const char *text;
        const char *want; /* when written again; NULL: refused with `key` */
        const char *key;
    } rows[] = {
        {"", ""},
        {"a=1", "a=1"},
        {"a=1&b=2", "a=1&b=2"},
        {"b=2&a=1&b=1", "b=2&a=1&b=1"},
        {"a", "a="},
        {"a=", "a="},
        {"=1", "=1"},
        {"=", "="},
        {"&&a=1&&&b=2&", "a=1&b=2"},
        {"a=b=c", "a=b%3Dc"},
        {"b=%20x+y", "b=%20x%20y"},
        {"a%3db=%26", "a%3Db=%26"},
        {"r=%d0%9C%D0%be", "r=%D0%9C%D0%BE"},
        {"r=Мо", "r=%D0%9C%D0%BE"},
        {"a=1;b=2", "a=1%3Bb%3D2"},
        {"x=-._~", "x=-._~"},
        {"n=%0d%0a%09%01", "n=%0D%0A%09%01"},
        {"a=%", NULL, "bad_escape"},
        {"a=%1", NULL, "bad_escape"},
        {"a=%1&b=2", NULL, "bad_escape"},
        {"a=%g1", NULL, "bad_escape"},
        {"a=%1g", NULL, "bad_escape"},
        {"%=1", NULL, "bad_escape"},
        {"a=%%41", NULL, "bad_escape"},
        {"a=%u0041", NULL, "bad_escape"},
        {"a=%00", NULL, "bad_utf8"},
        {"%00=1", NULL, "bad_utf8"},
        {"a=%ff", NULL, "bad_utf8"},
        {"a=%d0", NULL, "bad_utf8"},
        {"a=%d0&b=%9c", NULL, "bad_utf8"},
        {"a=%c0%80", NULL, "bad_utf8"},
        {"a=%ed%a0%80", NULL, "bad_utf8"},
        {"a=\xff", NULL, "bad_utf8"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_err err = {0};
        struct rt_pairs p;
        enum rt_code rc =
            rt_pairs_parse(rows[i].text, strlen(rows[i].text), a, &p, &err);

        is_str(err.key, rows[i].key, rows[i].text);
        if (rows[i].want != NULL)
            is_str(rc == RT_OK ? rt_pairs_format(&p, a) : "?", rows[i].want,
                   "is written again");
        else
            ok(rc == RT_EINVAL, "is invalid");
    }
}

static void
test_limits(void)
{
    char text[2 * RT_PAIRS_MAX + 3];
    struct rt_err err = {0};
    struct rt_pairs p;

    for (int i = 0; i <= RT_PAIRS_MAX; i++)
        memcpy(text + (ptrdiff_t)2 * i, "a&", 3);
    ok(rt_pairs_parse(text, 2 * RT_PAIRS_MAX, a, &p, &err) == RT_OK &&
           p.n == RT_PAIRS_MAX,
       "%d pairs are taken", RT_PAIRS_MAX);
    ok(rt_pairs_parse(text, strlen(text), a, &p, &err) == RT_ELIMIT &&
           strcmp(err.key, "too_many_values") == 0,
       "one more is too many");

    err = (struct rt_err){0};
    ok(rt_pairs_parse("a=1\0b", 5, a, &p, &err) == RT_EINVAL &&
           strcmp(err.key, "bad_utf8") == 0,
       "a NUL byte is refused");
    ok(rt_pairs_parse("a=1&b=%41", 8, a, &p, NULL) == RT_EINVAL,
       "the text ends where it is said to end");
    ok(rt_pairs_parse("a=1&b=2", 3, a, &p, NULL) == RT_OK && p.n == 1,
       "and not later");
}

static void
test_list(void)
{
    struct rt_pairs p = {0};

    is_str(rt_pairs_format(&p, a), "", "no pairs, no text");
    rt_pairs_sort(&p);
    ok(rt_pairs_get(&p, "a") == NULL, "nor a value");
    for (int i = 20; i > 0; i--)
        rt_pairs_add(&p, a, i % 2 ? "b" : "a", rt_fmt(a, "%02d", i / 3));
    rt_pairs_add(&p, a, "Я", "1");
    rt_pairs_add(&p, a, "", "0");
    is_str(rt_pairs_get(&p, "b"), "06", "the first value of a name");
    ok(rt_pairs_get(&p, "c") == NULL, "no value of another");
    rt_pairs_sort(&p);
    is_str(rt_pairs_format(&p, a),
           "=0&a=00&a=01&a=02&a=02&a=03&a=04&a=04&a=05&a=06&a=06"
           "&b=00&b=01&b=01&b=02&b=03&b=03&b=04&b=05&b=05&b=06&%D0%AF=1",
           "sorted by name and value, equal ones kept");
}

int
main(void)
{
    a = rt_arena_new();
    test_parse();
    test_limits();
    test_list();
    rt_arena_free(a);
    return done();
}
