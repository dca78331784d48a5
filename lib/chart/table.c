/* A table as a picture.  Columns and rows that do not fit are counted; a
 * number is shown completely or not at all. */
#include "chart/figure.h"

#include <math.h>
#include <string.h>

enum {
    ROW_PX = 21,
    CELL_GAP = 12, /* between columns */
    COLUMN_LEAST = 36,
    WORDS_LEAST = 120, /* longer words after the first column are cut */
    HEAD_LINES = 3,
    MEASURED_ROWS = 200, /* column widths are measured in the first rows */
    MARK_PX = 9          /* hatched mark of an unfinished row */
};

struct view {
    const struct rt_pen *pen;
    const struct rt_table *table;
    size_t columns; /* how many are shown */
    size_t head_lines;
    double *width, *least;
    double mark_px; /* room for the marks of unfinished rows */
    bool has_unfinished;
};

static bool
is_left(const struct view *v, size_t c)
{
    return v->table->left != NULL ? v->table->left[c] : c == 0;
}

static struct rt_font
cell_font(const struct view *v, size_t c, bool strong)
{
    struct rt_font font =
        rt_pen_ink(v->pen, v->pen->small_px,
                   is_left(v, c) ? RT_ALIGN_LEFT : RT_ALIGN_RIGHT);

    font.bold = strong;
    return font;
}

static const char *
cell_text(const struct view *v, size_t r, size_t c)
{
    const char *text = v->table->cells[r * v->table->n_columns + c];

    return text != NULL ? text : "—";
}

static bool
is_strong(const struct view *v, size_t r)
{
    return v->table->strong != NULL && v->table->strong[r] != 0;
}

static bool
is_unfinished(const struct view *v, size_t r)
{
    return v->table->unfinished != NULL && v->table->unfinished[r] != 0;
}

static double
widest_word(const struct view *v, const char *text, struct rt_font font)
{
    double widest = 0;

    while (*text != '\0') {
        size_t len = strcspn(text, " ");
        const char *word = rt_strndup(v->pen->a, text, len);

        widest = fmax(widest, rt_gfx_measure(v->pen->g, word, font));
        text += len + strspn(text + len, " ");
    }
    return widest;
}

static double
widest_cell(const struct view *v, size_t c)
{
    const struct rt_table *t = v->table;
    size_t rows = t->n_rows < MEASURED_ROWS ? t->n_rows : MEASURED_ROWS;
    double widest = 0;

    for (size_t r = 0; r < rows; r++)
        widest = fmax(widest, rt_gfx_measure(v->pen->g, cell_text(v, r, c),
                                             cell_font(v, c, is_strong(v, r))));
    return ceil(widest) + 1;
}

/* The width that a column's cells and its broken heading need, and the least
 * it gets: headings may be cut, words in part, numbers not at all. */
static void
measure_column(struct view *v, size_t c, double room)
{
    double cells = widest_cell(v, c);
    double head =
        ceil(widest_word(v, v->table->columns[c], cell_font(v, c, false))) + 1;

    v->width[c] = fmax(cells, head);
    if (!is_left(v, c))
        v->least[c] = fmax(cells, fmin(head, COLUMN_LEAST));
    else if (c > 0)
        v->least[c] = fmin(v->width[c], WORDS_LEAST);
    else
        v->least[c] = fmin(v->width[c], fmax(2 * COLUMN_LEAST, 0.4 * room));
}

static double
sum_px(const struct view *v, size_t n)
{
    double sum = n > 0 ? CELL_GAP * (double)(n - 1) : 0;

    for (size_t c = 0; c < n; c++)
        sum += v->width[c];
    return sum;
}

/* Take the missing width from the widest columns, px by px between equals. */
static void
shrink(struct view *v, double room)
{
    while (sum_px(v, v->columns) > room) {
        size_t widest = v->columns;

        for (size_t c = 0; c < v->columns; c++) {
            if (v->width[c] > v->least[c] &&
                (widest == v->columns || v->width[c] > v->width[widest]))
                widest = c;
        }
        if (widest == v->columns)
            return;
        v->width[widest]--;
    }
}

/* Leave out columns from the right until the rest fits. */
static void
fit_columns(struct view *v, double room)
{
    double least = 0;

    for (v->columns = 0; v->columns < v->table->n_columns; v->columns++) {
        least += v->least[v->columns] + CELL_GAP;
        if (least - CELL_GAP > room && v->columns > 0)
            break;
    }
    v->least[0] = fmin(v->least[0], room);
    shrink(v, room);
}

static void
spread(struct view *v, double room)
{
    double spare = room - sum_px(v, v->columns);
    double each = floor(fmin(40, spare / (double)v->columns));

    for (size_t c = 0; c < v->columns && each > 0; c++)
        v->width[c] += each;
}

static struct rt_wrapped
heading(const struct view *v, size_t c)
{
    return rt_pen_wrap(v->pen, v->table->columns[c], cell_font(v, c, false),
                       v->width[c], HEAD_LINES);
}

static struct view
lay_out(const struct rt_pen *pen, const struct rt_table *table, double width)
{
    struct view v = {.pen = pen, .table = table};

    v.width = rt_alloc_n(pen->a, table->n_columns, sizeof *v.width);
    v.least = rt_alloc_n(pen->a, table->n_columns, sizeof *v.least);
    for (size_t r = 0; r < table->n_rows; r++)
        v.has_unfinished = v.has_unfinished || is_unfinished(&v, r);
    v.mark_px = v.has_unfinished ? MARK_PX + 4 : 0;
    for (size_t c = 0; c < table->n_columns; c++)
        measure_column(&v, c, width - v.mark_px);
    fit_columns(&v, width - v.mark_px);
    spread(&v, width - v.mark_px);
    for (size_t c = 0; c < v.columns; c++) {
        size_t lines = heading(&v, c).n;

        v.head_lines = lines > v.head_lines ? lines : v.head_lines;
    }
    return v;
}

