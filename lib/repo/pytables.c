#include "repo/pytables.h"

#include "base/buf.h"
#include "repo/schema.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { COLUMNS_MAX = 10 };

/* The columns that identify a table of the Python system, and the others it
 * knows.  Our tables have an external_id. */
static const struct known {
    const char *name;
    const char *needed[4];
    const char *column[COLUMNS_MAX + 1]; /* the needed ones too */
} known[RT_PY__N] = {
    [RT_PY_USERS] = {.name = "users",
                     .needed = {"telegram_id", "role"},
                     .column = {"telegram_id", "role", "last_name",
                                "first_name", "middle_name", "email", "phone"}},
    [RT_PY_CONTRACTS] = {.name = "contracts",
                         .needed = {"contract_id", "client_telegram_id"},
                         .column = {"contract_id", "client_telegram_id",
                                    "last_name", "first_name", "middle_name",
                                    "email", "phone", "can_be_retained",
                                    "monthly_profit", "active"}},
    [RT_PY_OFFERS] = {.name = "offers",
                      .needed = {"offer_id", "offer_type"},
                      .column = {"offer_id", "offer_type", "description",
                                 "min_profit_threshold", "cost"}},
    [RT_PY_CASES] = {.name = "retention_cases",
                     .needed = {"case_id", "contract_id", "status"},
                     .column = {"case_id", "contract_id", "initial_reason",
                                "proposed_offer_id", "assigned_manager_id",
                                "created_at", "completed_at", "status"}},
};
static const char ours[] = "external_id";

static const char sql_columns[] =
    "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS "
    "WHERE TABLE_SCHEMA = DATABASE() "
    "ORDER BY CAST(TABLE_NAME AS BINARY), ORDINAL_POSITION";

const char *
rt_py_name(enum rt_py which)
{
    return known[which].name;
}

struct column {
    const char *name;
    bool real; /* FLOAT or DOUBLE */
};

/* The columns of a table that may be one of them. */
struct candidate {
    const char *name;
    struct column *column;
    size_t n, room;
};

/* Which of the four tables a name stands for; RT_PY__N: none. */
static enum rt_py
which_name(const char *name, const char *prefix)
{
    size_t len = strlen(prefix);
    int which = 0;

    if (strncasecmp(name, prefix, len) != 0)
        return RT_PY__N;
    while (which < RT_PY__N && strcasecmp(name + len, known[which].name) != 0)
        which++;
    return (enum rt_py)which;
}

static void
add_column(struct candidate *c, struct column column, struct rt_arena *a)
{
    if (c->n == c->room) {
        struct column *more =
            rt_alloc_n(a, c->room = c->room * 2 + 16, sizeof *more);

        if (c->n != 0)
            memcpy(more, c->column, c->n * sizeof *more);
        c->column = more;
    }
    c->column[c->n++] = column;
}

static const struct column *
find(const struct candidate *c, const char *name)
{
    for (size_t i = 0; c != NULL && i < c->n; i++)
        if (strcasecmp(c->column[i].name, name) == 0)
            return &c->column[i];
    return NULL;
}

static bool
is_python(const struct candidate *c, const struct known *k)
{
    for (size_t i = 0; k->needed[i] != NULL; i++)
        if (find(c, k->needed[i]) == NULL)
            return false;
    return find(c, ours) == NULL;
}

static const char *
select_of(const struct candidate *c, const struct known *k, struct rt_arena *a)
{
    struct rt_buf sql;
    const char *text;

    rt_buf_init(&sql, 0);
    for (size_t i = 0; k->column[i] != NULL; i++) {
        const struct column *column = find(c, k->column[i]);

        rt_buf_str(&sql, i == 0 ? "(SELECT " : ", ");
        if (column == NULL)
            rt_buf_str(&sql, "NULL AS ");
        /* Rounded to cents, even if the table stores binary fractions. */
        if (column != NULL && column->real)
            rt_buf_fmt(&sql, "ROUND(CAST(%s AS DECIMAL(30, 8)), 2) AS ",
                       k->column[i]);
        rt_buf_str(&sql, k->column[i]);
    }
    /* Only the letter case may differ: that is up to the server. */
    if (c != NULL)
        rt_buf_fmt(&sql, " FROM `%s`)", c->name);
    else
        rt_buf_str(&sql, " FROM DUAL WHERE 1 = 0)");
    text = rt_strdup(a, rt_buf_cstr(&sql));
    rt_buf_fini(&sql);
    return text;
}

