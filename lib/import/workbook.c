#include "import/workbook.h"

#include "base/buf.h"
#include "base/content.h"
#include "base/utf8.h"
#include "import/zip.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORKBOOK_MAX = 4 * 1024 * 1024, SHEETS_MAX = 1024 };

bool
rt_workbook_is_zip(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char head[4];
    ssize_t n;

    if (fd < 0)
        return false;
    n = read(fd, head, sizeof head);
    close(fd);
    return n == (ssize_t)sizeof head && rt_content_is_zip(head, sizeof head);
}

/* Name an archive that is not a workbook we can read. */
static const char *
name_archive(const struct rt_zip *z, struct rt_arena *a)
{
    static const char ods[] = "application/vnd.oasis.opendocument.";
    size_t n = 0;
    const char *type = rt_zip_read(z, "mimetype", "", 256, a, &n);

    if (rt_zip_has(z, "xl/workbook", ".bin"))
        return "file_is_xlsb";
    if (type != NULL && strncmp(type, ods, sizeof ods - 1) == 0)
        return "file_is_ods";
    if (rt_zip_has(z, "word/document", ".xml"))
        return "file_is_document";
    return "file_is_zip";
}

/* Decode "&amp;", "&#1044;", "&#x414;" at *s and move past it. */
static uint32_t
take_entity(const char **s)
{
    static const struct {
        const char *text;
        char c;
    } names[] = {{"&amp;", '&'},
                 {"&lt;", '<'},
                 {"&gt;", '>'},
                 {"&quot;", '"'},
                 {"&apos;", '\''}};
    const char *p = *s;
    char *end = NULL;
    unsigned long c = 0;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strncmp(p, names[i].text, strlen(names[i].text)) == 0) {
            *s += strlen(names[i].text);
            return (unsigned char)names[i].c;
        }
    if (p[1] == '#' && (p[2] == 'x' || p[2] == 'X'))
        c = strtoul(p + 3, &end, 16);
    else if (p[1] == '#')
        c = strtoul(p + 2, &end, 10);
    if (end == NULL || *end != ';' || c < ' ' || c > 0x10ffff ||
        (c >= 0xd800 && c <= 0xdfff)) {
        *s += 1;
        return '&';
    }
    *s = end + 1;
    return (uint32_t)c;
}

/* The value of an attribute of the tag that ends at `end`; NULL: it has
 * none. */
static char *
read_attribute(const char *tag, const char *end, const char *name,
               struct rt_arena *a)
{
    size_t n = strlen(name);
    const char *p = tag;
    char *out, *to, quote;

    for (p++; p + n + 2 < end; p++)
        if (strchr(" \t\r\n", p[-1]) != NULL && strncmp(p, name, n) == 0 &&
            p[n] == '=' && (p[n + 1] == '"' || p[n + 1] == '\''))
            break;
    if (p + n + 2 >= end)
        return NULL;
    quote = p[n + 1];
    p += n + 2;
    out = to = rt_alloc(a, (size_t)(end - p) + 1);
    while (p < end && *p != quote)
        if (*p == '&')
            to += rt_utf8_put(take_entity(&p), to);
        else
            *to++ = *p++;
    *to = '\0';
    return out;
}

/* The next tag with this name, whatever its prefix, from `p` on; NULL: none.
 * *end is set to its end. */
static const char *
find_tag(const char *p, const char *name, const char **end)
{
    size_t n = strlen(name);

    while ((p = strchr(p, '<')) != NULL) {
        const char *from = p + 1;
        size_t prefix = strcspn(from, ": \t\r\n/>\"");

        from += from[prefix] == ':' ? prefix + 1 : 0;
        *end = strchr(p, '>');
        if (*end == NULL)
            return NULL;
        if (strncmp(from, name, n) == 0 && strchr(" \t\r\n/>", from[n]) != NULL)
            return from;
        p = from;
    }
    return NULL;
}

