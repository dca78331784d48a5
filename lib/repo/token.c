#include "repo/token.h"

#include <string.h>

void
rt_token_make(char out[RT_TOKEN])
{
    uint8_t bytes[RT_SHA256];

    rt_random(bytes, sizeof bytes);
    rt_base64url(bytes, sizeof bytes, out);
    explicit_bzero(bytes, sizeof bytes);
}

enum rt_code
rt_token_hash(const char *token, uint8_t out[RT_SHA256])
{
    uint8_t bytes[RT_SHA256];
    size_t len = 0;

    if (strlen(token) != RT_TOKEN - 1 ||
        rt_base64url_decode(token, bytes, sizeof bytes, &len) != RT_OK ||
        len != sizeof bytes)
        return RT_NONE;
    rt_sha256(bytes, sizeof bytes, out);
    explicit_bzero(bytes, sizeof bytes);
    return RT_OK;
}
