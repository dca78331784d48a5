/* The encodings of imported files: their names, and the tables of those that
 * use one byte for each character. */
#ifndef RT_BASE_CHARSET_H
#define RT_BASE_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rt_charset {
    RT_CHARSET_UNKNOWN, /* only ASCII so far: any of the others but UTF-16 */
    RT_CHARSET_UNCLEAR, /* not UTF-8, and no other encoding is clearly right */
    RT_CHARSET_UTF8,
    RT_CHARSET_CP1251,
    RT_CHARSET_CP866,
    RT_CHARSET_KOI8R,
    RT_CHARSET_KOI8U,
    RT_CHARSET_ISO5,   /* ISO 8859-5 */
    RT_CHARSET_MAC,    /* Cyrillic of the old Mac */
    RT_CHARSET_CP1252, /* Western; its first 32 high bytes are not ISO 8859-1 */
    RT_CHARSET_UTF16,  /* as its mark says; without one little endian
                        */
    RT_CHARSET_UTF16LE,
    RT_CHARSET_UTF16BE,
    RT_CHARSET__MAX
};

/* Find an encoding by a name that people write ("cp1251", "Windows-1251",
 * "dos"), in any case.  False: there is no such encoding. */
bool rt_charset_find(const char *name, enum rt_charset *out);
/* The name that is shown; rt_charset_find() knows it too. */
const char *rt_charset_name(enum rt_charset cs);

enum { RT_CHARSET_HIGH = 128, RT_CHARSET_NONE = 0xfffd };
/* Code points of the bytes 0x80..0xff, RT_CHARSET_NONE for bytes without
 * one.  False when the encoding has no such table or the C library does not
 * know it. */
bool rt_charset_table(enum rt_charset cs, uint16_t out[RT_CHARSET_HIGH]);

/*
 * Guess which single-byte Cyrillic encoding a piece of text is in.  The guess
 * rests on how often each letter occurs in Russian, on upper and lower case
 * within words, and on signs that do not occur in text.  Each word counts
 * once.  Windows-1251 is far more common than the others, so little evidence
 * is enough for it.
 *
 * RT_CHARSET_CP1251, _CP866 or _KOI8R; RT_CHARSET_UNCLEAR when none of them
 * fits, or several do.
 */
enum rt_charset rt_charset_judge(const char *s, size_t len);

#endif
