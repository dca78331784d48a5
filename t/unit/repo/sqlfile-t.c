#include "repo/sqlfile.h"

#include "../tap.h"

#include <sys/stat.h>
#include <unistd.h>

static struct rt_arena *arena;
static char dir[64] = "/tmp/rt-sqlfile-XXXXXX";

static void
write_file(const char *name, const char *text)
{
    FILE *f = fopen(rt_fmt(arena, "%s/%s", dir, name), "w");

    if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
        exit(2);
}

static void
remove_file(const char *name)
{
    unlink(rt_fmt(arena, "%s/%s", dir, name));
}

static const struct {
    const char *what, *text;
    const char *sql, *unless; /* sql NULL: refused */
    int reads_from;
} steps[] = {
    {"one statement", "SELECT 1\n", "SELECT 1", NULL, 7},
    {"a semicolon at the end", "SELECT 1 ;\n\n", "SELECT 1", NULL, 7},
    {"comments above", "-- Why.\n-- Why too.\n\nSELECT 1", "SELECT 1", NULL, 7},
    {"conditions",
     "-- Why.\n-- unless: SELECT 1 FROM t\n-- reads-from: 5\nALTER x\n",
     "ALTER x", "SELECT 1 FROM t", 5},
    {"comments inside stay", "CREATE (\n-- a\nb)\n", "CREATE (\n-- a\nb)", NULL,
     7},
    {"nothing", "", NULL},
    {"comments only", "-- Why.", NULL},
    {"a reader that is newer than the step", "-- reads-from: 8\nSELECT 1",
     NULL},
    {"a reader that is no number", "-- reads-from: x\nSELECT 1", NULL},
};

static void
contents(void)
{
    struct rt_sqlfile file = {7, "x", rt_fmt(arena, "%s/0007_x.sql", dir)};

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct rt_sqlstep step = {0};
        struct rt_err err = {0};
        enum rt_code rc;

        write_file("0007_x.sql", steps[i].text);
        rc = rt_sqlfile_read(&file, arena, &step, &err);
        if (steps[i].sql == NULL) {
            ok(rc == RT_EBROKEN && strcmp(err.key, "schema_bad_file") == 0,
               "%s: refused", steps[i].what);
            continue;
        }
        is_int(rc, RT_OK, steps[i].what);
        is_str(step.sql, steps[i].sql, "its statement");
        is_str(step.unless, steps[i].unless, "its condition");
        is_int(step.reads_from, steps[i].reads_from, "its oldest reader");
    }
    remove_file("0007_x.sql");
    is_int(rt_sqlfile_read(&file, arena, &(struct rt_sqlstep){0}, NULL), RT_EIO,
           "a file that is not there");
}

static void
lists(void)
{
    struct rt_sqlfile *list;
    struct rt_err err = {0};
    int n;

    is_int(rt_sqlfile_list("/nowhere", arena, &list, &n, NULL), RT_EIO,
           "a folder that is not there");
    is_int(rt_sqlfile_list(dir, arena, &list, &n, NULL), RT_EBROKEN,
           "a folder without steps");
    write_file("0002_second_step.sql", "SELECT 2");
    write_file("0001_first.sql", "SELECT 1");
    write_file("README", "");
    write_file("0003_other.sql~", "");
    write_file("003_other.sql", "");
    is_int(rt_sqlfile_list(dir, arena, &list, &n, &err), RT_OK,
           "two steps among other files");
    is_int(n, 2, "two");
    is_str(list[0].name, "first", "in the order of their numbers");
    is_str(list[1].name, "second_step", "with their names");
    is_int(list[1].version, 2, "and numbers");
    write_file("0004_gap.sql", "SELECT 4");
    is_int(rt_sqlfile_list(dir, arena, &list, &n, &err), RT_EBROKEN,
           "a number is missing");
    ok(strstr(err.text, "0004_gap.sql") != NULL, "the file is named");
    write_file("0003_third.sql", "SELECT 3");
    write_file("0003_twice.sql", "SELECT 3");
    is_int(rt_sqlfile_list(dir, arena, &list, &n, NULL), RT_EBROKEN,
           "a number occurs twice");
}

int
main(void)
{
    static const char *const names[] = {
        "0001_first.sql",  "0002_second_step.sql", "0003_third.sql",
        "0003_twice.sql",  "0004_gap.sql",         "README",
        "0003_other.sql~", "003_other.sql"};

    arena = rt_arena_new();
    if (mkdtemp(dir) == NULL)
        return 2;
    lists();
    contents();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove_file(names[i]);
    rmdir(dir);
    rt_arena_free(arena);
    return done();
}
