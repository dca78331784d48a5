/* Any bytes as a table.  The first byte chooses the separator, the encoding,
 * how many lines are skipped and how few bytes a read returns. */
#include "fuzz.h"
#include "base/csv.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

const char fuzz_name[] = "csv";

struct input {
    const uint8_t *data;
    size_t len, step;
};

static enum rt_code
give(void *arg, void *buf, size_t size, size_t *got, struct rt_err *err)
{
    struct input *in = arg;
    size_t n = in->len < in->step ? in->len : in->step;

    (void)err;
    n = n < size ? n : size;
    if (n != 0)
        memcpy(buf, in->data, n);
    in->data += n;
    in->len -= n;
    *got = n;
    return RT_OK;
}

/* Check what csv.h promises about every record. */
static void
check(const struct rt_csv_row *row, uint64_t *line)
{
    if (row->n == 0 || row->line <= *line)
        abort();
    *line = row->line;
    for (size_t i = 0; i < row->n; i++) {
        const struct rt_csv_field *f = &row->fields[i];

        if (strlen(f->s) != f->len || !rt_utf8_valid(f->s, f->len))
            abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char separators[] = {'\0', ',', ';', '\t', '|', RT_CSV_BLANKS};
    static const enum rt_charset charsets[] = {
        RT_CHARSET_UNKNOWN, RT_CHARSET_UTF8,  RT_CHARSET_CP1251,
        RT_CHARSET_CP866,   RT_CHARSET_KOI8R, RT_CHARSET_UTF16,
        RT_CHARSET_UTF16BE, RT_CHARSET_CP1252};
    struct rt_csv_options opt = {0};
    struct input in = {data, size, 1};
    struct rt_csv *c;
    uint64_t line = 0;

    if (size == 0)
        return 0;
    in.data++;
    in.len--;
    opt.separator = separators[(data[0] & 15) % sizeof separators];
    opt.skip_lines = (data[0] & 15) / sizeof separators;
    opt.charset = charsets[data[0] >> 4 & 7];
    in.step = (data[0] & 0x80) != 0 ? 1 : 4096;
    if (rt_csv_open_read(give, &in, "input", &opt, &c, NULL) != RT_OK)
        return 0;
    for (;;) {
        struct rt_csv_row row;
        enum rt_code rc = rt_csv_next(c, &row, NULL);

        if (rc == RT_NONE)
            break;
        if (rc == RT_OK)
            check(&row, &line);
        else if (rc == RT_EBROKEN)
            break; /* its encoding cannot be told */
        else if (rc != RT_EINVAL && rc != RT_ELIMIT)
            abort();
    }
    rt_csv_close(c);
    return 0;
}
