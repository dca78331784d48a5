#include "db/fault.h"

#include "../tap.h"

enum { DROP = 1, ROLLBACK = 2, BOTH = 3 };

/* Each row has an error of the server, and the code and consequence at each
 * place where it can happen. */
static const struct {
    unsigned number;
    const char *what;
    enum rt_code code[RT_AT__MAX]; /* connect, read, write, tx, commit */
    int then[RT_AT__MAX];
} rows[] = {
    {1213,
     "deadlock",
     {RT_ERETRY, RT_ERETRY, RT_ERETRY, RT_ERETRY, RT_ERETRY},
     {ROLLBACK, ROLLBACK, ROLLBACK, ROLLBACK, ROLLBACK}},
    {1205,
     "lock wait: roll back first",
     {RT_ERETRY, RT_ERETRY, RT_ERETRY, RT_ERETRY, RT_ERETRY},
     {ROLLBACK, ROLLBACK, ROLLBACK, ROLLBACK, ROLLBACK}},
    {1020,
     "row changed",
     {RT_ERETRY, RT_ERETRY, RT_ERETRY, RT_ERETRY, RT_ERETRY},
     {ROLLBACK, ROLLBACK, ROLLBACK, ROLLBACK, ROLLBACK}},
    {2002,
     "no server behind the socket",
     {RT_EAWAY, RT_EAWAY, RT_EUNKNOWN, RT_ERETRY, RT_EUNKNOWN},
     {BOTH, BOTH, BOTH, BOTH, BOTH}},
    {2006,
     "gone before the statement was sent",
     {RT_EAWAY, RT_EAWAY, RT_EAWAY, RT_ERETRY, RT_EUNKNOWN},
     {BOTH, BOTH, BOTH, BOTH, BOTH}},
    {2013,
     "lost",
     {RT_EAWAY, RT_EAWAY, RT_EUNKNOWN, RT_ERETRY, RT_EUNKNOWN},
     {BOTH, BOTH, BOTH, BOTH, BOTH}},
    {1927,
     "killed",
     {RT_EAWAY, RT_EAWAY, RT_EUNKNOWN, RT_ERETRY, RT_EUNKNOWN},
     {BOTH, BOTH, BOTH, BOTH, BOTH}},
    {1047,
     "a Galera node that has not joined",
     {RT_EAWAY, RT_EAWAY, RT_EAWAY, RT_ERETRY, RT_ERETRY},
     {BOTH, BOTH, BOTH, BOTH, BOTH}},
    {1290,
     "a replica that takes no writes",
     {RT_EAWAY, RT_EAWAY, RT_EAWAY, RT_ERETRY, RT_ERETRY},
     {BOTH, BOTH, BOTH, BOTH, BOTH}},
    {1062,
     "duplicate key",
     {RT_ECONFLICT, RT_ECONFLICT, RT_ECONFLICT, RT_ECONFLICT, RT_EUNKNOWN},
     {0, 0, 0, 0, DROP}},
    {1114,
     "disk full",
     {RT_EAWAY, RT_EAWAY, RT_EAWAY, RT_EAWAY, RT_EUNKNOWN},
     {ROLLBACK, ROLLBACK, ROLLBACK, ROLLBACK, DROP}},
    {1064,
     "syntax error",
     {RT_EDB, RT_EDB, RT_EDB, RT_EDB, RT_EUNKNOWN},
     {0, 0, 0, 0, DROP}},
    {1153,
     "packet too large",
     {RT_EDB, RT_EDB, RT_EDB, RT_EDB, RT_EUNKNOWN},
     {BOTH, BOTH, BOTH, BOTH, DROP}},
    {1045,
     "wrong password",
     {RT_EDB, RT_EDB, RT_EDB, RT_EDB, RT_EUNKNOWN},
     {0, 0, 0, 0, DROP}},
};

static const char *const places[RT_AT__MAX] = {"connect", "read", "write", "tx",
                                               "commit"};

static void
judged(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (enum rt_db_at at = 0; at < RT_AT__MAX; at++) {
            struct rt_db_verdict v = rt_db_judge(rows[i].number, at);

            if (!ok(v.code == rows[i].code[at] &&
                        (v.drop ? DROP : 0) + (v.rollback ? ROLLBACK : 0) ==
                            rows[i].then[at],
                    "%u %s, at %s: %s", rows[i].number, rows[i].what,
                    places[at], rt_code_name(rows[i].code[at])))
                printf("# got %s, drop %d, rollback %d\n", rt_code_name(v.code),
                       v.drop, v.rollback);
        }
    }
}

static const struct {
    unsigned number;
    const char *text, *sql, *want;
} texts[] = {
    {1062, "Duplicate entry '+7900' for key 'by_phone'", "INSERT x",
     "database error 1062: Duplicate entry '...' for key 'by_phone' in: "
     "INSERT x"},
    {1062, "Duplicate entry 'a' for key 'b' for key 'k'", "I",
     "database error 1062: Duplicate entry '...' for key 'k' in: I"},
    {1292, "Incorrect date value: '2024' for column `d`.`t`.`c` at row 1", NULL,
     "database error 1292: Incorrect date value: '...' for column "
     "`d`.`t`.`c` at row 1"},
    {1054, "Unknown column 'x' in 'field list'", NULL,
     "database error 1054: Unknown column 'x' in 'field list'"},
    {2013, "Lost connection to server during query", NULL,
     "database error 2013: Lost connection to server during query"},
};

int
main(void)
{
    judged();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct rt_err err = {0};

        is_int(rt_db_fail(RT_EDB, texts[i].number, texts[i].text, texts[i].sql,
                          &err),
               RT_EDB, "the code is handed through");
        is_str(err.text, texts[i].want, "no value of a row is in the text");
    }
    return done();
}
