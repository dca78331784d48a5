#include "base/arena.h"
#include "../tap.h"

#include <sys/wait.h>
#include <unistd.h>

static bool
is_zero(const unsigned char *p, size_t len)
{
    while (len > 0 && p[len - 1] == 0)
        len--;
    return len == 0;
}

/* Pieces of many sizes are aligned, zeroed and do not overlap. */
static void
test_pieces(struct rt_arena *a)
{
    enum { N = 500 };
    unsigned char *p[N];
    int wrong = 0;

    for (size_t i = 0; i < N; i++) {
        size_t size = i * i % 5000;

        p[i] = rt_alloc(a, size);
        wrong += (uintptr_t)p[i] % 16 != 0 || !is_zero(p[i], size);
        memset(p[i], (int)(i % 255 + 1), size);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < i * i % 5000; j++)
            wrong += p[i][j] != i % 255 + 1;
    is_int(wrong, 0, "pieces are zeroed, aligned and do not overlap");
}

static void
test_sizes(struct rt_arena *a)
{
    static const size_t sizes[] = {0,     1,     15,     16,    17,
                                   32751, 32752, 32753,  32767, 32768,
                                   32769, 65536, 1 << 20};
    int wrong = 0;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *p = rt_alloc(a, sizes[i]);
        unsigned char *q = rt_alloc(a, 1);

        wrong += !is_zero(p, sizes[i]);
        memset(p, 0xff, sizes[i]);
        wrong += *q != 0;
    }
    is_int(wrong, 0, "around the size of a block, and far above it");
}

static void
test_reset(struct rt_arena *a)
{
    unsigned char *p, *q;

    rt_arena_reset(a);
    p = rt_alloc(a, 100);
    memset(p, 0xff, 100);
    rt_alloc(a, 1 << 20);
    rt_arena_reset(a);
    q = rt_alloc(a, 100);
    ok(p == q, "a reset arena uses its block again");
    ok(is_zero(q, 100), "and hands it out zeroed");
    rt_arena_free(NULL);
}

static void
test_strings(struct rt_arena *a)
{
    char text[3000];

    is_str(rt_strdup(a, ""), "", "an empty string");
    is_str(rt_strdup(a, "Я"), "Я", "a string");
    is_str(rt_strndup(a, "abc", 2), "ab", "its beginning");
    is_str(rt_strndup(a, NULL, 0), "", "the beginning of nothing");
    is_str(rt_fmt(a, "%s-%d", "x", 7), "x-7", "a format");
    memset(text, 'y', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    is_str(rt_fmt(a, "%s", text), text, "of any length");
}

static void
test_heap(void)
{
    char *s = rt_heap_str("text"), *p = rt_heap(0), *n = rt_heap(64);

    is_str(s, "text", "a string that outlives arenas");
    ok(is_zero((unsigned char *)n, 64), "memory that does is zeroed");
    s = rt_heap_grow(s, 1000, 10);
    is_str(s, "text", "growing keeps what is there");
    p = rt_heap_grow(p, 0, 8);
    free(s);
    free(p);
    free(n);
}

/* True when the program does not survive `ask`.  How it ends does not matter:
 * the allocator of a sanitizer exits where ours aborts. */
static bool
dies(void (*ask)(struct rt_arena *a), struct rt_arena *a)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        if (freopen("/dev/null", "w", stderr) != NULL)
            ask(a);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

/* Half of the address space, computed so that the compiler cannot warn. */
static volatile size_t far_too_much = SIZE_MAX / 2 + 2;

static void
ask_alloc(struct rt_arena *a)
{
    rt_alloc(a, far_too_much);
}

static void
ask_alloc_n(struct rt_arena *a)
{
    rt_alloc_n(a, far_too_much, 2);
}

static void
ask_grow(struct rt_arena *a)
{
    (void)a;
    free(rt_heap_grow(NULL, far_too_much, 2));
}

static void
ask_little(struct rt_arena *a)
{
    rt_alloc_n(a, 3, 2);
}

static void
test_bytes(void)
{
    struct rt_arena *a = rt_arena_new();
    size_t empty = rt_arena_bytes(a);

    rt_alloc(a, 10);
    is_int((int64_t)rt_arena_bytes(a), (int64_t)empty, "a little has room");
    for (int i = 0; i < 3; i++)
        rt_alloc(a, 1000000);
    ok(rt_arena_bytes(a) >= empty + 3000000, "what is taken is counted");
    rt_arena_reset(a);
    is_int((int64_t)rt_arena_bytes(a), (int64_t)empty, "and given back");
    rt_arena_free(a);
}

static void
test_limits(struct rt_arena *a)
{
    ok(dies(ask_alloc, a), "more than there can be ends the program");
    ok(dies(ask_alloc_n, a), "so does a product that overflows");
    ok(dies(ask_grow, a), "on the heap too");
    ok(!dies(ask_little, a), "and little does not");
}

int
main(void)
{
    struct rt_arena *a = rt_arena_new();

    test_pieces(a);
    test_sizes(a);
    test_reset(a);
    test_strings(a);
    test_heap();
    test_bytes();
    test_limits(a);
    rt_arena_free(a);
    return done();
}
