/* What a block has computed: figures, tables, a chart, notes.  Every form
 * (page, picture, JSON, CSV, terminal, messenger) is made from this alone. */
#ifndef RT_BLOCK_RESULT_H
#define RT_BLOCK_RESULT_H

#include "base/arena.h"
#include "field/filter.h"
#include "chart/chart.h"
#include "snap/data.h"

/* What a value means; this decides how it is written. */
enum rt_kind {
    RT_KIND_PERIOD, /* int: first day of a period of filter.by */
    RT_KIND_DAY,    /* int: a day */
    RT_KIND_TEXT,   /* text, data of the company */
    RT_KIND_COUNT,  /* int */
    RT_KIND_SHARE,  /* real 0..1 (or beyond, as NRR) */
    RT_KIND_MONEY,  /* int: minor units, an exact sum */
    RT_KIND_PRICE,  /* real: currency units, a quotient */
    RT_KIND_NUMBER, /* real */
    RT_KIND_FLAG,   /* int 0 or 1 */
};

/* A text that people read in their language, and programs as a code. */
struct rt_name {
    const char *code, *shown;
};

/* A value, or none: undefined is never 0. */
struct rt_cell {
    enum {
        RT_CELL_NONE,
        RT_CELL_INT,
        RT_CELL_REAL,
        RT_CELL_TEXT,
        RT_CELL_NAME,
        RT_CELL_MONEY /* minor units in a column of mixed kinds */
    } type;
    union {
        int64_t i;
        double x;
        const char *s;
        const struct rt_name *name;
    };
};

#define RT_CELL_UNDEFINED ((struct rt_cell){.type = RT_CELL_NONE})
struct rt_cell rt_cell_int(int64_t i);
struct rt_cell rt_cell_text(const char *s);
/* `name` is borrowed as long as the cell lives. */
struct rt_cell rt_cell_name(const struct rt_name *name);
struct rt_cell rt_cell_money(int64_t minor);
/* NaN and infinity give an undefined cell. */
struct rt_cell rt_cell_real(double x);
/* a / b as real, undefined when b is 0. */
struct rt_cell rt_cell_ratio(int64_t a, int64_t b);
/* Minor units over n, in currency units; undefined when n is 0. */
struct rt_cell rt_cell_price(const struct rt_data *d, double minor, double n);

/* Heading in people's words: catalogue key "column_<name>". */
struct rt_column {
    const char *name;
    enum rt_kind kind;
    bool detail; /* left out of pictures and narrow cards, but not of data */
    /* Catalogue key: why a cell has no value.  NULL: it always has one, or a
     * note of the block says why not. */
    const char *why;
};

struct rt_sheet {
    const char *name;
    const struct rt_column *columns;
    size_t n_columns;
    struct rt_cell *cells; /* [n_rows][n_columns] */
    size_t n_rows;
    const uint8_t *unfinished; /* [n_rows] 1: the period is not done; or NULL */
    int32_t as_of;             /* the last day that it counts */
};

/* Caption: catalogue key "figure_<name>". */
struct rt_figure {
    const char *name;
    enum rt_kind kind;
    struct rt_cell value;
    struct rt_cell numerator,
        denominator; /* in the order of the value's formula */
    enum rt_kind numerator_is, denominator_is; /* RT_KIND_MONEY; else they are
                                                  a count or a plain number */
    struct rt_cell low, high;                  /* 95 % interval of a rate */
    struct rt_cell previous; /* value of the period before, to compare */
    const char *formula; /* for programs: "lost / opening"; people read the key
                            "formula_<name>" */
    const char *why;     /* catalogue key: why the value is undefined */
    int32_t as_of;       /* the last day that it counts */
};

/* A remark under the card: a catalogue key and one {n} or {value}. */
struct rt_note {
    const char *key;
    int64_t n;         /* replaces {n}, choosing the plural form */
    const char *value; /* replaces {value}; NULL: none */
};

enum { RT_RESULT_FIGURES = 64, RT_RESULT_TABLES = 4, RT_RESULT_NOTES = 16 };

struct rt_result {
    const struct rt_block *block;
    /* Catalogue keys: the block's own unless compute() has set others. */
    const char *title, *definition, *formula;
    const struct rt_data *data;
    const struct rt_filter *filter;
    enum rt_by by;
    int32_t as_of;   /* the last day that is counted, see rt_result_until() */
    int32_t now;     /* first day of the period that the figures are of;
                        RT_DAY_NONE: they are of all selected days */
    int32_t before;  /* first day of the period that the figures' previous
                        values are of; RT_DAY_NONE: they have none */
    int64_t n;       /* clients the filter selects */
    int64_t n_cases; /* number of cases, in blocks of cases */
    /* Bits of the kinds of data of which one is needed, if an option has
     * chosen them; 0: those of the block. */
    unsigned needs;
    struct rt_figure figures[RT_RESULT_FIGURES];
    size_t n_figures;
    struct rt_sheet tables[RT_RESULT_TABLES];
    size_t n_tables;
    struct rt_note notes[RT_RESULT_NOTES];
    size_t n_notes;
    const struct rt_chart *chart; /* NULL: the picture shows the table */
    struct rt_chart_data chart_data;
};

/* Append to the result; more than it can hold is a bug and aborts.  The
 * table's cells are taken from `a` and are undefined. */
struct rt_figure *rt_result_figure(struct rt_result *r, const char *name,
                                   enum rt_kind kind, struct rt_cell value,
                                   const char *formula);
struct rt_sheet *rt_result_table(struct rt_result *r, struct rt_arena *a,
                                 const char *name,
                                 const struct rt_column *columns,
                                 size_t n_columns, size_t n_rows);
void rt_result_note(struct rt_result *r, const char *key, int64_t n,
                    const char *value);

/* The last day up to which events of a kind of data are counted: the last
 * known day, or the filter's as_of if that is earlier. */
int32_t rt_result_until(const struct rt_result *r, enum rt_group g);

bool rt_result_has_note(const struct rt_result *r, const char *key);

/* True when the filter selects nobody or, in a block of cases, no case.
 * People are then told so, because empty axes and sums of nothing would look
 * like results.  Programs get the figures all the same. */
bool rt_result_selects_nothing(const struct rt_result *r);

#endif
