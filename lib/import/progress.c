#include "import/progress.h"

#include "base/clock.h"

#include <string.h>
#include <unistd.h>

enum { BAR = 24, INTERVAL_MS = 100 };

void
rt_progress_init(struct rt_progress *p, FILE *to, enum rt_lang lang)
{
    bool show = to != NULL && isatty(fileno(to));

    *p = (struct rt_progress){.to = show ? to : NULL,
                              .lang = lang,
                              .a = show ? rt_arena_new() : NULL,
                              .what = ""};
}

void
rt_progress_fini(struct rt_progress *p)
{
    rt_progress_clear(p);
    rt_arena_free(p->a);
    p->a = NULL;
    p->to = NULL;
}

void
rt_progress_begin(struct rt_progress *p, const char *what)
{
    p->what = what;
    p->begun_ms = rt_clock_ms();
    p->shown_ms = p->begun_ms;
}

char *
rt_progress_line(enum rt_lang lang, struct rt_arena *a, const char *what,
                 int64_t done, int64_t all, int64_t rows, int64_t ms)
{
    double share = all > 0 && done < all ? (double)done / (double)all : 1;
    int full = (int)(share * BAR);
    char bar[BAR + 1];

    memset(bar, '.', BAR);
    memset(bar, '#', (size_t)full);
    bar[BAR] = '\0';
    return rt_text_fill(
        lang, a, "import_progress", "what", what, "bar", bar, "share",
        rt_text_share(lang, a, share, 0), "rows", rt_text_count(lang, a, rows),
        "speed", rt_text_count(lang, a, ms > 0 ? rows * 1000 / ms : 0), NULL);
}

bool
rt_progress_is_due(const struct rt_progress *p)
{
    return p->to != NULL && rt_clock_ms() - p->shown_ms >= INTERVAL_MS;
}

void
rt_progress_step(struct rt_progress *p, int64_t done, int64_t all, int64_t rows)
{
    int64_t now;

    if (!rt_progress_is_due(p))
        return;
    now = rt_clock_ms();
    p->shown_ms = now;
    p->visible = true;
    fprintf(p->to, "\r%s\033[K",
            rt_progress_line(p->lang, p->a, p->what, done, all, rows,
                             now - p->begun_ms));
    fflush(p->to);
    rt_arena_reset(p->a);
}

void
rt_progress_clear(struct rt_progress *p)
{
    if (!p->visible)
        return;
    fputs("\r\033[K", p->to);
    fflush(p->to);
    p->visible = false;
}
