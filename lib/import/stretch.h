/* Which stretch of a number a row of a contracts file means (METRICS 16.16,
 * 16.17).  Pure functions. */
#ifndef RT_IMPORT_STRETCH_H
#define RT_IMPORT_STRETCH_H

#include "base/arena.h"
#include "repo/stretches.h"

/* What a row says. */
struct rt_stretch_row {
    int64_t client;
    int32_t start, end; /* RT_DAY_NONE, RT_DAY_OPEN */
    bool has_end;       /* the file has ends; else `end` has no meaning */
    bool lists;         /* the file is a list of running contracts */
    int32_t as_of;
    int32_t
        next_full; /* for a full file, the day of the next one; RT_DAY_OPEN */
};

/* What the row means. */
struct rt_stretch_target {
    const struct rt_stretch *is; /* the existing stretch; NULL: a new one */
    bool later;                  /* a new one that is not the number's first */
    bool takes_start;            /* its new first day (RT_DAY_NONE: unknown) */
    int32_t start;
    int32_t others_end; /* day on which stretches of other clients end;
                           RT_DAY_NONE */
    bool keeps_end;     /* a later file has ended it */
    bool past; /* an older full file: the stretch keeps what later files say,
                  and a new one has ended with the next file */
};

/*
 * A row that says "running" means the stretch that runs on its day.  If there
 * is none, the number came back: this is a new stretch, from the start of the
 * row if that is not before the last end, else from the day of the file.
 * There are three exceptions: a file with ends corrects the end of a stretch
 * that no full file has ended; a full file of the day that ended a stretch
 * corrects itself; and an end set at the desk is kept.
 *
 * A number belongs to one client at a time, unless one file gives it to
 * several.
 */
struct rt_stretch_target rt_stretch_find(const struct rt_stretch *list,
                                         const struct rt_stretch_row *row);

/* The id under which a stretch is stored that is not the first of its number:
 * NUMBER@2024-02-20. */
char *rt_stretch_name(const char *number, int32_t day, struct rt_arena *a);

#endif
