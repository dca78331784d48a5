#include "db/hosts.h"

#include "../tap.h"

static const struct {
    const char *text, *want;
} good[] = {
    {"db1", "db1:3306"},
    {"db1,db2:3307, db3 ", "db1:3306 db2:3307 db3:3306"},
    {"/run/mysqld/mysqld.sock", "/run/mysqld/mysqld.sock"},
    {"var/run/mysql.sock", "var/run/mysql.sock"},
    {"localhost", "default 127.0.0.1:3306"},
    {"localhost:3310", "127.0.0.1:3310"},
    {"", "default 127.0.0.1:3306"},
    {NULL, "default 127.0.0.1:3306"},
    {"::1", "::1:3306"},
    {"[::1]:3307", "::1:3307"},
    {"[fe80::1]", "fe80::1:3306"},
    {"a,,b", "a:3306 b:3306"},
    {"a:1", "a:1"},
    {"a:65535", "a:65535"},
    {"localhost,/s,localhost",
     "default 127.0.0.1:3306 /s default 127.0.0.1:3306"},
};

static const char *const bad[] = {
    "a:0",
    "a:65536",
    "a:",
    "a:b",
    ":3306",
    "[::1",
    "[]:1",
    "[::1]x",
    ",",
    "a,b:3306x,c",
    "a:99999999999999999999",
};

static const struct {
    const char *value;
    bool want;
} read_only[] = {
    {"0", false},
    {"OFF", false},
    {NULL, false},
    {"1", true},
    {"ON", true},
    {"NO_LOCK", true},
    {"NO_LOCK_NO_ADMIN", true},
};

static void
print_hosts(struct rt_arena *a, const struct rt_db_host *list, size_t n,
            char **out)
{
    *out = "";
    for (size_t i = 0; i < n; i++) {
        const char *one = list[i].socket;

        if (one == NULL)
            one = rt_fmt(a, "%s:%u", list[i].name, list[i].port);
        else if (*one == '\0')
            one = "default";
        *out = rt_fmt(a, "%s%s%s", *out, i > 0 ? " " : "", one);
    }
}

int
main(void)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_db_host *list;
    size_t n;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct rt_err err = {0};
        char *got;

        if (rt_db_hosts_parse(good[i].text, a, &list, &n, &err) != RT_OK)
            n = 0;
        print_hosts(a, list, n, &got);
        is_str(got, good[i].want,
               good[i].text != NULL ? good[i].text : "no setting at all");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct rt_err err = {0};

        ok(rt_db_hosts_parse(bad[i], a, &list, &n, &err) == RT_EINVAL &&
               strcmp(err.key, "db_bad_host") == 0,
           "%s is refused", bad[i]);
    }
    for (size_t i = 0; i < sizeof read_only / sizeof *read_only; i++) {
        const char *value = read_only[i].value;

        ok(rt_db_host_read_only(value) == read_only[i].want,
           "a host that says read_only=%s %s", value != NULL ? value : "NULL",
           read_only[i].want ? "is a replica" : "takes writes");
    }
    rt_arena_free(a);
    return done();
}
