#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"
#include "../tap.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

/* A source that gives one text `times` times, then another one. */
struct input {
    const char *text;
    size_t len, at;
    uint64_t times;
    const char *tail;
    size_t tail_len;
    uint64_t tail_times;
};

static enum rt_code
give(void *arg, void *buf, size_t size, size_t *got, struct rt_err *err)
{
    struct input *in = arg;

    (void)err;
    if (in->times > 0 && in->at == in->len) {
        in->at = 0;
        in->times--;
    }
    if (in->times == 0 && in->tail != NULL) {
        *in = (struct input){
            .text = in->tail, .len = in->tail_len, .times = in->tail_times};
    }
    *got = in->times == 0 ? 0 : in->len - in->at;
    if (*got > size)
        *got = size;
    if (*got != 0)
        memcpy(buf, in->text + in->at, *got);
    in->at += *got;
    return RT_OK;
}

/* One record as "LINE:a|b|c\n", or "LINE!key\n" for a refused one; quoted
 * fields are in <>. */
static void
dump_row(struct rt_buf *out, enum rt_code rc, const struct rt_csv_row *row,
         const struct rt_err *err)
{
    rt_buf_fmt(out, "%" PRIu64 "%s", row->line, rc == RT_OK ? ":" : "!");
    if (rc != RT_OK)
        rt_buf_str(out, err->key != NULL ? err->key : err->text);
    for (size_t i = 0; i < row->n; i++) {
        const struct rt_csv_field *f = &row->fields[i];

        rt_buf_str(out, i > 0 ? "|" : "");
        rt_buf_fmt(out, f->quoted ? "<%s>" : "%s", f->s);
        if (strlen(f->s) != f->len)
            rt_buf_str(out, "(wrong length)");
    }
    rt_buf_char(out, '\n');
}

/* Read to the end; records up to line `skip` are not written. */
static void
dump(struct rt_csv *c, uint64_t skip, struct rt_buf *out)
{
    for (;;) {
        struct rt_csv_row row;
        struct rt_err err = {0};
        enum rt_code rc = rt_csv_next(c, &row, &err);

        if (rc == RT_NONE)
            break;
        if (row.line > skip) {
            row.line -= skip;
            dump_row(out, rc, &row, &err);
        }
        if (rc != RT_OK && rc != RT_EINVAL && rc != RT_ELIMIT)
            break;
    }
}

/* All records of a text, or the key of the error that opening it gave. */
static char *
read_all(struct rt_arena *a, struct input in, uint64_t skip,
         const struct rt_csv_options *opt)
{
    struct rt_err err = {0};
    struct rt_csv *c;
    struct rt_buf out;
    char *copy;

    rt_buf_init(&out, 0);
    if (rt_csv_open_read(give, &in, "input", opt, &c, &err) == RT_OK)
        dump(c, skip, &out);
    else
        rt_buf_fmt(&out, "open!%s", err.key);
    rt_csv_close(c);
    copy = rt_strdup(a, rt_buf_cstr(&out));
    rt_buf_fini(&out);
    return copy;
}

struct row {
    const char *what;
    char separator;
    const char *text;
    size_t len;
    const char *want;
};

#define TEXT(s) s, sizeof s - 1

