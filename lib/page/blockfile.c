#include "page/blockfile.h"

#include "app/cache.h"
#include "app/env.h"
#include "app/key.h"
#include "page/visit.h"

#include <string.h>

/* One form of a block. */
struct form {
    const char *name; /* "png" */
    const char *type;
    bool keep; /* nothing depends on the page around it */
    enum rt_code (*write)(struct rt_exchange *x, const struct rt_result *r,
                          struct rt_err *err);
};

static enum rt_code
find_block(struct rt_visit *v, const struct rt_block **out, struct rt_err *err)
{
    *out = rt_block_find(v->match.name);
    if (*out != NULL)
        return RT_OK;
    return rt_fail_key(err, RT_NONE, "no_such_block", "block", v->match.name,
                       NULL);
}

static const char *
entity_tag(struct rt_visit *v, const struct form *form,
           const struct rt_block *block, const struct rt_filter *f,
           const struct rt_form *sent)
{
    const char *reader = rt_form_text(sent, "for");
    struct rt_app_key key = {.form = reader != NULL ? reader : form->name,
                             .subject = v->match.name,
                             .query = rt_filter_query(f, v->arena),
                             .lang = v->lang,
                             .theme = f->theme,
                             .size = f->size,
                             .table = rt_form_text(sent, "table"),
                             .block = block};

    return rt_fmt(v->arena, "\"%s\"", rt_app_key(v->app, &key, v->arena));
}

/* The bytes of an earlier answer with the same tag. */
static bool
take_kept(struct rt_visit *v, const struct form *form, const char *tag)
{
    size_t len;
    const char *bytes =
        form->keep ? rt_cache_get(v->app->cache, tag, &len) : NULL;

    if (bytes == NULL)
        return false;
    rt_buf_add(&v->re.body, bytes, len);
    rt_response_type(&v->re, form->type);
    return true;
}

static enum rt_code
run_block(struct rt_exchange *x, const struct form *form,
          const struct rt_block *block, const char *tag, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_block_env env =
        rt_app_env(v->app->conf, rt_app_data(v->app), v->lang);
    struct rt_result *r = rt_alloc(v->arena, sizeof *r);
    enum rt_code rc = rt_block_run(block, &env, &x->rest, v->arena, r, err);

    if (rc == RT_OK)
        rc = form->write(x, r, err);
    if (rc == RT_OK)
        rt_response_type(&v->re, form->type);
    if (rc == RT_OK && form->keep && !v->re.body.overflow)
        rt_cache_put(v->app->cache, tag, v->re.body.data, v->re.body.len);
    return rc;
}

static enum rt_code
serve_form(struct rt_exchange *x, const struct form *form, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const struct rt_block *block = NULL;
    struct rt_filter filter;
    const char *tag;
    enum rt_code rc = find_block(v, &block, err);

    if (rc == RT_OK)
        rt_app_catch_up(v->app, block, rt_pairs_get(&v->rq.query, "g"),
                        v->arena);
    if (rc == RT_OK)
        rc = rt_visit_needs_data(v, err);
    if (rc == RT_OK)
        rc = rt_block_filter(block, rt_app_data(v->app), &x->rest, v->arena,
                             &filter, err);
    if (rc != RT_OK)
        return rc;
    tag = entity_tag(v, form, block, &filter, &x->form);
    if (rt_request_has_tag(&v->rq, tag))
        v->re.status = 304;
    else if (!take_kept(v, form, tag))
        rc = run_block(x, form, block, tag, err);
    if (rc == RT_OK) {
        rt_response_header(&v->re, "ETag", tag);
        rt_response_header(&v->re, "Cache-Control", "private, no-cache");
    }
    return rc;
}

static enum rt_code
read_theme(const char *word, enum rt_theme *out, struct rt_err *err)
{
    if (word == NULL || rt_theme_parse(word, out) == RT_OK)
        return RT_OK;
    return rt_fail_key(err, RT_EINVAL, "bad_value", "key", "theme", "value",
                       word, NULL);
}

