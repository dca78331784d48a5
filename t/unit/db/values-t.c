/* Values are the same after a way to the server and back.  t/e2e/db.t starts
 * the server. */
#include "db/db.h"

#include "../tap.h"

#include <math.h>

static struct rt_arena *arena;
static struct rt_err err;

static bool
fine(enum rt_code rc, const char *what)
{
    bool good = ok(rc == RT_OK, "%s", what);

    if (!good)
        printf("# %s: %s\n", rt_code_name(rc), err.text);
    err = (struct rt_err){0};
    return good;
}

static struct rt_db *
connect_db(void)
{
    struct rt_db *db;
    struct rt_db_target t = {
        .hosts = getenv("RT_TEST_DB_SOCKET"),
        .user = getenv("DB_USER"),
        .password = getenv("DB_PASSWORD"),
        .name = getenv("DB_NAME"),
    };

    if (!fine(rt_db_open(&t, &db, &err), "connected"))
        exit(done());
    return db;
}

/* Run a query without parameters up to its first row; it stays open. */
static struct rt_stmt *
row_of(struct rt_db *db, const char *sql)
{
    struct rt_stmt *st;

    if (!fine(rt_db_query(db, sql, RT_NO_PARAMS, &st, &err), sql) ||
        !fine(rt_stmt_step(st, &err), "there is a row"))
        exit(done());
    return st;
}

static const char *
text_of(struct rt_db *db, const char *sql)
{
    struct rt_stmt *st = row_of(db, sql);
    const char *text = rt_col_str(st, 0, arena);

    rt_stmt_free(st);
    return text;
}

static void
session(struct rt_db *db)
{
    ok(strncmp(rt_db_version(db), "M", 1) == 0 &&
           strpbrk(rt_db_version(db), "0123456789") != NULL,
       "the version has a name and a number: %s", rt_db_version(db));
    is_str(text_of(db, "SELECT @@time_zone"), "+00:00", "times are UTC");
    is_str(text_of(db, "SELECT @@innodb_lock_wait_timeout"), "3",
           "a lock is waited for 3 s");
    is_str(text_of(db, "SELECT @@character_set_client"), "utf8mb4",
           "texts are utf8mb4");
    ok(strstr(text_of(db, "SELECT @@sql_mode"), "STRICT_ALL_TABLES") != NULL,
       "wrong values are refused, not bent");
}

static const int64_t integers[] = {
    0, 1, -1, 42, -9007199254, 9007199254740993, INT64_MAX, INT64_MIN};

static void
numbers(struct rt_db *db)
{
    static const double doubles[] = {0, 0.1, -1e300, 5e-324, 123456.789};
    struct rt_stmt *st;

    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        fine(rt_db_exec(db, "REPLACE INTO v (id, i) VALUES (1, ?)",
                        RT_PARAMS(RT_I64(integers[i])), &err),
             "an integer is stored");
        st = row_of(db, "SELECT i FROM v WHERE id = 1");
        is_int(rt_col_i64(st, 0), integers[i], "and comes back");
        rt_stmt_free(st);
    }
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        fine(rt_db_exec(db, "REPLACE INTO v (id, f) VALUES (1, ?)",
                        RT_PARAMS(RT_F64(doubles[i])), &err),
             "a double is stored");
        st = row_of(db, "SELECT f FROM v WHERE id = 1");
        is_close(rt_col_f64(st, 0), doubles[i], 0, "and comes back");
        rt_stmt_free(st);
    }
    st = row_of(db, "SELECT SUM(x) AS s, 1.50 FROM (SELECT 4611686018427387904 "
                    "AS x UNION ALL SELECT 4611686018427387903) AS t");
    is_int(rt_col_i64(st, 0), INT64_MAX, "a sum of integers is an integer");
    is_str(rt_col_str(st, 1, arena), "1.50", "DECIMAL comes as text");
    is_close(rt_col_f64(st, 1), 1.5, 0, "or as double");
    rt_stmt_free(st);
    fine(
        rt_db_query(db, "SELECT 18446744073709551615", RT_NO_PARAMS, &st, &err),
        "an integer beyond 64 bits with sign");
    is_int(rt_stmt_step(st, &err), RT_EDB, "is an error, not another number");
    rt_stmt_free(st);
    err = (struct rt_err){0};
}

