#include "cli.h"

#include "app/env.h"
#include "base/hash.h"
#include "block/block.h"
#include "field/form.h"
#include "snap/file.h"
#include "tmpl/tmpl.h"

#include <stdio.h>
#include <string.h>

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_PNG, FORMAT_HTML };
static const char *const formats[] = {"text", "json", "csv",
                                      "png",  "html", NULL};
static const char *const themes[] = {[RT_THEME_LIGHT] = "light",
                                     [RT_THEME_DARK] = "dark",
                                     [RT_THEME__MAX] = NULL};
static const char *const programs[] = {"excel", NULL};

/* Options of the command itself; all others are the filter's and the
 * blocks'. */
static const struct rt_field own[] = {
    {.name = "format", .kind = RT_INPUT_WORD, .words = formats},
    {.name = "lang", .kind = RT_INPUT_WORD, .words = rt_lang_words},
    {.name = "theme", .kind = RT_INPUT_WORD, .words = themes},
    {.name = "for", .kind = RT_INPUT_WORD, .words = programs},
    {.name = "out", .kind = RT_INPUT_TEXT},
    {.name = "list", .kind = RT_INPUT_YES_NO},
    {.name = "table", .kind = RT_INPUT_TEXT},
    {.name = "width",
     .kind = RT_INPUT_INT,
     .low = RT_CARD_WIDTH_MIN,
     .high = RT_CARD_WIDTH_MAX},
    {.name = "scale",
     .kind = RT_INPUT_INT,
     .low = 1,
     .high = RT_CARD_SCALE_MAX},
    {.name = NULL},
};

static const struct rt_opt common[] = {
    {"format", true, false},    {"lang", true, false},
    {"out", true, false},       {"list", false, false},
    {"table", true, false},     {"for", true, false},
    {"width", true, false},     {"scale", true, false},
    {"theme", true, false},     {"from", true, false},
    {"to", true, false},        {"by", true, false},
    {"complete", false, false}, {"as-of", true, false},
    {"region", true, true},     {"plan", true, true},
    {"channel", true, true},    {"segment", true, true},
    {"attr.", true, true},      {"offer-type", true, true},
    {"offer_type", true, true},
};

enum { N_COMMON = sizeof common / sizeof common[0] };

struct job {
    const struct rt_block *block;
    struct rt_block_env env;
    struct rt_style style;
    enum format format;
    const char *table, *out;
    bool excel;
    struct rt_pairs pairs;
};

static size_t
count_block_options(void)
{
    const struct rt_block *b;
    size_t n = 0;

    for (size_t i = 0; (b = rt_block_at(i)) != NULL; i++)
        for (const struct rt_field *o = b->options;
             o != NULL && o->name != NULL; o++)
            n++;
    return n;
}

/* URLs have "first_seen", command lines "first-seen". */
static char *
with_other(struct rt_arena *a, const char *name, char is, char shall)
{
    char *out = rt_strdup(a, name);

    for (char *c = out; *c != '\0'; c++)
        if (*c == is)
            *c = shall;
    return out;
}

/* The options of the command, of the filter and of all blocks; the filter
 * checks which of them fit the block. */
static const struct rt_opt *
all_options(struct rt_arena *a)
{
    struct rt_opt *all =
        rt_alloc_n(a, N_COMMON + count_block_options() + 1, sizeof *all);
    const struct rt_block *b;
    size_t n = N_COMMON;

    memcpy(all, common, sizeof common);
    for (size_t i = 0; (b = rt_block_at(i)) != NULL; i++)
        for (const struct rt_field *o = b->options;
             o != NULL && o->name != NULL; o++)
            all[n++] = (struct rt_opt){.name = with_other(a, o->name, '_', '-'),
                                       .takes_value = true,
                                       .repeats = true};
    return all;
}

/* Separate the command's own options from the filter's.  Names on the command
 * line are those of URLs with dashes; an attribute's name is the company's
 * own. */
