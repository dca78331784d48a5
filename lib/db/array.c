/* Many rows by one execution of a statement for one row: MariaDB takes the
 * parameters as arrays, a column each, and has one row to parse and to resolve
 * names for. */
#include "db/conn.h"

#include <math.h>
#include <stdlib.h>

#ifdef MARIADB_PACKAGE_VERSION

bool
rt_array_taken_by(MYSQL *my)
{
    unsigned long can = 0;

    return mariadb_get_infov(my,
                             MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES,
                             &can) == 0 &&
           (can & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32)) != 0;
}

/* What a value is bound as; RT_P_NULL: as whatever its column is. */
static int
kind_of(const struct rt_param *p)
{
    return p->kind == RT_P_F64 && isnan(p->f64) ? RT_P_NULL : (int)p->kind;
}

/* The kind of all values of a column but NULLs; -1: there are several. */
static int
kind_of_column(const struct rt_param *first, size_t width, size_t rows)
{
    int kind = RT_P_NULL;

    for (size_t i = 0; i < rows; i++) {
        int is = kind_of(first + i * width);

        if (kind == RT_P_NULL)
            kind = is;
        else if (is != RT_P_NULL && is != kind)
            return -1;
    }
    return kind;
}

bool
rt_array_fits(const struct rt_param *params, size_t width, size_t rows)
{
    for (size_t c = 0; c < width; c++)
        if (kind_of_column(params + c, width, rows) < 0)
            return false;
    return true;
}

static enum enum_field_types
type_of(int kind)
{
    switch (kind) {
    case RT_P_STR:
        return MYSQL_TYPE_STRING;
    case RT_P_BYTES:
        return MYSQL_TYPE_BLOB;
    case RT_P_F64:
        return MYSQL_TYPE_DOUBLE;
    default:
        return MYSQL_TYPE_LONGLONG;
    }
}

/* Where a value is: as itself, or the text. */
union slot {
    int64_t i64;
    double f64;
    const char *str;
};

/* The arrays of a column. */
struct arrays {
    union slot *value;
    unsigned long *len;
    char *null;
};

static void
fill_column(struct arrays to, const struct rt_param *first, size_t width,
            size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        const struct rt_param *p = first + i * width;
        int kind = kind_of(p);

        to.len[i] = 0;
        to.null[i] =
            kind == RT_P_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
        if (kind == RT_P_STR || kind == RT_P_BYTES) {
            to.value[i].str = p->str != NULL ? p->str : "";
            to.len[i] = p->len;
        } else if (kind == RT_P_F64) {
            to.value[i].f64 = p->f64;
        } else {
            to.value[i].i64 = p->i64;
        }
    }
}

/* All arrays in one block: the values of all columns, the lengths, and which
 * are NULL. */
static void *
grow_block(struct rt_stmt *st, size_t cells)
{
    size_t size =
        cells * (sizeof(union slot) + sizeof(unsigned long) + sizeof(char));

    if (st->arrays_size < size) {
        st->arrays = rt_heap_grow(st->arrays, size, 1);
        st->arrays_size = size;
    }
    return st->arrays;
}

void
rt_array_bind(struct rt_stmt *st, struct rt_params params, size_t rows)
{
    size_t width = params.n / rows, cells = params.n;
    union slot *values = grow_block(st, cells);
    unsigned long *lens = (unsigned long *)(values + cells);
    char *nulls = (char *)(lens + cells);

    for (size_t c = 0; c < width; c++) {
        struct arrays to = {values + c * rows, lens + c * rows,
                            nulls + c * rows};

        fill_column(to, params.list + c, width, rows);
        st->in[c] = (MYSQL_BIND){.buffer_type = type_of(kind_of_column(
                                     params.list + c, width, rows)),
                                 .buffer = to.value,
                                 .length = to.len,
                                 .u.indicator = to.null};
    }
}

bool
rt_array_expect(struct rt_stmt *st, size_t rows)
{
    unsigned n = (unsigned)rows;

    return mysql_stmt_attr_set(st->my, STMT_ATTR_ARRAY_SIZE, &n) == 0;
}

#else

bool
rt_array_taken_by(MYSQL *my)
{
    (void)my;
    return false;
}

bool
rt_array_fits(const struct rt_param *params, size_t width, size_t rows)
{
    (void)params;
    (void)width;
    (void)rows;
    return false;
}

void
rt_array_bind(struct rt_stmt *st, struct rt_params params, size_t rows)
{
    (void)st;
    (void)params;
    (void)rows;
}

bool
rt_array_expect(struct rt_stmt *st, size_t rows)
{
    (void)st;
    return rows == 0;
}

#endif
