/*
 * Pictures: the definition of a chart without data, its data, and a card
 * around them.
 *
 * One routine lays a card out and draws it through a small interface with two
 * ends: PNG, and lines of text for tests.  It returns the geometry, with which
 * a page lays hover texts and links over the picture.
 */
#ifndef RT_CHART_CHART_H
#define RT_CHART_CHART_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "text/text.h"

#include <stdint.h>

/* What the numbers of an axis or of a series are. */
enum rt_unit {
    RT_UNIT_NUMBER, /* plain; for a series: the unit of the y axis */
    RT_UNIT_COUNT,  /* whole numbers */
    RT_UNIT_SHARE,  /* 0..1, shown as per cent */
    RT_UNIT_MONEY,  /* minor units of the style's currency */
    RT_UNIT__MAX
};

enum rt_axis_kind {
    RT_AXIS_LINEAR, /* numbers: y values, or data.x */
    RT_AXIS_PERIOD, /* data.by and data.period */
    RT_AXIS_LABEL,  /* categories: data.labels */
    RT_AXIS__MAX
};

enum rt_mark {
    RT_MARK_BAR,  /* side by side, one group for each point */
    RT_MARK_LINE, /* a NaN is a gap */
    RT_MARK_STEP, /* a line that keeps its value until the next: survival curves
                   */
    RT_MARK_STACK, /* bars stacked from zero, negative ones downwards */
    RT_MARK_HEAT, /* one row for each series, one column for each point: cohorts
                   */
    RT_MARK_PIE,  /* one ring for each series, one slice for each point; no
                     negative values */
    RT_MARK_HISTOGRAM, /* bars between the n + 1 edges in data.x */
    RT_MARK_POINT,     /* scatter at data.x, area by data.size */
    RT_MARK__MAX
};

/* Colours by meaning; the theme decides the tone.  RT_INK_AUTO gives each
 * series (or slice) the next colour of the palette. */
enum rt_ink {
    RT_INK_AUTO,
    RT_INK_MAIN,    /* the most important series */
    RT_INK_GAIN,    /* new, kept, income */
    RT_INK_LOSS,    /* lost, churned, expenses */
    RT_INK_TREND,   /* a mean or a trend over bars */
    RT_INK_NEUTRAL, /* total, rest, comparison */
    RT_INK__MAX
};

/* Palette colours before they repeat with other dashes and hatches. */
enum { RT_PALETTE = 8 };

enum {
    RT_CHART_SERIES = 8,   /* in a static definition */
    RT_SERIES_MAX = 400,   /* with data: rows of a heat map */
    RT_POINTS_MAX = 20000, /* a series */
    RT_TILES_MAX = 24,
    RT_TABLE_COLUMNS_MAX = 40
};

struct rt_axis {
    enum rt_axis_kind kind;
    enum rt_unit unit;
    const char *name; /* key of the catalogues, or NULL */
    bool from_zero;   /* the axis contains 0 */
    double low, high; /* a fixed range where low < high */
};

struct rt_series {
    const char *name; /* key of the catalogues */
    enum rt_mark mark;
    enum rt_ink ink;
    enum rt_unit unit;
};

/* A chart without data: a static const of its block. */
struct rt_chart {
    const char *title;       /* key of the catalogues */
    int width_px, height_px; /* suggested size on a page, logical px */
    struct rt_axis x, y;
    struct rt_series series[RT_CHART_SERIES]; /* ends at name == NULL */
};

/*
 * The numbers of a chart.  Everything is borrowed for the call.
 *
 *   n           points of each series; 0 gives the "no data" card
 *   n_series    0: as many as the definition has.  If it is larger, the last
 *               series of the definition is used for the rest, with automatic
 *               colours
 *   names       [n_series] texts for the reader instead of the catalogue keys
 *               (plans, regions, cohorts), or NULL; elements may be NULL
 *   y           [n_series][n]; NaN means "undefined": a gap, an empty cell
 *   period      [n] starts of periods, rising, for RT_AXIS_PERIOD
 *   labels      [n] for RT_AXIS_LABEL, pie slices and columns of a heat map
 *   x           [n] for RT_AXIS_LINEAR ([n + 1] edges of a histogram), rising
 *               for lines and histograms
 *   size        [n] for RT_MARK_POINT, >= 0, or NULL
 *   unfinished  [n] 1: the period is cut by the as-of day (hatched bars, dashed
 *               lines); or NULL
 *   cell_unfinished  [n_series][n] the same for a heat map, or NULL
 *   low, high   [n_series][n] interval around y: a band behind a line, a
 *               whisker on a bar; NULL, or NULL elements
 *   cell_text   [n_series][n] text in a heat map's cell that has no value, for
 *               example the count of an unfinished one; NULL, or NULL elements
 *   row_notes   [n_series] second column of a heat map's rows ("1 204"), or
 *               NULL
 *   emphasis    [n_series] 1: a heat map's row is set apart (pooled mean), or
 *               NULL
 *   cell_hover  [n_series][n] added to the value in the hover text of a heat
 *               map's cell, or shown instead of its text when it has no value;
 *               NULL, or NULL elements
 *   hover       [n] added to the values in a point's hover text ("MRR 1 204"),
 *               or NULL
 *   hover_of    [n_series][n] the same for each series ("12 of 991"); NULL, or
 *               NULL elements
 */
struct rt_chart_data {
    size_t n;
    size_t n_series;
    const char *const *names;
    const double *const *y;
    enum rt_by by;
    const int32_t *period;
    const char *const *labels;
    const double *x;
    const double *size;
    const uint8_t *unfinished;
    const uint8_t *const *cell_unfinished;
    const double *const *low, *const *high;
    const char *const *row_notes;
    const uint8_t *emphasis;
    const char *const *const *cell_text, *const *const *cell_hover;
    const char *const *hover;
    const char *const *const *hover_of;
};

