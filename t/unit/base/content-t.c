#include "base/content.h"
#include "../tap.h"

#define DBF_REST "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define BYTES(text) #text, text, sizeof text - 1

static const struct {
    const char *what, *bytes;
    size_t len;
    const char *want; /* NULL: it may be a table */
} rows[] = {
    {BYTES(""), NULL},
    {BYTES("a;b\n"), NULL},
    {BYTES("PK;b\n"), NULL},
    {BYTES("PK\3\4rest"), "file_is_zip"},
    {BYTES("PK\5\6"), "file_is_zip"},
    {BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "file_is_xls"},
    {BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a"), NULL},
    {BYTES("%PDF-1.4"), "file_is_pdf"},
    {BYTES("{\\rtf1"), "file_is_document"},
    {BYTES("7z\xbc\xaf\x27\x1c"), "file_is_packed"},
    {BYTES("BZh91AY"), "file_is_packed"},
    {BYTES("BZhe;b"), NULL},
    {BYTES("PAR1\x15"), "file_is_database"},
    {BYTES("PAR1;PAR2"), NULL},
    {BYTES("SQLite format 3"), "file_is_database"},
    {BYTES("<html>"), "file_is_html"},
    {BYTES("\xef\xbb\xbf \r\n<!DOCTYPE HTML>"), "file_is_html"},
    {BYTES("\t<TABLE>"), "file_is_html"},
    {BYTES("<5;b"), NULL},
    {BYTES("<?xml version"), "file_is_xml"},
    {BYTES("-- MariaDB dump 10"), "file_is_sql"},
    {BYTES("INSERT INTO x"), "file_is_sql"},
    {BYTES("-- a remark"), NULL},
    {BYTES("1CClientBankExchange\r\n"), "file_is_1c_bank"},
    {"a DBF table", "\x03\x7c\5\x1f\1\0\0\0\x41\0\x20" DBF_REST, 32,
     "file_is_dbf"},
    {"one of a 13th month", "\x03\x7c\x0d\x1f\1\0\0\0\x41\0\x20" DBF_REST, 32,
     NULL},
    {"one of no day", "\x03\x7c\5\0\1\0\0\0\x41\0\x20" DBF_REST, 32, NULL},
    {"one of a 32nd", "\x03\x7c\5\x20\1\0\0\0\x41\0\x20" DBF_REST, 32, NULL},
    {"one of no month", "\x03\x7c\0\x1f\1\0\0\0\x41\0\x20" DBF_REST, 32, NULL},
    {"one without columns", "\x03\x7c\5\x1f\1\0\0\0\x20\0\x20" DBF_REST, 32,
     NULL},
    {"TABs without a header", "01\t\tname of a client with a long text", 32,
     NULL},
    {"one cut short", "\x03\x7c\5\x1f\1\0\0\0\x41\0\x20" DBF_REST, 31, NULL},
    {BYTES("[{\"a\":1}]"), "file_is_json"},
    {BYTES("[ \n {\"a\":1}]"), "file_is_json"},
    {BYTES("{ \"a\":1}"), "file_is_json"},
    {BYTES("[id];[name]"), NULL},
    {BYTES("{id};{name}"), NULL},
    {BYTES("["), NULL},
    {BYTES("{"), NULL},
};

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *key = rt_content_key(rows[i].bytes, rows[i].len);

        is_str(key != NULL ? key : "a table",
               rows[i].want != NULL ? rows[i].want : "a table", rows[i].what);
    }
    ok(rt_content_is_zip("PK\3\4", 4), "a zip archive");
    ok(!rt_content_is_zip("PK\3\4", 3) && !rt_content_is_zip("PK\5\6", 4),
       "or none");
    return done();
}
