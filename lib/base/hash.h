/* Hashes, signatures, random bytes: libcrypto behind a few names. */
#ifndef RT_BASE_HASH_H
#define RT_BASE_HASH_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { RT_SHA256 = 32, RT_HEX_SHA256 = 65 };

struct rt_sha;

/* Streaming SHA-256. rt_sha_end() frees the state and fills `out`. */
struct rt_sha *rt_sha_begin(void);
void rt_sha_add(struct rt_sha *s, const void *data, size_t len);
void rt_sha_end(struct rt_sha *s, uint8_t out[RT_SHA256]);
/* Add the contents of a file.  RT_EIO. */
enum rt_code rt_sha_file(struct rt_sha *s, const char *path,
                         struct rt_err *err) RT_CHECK;

/* Both keep one context for the process: call them from one thread only. */
void rt_sha256(const void *data, size_t len, uint8_t out[RT_SHA256]);
void rt_hmac256(const void *key, size_t key_len, const void *data, size_t len,
                uint8_t out[RT_SHA256]);

/* FNV-1a of a text, 64 bits: for tables in memory, not for file keys. */
uint64_t rt_fnv64(const char *text);

/* CRC-32 (IEEE, as gzip). Start with crc = 0. */
uint32_t rt_crc32(uint32_t crc, const void *data, size_t len);

/* Fill `out` with `len` <= 256 bytes from the system's CSPRNG; aborts without
 * one. */
void rt_random(void *out, size_t len);

/* Lower-case hex of `len` bytes and a NUL into out[2*len+1]. */
void rt_hex(const void *data, size_t len, char *out);
/* Standard base64 with padding, for data: URIs; out needs len/3*4+5 bytes. */
void rt_base64(const void *data, size_t len, char *out);
/* URL-safe base64 without padding; out needs (len*4+2)/3+1 bytes. */
void rt_base64url(const void *data, size_t len, char *out);
/* Decode; RT_EINVAL for any other byte or a length that does not fit. */
enum rt_code rt_base64url_decode(const char *text, uint8_t *out, size_t size,
                                 size_t *len) RT_CHECK;

/* True when the bytes are equal; the time it takes depends on `len` only. */
bool rt_same_bytes(const void *a, const void *b, size_t len);
/* The same for strings; unequal lengths answer false. */
bool rt_same_secret(const char *a, const char *b);

#endif
