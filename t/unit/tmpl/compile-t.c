/* Errors that are found before anything is rendered, and the names that a
 * template uses. */
#include "tmpl/tmpl.h"
#include "../tap.h"

#include <sys/stat.h>
#include <unistd.h>

struct text {
    const char *name, *text;
};

static enum rt_code
link_texts(const struct text *t, struct rt_tmpl_set **out, struct rt_err *err)
{
    struct rt_tmpl_set *set = rt_tmpl_new();
    enum rt_code rc = RT_OK;

    for (; t->name != NULL && rc == RT_OK; t++)
        rc = rt_tmpl_add(set, t->name, t->text, strlen(t->text), err);
    if (rc == RT_OK)
        rc = rt_tmpl_link(set, err);
    *out = set;
    return rc;
}

static const struct {
    const char *text, *error;
} syntax[] = {
    {"a\n{{b", "t.mustache:2: the tag is not closed"},
    {"{{{a}}", "t.mustache:1: the tag is not closed"},
    {"{{!a", "t.mustache:1: the tag is not closed"},
    {"{{", "t.mustache:1: the tag is not closed"},
    {"{{}}", "t.mustache:1: bad name in a tag"},
    {"{{# }}", "t.mustache:1: bad name in a tag"},
    {"\n\n{{a b}}", "t.mustache:3: bad name in a tag"},
    {"{{a..b}}", "t.mustache:1: bad name in a tag"},
    {"{{.a}}", "t.mustache:1: bad name in a tag"},
    {"{{#a.}}{{/a.}}", "t.mustache:1: bad name in a tag"},
    {"{{a\x01}}", "t.mustache:1: bad name in a tag"},
    {"{{\001a}}", "t.mustache:1: bad name in a tag"},
    {"{{\x7f}}", "t.mustache:1: bad name in a tag"},
    {"{{=<%=}}", "t.mustache:1: bad delimiters"},
    {"{{= =}}", "t.mustache:1: bad delimiters"},
    {"{{=a b c=}}", "t.mustache:1: bad delimiters"},
    {"{{==  ==}}", "t.mustache:1: bad delimiters"},
    {"{{/a}}", "t.mustache:1: 'a' closes nothing"},
    {"\n{{#a}}\n{{/b}}", "t.mustache:3: '/b' where 'a' of line 2 is open"},
    {"{{#a}}\n{{#b}}{{/b}}", "t.mustache:1: 'a' is not closed"},
    {"{{<t}}", "t.mustache:1: 't' is not closed"},
    {"{{<p}}\n{{a}}{{/p}}",
     "t.mustache:2: 'a' stands in a parent tag, where only blocks may"},
    {"{{<p}}{{>a}}{{/p}}",
     "t.mustache:1: 'a' stands in a parent tag, where only blocks may"},
    {"a\n\xff", "t.mustache:2: not UTF-8"},
};

static void
test_syntax(void)
{
    for (size_t i = 0; i < sizeof syntax / sizeof *syntax; i++) {
        const struct text texts[] = {{"t", syntax[i].text}, {NULL}};
        struct rt_tmpl_set *set;
        struct rt_err err = {0};
        enum rt_code rc = link_texts(texts, &set, &err);

        ok(rc == RT_EINVAL, "'%s' is refused", syntax[i].error);
        is_str(err.text, syntax[i].error, "the message says where");
        rt_tmpl_free(set);
    }
}

/* What stands behind the text does not complete its last letter. */
static void
test_cut_letter(void)
{
    static const char text[] = "\xd0\xb0\xd0\xb0";

    for (size_t len = 1; len < sizeof text; len++) {
        struct rt_tmpl_set *set = rt_tmpl_new();
        enum rt_code rc = rt_tmpl_add(set, "t", text, len, NULL);

        ok((rc == RT_OK) == (len % 2 == 0), "%zu bytes of letters", len);
        rt_tmpl_free(set);
    }
}

