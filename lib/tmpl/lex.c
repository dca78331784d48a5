#include "tmpl/node.h"

#include <stdlib.h>
#include <string.h>

struct delimiter {
    const char *s; /* points into the source or to a constant */
    size_t len;
};

struct lexer {
    struct rt_arena *a;
    const char *file, *src;
    size_t len, at;
    unsigned line; /* length of `at` */
    struct delimiter open, close;
    struct rt_err *err;
};

static enum rt_tag_kind
kind_of(char sigil)
{
    switch (sigil) {
    case '{':
    case '&':
        return RT_TAG_RAW;
    case '#':
        return RT_TAG_SECTION;
    case '^':
        return RT_TAG_INVERTED;
    case '/':
        return RT_TAG_CLOSE;
    case '>':
        return RT_TAG_PARTIAL;
    case '<':
        return RT_TAG_PARENT;
    case '$':
        return RT_TAG_BLOCK;
    case '!':
        return RT_TAG_COMMENT;
    case '=':
        return RT_TAG_DELIMITER;
    default:
        return RT_TAG_VALUE;
    }
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static enum rt_code
bad(const struct lexer *x, unsigned line, const char *what)
{
    return rt_fail(x->err, RT_EINVAL, "%s.mustache:%u: %s", x->file, line,
                   what);
}

static void
advance(struct lexer *x, size_t to)
{
    for (; x->at < to; x->at++)
        x->line += x->src[x->at] == '\n';
}

static size_t
skip_space(const struct lexer *x, size_t at)
{
    while (at < x->len && is_space(x->src[at]))
        at++;
    return at;
}

/* Position of `lead` (unless NUL) and the closing delimiter, searched from
 * `at` on. */
static const char *
find_close(const struct lexer *x, size_t at, char lead)
{
    char pattern[RT_TMPL_DELIMITER + 1] = {lead};
    size_t n = lead != '\0';

    memcpy(pattern + n, x->close.s, x->close.len);
    return memmem(x->src + at, x->len - at, pattern, n + x->close.len);
}

/* Read two words without '=': the delimiters from here on. */
static bool
set_delimiters(struct lexer *x, const char *name)
{
    const char *open = name;
    size_t open_len = strcspn(open, " \t\r\n=");
    const char *close = open + open_len + strspn(open + open_len, " \t\r\n");
    size_t close_len = strcspn(close, " \t\r\n=");

    if (open_len == 0 || close_len == 0 || close[close_len] != '\0' ||
        open_len > RT_TMPL_DELIMITER || close_len > RT_TMPL_DELIMITER)
        return false;
    x->open = (struct delimiter){open, open_len};
    x->close = (struct delimiter){close, close_len};
    return true;
}

/* A name has no blanks or control characters, and the parts of a dotted name
 * are not empty. */
static bool
name_valid(const char *name, size_t len, enum rt_tag_kind kind)
{
    bool dotted = kind == RT_TAG_VALUE || kind == RT_TAG_RAW ||
                  kind == RT_TAG_SECTION || kind == RT_TAG_INVERTED;

    for (size_t i = 0; i < len; i++)
        if ((unsigned char)name[i] <= ' ' || name[i] == 0x7f)
            return false;
    if (len == 0)
        return false;
    if (!dotted || (len == 1 && name[0] == '.'))
        return true;
    return name[0] != '.' && name[len - 1] != '.' &&
           memmem(name, len, "..", 2) == NULL;
}

/* Read the tag whose opening delimiter is at `start`. */
static enum rt_code
read_tag(struct lexer *x, size_t start, struct rt_tag *tag)
{
    size_t at = skip_space(x, start + x->open.len);
    char sigil = at < x->len ? x->src[at] : '\0';
    enum rt_tag_kind kind = kind_of(sigil);
    char lead = sigil == '{' ? '}' : sigil == '=' ? '=' : '\0';
    const char *close;
    size_t end;

    at = kind != RT_TAG_VALUE ? at + 1 : at;
    *tag = (struct rt_tag){.kind = kind, .line = x->line, .start = start};
    close = find_close(x, at, lead);
    if (close == NULL)
        return bad(x, tag->line, "the tag is not closed");
    tag->end = (size_t)(close - x->src) + (lead != '\0') + x->close.len;
    at = skip_space(x, at);
    end = (size_t)(close - x->src);
    while (end > at && is_space(x->src[end - 1]))
        end--;
    tag->name = rt_strndup(x->a, x->src + at, end > at ? end - at : 0);
    if (kind == RT_TAG_DELIMITER && !set_delimiters(x, tag->name))
        return bad(x, tag->line, "bad delimiters");
    if (kind < RT_TAG_COMMENT && !name_valid(tag->name, end - at, kind))
        return bad(x, tag->line, "bad name in a tag");
    tag->from = tag->start;
    tag->to = tag->end;
    return RT_OK;
}

enum rt_code
rt_tmpl_lex(struct rt_arena *a, const char *file, const char *src, size_t len,
            struct rt_tag **tags, size_t *n, struct rt_err *err)
{
    struct lexer x = {a, file, src, len, 0, 1, {"{{", 2}, {"}}", 2}, err};
    enum rt_code rc = RT_OK;
    size_t room = 0;

    *tags = NULL;
    *n = 0;
    while (rc == RT_OK) {
        const char *p = memmem(src + x.at, len - x.at, x.open.s, x.open.len);

        if (p == NULL)
            break;
        if (*n == room) {
            room = room * 2 + 16;
            *tags = rt_heap_grow(*tags, room, sizeof **tags);
        }
        advance(&x, (size_t)(p - src));
        rc = read_tag(&x, x.at, &(*tags)[*n]);
        if (rc == RT_OK)
            advance(&x, (*tags)[(*n)++].end);
    }
    return rc;
}
