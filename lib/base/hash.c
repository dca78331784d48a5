#include "base/hash.h"

#include "base/arena.h"

#include <isa-l/crc.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct rt_sha {
    EVP_MD_CTX *ctx;
};

/* libcrypto refuses only when memory or its providers are missing. */
static void
must(bool good, const char *what)
{
    if (!good)
        rt_die("libcrypto: %s failed", what);
}

/* The algorithm is looked up once: asking libcrypto for it by name searches
 * its providers each time, which takes longer than hashing a token. */
static const EVP_MD *
sha256(void)
{
    static const EVP_MD *md;

    if (md == NULL)
        md = EVP_MD_fetch(NULL, "SHA256", NULL);
    must(md != NULL, "EVP_MD_fetch");
    return md;
}

struct rt_sha *
rt_sha_begin(void)
{
    struct rt_sha *s = rt_heap(sizeof *s);

    s->ctx = EVP_MD_CTX_new();
    must(s->ctx != NULL && EVP_DigestInit_ex(s->ctx, sha256(), NULL) == 1,
         "EVP_DigestInit_ex");
    return s;
}

void
rt_sha_add(struct rt_sha *s, const void *data, size_t len)
{
    must(EVP_DigestUpdate(s->ctx, data, len) == 1, "EVP_DigestUpdate");
}

void
rt_sha_end(struct rt_sha *s, uint8_t out[RT_SHA256])
{
    must(EVP_DigestFinal_ex(s->ctx, out, NULL) == 1, "EVP_DigestFinal_ex");
    EVP_MD_CTX_free(s->ctx);
    free(s);
}

enum rt_code
rt_sha_file(struct rt_sha *s, const char *path, struct rt_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char block[16384];
    ssize_t n;

    if (fd < 0)
        return rt_fail_errno(err, "%s", path);
    while ((n = read(fd, block, sizeof block)) > 0)
        rt_sha_add(s, block, (size_t)n);
    if (n < 0)
        rt_fail_errno(err, "%s", path);
    close(fd);
    return n < 0 ? RT_EIO : RT_OK;
}

/* One context for all: making one takes longer than hashing a token. */
void
rt_sha256(const void *data, size_t len, uint8_t out[RT_SHA256])
{
    static EVP_MD_CTX *ctx;

    if (ctx == NULL)
        ctx = EVP_MD_CTX_new();
    must(ctx != NULL && EVP_DigestInit_ex(ctx, sha256(), NULL) == 1 &&
             EVP_DigestUpdate(ctx, data, len) == 1 &&
             EVP_DigestFinal_ex(ctx, out, NULL) == 1,
         "EVP_Digest");
}

/* HMAC() would look itself up among the providers each time, like the above. */
static EVP_MAC_CTX *
hmac256(void)
{
    static EVP_MAC_CTX *ctx;
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string("digest", digest, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *mac;

    if (ctx != NULL)
        return ctx;
    mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    ctx = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
    must(ctx != NULL && EVP_MAC_CTX_set_params(ctx, params) == 1, "EVP_MAC");
    EVP_MAC_free(mac);
    return ctx;
}

void
rt_hmac256(const void *key, size_t key_len, const void *data, size_t len,
           uint8_t out[RT_SHA256])
{
    EVP_MAC_CTX *ctx = hmac256();
    size_t n;

    must(EVP_MAC_init(ctx, key, key_len, NULL) == 1 &&
             EVP_MAC_update(ctx, data, len) == 1 &&
             EVP_MAC_final(ctx, out, &n, RT_SHA256) == 1,
         "HMAC");
}

uint64_t
rt_fnv64(const char *text)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return h;
}

uint32_t
rt_crc32(uint32_t crc, const void *data, size_t len)
{
    return crc32_gzip_refl(crc, data, len);
}

void
rt_random(void *out, size_t len)
{
    if (getentropy(out, len) != 0)
        rt_die("no random bytes: %s", strerror(errno));
}

void
rt_hex(const void *data, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *p = data;

    for (size_t i = 0; i < len; i++) {
        *out++ = digits[p[i] >> 4];
        *out++ = digits[p[i] & 15];
    }
    *out = '\0';
}

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "abcdefghijklmnopqrstuvwxyz0123456789-_";

void
rt_base64(const void *data, size_t len, char *out)
{
    EVP_EncodeBlock((unsigned char *)out, data, (int)len);
}

void
rt_base64url(const void *data, size_t len, char *out)
{
    const uint8_t *p = data;
    uint32_t bits = 0;
    int n_bits = 0;

    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | p[i];
        for (n_bits += 8; n_bits >= 6; n_bits -= 6)
            *out++ = base64_digits[bits >> (n_bits - 6) & 63];
    }
    if (n_bits > 0)
        *out++ = base64_digits[bits << (6 - n_bits) & 63];
    *out = '\0';
}

static int
base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

enum rt_code
rt_base64url_decode(const char *text, uint8_t *out, size_t size, size_t *len)
{
    uint32_t bits = 0;
    int n_bits = 0;
    size_t n = 0;

    for (; *text != '\0'; text++) {
        int v = base64_value(*text);

        if (v < 0)
            return RT_EINVAL;
        bits = bits << 6 | (uint32_t)v;
        n_bits += 6;
        if (n_bits < 8)
            continue;
        if (n == size)
            return RT_EINVAL;
        n_bits -= 8;
        out[n++] = (uint8_t)(bits >> n_bits);
    }
    /* A single last character, or leftover bits that are set, would let two
     * texts stand for the same bytes. */
    if (n_bits == 6 || (bits & ((1u << n_bits) - 1)) != 0)
        return RT_EINVAL;
    *len = n;
    return RT_OK;
}

bool
rt_same_bytes(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

bool
rt_same_secret(const char *a, const char *b)
{
    size_t len = strlen(a);

    return len == strlen(b) && rt_same_bytes(a, b, len);
}
