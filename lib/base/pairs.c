#include "base/pairs.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

void
rt_pairs_add(struct rt_pairs *p, struct rt_arena *a, const char *name,
             const char *value)
{
    if (p->n == p->room) {
        size_t room = p->room != 0 ? p->room * 2 : 8;
        struct rt_pair *list = rt_alloc_n(a, room, sizeof *list);

        if (p->n != 0)
            memcpy(list, p->list, p->n * sizeof *list);
        p->list = list;
        p->room = room;
    }
    p->list[p->n++] = (struct rt_pair){.name = name, .value = value};
}

const char *
rt_pairs_get(const struct rt_pairs *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->list[i].name, name) == 0)
            return p->list[i].value;
    return NULL;
}

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decode one name or value into `a`. */
static enum rt_code
decode(const char *s, size_t len, struct rt_arena *a, char **out,
       struct rt_err *err)
{
    char *text = rt_alloc(a, len + 1);
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        char c = s[i] == '+' ? ' ' : s[i];

        if (c == '%') {
            int high = i + 2 < len ? hex_value(s[i + 1]) : -1;
            int low = high >= 0 ? hex_value(s[i + 2]) : -1;

            if (low < 0)
                return rt_fail_key(err, RT_EINVAL, "bad_escape", "value",
                                   rt_strndup(a, s, len), NULL);
            c = (char)(high << 4 | low);
            i += 2;
        }
        text[n++] = c;
    }
    if (memchr(text, '\0', n) != NULL || !rt_utf8_valid(text, n))
        return rt_fail_key(err, RT_EINVAL, "bad_utf8", "value",
                           rt_strndup(a, s, len), NULL);
    *out = text;
    return RT_OK;
}

/* Add the pair "name=value" of `len` bytes; an empty piece gives no pair. */
static enum rt_code
add_piece(const char *s, size_t len, struct rt_arena *a, struct rt_pairs *out,
          struct rt_err *err)
{
    const char *eq = memchr(s, '=', len);
    size_t name_len = eq != NULL ? (size_t)(eq - s) : len;
    char *name, *value = "";
    enum rt_code rc;

    if (len == 0)
        return RT_OK;
    if (out->n == RT_PAIRS_MAX)
        return rt_fail_key(err, RT_ELIMIT, "too_many_values", "max",
                           rt_fmt(a, "%d", RT_PAIRS_MAX), NULL);
    rc = decode(s, name_len, a, &name, err);
    if (rc == RT_OK && eq != NULL)
        rc = decode(eq + 1, len - name_len - 1, a, &value, err);
    if (rc == RT_OK)
        rt_pairs_add(out, a, name, value);
    return rc;
}

enum rt_code
rt_pairs_parse(const char *text, size_t len, struct rt_arena *a,
               struct rt_pairs *out, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    *out = (struct rt_pairs){0};
    while (rc == RT_OK && len != 0) {
        const char *end = memchr(text, '&', len);
        size_t piece = end != NULL ? (size_t)(end - text) : len;
        size_t step = end != NULL ? piece + 1 : piece;

        rc = add_piece(text, piece, a, out, err);
        text += step;
        len -= step;
    }
    return rc;
}

static int
compare(const void *a, const void *b)
{
    const struct rt_pair *x = a, *y = b;
    int by_name = strcmp(x->name, y->name);

    return by_name != 0 ? by_name : strcmp(x->value, y->value);
}

void
rt_pairs_sort(struct rt_pairs *p)
{
    if (p->n > 1)
        qsort(p->list, p->n, sizeof *p->list, compare);
}

char *
rt_pairs_format(const struct rt_pairs *p, struct rt_arena *a)
{
    struct rt_buf b;
    char *text;

    rt_buf_init(&b, 0);
    for (size_t i = 0; i < p->n; i++) {
        if (i != 0)
            rt_buf_char(&b, '&');
        rt_buf_url(&b, p->list[i].name, strlen(p->list[i].name));
        rt_buf_char(&b, '=');
        rt_buf_url(&b, p->list[i].value, strlen(p->list[i].value));
    }
    text = rt_strndup(a, rt_buf_cstr(&b), b.len);
    rt_buf_fini(&b);
    return text;
}
