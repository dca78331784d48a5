/* Texts that the server signs and later trusts: tokens of forms, and the copy
 * of a session for the time when the database is away. */
#ifndef RT_HTTP_SIGN_H
#define RT_HTTP_SIGN_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { RT_KEY = 32 };

/* The secret of one installation. */
struct rt_key {
    uint8_t bytes[RT_KEY];
};

/* Read it from a file of at least 64 hex digits.  RT_EINVAL: "key_missing",
 * "key_short"; "key_open" {file} when others may read it. */
enum rt_code rt_key_read(const char *file, struct rt_key *out,
                         struct rt_err *err) RT_CHECK;

/* HMAC-SHA-256 of `text` as base64url.  `use` keeps signatures for one purpose
 * from being accepted for another.  Lives as long as `a`. */
char *rt_sign(const struct rt_key *key, const char *use, const char *text,
              struct rt_arena *a);

/* True when `mac` is the signature of `text` for `use`; in constant time. */
bool rt_signed(const struct rt_key *key, const char *use, const char *text,
               const char *mac, struct rt_arena *a);

/* Make "text.signature", and read it back: NULL when it is not signed for
 * `use`. The text must not contain a ".". */
char *rt_seal(const struct rt_key *key, const char *use, const char *text,
              struct rt_arena *a);
char *rt_unseal(const struct rt_key *key, const char *use, const char *sealed,
                struct rt_arena *a);

#endif
