#include "base/content.h"

#include <string.h>
#include <strings.h>

enum { MAGIC_OLE = 2 };

#define MAGIC(text) text, sizeof text - 1

/* The bytes that a kind of file begins with. */
static const struct {
    const char *bytes;
    size_t len;
    const char *key;
} magics[] = {
    {MAGIC("PK\3\4"), "file_is_zip"},
    {MAGIC("PK\5\6"), "file_is_zip"}, /* a zip archive with nothing in it */
    [MAGIC_OLE] = {MAGIC("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "file_is_xls"},
    {MAGIC("%PDF-"), "file_is_pdf"},
    {MAGIC("{\\rtf"), "file_is_document"},
    {MAGIC("7z\xbc\xaf\x27\x1c"), "file_is_packed"},
    {MAGIC("Rar!\x1a\7"), "file_is_packed"},
    {MAGIC("\xfd"
           "7zXZ\0"),
     "file_is_packed"},
    {MAGIC("BZh9"), "file_is_packed"},
    {MAGIC("\x28\xb5\x2f\xfd"), "file_is_packed"},
    {MAGIC("PAR1\x15"), "file_is_database"},
    {MAGIC("SQLite format 3"), "file_is_database"},
    {MAGIC("PGDMP"), "file_is_database"},
};

/* The text that a kind of file begins with, after blanks, in any case. */
static const struct {
    const char *text, *key;
} texts[] = {
    {"<!doctype html", "file_is_html"},
    {"<html", "file_is_html"},
    {"<head", "file_is_html"},
    {"<meta", "file_is_html"},
    {"<table", "file_is_html"},
    {"<body", "file_is_html"},
    {"<style", "file_is_html"},
    {"<div", "file_is_html"},
    {"mime-version:", "file_is_html"},
    {"<?xml", "file_is_xml"},
    {"<workbook", "file_is_xml"},
    {"-- mysql dump", "file_is_sql"},
    {"-- mariadb dump", "file_is_sql"},
    {"/*m!999999", "file_is_sql"},
    {"-- phpmyadmin", "file_is_sql"},
    {"insert into ", "file_is_sql"},
    {"1cclientbankexchange", "file_is_1c_bank"},
};

/* Where the text begins, after a byte order mark and blanks. */
static const char *
skip_blanks(const char *s, size_t *len)
{
    if (*len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
        s += 3;
        *len -= 3;
    }
    while (*len > 0 && memchr(" \t\r\n", *s, 4) != NULL) {
        s++;
        (*len)--;
    }
    return s;
}

/* A JSON object or a list of objects: {" or [{. */
static bool
is_json(const char *s, size_t len)
{
    char first = len > 0 ? *s : '\0';

    if (first != '{' && first != '[')
        return false;
    len--;
    s = skip_blanks(s + 1, &len);
    return len > 0 && *s == (first == '{' ? '"' : '{');
}

/* A new workbook with a password is stored in the container of an old one. */
static bool
is_locked(const char *s, size_t len)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g";

    return memmem(s, len, name, sizeof name) != NULL;
}

/* A table of dBASE or FoxPro: its version, the day of the last change, the
 * length of the head. */
static bool
is_dbf(const char *s, size_t len)
{
    const unsigned char *u = (const unsigned char *)s;

    return len >= 32 && memchr("\x03\x30\x83\x8b\xf5", u[0], 5) != NULL &&
           memchr(s, '\0', 32) != NULL && u[2] >= 1 && u[2] <= 12 &&
           u[3] >= 1 && u[3] <= 31 && u[8] + 256 * u[9] > 32;
}

const char *
rt_content_key(const char *s, size_t len)
{
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
        if (len >= magics[i].len &&
            memcmp(s, magics[i].bytes, magics[i].len) == 0)
            return i == MAGIC_OLE && is_locked(s, len) ? "file_is_locked"
                                                       : magics[i].key;
    if (is_dbf(s, len))
        return "file_is_dbf";
    s = skip_blanks(s, &len);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t n = strlen(texts[i].text);

        if (len >= n && strncasecmp(s, texts[i].text, n) == 0)
            return texts[i].key;
    }
    return is_json(s, len) ? "file_is_json" : NULL;
}

bool
rt_content_is_zip(const char *s, size_t len)
{
    return len >= 4 && memcmp(s, "PK\3\4", 4) == 0;
}