enum rt_tone { RT_TONE_PLAIN, RT_TONE_GOOD, RT_TONE_BAD };

/* One key figure.  Texts are in the reader's language. */
struct rt_tile {
    const char *label;
    const char *value;   /* "1,21 %", "—" */
    const char *delta;   /* "▲ 0,3 п. п.", or NULL */
    enum rt_tone tone;   /* whether the change in `delta` is good */
    const char *note;    /* "12 of 991", "too few", or NULL */
    const double *trend; /* [n_trend] values of a small line below, or NULL */
    size_t n_trend;
};

/* A table as it is on the page.  Texts are in the reader's language. */
struct rt_table {
    size_t n_columns, n_rows;
    const char *const *columns; /* [n_columns] headings */
    const bool
        *left; /* [n_columns] words, not numbers; NULL: only the first column */
    const char *const *cells;  /* [n_rows * n_columns]; NULL is "—" */
    const uint8_t *strong;     /* [n_rows] 1: a total; or NULL */
    const uint8_t *unfinished; /* [n_rows] 1: an unfinished period; or NULL */
};

/*
 * A whole picture.  Tiles, chart and table are placed below each other when
 * several are given.  Without any, or when the chart or table has no rows, the
 * card says `empty` (NULL: "no data for this filter").
 */
struct rt_card {
    const char *band;   /* text of the warning band at the top; NULL: none */
    const char *title;  /* text for the reader; NULL: the chart's title */
    const char *filter; /* the filter in words; NULL: left out */
    const struct rt_tile *tiles;
    size_t n_tiles;
    const struct rt_chart *chart;
    const struct rt_chart_data *data;
    const struct rt_table *table;
    const char *empty;
    const char *zone;     /* NULL: no as-of line */
    int32_t as_of;        /* a day */
    const char *rests_on; /* "18,575 clients"; NULL: left out */
    const char *formula;  /* text; NULL: left out */
};

enum rt_theme { RT_THEME_LIGHT, RT_THEME_DARK, RT_THEME__MAX };

/* "light", "dark".  RT_NONE when the word is neither. */
const char *rt_theme_name(enum rt_theme theme);
enum rt_code rt_theme_parse(const char *word, enum rt_theme *out) RT_CHECK;

enum {
    RT_CARD_WIDTH_MIN = 160,
    RT_CARD_WIDTH_MAX = 2000,
    RT_CARD_HEIGHT_MIN = 120,
    RT_CARD_HEIGHT_MAX = 4096,
    RT_CARD_PIXELS = 4096, /* width or height times scale */
    RT_CARD_SCALE_MAX = 2
};

/* How the card is drawn. */
struct rt_style {
    enum rt_lang lang;
    enum rt_theme theme;
    int width_px;  /* logical: 160..2000 */
    int height_px; /* logical: 120..4096, or 0: the height that the card needs
                    */
    int scale;     /* 1 or 2 pixels a logical px */
    const char *currency; /* ISO code, for RT_UNIT_MONEY */
    int digits;           /* decimals of the currency */
};

enum rt_hit_of { RT_HIT_CHART, RT_HIT_TILE, RT_HIT_ROW };

/* A place in the picture that answers a pointer, in logical px from the top
 * left corner.  Where places overlap, the earlier one counts. */
struct rt_hit {
    int x, y, w, h;
    enum rt_hit_of of; /* what `point` counts: points, tiles, table rows */
    int series;        /* series of a chart; -1: all series of the point */
    size_t point;
    const char *text; /* "янв. 2007: отток 1,21 % (12 из 991)" */
};

/* Memory comes from the arena given to the call that fills it. */
struct rt_geometry {
    int width_px, height_px; /* of the picture, logical */
    struct rt_hit *hits;
    size_t n;
    size_t room;
};

/*
 * Draw a card as PNG (RGB, 8 bit) and append it to `out`.
 *
 *   geo  filled, from `a`, unless NULL
 *   a    scratch memory and the geometry
 *
 * The same card and style give the same bytes with the same fonts. RT_EINVAL
 * "bad_picture_size" {name} {value} {low} {high}; RT_ELIMIT "chart_too_much"
 * {name} {value} {high} for more series, points, tiles or columns than stated
 * above; RT_EINVAL "chart_negative_part" {name} for a pie (show such numbers
 * as bars); RT_EIO when the drawing library fails.  After a failure nothing is
 * appended: there is never half a picture.
 */
enum rt_code rt_card_png(const struct rt_card *card,
                         const struct rt_style *style, struct rt_buf *out,
                         struct rt_geometry *geo, struct rt_arena *a,
                         struct rt_err *err) RT_CHECK;

/* The same drawing as lines of text, one for each drawing order, with letters
 * of one width, so that the result does not depend on fonts.  For tests. */
enum rt_code rt_card_text(const struct rt_card *card,
                          const struct rt_style *style, struct rt_buf *out,
                          struct rt_geometry *geo, struct rt_arena *a,
                          struct rt_err *err) RT_CHECK;

/* The geometry of rt_card_png() without drawing, for a page that links to the
 * picture. */
enum rt_code rt_card_geometry(const struct rt_card *card,
                              const struct rt_style *style,
                              struct rt_geometry *geo, struct rt_arena *a,
                              struct rt_err *err) RT_CHECK;

/* Load the fonts, so that the first picture is not slow.  RT_EBROKEN
 * "chart_no_font" when no installed font has Cyrillic and Latin letters. */
enum rt_code rt_chart_warm(struct rt_err *err) RT_CHECK;

#endif
