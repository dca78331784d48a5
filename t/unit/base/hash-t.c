#include "base/hash.h"
#include "../tap.h"

#include <unistd.h>

static const char *
hex(const void *data, size_t len)
{
    static char text[2 * 64 + 1];

    rt_hex(data, len, text);
    return text;
}

static void
test_sha(void)
{
    /* FIPS 180-4 examples. */
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb924"
             "27ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223"
                "b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039"
         "a33ce45964ff2167f6ecedd419db06c1"},
    };
    uint8_t out[RT_SHA256];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_sha *s = rt_sha_begin();
        size_t len = strlen(rows[i].text);

        rt_sha256(rows[i].text, len, out);
        is_str(hex(out, sizeof out), rows[i].want, "SHA-256 at once");
        for (size_t j = 0; j < len; j++)
            rt_sha_add(s, rows[i].text + j, 1);
        rt_sha_end(s, out);
        is_str(hex(out, sizeof out), rows[i].want, "and byte by byte");
    }
}

static void
test_hmac(void)
{
    /* RFC 4231, cases 2 and 6 (a key longer than a block). */
    uint8_t out[RT_SHA256], key[131];

    rt_hmac256("Jefe", 4, "what do ya want for nothing?", 28, out);
    is_str(hex(out, sizeof out),
           "5bdcc146bf60754e6a042426089575c7"
           "5a003f089d2739839dec58b964ec3843",
           "HMAC with a short key");
    memset(key, 0xaa, sizeof key);
    rt_hmac256(key, sizeof key,
               "Test Using Larger Than Block-Size Key - Hash Key First", 54,
               out);
    is_str(hex(out, sizeof out),
           "60e431591ee0b67f0d8a26aacbf5b77f"
           "8e0bc6213728c5140546040f0ee37f54",
           "HMAC with a long key");
    rt_hmac256("", 0, "", 0, out);
    is_str(hex(out, sizeof out),
           "b613679a0814d9ec772f95d778c35fc5"
           "ff1697c493715653c6c712144292c5ad",
           "HMAC of nothing with no key");
}

static void
test_crc(void)
{
    char data[1000];
    uint32_t whole;
    int wrong = 0;

    is_int(rt_crc32(0, "", 0), 0, "CRC-32 of nothing");
    is_int(rt_crc32(0, "123456789", 9), 0xcbf43926, "CRC-32 as gzip has it");
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)(i * 7);
    whole = rt_crc32(0, data, sizeof data);
    for (size_t i = 0; i <= sizeof data; i++)
        wrong +=
            rt_crc32(rt_crc32(0, data, i), data + i, sizeof data - i) != whole;
    is_int(wrong, 0, "CRC-32 goes on where it stopped");
}

static void
test_base64(void)
{
    /* RFC 4648 section 10, without padding. */
    static const struct {
        const char *bytes, *text;
    } rows[] = {
        {"", ""},
        {"f", "Zg"},
        {"fo", "Zm8"},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg"},
        {"fooba", "Zm9vYmE"},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff\xbf", "-_-_"},
    };
    static const char *const bad[] = {
        "Z",    "Zm9vY", "Zg==",  "Zg=",      "Zh",      "Zm9",
        "Z+/a", "Zm 8",  "Zm8\n", "\xd0\xaf", "Zm9v.Yg",
    };
    char text[16];
    uint8_t out[6];
    size_t len;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i].bytes);

        rt_base64url(rows[i].bytes, n, text);
        is_str(text, rows[i].text, "base64url of bytes");
        ok(rt_base64url_decode(text, out, sizeof out, &len) == RT_OK &&
               len == n && memcmp(out, rows[i].bytes, n) == 0,
           "\"%s\" gives them back", text);
        ok(n == 0 || rt_base64url_decode(text, out, n - 1, &len) == RT_EINVAL,
           "unless there is a byte too little room");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(rt_base64url_decode(bad[i], out, sizeof out, &len) == RT_EINVAL,
           "row %zu of what is no base64url is refused", i);
}

static void
test_secrets(void)
{
    uint8_t a[256] = {0}, b[256] = {0};

    ok(rt_same_bytes("abc", "abc", 3), "equal bytes");
    ok(rt_same_bytes("abc", "abd", 2), "up to the length");
    ok(!rt_same_bytes("abc", "abd", 3), "unequal bytes");
    ok(rt_same_bytes("a", "b", 0), "none of them");
    ok(rt_same_secret("", "") && rt_same_secret("key", "key"), "equal secrets");
    ok(!rt_same_secret("key", "kez"), "unequal secrets");
    ok(!rt_same_secret("key", "ke") && !rt_same_secret("ke", "key"),
       "a beginning is not the secret");
    rt_random(a, sizeof a);
    rt_random(b, sizeof b);
    ok(memcmp(a, b, sizeof a) != 0, "random bytes differ from call to call");
    ok(memcmp(a + 248, "\0\0\0\0\0\0\0\0", 8) != 0, "and reach the end");
}

/* Published values of FNV-1a, 64 bits. */
static void
test_fnv(void)
{
    ok(rt_fnv64("") == UINT64_C(0xcbf29ce484222325), "FNV-1a of nothing");
    ok(rt_fnv64("a") == UINT64_C(0xaf63dc4c8601ec8c), "of a letter");
    ok(rt_fnv64("foobar") == UINT64_C(0x85944171f73967e8), "of a word");
}

static void
test_file(void)
{
    struct rt_sha *sha = rt_sha_begin();
    uint8_t got[RT_SHA256], want[RT_SHA256];
    char name[] = "/tmp/rt-hash-XXXXXX";
    struct rt_err err = {0};
    int fd = mkstemp(name);
    char block[20000];

    memset(block, 'x', sizeof block);
    ok(fd >= 0 && write(fd, block, sizeof block) == sizeof block, "a file");
    close(fd);
    ok(rt_sha_file(sha, name, &err) == RT_OK, "is read");
    rt_sha_end(sha, got);
    rt_sha256(block, sizeof block, want);
    ok(memcmp(got, want, sizeof got) == 0, "whole");
    unlink(name);
    sha = rt_sha_begin();
    ok(rt_sha_file(sha, name, &err) == RT_EIO && strstr(err.text, name) != NULL,
       "one that is not there is named");
    rt_sha_end(sha, got);
}

int
main(void)
{
    test_fnv();
    test_file();
    test_sha();
    test_hmac();
    test_crc();
    test_base64();
    test_secrets();
    is_str(hex("\x00\xff\x10", 3), "00ff10", "hex is lower-case");
    return done();
}
