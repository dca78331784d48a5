#include "import/conf.h"

#include "base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONF_MAX = 1024 * 1024, SECTIONS_MAX = 256 };

struct parser {
    const char *dir;
    struct rt_arena *a;
    struct rt_pairs common;
    struct rt_import_opts section[SECTIONS_MAX];
    int begins[SECTIONS_MAX]; /* line of the section's title */
    size_t n;
    int line;
};

static char *
trim_line(char *s)
{
    char *end;

    s += strspn(s, " \t\r");
    end = s + strlen(s);
    while (end > s && strchr(" \t\r", end[-1]) != NULL)
        end--;
    *end = '\0';
    return s;
}

static const char *
in_folder(const struct parser *p, const char *name)
{
    return name[0] == '/' ? name : rt_fmt(p->a, "%s/%s", p->dir, name);
}

static enum rt_code
set_option(struct parser *p, struct rt_import_opts *o, const char *name,
           const char *value, struct rt_err *err)
{
    if (strcmp(name, "file") == 0) {
        o->file = in_folder(p, value);
        return RT_OK;
    }
    if (strcmp(name, "kind") == 0) {
        o->kind = rt_import_kind_find(value);
        if (o->kind == NULL)
            return rt_fail_key(err, RT_EINVAL, "import_unknown_kind", "kind",
                               value, NULL);
        return RT_OK;
    }
    if (strcmp(name, "rejects") == 0)
        value = in_folder(p, value);
    return rt_import_opts_set(o, name, value, p->a, err);
}

/* "contracts policies.csv", "policies.csv", "contracts". */
static enum rt_code
begin_section(struct parser *p, char *title, struct rt_err *err)
{
    struct rt_import_opts *o = &p->section[p->n];
    size_t word = strcspn(title, " \t");
    char *kind = rt_strndup(p->a, title, word);
    enum rt_code rc = RT_OK;

    if (p->n == SECTIONS_MAX)
        return rt_fail_key(err, RT_ELIMIT, "import_conf_many", NULL);
    rt_import_opts_init(o);
    o->kind = rt_import_kind_find(kind);
    if (o->kind == NULL)
        o->file = in_folder(p, title);
    else if (title[word] != '\0')
        o->file = in_folder(p, trim_line(title + word));
    for (size_t i = 0; i < p->common.n && rc == RT_OK; i++)
        rc = set_option(p, o, p->common.list[i].name, p->common.list[i].value,
                        err);
    p->begins[p->n++] = p->line;
    return rc;
}

/* "map = a=b", "map a=b", "--map a=b", "full". */
static enum rt_code
read_option(struct parser *p, char *s, struct rt_err *err)
{
    char *name, *value;
    size_t len;

    if (strncmp(s, "--", 2) == 0)
        s += 2;
    len = strcspn(s, " \t=");
    name = rt_strndup(p->a, s, len);
    value = trim_line(s + len);
    if (value[0] == '=')
        value = trim_line(value + 1);
    else if (value[0] == '\0')
        value = "1";
    len = strlen(value);
    if (len >= 2 && value[0] == '"' && value[len - 1] == '"')
        value = rt_strndup(p->a, value + 1, len - 2);
    value = rt_strdup(p->a, value);
    if (p->n > 0)
        return set_option(p, &p->section[p->n - 1], name, value, err);
    rt_pairs_add(&p->common, p->a, name, value);
    return RT_OK;
}

static enum rt_code
read_line(struct parser *p, char *s, struct rt_err *err)
{
    size_t len;

    s = trim_line(s);
    len = strlen(s);
    if (len == 0 || s[0] == '#' || s[0] == ';')
        return RT_OK;
    if (s[0] != '[')
        return read_option(p, s, err);
    if (s[len - 1] != ']')
        return rt_fail_key(err, RT_EINVAL, "import_conf_title", "value", s,
                           NULL);
    s[len - 1] = '\0';
    s = trim_line(s + 1);
    if (s[0] == '\0')
        return rt_fail_key(err, RT_EINVAL, "import_conf_title", "value", "[]",
                           NULL);
    return begin_section(p, s, err);
}

/* The file of a kind whose section names none: KIND.csv, or else KIND.csv.gz
 * or KIND.xlsx. */
