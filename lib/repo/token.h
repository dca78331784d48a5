/* Tokens that a person holds, and of which the database stores only the
 * hash. */
#ifndef RT_REPO_TOKEN_H
#define RT_REPO_TOKEN_H

#include "base/hash.h"

enum { RT_TOKEN = 44 /* 32 random bytes as base64url, and NUL */ };

/* Make a new one. */
void rt_token_make(char out[RT_TOKEN]);

/* The hash that the database stores.  RT_NONE for a text that is not a
 * token. */
enum rt_code rt_token_hash(const char *token, uint8_t out[RT_SHA256]) RT_CHECK;

#endif