static bool
is_known(const struct known *k, const char *column)
{
    for (size_t i = 0; k->column[i] != NULL; i++)
        if (strcasecmp(k->column[i], column) == 0)
            return true;
    return false;
}

static void
take(struct candidate *c, const struct known *k, struct rt_arena *a,
     struct rt_py_table *out)
{
    const char **extra = rt_alloc_n(a, c->n + 1, sizeof *extra);

    out->name = c->name;
    out->select = select_of(c, k, a);
    out->extra = extra;
    for (size_t i = 0; i < c->n; i++)
        if (!is_known(k, c->column[i].name))
            extra[out->n_extra++] = c->column[i].name;
}

/* A complete candidate was found.  If two names differ only in letter case,
 * the one spelt as in the Python system is taken. */
static void
judge(struct candidate *c, const char *prefix, struct rt_arena *a,
      struct rt_py_tables *out)
{
    enum rt_py which = c->name != NULL ? which_name(c->name, prefix) : RT_PY__N;
    struct rt_py_table *t = &out->t[which < RT_PY__N ? which : 0];

    if (which < RT_PY__N && is_python(c, &known[which]) &&
        (t->name == NULL ||
         strcmp(c->name + strlen(prefix), known[which].name) == 0)) {
        out->n += t->name == NULL;
        *t = (struct rt_py_table){0};
        take(c, &known[which], a, t);
    }
    *c = (struct candidate){0};
}

static struct column
read_column(const struct rt_stmt *st, struct rt_arena *a)
{
    const char *type = rt_col_str(st, 2, a);

    return (struct column){
        .name = rt_col_str(st, 1, a),
        .real = type != NULL && (strcasecmp(type, "float") == 0 ||
                                 strcasecmp(type, "double") == 0),
    };
}

static enum rt_code
read_columns(struct rt_stmt *st, const char *prefix, struct rt_arena *a,
             struct rt_py_tables *out, struct rt_err *err)
{
    struct candidate c = {0};
    enum rt_code rc;

    while ((rc = rt_stmt_step(st, err)) == RT_OK) {
        const char *table = rt_col_str(st, 0, a);

        if (c.name == NULL || strcmp(c.name, table) != 0)
            judge(&c, prefix, a, out);
        c.name = table;
        add_column(&c, read_column(st, a), a);
    }
    judge(&c, prefix, a, out);
    return rc;
}

enum rt_code
rt_py_find(struct rt_db *db, const char *prefix, struct rt_arena *a,
           struct rt_py_tables *out, struct rt_err *err)
{
    struct rt_stmt *st = NULL;
    enum rt_code rc = rt_db_query(db, sql_columns, RT_NO_PARAMS, &st, err);

    *out = (struct rt_py_tables){0};
    if (rc == RT_OK)
        rc = read_columns(st, prefix, a, out, err);
    rt_stmt_free(st);
    for (int i = 0; i < RT_PY__N; i++)
        if (out->t[i].name == NULL)
            out->t[i].select = select_of(NULL, &known[i], a);
    return rc == RT_NONE ? RT_OK : rc;
}

enum rt_code
rt_py_rename(struct rt_db *db, const struct rt_py_tables *tables,
             enum rt_py which, bool back, struct rt_arena *a,
             struct rt_err *err)
{
    const char *sql =
        rt_fmt(a, "RENAME TABLE `%s` TO %s%s", tables->t[which].name,
               back ? "" : "py_", known[which].name);

    return rt_schema_exec(db, sql, err);
}
