#include "page/card.h"

#include "app/env.h"
#include "page/fragment.h"
#include "page/view.h"

#include <string.h>

/* A picture as wide as the page's text, and one for a phone held upright. */
enum { WIDE_PX = 1032, NARROW_PX = 360 };

/* A visitor who has chosen the dark theme gets dark pictures, whatever the
 * system prefers. */
static void
darken(const struct rt_visit *v, json_t *picture)
{
    if (strcmp(rt_view_theme(v), "dark") != 0 || !json_is_object(picture))
        return;
    json_object_set(picture, "src", json_object_get(picture, "dark"));
    json_object_set(picture, "src2x", json_object_get(picture, "dark2x"));
}

/* The same picture for a narrow screen, beside the wide one. */
static enum rt_code
add_narrow(const struct rt_visit *v, const struct rt_result *r,
           struct rt_style style, json_t *card, struct rt_err *err)
{
    json_t *narrow, *picture;
    enum rt_code rc;

    style.width_px = NARROW_PX;
    rc = rt_block_view(r, &style, NULL, v->arena, &narrow, err);
    if (rc != RT_OK)
        return rc;
    picture = json_object_get(narrow, "picture");
    json_object_set_new(
        picture, "map",
        json_string(rt_fmt(v->arena, "map-%s-narrow", r->block->id)));
    darken(v, picture);
    darken(v, json_object_get(card, "picture"));
    json_object_set_new(picture, "titles",
                        json_false()); /* no hover texts there */
    json_object_set(card, "phone", picture);
    json_decref(narrow);
    return RT_OK;
}

/* A chart is shown in two widths.  A picture that only repeats the text of the
 * page is offered as a link. */
static enum rt_code
finish_picture(const struct rt_visit *v, const struct rt_result *r,
               struct rt_style style, json_t *card, struct rt_err *err)
{
    json_t *picture = json_object_get(card, "picture");

    json_object_set(card, "png", json_object_get(picture, "src2x"));
    if (r->chart != NULL)
        return add_narrow(v, r, style, card, err);
    json_object_set_new(card, "picture", json_null());
    return RT_OK;
}

struct asked {
    const struct rt_block *block;
    const struct rt_pairs *pairs;
};

/* The data of the card's template. */
static enum rt_code
make_view(struct rt_visit *v, const void *arg, json_t **card,
          struct rt_err *err)
{
    const struct asked *asked = arg;
    struct rt_block_env env =
        rt_app_env(v->app->conf, rt_app_data(v->app), v->lang);
    struct rt_style style = {.lang = v->lang,
                             .width_px = WIDE_PX,
                             .scale = 1,
                             .currency = env.data->currency,
                             .digits = env.data->digits};
    struct rt_result *r = rt_alloc(v->arena, sizeof *r);
    enum rt_code rc;

    rc = rt_block_run(asked->block, &env, asked->pairs, v->arena, r, err);
    if (rc == RT_OK)
        rc = rt_block_view(r, &style, NULL, v->arena, card, err);
    if (rc == RT_OK)
        rc = finish_picture(v, r, style, *card, err);
    return rc;
}

enum rt_code
rt_card_html(struct rt_visit *v, const struct rt_block *block,
             const struct rt_pairs *pairs, struct rt_part *out,
             struct rt_err *err)
{
    struct asked asked = {block, pairs};
    struct rt_filter filter;
    enum rt_code rc = rt_block_filter(block, rt_app_data(v->app), pairs,
                                      v->arena, &filter, err);

    if (rc != RT_OK)
        return rc;
    return rt_fragment_html(
        v,
        &(struct rt_fragment){.template = "block",
                              .subject = block->id,
                              .block = block,
                              .query = rt_filter_query(&filter, v->arena),
                              .make = make_view,
                              .arg = &asked},
        out, err);
}