static const struct row rows[] = {
    {"nothing", ',', TEXT(""), ""},
    {"one field", ',', TEXT("a"), "1:a\n"},
    {"two lines", ',', TEXT("a,b\nc,d\n"), "1:a|b\n2:c|d\n"},
    {"no line end at the end", ',', TEXT("a,b\nc,d"), "1:a|b\n2:c|d\n"},
    {"CRLF", ',', TEXT("a,b\r\nc,d\r\n"), "1:a|b\n2:c|d\n"},
    {"CRLF and LF in turn", ',', TEXT("a\r\nb\nc\r\n"), "1:a\n2:b\n3:c\n"},
    {"a CR at the very end", ',', TEXT("a\r\nb,c\r"), "1:a\n2:b|c\n"},
    {"empty fields", ',', TEXT(",\n,,\na,\n"), "1:|\n2:||\n3:a|\n"},
    {"an empty field at the end of the data", ',', TEXT("a,"), "1:a|\n"},
    {"empty lines are passed over and counted", ',', TEXT("\na\n\r\n\nb\n\n"),
     "2:a\n5:b\n"},
    {"an empty quoted field is a record", ',', TEXT("a\n\"\"\n"),
     "1:a\n2:<>\n"},
    {"quotes", ',', TEXT("\"a\",\"b,c\",d\n\"e\""), "1:<a>|<b,c>|d\n2:<e>\n"},
    {"doubled quotes", ',', TEXT("\"a\"\"b\",\"\"\"\",\"\"\"c\"\"\"\n"),
     "1:<a\"b>|<\">|<\"c\">\n"},
    {"doubled quotes without quotes around stand", ',',
     TEXT("a\"\"b,\"\"\"\"\n"), "1:a\"\"b|<\">\n"},
    {"line ends in quotes", ',', TEXT("\"a\nb\r\nc\rd\",e\nf\n"),
     "1:<a\nb\r\nc\rd>|e\n4:f\n"},
    {"a quote inside a field stands for itself", ',', TEXT("5\" disk,b\n"),
     "1:5\" disk|b\n"},
    {"blanks are part of a field", ',', TEXT(" a , b\n"), "1: a | b\n"},
    {"semicolons", ';', TEXT("a;b,c\n\"d;e\";f\n"), "1:a|b,c\n2:<d;e>|f\n"},
    {"tabs", '\t', TEXT("a\t b\t\n"), "1:a| b|\n"},
    {"bars", '|', TEXT("a|b\n"), "1:a|b\n"},
    {"blanks", ' ', TEXT(" 00004 0001\t 2   29.33 \n\n  \nx\r\n"),
     "1:00004|0001|2|29.33\n4:x\n"},
    {"blanks take no quotes", ' ', TEXT("\"a b\" \"\n"), "1:\"a|b\"|\"\n"},
    {"UTF-8", ',', TEXT("имя,\"я\"\"\"\n"), "1:имя|<я\">\n"},
    {"Windows-1251", ',', TEXT("a,\xe8\xec\xff,\"\xb9\"\"\x88\",b\n"),
     "1:a|имя|<№\"€>|b\n"},
    {"a NUL byte", ',', TEXT("a\nb,\0c\nd\n"), "1:a\n2!csv_nul\n3:d\n"},
    {"a NUL byte in quotes", ',', TEXT("\"b\n\0c\"\nd\n"),
     "1!csv_nul\n2!csv_nul\n3:d\n"},
    {"a CR in a line", ',', TEXT("a\rb\nc\n"), "1!csv_stray_cr\n2:c\n"},
    {"text behind a quote", ',', TEXT("\"a\"b,c\nd\n"),
     "1!csv_after_quote\n2:d\n"},
    {"a NUL behind a quote", ',', TEXT("\"a\"\0\nd\n"), "1!csv_nul\n2:d\n"},
    {"a CR behind a quote", ',', TEXT("\"a\"\rb\nd\n"),
     "1!csv_stray_cr\n2:d\n"},
    {"a quote that is not closed", ',', TEXT("a\n\"b,c\nd\ne,f"),
     "1:a\n2!csv_open_quote\n3:d\n4:e|f\n"},
    {"a quote that is not closed in the last line", ',', TEXT("a\nb,\"c"),
     "1:a\n2!csv_open_quote\n"},
    {"a quote that is closed lines later", ',', TEXT("\"a,b\nc\n\"d\",e\nf\n"),
     "1!csv_after_quote\n2:c\n3:<d>|e\n4:f\n"},
    {"Windows-1251 has a hole", ',',
     TEXT("\xe8\xec\xff \xea\xeb\xe8\xe5\xed\xf2\xe0\n\x98\nb\n"),
     "1:имя клиента\n2!csv_bad_byte\n3:b\n"},
};

static void
test_rows(struct rt_arena *a)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct input in = {
            .text = rows[i].text, .len = rows[i].len, .times = 1};
        struct rt_csv_options opt = {.separator = rows[i].separator};

        is_str(read_all(a, in, 0, &opt), rows[i].want, rows[i].what);
    }
}

/* The same after one long line, so that the first read ends at each byte of the
 * text in turn. */
