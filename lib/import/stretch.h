/* Which stretch of a number a row of a contracts file tells about (METRICS
 * 16.16, 16.17).  Pure. */
#ifndef RT_IMPORT_STRETCH_H
#define RT_IMPORT_STRETCH_H

#include "base/arena.h"
#include "repo/stretches.h"

/* What a row says. */
struct rt_stretch_row {
    int64_t client;
    int32_t start, end; /* RT_DAY_NONE, RT_DAY_OPEN */
    bool has_end;       /* the file tells ends; else `end` means nothing */
    bool lists;         /* the file is a list of what runs */
    int32_t as_of;
    int32_t next_full; /* of a full file the next one's day; RT_DAY_OPEN */
};

/* What it means. */
struct rt_stretch_target {
    const struct rt_stretch *is; /* NULL: a new one */
    bool later;                  /* a new one, and not the number's first */
    bool takes_start; /* `start` is its first day now (RT_DAY_NONE: unknown) */
    int32_t start;
    int32_t others_end; /* so those of other clients do; RT_DAY_NONE */
    bool keeps_end;     /* a later file has ended it */
    bool past; /* a full file that is older than the newest one: the stretch
                  keeps what later files say of it, and a new one has ended
                  with the next file */
};

/*
 * A row that says "running" means the stretch that runs on its day.  Where
 * there is none, the number came back: a new stretch, from the start of the
 * row if that is not before the end, else from the day of the file.  But a
 * file that tells ends itself corrects the end of a stretch that no full file
 * has ended, a full file of the day that ended a stretch corrects itself, and
 * an end set at the desk stands.
 *
 * A number is of one client at a time, unless one file gives it to several.
 */
struct rt_stretch_target rt_stretch_find(const struct rt_stretch *list,
                                         const struct rt_stretch_row *row);

/* The id under which a stretch that is not the first of its number is stored:
 * NUMBER@2024-02-20. */
char *rt_stretch_name(const char *number, int32_t day, struct rt_arena *a);

#endif
