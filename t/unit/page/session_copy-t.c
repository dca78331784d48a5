#include "page/session_copy.h"

#include "../tap.h"

enum { NOW = 1700000000 };

static struct rt_arena *arena;
static const struct rt_key key = {"0123456789abcdef0123456789abcdef"};
static const struct rt_user user = {.id = 42,
                                    .name = "Ivanova",
                                    .role = RT_ROLE_MANAGER,
                                    .has_lang = true,
                                    .lang = RT_LANG_EN};

static void
test_round_trip(void)
{
    char *text = rt_session_copy_make(&key, &user, "session", NOW, arena);
    struct rt_session_copy c;

    is_int(rt_session_copy_read(&key, text, "session", NOW, arena, &c), RT_OK,
           "a copy is read back");
    ok(c.user.id == 42 && c.user.role == RT_ROLE_MANAGER && c.user.has_lang &&
           c.user.lang == RT_LANG_EN && c.issued_at == NOW,
       "it has the user and the time");
    is_str(c.user.name, "", "without a name");
    ok(strstr(text, "Ivanova") == NULL && strstr(text, "session") == NULL,
       "it contains neither name nor session");
    ok(text[strcspn(text, " \t\",;\\")] == '\0',
       "it has no character that a cookie may not have");
}

static void
test_no_lang(void)
{
    struct rt_user u = {.id = 1, .role = RT_ROLE_ADMIN};
    struct rt_session_copy c;

    is_int(rt_session_copy_read(&key,
                                rt_session_copy_make(&key, &u, "s", NOW, arena),
                                "s", NOW, arena, &c),
           RT_OK, "a person without a language");
    ok(!c.user.has_lang, "has none");
}

static const struct {
    int64_t age_s;
    enum rt_code rc;
    const char *what;
} ages[] = {
    {RT_SESSION_COPY_S, RT_OK, "15 minutes old: good"},
    {RT_SESSION_COPY_S + 1, RT_NONE, "a second older: not"},
    {-RT_SESSION_COPY_AHEAD_S, RT_OK, "30 s ahead: good"},
    {-RT_SESSION_COPY_AHEAD_S - 1, RT_NONE, "a second more: not"},
};

static void
test_ages(void)
{
    for (size_t i = 0; i < sizeof ages / sizeof ages[0]; i++) {
        char *text =
            rt_session_copy_make(&key, &user, "s", NOW - ages[i].age_s, arena);
        struct rt_session_copy c;

        is_int(rt_session_copy_read(&key, text, "s", NOW, arena, &c),
               ages[i].rc, ages[i].what);
    }
}

static void
test_foreign(void)
{
    char *text = rt_session_copy_make(&key, &user, "s", NOW, arena);
    struct rt_key other = {"another"};
    struct rt_session_copy c;
    int believed = 0;

    is_int(rt_session_copy_read(&key, text, "t", NOW, arena, &c), RT_NONE,
           "it is not valid with another session");
    is_int(rt_session_copy_read(&other, text, "s", NOW, arena, &c), RT_NONE,
           "nor in another installation");
    for (size_t bit = 0; bit < 8 * strlen(text); bit++) {
        char *copy = rt_strdup(arena, text);

        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        believed +=
            rt_session_copy_read(&key, copy, "s", NOW, arena, &c) == RT_OK;
    }
    is_int(believed, 0, "nor with any bit flipped");
}

int
main(void)
{
    arena = rt_arena_new();
    test_round_trip();
    test_no_lang();
    test_ages();
    test_foreign();
    rt_arena_free(arena);
    return done();
}