static void
nothing(struct rt_db *db)
{
    struct rt_stmt *st;
    size_t len = 9;

    fine(rt_db_exec(db, "REPLACE INTO v VALUES (1, ?, ?, ?, ?)",
                    RT_PARAMS(RT_NULL, RT_F64(NAN), RT_STR(NULL),
                              rt_param_i64_or_null(7, 7)),
                    &err),
         "NULL of four kinds");
    st = row_of(db, "SELECT i, f, s, b FROM v");
    for (size_t i = 0; i < 4; i++)
        ok(rt_col_null(st, i), "column %zu is NULL", i);
    is_int(rt_col_i64(st, 0), 0, "NULL as integer is 0");
    is_int(rt_col_i64_or(st, 0, -5), -5, "or what the caller says");
    is_str(rt_col_str(st, 2, arena), NULL, "NULL as text is NULL");
    is_str(rt_col_peek(st, 2, &len), "", "or empty");
    is_int((int64_t)len, 0, "of no length");
    is_int(rt_stmt_step(st, &err), RT_NONE, "there is one row");
    is_int(rt_stmt_step(st, NULL), RT_EDB, "none is fetched after the end");
    rt_stmt_free(st);
    fine(rt_db_exec(db, "REPLACE INTO v (id, i) VALUES (1, ?)",
                    RT_PARAMS(rt_param_i64_or_null(6, 7)), &err),
         "another value than the one for NULL");
    is_str(text_of(db, "SELECT i FROM v"), "6", "is stored");
}

static void
texts(struct rt_db *db)
{
    static const char *const list[] = {"", "\xd0\x96\xd1\x83\xd0\xba",
                                       "\xf0\x9f\x90\x9e 4 bytes",
                                       "'; DROP TABLE v; --", "a\\b\"c%_"};

    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        fine(rt_db_exec(db, "REPLACE INTO v (id, s) VALUES (1, ?)",
                        RT_PARAMS(RT_STR(list[i])), &err),
             "a text is stored");
        is_str(text_of(db, "SELECT s FROM v WHERE id = 1"), list[i],
               "and comes back");
    }
    is_int(rt_db_exec(db, "REPLACE INTO v (id, s) VALUES (1, ?)",
                      RT_PARAMS(RT_STR("\xff\xfe")), &err),
           RT_EDB, "what is no UTF-8 is refused");
    err = (struct rt_err){0};
    is_str(text_of(db, "SELECT DATE '2024-02-29'"), "2024-02-29",
           "a date as text");
}

/* Rows of rising and falling length, so that buffers have to grow in the middle
 * of a result. */
static void
long_values(struct rt_db *db)
{
    static const size_t sizes[] = {10, 255, 256, 257, 100000, 3, 3000000, 0};
    char *bytes = malloc(3000000);
    struct rt_stmt *st;
    size_t len;

    for (size_t i = 0; i < 3000000; i++)
        bytes[i] = (char)(i * 7 + i / 251);
    fine(rt_db_exec(db, "DELETE FROM v", RT_NO_PARAMS, &err), "empty");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        fine(
            rt_db_exec(db, "INSERT INTO v (id, b) VALUES (?, ?)",
                       RT_PARAMS(RT_I64((int64_t)i), RT_BYTES(bytes, sizes[i])),
                       &err),
            "bytes are stored");
    fine(
        rt_db_query(db, "SELECT b FROM v ORDER BY id", RT_NO_PARAMS, &st, &err),
        "all of them");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const char *got;

        fine(rt_stmt_step(st, &err), "a row");
        got = rt_col_peek(st, 0, &len);
        ok(len == sizes[i] && memcmp(got, bytes, len) == 0,
           "%zu bytes come back whole", sizes[i]);
    }
    is_int(rt_stmt_step(st, &err), RT_NONE, "and no more");
    rt_stmt_free(st);
    free(bytes);
}

