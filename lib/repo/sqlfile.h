/* The numbered files of sql/. */
#ifndef RT_REPO_SQLFILE_H
#define RT_REPO_SQLFILE_H

#include "base/arena.h"
#include "base/err.h"

struct rt_sqlfile {
    int version;      /* 1, 2, 3, ... */
    const char *name; /* "0007_contracts.sql" gives "contracts" */
    const char *path;
};

/* All files NNNN_name.sql of a folder in their order, numbered from 1 without
 * a gap; else RT_EBROKEN (key "schema_bad_file").  Lives as long as `a`. */
enum rt_code rt_sqlfile_list(const char *dir, struct rt_arena *a,
                             struct rt_sqlfile **list, int *n,
                             struct rt_err *err) RT_CHECK;

/* The contents of one file. */
struct rt_sqlstep {
    const char *sql;    /* one statement */
    const char *unless; /* a query: if it finds a row, `sql` has run already;
                           NULL: `sql` may run twice */
    int reads_from; /* the lowest version that a program must know to work on
                       the schema after this step; without one, the step's own
                     */
};

/*
 * The lines "-- unless: SELECT ..." and "-- reads-from: N" at the top are the
 * step's conditions; other comment lines there are skipped, and the rest is
 * the statement.  RT_EBROKEN (key "schema_bad_file") when there is none.
 */
enum rt_code rt_sqlfile_read(const struct rt_sqlfile *file, struct rt_arena *a,
                             struct rt_sqlstep *out,
                             struct rt_err *err) RT_CHECK;

#endif
