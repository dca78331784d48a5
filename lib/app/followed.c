#include "app/followed.h"

#include "base/hash.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void
path_of(const char *dir, const char *name, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s", dir, name);
}

static void
hash_marks(const struct rt_change_mark marks[RT_CHANGE__MAX],
           char out[RT_HEX_SHA256])
{
    struct rt_sha *sha = rt_sha_begin();
    uint8_t hash[RT_SHA256];

    for (size_t i = 0; i < RT_CHANGE__MAX; i++)
        rt_sha_add(sha, marks[i].text, strlen(marks[i].text) + 1);
    rt_sha_end(sha, hash);
    rt_hex(hash, sizeof hash, out);
}

/* Read the recorded state and its time; false: there is none. */
static bool
read_note(const char *dir, char out[RT_HEX_SHA256], int64_t *at)
{
    char path[PATH_MAX];
    struct stat st;
    FILE *f;
    bool good;

    path_of(dir, "followed", path);
    f = fopen(path, "re");
    if (f == NULL)
        return false;
    good = fread(out, 1, RT_HEX_SHA256 - 1, f) == RT_HEX_SHA256 - 1 &&
           fstat(fileno(f), &st) == 0;
    fclose(f);
    out[RT_HEX_SHA256 - 1] = '\0';
    *at = good ? st.st_mtime : 0;
    return good;
}

/* Write aside and rename, so that nobody reads half a record. */
static enum rt_code
write_note(const char *dir, const char *hash, struct rt_err *err)
{
    char path[PATH_MAX], aside[PATH_MAX];
    FILE *f;
    bool good;

    path_of(dir, "followed", path);
    path_of(dir, "followed.new", aside);
    f = fopen(aside, "we");
    if (f == NULL)
        return rt_fail_errno(err, "cannot write %s", aside);
    good = fputs(hash, f) >= 0;
    if (fclose(f) != 0 || !good || rename(aside, path) != 0)
        return rt_fail_errno(err, "cannot write %s", path);
    return RT_OK;
}

enum rt_code
rt_followed_note(const char *dir,
                 const struct rt_change_mark marks[RT_CHANGE__MAX],
                 struct rt_err *err)
{
    char now[RT_HEX_SHA256], noted[RT_HEX_SHA256], path[PATH_MAX];
    int64_t at;

    hash_marks(marks, now);
    path_of(dir, "followed", path);
    /* The state is the same: only the time of the file is set. */
    if (read_note(dir, noted, &at) && strcmp(now, noted) == 0 &&
        utimensat(AT_FDCWD, path, NULL, 0) == 0)
        return RT_OK;
    return write_note(dir, now, err);
}

int64_t
rt_followed_lag_s(const char *dir,
                  const struct rt_change_mark marks[RT_CHANGE__MAX])
{
    char now[RT_HEX_SHA256], noted[RT_HEX_SHA256];
    int64_t at, lag;

    hash_marks(marks, now);
    if (!read_note(dir, noted, &at) || strcmp(now, noted) == 0)
        return 0;
    lag = (int64_t)time(NULL) - at;
    return lag > 0 ? lag : 0;
}
