/* How long an import waits for an unreachable database. */
#include "../tap.h"
#include "db/conn.h"
#include "import/run.h"

static int64_t waited_ms;
static int n_pauses;

/* Replaces the function of the library, so that the test does not wait. */
int
nanosleep(const struct timespec *t, struct timespec *left)
{
    (void)left;
    n_pauses++;
    waited_ms += t->tv_sec * 1000 + t->tv_nsec / 1000000;
    return 0;
}

static enum rt_code
never(struct rt_db *db, void *arg, struct rt_err *err)
{
    (void)db;
    (void)arg;
    return rt_fail(err, RT_EBROKEN, "work without a database");
}

int
main(void)
{
    struct rt_db_host host = {.socket = "/nowhere/s"};
    struct rt_db db = {.hosts = &host,
                       .n_hosts = 1,
                       .target = {.user = "u", .password = "", .connect_s = 1}};
    FILE *list = tmpfile();
    struct rt_import_env env = {.db = &db, .lang = RT_LANG_EN, .list = list};
    struct rt_import_run run = {.env = &env, .write = true};
    struct rt_err err = {0};
    char text[256] = "";

    if (list == NULL)
        abort();
    rt_progress_init(&run.progress, NULL, RT_LANG_EN);
    is_int(rt_import_tx(&run, never, NULL, NULL, &err), RT_EAWAY,
           "a database that stays away ends the import");
    is_int(err.code, RT_EAWAY, "the message says so");
    is_int(waited_ms, 120000, "after two minutes");
    is_int(n_pauses, 240, "with a try every half second");
    rewind(list);
    text[fread(text, 1, sizeof text - 1, list)] = '\0';
    is_str(text, "The database does not answer, waiting for it\n",
           "the message about waiting comes once");
    fclose(list);
    return done();
}
