#include "chart/figure.h"

#include "chart/plot.h"

enum { EMPTY_PX = 96 };

static bool
has_chart(const struct rt_card *card)
{
    return card->chart != NULL && card->data != NULL && card->data->n > 0;
}

static const char *
empty_text(const struct rt_pen *p, const struct rt_card *card)
{
    return card->empty != NULL ? card->empty : rt_pen_word(p, "chart_no_data");
}

/* Said in the middle, so that it is not taken for a picture that failed. */
static void
draw_empty(const struct rt_pen *p, const struct rt_card *card,
           struct rt_box box)
{
    struct rt_font font = rt_pen_muted(p, p->text_px + 1, RT_ALIGN_CENTRE);
    struct rt_wrapped text =
        rt_pen_wrap(p, empty_text(p, card), font, box.w, 3);
    double h = (double)text.n * rt_line_px(font.size);

    rt_pen_lines(p, &text, box.x + box.w / 2, box.y + (box.h - h) / 2, box.w,
                 font);
}

double
rt_figures_height(const struct rt_pen *p, const struct rt_card *card,
                  double width)
{
    if (!has_chart(card))
        return EMPTY_PX;
    return rt_plot_height(p, card->chart, card->data, width);
}

void
rt_figures_draw(const struct rt_pen *p, const struct rt_card *card,
                struct rt_box box)
{
    struct rt_plot plot;

    if (!has_chart(card)) {
        draw_empty(p, card, box);
        return;
    }
    rt_plot_lay_out(&plot, p, card->chart, card->data, box);
    rt_plot_draw(&plot);
}
