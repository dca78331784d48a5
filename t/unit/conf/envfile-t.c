#include "load.h"

static void
test_which_file(void)
{
    struct rt_conf *c;

    write_file("CURRENCY=USD\n", 0600);
    setenv("RETENTION_ENV", path, 1);
    c = load_file(NULL);
    is_str(rt_conf_get(c, "CURRENCY"), "USD", "$RETENTION_ENV names the file");
    rt_conf_free(c);
    setenv("RETENTION_ENV", "", 1);
    c = load_file(NULL);
    is_str(rt_conf_get(c, "CURRENCY"), "RUB", "an empty one: no file");
    rt_conf_free(c);
    clear_environment();
    unlink(path);
    c = load_file(NULL);
    ok(c != NULL && *report == '\0', "no .env in the folder is no error");
    rt_conf_free(c);
    c = load_file(path);
    ok(c == NULL && strstr(report, "There is no settings file") != NULL,
       "a named file must exist");
    rt_conf_free(c);
}

/* Test that a file is refused with `want` in its report. */
static void
bad_file(const char *want, const char *what)
{
    struct rt_conf *c = load_file(path);

    if (!ok(c == NULL && strstr(report, want) != NULL, "%s", what))
        printf("# %s", report);
    rt_conf_free(c);
}

static void
test_mode(void)
{
    static const mode_t bad[] = {0640, 0604, 0620, 0610, 0601};
    char want[100];
    struct rt_conf *c;

    snprintf(want, sizeof want, "chmod 600 '%s'\n", path);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_file("CURRENCY=USD\n", bad[i]);
        bad_file(want, "open to others: refused with the chmod line");
    }
    write_file("CURRENCY=R\n", 0644);
    bad_file(":1: CURRENCY=R: ", "its lines are checked all the same");
    write_file("CURRENCY=USD\n", 0400);
    c = load_file(path);
    ok(c != NULL, "read-only for the owner is fine");
    rt_conf_free(c);
}

/* The line in the message can be copied into a shell. */
static void
test_quoting(void)
{
    char plain[sizeof path];

    memcpy(plain, path, sizeof path);
    snprintf(path, sizeof path, "%s/it's mine", dir);
    write_file("", 0644);
    bad_file("/it'\\''s mine'\n", "a path with a quote is quoted for a shell");
    unlink(path);
    memcpy(path, plain, sizeof path);
}

static void
test_owner(void)
{
    if (geteuid() != 0) {
        skip("only root can give a file away");
        return;
    }
    write_file("CURRENCY=USD\n", 0600);
    if (chown(path, 12345, (gid_t)-1) != 0) {
        skip("chown is not possible here");
        return;
    }
    bad_file("belongs to 12345", "somebody else's file is refused");
    ok(strstr(report, "sudo chown root '") != NULL, "with the chown line");
}

static void
test_kind(void)
{
    char other[80];

    write_file("CURRENCY=USD\n", 0600);
    snprintf(other, sizeof other, "%s.real", path);
    if (rename(path, other) != 0 || symlink(other, path) != 0)
        ok(false, "a link is made");
    bad_file("is a symbolic link", "a symbolic link is refused");
    unlink(other);
    unlink(path);
    if (mkfifo(path, 0600) != 0)
        ok(false, "a pipe is made");
    bad_file("isn't a regular file", "a pipe is refused and not waited for");
    unlink(path);
    if (mkdir(path, 0700) != 0)
        ok(false, "a folder is made");
    bad_file("isn't a regular file", "a folder is refused");
    rmdir(path);
    write_file("", 0600);
    snprintf(other, sizeof other, "%s/below", path);
    ok(load_file(other) == NULL && strstr(report, "cannot be read") != NULL,
       "a path through a file is refused");
}

static void
test_size(void)
{
    enum { MAX = 64 * 1024 };
    char *text = malloc(MAX + 2);
    struct rt_conf *c;

    memset(text, '#', MAX + 1);
    text[MAX] = '\0';
    c = load(text);
    ok(c != NULL, "64 KiB are read");
    rt_conf_free(c);
    text[MAX] = '#';
    text[MAX + 1] = '\0';
    write_file(text, 0600);
    bad_file("larger than 64 KiB", "one byte more is refused");
    free(text);
}

int
main(void)
{
    begin();
    test_which_file();
    test_mode();
    test_quoting();
    test_owner();
    test_kind();
    test_size();
    return end();
}