static void
test_cut(struct rt_arena *a, const struct row *row)
{
    struct rt_csv_options opt = {.separator = row->separator};
    char *text = malloc(RT_CSV_PROBE + 64);
    size_t bad = 0;

    memset(text, 'x', RT_CSV_PROBE);
    for (size_t k = 0; k <= row->len; k++) {
        size_t len = RT_CSV_PROBE - k;
        struct input in = {.text = text, .len = len + row->len, .times = 1};

        text[len - 1] = '\n';
        memcpy(text + len, row->text, row->len);
        bad += strcmp(read_all(a, in, 1, &opt), row->want) != 0;
        memset(text + len - 1, 'x', row->len + 1);
    }
    free(text);
    is_int((int64_t)bad, 0, row->what);
}

static const struct {
    const char *what, *text;
    size_t len;
    const char *want;
    char separator;
    enum rt_charset charset;
} detected[] = {
    {"one column", TEXT("a\n1\n"), "1:a\n2:1\n", ','},
    {"commas", TEXT("a,b\n1,2\n"), "1:a|b\n2:1|2\n", ','},
    {"semicolons with decimal commas", TEXT("a;b\n1,5;2,5\n"),
     "1:a|b\n2:1,5|2,5\n", ';'},
    {"tabs with commas in the text", TEXT("a, b\tc\n1\t2\n"),
     "1:a, b|c\n2:1|2\n", '\t'},
    {"commas in quotes do not count", TEXT("\"a,b\";c\n\"1,2\";3\n"),
     "1:<a,b>|c\n2:<1,2>|3\n", ';'},
    {"of two that fit the one with more columns", TEXT("a;b,c;d\n1;2,3;4\n"),
     "1:a|b,c|d\n2:1|2,3|4\n", ';'},
    {"two separators that cannot be told apart", TEXT("a;b,c\n1;2,3\n"),
     "open!csv_unclear_separator", 0},
    {"a byte order mark is UTF-8",
     TEXT("\xef\xbb\xbf"
          "a,b\n1,я\n"),
     "1:a|b\n2:1|я\n", ',', RT_CHARSET_UTF8},
    {"in front of a quote", TEXT("\xef\xbb\xbf\"a\",b\n"), "1:<a>|b\n", ',',
     RT_CHARSET_UTF8},
    {"nothing but a byte order mark", TEXT("\xef\xbb\xbf"), "", ',',
     RT_CHARSET_UTF8},
    {"Windows-1251", TEXT("\xe8\xec\xff;b\n"), "1:имя|b\n", ';',
     RT_CHARSET_CP1251},
    {"one letter of Windows-1251 at the end", TEXT("a,b\n1,\xd0"),
     "1:a|b\n2:1|Р\n", ',', RT_CHARSET_CP1251},
    {"a damaged line in UTF-8", TEXT("я\nабвгдеёжзи\n\"б\nв\xff\"\nг\n"),
     "1:я\n2:абвгдеёжзи\n3!csv_bad_utf8\n5:г\n", ',', RT_CHARSET_UTF8},
    {"two byte order marks",
     TEXT("\xef\xbb\xbf\xef\xbb\xbf"
          "a,b\n"),
     "1:a|b\n", ',', RT_CHARSET_UTF8},
    {"bars", TEXT("a|b;c\n1|2\n"), "1:a|b;c\n2:1|2\n", '|'},
    {"CP866", TEXT("a;\x81\xa5\xa7\xab\xa8\xac\xa8\xe2\n"), "1:a|Безлимит\n",
     ';', RT_CHARSET_CP866},
    {"KOI8-R", TEXT("a;\xe2\xc5\xda\xcc\xc9\xcd\xc9\xd4\n"), "1:a|Безлимит\n",
     ';', RT_CHARSET_KOI8R},
    {"an unclear encoding", TEXT("a;Jos\xe9\nb;Z\xfcrich\n"),
     "open!csv_unclear_charset", 0},
    {"UTF-16",
     TEXT("\xff\xfe"
          "a\0,\0\x4f\x04\n\0"),
     "1:a|я\n", ',', RT_CHARSET_UTF16LE},
    {"UTF-16, big end first", TEXT("\xfe\xff\0a\0,\x04\x4f\0\n"), "1:a|я\n",
     ',', RT_CHARSET_UTF16BE},
    {"UTF-16 without a mark", TEXT("a\0;\0b\0\r\0\n\0\x31\0;\0\x32\0"),
     "1:a|b\n2:1|2\n", ';', RT_CHARSET_UTF16LE},
    {"UTF-16 with half a pair", TEXT("a\0,\0b\0\n\0\x3d\xd8\n\0c\0,\0d\0\n\0"),
     "1:a|b\n2!csv_bad_utf16\n3:c|d\n", ',', RT_CHARSET_UTF16LE},
    {"a PDF", TEXT("%PDF-1.4\n"), "open!file_is_pdf", 0},
    {"lines that end in CR alone", TEXT("a,b\r1,2\r"), "open!csv_cr_lines", 0},
};