static void
sort_pairs(struct rt_cli *cli, const struct rt_args *args,
           struct rt_pairs *mine, struct rt_pairs *filter)
{
    for (size_t i = 0; i < args->options.n; i++) {
        const struct rt_pair *p = &args->options.list[i];

        if (rt_field_find(own, p->name) != NULL)
            rt_pairs_add(mine, cli->arena, p->name, p->value);
        else
            rt_pairs_add(filter, cli->arena,
                         strncmp(p->name, "attr.", 5) == 0
                             ? p->name
                             : with_other(cli->arena, p->name, '-', '_'),
                         p->value);
    }
}

static int
list_blocks(struct rt_cli *cli)
{
    const struct rt_block *b;

    for (size_t i = 0; (b = rt_block_at(i)) != NULL; i++)
        printf("%-24s %s\n", b->id, rt_text(cli->lang, b->title));
    return RT_EXIT_OK;
}

/* The value of an option that is a word or a number; `otherwise` when it is
 * absent. */
static int
number_of(const struct rt_form *form, const char *name, int otherwise)
{
    const struct rt_value *v = rt_form_get(form, name);

    return v != NULL ? (int)v->n : otherwise;
}

static void
set_job(const struct rt_cli *cli, const struct rt_form *form, struct job *job)
{
    job->format = (enum format)number_of(form, "format", FORMAT_TEXT);
    job->table = rt_form_text(form, "table");
    job->out = rt_form_text(form, "out");
    job->excel = rt_form_get(form, "for") != NULL;
    job->style = (struct rt_style){
        .lang = (enum rt_lang)number_of(form, "lang", (int)cli->lang),
        .theme = (enum rt_theme)number_of(form, "theme", RT_THEME_LIGHT),
        .width_px = number_of(form, "width", 960),
        .scale = number_of(form, "scale", 1)};
}

static enum rt_code
read_job(struct rt_cli *cli, const struct rt_args *args, struct job *job,
         struct rt_err *err)
{
    const struct rt_field_env env = {.today = RT_DAY_NONE};
    struct rt_pairs mine = {0};
    struct rt_form form;
    enum rt_code rc;

    if (args->n_rest != 1)
        return rt_fail_key(err, RT_EINVAL, "cli_one_block", NULL);
    job->block = rt_block_find(args->rest[0]);
    if (job->block == NULL)
        return rt_fail_key(err, RT_EINVAL, "unknown_block", "value",
                           args->rest[0], NULL);
    sort_pairs(cli, args, &mine, &job->pairs);
    rc = rt_form_read(own, &mine, &env, cli->arena, &form, err);
    if (rc != RT_OK)
        return rc;
    set_job(cli, &form, job);
    if (job->excel && job->format != FORMAT_CSV)
        return rt_fail_key(err, RT_EINVAL, "cli_for_csv", NULL);
    return RT_OK;
}

static const char *
data_uri(struct rt_cli *cli, const struct rt_buf *png)
{
    char *base64 = rt_alloc(cli->arena, png->len / 3 * 4 + 5);

    rt_base64(png->data, png->len, base64);
    return rt_fmt(cli->arena, "data:image/png;base64,%s", base64);
}

/* The page's card with the picture inside it: a file that needs no others. */
static enum rt_code
render_html(struct rt_cli *cli, const struct job *job,
            const struct rt_result *r, struct rt_buf *out, struct rt_err *err)
{
    const char *dir =
        rt_fmt(cli->arena, "%s/templates", rt_conf_get(cli->conf, "SHARE_DIR"));
    struct rt_tmpl_set *set = NULL;
    struct rt_buf png;
    json_t *view = NULL;
    enum rt_code rc;

    rt_buf_init(&png, 0);
    rc = rt_block_png(r, &job->style, cli->arena, &png, NULL, err);
    if (rc == RT_OK)
        rc = rt_block_view(r, &job->style, data_uri(cli, &png), cli->arena,
                           &view, err);
    if (rc == RT_OK)
        json_object_set_new(view, "t", rt_block_words(job->style.lang));
    if (rc == RT_OK)
        rc = rt_tmpl_load(dir, &set, err);
    if (rc == RT_OK)
        rc = rt_tmpl_render(set, "block", view, out, err);
    json_decref(view);
    rt_tmpl_free(set);
    rt_buf_fini(&png);
    return rc;
}

