/* The encodings that files come in: their names, and the tables of those with
 * a byte a character. */
#ifndef RT_BASE_CHARSET_H
#define RT_BASE_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rt_charset {
    RT_CHARSET_UNKNOWN, /* ASCII so far: any of the others but UTF-16 */
    RT_CHARSET_UNCLEAR, /* not UTF-8, and which other one cannot be told */
    RT_CHARSET_UTF8,
    RT_CHARSET_CP1251,
    RT_CHARSET_CP866,
    RT_CHARSET_KOI8R,
    RT_CHARSET_KOI8U,
    RT_CHARSET_ISO5,   /* ISO 8859-5 */
    RT_CHARSET_MAC,    /* of the old Mac, Cyrillic */
    RT_CHARSET_CP1252, /* Western; its first 32 high bytes are not ISO 8859-1 */
    RT_CHARSET_UTF16,  /* as its mark says, without one the little end first */
    RT_CHARSET_UTF16LE,
    RT_CHARSET_UTF16BE,
    RT_CHARSET__MAX
};

/* A name that people write ("cp1251", "Windows-1251", "dos"), in any case;
 * false: there is no such encoding. */
bool rt_charset_find(const char *name, enum rt_charset *out);
/* The name that is shown and that rt_charset_find() knows. */
const char *rt_charset_name(enum rt_charset cs);

enum { RT_CHARSET_HIGH = 128, RT_CHARSET_NONE = 0xfffd };
/* Code points of the bytes 0x80..0xff, RT_CHARSET_NONE where there is none.
 * False when it has no such table, or the C library does not know it. */
bool rt_charset_table(enum rt_charset cs, uint16_t out[RT_CHARSET_HIGH]);

/*
 * Which encoding a piece of text with a byte a character is in, judged by how
 * often letters come in Russian, by the case within words, and by signs that
 * no text has.  Words are counted once.  Windows-1251 is far more common than
 * the others and taken on slight grounds.
 *
 * RT_CHARSET_CP1251, _CP866 or _KOI8R; RT_CHARSET_UNCLEAR when it is none of
 * them, or could be several.
 */
enum rt_charset rt_charset_judge(const char *s, size_t len);

#endif
