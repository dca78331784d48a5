/* Rendering beyond the cases of the Mustache specification. */
#include "tmpl/tmpl.h"
#include "../tap.h"

/* Template "t" with up to three partials, in the order "p", "q", "r". */
struct row {
    const char *what, *text, *data, *want;
    const char *more[3];
};

static enum rt_code
render(const struct row *row, bool strict, struct rt_buf *out,
       struct rt_err *err)
{
    static const char *const names[] = {"p", "q", "r"};
    json_t *data = json_loads(row->data, JSON_DECODE_ANY, NULL);
    struct rt_tmpl_set *set = rt_tmpl_new();
    enum rt_code rc;

    rc = rt_tmpl_add(set, "t", row->text, strlen(row->text), err);
    for (int i = 0; i < 3 && rc == RT_OK && row->more[i] != NULL; i++)
        rc =
            rt_tmpl_add(set, names[i], row->more[i], strlen(row->more[i]), err);
    if (rc == RT_OK)
        rc = rt_tmpl_link(set, err);
    if (rc == RT_OK)
        rc = strict ? rt_tmpl_render_strict(set, "t", data, out, err)
                    : rt_tmpl_render(set, "t", data, out, err);
    rt_tmpl_free(set);
    json_decref(data);
    return rc;
}

static void
check_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct rt_err err = {0};
        struct rt_buf out;

        rt_buf_init(&out, 0);
        if (render(&rows[i], false, &out, &err) != RT_OK)
            ok(false, "%s: %s", rows[i].what, err.text);
        else
            is_str(rt_buf_cstr(&out), rows[i].want, rows[i].what);
        rt_buf_fini(&out);
    }
}

#define CHECK(rows) check_rows(rows, sizeof rows / sizeof *rows)

static const struct row values[] = {
    {"text is escaped", "<a b=\"{{a}}\">", "{\"a\": \"'\\\"<&>я\"}",
     "<a b=\"&#39;&quot;&lt;&amp;&gt;я\">"},
    {"three braces and & are not", "{{{a}}}{{&a}}", "{\"a\": \"<\"}", "<<"},
    {"a control character is not printed", "{{a}}", "{\"a\": \"\\u0001\"}",
     "\xef\xbf\xbd"},
    {"integers to the ends of 64 bits", "{{a}} {{b}}",
     "{\"a\": 9223372036854775807, \"b\": -9223372036854775808}",
     "9223372036854775807 -9223372036854775808"},
    {"reals in their fewest digits", "{{#a}}{{.}} {{/a}}",
     "{\"a\": [1.21, 0.1, 1.0, 0.30000000000000004, 1e300, -2.5e-7]}",
     "1.21 0.1 1 0.30000000000000004 1e+300 -2.5e-07 "},
    {"true and false are words", "{{a}} {{b}}", "{\"a\": true, \"b\": false}",
     "true false"},
    {"objects and arrays print nothing", "[{{a}}{{b}}{{.}}]",
     "{\"a\": {}, \"b\": [1]}", "[]"},
    {"a dotted key is never one key", "{{a.b}}", "{\"a.b\": 1}", ""},
    {"blanks around names and in front of the sigil",
     "{{ # a }}{{\n.\n}}{{ /a}}", "{\"a\": 1}", "1"},
    {"a comment may hold braces and lines", "a{{! {{ } \n }}b", "{}", "ab"},
    {"single braces are text", "{a} }} {", "{}", "{a} }} {"},
    {"raw with other delimiters", "{{=<% %>=}}<%{a}%><%&a%>{{a}}",
     "{\"a\": \"<\"}", "<<{{a}}"},
    {"data that is absent as a whole", "a{{b}}{{.}}{{#c}}{{/c}}", "", "a"},
};

static const struct row sections[] = {
    {"what is false",
     "{{#a}}a{{/a}}{{#b}}b{{/b}}{{#c}}c{{/c}}{{#d}}d{{/d}}"
     "{{#e}}e{{/e}}",
     "{\"a\": null, \"b\": false, \"c\": \"\", \"d\": []}", ""},
    {"what is true", "{{#a}}a{{/a}}{{#b}}b{{/b}}{{#c}}c{{/c}}{{#d}}d{{/d}}",
     "{\"a\": 0, \"b\": {}, \"c\": \" \", \"d\": [null]}", "abcd"},
    {"inverted is the opposite",
     "{{^a}}a{{/a}}{{^b}}b{{/b}}{{^c}}c{{/c}}{{^d}}d{{/d}}",
     "{\"a\": \"\", \"b\": [], \"c\": 0}", "abd"},
    {"null in an inner context hides the outer", "{{#a}}[{{x}}]{{/a}}",
     "{\"x\": 1, \"a\": {\"x\": null}}", "[]"},
    {"items see the outer names", "{{#a}}{{x}}{{y}} {{/a}}",
     "{\"x\": 0, \"y\": 9, \"a\": [{\"x\": 1}, {\"x\": 2}, 3]}", "19 29 09 "},
    {"CRLF lines of sections go whole", "a\r\n{{#b}}\r\nc\r\n{{/b}}\r\nd",
     "{\"b\": 1}", "a\r\nc\r\nd"},
    {"two sections on a line leave it", "{{#a}}{{#b}}\nx\n{{/b}}{{/a}}\n",
     "{\"a\": 1, \"b\": 1}", "\nx\n\n"},
};

