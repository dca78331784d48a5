/* On a system without fonts the programs say so at the start, instead of
 * drawing empty boxes. */
#include "chart/chart.h"
#include "../tap.h"

#include <unistd.h>

/* A configuration of fontconfig with one folder, which has no fonts. */
static char *
empty_config(struct rt_arena *a)
{
    const char *tmp = getenv("TMPDIR");
    char *folder = rt_fmt(a, "%s/rt-warm-XXXXXX", tmp != NULL ? tmp : "/tmp");
    char *path;
    FILE *f;

    if (mkdtemp(folder) == NULL)
        rt_die("no temporary folder");
    path = rt_fmt(a, "%s/fonts.conf", folder);
    f = fopen(path, "w");
    if (f == NULL)
        rt_die("cannot write %s", path);
    fprintf(f,
            "<?xml version=\"1.0\"?><fontconfig><dir>%s</dir>"
            "<cachedir>/dev/null/none</cachedir></fontconfig>\n",
            folder);
    fclose(f);
    return path;
}

int
main(void)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_err err = {0};
    char *path = empty_config(a);

    setenv("FONTCONFIG_FILE", path, 1);
    is_int(rt_chart_warm(&err), RT_EBROKEN, "no fonts: refused");
    ok(strstr(rt_text_err(RT_LANG_EN, a, &err, false), "fonts-dejavu-core") !=
           NULL,
       "with the package that helps");
    ok(strstr(rt_text_err(RT_LANG_RU, a, &err, false), "шрифт") != NULL,
       "in both languages");
    unlink(path);
    *strrchr(path, '/') = '\0';
    is_int(rmdir(path), 0, "nothing is left behind");
    rt_arena_free(a);
    return done();
}
