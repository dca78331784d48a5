#include "base/buf.h"
#include "import/workbook.h"
#include "import/zip.h"
#include "../tap.h"

#include <zlib.h>

static void
put_number(struct rt_buf *b, uint64_t v, int n)
{
    for (int i = 0; i < n; i++, v >>= 8)
        rt_buf_char(b, (char)(v & 0xff));
}

/* An unfinished archive: its files and their list. */
struct archive {
    struct rt_buf files, list;
    uint32_t n;
};

/* The common part of the two headers of a file, after their signatures. */
static void
put_head(struct rt_buf *b, int method, uint32_t packed, uint32_t plain,
         const char *name)
{
    put_number(b, 20, 2);
    put_number(b, 0, 2);
    put_number(b, (uint32_t)method, 2);
    put_number(b, 0, 8); /* time, date, checksum; not read */
    put_number(b, packed, 4);
    put_number(b, plain, 4);
    put_number(b, (uint32_t)strlen(name), 2);
    put_number(b, 0, 2);
}

static void
put_bytes(struct archive *z, const char *name, int method, const char *packed,
          size_t n_packed, size_t n_plain)
{
    uint32_t at = (uint32_t)z->files.len;

    rt_buf_str(&z->files, "PK\3\4");
    put_head(&z->files, method, (uint32_t)n_packed, (uint32_t)n_plain, name);
    rt_buf_str(&z->files, name);
    rt_buf_add(&z->files, packed, n_packed);
    rt_buf_str(&z->list, "PK\1\2");
    put_number(&z->list, 20, 2);
    put_head(&z->list, method, (uint32_t)n_packed, (uint32_t)n_plain, name);
    put_number(&z->list, 0, 10);
    put_number(&z->list, at, 4);
    rt_buf_str(&z->list, name);
    z->n++;
}

static void
put_stored(struct archive *z, const char *name, const char *text)
{
    put_bytes(z, name, 0, text, strlen(text), strlen(text));
}

static void
put_deflated(struct archive *z, const char *name, const char *text)
{
    unsigned char out[4096];
    z_stream s = {.next_in = (unsigned char *)(uintptr_t)text,
                  .avail_in = (unsigned)strlen(text),
                  .next_out = out,
                  .avail_out = sizeof out};

    if (deflateInit2(&s, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) !=
            Z_OK ||
        deflate(&s, Z_FINISH) != Z_STREAM_END)
        abort();
    deflateEnd(&s);
    put_bytes(z, name, 8, (char *)out, s.total_out, strlen(text));
}

/* Complete the archive in `files`. */
static void
finish(struct archive *z)
{
    uint32_t at = (uint32_t)z->files.len;

    rt_buf_add(&z->files, rt_buf_cstr(&z->list), z->list.len);
    rt_buf_str(&z->files, "PK\5\6");
    put_number(&z->files, 0, 4);
    put_number(&z->files, z->n, 2);
    put_number(&z->files, z->n, 2);
    put_number(&z->files, (uint32_t)z->list.len, 4);
    put_number(&z->files, at, 4);
    put_number(&z->files, 0, 2);
}

static void
begin(struct archive *z)
{
    rt_buf_init(&z->files, 0);
    rt_buf_init(&z->list, 0);
    z->n = 0;
}

static void
drop(struct archive *z)
{
    rt_buf_fini(&z->files);
    rt_buf_fini(&z->list);
}

static const char book_xml[] =
    "<?xml version=\"1.0\"?><workbook xmlns:r=\"r\"><workbookPr/><sheets>"
    "<sheet name=\"Hidden\" sheetId=\"1\" state=\"hidden\" r:id=\"r1\"/>"
    "<sheet sheetId='2' name='A &amp; &#x42;&#1044;&lt;&gt;&quot;' r:id='r2'/>"
    "<x:sheet name=\"2\" state=\"visible\"></x:sheet></sheets></workbook>";

/* Read a workbook with this XML; the key of the error, NULL for none. */
static const char *
parse(const char *xml, bool deflated, struct rt_arena *a,
      struct rt_workbook *out)
{
    struct archive z;
    const char *key;

    begin(&z);
    put_stored(&z, "[Content_Types].xml", "<Types/>");
    (deflated ? put_deflated : put_stored)(&z, "xl/workbook.xml", xml);
    finish(&z);
    key = rt_workbook_parse(rt_buf_cstr(&z.files), z.files.len, a, out);
    drop(&z);
    return key;
}