static const char *
default_file(const struct parser *p, const struct rt_import_kind *kind)
{
    static const char *const endings[] = {"csv", "csv.gz", "xlsx"};
    const char *name;

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        name = rt_fmt(p->a, "%s/%s.%s", p->dir, kind->name, endings[i]);
        if (access(name, F_OK) == 0)
            return name;
    }
    return rt_fmt(p->a, "%s/%s.csv", p->dir, kind->name);
}

static enum rt_code
check_section(struct parser *p, struct rt_import_opts *o, struct rt_err *err)
{
    if (o->kind == NULL)
        return rt_fail_key(err, RT_EINVAL, "import_conf_kind", "file", o->file,
                           NULL);
    if (o->file == NULL)
        o->file = default_file(p, o->kind);
    return rt_import_opts_check(o, err);
}

/* Put all sections into the list, by kind, and within a kind in their order. */
static void
sort_sections(const struct parser *p, struct rt_import_list *out)
{
    const struct rt_import_kind *kind;

    out->list = rt_alloc_n(p->a, p->n + 1, sizeof *out->list);
    out->n = 0;
    for (size_t k = 0; (kind = rt_import_kind_at(k)) != NULL; k++)
        for (size_t i = 0; i < p->n; i++)
            if (p->section[i].kind == kind)
                out->list[out->n++] = p->section[i];
}

static enum rt_code
parse_lines(struct parser *p, char *text, struct rt_err *err)
{
    char *line;

    if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    while ((line = strsep(&text, "\n")) != NULL) {
        enum rt_code rc;

        p->line++;
        rc = read_line(p, line, err);
        if (rc != RT_OK)
            return rc;
    }
    for (size_t i = 0; i < p->n; i++) {
        enum rt_code rc = check_section(p, &p->section[i], err);

        p->line = p->begins[i];
        if (rc != RT_OK)
            return rc;
    }
    p->line = 0;
    if (p->n == 0)
        return rt_fail_key(err, RT_EINVAL, "import_conf_empty", "dir", p->dir,
                           NULL);
    return RT_OK;
}

enum rt_code
rt_import_conf_parse(const char *text, const char *dir,
                     const struct rt_pairs *common, struct rt_arena *a,
                     struct rt_import_list *out, int *line, struct rt_err *err)
{
    struct parser *p = rt_alloc(a, sizeof *p);
    enum rt_code rc;

    p->dir = dir;
    p->a = a;
    for (size_t i = 0; i < common->n; i++)
        rt_pairs_add(&p->common, a, common->list[i].name,
                     common->list[i].value);
    rc = parse_lines(p, rt_strdup(a, text), err);
    *line = p->line;
    if (rc == RT_OK)
        sort_sections(p, out);
    return rc;
}

/* A folder without import.conf: one section for each file named by a kind. */
static enum rt_code
list_folder(const char *dir, const struct rt_pairs *common, struct rt_arena *a,
            struct rt_import_list *out, int *line, struct rt_err *err)
{
    struct parser look = {.dir = dir, .a = a};
    const struct rt_import_kind *kind;
    struct rt_buf text;
    enum rt_code rc;

    rt_buf_init(&text, 0);
    for (size_t i = 0; (kind = rt_import_kind_at(i)) != NULL; i++)
        if (access(default_file(&look, kind), F_OK) == 0)
            rt_buf_fmt(&text, "[%s]\n", kind->name);
    rc = rt_import_conf_parse(rt_buf_cstr(&text), dir, common, a, out, line,
                              err);
    rt_buf_fini(&text);
    *line = 0;
    return rc;
}

enum rt_code
rt_import_conf_read(const char *dir, const struct rt_pairs *common,
                    struct rt_arena *a, struct rt_import_list *out, int *line,
                    struct rt_err *err)
{
    char *path = rt_fmt(a, "%s/import.conf", dir);
    FILE *f = fopen(path, "re");
    char *text;
    size_t len;

    *line = 0;
    if (f == NULL && errno == ENOENT)
        return list_folder(dir, common, a, out, line, err);
    if (f == NULL)
        return rt_fail_errno(err, "%s", path);
    text = rt_alloc(a, CONF_MAX + 1);
    len = fread(text, 1, CONF_MAX, f);
    fclose(f);
    if (len == CONF_MAX)
        return rt_fail_key(err, RT_ELIMIT, "import_conf_long", NULL);
    if (strlen(text) != len)
        return rt_fail_key(err, RT_EINVAL, "csv_nul", NULL);
    return rt_import_conf_parse(text, dir, common, a, out, line, err);
}