static void
many_rows(struct rt_db *db)
{
    enum { N = 1234 };
    struct rt_param params[2 * N];
    struct rt_stmt *st;
    int64_t n = 0;

    for (int i = 0; i < N; i++) {
        params[2 * i] = RT_I64(i);
        params[2 * i + 1] = RT_STR(i % 2 ? "odd" : "even");
    }
    fine(rt_db_exec(db, "DELETE FROM v", RT_NO_PARAMS, &err), "empty");
    fine(rt_db_exec_rows(db, "INSERT INTO v (id, s) VALUES ", "(?,?)", "", 2,
                         params, N, &err),
         "rows in few statements");
    is_int(rt_db_affected(db), N, "all are counted");
    fine(rt_db_exec_rows(db, "INSERT INTO v (id, s) VALUES ", "(?,?)",
                         " ON DUPLICATE KEY UPDATE s = VALUES(s)", 2, params, N,
                         &err),
         "again, as an upsert");
    fine(rt_db_exec_rows(db, "INSERT INTO v (id) VALUES ", "(?)", "", 1, NULL,
                         0, &err),
         "no rows");
    is_int(rt_db_affected(db), 0, "are none");
    fine(rt_db_query(db, "SELECT id, s FROM v WHERE s = ? ORDER BY id",
                     RT_PARAMS(RT_STR("odd")), &st, &err),
         "read");
    while (rt_stmt_step(st, &err) == RT_OK) {
        if (rt_col_i64(st, 0) != 2 * n + 1)
            break;
        n++;
    }
    rt_stmt_free(st);
    is_int(n, N / 2, "in order and whole");
}

/* Rows of all kinds of values, some of them NULL. */
static void
put_kinds(struct rt_param *p, int i)
{
    p[0] = RT_I64(i);
    p[1] = i % 3 == 0 ? RT_NULL : RT_STR(i % 2 ? "нечёт" : "чёт");
    p[2] = i % 5 == 0 ? RT_F64(NAN) : RT_F64(i / 4.0);
    p[3] = RT_BYTES("a\0b", (size_t)(i % 4));
    p[4] = RT_NULL;
}

enum { KINDS = 5 };

static const char into_kinds[] = "INSERT INTO kinds (id, s, f, b, n) VALUES ";
static const char row_of_kinds[] = "(? + 0,?,?,?,?)";

static const char *
sum_of_kinds(struct rt_db *db)
{
    return text_of(db, "SELECT CONCAT_WS(' ', COUNT(*), SUM(id), COUNT(s),"
                       " SUM(CHAR_LENGTH(s)), COUNT(f), SUM(f),"
                       " SUM(LENGTH(b)), SUM(HEX(b) = '610062'), COUNT(n))"
                       " FROM kinds");
}

/* The same is stored whether the values of a column are all of one kind (then
 * MariaDB takes an array) or not. */
static void
rows_of_kinds(struct rt_db *db)
{
    enum { N = 701 };
    struct rt_param p[KINDS * N];
    const char *before;

    fine(rt_db_exec(db,
                    "CREATE TABLE kinds (id BIGINT PRIMARY KEY,"
                    " s VARCHAR(20), f DOUBLE, b VARBINARY(9), n INT)",
                    RT_NO_PARAMS, &err),
         "a table");
    for (int i = 0; i < N; i++)
        put_kinds(p + KINDS * i, i);
    fine(rt_db_exec_rows(db, into_kinds, row_of_kinds, "", KINDS, p, N, &err),
         "rows of one kind a column");
    is_int(rt_db_affected(db), N, "all are counted");
    before = sum_of_kinds(db);
    is_str(before, "701 245350 467 1867 560 49000 1050 175 0", "and stored");
    fine(rt_db_exec(db, "DELETE FROM kinds", RT_NO_PARAMS, &err), "empty");
    p[KINDS + 1] = RT_BYTES("нечёт", strlen("нечёт"));
    fine(rt_db_exec_rows(db, into_kinds, row_of_kinds, "", KINDS, p, N, &err),
         "rows of several kinds a column");
    is_int(rt_db_affected(db), N, "all are counted");
    is_str(sum_of_kinds(db), before, "they are stored in the same way");
}

