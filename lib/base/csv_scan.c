#include "base/csv_scan.h"

#include "base/arena.h"

#include <stdlib.h>

enum { STOP_PLAIN = 1, STOP_QUOTED = 2, GUESS_ROWS = 50 };

void
rt_csv_scan_init(struct rt_csv_scan *s, char separator)
{
    *s = (struct rt_csv_scan){.separator = separator};
    s->stops[(unsigned char)separator] |= STOP_PLAIN;
    if (separator == RT_CSV_BLANKS)
        s->stops['\t'] |= STOP_PLAIN;
    s->stops['\r'] |= STOP_PLAIN;
    s->stops['\n'] |= STOP_PLAIN | STOP_QUOTED;
    s->stops['\0'] |= STOP_PLAIN | STOP_QUOTED;
    s->stops['"'] |= STOP_QUOTED;
}

void
rt_csv_scan_fini(struct rt_csv_scan *s)
{
    free(s->fields);
    s->fields = NULL;
}

static enum rt_csv_found
refuse(struct rt_csv_scan *s, enum rt_code code, const char *key)
{
    s->code = code;
    s->key = key;
    return RT_CSV_REFUSED;
}

/* Go from `p` to the next byte of class `stop`.  LF belongs to every class, so
 * the LF at `end` stops the search. */
static const char *
run(struct rt_csv_scan *s, const char *p, unsigned stop)
{
    unsigned char high = 0;

    while ((s->stops[(unsigned char)*p] & stop) == 0)
        high |= (unsigned char)*p++;
    s->high = s->high || high >= 0x80;
    return p;
}

static enum rt_csv_found
add_field(struct rt_csv_scan *s, const char *from, const char *to, bool quoted)
{
    size_t len = (size_t)(to - from);

    if (len > RT_CSV_FIELD_MAX)
        return refuse(s, RT_ELIMIT, "csv_long_field");
    if (s->n == RT_CSV_FIELDS_MAX)
        return refuse(s, RT_ELIMIT, "csv_many_fields");
    if (s->n == s->room) {
        s->room = s->room * 2 + 16;
        s->fields = rt_heap_grow(s->fields, s->room, sizeof *s->fields);
    }
    s->fields[s->n++] = (struct rt_csv_field){from, len, quoted};
    return RT_CSV_RECORD;
}

/* Scan a field in quotes.  `*pp` is at the opening quote and moves to the byte
 * after the closing one. */
static enum rt_csv_found
quoted_field(struct rt_csv_scan *s, const char **pp, const char *end, bool eof)
{
    const char *from = *pp + 1, *p = from;

    for (;; p++) {
        p = run(s, p, STOP_QUOTED);
        if (p - from > RT_CSV_FIELD_MAX)
            return refuse(s, RT_ELIMIT, "csv_long_field");
        if (p == end)
            return eof ? refuse(s, RT_EINVAL, "csv_open_quote") : RT_CSV_MORE;
        if (*p == '\0')
            return refuse(s, RT_EINVAL, "csv_nul");
        if (*p == '\n') {
            s->lines++;
            continue;
        }
        if (p + 1 == end && !eof)
            return RT_CSV_MORE;
        if (p + 1 == end || p[1] != '"')
            break;
        s->doubled = true;
        p++;
    }
    *pp = p + 1;
    return add_field(s, from, p, true);
}

static enum rt_csv_found
plain_field(struct rt_csv_scan *s, const char **pp)
{
    const char *from = *pp;

    *pp = run(s, from, STOP_PLAIN);
    return add_field(s, from, *pp, false);
}

/* Scan a line end at `p` and set `next`. */
static enum rt_csv_found
end_line(struct rt_csv_scan *s, const char *p, const char *end, bool eof)
{
    if (*p == '\r' && p + 1 == end && !eof)
        return RT_CSV_MORE;
    if (*p == '\r' && p + 1 < end && p[1] != '\n')
        return refuse(s, RT_EINVAL, "csv_stray_cr");
    p += *p == '\r' && p + 1 < end ? 2 : 1;
    s->lines++;
    s->next = p;
    return RT_CSV_RECORD;
}

