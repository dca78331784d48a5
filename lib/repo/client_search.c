#include "repo/client_search.h"

#include "repo/load_sql.h"
#include "repo/lookup.h"
#include "repo/sql_list.h"

#include <string.h>

/* clang-format off */

/* Each gives the ids of a page and one more, in its order. */
static const char sql_all[] =
    "SELECT id FROM clients WHERE id > ? AND deleted_at IS NULL"
    " ORDER BY id LIMIT ?";

/* In the order of the numbers: clients, then clients by their contracts. */
static const char sql_number[] =
    "SELECT k.id FROM clients k WHERE k.external_id LIKE ?"
    " AND k.deleted_at IS NULL ORDER BY k.external_id LIMIT ?";
static const char sql_number_after[] =
    "SELECT k.id FROM clients k JOIN clients p ON p.id = ?"
    " WHERE k.external_id LIKE ? AND k.external_id > p.external_id"
    " AND k.deleted_at IS NULL ORDER BY k.external_id LIMIT ?";
static const char sql_contract[] =
    "SELECT c.client_id, c.id FROM contracts c"
    " JOIN clients k ON k.id = c.client_id AND k.deleted_at IS NULL"
    " WHERE c.external_id LIKE ? AND k.external_id NOT LIKE ?"
    " AND c.deleted_at IS NULL ORDER BY c.external_id LIMIT ?";
static const char sql_contract_after[] =
    "SELECT c.client_id, c.id FROM contracts c JOIN contracts p ON p.id = ?"
    " JOIN clients k ON k.id = c.client_id AND k.deleted_at IS NULL"
    " WHERE c.external_id LIKE ? AND c.external_id > p.external_id"
    " AND k.external_id NOT LIKE ?"
    " AND c.deleted_at IS NULL ORDER BY c.external_id LIMIT ?";

static const char sql_phone[] =
    "SELECT id FROM clients WHERE phone = ? AND id > ?"
    " AND deleted_at IS NULL ORDER BY id LIMIT ?";
static const char sql_email[] =
    "SELECT id FROM clients WHERE email = ? AND id > ?"
    " AND deleted_at IS NULL ORDER BY id LIMIT ?";

/* Names are walked through in the order of an index, which is that of the
 * list; a page begins behind the client that the one before ended with. */
#define BEHIND(first, second) \
    "(k." first " > p." first \
    " OR (k." first " <=> p." first " AND (k." second " > p." second \
    "  OR (p." second " IS NULL AND k." second " IS NOT NULL)" \
    "  OR (k." second " <=> p." second " AND k.id > p.id))))"
#define BY_NAME(key, first, second, but) \
    "SELECT k.id FROM clients k FORCE INDEX (" key ")" \
    " WHERE k." first " LIKE ? AND (? IS NULL OR k." second " LIKE ?)" but \
    " AND k.deleted_at IS NULL" \
    " ORDER BY k." first ", k." second ", k.id LIMIT ?"
#define BY_NAME_AFTER(key, first, second, but) \
    "SELECT k.id FROM clients k FORCE INDEX (" key ")" \
    " JOIN clients p ON p.id = ?" \
    " WHERE k." first " LIKE ? AND (? IS NULL OR k." second " LIKE ?)" but \
    " AND k." first " >= p." first " AND " BEHIND(first, second) \
    " AND k.deleted_at IS NULL" \
    " ORDER BY k." first ", k." second ", k.id LIMIT ?"

/* By last name; then those who are found by their first name only. */
#define NOT_YET \
    " AND NOT COALESCE(k.last_name LIKE ?" \
    "  AND (? IS NULL OR k.first_name LIKE ?), FALSE)"
enum { BY_LAST, BY_FIRST };
static const char *const sql_names[] = {
    [BY_LAST] = BY_NAME("by_name", "last_name", "first_name", ""),
    [BY_FIRST] = BY_NAME("by_first_name", "first_name", "last_name", NOT_YET),
};
static const char *const sql_names_after[] = {
    [BY_LAST] = BY_NAME_AFTER("by_name", "last_name", "first_name", ""),
    [BY_FIRST] =
        BY_NAME_AFTER("by_first_name", "first_name", "last_name", NOT_YET),
};

enum { F_ID, F_EXTERNAL, F_LAST, F_FIRST, F_PHONE, F_EMAIL, F_REGION,
       F_SEGMENT, F_FORGOTTEN, F_CONTRACTS, F_CASE, F_MANAGER };
