#include "app/key.h"

#include "app/env.h"
#include "base/hash.h"

#include <string.h>

/* Each part with its ends: "a" + "bc" is not "ab" + "c", and no text is not an
 * empty one. */
static void
add_part(struct rt_sha *sha, const char *text)
{
    if (text != NULL) {
        rt_sha_add(sha, "\1", 1);
        rt_sha_add(sha, text, strlen(text));
    }
    rt_sha_add(sha, "", 1);
}

static void
add_settings(struct rt_sha *sha, const struct rt_app *app)
{
    struct rt_block_env env = rt_app_env(app->conf, NULL, app->lang);

    rt_sha_add(sha, &env.gap_days, sizeof env.gap_days);
    rt_sha_add(sha, &env.margin, sizeof env.margin);
}

const char *
rt_app_key(const struct rt_app *app, const struct rt_app_key *k,
           struct rt_arena *a)
{
    const struct rt_data *d = rt_app_data(app);
    const char *const parts[] = {
        RT_VERSION,
        k->block != NULL ? rt_block_generation(k->block, d, a) : d->generation,
        k->form,
        k->subject,
        k->query,
        rt_lang_name(k->lang),
        k->theme,
        k->size,
        k->table,
    };
    struct rt_sha *sha = rt_sha_begin();
    uint8_t hash[RT_SHA256];
    char hex[RT_HEX_SHA256];

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        add_part(sha, parts[i]);
    add_settings(sha, app);
    rt_sha_end(sha, hash);
    rt_hex(hash, (RT_APP_KEY - 1) / 2, hex);
    return rt_strdup(a, hex);
}
