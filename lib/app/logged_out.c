#include "app/logged_out.h"

#include "repo/sessions.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
folder_of(const struct rt_app *app, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/left", rt_conf_get(app->conf, "DATA_DIR"));
}

/* The file for the hash of a token. */
static void
path_of(const struct rt_app *app, const uint8_t hash[RT_SHA256],
        char out[PATH_MAX])
{
    char name[RT_TOKEN];
    size_t len;

    folder_of(app, out);
    len = strlen(out);
    rt_base64url(hash, RT_SHA256, name);
    snprintf(out + len, PATH_MAX - len, "/%s", name);
}

/* The folder goes when it is empty, perhaps between the two calls. */
static int
open_mark(const char *folder, const char *path)
{
    enum { TRIES = 10 };
    int fd = -1;

    for (int i = 0; fd < 0 && i < TRIES; i++) {
        if (mkdir(folder, 0700) != 0 && errno != EEXIST)
            return -1;
        fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0 && errno != ENOENT)
            return -1;
    }
    return fd;
}

enum rt_code
rt_logged_out_note(const struct rt_app *app, const char *token,
                   struct rt_err *err)
{
    uint8_t hash[RT_SHA256];
    char folder[PATH_MAX], path[PATH_MAX];
    enum rt_code rc = rt_token_hash(token, hash);
    int fd;

    if (rc != RT_OK)
        return rc;
    folder_of(app, folder);
    path_of(app, hash, path);
    fd = open_mark(folder, path);
    if (fd < 0)
        return rt_fail_errno(err, "%s", path);
    close(fd);
    return RT_OK;
}

bool
rt_logged_out_has(const struct rt_app *app, const char *token)
{
    uint8_t hash[RT_SHA256];
    char path[PATH_MAX];

    folder_of(app, path);
    if (access(path, F_OK) != 0 || rt_token_hash(token, hash) != RT_OK)
        return false;
    path_of(app, hash, path);
    return access(path, F_OK) == 0;
}

/* End the session of one file; the file is removed once that is stored. */
static void
settle_one(struct rt_app *app, const char *name)
{
    uint8_t hash[RT_SHA256];
    char path[PATH_MAX];
    size_t len = 0;

    if (rt_base64url_decode(name, hash, sizeof hash, &len) != RT_OK ||
        len != sizeof hash || rt_app_db(app, NULL) != RT_OK ||
        rt_sessions_leave_late(app->db, hash, NULL) != RT_OK)
        return;
    path_of(app, hash, path);
    unlink(path);
}

void
rt_logged_out_settle(struct rt_app *app)
{
    char path[PATH_MAX];
    const struct dirent *e;
    DIR *dir;

    folder_of(app, path);
    dir = opendir(path);
    if (dir == NULL)
        return;
    rt_app_begin(app);
    while ((e = readdir(dir)) != NULL) {
        if (e->d_name[0] != '.')
            settle_one(app, e->d_name);
    }
    rt_app_end(app);
    closedir(dir);
    rmdir(path); /* refused while it has marks */
}
