/* The tables of the Python system "customer-retention": which are there,
 * under which names, with which columns. */
#ifndef RT_REPO_PYTABLES_H
#define RT_REPO_PYTABLES_H

#include "base/arena.h"
#include "db/db.h"

enum rt_py {
    RT_PY_USERS,
    RT_PY_CONTRACTS,
    RT_PY_OFFERS,
    RT_PY_CASES,
    RT_PY__N
};

struct rt_py_table {
    const char *name;         /* as the server spells it; NULL: absent */
    const char *const *extra; /* columns that the Python system does not know */
    size_t n_extra;
    /* "(SELECT ... FROM ...)": all columns that it knows, NULL where the
     * table or the column is absent */
    const char *select;
};

struct rt_py_tables {
    struct rt_py_table t[RT_PY__N];
    int n; /* that are there */
};

/* "users", "contracts", "offers", "retention_cases". */
const char *rt_py_name(enum rt_py which);

/*
 * Look for tables that have the Python system's columns; ours of the same
 * names have not.  `prefix` is "" for its own names, in any case of letters,
 * and "py_" for those they have after the take-over.  Lifetime of `a`.
 */
enum rt_code rt_py_find(struct rt_db *db, const char *prefix,
                        struct rt_arena *a, struct rt_py_tables *out,
                        struct rt_err *err) RT_CHECK;

/* Rename a table that was found to its other name: "users" to "py_users", or
 * back.  RT_ERETRY: other work held the table all the time. */
enum rt_code rt_py_rename(struct rt_db *db, const struct rt_py_tables *tables,
                          enum rt_py which, bool back, struct rt_arena *a,
                          struct rt_err *err) RT_CHECK;

#endif
