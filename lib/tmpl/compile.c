#include "tmpl/node.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Turn tags into nodes.  The indentation that an override has in its own file
 * is removed here; the renderer adds that of the block. */
struct compiler {
    struct rt_arena *a;
    const char *name, *src;
    size_t len;
    struct rt_tag *tags;
    size_t n_tags;
    struct rt_node *nodes;
    uint32_t n, room;
};

/* Blanks of a line: part of the source or of a node. */
struct blanks {
    const char *s;
    size_t len;
};

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool
at_line_start(const struct compiler *c, size_t at)
{
    return at == 0 || c->src[at - 1] == '\n';
}

static void
append(struct compiler *c, struct rt_node node)
{
    if (c->n == c->room) {
        c->room = c->room * 2 + 32;
        c->nodes = rt_heap_grow(c->nodes, c->room, sizeof *c->nodes);
    }
    node.end = c->n + 1;
    c->nodes[c->n++] = node;
}

/* The text between two tags.  A tag that prints at the start of a line gets an
 * empty text before it, which stands for the indentation. */
static void
put_text(struct compiler *c, size_t from, size_t to, unsigned line, bool mark)
{
    if (from < to)
        append(c, (struct rt_node){.kind = RT_NODE_TEXT,
                                   .line = line,
                                   .line_start = at_line_start(c, from),
                                   .text = c->src + from,
                                   .len = to - from});
    if (mark && at_line_start(c, to))
        append(c, (struct rt_node){.kind = RT_NODE_TEXT,
                                   .line = line,
                                   .line_start = true,
                                   .text = ""});
}

/* The blanks at the start of the first line that is not empty, from the line
 * start `at` up to the tag at `end`; false when all lines are empty. */
static bool
first_blanks(const struct compiler *c, size_t at, size_t end,
             struct blanks *out)
{
    size_t line = at;

    for (; at < end; at++) {
        if (c->src[at] == '\n')
            line = at + 1;
        else if (!is_blank(c->src[at]) && c->src[at] != '\r')
            break;
    }
    *out = (struct blanks){c->src + line, at - line};
    return at < end;
}

/* The indentation of each line of the template or override that replaces the
 * tag. */
static struct blanks
indent_of(const struct compiler *c, const struct rt_tag *tag)
{
    struct blanks out;

    if (tag->kind == RT_TAG_BLOCK && tag->alone &&
        first_blanks(c, tag->to, c->tags[tag->partner].start, &out))
        return out;
    if (!tag->begins_line || (!tag->alone && tag->kind != RT_TAG_BLOCK))
        return (struct blanks){"", 0};
    return (struct blanks){c->src + tag->margin, tag->start - tag->margin};
}

static size_t
shared_blanks(const char *s, size_t len, struct blanks b)
{
    size_t n = 0;

    while (n < len && n < b.len && s[n] == b.s[n])
        n++;
    return n;
}

/* Remove `b` from the beginning of every line that begins in the text. */
static void
dedent_text(struct compiler *c, struct rt_node *node, struct blanks b)
{
    const char *in = node->text, *end = in + node->len;
    char *copy = rt_strndup(c->a, in, node->len), *to = copy;
    bool start = node->line_start;

    while (in < end) {
        const char *lf = memchr(in, '\n', (size_t)(end - in));
        const char *next = lf != NULL ? lf + 1 : end;

        if (start)
            in += shared_blanks(in, (size_t)(next - in), b);
        memmove(to, in, (size_t)(next - in));
        to += next - in;
        in = next;
        start = true;
    }
    node->text = copy;
    node->len = (size_t)(to - copy);
}

/* The overrides inside were cut when they were closed. */
static void
dedent(struct compiler *c, uint32_t first, struct blanks b)
{
    for (uint32_t i = first; i < c->n;) {
        struct rt_node *node = &c->nodes[i];
        size_t n = shared_blanks(node->indent, node->indent_len, b);

        if (node->kind == RT_NODE_TEXT)
            dedent_text(c, node, b);
        if (n > 0) {
            node->indent += n;
            node->indent_len -= n;
        }
        i = node->kind == RT_NODE_PARENT ? node->end : i + 1;
    }
}

