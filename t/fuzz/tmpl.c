/* Any templates and data: text NUL partial NUL parent NUL JSON. */
#include "fuzz.h"
#include "tmpl/tmpl.h"

#include <string.h>

const char fuzz_name[] = "tmpl";

/* The bytes up to the next NUL; the ones after it stay in `*rest`. */
static size_t
cut(const char *s, size_t *rest)
{
    const char *nul = memchr(s, '\0', *rest);
    size_t n = nul != NULL ? (size_t)(nul - s) : *rest;

    *rest -= nul != NULL ? n + 1 : n;
    return n;
}

static enum rt_code
ignore(const char *var, void *arg, struct rt_err *err)
{
    (void)arg;
    (void)err;
    return var[0] != '\0' ? RT_OK : RT_EBROKEN;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"t", "p", "q"};
    struct rt_tmpl_set *set = rt_tmpl_new();
    const char *s = (const char *)data, *end = s + size;
    enum rt_code rc = RT_OK;
    struct rt_buf out;
    json_t *json;

    rt_buf_init(&out, 1 << 20);
    for (size_t i = 0; i < 3 && rc == RT_OK; i++) {
        size_t rest = (size_t)(end - s), n = cut(s, &rest);

        rc = rt_tmpl_add(set, names[i], s, n, NULL);
        s = end - rest;
    }
    json = json_loadb(s, (size_t)(end - s), JSON_DECODE_ANY, NULL);
    if (rc == RT_OK)
        rc = rt_tmpl_link(set, NULL);
    if (rc == RT_OK)
        rc = rt_tmpl_names(set, "t", ignore, NULL, NULL);
    if (rc == RT_OK)
        rc = rt_tmpl_render(set, "t", json, &out, NULL);
    if (rc == RT_OK)
        rc = rt_tmpl_render_strict(set, "q", json, &out, NULL);
    rt_buf_fini(&out);
    json_decref(json);
    rt_tmpl_free(set);
    return 0;
}