static void
test_detected(struct rt_arena *a)
{
    for (size_t i = 0; i < sizeof detected / sizeof *detected; i++) {
        struct input in = {
            .text = detected[i].text, .len = detected[i].len, .times = 1};
        struct input again = in;
        struct rt_csv_row row;
        struct rt_csv *c;

        is_str(read_all(a, in, 0, NULL), detected[i].want, detected[i].what);
        if (rt_csv_open_read(give, &again, "input", NULL, &c, NULL) != RT_OK)
            continue;
        while (rt_csv_next(c, &row, NULL) != RT_NONE)
            ;
        ok(rt_csv_separator(c) == detected[i].separator, "its separator");
        ok(rt_csv_charset(c) == detected[i].charset, "its encoding");
        is_int((int64_t)rt_csv_offset(c), (int64_t)detected[i].len,
               "all of it was read");
        rt_csv_close(c);
    }
}

/* More ASCII than is looked at first, then `tail`. */
static void
test_late(struct rt_arena *a, const char *tail, const char *want,
          const char *what)
{
    struct input in = {.text = "a,b\n",
                       .len = 4,
                       .times = RT_CSV_PROBE / 4 + 100,
                       .tail = tail,
                       .tail_len = strlen(tail),
                       .tail_times = 1};

    is_str(read_all(a, in, RT_CSV_PROBE / 4 + 100, NULL), want, what);
}

static void
test_bad_byte(void)
{
    static const char text[] = "яяяяяяяяяя\n\"б\nяв\xff\"\n";
    struct input in = {.text = text, .len = sizeof text - 1, .times = 1};
    struct rt_err err = {0};
    struct rt_csv_row row;
    struct rt_csv *c;

    is_int(rt_csv_open_read(give, &in, "input", NULL, &c, &err), RT_OK,
           "a text with a damaged byte");
    is_int(rt_csv_next(c, &row, &err), RT_OK, "its good record");
    is_int(rt_csv_next(c, &row, &err), RT_EINVAL, "its damaged one");
    is_str(err.text, "csv_bad_utf8 line=3 byte=5",
           "line and byte are those of the damage");
    is_int((int64_t)row.line, 2, "the line is that of the record");
    ok(row.n == 0, "it has no fields");
    rt_csv_close(c);
}

/* Each record as "LINE:FIELDS/LENGTH OF THE FIRST " or "LINE!key ". */
static char *
brief(struct rt_arena *a, const struct rt_buf *text)
{
    struct input in = {.text = text->data, .len = text->len, .times = 1};
    struct rt_csv_options opt = {.separator = ','};
    struct rt_csv_row row;
    struct rt_csv *c;
    enum rt_code rc;
    char *out = rt_strdup(a, "");

    if (rt_csv_open_read(give, &in, "input", &opt, &c, NULL) != RT_OK)
        return out;
    do {
        struct rt_err err = {0};

        rc = rt_csv_next(c, &row, &err);
        if (rc == RT_OK)
            out = rt_fmt(a, "%s%" PRIu64 ":%zu/%zu ", out, row.line, row.n,
                         row.fields[0].len);
        else if (rc != RT_NONE)
            out = rt_fmt(a, "%s%" PRIu64 "!%s ", out, row.line, err.key);
    } while (rc != RT_NONE);
    rt_csv_close(c);
    return out;
}

/* The text `head`, then pieces up to `len` bytes, then `tail`. */
struct built {
    const char *what, *head, *piece;
    size_t len;
    const char *tail, *want;
};

static void
test_built(struct rt_arena *a, const struct built *t)
{
    size_t n = strlen(t->piece);
    struct rt_buf b;

    rt_buf_init(&b, 0);
    rt_buf_str(&b, t->head);
    while (b.len < t->len)
        rt_buf_add(&b, t->piece, t->len - b.len < n ? t->len - b.len : n);
    rt_buf_str(&b, t->tail);
    is_str(brief(a, &b), t->want, t->what);
    rt_buf_fini(&b);
}