static void
set_path(struct compiler *c, struct rt_node *node, const char *name)
{
    char *path;

    if (strcmp(name, ".") == 0)
        return;
    path = rt_strdup(c->a, name);
    node->path = path;
    node->parts = 1;
    while ((path = strchr(path, '.')) != NULL) {
        *path++ = '\0';
        node->parts++;
    }
}

static void
put_node(struct compiler *c, struct rt_tag *tag)
{
    static const enum rt_node_kind kinds[] = {
        [RT_TAG_VALUE] = RT_NODE_VALUE,
        [RT_TAG_RAW] = RT_NODE_RAW,
        [RT_TAG_SECTION] = RT_NODE_SECTION,
        [RT_TAG_INVERTED] = RT_NODE_INVERTED,
        [RT_TAG_PARTIAL] = RT_NODE_PARTIAL,
        [RT_TAG_PARENT] = RT_NODE_PARENT,
        [RT_TAG_BLOCK] = RT_NODE_BLOCK,
    };
    struct rt_node node = {
        .kind = tag->override ? RT_NODE_OVERRIDE : kinds[tag->kind],
        .line = tag->line,
        .line_start = tag->alone,
        .text = tag->name,
        .len = strlen(tag->name),
    };

    if (node.kind <= RT_NODE_INVERTED)
        set_path(c, &node, tag->name);
    if (node.kind >= RT_NODE_PARTIAL && node.kind <= RT_NODE_BLOCK) {
        struct blanks b = indent_of(c, tag);

        node.indent = b.s;
        node.indent_len = b.len;
    }
    tag->node = c->n;
    append(c, node);
}

static void
close_node(struct compiler *c, const struct rt_tag *tag)
{
    const struct rt_tag *open = &c->tags[tag->partner];
    struct blanks b;

    c->nodes[open->node].end = c->n;
    if (open->override && open->alone &&
        first_blanks(c, open->to, tag->start, &b))
        dedent(c, open->node + 1, b);
}

static void
put_nodes(struct compiler *c)
{
    unsigned line = 1;
    size_t at = 0;

    for (size_t i = 0; i < c->n_tags; i++) {
        struct rt_tag *tag = &c->tags[i];

        if (!tag->inside_parent)
            put_text(c, at, tag->from, line, !tag->alone);
        if (tag->kind == RT_TAG_CLOSE)
            close_node(c, tag);
        else if (tag->kind < RT_TAG_COMMENT)
            put_node(c, tag);
        at = tag->to;
        line = tag->line;
    }
    put_text(c, at, c->len, line, false);
}

static enum rt_code
check_text(const char *name, const char *text, size_t len, struct rt_err *err)
{
    unsigned line = 1;

    if (len > RT_TMPL_SIZE)
        return rt_fail(err, RT_ELIMIT, "%s.mustache: more than %d bytes", name,
                       RT_TMPL_SIZE);
    for (size_t i = 0, n; i < len; i += n) {
        n = rt_utf8_next(text + i, len - i, NULL);
        if (n == 0)
            return rt_fail(err, RT_EINVAL, "%s.mustache:%u: not UTF-8", name,
                           line);
        line += text[i] == '\n';
    }
    return RT_OK;
}

enum rt_code
rt_tmpl_compile(struct rt_arena *a, const char *name, const char *text,
                size_t len, struct rt_template **out, struct rt_err *err)
{
    struct compiler c = {.a = a, .len = len};
    enum rt_code rc = check_text(name, text, len, err);

    if (rc != RT_OK)
        return rc;
    c.name = rt_strdup(a, name);
    c.src = rt_strndup(a, text, len);
    rc = rt_tmpl_lex(a, c.name, c.src, len, &c.tags, &c.n_tags, err);
    if (rc == RT_OK)
        rc = rt_tmpl_pair(c.name, c.src, len, c.tags, c.n_tags, err);
    if (rc == RT_OK) {
        put_nodes(&c);
        *out = rt_alloc(a, sizeof **out);
        **out = (struct rt_template){.name = c.name, .n = c.n};
        (*out)->nodes = rt_alloc_n(a, c.n, sizeof *c.nodes);
        if (c.n != 0)
            memcpy((*out)->nodes, c.nodes, c.n * sizeof *c.nodes);
    }
    free(c.nodes);
    free(c.tags);
    return rc;
}
