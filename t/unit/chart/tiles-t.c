/* Key figures and tables. */
#include "boxes.h"

static double trend[] = {1, 2, 1.5, NAN, 3, 2.5};

static const struct rt_tile tiles[] = {
    {"Абоненты", "1 234 567", "▲ 2 345", RT_TONE_GOOD, NULL, trend, 6},
    {"Отток за месяц", "1,21 %", "▼ 0,3 п. п.", RT_TONE_BAD, "12 из 991", NULL,
     0},
    {"Регулярный доход (MRR) по всем договорам", "12 345 678 901,23 ₽", NULL,
     RT_TONE_PLAIN, "n = 991", NULL, 0},
    {"LTV", "—", NULL, RT_TONE_PLAIN, "мало данных", NULL, 0},
    {"NRR", "98,7 %", NULL, RT_TONE_PLAIN, NULL, NULL, 0},
};
enum { N_TILES = sizeof tiles / sizeof tiles[0] };

static const char *const heads[] = {"период",   "на начало", "новые",
                                    "ушли",     "на конец",  "доля ушедших",
                                    "удержание"};
enum { COLUMNS = sizeof heads / sizeof heads[0], ROWS = 30 };

static const int widths[] = {160, 200, 320, 480, 640, 960, 2000};
enum { N_WIDTHS = sizeof widths / sizeof widths[0] };

struct with_table {
    struct draw d;
    struct rt_table table;
    const char *cells[ROWS * COLUMNS];
    uint8_t strong[ROWS], unfinished[ROWS];
};

static void
make_tiles(struct draw *d)
{
    draw_init(d, NULL, 0);
    d->card = (struct rt_card){
        .title = "Главное", .tiles = tiles, .n_tiles = N_TILES};
    d->style.height_px = 0;
}

static void
make_table(struct with_table *t, size_t rows)
{
    draw_init(&t->d, NULL, 0);
    memset(t->strong, 0, sizeof t->strong);
    memset(t->unfinished, 0, sizeof t->unfinished);
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < COLUMNS; c++)
            t->cells[r * COLUMNS + c] =
                c == 0 ? rt_fmt(t->d.a, "янв. %zu", 2000 + r)
                       : rt_fmt(t->d.a, "%zu", r * c * 997);
    }
    t->table = (struct rt_table){.n_columns = COLUMNS,
                                 .n_rows = rows,
                                 .columns = heads,
                                 .cells = t->cells,
                                 .strong = t->strong,
                                 .unfinished = t->unfinished};
    t->d.card = (struct rt_card){.title = "Отток", .table = &t->table};
    t->d.style.lang = RT_LANG_RU;
    t->d.style.height_px = 0;
}

static void
test_tiles(void)
{
    struct draw d;
    const char *text;

    make_tiles(&d);
    for (int w = 0; w < N_WIDTHS; w++) {
        d.style.width_px = widths[w];
        is_int(
            bad_texts(&d, draw_text(&d)), 0,
            rt_fmt(d.a, "tiles at %d px: no text touches another", widths[w]));
    }
    d.style.width_px = 480;
    draw_golden(&d, "tiles");
    is_int((int64_t)d.geo.n, N_TILES, "a hit a tile");
    is_str(d.geo.hits[1].text, "Отток за месяц: 1,21 % (12 из 991)",
           "label, value, note");
    is_int(draw_count(draw_text(&d), "line #"), 2,
           "an undefined value parts the small line");
    d.style.height_px = 160;
    text = draw_text(&d);
    ok(strstr(text, "12 из 991") == NULL && strstr(text, "1,21 %") != NULL,
       "without height the notes give way, the values stay");
    draw_fini(&d);
}

/* The reason for a missing value is not cut off. */
static void
test_long_note(void)
{
    static const char *const reasons[] = {
        "why_no_finished_period", "why_nobody_at_start", "why_no_opening_mrr",
        "why_nobody_at_end",      "why_no_amounts",      "why_no_resolved",
        "why_nobody_retained",    "why_not_recorded",    "why_few_losses",
        "why_no_starts"};
    enum { N = sizeof reasons / sizeof reasons[0] };
    static const int sizes[] = {320, 640, 960};
    struct rt_tile list[N];
    struct draw d;

    make_tiles(&d);
    d.card.tiles = list;
    d.card.n_tiles = N;
    for (int lang = 0; lang < RT_LANG__MAX; lang++) {
        d.style.lang = (enum rt_lang)lang;
        for (size_t i = 0; i < N; i++)
            list[i] = (struct rt_tile){
                .label = "NRR",
                .value = "—",
                .note = rt_text((enum rt_lang)lang, reasons[i])};
        for (size_t w = 0; w < 3; w++) {
            const char *text;

            d.style.width_px = sizes[w];
            text = draw_text(&d);
            is_int(draw_count(text, "…\""), 0,
                   rt_fmt(d.a, "%s at %d px: reasons are whole",
                          rt_lang_name((enum rt_lang)lang), sizes[w]));
            is_int(bad_texts(&d, text), 0, "they touch nothing");
        }
    }
    draw_fini(&d);
}

static void
test_too_many_tiles(void)
{
    struct rt_tile many[RT_TILES_MAX + 1];
    struct draw d;

    make_tiles(&d);
    for (size_t i = 0; i <= RT_TILES_MAX; i++)
        many[i] = tiles[0];
    d.card.tiles = many;
    d.card.n_tiles = RT_TILES_MAX;
    ok(draw_png(&d) == RT_OK, "the most tiles");
    d.card.n_tiles++;
    ok(draw_png(&d) == RT_ELIMIT, "one more: %s", d.err.text);
    draw_fini(&d);
}