static const char sql_rows[] =
    "SELECT k.id, k.external_id, k.last_name, k.first_name, k.phone, k.email,"
    " k.region, k.segment, k.forgotten_at IS NOT NULL,"
    " (SELECT COUNT(*) FROM contracts c WHERE c.client_id = k.id"
    "  AND c.deleted_at IS NULL"
    "  AND ((c.end_date IS NULL AND COALESCE(c.active, TRUE))"
    "   OR c.end_date > " SQL_FROM_DAY ")),"
    " o.id, o.assigned_manager_id"
    " FROM clients k LEFT JOIN retention_cases o ON o.id ="
    "  (SELECT MAX(r.id) FROM retention_cases r WHERE r.client_id = k.id"
    "   AND r.status IN ('active', 'escalated') AND r.deleted_at IS NULL)"
    " WHERE k.id IN (" SQL_500 ")";

/* clang-format on */

enum { LIMIT = RT_FOUND_MAX + 1 };

/* The ids of a page and one more. */
struct ids_found {
    struct rt_param list[LIMIT];
    int64_t key[LIMIT]; /* what the next page begins behind */
    size_t n;
    size_t n_first; /* those before were found in the first way: by their last
                       name, by their own number */
    size_t n_contracts; /* that were read */
};

static void
take_id(void *arg, const struct rt_stmt *st)
{
    struct ids_found *f = arg;

    if (f->n == LIMIT)
        return;
    f->key[f->n] = rt_col_i64(st, 0);
    f->list[f->n++] = RT_I64(rt_col_i64(st, 0));
}

/* A client of several contracts is listed once; the page goes on behind the
 * last of them. */
static void
take_owner(void *arg, const struct rt_stmt *st)
{
    struct ids_found *f = arg;
    int64_t id = rt_col_i64(st, 0);

    f->n_contracts++;
    for (size_t i = 0; i < f->n; i++)
        if (f->list[i].i64 == id) {
            f->key[f->n - 1] = -rt_col_i64(st, 1);
            return;
        }
    if (f->n == LIMIT)
        return;
    f->key[f->n] = -rt_col_i64(st, 1);
    f->list[f->n++] = RT_I64(id);
}

/* The text as the beginning of a value. */
static const char *
beginning(const char *text, size_t len, struct rt_arena *a)
{
    char *out = rt_alloc(a, 2 * len + 2), *to = out;

    for (size_t i = 0; i < len; i++) {
        if (text[i] == '%' || text[i] == '_' || text[i] == '\\')
            *to++ = '\\';
        *to++ = text[i];
    }
    *to = '%';
    return out;
}

/* The first two words of a name as patterns; `two` NULL: there is one. */
struct name_parts {
    const char *one, *two;
};

static struct name_parts
split_name(const char *text, struct rt_arena *a)
{
    size_t len = strcspn(text, " ");
    const char *rest = text + len + strspn(text + len, " ");
    size_t second = strcspn(rest, " ");

    return (struct name_parts){
        beginning(text, len, a),
        second != 0 ? beginning(rest, second, a) : NULL,
    };
}

static enum rt_code
find_by_one(struct rt_db *db, int way, const struct name_parts *p,
            int64_t after, struct ids_found *out, struct rt_err *err)
{
    const char *sql = after != 0 ? sql_names_after[way] : sql_names[way];
    struct rt_param params[8];
    size_t n = 0;

    if (after != 0)
        params[n++] = RT_I64(after);
    for (int i = 0; i <= way; i++) {
        params[n++] = RT_STR(p->one);
        params[n++] = RT_STR(p->two);
        params[n++] = RT_STR(p->two);
    }
    params[n++] = RT_I64((int64_t)(LIMIT - out->n));
    return rt_db_each(db, sql, (struct rt_params){params, n}, take_id, out,
                      err);
}

/* Behind the last names come the first names: after < 0 is among these. */
static enum rt_code
find_names(struct rt_db *db, const struct rt_client_search *s,
           struct rt_arena *a, struct ids_found *out, struct rt_err *err)
{
    const struct name_parts p = split_name(s->text, a);
    enum rt_code rc = RT_OK;

    if (s->after >= 0)
        rc = find_by_one(db, BY_LAST, &p, s->after, out, err);
    out->n_first = out->n;
    if (rc != RT_OK || out->n == LIMIT)
        return rc;
    rc = find_by_one(db, BY_FIRST, &p, s->after < 0 ? -s->after : 0, out, err);
    for (size_t i = out->n_first; i < out->n; i++)
        out->key[i] = -out->list[i].i64;
    return rc;
}

/* Behind the clients' own numbers come those of contracts: after < 0 is among
 * these. */