static void
test_sheets(struct rt_arena *a)
{
    struct rt_workbook b;
    struct rt_err err = {0};
    size_t at;

    ok(parse(book_xml, false, a, &b) == NULL && b.n == 3, "a stored list");
    ok(parse(book_xml, true, a, &b) == NULL && b.n == 3, "a packed list");
    is_str(b.sheet[1].name, "A & BД<>\"", "a name with entities");
    ok(b.sheet[0].hidden && !b.sheet[1].hidden && !b.sheet[2].hidden,
       "the first one is hidden");
    is_str(rt_workbook_names(&b, 3, a), "\"A & BД<>\"\", \"2\"",
           "the names that are seen");
    is_str(rt_workbook_names(&b, 2, a), "\"A & BД<>\"\"", "but one");
    ok(rt_workbook_pick(&b, "x", NULL, a, &at, &err) == RT_OK && at == 1,
       "the first that is not hidden");
    ok(rt_workbook_pick(&b, "x", "Hidden", a, &at, &err) == RT_OK && at == 0,
       "by name also a hidden one");
    ok(rt_workbook_pick(&b, "x", "2", a, &at, &err) == RT_OK && at == 2,
       "a name comes before a number");
    ok(rt_workbook_pick(&b, "x", "3", a, &at, &err) == RT_OK && at == 2,
       "by number");
    ok(rt_workbook_pick(&b, "x", "4", a, &at, &err) == RT_EINVAL,
       "there is no fourth");
    is_str(err.key, "import_no_sheet", "the error says so");
    ok(rt_workbook_pick(&b, "x", "0", a, &at, NULL) == RT_EINVAL &&
           rt_workbook_pick(&b, "x", "a", a, &at, NULL) == RT_EINVAL,
       "nor one before the first, nor another name");
    ok(parse("<sheets><sheet name=\"a\" state=\"veryHidden\"/></sheets>", false,
             a, &b) == NULL &&
           rt_workbook_pick(&b, "x", NULL, a, &at, &err) == RT_OK && at == 0,
       "where all are hidden, the first");
}

static void
test_1904(struct rt_arena *a)
{
    static const struct {
        const char *attribute;
        bool since_1904, misread;
    } rows[] = {
        {"", false, false},
        {"date1904=\"1\"", true, false},
        {"date1904=\"true\"", true, false},
        {"date1904=\"false\"", false, false},
        {"date1904='0'", false, true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_workbook b;
        char *xml =
            rt_fmt(a, "<workbookPr %s/><sheet name=\"a\"/>", rows[i].attribute);

        ok(parse(xml, false, a, &b) == NULL &&
               b.since_1904 == rows[i].since_1904 &&
               b.misread_1904 == rows[i].misread,
           "\"%s\" as the first day", rows[i].attribute);
    }
}

/* The contents of an archive with one file. */
static const char *
archive_of(const char *name, const char *text, struct rt_arena *a)
{
    struct archive z;
    struct rt_workbook b;
    const char *key;

    begin(&z);
    put_stored(&z, name, text);
    finish(&z);
    key = rt_workbook_parse(rt_buf_cstr(&z.files), z.files.len, a, &b);
    drop(&z);
    return key;
}

static void
test_others(struct rt_arena *a)
{
    struct rt_workbook b;

    is_str(archive_of("contracts.csv", "a,b\n", a), "file_is_zip",
           "an archive");
    is_str(archive_of("xl/workbook.bin", "", a), "file_is_xlsb",
           "a binary workbook");
    is_str(archive_of("mimetype",
                      "application/vnd.oasis.opendocument.spreadsheet", a),
           "file_is_ods", "an OpenDocument spreadsheet");
    is_str(archive_of("mimetype", "application/epub+zip", a), "file_is_zip",
           "a book of another kind");
    is_str(archive_of("word/document.xml", "", a), "file_is_document",
           "a text document");
    is_str(archive_of("XL/Workbook.XML", "<sheet name=\"a\"/>", a) == NULL
               ? "read"
               : "not read",
           "read", "names in capitals");
    is_str(parse("<workbook/>", false, a, &b), "import_book_damaged",
           "a workbook without sheets");
    is_str(parse("<sheet name=\"\xff\"/>", false, a, &b), "import_book_damaged",
           "bytes that are no UTF-8");
    is_str(parse("<sheet name=\"a", false, a, &b), "import_book_damaged",
           "a tag cut short");
}

/* Cut anywhere or with any byte changed, an archive is read or refused. */
static void
test_damaged(struct rt_arena *a)
{
    struct archive z;
    struct rt_workbook b;
    size_t refused = 0;
    char *copy;

    begin(&z);
    put_deflated(&z, "xl/workbook.xml", book_xml);
    finish(&z);
    copy = rt_alloc(a, z.files.len);
    for (size_t n = 0; n < z.files.len; n++) {
        memcpy(copy, rt_buf_cstr(&z.files), n);
        refused += rt_workbook_parse(copy, n, a, &b) != NULL;
    }
    ok(refused == z.files.len, "cut anywhere it is refused");
    for (size_t i = 0; i < z.files.len; i++) {
        memcpy(copy, rt_buf_cstr(&z.files), z.files.len);
        copy[i] = (char)(copy[i] ^ 0xff);
        (void)rt_workbook_parse(copy, z.files.len, a, &b);
    }
    drop(&z);
}

static void
test_limit(struct rt_arena *a)
{
    struct archive z;
    struct rt_zip zip;
    size_t n = 0;

    begin(&z);
    put_deflated(&z, "a.txt", "0123456789");
    finish(&z);
    ok(rt_zip_open(rt_buf_cstr(&z.files), z.files.len, &zip), "an archive");
    ok(rt_zip_read(&zip, "a", "", 10, a, &n) != NULL && n == 10,
       "the largest allowed size");
    ok(rt_zip_read(&zip, "a", "", 9, a, &n) == NULL,
       "one byte less is refused");
    ok(rt_zip_has(&zip, "A.", "TXT") && !rt_zip_has(&zip, "a.t", ".txt") &&
           !rt_zip_has(&zip, "b", ""),
       "a file is found by both ends of its name");
    drop(&z);
}

int
main(void)
{
    struct rt_arena *a = rt_arena_new();

    test_sheets(a);
    test_1904(a);
    test_others(a);
    test_damaged(a);
    test_limit(a);
    rt_arena_free(a);
    return done();
}
