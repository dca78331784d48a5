#include "repo/pysql.h"

#include "base/buf.h"

#include <string.h>

/* What each mark stands for; `@` is replaced by what follows the mark's name.
 * Texts get one collation, whatever their tables have. */
static const struct shape {
    const char *name, *text;
} shapes[] = {
    {"id", "CAST(@ AS CHAR)"},
    {"text", "NULLIF(TRIM(CONVERT(@ USING utf8mb4))"
             " COLLATE utf8mb4_unicode_ci, '')"},
    {"name", "NULLIF(CONCAT_WS(' ', {text @.last_name}, {text @.first_name},"
             " {text @.middle_name}), '')"},
    {"scaled", "CAST(@ AS DECIMAL(30, 8)) * ?"},
    {"minor", "CAST({scaled @} AS SIGNED)"},
    {"seconds", "TIMESTAMPDIFF(SECOND, '1970-01-01', @)"},
    {"client", "COALESCE({id NULLIF(c.client_telegram_id, 0)},"
               " {id CONCAT('contract ', c.contract_id)})"},
    {"staff", "LOWER(u.role) IN ('admin', 'manager')"},
    {"active", "COALESCE(c.active, TRUE) <> 0"},
    {"ends", "(SELECT r.contract_id, MAX(CASE WHEN r.status = 'churned'"
             " THEN r.completed_at END) AS churned,"
             " MAX(r.created_at) AS newest"
             " FROM {cases} r GROUP BY r.contract_id)"},
    {"known", "COALESCE(r.status IN"
              " ('active', 'escalated', 'retained', 'churned'), FALSE)"},
};

static const char *const table_marks[RT_PY__N] = {
    [RT_PY_USERS] = "users",
    [RT_PY_CONTRACTS] = "contracts",
    [RT_PY_OFFERS] = "offers",
    [RT_PY_CASES] = "cases",
};

static bool
is_word(const char *word, const char *text, size_t len)
{
    return strlen(word) == len && memcmp(word, text, len) == 0;
}

static const char *
shape_of(const struct rt_py_tables *tables, const char *name, size_t len)
{
    for (int i = 0; i < RT_PY__N; i++)
        if (is_word(table_marks[i], name, len))
            return tables->t[i].select;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (is_word(shapes[i].name, name, len))
            return shapes[i].text;
    rt_die("no mark {%.*s}", (int)len, name);
}

/* The state of one expansion. */
struct expansion {
    const struct rt_py_tables *tables;
    struct rt_buf *out;
};

static void expand(const struct expansion *x, const char *sql, const char *end,
                   const char *argument);

/* Find the mark after the brace at `mark`, and its argument. */
static const char *
expand_mark(const struct expansion *x, const char *mark, const char *argument)
{
    const char *close = mark + strcspn(mark, "}");
    size_t len = strcspn(mark, " }");
    const char *text = shape_of(x->tables, mark, len);
    struct rt_buf own; /* its argument */

    rt_buf_init(&own, 0);
    if (mark + len < close)
        expand(&(struct expansion){x->tables, &own}, mark + len + 1, close,
               argument);
    expand(x, text, text + strlen(text), rt_buf_cstr(&own));
    rt_buf_fini(&own);
    return close + 1;
}

/* Append `sql` up to `end`, with `argument` for every @. */
static void
expand(const struct expansion *x, const char *sql, const char *end,
       const char *argument)
{
    while (sql < end) {
        if (*sql == '{') {
            sql = expand_mark(x, sql + 1, argument);
            continue;
        }
        if (*sql == '@')
            rt_buf_str(x->out, argument);
        else
            rt_buf_char(x->out, *sql);
        sql++;
    }
}

const char *
rt_py_sql(const struct rt_py_tables *tables, const char *sql,
          struct rt_arena *a)
{
    struct rt_buf out;
    const char *text;

    rt_buf_init(&out, 0);
    expand(&(struct expansion){tables, &out}, sql, sql + strlen(sql), "");
    text = rt_strdup(a, rt_buf_cstr(&out));
    rt_buf_fini(&out);
    return text;
}