static const struct {
    const char *what;
    struct text texts[4];
    const char *error; /* NULL: no error */
} links[] = {
    {"a partial that exists", {{"a", "{{>b/c}}"}, {"b/c", ""}}, NULL},
    {"a partial that does not exist",
     {{"a", "\n{{>b}}"}},
     "a.mustache:2: there is no template 'b'"},
    {"a parent that does not exist",
     {{"a", "{{<b}}{{/b}}"}},
     "a.mustache:1: there is no template 'b'"},
    {"a missing partial in an override",
     {{"a", "{{<b}}{{$x}}{{>c}}{{/x}}{{/b}}"}, {"b", ""}},
     "a.mustache:1: there is no template 'c'"},
    {"a parent of itself",
     {{"a", "{{<a}}{{/a}}"}},
     "a.mustache:1: 'a' includes itself"},
    {"a cycle of parents",
     {{"a", "{{<b}}{{/b}}"}, {"b", "\n{{<c}}{{/c}}"}, {"c", "{{<a}}{{/a}}"}},
     "c.mustache:1: 'a' includes itself"},
    {"a cycle of a partial and a parent",
     {{"a", "{{>b}}"}, {"b", "{{<a}}{{/a}}"}},
     "b.mustache:1: 'a' includes itself"},
    {"a recursion that a section can end", {{"a", "{{#x}}{{>a}}{{/x}}"}}, NULL},
    {"a recursion that an override can end",
     {{"a", "{{$x}}{{<a}}{{$x}}{{/x}}{{/a}}{{/x}}"}},
     NULL},
    {"the same partial twice", {{"a", "{{>b}}{{>b}}"}, {"b", ""}}, NULL},
    {"the same name twice", {{"a", ""}, {"a", ""}}, "a.mustache: given twice"},
};

static void
test_links(void)
{
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        struct rt_tmpl_set *set;
        struct rt_err err = {0};
        enum rt_code rc = link_texts(links[i].texts, &set, &err);

        is_int(rc, links[i].error != NULL ? RT_EINVAL : RT_OK, links[i].what);
        is_str(err.text, links[i].error != NULL ? links[i].error : "",
               "its message");
        rt_tmpl_free(set);
    }
}

/* `n` nested sections. */
static enum rt_code
add_nested(int n)
{
    struct rt_tmpl_set *set = rt_tmpl_new();
    struct rt_buf b;
    enum rt_code rc;

    rt_buf_init(&b, 0);
    for (int i = 0; i < n; i++)
        rt_buf_str(&b, "{{#a}}");
    for (int i = 0; i < n; i++)
        rt_buf_str(&b, "{{/a}}");
    rc = rt_tmpl_add(set, "t", rt_buf_cstr(&b), b.len, NULL);
    rt_buf_fini(&b);
    rt_tmpl_free(set);
    return rc;
}

/* `n` templates, each of them a partial of the one before. */
static enum rt_code
link_chain(int n)
{
    struct rt_tmpl_set *set = rt_tmpl_new();
    enum rt_code rc = RT_OK;

    for (int i = 1; i <= n && rc == RT_OK; i++) {
        char name[16], text[16];

        snprintf(name, sizeof name, "t%03d", i);
        snprintf(text, sizeof text, i < n ? "{{>t%03d}}" : "{{!%d}}", i + 1);
        rc = rt_tmpl_add(set, name, text, strlen(text), NULL);
    }
    if (rc == RT_OK)
        rc = rt_tmpl_link(set, NULL);
    rt_tmpl_free(set);
    return rc;
}

static enum rt_code
add_sized(size_t size)
{
    struct rt_tmpl_set *set = rt_tmpl_new();
    char *text = malloc(size);
    enum rt_code rc;

    memset(text, 'a', size);
    rc = rt_tmpl_add(set, "t", text, size, NULL);
    free(text);
    rt_tmpl_free(set);
    return rc;
}

static enum rt_code
add_delimiter(int n)
{
    struct rt_tmpl_set *set = rt_tmpl_new();
    char text[128];
    enum rt_code rc;

    snprintf(text, sizeof text, "{{=%.*s >=}}", n, "<<<<<<<<<<<<<<<<<<<<");
    rc = rt_tmpl_add(set, "t", text, strlen(text), NULL);
    rt_tmpl_free(set);
    return rc;
}

static void
test_limits(void)
{
    is_int(add_nested(RT_TMPL_DEPTH), RT_OK, "100 sections in each other");
    is_int(add_nested(RT_TMPL_DEPTH + 1), RT_ELIMIT, "101 are too many");
    is_int(link_chain(RT_TMPL_DEPTH), RT_OK, "100 templates in each other");
    is_int(link_chain(RT_TMPL_DEPTH + 1), RT_ELIMIT, "101 are too many");
    is_int(add_sized(RT_TMPL_SIZE), RT_OK, "a template of 4 MiB");
    is_int(add_sized(RT_TMPL_SIZE + 1), RT_ELIMIT, "one byte more is too much");
    is_int(add_delimiter(RT_TMPL_DELIMITER), RT_OK, "a delimiter of 16 bytes");
    is_int(add_delimiter(RT_TMPL_DELIMITER + 1), RT_EINVAL,
           "one byte more is too much");
}

