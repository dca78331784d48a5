#include "tmpl/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The values in which a name is looked up, innermost first. */
struct context {
    const json_t *value;
    const struct context *outer;
};

/* A parent tag whose overrides are in force. */
struct overrides {
    const struct rt_template *in; /* where the parent tag stands */
    uint32_t first, end;          /* its overrides */
    const struct overrides *outer;
};

/* Blanks before every line of an included template. */
struct indent {
    const char *s;
    size_t len;
    const struct indent *outer;
};

/* The state of rendering. */
struct scope {
    const struct rt_template *in;
    const struct context *context;
    const struct overrides *overrides;
    const struct indent *indent;
};

struct render {
    struct rt_buf *out;
    bool strict;
    bool in_line; /* the next line start has its indentation already */
    int depth;
    int steps;
    struct rt_err *err;
};

static enum rt_code render_nodes(struct render *r, const struct scope *s,
                                 uint32_t first, uint32_t end);

static void
put_indent(struct render *r, const struct indent *indent)
{
    if (indent == NULL)
        return;
    put_indent(r, indent->outer);
    rt_buf_add(r->out, indent->s, indent->len);
}

static void
start_line(struct render *r, const struct indent *indent)
{
    if (!r->in_line)
        put_indent(r, indent);
    r->in_line = false;
}

/* Steps are counted, so that templates that multiply each other end. */
static enum rt_code
step(struct render *r, const struct scope *s, const struct rt_node *node)
{
    if (r->out->overflow)
        return rt_buf_ok(r->out, r->err);
    if (r->steps-- > 0)
        return RT_OK;
    return rt_fail(r->err, RT_ELIMIT, "%s.mustache:%u: more than %d steps",
                   s->in->name, node->line, RT_TMPL_STEPS);
}

static void
put_text(struct render *r, const struct scope *s, const struct rt_node *node)
{
    const char *p = node->text, *end = p + node->len;
    bool start = node->line_start;

    if (s->indent == NULL && !r->in_line) {
        rt_buf_add(r->out, p, node->len);
        return;
    }
    if (start && p == end)
        start_line(r, s->indent);
    while (p < end) {
        const char *lf = memchr(p, '\n', (size_t)(end - p));
        const char *next = lf != NULL ? lf + 1 : end;

        if (start)
            start_line(r, *p != '\n' && *p != '\r' ? s->indent : NULL);
        rt_buf_add(r->out, p, (size_t)(next - p));
        p = next;
        start = true;
    }
}

/* The value of a dotted name.  The first part comes from the innermost context
 * that has it, each other part from the value of the part before. */
static const json_t *
look_up(const struct context *c, const struct rt_node *node)
{
    const char *key = node->path;
    const json_t *value = NULL;

    if (node->parts == 0)
        return c->value;
    for (; c != NULL && value == NULL; c = c->outer)
        value = json_object_get(c->value, key);
    for (unsigned i = 1; i < node->parts && value != NULL; i++) {
        key += strlen(key) + 1;
        value = json_object_get(value, key);
    }
    return value;
}

static void
put_escaped(struct render *r, const struct rt_node *node, const char *s,
            size_t len)
{
    if (node->kind == RT_NODE_RAW)
        rt_buf_add(r->out, s, len);
    else
        rt_buf_html(r->out, s, len);
}

/* The fewest digits that read back as the same number. */
static void
put_real(struct render *r, double x)
{
    char text[32];

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    rt_buf_str(r->out, text);
}

