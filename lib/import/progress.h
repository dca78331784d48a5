/* A line on the terminal that shows how far a file has been read. */
#ifndef RT_IMPORT_PROGRESS_H
#define RT_IMPORT_PROGRESS_H

#include "text/text.h"

#include <stdint.h>
#include <stdio.h>

struct rt_progress {
    FILE *to; /* NULL: nothing is shown */
    enum rt_lang lang;
    struct rt_arena *a;
    const char *what; /* shown in front */
    int64_t begun_ms, shown_ms;
    bool visible;
};

/* Shown when `to` is a terminal. */
void rt_progress_init(struct rt_progress *p, FILE *to, enum rt_lang lang);
void rt_progress_fini(struct rt_progress *p);

/* Begin a new phase, counted from 0. */
void rt_progress_begin(struct rt_progress *p, const char *what);
/* True when the next step would be drawn: what is costly to find out for it is
 * asked for then only. */
bool rt_progress_is_due(const struct rt_progress *p);
/* `done` of `all` bytes or rows, and `rows` rows by now; drawn at most ten
 * times a second. */
void rt_progress_step(struct rt_progress *p, int64_t done, int64_t all,
                      int64_t rows);
/* Remove the line, before anything else is printed. */
void rt_progress_clear(struct rt_progress *p);

/* The line itself, without control characters; for tests. */
char *rt_progress_line(enum rt_lang lang, struct rt_arena *a, const char *what,
                       int64_t done, int64_t all, int64_t rows, int64_t ms);

#endif
