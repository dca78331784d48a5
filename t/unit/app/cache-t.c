#include "app/cache.h"
#include "../tap.h"

#include <string.h>

static const char *
got(struct rt_cache *c, const char *key)
{
    size_t len = 0;
    const char *bytes = rt_cache_get(c, key, &len);

    return bytes != NULL && len == strlen(bytes) + 1 ? bytes : NULL;
}

static void
put(struct rt_cache *c, const char *key, const char *text)
{
    rt_cache_put(c, key, text, strlen(text) + 1);
}

static void
test_keep(void)
{
    struct rt_cache *c = rt_cache_new(100);
    size_t len = 1;

    ok(rt_cache_get(c, "a", &len) == NULL, "nothing is kept at first");
    put(c, "a", "one");
    is_str(got(c, "a"), "one", "what was put is there");
    put(c, "a", "two");
    is_str(got(c, "a"), "two", "put again, it is the new one");
    ok(got(c, "A") == NULL, "another key is another piece");
    rt_cache_put(c, "empty", NULL, 0);
    ok(rt_cache_get(c, "empty", &len) != NULL && len == 0,
       "nothing at all can be kept");
    rt_cache_free(c);
    rt_cache_free(NULL);
}

/* Entries of 24 + 1 bytes: four of them fill 100. */
static void
test_limits(void)
{
    static const char text[] = "123456789012345678901234";
    struct rt_cache *c = rt_cache_new(100);

    for (char key[] = "a"; *key <= 'd'; (*key)++)
        put(c, key, text);
    ok(got(c, "a") != NULL && got(c, "d") != NULL,
       "as many entries as fit are kept");
    put(c, "e", "x");
    ok(got(c, "b") == NULL, "then the one goes that was not asked for longest");
    ok(got(c, "a") != NULL && got(c, "c") != NULL && got(c, "e") != NULL,
       "no other entry is removed");
    put(c, "f", "1234567890123456789012345");
    ok(got(c, "f") == NULL, "more than a quarter of all is not kept");
    ok(got(c, "a") != NULL, "and replaces nothing");
    put(c, "a", "1234567890123456789012345");
    ok(got(c, "a") == NULL, "but what it was to replace is gone");
    rt_cache_free(c);
}

static void
test_number(void)
{
    struct rt_cache *c = rt_cache_new(1 << 20);
    char key[16];
    int kept = 0;

    for (int i = 0; i <= RT_CACHE_PIECES; i++) {
        snprintf(key, sizeof key, "%d", i);
        put(c, key, key);
    }
    for (int i = 0; i <= RT_CACHE_PIECES; i++) {
        snprintf(key, sizeof key, "%d", i);
        kept += got(c, key) != NULL && strcmp(got(c, key), key) == 0;
    }
    is_int(kept, RT_CACHE_PIECES, "one more than fit: one goes");
    ok(got(c, "0") == NULL, "the first one");
    rt_cache_free(c);
}

int
main(void)
{
    test_keep();
    test_limits();
    test_number();
    return done();
}
