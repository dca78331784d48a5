#include "http/sign.h"

#include "../tap.h"

#include <sys/stat.h>
#include <unistd.h>

static struct rt_arena *arena;
static const struct rt_key key = {"0123456789abcdef0123456789abcdef"};
static const struct rt_key other = {"0123456789abcdef0123456789abcdeF"};

static void
test_sign(void)
{
    char *mac = rt_sign(&key, "form", "text", arena);

    is_int((int64_t)strlen(mac), 43, "a signature is 32 bytes in base64url");
    ok(rt_signed(&key, "form", "text", mac, arena),
       "it is accepted for its text");
    ok(!rt_signed(&key, "form", "texT", mac, arena), "not for another text");
    ok(!rt_signed(&key, "copy", "text", mac, arena), "nor for another use");
    ok(!rt_signed(&other, "form", "text", mac, arena), "nor by another key");
    ok(!rt_signed(&key, "form", "text", NULL, arena), "nor when absent");
    ok(!rt_signed(&key, "form", "text", "", arena), "nor when empty");
}

/* A sealed text with any one bit flipped must be refused. */
static void
test_flips(void)
{
    char *sealed = rt_seal(&key, "copy", "1|42|manager", arena);
    size_t len = strlen(sealed);
    int believed = 0;

    is_str(rt_unseal(&key, "copy", sealed, arena), "1|42|manager",
           "a sealed text can be opened");
    is_str(rt_unseal(&key, "form", sealed, arena), NULL,
           "only for the use it was sealed for");
    for (size_t bit = 0; bit < 8 * len; bit++) {
        char *copy = rt_strdup(arena, sealed);

        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        believed += rt_unseal(&key, "copy", copy, arena) != NULL;
    }
    is_int(believed, 0, "a text with a flipped bit is refused");
    for (size_t n = 0; n < len; n++)
        believed += rt_unseal(&key, "copy", rt_strndup(arena, sealed, n),
                              arena) != NULL;
    is_int(believed, 0, "so is any beginning of it");
}

static enum rt_code
read_as(const char *text, mode_t mode, struct rt_key *out, struct rt_err *err)
{
    char file[] = "/tmp/rt-key-XXXXXX";
    int fd = mkstemp(file);
    enum rt_code rc;

    *err = (struct rt_err){0};
    if (fd < 0 || write(fd, text, strlen(text)) < 0 || fchmod(fd, mode) != 0)
        return RT_EIO;
    rc = rt_key_read(file, out, err);
    close(fd);
    unlink(file);
    return rc;
}

static const char hex64[] = "00ff1020304050607080901122334455"
                            "66778899AABBCCDDEEFFaabbccddeeff\n";

static void
test_key_file(void)
{
    struct rt_key k;
    struct rt_err err;

    is_int(read_as(hex64, 0600, &k, &err), RT_OK, "a key file is read");
    ok(k.bytes[1] == 0xff && k.bytes[31] == 0xff, "its digits are bytes");
    is_int(read_as(hex64, 0604, &k, &err), RT_EINVAL,
           "a key file that all may read is refused");
    is_str(err.key, "key_open", "with its error");
    is_int(read_as(hex64 + 2, 0600, &k, &err), RT_EINVAL, "so is a short one");
    is_str(err.key, "key_short", "with its error");
    is_int(read_as("", 0600, &k, &err), RT_EINVAL, "and an empty one");
    err = (struct rt_err){0};
    is_int(rt_key_read("/nonexistent/key", &k, &err), RT_EINVAL,
           "and a missing one");
    is_str(err.key, "key_missing", "with its error");
}

int
main(void)
{
    arena = rt_arena_new();
    test_sign();
    test_flips();
    test_key_file();
    rt_arena_free(arena);
    return done();
}