static const struct row includes[] = {
    {"indents add up",
     " {{>p}}\n",
     "{}",
     "   a\n  b\n",
     {"  {{>q}}\n {{!}}b\n", "a\n"}},
    {"an empty line is not indented",
     "  {{>p}}\n",
     "{\"x\": 1}",
     "  a\n\n  1\n",
     {"a\n\n{{x}}\n"}},
    {"an inline partial is not indented",
     "  {{>p}}\n",
     "{}",
     "  a: b\nc\n",
     {"a: {{>q}}\n", "b\nc"}},
    {"a line that starts with a section is indented once",
     "  {{>p}}\n",
     "{\"x\": [1, 2]}",
     "  1,2,\n  end\n",
     {"{{#x}}{{.}},{{/x}}\nend\n"}},
    {"a value's own lines are not indented",
     "  {{>p}}\n",
     "{\"x\": \"a\\nb\"}",
     "  a\nb\n",
     {"{{x}}\n"}},
    {"delimiters do not reach into partials",
     "{{=<% %>=}}<%>p%>",
     "{\"x\": 1}",
     "1<%x%>",
     {"{{x}}<%x%>"}},
    {"a layout",
     "{{<p}}\n{{$title}}T{{/title}}\n  {{$main}}\n    <p>\n"
     "      x\n    {{/main}}\n{{/p}}\n",
     "{}",
     "<h1>T</h1>\n<main>\n  <p>\n    x\n</main>\n",
     {"<h1>{{$title}}none{{/title}}</h1>\n<main>\n  {{$main}}\n  "
      "{{/main}}\n</main>\n"}},
    {"an override that begins in its tag's line",
     "{{<p}}{{$a}}x\n{{/a}}{{/p}}",
     "{}",
     "  x\nb",
     {"  {{$a}}\n  {{/a}}\nb"}},
    {"an override in place of an inline block",
     "{{<p}}{{$a}}\n x\n y\n{{/a}}{{/p}}",
     "{}",
     "- x\ny\n.",
     {"- {{$a}}{{/a}}."}},
    {"a partial within an override is dedented with it",
     "{{<p}}{{$a}}\n    x\n    {{>q}}\n{{/a}}{{/p}}",
     "{}",
     " x\n y\n",
     {" {{$a}}\n {{/a}}\n", "y\n"}},
    {"an empty first line of an override keeps the indent for the next",
     "{{<p}}{{$a}}\n\n  x\n{{/a}}{{/p}}",
     "{}",
     "  \n  x\n",
     {"  {{$a}}{{/a}}"}},
    {"a block in an override is not overridden by itself",
     "{{<p}}{{$a}}1{{$a}}2{{/a}}{{/a}}{{/p}}",
     "{}",
     "12",
     {"{{$a}}0{{/a}}"}},
    {"but by the template further out",
     "{{<p}}{{$a}}3{{/a}}{{/p}}",
     "{}",
     "13",
     {"{{<q}}{{$b}}1{{$a}}2{{/a}}{{/b}}{{/q}}", "{{$b}}0{{/b}}"}},
    {"overrides reach blocks of partials",
     "{{<p}}{{$a}}1{{/a}}{{/p}}",
     "{}",
     "1",
     {"{{>q}}", "{{$a}}0{{/a}}"}},
    {"an inline parent keeps its line",
     "a {{<p}}{{/p}}\nb",
     "{}",
     "a x\ny\nb",
     {"x\ny"}},
    {"comments and text in a parent are ignored",
     "{{<p}} a {{! b }} {{$x}}1{{/x}} c {{/p}}",
     "{}",
     "1",
     {"{{$x}}{{/x}}"}},
    {"a tree",
     "{{>p}}",
     "{\"n\": 1, \"c\": [{\"n\": 2, \"c\": [{\"n\": 3, "
     "\"c\": []}]}, {\"n\": 4, \"c\": null}]}",
     "1\n  2\n    3\n  4\n",
     {"{{n}}\n{{#c}}\n  {{>p}}\n{{/c}}\n"}},
};

