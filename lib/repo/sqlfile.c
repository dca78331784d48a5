#include "repo/sqlfile.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 4, FILE_MAX = 256 * 1024 };

static const char suffix[] = ".sql";

static enum rt_code
bad_file(const char *path, struct rt_err *err)
{
    return rt_fail_key(err, RT_EBROKEN, "schema_bad_file", "file", path, NULL);
}

/* The number that a text begins with; -1 when there is none before `end`. */
static int
number_at(const char *text, char end)
{
    char *stop;
    long n = strtol(text, &stop, 10);

    return stop != text && *stop == end && n >= 0 && n <= 9999 ? (int)n : -1;
}

/* NNNN_name.sql */
static int
is_migration(const struct dirent *e)
{
    size_t len = strlen(e->d_name);

    return len > DIGITS + sizeof suffix &&
           strspn(e->d_name, "0123456789") == DIGITS &&
           e->d_name[DIGITS] == '_' &&
           strcmp(e->d_name + len - (sizeof suffix - 1), suffix) == 0;
}

static struct rt_sqlfile
file_of(const char *dir, const char *name, struct rt_arena *a)
{
    size_t len = strlen(name) - (DIGITS + 1) - (sizeof suffix - 1);

    return (struct rt_sqlfile){
        .version = number_at(name, '_'),
        .name = rt_strndup(a, name + DIGITS + 1, len),
        .path = rt_fmt(a, "%s/%s", dir, name),
    };
}

enum rt_code
rt_sqlfile_list(const char *dir, struct rt_arena *a, struct rt_sqlfile **list,
                int *n, struct rt_err *err)
{
    struct dirent **found;
    enum rt_code rc = RT_OK;
    int count = scandir(dir, &found, is_migration, alphasort);

    *n = 0;
    if (count < 0)
        return rt_fail_errno(err, "%s", dir);
    *list = rt_alloc_n(a, (size_t)count, sizeof **list);
    for (int i = 0; i < count; i++) {
        (*list)[i] = file_of(dir, found[i]->d_name, a);
        if (rc == RT_OK && (*list)[i].version != i + 1)
            rc = bad_file((*list)[i].path, err);
        free(found[i]);
    }
    free(found);
    if (rc == RT_OK && count == 0)
        rc = bad_file(dir, err);
    *n = rc == RT_OK ? count : 0;
    return rc;
}

static enum rt_code
read_whole(const char *path, struct rt_arena *a, char **text,
           struct rt_err *err)
{
    char *buf = rt_alloc(a, FILE_MAX + 1);
    FILE *f = fopen(path, "re");
    size_t len;
    bool failed;

    if (f == NULL)
        return rt_fail_errno(err, "%s", path);
    len = fread(buf, 1, FILE_MAX + 1, f);
    failed = ferror(f) != 0;
    fclose(f);
    if (failed)
        return rt_fail_errno(err, "%s", path);
    if (len > FILE_MAX || strlen(buf) != len)
        return bad_file(path, err);
    *text = buf;
    return RT_OK;
}

/* The text after `label` in a comment line; NULL for another line. */
static const char *
after(const char *line, const char *label)
{
    size_t len = strlen(label);

    return strncmp(line, label, len) == 0 ? line + len : NULL;
}

static void
take_comment(const char *line, struct rt_sqlstep *out)
{
    const char *value;

    if ((value = after(line, "-- unless: ")) != NULL)
        out->unless = value;
    else if ((value = after(line, "-- reads-from: ")) != NULL)
        out->reads_from = number_at(value, '\0');
}

enum rt_code
rt_sqlfile_read(const struct rt_sqlfile *file, struct rt_arena *a,
                struct rt_sqlstep *out, struct rt_err *err)
{
    char *text, *end;
    enum rt_code rc = read_whole(file->path, a, &text, err);

    if (rc != RT_OK)
        return rc;
    *out = (struct rt_sqlstep){.reads_from = file->version};
    while (text != NULL && (strncmp(text, "--", 2) == 0 || *text == '\n'))
        take_comment(strsep(&text, "\n"), out);
    end = text != NULL ? text + strlen(text) : NULL;
    while (end > text && strchr(" \t\n;", end[-1]) != NULL)
        *--end = '\0';
    if (end == text || out->reads_from < 1 || out->reads_from > file->version)
        return bad_file(file->path, err);
    out->sql = text;
    return RT_OK;
}
