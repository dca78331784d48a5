#include "import/progress.h"
#include "../tap.h"

static struct rt_arena *a;

static const char *
line(enum rt_lang lang, int64_t done_bytes, int64_t all, int64_t rows,
     int64_t ms)
{
    return rt_progress_line(lang, a, "storing", done_bytes, all, rows, ms);
}

int
main(void)
{
    struct rt_progress p;
    char text[64] = "";
    FILE *f;

    a = rt_arena_new();
    is_str(line(RT_LANG_EN, 250, 1000, 12345, 500),
           "storing [######..................] 25%, 12,345 rows, 24,690/s",
           "how far, how many, how fast");
    is_str(line(RT_LANG_EN, 0, 1000, 0, 0),
           "storing [........................] 0%, 0 rows, 0/s",
           "the beginning");
    is_str(line(RT_LANG_EN, 2000, 1000, 1, 1000),
           "storing [########################] 100%, 1 rows, 1/s",
           "never over 100%");
    is_str(line(RT_LANG_EN, 0, 0, 0, 10),
           "storing [########################] 100%, 0 rows, 0/s",
           "an empty file is done");
    ok(strstr(line(RT_LANG_RU, 1, 4, 5, 1000), "строк 5, 5/с") != NULL,
       "in the reader's language");
    f = fmemopen(text, sizeof text, "w");
    rt_progress_init(&p, f, RT_LANG_EN);
    rt_progress_begin(&p, "x");
    rt_progress_step(&p, 1, 2, 3);
    rt_progress_fini(&p);
    fclose(f);
    is_str(text, "", "nothing is drawn where there is no terminal");
    rt_arena_free(a);
    return done();
}