static enum rt_code
find_numbers(struct rt_db *db, const struct rt_client_search *s,
             struct rt_arena *a, struct ids_found *out, struct rt_err *err)
{
    struct rt_param text = RT_STR(beginning(s->text, strlen(s->text), a));
    struct rt_param limit = RT_I64(LIMIT);
    enum rt_code rc = RT_OK;

    if (s->after > 0)
        rc = rt_db_each(db, sql_number_after,
                        RT_PARAMS(RT_I64(s->after), text, limit), take_id, out,
                        err);
    else if (s->after == 0)
        rc = rt_db_each(db, sql_number, RT_PARAMS(text, limit), take_id, out,
                        err);
    out->n_first = out->n;
    if (rc != RT_OK || out->n == LIMIT)
        return rc;
    if (s->after < 0)
        return rt_db_each(db, sql_contract_after,
                          RT_PARAMS(RT_I64(-s->after), text, text, limit),
                          take_owner, out, err);
    return rt_db_each(db, sql_contract, RT_PARAMS(text, text, limit),
                      take_owner, out, err);
}

static enum rt_code
find_ids(struct rt_db *db, const struct rt_client_search *s, struct rt_arena *a,
         struct ids_found *out, struct rt_err *err)
{
    struct rt_param after = RT_I64(s->after), limit = RT_I64(LIMIT);

    switch (s->by) {
    case RT_SEARCH_ALL:
        return rt_db_each(db, sql_all, RT_PARAMS(after, limit), take_id, out,
                          err);
    case RT_SEARCH_NUMBER:
        return find_numbers(db, s, a, out, err);
    case RT_SEARCH_PHONE:
        return rt_db_each(db, sql_phone,
                          RT_PARAMS(RT_STR(s->text), after, limit), take_id,
                          out, err);
    case RT_SEARCH_EMAIL:
        return rt_db_each(db, sql_email,
                          RT_PARAMS(RT_STR(s->text), after, limit), take_id,
                          out, err);
    case RT_SEARCH_NAME:
        return find_names(db, s, a, out, err);
    }
    rt_die("a search by %d", (int)s->by);
}

struct rows_found {
    struct rt_lookup by_id;
    struct rt_found_client *list;
    struct rt_arena *a;
};

static void
take_row(void *arg, const struct rt_stmt *st)
{
    struct rows_found *to = arg;
    size_t n;
    const struct rt_param **at =
        rt_lookup_find(&to->by_id, RT_I64(rt_col_i64(st, F_ID)), &n);

    if (n == 0)
        return;
    to->list[at[0] - to->by_id.list] = (struct rt_found_client){
        .id = rt_col_i64(st, F_ID),
        .external_id = rt_col_str(st, F_EXTERNAL, to->a),
        .last_name = rt_col_str(st, F_LAST, to->a),
        .first_name = rt_col_str(st, F_FIRST, to->a),
        .phone = rt_col_str(st, F_PHONE, to->a),
        .email = rt_col_str(st, F_EMAIL, to->a),
        .region = rt_col_str(st, F_REGION, to->a),
        .segment = rt_col_str(st, F_SEGMENT, to->a),
        .forgotten = rt_col_i64(st, F_FORGOTTEN) != 0,
        .contracts = rt_col_i64(st, F_CONTRACTS),
        .open_case = rt_col_i64(st, F_CASE),
        .open_manager = rt_col_i64(st, F_MANAGER),
    };
}

/* Rows that went meanwhile leave no gap. */
static size_t
close_gaps(struct rt_found_client *list, size_t n)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (list[i].id != 0)
            list[m++] = list[i];
    return m;
}

enum rt_code
rt_clients_search(struct rt_db *db, const struct rt_client_search *search,
                  int32_t today, struct rt_arena *a,
                  struct rt_found_client **list, size_t *n, int64_t *next,
                  struct rt_err *err)
{
    struct ids_found found = {.n = 0};
    struct rows_found to = {.a = a};
    enum rt_code rc = find_ids(db, search, a, &found, err);

    *list = NULL;
    *n = 0;
    *next = 0;
    if (rc != RT_OK || found.n == 0)
        return rc;
    if (found.n_contracts == LIMIT) /* many of them may be of one client */
        *next = found.key[found.n - 1];
    if (found.n == LIMIT) {
        found.n = RT_FOUND_MAX;
        *next = found.key[RT_FOUND_MAX - 1];
    }
    to.list = rt_alloc_n(a, found.n, sizeof *to.list);
    rt_lookup_init(&to.by_id, found.list, found.n, NULL, a);
    rc = rt_list_each(db, sql_rows, RT_PARAMS(RT_I64(today + 1)), found.list,
                      found.n, take_row, &to, err);
    *list = to.list;
    *n = close_gaps(to.list, found.n);
    return rc;
}
