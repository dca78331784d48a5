/* The official Mustache specification, if it is beside the source. */
#include "tmpl/tmpl.h"
#include "../tap.h"

#include <unistd.h>

static const char *const chapters[] = {
    "comments", "delimiters", "interpolation", "inverted",
    "partials", "sections",   "inheritance",
};

static enum rt_code
add(struct rt_tmpl_set *set, const char *name, const json_t *text,
    struct rt_err *err)
{
    return rt_tmpl_add(set, name, json_string_value(text),
                       json_string_length(text), err);
}

static enum rt_code
render(const json_t *test, struct rt_buf *out, struct rt_err *err)
{
    json_t *partials = json_object_get(test, "partials"), *text;
    struct rt_tmpl_set *set = rt_tmpl_new();
    enum rt_code rc;
    const char *name;

    rc = add(set, "main template", json_object_get(test, "template"), err);
    json_object_foreach(partials, name, text) if (rc == RT_OK) rc =
        add(set, name, text, err);
    if (rc == RT_OK)
        rc = rt_tmpl_link(set, err);
    if (rc == RT_OK)
        rc = rt_tmpl_render(set, "main template", json_object_get(test, "data"),
                            out, err);
    rt_tmpl_free(set);
    return rc;
}

static void
test_one(const char *chapter, const json_t *test)
{
    const char *title = json_string_value(json_object_get(test, "name"));
    struct rt_err err = {0};
    struct rt_buf out, name;

    rt_buf_init(&out, 0);
    rt_buf_init(&name, 0);
    rt_buf_fmt(&name, "%s: %s", chapter, title);
    if (render(test, &out, &err) == RT_OK)
        is_str(rt_buf_cstr(&out),
               json_string_value(json_object_get(test, "expected")),
               rt_buf_cstr(&name));
    else if (strcmp(title, "Failed Lookup") == 0)
        /* The one place where we differ from the specification. */
        is_str(err.text,
               "main template.mustache:1: there is no template 'text'",
               "a partial that does not exist is an error of the link");
    else
        ok(false, "%s: %s", rt_buf_cstr(&name), err.text);
    rt_buf_fini(&name);
    rt_buf_fini(&out);
}

static void
test_chapter(const char *dir, const char *chapter)
{
    json_t *root, *tests, *test;
    json_error_t error;
    char path[4096];
    size_t i;

    snprintf(path, sizeof path, "%s/%s.json", dir, chapter);
    root = json_load_file(path, 0, &error);
    tests = json_object_get(root, "tests");
    ok(json_array_size(tests) > 9, "%s has tests", path);
    json_array_foreach(tests, i, test) test_one(chapter, test);
    json_decref(root);
}

int
main(void)
{
    const char *shared = getenv("RT_SHARED"), *source = getenv("RT_SOURCE");
    char dir[2048];

    if (shared != NULL)
        snprintf(dir, sizeof dir, "%s/mustache-spec", shared);
    else
        snprintf(dir, sizeof dir, "%s/../shared/mustache-spec",
                 source != NULL ? source : ".");
    if (access(dir, R_OK) != 0)
        skip("the Mustache specification is not here: set RT_SHARED");
    else
        for (size_t i = 0; i < sizeof chapters / sizeof *chapters; i++)
            test_chapter(dir, chapters[i]);
    return done();
}
