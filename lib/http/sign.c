#include "http/sign.h"

#include "base/hash.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAC_TEXT = (RT_SHA256 * 4 + 2) / 3 + 1 };

static enum rt_code
refuse(const char *key, const char *file, struct rt_err *err)
{
    return rt_fail_key(err, RT_EINVAL, key, "file", file, NULL);
}

/* Read the first hex digits of `text` as bytes; false when there are too
 * few. */
static bool
from_hex(const char *text, struct rt_key *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < 2 * sizeof out->bytes; i++) {
        const char *at =
            text[i] != '\0' ? strchr(digits, text[i] | 0x20) : NULL;

        if (at == NULL)
            return false;
        out->bytes[i / 2] =
            (uint8_t)(out->bytes[i / 2] << 4 | (uint8_t)(at - digits));
    }
    return true;
}

enum rt_code
rt_key_read(const char *file, struct rt_key *out, struct rt_err *err)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    enum rt_code rc = RT_OK;
    char text[2 * RT_KEY + 1] = "";
    struct stat st;

    *out = (struct rt_key){0};
    if (fd < 0)
        return errno == ENOENT ? refuse("key_missing", file, err)
                               : rt_fail_errno(err, "SECRET_FILE %s", file);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (st.st_mode & 007) != 0)
        rc = refuse("key_open", file, err);
    else if (read(fd, text, sizeof text - 1) < 0 || !from_hex(text, out))
        rc = refuse("key_short", file, err);
    close(fd);
    explicit_bzero(text, sizeof text);
    return rc;
}

static void
mac_text(const struct rt_key *key, const char *use, const char *text,
         struct rt_arena *a, char out[MAC_TEXT])
{
    char *all = rt_fmt(a, "%s\n%s", use, text);
    uint8_t mac[RT_SHA256];

    rt_hmac256(key->bytes, sizeof key->bytes, all, strlen(all), mac);
    rt_base64url(mac, sizeof mac, out);
}

char *
rt_sign(const struct rt_key *key, const char *use, const char *text,
        struct rt_arena *a)
{
    char out[MAC_TEXT];

    mac_text(key, use, text, a, out);
    return rt_strdup(a, out);
}

bool
rt_signed(const struct rt_key *key, const char *use, const char *text,
          const char *mac, struct rt_arena *a)
{
    char want[MAC_TEXT];

    mac_text(key, use, text, a, want);
    return mac != NULL && rt_same_secret(want, mac);
}

char *
rt_seal(const struct rt_key *key, const char *use, const char *text,
        struct rt_arena *a)
{
    return rt_fmt(a, "%s.%s", text, rt_sign(key, use, text, a));
}

char *
rt_unseal(const struct rt_key *key, const char *use, const char *sealed,
          struct rt_arena *a)
{
    const char *dot = strchr(sealed, '.');
    char *text;

    if (dot == NULL)
        return NULL;
    text = rt_strndup(a, sealed, (size_t)(dot - sealed));
    return rt_signed(key, use, text, dot + 1, a) ? text : NULL;
}