static void
test_strict(void)
{
    static const struct {
        struct row row;
        const char *error; /* NULL: no error */
    } rows[] = {
        {{"a name that is there", "{{a.b}}", "{\"a\": {\"b\": 1}}"}, NULL},
        {{"null is there", "{{a}}", "{\"a\": null}"}, NULL},
        {{"a section may test what is absent", "{{#a}}{{b}}{{/a}}{{^a}}{{/a}}",
          "{}"},
         NULL},
        {{"an absent name", "\n{{a}}", "{}"},
         "t.mustache:2: 'a' is not in the data"},
        {{"an absent raw name", "{{{a}}}", "{}"},
         "t.mustache:1: 'a' is not in the data"},
        {{"a broken chain", "{{a.b}}", "{\"a\": {}}"},
         "t.mustache:1: 'a.b' is not in the data"},
        {{"an absent name of a partial", "{{>p}}", "{}", NULL, {"\n\n{{x}}"}},
         "p.mustache:3: 'x' is not in the data"},
        {{"an object", "{{a}}", "{\"a\": {}}"},
         "t.mustache:1: 'a' is not a text"},
        {{"an array", "{{a}}", "{\"a\": []}"},
         "t.mustache:1: 'a' is not a text"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_err err = {0};
        struct rt_buf out;
        enum rt_code rc;

        rt_buf_init(&out, 0);
        rc = render(&rows[i].row, true, &out, &err);
        is_int(rc, rows[i].error != NULL ? RT_EINVAL : RT_OK, rows[i].row.what);
        is_str(err.text, rows[i].error != NULL ? rows[i].error : "",
               "its message");
        rt_buf_fini(&out);
    }
}

/* `n` nested arrays. */
static enum rt_code
render_deep(int n)
{
    struct row row = {.text = "{{>p}}", .more = {"{{#.}}{{>p}}{{/.}}"}};
    enum rt_code rc;
    struct rt_buf data, out;

    rt_buf_init(&data, 0);
    rt_buf_init(&out, 0);
    for (int i = 0; i < n; i++)
        rt_buf_char(&data, '[');
    for (int i = 0; i < n; i++)
        rt_buf_char(&data, ']');
    row.data = rt_buf_cstr(&data);
    rc = render(&row, false, &out, NULL);
    rt_buf_fini(&data);
    rt_buf_fini(&out);
    return rc;
}

/* A section over `n` items, each with one empty value. */
static enum rt_code
render_steps(int n)
{
    struct rt_tmpl_set *set = rt_tmpl_new();
    json_t *list = json_array(), *data = json_pack("{s:o}", "a", list);
    struct rt_buf out;
    enum rt_code rc;

    rt_buf_init(&out, 0);
    for (int i = 0; i < n; i++)
        json_array_append_new(list, json_null());
    rc = rt_tmpl_add(set, "t", "x{{#a}}{{.}}{{/a}}", 18, NULL);
    if (rc == RT_OK)
        rc = rt_tmpl_link(set, NULL);
    if (rc == RT_OK)
        rc = rt_tmpl_render(set, "t", data, &out, NULL);
    rt_buf_fini(&out);
    json_decref(data);
    rt_tmpl_free(set);
    return rc;
}

static void
test_limits(void)
{
    struct rt_buf out;

    /* The first partial, then a section and a partial for each array. */
    is_int(render_deep(50), RT_OK, "50 arrays need 99 levels and one more");
    is_int(render_deep(51), RT_ELIMIT, "51 are too deep");
    is_int(render_steps((RT_TMPL_STEPS - 2) / 2), RT_OK, "5,000,000 steps");
    is_int(render_steps((RT_TMPL_STEPS - 2) / 2 + 1), RT_ELIMIT,
           "more are too many");

    rt_buf_init(&out, 3);
    is_int(render(&(struct row){.text = "a{{b}}c", .data = "{\"b\": 1}"}, false,
                  &out, NULL),
           RT_OK, "output up to the ceiling");
    rt_buf_clear(&out);
    is_int(render(&(struct row){.text = "a{{b}}cd", .data = "{\"b\": 1}"},
                  false, &out, NULL),
           RT_ELIMIT, "one byte over it");
    rt_buf_fini(&out);
}

/* Each template includes the next one twice: the last is rendered 2^40 times,
 * without printing a byte. */
static void
test_multiplied(void)
{
    struct rt_tmpl_set *set = rt_tmpl_new();
    struct rt_buf out;
    bool added = true;

    rt_buf_init(&out, 0);
    for (int i = 0; i <= 40; i++) {
        char name[16], text[32];

        snprintf(name, sizeof name, "t%d", i);
        snprintf(text, sizeof text, i < 40 ? "{{>t%d}}{{>t%d}}" : "{{!%d %d}}",
                 i + 1, i + 1);
        added =
            added && rt_tmpl_add(set, name, text, strlen(text), NULL) == RT_OK;
    }
    ok(added && rt_tmpl_link(set, NULL) == RT_OK, "templates that multiply");
    is_int(rt_tmpl_render(set, "t0", NULL, &out, NULL), RT_ELIMIT,
           "come to an end");
    is_int(rt_tmpl_render(set, "none", NULL, &out, NULL), RT_NONE,
           "no such template");
    rt_buf_fini(&out);
    rt_tmpl_free(set);
}

int
main(void)
{
    CHECK(values);
    CHECK(sections);
    CHECK(includes);
    test_strict();
    test_limits();
    test_multiplied();
    return done();
}