static double
head_px(const struct view *v)
{
    return (double)v->head_lines * rt_line_px(v->pen->small_px) + 6;
}

/* The line below: what is left out, and what the marks mean. */
static double
foot_px(const struct view *v, size_t rows)
{
    bool needed = rows < v->table->n_rows || v->columns < v->table->n_columns ||
                  v->has_unfinished;

    return needed ? rt_line_px(v->pen->small_px) + 4 : 0;
}

double
rt_table_height(const struct rt_pen *p, const struct rt_card *card,
                double width)
{
    struct view v = lay_out(p, card->table, width);

    return head_px(&v) + ROW_PX * (double)card->table->n_rows +
           foot_px(&v, card->table->n_rows);
}

static void
draw_head(const struct view *v, struct rt_box box)
{
    double x = box.x + v->mark_px, line = rt_line_px(v->pen->small_px);

    for (size_t c = 0; c < v->columns; c++) {
        struct rt_wrapped text = heading(v, c);
        struct rt_font font = cell_font(v, c, false);
        double y = box.y + line * (double)(v->head_lines - text.n);

        font.rgb = v->pen->look->muted;
        rt_pen_lines(v->pen, &text, is_left(v, c) ? x : x + v->width[c], y,
                     v->width[c], font);
        x += v->width[c] + CELL_GAP;
    }
    rt_gfx_rule(v->pen->g, box.x, box.y + head_px(v) - 3,
                sum_px(v, v->columns) + v->mark_px, 1, v->pen->look->axis);
}

static void
draw_row(const struct view *v, size_t r, double left, double y)
{
    double x = left + v->mark_px, w = sum_px(v, v->columns) + v->mark_px;

    if (is_unfinished(v, r))
        rt_gfx_box(v->pen->g, (struct rt_box){left, y + 2, MARK_PX, ROW_PX - 4},
                   (struct rt_fill){
                       .rgb = v->pen->look->muted, .alpha = 1, .hatch = true});
    for (size_t c = 0; c < v->columns; c++) {
        struct rt_font font = cell_font(v, c, is_strong(v, r));

        font.max_px = v->width[c];
        rt_gfx_text(v->pen->g, is_left(v, c) ? x : x + v->width[c],
                    y + ROW_PX / 2.0 + font.size * 0.36, cell_text(v, r, c),
                    font);
        x += v->width[c] + CELL_GAP;
    }
    rt_gfx_rule(v->pen->g, left, y + ROW_PX - 1, w, 1, v->pen->look->grid);
    rt_pen_hit(v->pen, (struct rt_box){left, y, w, ROW_PX}, 0, r,
               cell_text(v, r, 0));
}

static void
draw_foot(const struct view *v, size_t rows, struct rt_box box)
{
    struct rt_font font = rt_pen_muted(v->pen, v->pen->small_px, RT_ALIGN_LEFT);
    enum rt_lang lang = v->pen->style->lang;
    const struct rt_table *t = v->table;
    const char *text = "";
    double x = box.x, y = box.y + box.h - rt_line_px(font.size);

    if (v->has_unfinished) {
        rt_gfx_box(
            v->pen->g, (struct rt_box){x, y + 1, MARK_PX, 11},
            (struct rt_fill){.rgb = font.rgb, .alpha = 1, .hatch = true});
        x += v->mark_px;
        text = rt_pen_word(v->pen, "chart_unfinished");
    }
    if (rows < t->n_rows)
        text = rt_fmt(v->pen->a, "%s%s%s", text, text[0] != '\0' ? " · " : "",
                      rt_text_plural(lang, v->pen->a, "chart_more_rows",
                                     (int64_t)(t->n_rows - rows)));
    if (v->columns < t->n_columns)
        text = rt_fmt(v->pen->a, "%s%s%s", text, text[0] != '\0' ? " · " : "",
                      rt_text_plural(lang, v->pen->a, "chart_more_columns",
                                     (int64_t)(t->n_columns - v->columns)));
    font.max_px = box.x + box.w - x;
    rt_gfx_text(v->pen->g, x, y + rt_base_px(font.size), text, font);
}

/* The rows that fit, less one for the line that counts the others. */
static size_t
fitting_rows(const struct view *v, double height)
{
    size_t all = v->table->n_rows;
    double room = height - head_px(v) - foot_px(v, all);

    if (room >= ROW_PX * (double)all)
        return all;
    room = height - head_px(v) - foot_px(v, 0);
    return room > 0 ? (size_t)(room / ROW_PX) : 0;
}

void
rt_table_draw(const struct rt_pen *p, const struct rt_card *card,
              struct rt_box box)
{
    struct view v = lay_out(p, card->table, box.w);
    size_t rows = fitting_rows(&v, box.h);
    double foot = foot_px(&v, rows), used = foot;

    if (rows > 0) {
        draw_head(&v, box);
        used += head_px(&v) + ROW_PX * (double)rows;
    }
    for (size_t r = 0; r < rows; r++)
        draw_row(&v, r, box.x, box.y + head_px(&v) + ROW_PX * (double)r);
    if (foot > 0 && used <= box.h + 1)
        draw_foot(&v, rows, (struct rt_box){box.x, box.y, box.w, used});
}