static enum rt_code
put_value(struct render *r, const struct scope *s, const struct rt_node *node)
{
    const json_t *v = look_up(s->context, node);

    if (r->strict && (v == NULL || json_is_object(v) || json_is_array(v)))
        return rt_fail(r->err, RT_EINVAL, "%s.mustache:%u: '%s' %s",
                       s->in->name, node->line, node->text,
                       v == NULL ? "is not in the data" : "is not a text");
    if (json_is_string(v))
        put_escaped(r, node, json_string_value(v), json_string_length(v));
    else if (json_is_integer(v))
        rt_buf_fmt(r->out, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
    else if (json_is_real(v))
        put_real(r, json_real_value(v));
    else if (json_is_boolean(v))
        rt_buf_str(r->out, json_is_true(v) ? "true" : "false");
    return RT_OK;
}

static bool
is_true(const json_t *v)
{
    if (json_is_array(v))
        return json_array_size(v) != 0;
    if (json_is_string(v))
        return json_string_length(v) != 0;
    return v != NULL && !json_is_false(v) && !json_is_null(v);
}

static enum rt_code
put_section(struct render *r, const struct scope *s, const struct rt_node *node,
            uint32_t first)
{
    const json_t *v = look_up(s->context, node);
    struct context inner = {v, s->context};
    size_t n = json_is_array(v) ? json_array_size(v) : 1;
    struct scope in = *s;
    enum rt_code rc = RT_OK;

    if (is_true(v) == (node->kind == RT_NODE_INVERTED))
        return RT_OK;
    if (node->kind == RT_NODE_INVERTED)
        return render_nodes(r, s, first, node->end);
    in.context = &inner;
    for (size_t i = 0; i < n && rc == RT_OK; i++) {
        if (json_is_array(v))
            inner.value = json_array_get(v, i);
        rc = step(r, s, node);
        if (rc == RT_OK)
            rc = render_nodes(r, &in, first, node->end);
    }
    return rc;
}

/* Render a partial, or a parent with the overrides from `first` on.  One that
 * is not alone on its line is not indented. */
static enum rt_code
put_template(struct render *r, const struct scope *s,
             const struct rt_node *node, uint32_t first)
{
    struct overrides own = {s->in, first, node->end, s->overrides};
    struct indent indent = {node->indent, node->indent_len, s->indent};
    struct scope in = {
        .in = node->target,
        .context = s->context,
        .overrides = node->kind == RT_NODE_PARENT ? &own : s->overrides,
    };

    if (node->line_start)
        in.indent = indent.len != 0 ? &indent : s->indent;
    return render_nodes(r, &in, 0, node->target->n);
}

/* The override of a block that the outermost parent tag has for it. */
static const struct overrides *
find_override(const struct overrides *o, const char *name, uint32_t *at)
{
    const struct overrides *found = NULL;

    for (; o != NULL; o = o->outer)
        for (uint32_t i = o->first; i < o->end; i = o->in->nodes[i].end)
            if (strcmp(o->in->nodes[i].text, name) == 0) {
                found = o;
                *at = i;
            }
    return found;
}

/* Blocks within an override belong to the template it is written in, so only
 * overrides from further out apply to them. */
static enum rt_code
put_block(struct render *r, const struct scope *s, const struct rt_node *node,
          uint32_t first)
{
    uint32_t at = 0;
    const struct overrides *o = find_override(s->overrides, node->text, &at);
    struct indent indent = {node->indent, node->indent_len, s->indent};
    const struct rt_node *content;
    struct scope in;
    enum rt_code rc;

    if (o == NULL)
        return render_nodes(r, s, first, node->end);
    content = &o->in->nodes[at];
    in = (struct scope){o->in, s->context, o->outer,
                        indent.len != 0 ? &indent : s->indent};
    if (node->line_start && !content->line_start)
        start_line(r, in.indent);
    else if (!node->line_start && content->line_start)
        r->in_line = true;
    rc = render_nodes(r, &in, at + 1, content->end);
    r->in_line = false;
    return rc;
}

/* Render a node that has a subtree or stands for one. */
static enum rt_code
put_nested(struct render *r, const struct scope *s, const struct rt_node *node,
           uint32_t first)
{
    enum rt_code rc;

    if (r->depth == RT_TMPL_DEPTH)
        return rt_fail(r->err, RT_ELIMIT,
                       "%s.mustache:%u: deeper than %d sections and templates",
                       s->in->name, node->line, RT_TMPL_DEPTH);
    r->depth++;
    if (node->kind == RT_NODE_SECTION || node->kind == RT_NODE_INVERTED)
        rc = put_section(r, s, node, first);
    else if (node->kind == RT_NODE_BLOCK)
        rc = put_block(r, s, node, first);
    else
        rc = put_template(r, s, node, first);
    r->depth--;
    return rc;
}

static enum rt_code
render_nodes(struct render *r, const struct scope *s, uint32_t first,
             uint32_t end)
{
    enum rt_code rc = RT_OK;

    for (uint32_t i = first; i < end && rc == RT_OK; i = s->in->nodes[i].end) {
        const struct rt_node *node = &s->in->nodes[i];

        rc = step(r, s, node);
        if (rc != RT_OK)
            break;
        if (node->kind == RT_NODE_TEXT)
            put_text(r, s, node);
        else if (node->kind <= RT_NODE_RAW)
            rc = put_value(r, s, node);
        else
            rc = put_nested(r, s, node, i + 1);
    }
    return rc;
}

static enum rt_code
render(const struct rt_tmpl_set *set, const char *name, const json_t *data,
       struct rt_buf *out, bool strict, struct rt_err *err)
{
    struct context top = {.value = data};
    struct scope s = {.in = rt_tmpl_find(set, name), .context = &top};
    struct render r = {
        .out = out, .strict = strict, .steps = RT_TMPL_STEPS, .err = err};
    enum rt_code rc;

    if (!set->linked)
        rt_die("templates are used before they are linked");
    if (s.in == NULL)
        return RT_NONE;
    rc = render_nodes(&r, &s, 0, s.in->n);
    return rc == RT_OK ? rt_buf_ok(out, err) : rc;
}

enum rt_code
rt_tmpl_render(const struct rt_tmpl_set *set, const char *name,
               const json_t *data, struct rt_buf *out, struct rt_err *err)
{
    return render(set, name, data, out, false, err);
}

enum rt_code
rt_tmpl_render_strict(const struct rt_tmpl_set *set, const char *name,
                      const json_t *data, struct rt_buf *out,
                      struct rt_err *err)
{
    return render(set, name, data, out, true, err);
}
