/* Series of a plot, and the texts about their points. */
#include "chart/plot.h"

#include <math.h>

static size_t
defined(const struct rt_chart *chart)
{
    size_t n = 0;

    while (n < RT_CHART_SERIES && chart->series[n].name != NULL)
        n++;
    return n;
}

size_t
rt_series_count(const struct rt_chart *chart, const struct rt_chart_data *data)
{
    return data->n_series > 0 ? data->n_series : defined(chart);
}

static const char *
series_name(const struct rt_pen *pen, const struct rt_chart_data *data,
            const struct rt_series *def, size_t s)
{
    if (data->names != NULL && data->names[s] != NULL)
        return data->names[s];
    return def != NULL ? rt_pen_word(pen, def->name) : "";
}

/* True when a series of the chart has asked for exactly this colour. */
static bool
taken(const struct rt_pen *pen, const struct rt_chart *chart, uint32_t rgb)
{
    for (size_t s = 0; s < defined(chart); s++)
        if (chart->series[s].ink != RT_INK_AUTO &&
            rt_look_ink(pen->look, chart->series[s].ink, 0) == rgb)
            return true;
    return false;
}

/* The colour of series s: its own, or the next one of the palette that no
 * other series has asked for. */
static uint32_t
series_colour(const struct rt_pen *pen, const struct rt_chart *chart, size_t s)
{
    size_t before = 0, k = 0;

    if (chart->series[s].ink != RT_INK_AUTO)
        return rt_look_ink(pen->look, chart->series[s].ink, s);
    for (size_t i = 0; i < s; i++)
        before += chart->series[i].ink == RT_INK_AUTO;
    for (;; k++) {
        uint32_t rgb = rt_look_ink(pen->look, RT_INK_AUTO, k);

        if (!taken(pen, chart, rgb) && before-- == 0)
            return rgb;
    }
}

struct rt_line_data *
rt_plot_series(const struct rt_pen *pen, const struct rt_chart *chart,
               const struct rt_chart_data *data, size_t *n_series)
{
    size_t n_defined = defined(chart);
    size_t n = rt_series_count(chart, data);
    struct rt_line_data *out = rt_alloc_n(pen->a, n, sizeof *out);

    for (size_t s = 0; s < n; s++) {
        const struct rt_series *own = s < n_defined ? &chart->series[s] : NULL;
        const struct rt_series *like =
            own != NULL ? own
                        : &chart->series[n_defined > 0 ? n_defined - 1 : 0];

        out[s] = (struct rt_line_data){
            .name = series_name(pen, data, own, s),
            .mark = like->mark,
            .rgb = own != NULL && n <= n_defined
                       ? series_colour(pen, chart, s)
                       : rt_look_ink(pen->look, RT_INK_AUTO, s),
            .dash = (enum rt_dash)(s / RT_PALETTE % RT_DASH__MAX),
            .unit = like->unit != RT_UNIT_NUMBER ? like->unit : chart->y.unit,
            .y = data->y[s],
            .low = data->low != NULL ? data->low[s] : NULL,
            .high = data->high != NULL ? data->high[s] : NULL,
        };
    }
    *n_series = n;
    return out;
}

size_t
rt_plot_count(const struct rt_plot *p, enum rt_mark mark)
{
    size_t n = 0;

    for (size_t s = 0; s < p->n_series; s++)
        n += p->series[s].mark == mark;
    return n;
}

bool
rt_plot_unfinished(const struct rt_plot *p, size_t i)
{
    return p->data->unfinished != NULL && p->data->unfinished[i] != 0;
}

const char *
rt_plot_point_name(const struct rt_plot *p, size_t i)
{
    const struct rt_chart_data *d = p->data;

    if (p->chart->x.kind == RT_AXIS_PERIOD && d->period != NULL)
        return rt_text_period(p->pen->style->lang, p->pen->a, d->by,
                              d->period[i]);
    if (d->labels != NULL && d->labels[i] != NULL)
        return d->labels[i];
    if (p->edges)
        return rt_fmt(p->pen->a, "%s – %s",
                      rt_value_text(p->pen, p->chart->x.unit, d->x[i]),
                      rt_value_text(p->pen, p->chart->x.unit, d->x[i + 1]));
    if (d->x != NULL)
        return rt_value_text(p->pen, p->chart->x.unit, d->x[i]);
    return rt_text_count(p->pen->style->lang, p->pen->a, (int64_t)i + 1);
}

/* The hover text of one series alone, or NULL. */
static const char *
own_hover(const struct rt_plot *p, size_t s, size_t i)
{
    const char *const *const *all = p->data->hover_of;

    return all != NULL && all[s] != NULL ? all[s][i] : NULL;
}

static void
say_series(const struct rt_plot *p, struct rt_buf *b, size_t s, size_t i)
{
    const struct rt_line_data *l = &p->series[s];

    if (!isfinite(l->y[i]))
        return;
    if (b->len > 0)
        rt_buf_str(b, p->data->hover_of != NULL ? "; " : ", ");
    if (l->name[0] != '\0')
        rt_buf_fmt(b, "%s ", l->name);
    rt_buf_str(b, rt_value_text(p->pen, l->unit, l->y[i]));
}

/* The same, with the parts that this series is made of. */
static void
say_with_parts(const struct rt_plot *p, struct rt_buf *b, size_t s, size_t i)
{
    size_t before = b->len;

    say_series(p, b, s, i);
    if (b->len > before && own_hover(p, s, i) != NULL)
        rt_buf_fmt(b, ", %s", own_hover(p, s, i));
}

/* A scattered point that has a name also tells its other number. */
static void
say_x(const struct rt_plot *p, struct rt_buf *b, size_t i)
{
    const char *name = p->chart->x.name;

    if (!p->scattered || p->data->labels == NULL)
        return;
    if (name != NULL)
        rt_buf_fmt(b, "%s ", rt_pen_word(p->pen, name));
    rt_buf_str(b, rt_value_text(p->pen, p->chart->x.unit, p->data->x[i]));
}

const char *
rt_plot_hover(const struct rt_plot *p, int s, size_t i)
{
    const char *more = p->data->hover != NULL ? p->data->hover[i]
                       : s >= 0               ? own_hover(p, (size_t)s, i)
                                              : NULL;
    const char *cut =
        rt_plot_unfinished(p, i) ? rt_pen_word(p->pen, "chart_cut") : "";
    struct rt_buf values;
    const char *text;

    rt_buf_init(&values, 0);
    say_x(p, &values, i);
    if (s >= 0)
        say_series(p, &values, (size_t)s, i);
    for (size_t k = 0; k < p->n_series && s < 0; k++)
        say_with_parts(p, &values, k, i);
    text = rt_fmt(p->pen->a, "%s%s%s: %s%s%s%s", rt_plot_point_name(p, i),
                  cut[0] != '\0' ? ", " : "", cut,
                  values.len > 0 ? rt_buf_cstr(&values) : "—",
                  more != NULL ? " (" : "", more != NULL ? more : "",
                  more != NULL ? ")" : "");
    rt_buf_fini(&values);
    return text;
}
