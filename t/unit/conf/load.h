/* Settings from a file in a temporary folder. */
#ifndef RT_T_CONF_LOAD_H
#define RT_T_CONF_LOAD_H

#include "conf/conf.h"
#include "../tap.h"

#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/rt-conf-XXXXXX";
static char path[64]; /* path of the settings file */
static char *report;  /* report of the latest load_file() */
static struct rt_err err;

static void
write_file(const char *text, mode_t mode)
{
    FILE *f;

    unlink(path);
    f = fopen(path, "w");
    if (f == NULL || fputs(text, f) == EOF || fclose(f) != 0 ||
        chmod(path, mode) != 0) {
        printf("Bail out! cannot write %s\n", path);
        exit(1);
    }
}

static void
clear_environment(void)
{
    for (size_t i = 0; i < rt_conf_table_n; i++)
        unsetenv(rt_conf_table[i].name);
    unsetenv("RETENTION_ENV");
    setenv("RETENTION_LANG", "en", 1);
}

/* Load the settings in `file`; NULL when they are refused. */
static struct rt_conf *
load_file(const char *file)
{
    struct rt_conf *c = NULL;
    size_t len = 0;
    FILE *out;

    free(report);
    report = NULL;
    err = (struct rt_err){0};
    out = open_memstream(&report, &len);
    (void)!rt_conf_load(file, &c, out, &err);
    fclose(out);
    return c;
}

static struct rt_conf *
load(const char *text)
{
    write_file(text, 0600);
    return load_file(path);
}

static void
begin(void)
{
    if (mkdtemp(dir) == NULL || chdir(dir) != 0) {
        printf("Bail out! no folder for the test\n");
        exit(1);
    }
    snprintf(path, sizeof path, "%s/settings", dir);
    clear_environment();
}

/* Tidy up; the exit status of main(). */
static int
end(void)
{
    unlink(path);
    rmdir(dir);
    free(report);
    return done();
}

#endif
