#include "page/fragment.h"

#include "app/cache.h"
#include "app/key.h"
#include "page/view.h"

#include <string.h>

static enum rt_code
render(struct rt_visit *v, const struct rt_fragment *f, struct rt_buf *out,
       struct rt_err *err)
{
    json_t *view = NULL;
    enum rt_code rc = f->make(v, f->arg, &view, err);

    if (rc == RT_OK) {
        json_object_set(view, "t", v->site->words[v->lang]);
        json_object_set_new(
            view, "theme_auto",
            json_boolean(strcmp(rt_view_theme(v), "auto") == 0));
        rc = rt_tmpl_render(v->site->tmpl, f->template, view, out, err);
    }
    json_decref(view);
    if (rc == RT_NONE)
        rc = rt_fail(err, RT_EIO, "no template %s", f->template);
    return rc;
}

enum rt_code
rt_fragment_html(struct rt_visit *v, const struct rt_fragment *f,
                 struct rt_part *out, struct rt_err *err)
{
    const char *key = rt_app_key(v->app,
                                 &(struct rt_app_key){.form = f->template,
                                                      .subject = f->subject,
                                                      .query = f->query,
                                                      .lang = v->lang,
                                                      .theme = rt_view_theme(v),
                                                      .block = f->block},
                                 v->arena);
    size_t len;
    const char *kept = rt_cache_get(v->app->cache, key, &len);
    struct rt_buf made;
    enum rt_code rc;

    if (kept != NULL) {
        *out = (struct rt_part){rt_strndup(v->arena, kept, len), key, len};
        return RT_OK;
    }
    rt_buf_init(&made, 0);
    rc = render(v, f, &made, err);
    if (rc == RT_OK) {
        *out = (struct rt_part){rt_strndup(v->arena, made.data, made.len), key,
                                made.len};
        rt_cache_put(v->app->cache, key, made.data, made.len);
    }
    rt_buf_fini(&made);
    return rc;
}
