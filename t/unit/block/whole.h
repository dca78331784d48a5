/* The whole result of a block as one text. */
#ifndef RT_T_BLOCK_WHOLE_H
#define RT_T_BLOCK_WHOLE_H

#include "block/block.h"
#include "block/picture.h"

/* JSON and the lines of the picture; "" if there is no result. */
static const char *
whole(struct rt_arena *a, const struct rt_result *r)
{
    struct rt_style style = {.lang = RT_LANG_EN, .width_px = 640, .scale = 1};
    struct rt_err err = {0};
    struct rt_card card;
    struct rt_buf out;
    const char *text;

    if (r == NULL)
        return "";
    style.currency = r->data->currency;
    style.digits = r->data->digits;
    rt_buf_init(&out, 0);
    rt_picture_card(r, RT_LANG_EN, a, &card);
    if (rt_block_json(r, RT_LANG_EN, a, &out, &err) != RT_OK ||
        rt_card_text(&card, &style, &out, NULL, a, &err) != RT_OK)
        rt_buf_str(&out, err.text);
    text = rt_strdup(a, rt_buf_cstr(&out));
    rt_buf_fini(&out);
    return text;
}

#endif