static void
read_1904(const char *xml, struct rt_arena *a, struct rt_workbook *out)
{
    const char *end, *tag = find_tag(xml, "workbookPr", &end);
    const char *value =
        tag != NULL ? read_attribute(tag, end, "date1904", a) : NULL;

    if (value == NULL)
        return;
    out->since_1904 = strcmp(value, "1") == 0 || strcmp(value, "true") == 0;
    out->misread_1904 = !out->since_1904 && strcmp(value, "false") != 0;
}

static void
read_sheets(const char *xml, struct rt_arena *a, struct rt_workbook *out)
{
    const char *end, *tag = xml;

    out->sheet = rt_alloc_n(a, SHEETS_MAX, sizeof *out->sheet);
    while (out->n < SHEETS_MAX &&
           (tag = find_tag(tag, "sheet", &end)) != NULL) {
        const char *name = read_attribute(tag, end, "name", a);
        const char *state = read_attribute(tag, end, "state", a);

        out->sheet[out->n++] = (struct rt_workbook_sheet){
            .name = name != NULL ? name : "",
            .hidden = state != NULL && strcmp(state, "visible") != 0};
        tag = end;
    }
}

const char *
rt_workbook_parse(const char *bytes, size_t len, struct rt_arena *a,
                  struct rt_workbook *out)
{
    struct rt_zip z;
    size_t n;
    char *xml;

    *out = (struct rt_workbook){0};
    if (!rt_zip_open(bytes, len, &z))
        return "import_book_damaged";
    if (!rt_zip_has(&z, "xl/workbook", ".xml"))
        return name_archive(&z, a);
    xml = rt_zip_read(&z, "xl/workbook", ".xml", WORKBOOK_MAX, a, &n);
    if (xml == NULL || !rt_utf8_valid(xml, n))
        return "import_book_damaged";
    read_1904(xml, a, out);
    read_sheets(xml, a, out);
    return out->n > 0 ? NULL : "import_book_damaged";
}

enum rt_code
rt_workbook_read(const char *path, struct rt_arena *a, struct rt_workbook *out,
                 struct rt_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    const char *key = "import_book_damaged";
    struct stat st;
    void *bytes;

    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0)
            close(fd);
        return rt_fail_errno(err, "%s", path);
    }
    bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED)
        return rt_fail_errno(err, "%s", path);
    key = rt_workbook_parse(bytes, (size_t)st.st_size, a, out);
    munmap(bytes, (size_t)st.st_size);
    return key == NULL ? RT_OK
                       : rt_fail_key(err, RT_EINVAL, key, "file", path, NULL);
}

const char *
rt_workbook_names(const struct rt_workbook *b, size_t except,
                  struct rt_arena *a)
{
    const char *comma = "", *out;
    struct rt_buf text;

    rt_buf_init(&text, 0);
    for (size_t i = 0; i < b->n; i++) {
        if (i == except || b->sheet[i].hidden)
            continue;
        rt_buf_fmt(&text, "%s\"%s\"", comma, b->sheet[i].name);
        comma = ", ";
    }
    out = rt_strdup(a, rt_buf_cstr(&text));
    rt_buf_fini(&text);
    return out;
}

enum rt_code
rt_workbook_pick(const struct rt_workbook *b, const char *path,
                 const char *asked, struct rt_arena *a, size_t *out,
                 struct rt_err *err)
{
    char *end;
    unsigned long number;

    *out = 0;
    for (size_t i = 0; i < b->n; i++) {
        *out = i;
        if (asked == NULL ? !b->sheet[i].hidden
                          : strcmp(b->sheet[i].name, asked) == 0)
            return RT_OK;
    }
    *out = 0;
    if (asked == NULL)
        return RT_OK; /* all of them are hidden */
    number = strtoul(asked, &end, 10);
    if (*end == '\0' && number >= 1 && number <= b->n) {
        *out = number - 1;
        return RT_OK;
    }
    return rt_fail_key(err, RT_EINVAL, "import_no_sheet", "file", path, "sheet",
                       asked, "sheets", rt_workbook_names(b, b->n, a), NULL);
}
