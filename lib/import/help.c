/* The texts of --help about kinds, fields and options. */
#include "import/import.h"

#include "base/utf8.h"

#include <string.h>

enum { KIND_WIDTH = 13, OPTION_WIDTH = 30 };

static void
put_kinds(struct rt_buf *b)
{
    const struct rt_import_kind *kind;

    for (size_t i = 0; (kind = rt_import_kind_at(i)) != NULL; i++) {
        rt_buf_fmt(b, "  %-*s", KIND_WIDTH - 1, kind->name);
        for (size_t k = 0; k < kind->n_fields; k++)
            rt_buf_fmt(b, " %s", kind->fields[k].name);
        rt_buf_char(b, '\n');
    }
}

/* The help of an option: a line with its argument, if it takes one, and what
 * it does; further lines follow below. */
static void
put_option(struct rt_buf *b, const struct rt_import_option *o,
           const char *words)
{
    size_t len = o->takes_value ? strcspn(words, "\n") : 0;
    size_t at = rt_utf8_count(words, len) + strlen(o->name) + 4 + (len > 0);
    bool fits = at < OPTION_WIDTH;

    rt_buf_fmt(b, "  --%s%s%.*s", o->name, len > 0 ? " " : "", (int)len, words);
    words += len + (len > 0);
    rt_buf_fmt(b, "%s%*s", fits ? "" : "\n",
               OPTION_WIDTH - (fits ? (int)at : 0), "");
    for (const char *c = words; *c != '\0'; c++)
        if (*c == '\n')
            rt_buf_fmt(b, "\n%*s", OPTION_WIDTH, "");
        else
            rt_buf_char(b, *c);
    rt_buf_char(b, '\n');
}

static void
put_options(struct rt_buf *b, enum rt_lang lang, struct rt_arena *a)
{
    const struct rt_import_option *o;

    for (size_t i = 0; (o = rt_import_option_at(i)) != NULL; i++) {
        char *key = rt_fmt(a, "import_opt_%s", o->name);

        for (char *c = key; *c != '\0'; c++)
            if (*c == '-')
                *c = '_';
        put_option(b, o, rt_text(lang, key));
    }
}

char *
rt_import_help(enum rt_lang lang, struct rt_arena *a)
{
    struct rt_buf b;
    char *text;

    rt_buf_init(&b, 0);
    rt_buf_char(&b, '\n');
    put_kinds(&b);
    rt_buf_fmt(&b, "\n  %s\n\n", rt_text(lang, "import_help_notes"));
    put_options(&b, lang, a);
    rt_buf_fmt(&b, "\n  %s", rt_text(lang, "import_help_conf"));
    text = rt_strdup(a, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return text;
}
