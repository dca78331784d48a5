#include "base/nearest.h"
#include "../tap.h"

static const char *
nth(const void *of, size_t i)
{
    const char *const *names = of;

    return names[i];
}

/* The names that were found, "a, b", nearest first. */
static const char *
found(const char *name, const char *const *names, bool slips)
{
    static char out[256];
    struct rt_nearest near;

    rt_nearest_find(name, nth, names, slips, &near);
    out[0] = '\0';
    for (size_t i = 0; i < near.n; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%s",
                 i > 0 ? ", " : "", near.name[i]);
    return out;
}

static void
test_slips(void)
{
    static const char *const settings[] = {"TELEGRAM_BOT_TOKEN", "DB_HOST",
                                           "DB_USER", "DASHBOARD_URL", NULL};
    static const char *const rows[][2] = {
        {"DB_HOTS", "DB_HOST"},
        {"db_host", "DB_HOST"},
        {"TELEGRAM_TOKEN", ""},
        {"TELEGRAM_BOT_TOKN", "TELEGRAM_BOT_TOKEN"},
        {"DASHBORD_URI", "DASHBOARD_URL"},
        {"X", ""},
        {"", ""},
        {"A_NAME_LONGER_THAN_ANY_IN_THE_TABLE_COULD_BE", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is_str(found(rows[i][0], settings, true), rows[i][1], rows[i][0]);
}

static void
test_order(void)
{
    static const char *const regions[] = {"",   "Восток", "Юг", "Юг-2",
                                          "ЮГ", "Запад",  NULL};
    static const char *const none[] = {"", NULL};
    static const char *const many[] = {"aaaa", "aaab", "aabb",
                                       "abbb", "bbbb", NULL};

    is_str(found("юг", regions, false), "Юг, ЮГ, Юг-2",
           "letters, not bytes, without regard to case");
    is_str(found("bbbb", many, false), "bbbb, abbb, aabb", "the nearest three");
    is_str(found("aaaa", many, false), "aaaa, aaab, aabb",
           "in whatever order they come");
    is_str(found("Mars", none, false), "", "an empty name is no name");
    is_str(found("01234567890123456789012345678901234567890", many, false), "",
           "41 letters are near to nothing");
    ok(*found("0123456789012345678901234567890123456789", many, false) != '\0',
       "40 are");
}

int
main(void)
{
    test_slips();
    test_order();
    return done();
}
