/* A sheet of a workbook as CSV, by Debian's program of this name. */
#include "import/keyset.h"
#include "import/workbook.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAID_MAX = 4096, ARGUMENTS_MAX = 16 };

/* For its owner only: it holds personal data. */
static enum rt_code
open_nameless(int *fd, struct rt_err *err)
{
    *fd = rt_temp_file();
    return *fd >= 0 ? RT_OK : rt_temp_failed(err);
}

/*
 * Dates come as ISO 8601 writes them, and numbers as the file has them: what
 * the program would make of them has six decimals, or those of the cell's
 * format, where the importer rounds amounts to what the cell shows.
 */
static void
list_arguments(const struct rt_workbook *b, const char *path, size_t sheet,
               struct rt_arena *a, const char *argv[ARGUMENTS_MAX])
{
    static const char *const common[] = {
        "--no-line-breaks", "-f", "%Y-%m-%d %H:%M:%S", "-t", "%H:%M:%S", "-s"};
    size_t n = 0;

    argv[n++] = "xlsx2csv";
    argv[n++] = "--ignore-formats";
    argv[n++] = "float";
    if (b->misread_1904) { /* then its days come as numbers */
        argv[n++] = "date";
        argv[n++] = "time";
    }
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        argv[n++] = common[i];
    argv[n++] = rt_fmt(a, "%zu", sheet + 1);
    argv[n++] = rt_fmt(a, "%s%s", path[0] == '-' ? "./" : "", path);
    argv[n] = NULL;
}

static enum rt_code
start(const char *path, const char *const *argv, int out, int said,
      struct rt_arena *a, pid_t *pid, struct rt_err *err)
{
    const char *where = getenv("PATH");
    const char *env[] = {"LC_ALL=C.UTF-8", "PYTHONIOENCODING=utf-8",
                         rt_fmt(a, "PATH=%s", where != NULL ? where : ""),
                         NULL};
    posix_spawn_file_actions_t files;
    int failed;

    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, 1);
    posix_spawn_file_actions_adddup2(&files, said, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    failed =
        posix_spawnp(pid, argv[0], &files, NULL, (char *const *)(uintptr_t)argv,
                     (char *const *)(uintptr_t)env);
    posix_spawn_file_actions_destroy(&files);
    if (failed == 0)
        return RT_OK;
    if (failed == ENOENT)
        return rt_fail_key(err, RT_EIO, "import_no_xlsx2csv", "file", path,
                           NULL);
    errno = failed;
    return rt_fail_errno(err, "%s", argv[0]);
}

/* The last line of what the program said: of a traceback, the error. */
static void
last_line(int fd, char out[SAID_MAX])
{
    off_t size = lseek(fd, 0, SEEK_END);
    off_t from = size > SAID_MAX - 1 ? size - (SAID_MAX - 1) : 0;
    ssize_t n = pread(fd, out, SAID_MAX - 1, from);
    char *lf;

    out[n > 0 ? n : 0] = '\0';
    while (n > 0 && out[n - 1] == '\n')
        out[--n] = '\0';
    lf = strrchr(out, '\n');
    if (lf != NULL)
        memmove(out, lf + 1, strlen(lf));
}

static enum rt_code
wait_for(pid_t pid, const char *path, int said, struct rt_err *err)
{
    char why[SAID_MAX];
    int status = 0;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return rt_fail_errno(err, "xlsx2csv");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return RT_OK;
    last_line(said, why);
    if (WIFSIGNALED(status))
        snprintf(why, sizeof why, "signal %d", WTERMSIG(status));
    return rt_fail_key(err, RT_EINVAL, "import_book_failed", "file", path,
                       "why", why, NULL);
}

enum rt_code
rt_workbook_csv(const struct rt_workbook *b, const char *path, size_t sheet,
                struct rt_arena *a, int *fd, struct rt_err *err)
{
    const char *argv[ARGUMENTS_MAX];
    int said = -1;
    pid_t pid = 0;
    enum rt_code rc = open_nameless(fd, err);

    if (rc != RT_OK)
        return rc;
    list_arguments(b, path, sheet, a, argv);
    rc = open_nameless(&said, err);
    if (rc == RT_OK)
        rc = start(path, argv, *fd, said, a, &pid, err);
    if (rc == RT_OK)
        rc = wait_for(pid, path, said, err);
    if (said >= 0)
        close(said);
    if (rc != RT_OK) {
        close(*fd);
        *fd = -1;
    }
    return rc;
}