static enum rt_code
render(struct rt_cli *cli, const struct job *job, const struct rt_result *r,
       struct rt_buf *out, struct rt_err *err)
{
    switch (job->format) {
    case FORMAT_TEXT:
        return rt_block_text(r, job->style.lang, cli->arena, out, err);
    case FORMAT_JSON:
        return rt_block_json(r, job->style.lang, cli->arena, out, err);
    case FORMAT_CSV:
        return job->excel ? rt_block_csv_excel(r, job->table, job->style.lang,
                                               out, err)
                          : rt_block_csv(r, job->table, out, err);
    case FORMAT_PNG:
        return rt_block_png(r, &job->style, cli->arena, out, NULL, err);
    case FORMAT_HTML:
        break;
    }
    return render_html(cli, job, r, out, err);
}

/* Write the whole answer to the file or to stdout. */
static enum rt_code
deliver(const struct job *job, const struct rt_buf *out, struct rt_err *err)
{
    FILE *f = job->out != NULL ? fopen(job->out, "wbe") : stdout;
    bool good;

    if (f == NULL)
        return rt_fail_errno(err, "cannot write %s", job->out);
    good =
        fwrite(rt_buf_cstr(out), 1, out->len, f) == out->len && fflush(f) == 0;
    if (!good)
        rt_fail_errno(err, "cannot write %s",
                      job->out != NULL ? job->out : "stdout");
    if (f != stdout && fclose(f) != 0 && good) {
        good = false;
        rt_fail_errno(err, "cannot write %s", job->out);
    }
    return good ? RT_OK : RT_EIO;
}

static enum rt_code
run(struct rt_cli *cli, struct job *job, struct rt_err *err)
{
    const char *dir = rt_conf_get(cli->conf, "DATA_DIR");
    struct rt_result *r = rt_alloc(cli->arena, sizeof *r);
    struct rt_snap *snap = NULL;
    struct rt_buf out;
    enum rt_code rc = rt_snap_open(dir, &snap, err);

    if (rc == RT_NONE)
        return rt_fail_key(err, RT_NONE, "no_snapshot", "dir", dir, NULL);
    if (rc != RT_OK)
        return rc;
    rt_buf_init(&out, 0);
    job->env = rt_app_env(cli->conf, rt_snap_data(snap), job->style.lang);
    job->style.currency = job->env.data->currency;
    job->style.digits = job->env.data->digits;
    rc = rt_block_run(job->block, &job->env, &job->pairs, cli->arena, r, err);
    if (rc == RT_OK)
        rc = render(cli, job, r, &out, err);
    if (rc == RT_OK)
        rc = deliver(job, &out, err);
    rt_buf_fini(&out);
    rt_snap_close(snap);
    return rc;
}

int
rt_cmd_block(struct rt_cli *cli, int argc, char **argv)
{
    struct rt_err err = {0};
    struct rt_args args;
    struct job job = {0};
    enum rt_code rc =
        rt_args_read(cli, argc, argv, all_options(cli->arena), &args, &err);

    if (rc == RT_OK && rt_args_has(&args, "list"))
        return list_blocks(cli);
    if (rc == RT_OK)
        rc = read_job(cli, &args, &job, &err);
    if (rc != RT_OK)
        return rt_cli_usage(cli, &err);
    rc = run(cli, &job, &err);
    if (rc == RT_OK)
        return RT_EXIT_OK;
    return rc == RT_EINVAL ? rt_cli_usage(cli, &err) : rt_cli_fail(cli, &err);
}