/* The table has 0..700, and 650 has other values. */
static void
rows_again(struct rt_db *db)
{
    enum { N = 100, KNOWN = 60 };
    struct rt_param p[KINDS * N];

    for (int i = 0; i < N; i++)
        put_kinds(p + KINDS * i, 701 - KNOWN + i);
    fine(rt_db_exec(db, "UPDATE kinds SET f = -1 WHERE id = 650", RT_NO_PARAMS,
                    &err),
         "a row is changed");
    fine(rt_db_begin(db, &err), "in a transaction");
    is_int(rt_db_exec_rows(db, into_kinds, row_of_kinds, "", KINDS,
                           p + KINDS * KNOWN, N - KNOWN, &err),
           RT_OK, "new rows are added");
    is_int(rt_db_affected(db), N - KNOWN, "and counted");
    is_int(rt_db_exec_rows(db, into_kinds, row_of_kinds, "", KINDS, p, N, &err),
           RT_ECONFLICT, "known ones are a conflict");
    err = (struct rt_err){0};
    is_int(rt_db_affected(db), 0, "that counts none");
    fine(rt_db_exec(db, "DELETE FROM kinds WHERE id > 700", RT_NO_PARAMS, &err),
         "the new ones go");
    is_int(rt_db_exec_rows(db,
                           "INSERT IGNORE INTO kinds (id, s, f, b, n)"
                           " VALUES ",
                           row_of_kinds, "", KINDS, p, N, &err),
           RT_OK, "known ones are passed over");
    is_int(rt_db_affected(db), N - KNOWN, "new rows are counted");
    is_int(rt_db_exec_rows(db, into_kinds, row_of_kinds,
                           " ON DUPLICATE KEY UPDATE f = VALUES(f)", KINDS, p,
                           N, &err),
           RT_OK, "known ones are changed");
    is_int(rt_db_affected(db), N + 1, "what changes counts two, else one");
    fine(rt_db_exec_rows(db, into_kinds, row_of_kinds,
                         " ON DUPLICATE KEY UPDATE f = VALUES(f)", KINDS, p, 1,
                         &err),
         "so is a single row, by the same statement");
    fine(rt_db_commit(db, &err), "committed");
    is_int(rt_db_exec_rows(db, into_kinds, row_of_kinds, "", KINDS, p, N, &err),
           RT_ECONFLICT, "also outside a transaction");
    err = (struct rt_err){0};
    is_str(text_of(db, "SELECT COUNT(*) FROM kinds"), "741",
           "each row is there once");
}

/* If one of its rows exists already, a statement stores none of them.  The rows
 * of earlier statements are counted. */
static void
known_row_later(struct rt_db *db)
{
    enum { N = 9000 };
    struct rt_param *p = calloc(KINDS * (size_t)N, sizeof *p);
    int64_t stored;

    fine(rt_db_exec(db, "DELETE FROM kinds", RT_NO_PARAMS, &err), "empty");
    for (int i = 0; i < N; i++)
        put_kinds(p + KINDS * i, i);
    fine(rt_db_exec_rows(db, into_kinds, row_of_kinds, "", KINDS,
                         p + (size_t)KINDS * (N - 10), 1, &err),
         "one of the last is there");
    is_int(rt_db_exec_rows(db, into_kinds, row_of_kinds, "", KINDS, p, N, &err),
           RT_ECONFLICT, "a conflict");
    err = (struct rt_err){0};
    stored = rt_db_affected(db);
    ok(stored > 0 && stored < N, "some statements came before it");
    is_str(text_of(db, "SELECT COUNT(*) FROM kinds"),
           rt_fmt(arena, "%lld", (long long)stored + 1), "theirs are counted");
    free(p);
}