static void
test_limits(struct rt_arena *a)
{
    static const struct built fields[] = {
        {"a field of 1 MiB", "", "x", RT_CSV_FIELD_MAX, "\nab\n",
         "1:1/1048576 2:1/2 "},
        {"one byte more", "", "x", RT_CSV_FIELD_MAX + 1, "\nab\n",
         "1!csv_long_field 2:1/2 "},
        {"1 MiB in quotes", "\"", "x", RT_CSV_FIELD_MAX + 1, "\"\nab\n",
         "1:1/1048576 2:1/2 "},
        {"one byte more", "\"", "x", RT_CSV_FIELD_MAX + 2, "\"\nab\n",
         "1!csv_long_field 2:1/2 "},
        {"a long field that is longer than all that is held", "", "x", 40 << 20,
         "\nab\n", "1!csv_long_field 2:1/2 "},
        {"and has no end", "", "x", 20 << 20, "", "1!csv_long_field "},
        {"4096 fields", "", ",", RT_CSV_FIELDS_MAX - 1, "\nab\n",
         "1:4096/0 2:1/2 "},
        {"one more", "", ",", RT_CSV_FIELDS_MAX, "\nab\n",
         "1!csv_many_fields 2:1/2 "},
    };
    static char piece[65537];
    const struct built records[] = {
        {"a record of 10 MiB", "", piece, RT_CSV_RECORD_MAX, "\nab\n",
         "1:161/65535 2:1/2 "},
        {"one byte more", "", piece, RT_CSV_RECORD_MAX + 1, "\nab\n",
         "1!csv_long_record 2:1/2 "},
        {"20 MiB", "", piece, 20 << 20, "\nab\n", "1!csv_long_record 2:1/2 "},
    };

    memset(piece, 'x', 65535);
    piece[65535] = ',';
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        test_built(a, &fields[i]);
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        test_built(a, &records[i]);
}

/* A quote that is not closed within the length of a field: the lines after the
 * first are read as lines. */
static void
test_open_quote(void)
{
    static const char head[] = "\"open\n", line[] = "1,2,3\n";
    struct input in = {.text = head,
                       .len = sizeof head - 1,
                       .times = 1,
                       .tail = line,
                       .tail_len = sizeof line - 1,
                       .tail_times = 500000};
    struct rt_csv_options opt = {.separator = ','};
    int n_good = 0, n_bad = 0;
    struct rt_csv_row row;
    struct rt_csv *c;
    enum rt_code rc;

    is_int(rt_csv_open_read(give, &in, "input", &opt, &c, NULL), RT_OK,
           "a quote that stays open");
    while ((rc = rt_csv_next(c, &row, NULL)) != RT_NONE) {
        n_good += rc == RT_OK && row.n == 3;
        n_bad += rc == RT_ELIMIT && row.line == 1;
    }
    is_int(n_bad, 1, "spoils its own line");
    is_int(n_good, 500000, "and no other");
    rt_csv_close(c);
}

/* Reading 200 MB does not make the process grow. */
static void
test_memory(void)
{
    static const char line[] =
        "12345,2004-04-15,\"Иванов, Пётр\",1234.56,north,\"a \"\"b\"\"\"\n";
    size_t len = sizeof line - 1, n = 1000;
    char *block = malloc(len * n);
    struct input in = {.text = block, .len = len * n, .times = 3200};
    struct rusage before, after;
    struct rt_csv_row row;
    uint64_t records = 0, fields = 0;
    struct rt_csv *c;

    for (size_t i = 0; i < n; i++)
        memcpy(block + i * len, line, len);
    is_int(rt_csv_open_read(give, &in, "input", NULL, &c, NULL), RT_OK,
           "a long stream");
    getrusage(RUSAGE_SELF, &before);
    for (; rt_csv_next(c, &row, NULL) == RT_OK; records++)
        fields += row.n;
    getrusage(RUSAGE_SELF, &after);
    ok(rt_csv_offset(c) > 200000000, "of more than 200 MB");
    is_int((int64_t)records, 3200000, "all its records come");
    is_int((int64_t)fields, 6 * 3200000, "with all their fields");
    ok(after.ru_maxrss - before.ru_maxrss < 4096,
       "and memory grows by less than 4 MiB");
    rt_csv_close(c);
    free(block);
}

static enum rt_code
give_then_fail(void *arg, void *buf, size_t size, size_t *got,
               struct rt_err *err)
{
    int *calls = arg;

