/* A block's id and a query as a visitor may write them, on the data of a small
 * company.  The result is an error with a message, or data that can be written
 * in every form. */
#include "../unit/block/company.h"
#include "fuzz.h"

#include "tmpl/tmpl.h"

const char fuzz_name[] = "block";

enum { WIDTH = 320 };

static const struct rt_data *of_company;
static struct rt_tmpl_set *templates;

static void
set_up(void)
{
    const char *source = getenv("RT_SOURCE");
    struct rt_err err = {0};

    arena = rt_arena_new();
    of_company = company();
    if (rt_tmpl_load(
            rt_fmt(arena, "%s/templates", source != NULL ? source : "."),
            &templates, &err) != RT_OK)
        rt_die("%s", err.text);
}

static void
must(enum rt_code rc, const char *form, const struct rt_err *err)
{
    if (rc != RT_OK)
        rt_die("%s: %s", form, err->text);
}

/* The card of a page. */
static void
make_html(const struct rt_result *r, const struct rt_style *style,
          struct rt_arena *a, struct rt_buf *out)
{
    struct rt_err err = {0};
    json_t *view = NULL;

    must(rt_block_view(r, style, NULL, a, &view, &err), "view", &err);
    must(rt_tmpl_render(templates, "block", view, out, &err), "html", &err);
    json_decref(view);
}

/* Write every form but the picture: that is slow, and t/fuzz/card.c has it. */
static void
make_forms(const struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    struct rt_style style = {.lang = lang,
                             .width_px = WIDTH,
                             .scale = 1,
                             .currency = r->data->currency,
                             .digits = r->data->digits};
    struct rt_err err = {0};
    struct rt_buf out;

    rt_buf_init(&out, 0);
    must(rt_block_json(r, lang, a, &out, &err), "json", &err);
    must(rt_block_csv(r, NULL, &out, &err), "csv", &err);
    for (size_t i = 0; i < r->n_tables; i++)
        must(rt_block_csv(r, r->tables[i].name, &out, &err), "table", &err);
    must(rt_block_text(r, lang, a, &out, &err), "text", &err);
    make_html(r, &style, a, &out);
    rt_buf_fini(&out);
}

/* "churn?by=month" */
static void
run_line(const char *line, enum rt_lang lang, struct rt_arena *a)
{
    const char *mark = strchrnul(line, '?');
    const struct rt_block *b =
        rt_block_find(rt_strndup(a, line, (size_t)(mark - line)));
    struct rt_block_env env = {.data = of_company, .lang = lang, .margin = 1};
    struct rt_result *r = rt_alloc(a, sizeof *r);
    const char *query = *mark == '?' ? mark + 1 : "";
    struct rt_pairs pairs;
    struct rt_err err = {0};
    enum rt_code rc;

    if (b == NULL)
        return;
    rc = rt_pairs_parse(query, strlen(query), a, &pairs, &err);
    if (rc == RT_OK)
        rc = rt_block_run(b, &env, &pairs, a, r, &err);
    if (rc == RT_OK)
        make_forms(r, lang, a);
    else if (err.key == NULL || rt_text_find(lang, err.key) == NULL)
        rt_die("%s: no words for %s %s", line, rt_code_name(rc), err.text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct rt_arena *a;

    if (templates == NULL)
        set_up();
    if (len < 2)
        return 0;
    a = rt_arena_new();
    run_line(rt_strndup(a, (const char *)data + 1, len - 1),
             data[0] % 2 ? RT_LANG_RU : RT_LANG_EN, a);
    rt_arena_free(a);
    return 0;
}
