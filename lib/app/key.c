#include "app/key.h"

#include "app/env.h"
#include "base/buf.h"
#include "base/hash.h"

/* Each part with its ends: "a" + "bc" is not "ab" + "c", and no text is not an
 * empty one. */
static void
add_part(struct rt_buf *all, const char *text)
{
    if (text != NULL) {
        rt_buf_char(all, '\1');
        rt_buf_str(all, text);
    }
    rt_buf_char(all, '\0');
}

static void
add_settings(struct rt_buf *all, const struct rt_app *app)
{
    struct rt_block_env env = rt_app_env(app->conf, NULL, app->lang);

    rt_buf_add(all, &env.gap_days, sizeof env.gap_days);
    rt_buf_add(all, &env.margin, sizeof env.margin);
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
    struct rt_buf all;
    uint8_t hash[RT_SHA256];
    char hex[RT_HEX_SHA256];

    rt_buf_init(&all, 0);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        add_part(&all, parts[i]);
    add_settings(&all, app);
    rt_sha256(all.data, all.len, hash);
    rt_buf_fini(&all);
    rt_hex(hash, (RT_APP_KEY - 1) / 2, hex);
    return rt_strdup(a, hex);
}