/* The style of the picture at this address. */
static enum rt_code
read_style(const struct rt_visit *v, const struct rt_result *r,
           struct rt_style *out, struct rt_err *err)
{
    enum rt_code rc;

    *out = (struct rt_style){.lang = v->lang,
                             .width_px = 960,
                             .scale = 1,
                             .currency = r->data->currency,
                             .digits = r->data->digits};
    rc = read_theme(r->filter->theme, &out->theme, err);
    return rc == RT_OK ? rt_picture_size(r->filter->size, out, err) : rc;
}

static enum rt_code
write_png(struct rt_exchange *x, const struct rt_result *r, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_style style;
    enum rt_code rc = read_style(v, r, &style, err);

    if (rc == RT_OK)
        rc = rt_block_png(r, &style, v->arena, &v->re.body, NULL, err);
    return rc;
}

static enum rt_code
write_areas(struct rt_exchange *x, const struct rt_result *r,
            struct rt_err *err)
{
    struct rt_visit *v = x->host;
    struct rt_style style;
    enum rt_code rc = read_style(v, r, &style, err);

    if (rc == RT_OK)
        rc = rt_block_areas(r, &style, v->arena, &v->re.body, err);
    return rc;
}

static enum rt_code
write_json(struct rt_exchange *x, const struct rt_result *r, struct rt_err *err)
{
    struct rt_visit *v = x->host;

    return rt_block_json(r, v->lang, v->arena, &v->re.body, err);
}

/* Downloads are written to the audit log, unless the database is away. */
static enum rt_code
write_csv(struct rt_exchange *x, const struct rt_result *r, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const char *table = rt_form_text(&x->form, "table");
    bool excel = rt_form_get(&x->form, "for") != NULL;
    enum rt_code rc =
        excel ? rt_block_csv_excel(r, table, v->lang, &v->re.body, err)
              : rt_block_csv(r, table, &v->re.body, err);

    if (rc == RT_OK && !v->degraded)
        rc = rt_visit_audit(v, "export", RT_AUDIT_DONE, err);
    if (rc == RT_OK)
        rt_response_header(
            &v->re, "Content-Disposition",
            rt_fmt(v->arena, "attachment; filename=\"%s.csv\"", r->block->id));
    return rc;
}

enum rt_code
rt_block_file_png(struct rt_exchange *x, struct rt_err *err)
{
    static const struct form form = {"png", "image/png", true, write_png};

    return serve_form(x, &form, err);
}

enum rt_code
rt_block_file_areas(struct rt_exchange *x, struct rt_err *err)
{
    static const struct form form = {"areas", "application/json", true,
                                     write_areas};

    return serve_form(x, &form, err);
}

enum rt_code
rt_block_file_json(struct rt_exchange *x, struct rt_err *err)
{
    static const struct form form = {"json", "application/json", true,
                                     write_json};

    return serve_form(x, &form, err);
}

static const char *const readers[] = {"excel", NULL};

const struct rt_field rt_block_csv_inputs[] = {
    {.name = "table", .kind = RT_INPUT_TEXT, .high = 64},
    {.name = "for", .kind = RT_INPUT_WORD, .words = readers},
    {.name = NULL},
};

enum rt_code
rt_block_file_csv(struct rt_exchange *x, struct rt_err *err)
{
    static const struct form form = {"csv", "text/csv", false, write_csv};

    return serve_form(x, &form, err);
}

enum rt_code
rt_generation(struct rt_exchange *x, struct rt_err *err)
{
    struct rt_visit *v = x->host;
    const struct rt_data *d = rt_app_data(v->app);

    (void)err;
    rt_response_type(&v->re, "application/json");
    rt_buf_fmt(&v->re.body, "{\"generation\": \"%s\", \"degraded\": %s}\n",
               d != NULL ? d->generation : "", v->degraded ? "true" : "false");
    return RT_OK;
}
