#include "db/hosts.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { PORT_DEFAULT = 3306, PORT_MAX = 65535 };

/* Parse a port number and nothing else; 0 when it is not one. */
static unsigned
port_of(const char *digits)
{
    unsigned port = 0;

    for (; *digits >= '0' && *digits <= '9' && port <= PORT_MAX; digits++)
        port = port * 10 + (unsigned)(*digits - '0');
    return *digits == '\0' && port <= PORT_MAX ? port : 0;
}

/* Split "name:port" and "[address]:port" in place.  An address with several
 * colons and no brackets has no port. */
static bool
split(char *text, struct rt_db_host *out)
{
    char *colon = strchr(text, ':');

    *out = (struct rt_db_host){.name = text, .port = PORT_DEFAULT};
    if (*text == '[') {
        char *close = strchr(text, ']');

        if (close == NULL || (close[1] != '\0' && close[1] != ':'))
            return false;
        *close = '\0';
        out->name = text + 1;
        colon = close[1] == ':' ? close + 1 : NULL;
    } else if (colon != NULL && strchr(colon + 1, ':') != NULL) {
        colon = NULL;
    }
    if (colon != NULL) {
        *colon = '\0';
        out->port = port_of(colon + 1);
    }
    return out->port != 0 && *out->name != '\0';
}

static enum rt_code
add(char *text, struct rt_arena *a, struct rt_db_host *list, size_t *n,
    struct rt_err *err)
{
    struct rt_db_host host;

    if (strchr(text, '/') != NULL) {
        list[(*n)++] = (struct rt_db_host){.socket = text};
        return RT_OK;
    }
    if (strcmp(text, "localhost") == 0) {
        list[(*n)++] = (struct rt_db_host){.socket = ""};
        text = rt_strdup(a, "127.0.0.1");
    }
    if (!split(rt_strdup(a, text), &host))
        return rt_fail_key(err, RT_EINVAL, "db_bad_host", "host", text, NULL);
    if (strcmp(host.name, "localhost") == 0) /* else it would not use TCP */
        host.name = "127.0.0.1";
    list[(*n)++] = host;
    return RT_OK;
}

enum rt_code
rt_db_hosts_parse(const char *text, struct rt_arena *a,
                  struct rt_db_host **list, size_t *n, struct rt_err *err)
{
    char *rest =
        rt_strdup(a, text != NULL && *text != '\0' ? text : "localhost");
    size_t most = 2; /* because "localhost" becomes two */
    char *item;
    enum rt_code rc = RT_OK;

    for (const char *s = rest; *s != '\0'; s++)
        most += *s == ',' ? 2 : 0;
    *list = rt_alloc_n(a, most, sizeof **list);
    *n = 0;
    while (rc == RT_OK && (item = strsep(&rest, ",")) != NULL) {
        item = rt_trim(item);
        if (*item != '\0')
            rc = add(item, a, *list, n, err);
    }
    if (rc == RT_OK && *n == 0)
        rc = rt_fail_key(err, RT_EINVAL, "db_bad_host", "host", text, NULL);
    return rc;
}

bool
rt_db_host_read_only(const char *value)
{
    return value != NULL && strcmp(value, "0") != 0 &&
           strcmp(value, "OFF") != 0;
}
