#include "base/buf.h"
#include "db/conn.h"

enum { MARKS_MAX = 65535, BYTES_MAX = 1024 * 1024 };

/* Rows of one statement, which is to end long before read_s.  Few sizes, so
 * that few texts are prepared whatever the number of rows. */
static const size_t sizes[] = {500, 100, 20, 4, 1};

static size_t
bytes_of(const struct rt_param *row, size_t width)
{
    size_t n = 0;

    for (size_t i = 0; i < width; i++)
        n += row[i].kind == RT_P_STR || row[i].kind == RT_P_BYTES ? row[i].len
                                                                  : 8;
    return n;
}

/* How many of the next `n` rows the server takes at a time, by their bytes. */
static size_t
rows_of_bytes(const struct rt_param *params, size_t width, size_t n)
{
    size_t fit = 0, bytes = 0;

    while (fit < n) {
        bytes += bytes_of(params + fit * width, width);
        if (bytes > BYTES_MAX && fit > 0)
            break;
        fit++;
    }
    return fit;
}

/* How many of the next `n` rows go into one statement: the server limits its
 * marks, too. */
static size_t
batch_of(const struct rt_param *params, size_t width, size_t n)
{
    size_t fit = n < sizes[0] ? n : sizes[0];

    if (fit * width > MARKS_MAX)
        fit = MARKS_MAX / width;
    fit = rows_of_bytes(params, width, fit);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (sizes[i] <= fit)
            return sizes[i];
    }
    return 1;
}

/* How many of them go into one array; 0: none do. */
static size_t
array_of(const struct rt_db *db, const struct rt_param *params, size_t width,
         size_t n)
{
    size_t rows = n < sizes[0] ? n : sizes[0];

    if (!db->takes_arrays)
        return 0;
    rows = rows_of_bytes(params, width, rows);
    return rt_array_fits(params, width, rows) ? rows : 0;
}

/* `marked` rows are in the statement's text; where there are more, they are an
 * array for the one that is. */
static enum rt_code
exec_batch(struct rt_db *db, const char *head, const char *row,
           const char *tail, struct rt_params params, size_t rows,
           size_t marked, struct rt_err *err)
{
    struct rt_buf sql;
    enum rt_code rc;

    rt_buf_init(&sql, 0);
    rt_buf_str(&sql, head);
    for (size_t i = 0; i < marked; i++) {
        rt_buf_str(&sql, i > 0 ? "," : "");
        rt_buf_str(&sql, row);
    }
    rt_buf_str(&sql, tail);
    rc = rt_buf_ok(&sql, err);
    if (rc == RT_OK && marked < rows)
        rc = rt_db_exec_array(db, rt_buf_cstr(&sql), params, rows, err);
    else if (rc == RT_OK)
        rc = rt_db_exec(db, rt_buf_cstr(&sql), params, err);
    rt_buf_fini(&sql);
    return rc;
}

enum rt_code
rt_db_exec_rows(struct rt_db *db, const char *head, const char *row,
                const char *tail, size_t width, const struct rt_param *params,
                size_t n, struct rt_err *err)
{
    int64_t affected = 0;
    size_t done = 0;
    enum rt_code rc = RT_OK;

    while (done < n) {
        const struct rt_param *from = params + done * width;
        size_t rows = array_of(db, from, width, n - done), marked = 1;

        if (rows <= 1)
            rows = marked = batch_of(from, width, n - done);
        rc = exec_batch(db, head, row, tail,
                        (struct rt_params){from, rows * width}, rows, marked,
                        err);
        if (rc != RT_OK)
            break;
        affected += rt_db_affected(db);
        done += rows;
    }
    db->affected = affected;
    return rc;
}
