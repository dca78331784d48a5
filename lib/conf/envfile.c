#include "conf/envfile.h"

#include "base/arena.h"
#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 64 * 1024, ARG_SIZE = 256 };

/* Quote a path for a shell, for the command lines in messages. */
static void
shell_word(const char *path, char out[ARG_SIZE])
{
    struct rt_buf b;

    rt_buf_init(&b, ARG_SIZE - 1);
    if (path[0] == '-')
        rt_buf_str(&b, "./");
    rt_buf_char(&b, '\'');
    for (; *path != '\0'; path++) {
        if (*path == '\'')
            rt_buf_str(&b, "'\\'");
        rt_buf_char(&b, *path);
    }
    rt_buf_char(&b, '\'');
    snprintf(out, ARG_SIZE, "%s", rt_buf_cstr(&b));
    rt_buf_fini(&b);
}

static void
user_name(uid_t uid, char out[ARG_SIZE])
{
    struct passwd entry, *found = NULL;
    char room[4096];

    if (getpwuid_r(uid, &entry, room, sizeof room, &found) == 0 &&
        found != NULL)
        snprintf(out, ARG_SIZE, "%s", entry.pw_name);
    else
        snprintf(out, ARG_SIZE, "%lu", (unsigned long)uid);
}

static void
check_access(const char *path, const struct stat *st, struct rt_faults *faults)
{
    char word[ARG_SIZE], owner[ARG_SIZE], user[ARG_SIZE];

    shell_word(path, word);
    if (st->st_uid != geteuid() && st->st_uid != 0) {
        user_name(st->st_uid, owner);
        user_name(geteuid(), user);
        rt_fail_key(rt_faults_next(faults, RT_FAULT_WHOLE), RT_EDENIED,
                    "conf_file_owner", "file", path, "owner", owner, "user",
                    user, "word", word, NULL);
    }
    if ((st->st_mode & 077) != 0)
        rt_fail_key(rt_faults_next(faults, RT_FAULT_WHOLE), RT_EDENIED,
                    "conf_file_mode", "file", path, "word", word, NULL);
}

/* Say why the file could not be opened. */
static void
refused(const char *path, bool must_exist, struct rt_faults *faults)
{
    if (errno == ENOENT && !must_exist)
        return;
    if (errno == ENOENT)
        rt_fail_key(rt_faults_next(faults, RT_FAULT_WHOLE), RT_EINVAL,
                    "conf_file_missing", "file", path, NULL);
    else if (errno == ELOOP)
        rt_fail_key(rt_faults_next(faults, RT_FAULT_WHOLE), RT_EDENIED,
                    "conf_file_link", "file", path, NULL);
    else
        rt_fail_key(rt_faults_next(faults, RT_FAULT_WHOLE), RT_EIO,
                    "conf_file_closed", "file", path, "errno",
                    rt_errno_value(errno), NULL);
}

/* Read up to one byte more than is allowed, so that a larger file is
 * noticed. */
static bool
read_all(int fd, struct rt_env_file *out)
{
    out->text = rt_heap(FILE_MAX + 2);
    while (out->len <= FILE_MAX) {
        ssize_t got =
            read(fd, out->text + out->len, (size_t)FILE_MAX + 1 - out->len);

        if (got == 0)
            return true;
        if (got < 0 && errno != EINTR)
            return false;
        if (got > 0)
            out->len += (size_t)got;
    }
    return true;
}

static void
read_checked(int fd, const char *path, struct rt_env_file *out,
             struct rt_faults *faults)
{
    struct stat st;

    if (fstat(fd, &st) != 0) {
        refused(path, true, faults);
    } else if (!S_ISREG(st.st_mode)) {
        rt_fail_key(rt_faults_next(faults, RT_FAULT_WHOLE), RT_EDENIED,
                    "conf_file_kind", "file", path, NULL);
    } else {
        check_access(path, &st, faults);
        if (!read_all(fd, out))
            refused(path, true, faults);
        else if (out->len > FILE_MAX)
            rt_fail_key(rt_faults_next(faults, RT_FAULT_WHOLE), RT_ELIMIT,
                        "conf_file_big", "file", path, NULL);
    }
}

void
rt_env_file_read(const char *path, bool must_exist, struct rt_env_file *out,
                 struct rt_faults *faults)
{
    /* A named pipe must not make us wait. */
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    *out = (struct rt_env_file){0};
    if (fd < 0) {
        refused(path, must_exist, faults);
        return;
    }
    read_checked(fd, path, out, faults);
    close(fd);
    if (out->len > FILE_MAX)
        rt_env_file_fini(out);
}

void
rt_env_file_fini(struct rt_env_file *f)
{
    if (f->text != NULL)
        explicit_bzero(f->text, FILE_MAX + 2);
    free(f->text);
    *f = (struct rt_env_file){0};
}
