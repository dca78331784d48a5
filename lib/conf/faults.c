#include "conf/faults.h"

#include "base/arena.h"
#include "text/text.h"

#include <stdlib.h>

enum { KEPT_MAX = 100 };

struct rt_err *
rt_faults_next(struct rt_faults *f, int line)
{
    struct rt_fault *next;

    f->n++;
    if (f->n_kept == KEPT_MAX)
        return NULL;
    f->list = rt_heap_grow(f->list, f->n_kept + 1, sizeof *f->list);
    next = &f->list[f->n_kept++];
    *next = (struct rt_fault){.line = line};
    return &next->err;
}

void
rt_faults_print(const struct rt_faults *f, const char *file, FILE *out)
{
    enum rt_lang lang = rt_lang_of_env();
    struct rt_arena *a = rt_arena_new();

    for (size_t i = 0; i < f->n_kept; i++) {
        const struct rt_fault *x = &f->list[i];

        if (x->line > 0)
            fprintf(out, "%s:%d: ", file, x->line);
        else if (x->line == RT_FAULT_ENV)
            fprintf(out, "%s: ", rt_text(lang, "conf_environment"));
        fprintf(out, "%s\n", rt_text_err(lang, a, &x->err, true));
    }
    if (f->n > f->n_kept)
        fprintf(
            out, "%s\n",
            rt_text_plural(lang, a, "conf_more", (int64_t)(f->n - f->n_kept)));
    rt_arena_free(a);
}

void
rt_faults_fini(struct rt_faults *f)
{
    free(f->list);
    *f = (struct rt_faults){0};
}
