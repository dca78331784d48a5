/* Find the tables of the Python system "customer-retention": which exist,
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
    const char
        *name; /* as the server spells it; NULL: there is no such table */
    const char *const *extra; /* columns that the Python system does not know */
    size_t n_extra;
    /* "(SELECT ... FROM ...)": all columns it knows, NULL for missing ones */
    const char *select;
};

struct rt_py_tables {
    struct rt_py_table t[RT_PY__N];
    int n; /* how many exist */
};

/* "users", "contracts", "offers", "retention_cases". */
const char *rt_py_name(enum rt_py which);

/*
 * Look for tables with the Python system's columns; our tables of the same
 * names do not have them.  `prefix` is "" for its own names, in any letter
 * case, and "py_" for the names after the take-over.  Lives as long as `a`.
 */
enum rt_code rt_py_find(struct rt_db *db, const char *prefix,
                        struct rt_arena *a, struct rt_py_tables *out,
                        struct rt_err *err) RT_CHECK;

/* Rename a table that was found: "users" to "py_users", or back.  RT_ERETRY:
 * other work kept the table locked. */
enum rt_code rt_py_rename(struct rt_db *db, const struct rt_py_tables *tables,
                          enum rt_py which, bool back, struct rt_arena *a,
                          struct rt_err *err) RT_CHECK;

#endif
