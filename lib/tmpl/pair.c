#include "tmpl/node.h"

#include <string.h>

/* Find out which tag closes which, and which lines the tags take away. */
struct pairing {
    const char *name, *src;
    size_t len;
    struct rt_tag *tags;
    size_t n_tags;
    struct rt_err *err;
};

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool
opens(enum rt_tag_kind kind)
{
    return kind == RT_TAG_SECTION || kind == RT_TAG_INVERTED ||
           kind == RT_TAG_PARENT || kind == RT_TAG_BLOCK;
}

static enum rt_code
bad(const struct pairing *c, const struct rt_tag *tag, const char *what)
{
    return rt_fail(c->err, RT_EINVAL, "%s.mustache:%u: '%s' %s", c->name,
                   tag->line, tag->name, what);
}

static enum rt_code
pair(struct pairing *c, size_t opening, size_t closing)
{
    struct rt_tag *open = &c->tags[opening], *close = &c->tags[closing];

    if (strcmp(open->name, close->name) != 0)
        return rt_fail(c->err, RT_EINVAL,
                       "%s.mustache:%u: '/%s' where '%s' of line %u is open",
                       c->name, close->line, close->name, open->name,
                       open->line);
    open->partner = closing;
    close->partner = opening;
    close->override = open->override;
    return RT_OK;
}

/* Match one tag with the stack of open ones. */
static enum rt_code
pair_tag(struct pairing *c, size_t i, size_t *stack, size_t *depth)
{
    struct rt_tag *tag = &c->tags[i];

    tag->inside_parent =
        *depth > 0 && c->tags[stack[*depth - 1]].kind == RT_TAG_PARENT;
    if (tag->kind == RT_TAG_CLOSE && *depth == 0)
        return bad(c, tag, "closes nothing");
    if (tag->kind == RT_TAG_CLOSE)
        return pair(c, stack[--*depth], i);
    if (tag->inside_parent && tag->kind < RT_TAG_COMMENT &&
        tag->kind != RT_TAG_BLOCK)
        return bad(c, tag, "stands in a parent tag, where only blocks may");
    if (!opens(tag->kind))
        return RT_OK;
    if (*depth == RT_TMPL_DEPTH)
        return rt_fail(c->err, RT_ELIMIT,
                       "%s.mustache:%u: more than %d tags in each other",
                       c->name, tag->line, RT_TMPL_DEPTH);
    tag->override = tag->inside_parent;
    stack[(*depth)++] = i;
    return RT_OK;
}

static enum rt_code
pair_tags(struct pairing *c)
{
    size_t stack[RT_TMPL_DEPTH], depth = 0;
    enum rt_code rc = RT_OK;

    for (size_t i = 0; i < c->n_tags && rc == RT_OK; i++)
        rc = pair_tag(c, i, stack, &depth);
    if (rc == RT_OK && depth > 0)
        rc = bad(c, &c->tags[stack[depth - 1]], "is not closed");
    return rc;
}

static void
look_before(const struct pairing *c, struct rt_tag *tag)
{
    size_t at = tag->start;

    while (at > 0 && is_blank(c->src[at - 1]))
        at--;
    tag->margin = at;
    tag->begins_line = at == 0 || c->src[at - 1] == '\n';
}

/* True when only blanks are between `at` and the end of the line; `next` is
 * the start of the next line. */
static bool
blank_after(const struct pairing *c, size_t at, size_t *next)
{
    while (at < c->len && is_blank(c->src[at]))
        at++;
    if (at + 1 < c->len && c->src[at] == '\r' && c->src[at + 1] == '\n')
        at++;
    *next = at < c->len ? at + 1 : at;
    return at == c->len || c->src[at] == '\n';
}

/* A pair of parent tags counts as one tag, however many lines it spans. */
static void
stand_alone(struct pairing *c, struct rt_tag *first, struct rt_tag *last)
{
    size_t to;

    if (!first->begins_line || !blank_after(c, last->end, &to))
        return;
    first->from = first->margin;
    last->to = to;
    first->alone = last->alone = true;
}

/* The line ends around an override's content belong to its tags, because
 * nothing else in a parent tag prints. */
static void
trim_override(struct pairing *c, struct rt_tag *tag)
{
    size_t at;

    if (tag->kind == RT_TAG_CLOSE) {
        tag->alone = tag->begins_line;
        tag->from = tag->alone ? tag->margin : tag->from;
    } else {
        tag->alone = blank_after(c, tag->end, &at);
        tag->to = tag->alone ? at : tag->to;
    }
}

static void
take_lines(struct pairing *c)
{
    for (size_t i = 0; i < c->n_tags; i++) {
        struct rt_tag *tag = &c->tags[i];

        if (tag->kind == RT_TAG_VALUE || tag->kind == RT_TAG_RAW)
            continue;
        look_before(c, tag);
        if (tag->override)
            trim_override(c, tag);
        else if (tag->kind == RT_TAG_PARENT)
            stand_alone(c, tag, &c->tags[tag->partner]);
        else if (tag->kind != RT_TAG_CLOSE ||
                 c->tags[tag->partner].kind != RT_TAG_PARENT)
            stand_alone(c, tag, tag);
    }
}

enum rt_code
rt_tmpl_pair(const char *name, const char *src, size_t len, struct rt_tag *tags,
             size_t n, struct rt_err *err)
{
    struct pairing c = {name, src, len, tags, n, err};
    enum rt_code rc = pair_tags(&c);

    if (rc == RT_OK)
        take_lines(&c);
    return rc;
}