static void
codes(struct rt_db *db)
{
    struct rt_stmt *st;

    is_int(rt_db_exec(db, "INSERT INTO v (id, s) VALUES (3, 'again')",
                      RT_NO_PARAMS, &err),
           RT_ECONFLICT, "a duplicate key is a conflict");
    ok(strstr(err.text, "1062") != NULL, "named by its number");
    err = (struct rt_err){0};
    fine(rt_db_exec(db, "UPDATE v SET s = 'even' WHERE id = 2", RT_NO_PARAMS,
                    &err),
         "an update that changes nothing");
    is_int(rt_db_affected(db), 1, "counts the row it found");
    fine(rt_db_exec(db, "INSERT INTO auto (x) VALUES (1)", RT_NO_PARAMS, &err),
         "a row with a number of its own");
    is_int(rt_db_last_id(db), 1, "whose number is known");
    is_int(rt_db_exec(db, "SELEKT", RT_NO_PARAMS, &err), RT_EDB,
           "nonsense is refused");
    err = (struct rt_err){0};
    is_int(rt_db_exec(db, "INSERT INTO v (id, s) VALUES (-1, REPEAT('x', 200))",
                      RT_NO_PARAMS, &err),
           RT_EDB, "a text that is too long is refused, not cut");
    err = (struct rt_err){0};
    fine(rt_db_query(db, "SELECT 1 FROM v WHERE id = -7", RT_NO_PARAMS, &st,
                     &err),
         "a query without rows");
    is_int(rt_stmt_step(st, &err), RT_NONE, "has none");
    rt_stmt_free(st);
    rt_stmt_free(NULL);
    rt_db_close(NULL);
}

/* More statements than the cache holds, and results that are not read to their
 * end. */
static void
cache(struct rt_db *db)
{
    bool good = true;

    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 150; i++) {
            struct rt_stmt *st;
            char *sql = rt_fmt(arena, "SELECT id + %d FROM v ORDER BY id", i);

            good = good &&
                   rt_db_query(db, sql, RT_NO_PARAMS, &st, &err) == RT_OK &&
                   rt_stmt_step(st, &err) == RT_OK && rt_col_i64(st, 0) == i;
            if (good)
                rt_stmt_free(st);
        }
    }
    ok(good, "150 texts three times, each result left after one row");
    if (!good)
        printf("# %s\n", err.text);
    is_str(text_of(db, "SELECT 'still here'"), "still here",
           "the connection can still be used");
}

int
main(void)
{
    struct rt_db *db;

    if (getenv("RT_TEST_DB_SOCKET") == NULL) {
        skip("t/e2e/db.t runs this with a server");
        return done();
    }
    arena = rt_arena_new();
    db = connect_db();
    fine(rt_db_exec(db,
                    "CREATE TABLE v (id BIGINT PRIMARY KEY, i BIGINT, "
                    "f DOUBLE, s VARCHAR(100), b LONGBLOB) CHARACTER SET "
                    "utf8mb4",
                    RT_NO_PARAMS, &err),
         "a table");
    fine(rt_db_exec(db,
                    "CREATE TABLE auto (id BIGINT AUTO_INCREMENT PRIMARY KEY, "
                    "x INT)",
                    RT_NO_PARAMS, &err),
         "another");
    session(db);
    numbers(db);
    nothing(db);
    texts(db);
    long_values(db);
    many_rows(db);
    rows_of_kinds(db);
    rows_again(db);
    known_row_later(db);
    codes(db);
    cache(db);
    rt_db_close(db);
    rt_arena_free(arena);
    return done();
}
