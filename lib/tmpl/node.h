/* What a template consists of, shared by lexer, compiler, linker and renderer;
 * for lib/tmpl only. */
#ifndef RT_TMPL_NODE_H
#define RT_TMPL_NODE_H

#include "tmpl/tmpl.h"

#include <stdint.h>

enum rt_tag_kind {
    RT_TAG_VALUE,
    RT_TAG_RAW,
    RT_TAG_SECTION,
    RT_TAG_INVERTED,
    RT_TAG_CLOSE,
    RT_TAG_PARTIAL,
    RT_TAG_PARENT,
    RT_TAG_BLOCK,
    RT_TAG_COMMENT,
    RT_TAG_DELIMITER
};

/* A tag as it is in the source. */
struct rt_tag {
    enum rt_tag_kind kind;
    unsigned line;
    size_t start, end;  /* its bytes, delimiters included */
    size_t from, to;    /* the same with the whitespace it takes away */
    const char *name;   /* NUL-terminated, trimmed */
    size_t partner;     /* the tag that closes it, or that it closes */
    bool override;      /* a block directly inside a parent tag */
    bool inside_parent; /* the text before it is ignored */
    bool begins_line;   /* except for the blanks from `margin` on */
    size_t margin;      /* the first of the blanks before it */
    bool alone;         /* removes its line; override: begins a line */
    uint32_t node;      /* the node made from it */
};

/* Find all tags.  `*tags` is heap memory, also after a failure; the caller
 * frees it. */
enum rt_code rt_tmpl_lex(struct rt_arena *a, const char *file, const char *src,
                         size_t len, struct rt_tag **tags, size_t *n,
                         struct rt_err *err) RT_CHECK;

/* Fill in partner, override and the blanks around each tag. */
enum rt_code rt_tmpl_pair(const char *name, const char *src, size_t len,
                          struct rt_tag *tags, size_t n,
                          struct rt_err *err) RT_CHECK;

enum rt_node_kind {
    RT_NODE_TEXT,
    RT_NODE_VALUE,
    RT_NODE_RAW,
    RT_NODE_SECTION,
    RT_NODE_INVERTED,
    RT_NODE_PARTIAL,
    RT_NODE_PARENT,  /* its subtree consists of overrides only */
    RT_NODE_BLOCK,   /* its subtree is the default content */
    RT_NODE_OVERRIDE /* the content for a parent's block */
};

/* All nodes are in one array, each before its subtree. */
struct rt_node {
    enum rt_node_kind kind;
    unsigned line;
    /* Text: it begins a line.  Partial, parent, block: it is alone on its
     * line. Override: its content begins a line. */
    bool line_start;
    uint32_t end;     /* index after its subtree */
    const char *text; /* the text, or the full name */
    size_t len;       /* length of the text */
    const char *path; /* the name's parts, each with a NUL; "." has none */
    unsigned parts;
    const char *indent; /* indentation of a partial, parent or block */
    size_t indent_len;
    const struct rt_template
        *target; /* target of a partial or parent, set by link */
};

struct rt_template {
    const char *name;
    struct rt_node *nodes;
    uint32_t n;
    enum { RT_LINK_NEW, RT_LINK_OPEN, RT_LINK_DONE } state;
};

struct rt_tmpl_set {
    struct rt_arena *arena;
    struct rt_template **list; /* sorted by name once linked */
    size_t n;
    bool linked;
};

/* Compile one template into memory of `a`. */
enum rt_code rt_tmpl_compile(struct rt_arena *a, const char *name,
                             const char *text, size_t len,
                             struct rt_template **out,
                             struct rt_err *err) RT_CHECK;

/* A template of a linked set; NULL when there is no such name. */
struct rt_template *rt_tmpl_find(const struct rt_tmpl_set *set,
                                 const char *name);

#endif