static const char *
skip_blanks(const char *p)
{
    while (*p == ' ' || *p == '\t')
        p++;
    return p;
}

/* Scan what follows a field: move `*pp` to the next field, or set `next`. */
static enum rt_csv_found
end_field(struct rt_csv_scan *s, const char **pp, const char *end, bool eof)
{
    const char *p = *pp;

    if (s->separator == RT_CSV_BLANKS)
        p = skip_blanks(p);
    if (p == end) {
        s->next = eof ? p : NULL;
        return eof ? RT_CSV_RECORD : RT_CSV_MORE;
    }
    if (*p == '\n' || *p == '\r')
        return end_line(s, p, end, eof);
    if (*p == '\0')
        return refuse(s, RT_EINVAL, "csv_nul");
    if (s->separator == RT_CSV_BLANKS)
        *pp = p;
    else if (*p == s->separator)
        *pp = p + 1;
    else
        return refuse(s, RT_EINVAL, "csv_after_quote");
    return RT_CSV_RECORD;
}

enum rt_csv_found
rt_csv_scan(struct rt_csv_scan *s, const char *p, const char *end, bool eof)
{
    const char *start = p;
    bool blanks = s->separator == RT_CSV_BLANKS;
    enum rt_csv_found found = RT_CSV_RECORD;

    s->n = 0;
    s->lines = 0;
    s->high = s->doubled = false;
    s->next = NULL;
    if (blanks)
        p = skip_blanks(p);
    while (s->next == NULL && found == RT_CSV_RECORD) {
        if (*p == '"' && !blanks)
            found = quoted_field(s, &p, end, eof);
        else
            found = plain_field(s, &p);
        if (found == RT_CSV_RECORD && p - start > RT_CSV_RECORD_MAX)
            found = refuse(s, RT_ELIMIT, "csv_long_record");
        if (found == RT_CSV_RECORD)
            found = end_field(s, &p, end, eof);
    }
    if (found == RT_CSV_MORE && end - start > RT_CSV_RECORD_MAX)
        return refuse(s, RT_ELIMIT, "csv_long_record");
    return found;
}

/* How evenly a separator splits the lines. */
struct split {
    size_t fields; /* of the first line */
    size_t rows, same;
};

static struct split
try_separator(char separator, const char *p, const char *end, bool eof)
{
    struct split out = {0};
    struct rt_csv_scan s;

    rt_csv_scan_init(&s, separator);
    while (p < end && out.rows < GUESS_ROWS &&
           rt_csv_scan(&s, p, end, eof) == RT_CSV_RECORD) {
        bool empty = s.n == 1 && s.fields[0].len == 0;

        p = s.next;
        if (empty)
            continue;
        if (out.rows == 0)
            out.fields = s.n;
        out.rows++;
        out.same += s.n == out.fields;
    }
    rt_csv_scan_fini(&s);
    return out;
}

/* > 0: `a` is the better separator. */
static int
compare(struct split a, struct split b)
{
    size_t x = a.same * b.rows, y = b.same * a.rows;

    if (x != y)
        return x > y ? 1 : -1;
    return (a.fields > b.fields) - (a.fields < b.fields);
}

enum rt_code
rt_csv_guess_separator(const char *p, const char *end, bool eof, char *out)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    struct split best = {0};
    enum rt_code rc = RT_OK;

    *out = ',';
    for (size_t i = 0; i < sizeof candidates; i++) {
        struct split s = try_separator(candidates[i], p, end, eof);
        int better = best.fields == 0 ? 1 : compare(s, best);

        if (s.fields < 2 || better < 0)
            continue;
        rc = better == 0 ? RT_NONE : RT_OK;
        if (better > 0) {
            best = s;
            *out = candidates[i];
        }
    }
    return rc;
}
