/* An unreachable server is tried again at growing intervals, up to a second. */
#include "base/clock.h"
#include "db/conn.h"
#include "../tap.h"

int
main(void)
{
    static const int64_t pauses[] = {50, 100, 200, 400, 800, 1000, 1000, 1000};
    struct rt_db_host host = {.socket = "/nowhere/s"};
    struct rt_db db = {.hosts = &host, .n_hosts = 1};

    db.target = (struct rt_db_target){
        .user = "u", .password = "", .connect_s = 1, .read_s = 1, .write_s = 1};
    for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
        struct rt_err err = {0};
        int64_t before = rt_clock_ms();

        is_int(rt_db_connect(&db, &err), RT_EAWAY, "the server is away");
        is_str(err.key, "db_away", "the error says so");
        is_int(db.pause_ms, pauses[i], "the pause doubles up to a second");
        ok(db.next_try_ms >= before + pauses[i] &&
               db.next_try_ms <= rt_clock_ms() + pauses[i],
           "the pause begins after the attempt");
        db.next_try_ms = rt_clock_ms() + 60000;
        err = (struct rt_err){0};
        is_int(rt_db_connect(&db, &err), RT_EAWAY, "meanwhile");
        is_str(err.key, NULL, "the server is not asked");
        db.next_try_ms = 0; /* the pause is over */
    }
    return done();
}
