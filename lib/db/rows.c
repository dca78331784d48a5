#include "base/buf.h"
#include "db/conn.h"

enum { MARKS_MAX = 65535, BYTES_MAX = 1024 * 1024 };

/* Rows of one statement.  Few sizes, so that few texts are prepared whatever
 * the number of rows. */
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

/* How many of the next `n` rows go into one statement: the server limits its
 * marks and its bytes. */
static size_t
batch_of(const struct rt_param *params, size_t width, size_t n)
{
    size_t fit = 0, bytes = 0;

    while (fit < n && fit < sizes[0] && (fit + 1) * width <= MARKS_MAX) {
        bytes += bytes_of(params + fit * width, width);
        if (bytes > BYTES_MAX && fit > 0)
            break;
        fit++;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (sizes[i] <= fit)
            return sizes[i];
    }
    return 1;
}

static enum rt_code
exec_batch(struct rt_db *db, const char *head, const char *row,
           const char *tail, struct rt_params params, size_t rows,
           struct rt_err *err)
{
    struct rt_buf sql;
    enum rt_code rc;

    rt_buf_init(&sql, 0);
    rt_buf_str(&sql, head);
    for (size_t i = 0; i < rows; i++) {
        rt_buf_str(&sql, i > 0 ? "," : "");
        rt_buf_str(&sql, row);
    }
    rt_buf_str(&sql, tail);
    rc = rt_buf_ok(&sql, err);
    if (rc == RT_OK)
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

    while (done < n) {
        const struct rt_param *from = params + done * width;
        size_t rows = batch_of(from, width, n - done);
        enum rt_code rc =
            exec_batch(db, head, row, tail,
                       (struct rt_params){from, rows * width}, rows, err);

        if (rc != RT_OK)
            return rc;
        affected += rt_db_affected(db);
        done += rows;
    }
    db->affected = affected;
    return RT_OK;
}
