/* The day up to which the imported files speak, by kind of data. */
#ifndef RT_REPO_KNOWN_H
#define RT_REPO_KNOWN_H

#include "db/db.h"
#include "snap/data.h"

struct rt_known {
    int32_t named[RT_GROUP__MAX]; /* the day that imports named; RT_DAY_NONE */
    bool imported[RT_GROUP__MAX]; /* a file of the kind was imported */
    bool
        desk_writes; /* people work on cases here, they are not only imported */
};

/*
 * The known days according to the finished imports (METRICS 16.1).  For each
 * kind of file the latest import counts; if several kinds of file make a kind
 * of data, the latest of their days.  An older full file, imported for the
 * history, moves no day back.
 */
enum rt_code rt_known_read(struct rt_db *db, struct rt_known *out,
                           struct rt_err *err) RT_CHECK;

#endif
