#include "import/suggest.h"

#include "import/guess.h"
#include "import/workbook.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Data that ended this many days ago are not current. */
enum { OLD_DAYS = 45, FILES_MAX = 200 };

struct maker {
    const struct rt_zone *zone;
    enum rt_lang lang;
    struct rt_arena *a;
    int32_t today, last_day, observed;
    size_t n_known; /* tables that are of a kind */
    struct rt_buf sections;
    struct rt_suggestion *out;
};

static bool
ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);

    return n > m && strcmp(name + n - m, end) == 0;
}

static bool
is_table(const char *name)
{
    static const char *const ends[] = {".csv", ".txt", ".tsv"};

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (ends_with(name, ends[i]) ||
            (ends_with(name, ".gz") && strstr(name, ends[i]) != NULL))
            return true;
    return ends_with(name, ".xlsx");
}

static int
compare_names(const void *x, const void *y)
{
    const char *const *a = x, *const *b = y;

    return strcmp(*a, *b);
}

/* The names of its table files, sorted. */
static enum rt_code
list_tables(const char *dir, struct rt_arena *a, const char **list, size_t *n,
            struct rt_err *err)
{
    DIR *d = opendir(dir);
    struct dirent *e;

    *n = 0;
    if (d == NULL)
        return rt_fail_errno(err, "%s", dir);
    while ((e = readdir(d)) != NULL && *n < FILES_MAX)
        if (e->d_name[0] != '.' && is_table(e->d_name))
            list[(*n)++] = rt_strdup(a, e->d_name);
    closedir(d);
    qsort(list, *n, sizeof *list, compare_names);
    if (*n == 0)
        return rt_fail_key(err, RT_EINVAL, "suggest_no_files", "dir", dir,
                           NULL);
    return RT_OK;
}

static void
put_remark(struct rt_buf *b, const char *text)
{
    rt_buf_fmt(b, "# %s\n", text);
}

static void
take_days(struct maker *m, const struct rt_guess *g)
{
    if (g->last_day != RT_DAY_NONE &&
        (m->last_day == RT_DAY_NONE || g->last_day > m->last_day))
        m->last_day = g->last_day;
    if (g->observed != RT_DAY_NONE && g->observed <= m->today &&
        (m->observed == RT_DAY_NONE || g->observed > m->observed))
        m->observed = g->observed;
}

static enum rt_code
guess_file(struct maker *m, const struct rt_profile *p, struct rt_err *err)
{
    struct rt_guess g;
    enum rt_code rc = rt_guess_file(p, m->today, m->lang, m->a, &g, err);

    if (rc == RT_OK) {
        rt_buf_fmt(&m->sections, "\n%s", rt_buf_cstr(&g.text));
        m->n_known += g.kind != NULL;
        m->out->decide |= g.decide;
        take_days(m, &g);
    }
    rt_buf_fini(&g.text);
    return rc;
}

/* A file, or one sheet of a workbook with several. */
static void
look_at_table(struct maker *m, const char *path, const char *name,
              const char *sheet)
{
    struct rt_profile *p = NULL;
    struct rt_err why = {0};
    enum rt_code rc = rt_profile_read(path, sheet, m->zone, m->a, &p, &why);
    const char *text;

    if (rc == RT_OK)
        rc = guess_file(m, p, &why);
    rt_profile_close(p);
    if (rc == RT_OK)
        return;
    if (rc != RT_NONE)
        text = rt_text_err(m->lang, m->a, &why, true);
    else if (sheet != NULL)
        text = rt_text_fill(m->lang, m->a, "suggest_no_table", "file", name,
                            "sheet", sheet, NULL);
    else
        text =
            rt_text_fill(m->lang, m->a, "suggest_unknown", "file", name, NULL);
    rt_buf_char(&m->sections, '\n');
    put_remark(&m->sections, text);
}

static size_t
count_sheets(const struct rt_workbook *b)
{
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++)
        n += !b->sheet[i].hidden;
    return n;
}

/* What --sheet is to say: a name that import.conf would change is replaced by
 * its number. */
static const char *
name_sheet(const struct rt_workbook *b, size_t i, struct rt_arena *a)
{
    const char *name = b->sheet[i].name;
    size_t len = strlen(name);

    if (len == 0 || strpbrk(name, "\r\n") != NULL || name[0] == ' ' ||
        name[len - 1] == ' ')
        return rt_fmt(a, "%zu", i + 1);
    return name;
}

static void
look_at_file(struct maker *m, const char *dir, const char *name)
{
    const char *path = rt_fmt(m->a, "%s/%s", dir, name);
    struct rt_workbook b;
    size_t before = m->n_known;

    m->out->n_files++;
    if (rt_workbook_is_zip(path) &&
        rt_workbook_read(path, m->a, &b, NULL) == RT_OK && count_sheets(&b) > 1)
        for (size_t i = 0; i < b.n; i++) {
            if (!b.sheet[i].hidden)
                look_at_table(m, path, name, name_sheet(&b, i, m->a));
        }
    else
        look_at_table(m, path, name, NULL);
    m->out->n_known += m->n_known > before;
}

static void
put_as_of(struct maker *m, struct rt_buf *b)
{
    int32_t day = m->observed != RT_DAY_NONE ? m->observed : m->last_day;
    char label[RT_PERIOD_LABEL];

    if (day == RT_DAY_NONE || day >= m->today - OLD_DAYS)
        return;
    rt_day_format(day, label);
    put_remark(b, rt_text(m->lang, "suggest_as_of"));
    rt_buf_fmt(b, "as-of = %s\n", label);
}

enum rt_code
rt_import_suggest(const char *dir, const struct rt_zone *zone, int32_t today,
                  enum rt_lang lang, struct rt_arena *a,
                  struct rt_suggestion *out, struct rt_err *err)
{
    struct maker m = {.zone = zone,
                      .lang = lang,
                      .a = a,
                      .today = today,
                      .last_day = RT_DAY_NONE,
                      .observed = RT_DAY_NONE,
                      .out = out};
    const char *names[FILES_MAX];
    struct rt_buf text;
    size_t n;
    enum rt_code rc = list_tables(dir, a, names, &n, err);

    *out = (struct rt_suggestion){.path = rt_fmt(a, "%s/import.conf", dir)};
    rt_buf_init(&m.sections, 0);
    rt_buf_init(&text, 0);
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        look_at_file(&m, dir, names[i]);
    put_remark(&text, rt_text(lang, "suggest_head"));
    put_as_of(&m, &text);
    rt_buf_str(&text, rt_buf_cstr(&m.sections));
    out->text = rt_strdup(a, rt_buf_cstr(&text));
    rt_buf_fini(&text);
    rt_buf_fini(&m.sections);
    return rc;
}

enum rt_code
rt_import_suggest_write(const struct rt_suggestion *s, struct rt_err *err)
{
    int fd = open(s->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    size_t len = strlen(s->text);
    bool good;

    if (fd < 0 && errno == EEXIST)
        return rt_fail_key(err, RT_ECONFLICT, "suggest_exists", "file", s->path,
                           NULL);
    if (fd < 0)
        return rt_fail_errno(err, "%s", s->path);
    good = write(fd, s->text, len) == (ssize_t)len;
    good &= close(fd) == 0;
    if (good)
        return RT_OK;
    unlink(s->path);
    return rt_fail_errno(err, "%s", s->path);
}