    *got = 0;
    if (size < 8 || (*calls)++ > 2 * RT_CSV_PROBE / 8)
        return rt_fail(err, RT_EIO, "the line is cut");
    memcpy(buf, "abc,def\n", 8);
    *got = 8;
    return RT_OK;
}

static void
test_read_error(void)
{
    struct rt_err err = {0};
    struct rt_csv_row row;
    struct rt_csv *c;
    int calls = 0, records = 0;

    is_int(rt_csv_open_read(give_then_fail, &calls, "input", NULL, &c, &err),
           RT_OK, "a source that fails later");
    while (rt_csv_next(c, &row, &err) == RT_OK)
        records++;
    is_int(records, 2 * RT_CSV_PROBE / 8 + 1, "gives what came before");
    is_str(err.text, "the line is cut", "then the error");
    err = (struct rt_err){0};
    is_int(rt_csv_next(c, &row, &err), RT_EIO, "again and again");
    is_str(err.text, "the line is cut", "with the same words");
    rt_csv_close(c);
}

static void
write_gz(const char *path, const char *mode, const char *line, int n)
{
    gzFile gz = gzopen(path, mode);

    for (int i = 0; i < n; i++)
        gzputs(gz, line);
    if (gz == NULL || gzclose(gz) != Z_OK)
        abort();
}

/* Read a file to its end; the result in words. */
static enum rt_code
read_file(const char *path, int *records, struct rt_err *err)
{
    struct rt_csv_row row;
    struct rt_csv *c;
    enum rt_code rc = rt_csv_open(path, NULL, &c, err);

    *records = 0;
    while (rc == RT_OK) {
        rc = rt_csv_next(c, &row, err);
        *records += rc == RT_OK && row.n == 2 && row.fields[1].len == 7;
    }
    rt_csv_close(c);
    return rc;
}

static void
test_files(void)
{
    const char *tmp = getenv("TMPDIR");
    struct rt_err err = {0};
    struct rt_csv *c = NULL;
    char path[256];
    int n, fd;

    snprintf(path, sizeof path, "%s/csv-XXXXXX", tmp != NULL ? tmp : "/tmp");
    fd = mkstemp(path);
    write_gz(path, "wbT", "abc,defghij\n", 1000);
    is_int(read_file(path, &n, &err), RT_NONE, "a plain file");
    is_int(n, 1000, "all of it");
    is_int(rt_csv_open_fd(fd, "pipe", NULL, &c, &err), RT_OK, "a descriptor");
    rt_csv_close(c);
    ok(fcntl(fd, F_GETFD) == -1, "the source is closed with the reader");
    write_gz(path, "wb", "abc,defghij\n", 500000);
    is_int(read_file(path, &n, &err), RT_NONE, "a gzip file");
    is_int(n, 500000, "all of it");
    if (truncate(path, 10000) != 0)
        abort();
    is_int(read_file(path, &n, &err), RT_EBROKEN, "cut short");
    is_str(err.key, "csv_bad_gzip", "the error says that it is damaged");
    ok(n > 1000 && n < 500000, "after the records in front of the cut");
    unlink(path);
    err = (struct rt_err){0};
    is_int(read_file(path, &n, &err), RT_EIO, "no such file");
    is_str(err.key, "csv_cannot_open", "its key");
    ok(strstr(err.text, path) != NULL, "the file is named");
    err = (struct rt_err){0};
    is_int(read_file("/", &n, &err), RT_EIO, "a folder");
    is_str(err.key, "csv_cannot_read", "its key");
}

int
main(void)
{
    struct rt_arena *a = rt_arena_new();

    test_rows(a);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        test_cut(a, &rows[i]);
    test_detected(a);
    test_late(a, "имя,б\n1,2\n", "1:имя|б\n2:1|2\n",
              "UTF-8 that begins late is seen");
    test_late(a, "\xe8\xec\xff,b\n1,2\n", "1:имя|b\n2:1|2\n",
              "so is Windows-1251");
    test_late(a, "имя,абвгдеёжзи\n\xff,b\nя,2\n",
              "1:имя|абвгдеёжзи\n2!csv_bad_utf8\n3:я|2\n",
              "a damaged line in it is refused");
    test_bad_byte();
    test_limits(a);
    test_open_quote();
    test_memory();
    test_read_error();
    test_files();
    rt_arena_free(a);
    return done();
}