static enum rt_code
collect(const char *var, void *arg, struct rt_err *err)
{
    if (strcmp(var, "bad") == 0)
        return rt_fail(err, RT_EINVAL, "bad is bad");
    rt_buf_fmt(arg, "%s ", var);
    return RT_OK;
}

static void
test_names(void)
{
    static const struct text texts[] = {
        {"page", "{{<base}}{{$main}}{{#rows}}{{a.b}}{{{.}}}{{/rows}}{{/main}}"
                 "{{/base}}{{! not.me }}"},
        {"base", "{{t.title}}{{$main}}{{&x}}{{>loop}}{{/main}}"},
        {"loop", "{{^none}}{{>loop}}{{/none}}"},
        {"other", "{{t.other}}{{bad}}{{after}}"},
        {NULL},
    };
    struct rt_tmpl_set *set;
    struct rt_err err = {0};
    struct rt_buf b;

    rt_buf_init(&b, 0);
    is_int(link_texts(texts, &set, &err), RT_OK, "templates with names");
    is_int(rt_tmpl_names(set, "page", collect, &b, &err), RT_OK, "walked");
    is_str(rt_buf_cstr(&b), "rows a.b . t.title x none ",
           "names of the template, its parent and their partials, each "
           "template once");
    rt_buf_clear(&b);
    is_int(rt_tmpl_names(set, "other", collect, &b, &err), RT_EINVAL,
           "an error of the caller ends the walk");
    is_str(rt_buf_cstr(&b), "t.other ", "at once");
    is_int(rt_tmpl_names(set, "absent", collect, &b, &err), RT_NONE,
           "no such template");
    rt_buf_fini(&b);
    rt_tmpl_free(set);
}

static void
write_file(const char *dir, const char *name, const char *text)
{
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "w");
    if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
        abort();
}

static void
test_load(void)
{
    const char *tmp = getenv("TMPDIR");
    char dir[256], path[512];
    struct rt_tmpl_set *set;
    struct rt_err err = {0};
    struct rt_buf out;

    rt_buf_init(&out, 0);
    snprintf(dir, sizeof dir, "%s/tmpl-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(dir) == NULL)
        abort();
    snprintf(path, sizeof path, "%s/part", dir);
    mkdir(path, 0755);
    write_file(dir, "page.mustache", "[{{>part/row}}]");
    write_file(dir, "part/row.mustache", "row");
    write_file(dir, "notes.txt", "{{#");
    write_file(dir, ".mustache", "{{#");
    snprintf(path, sizeof path, "%s//", dir);
    is_int(rt_tmpl_load(path, &set, &err), RT_OK, "a folder is loaded");
    is_int(rt_tmpl_render(set, "page", NULL, &out, &err), RT_OK, "rendered");
    is_str(rt_buf_cstr(&out), "[row]", "with a partial of a folder in it");
    rt_tmpl_free(set);

    write_file(dir, "part/bad.mustache", "\n{{/x}}");
    is_int(rt_tmpl_load(dir, &set, &err), RT_EINVAL, "a bad file fails");
    is_str(err.text, "part/bad.mustache:2: 'x' closes nothing", "and is named");
    ok(set == NULL, "nothing is left behind");

    for (const char *const *p =
             (const char *const[]){"page.mustache", "part/row.mustache",
                                   "part/bad.mustache", "notes.txt",
                                   ".mustache", "part", "", NULL};
         *p != NULL; p++) {
        snprintf(path, sizeof path, "%s/%s", dir, *p);
        remove(path);
    }
    err = (struct rt_err){0};
    is_int(rt_tmpl_load(dir, &set, &err), RT_EIO, "a folder that is not there");
    ok(strstr(err.text, dir) != NULL, "the message names it");
    rt_buf_fini(&out);
}

int
main(void)
{
    test_syntax();
    test_cut_letter();
    test_links();
    test_limits();
    test_names();
    test_load();
    return done();
}
