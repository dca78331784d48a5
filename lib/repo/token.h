/* Tokens that a person holds and the database knows by their hash. */
#ifndef RT_REPO_TOKEN_H
#define RT_REPO_TOKEN_H

#include "base/hash.h"

enum { RT_TOKEN = 44 /* 32 random bytes as base64url, and NUL */ };

/* A new one. */
void rt_token_make(char out[RT_TOKEN]);

/* What the database keeps of it. RT_NONE for a text that is no token. */
enum rt_code rt_token_hash(const char *token, uint8_t out[RT_SHA256]) RT_CHECK;

#endif