static void
test_table(void)
{
    struct with_table t;
    const char *text;

    make_table(&t, 5);
    t.cells[3] = NULL;
    t.strong[3] = 1;
    t.unfinished[4] = 1;
    t.d.style.width_px = 640;
    draw_golden(&t.d, "table-ru");
    text = draw_text(&t.d);
    ok(strstr(text, "\"—\"") != NULL, "undefined is a dash");
    is_int(draw_count(text, "hatch"), 2,
           "an unfinished row is marked and explained");
    is_int(draw_count(text, "bold"), 1 + COLUMNS, "a total is bold");
    is_int((int64_t)t.d.geo.n, 5, "a hit a row");
    draw_fini(&t.d);
    for (int w = 0; w < N_WIDTHS; w++) {
        make_table(&t, ROWS);
        t.d.style.width_px = widths[w];
        is_int(bad_texts(&t.d, draw_text(&t.d)), 0,
               rt_fmt(t.d.a, "a table at %d px: no text touches another",
                      widths[w]));
        draw_fini(&t.d);
    }
}

/* A table with a name, a flag, two large sums and words.  A number that is cut
 * would be read as another number. */
static void
test_whole_numbers(void)
{
    static const char *const columns[] = {"имя", "сходится", "слева", "справа",
                                          "что сверяется"};
    static const char *const cells[] = {
        "cohort_revenue", "да", "51 458 421,30 ₽", "51 458 421,30 ₽",
        "Выручка когорт и возвраты вне когорт = платежи этих клиентов"};
    static const bool left[] = {true, false, false, false, true};
    struct with_table t;
    const char *text;

    make_table(&t, 1);
    t.table = (struct rt_table){.n_columns = 5,
                                .n_rows = 1,
                                .columns = columns,
                                .left = left,
                                .cells = cells};
    t.d.style.width_px = 320;
    text = draw_text(&t.d);
    is_int(draw_count(text, "…"), 0, "at 320 px nothing is cut");
    is_int(draw_count(text, "51 458 421,30"), 1, "the first sum fits");
    ok(strstr(text, "ещё 2 столбца") != NULL, "what does not is counted");
    t.d.style.width_px = 640;
    text = draw_text(&t.d);
    is_int(draw_count(text, "51 458 421,30"), 2, "both sums at 640 px");
    ok(strstr(text, "\"Выручка когорт") != NULL && draw_count(text, "…") == 1,
       "a part of the words is shown");
    for (int px = 160; px <= 1000; px += 20) {
        t.d.style.width_px = px;
        text = draw_text(&t.d);
        if (strstr(text, "\"51") != NULL &&
            strstr(text, "51 458 421,30 ₽") == NULL)
            break;
        if (bad_texts(&t.d, text) != 0)
            break;
        /* All columns are there: so are the words, or much of them. */
        if (strstr(text, "ещё ") == NULL &&
            strstr(text, "\"Выручка ко") == NULL)
            break;
    }
    ok(t.d.style.width_px == 1000, "a number is whole or not there, words are "
                                   "at least begun, 160 to 1000 px");
    draw_fini(&t.d);
}

static void
test_what_does_not_fit(void)
{
    struct with_table t;
    const char *text;

    make_table(&t, ROWS);
    t.d.style.width_px = 640;
    text = draw_text(&t.d);
    ok(strstr(text, "\"янв. 2029\"") != NULL && strstr(text, "ещё") == NULL,
       "everything is there where there is room");
    t.d.style.height_px = 300;
    text = draw_text(&t.d);
    ok(strstr(text, "ещё 22 строки") != NULL, "rows left out are counted");
    t.d.style.width_px = 200;
    text = draw_text(&t.d);
    ok(strstr(text, "ещё 4 столбца") != NULL, "and columns");
    t.table.n_rows = 0;
    text = draw_text(&t.d);
    ok(strstr(text, "Нет данных") != NULL, "a table without rows says so");
    t.table.n_columns = RT_TABLE_COLUMNS_MAX + 1;
    ok(draw_png(&t.d) == RT_ELIMIT, "too many columns: %s", t.d.err.text);
    draw_fini(&t.d);
}

static void
test_together(void)
{
    static const struct rt_chart bars = {
        .x = {.kind = RT_AXIS_PERIOD},
        .y = {.unit = RT_UNIT_COUNT},
        .series = {{.name = "chart_million", .mark = RT_MARK_BAR}},
    };
    struct with_table t;
    struct draw chart;
    const char *text;

    make_table(&t, 3);
    draw_init(&chart, &bars, 3);
    t.d.card.chart = &bars;
    t.d.card.data = &chart.data;
    t.d.card.tiles = tiles;
    t.d.card.n_tiles = 2;
    text = draw_text(&t.d);
    ok(strstr(text, "Абоненты") < strstr(text, "2007") &&
           strstr(text, "2007") < strstr(text, "янв. 2002"),
       "tiles, chart and table below each other");
    is_int(bad_texts(&t.d, text), 0, "they do not touch");
    ok(t.d.geo.n == 2 + 3 + 3 && t.d.geo.hits[1].of == RT_HIT_TILE &&
           t.d.geo.hits[2].of == RT_HIT_CHART &&
           t.d.geo.hits[5].of == RT_HIT_ROW && t.d.geo.hits[7].point == 2,
       "hits tell tiles, points and rows apart");
    t.d.style.height_px = 360;
    is_int(bad_texts(&t.d, draw_text(&t.d)), 0, "also where height is short");
    draw_fini(&chart);
    draw_fini(&t.d);
}

int
main(void)
{
    test_tiles();
    test_long_note();
    test_too_many_tiles();
    test_table();
    test_whole_numbers();
    test_what_does_not_fit();
    test_together();
    return done();
}
