/* A block: a named piece of the dashboard, defined once (DESIGN 2). */
#ifndef RT_BLOCK_BLOCK_H
#define RT_BLOCK_BLOCK_H

#include "block/result.h"
#include "text/text.h"

#include <jansson.h>

/* What a block computes from, in addition to the filter. */
struct rt_block_env {
    const struct rt_data *data;
    enum rt_lang lang;
    int gap_days;  /* RENEWAL_GAP_DAYS: pauses up to this do not count */
    double margin; /* MARGIN: share of revenue that is kept, 0..1 */
};

/* Kinds of data as bits. */
#define RT_COUNTS(group) RT_GROUP_BIT(group)

struct rt_block {
    const char *id;         /* "churn" */
    const char *title;      /* catalogue key */
    const char *definition; /* catalogue key: how it is computed */
    const char *formula;    /* catalogue key: the same in a few words */
    const struct rt_field
        *options;   /* in addition to the filter's keys; or NULL */
    bool has_cases; /* else offer_type is ignored, and a note says so */
    /* Bits of the kinds of data whose events it counts.  They are counted up
     * to the last day known for all of them (METRICS 16.1).  0: the block says
     * it itself. */
    unsigned counts;
    /* Bits of the kinds of which at least one must have been imported; 0:
     * those it counts. */
    unsigned needs;
    /* Bits of the kinds of data that it reads in addition to contracts and
     * clients: its answers stay valid while only others change. */
    unsigned reads;
    /* Fill `out`, whose head (block, data, filter, as_of, n) is filled. */
    enum rt_code (*compute)(const struct rt_block_env *env,
                            const uint8_t *picked, struct rt_arena *a,
                            struct rt_result *out, struct rt_err *err);
};

/* Identifies the data that answers of a block depend on: a different text when
 * any of the kinds that it reads has changed.  From `a`. */
const char *rt_block_generation(const struct rt_block *block,
                                const struct rt_data *d, struct rt_arena *a);

/* The registry.  rt_block_at(): NULL past the last. */
const struct rt_block *rt_block_find(const char *id);
const struct rt_block *rt_block_at(size_t i);

/* Read the filter of a block from `pairs`, as rt_filter_parse(); "today" is
 * the last day of the data. */
enum rt_code rt_block_filter(const struct rt_block *block,
                             const struct rt_data *data,
                             const struct rt_pairs *pairs, struct rt_arena *a,
                             struct rt_filter *out,
                             struct rt_err *err) RT_CHECK;

/*
 * Read the filter from `pairs`, select the clients, compute.
 *
 * RT_EINVAL as rt_filter_parse(), rt_option_check() and rt_select();
 * "as_of_later" {value} {as_of} when as_of is later than what the snapshot
 * knows.  A value that no client has selects nobody, and a note says so.
 * Everything in `out` lives as long as `a` and the snapshot.
 */
enum rt_code rt_block_run(const struct rt_block *block,
                          const struct rt_block_env *env,
                          const struct rt_pairs *pairs, struct rt_arena *a,
                          struct rt_result *out, struct rt_err *err) RT_CHECK;

/* The JSON of DESIGN 2, with a final newline. */
enum rt_code rt_block_json(const struct rt_result *r, enum rt_lang lang,
                           struct rt_arena *a, struct rt_buf *out,
                           struct rt_err *err) RT_CHECK;
/* One table as CSV: the named one, or the first when `table` is NULL; a block
 * without tables gives its figures.  RT_EINVAL (key "unknown_table"). */
enum rt_code rt_block_csv(const struct rt_result *r, const char *table,
                          struct rt_buf *out, struct rt_err *err) RT_CHECK;
/* The same for a spreadsheet in that language: with a BOM, headings in words
 * and periods as their first days; in Russian separated by ; with decimal
 * commas and days as 31.12.2025. */
enum rt_code rt_block_csv_excel(const struct rt_result *r, const char *table,
                                enum rt_lang lang, struct rt_buf *out,
                                struct rt_err *err) RT_CHECK;
/* Aligned text for a terminal. */
enum rt_code rt_block_text(const struct rt_result *r, enum rt_lang lang,
                           struct rt_arena *a, struct rt_buf *out,
                           struct rt_err *err) RT_CHECK;
/* The whole card as a picture; `geo` (or NULL) receives the places in it. */
enum rt_code rt_block_png(const struct rt_result *r,
                          const struct rt_style *style, struct rt_arena *a,
                          struct rt_buf *out, struct rt_geometry *geo,
                          struct rt_err *err) RT_CHECK;

/* The places of that picture for a page's script: {"areas": [{coords, text,
 * href or null}]}. */
enum rt_code rt_block_areas(const struct rt_result *r,
                            const struct rt_style *style, struct rt_arena *a,
                            struct rt_buf *out, struct rt_err *err) RT_CHECK;

/* Set width and scale from the URL key `size`: "960" or "960x2"; NULL leaves
 * the style as it is.  RT_EINVAL "bad_value" {key} {value},
 * "bad_picture_size". */
enum rt_code rt_picture_size(const char *size, struct rt_style *style,
                             struct rt_err *err) RT_CHECK;

/*
 * The card for templates/block.mustache, all texts in the reader's language:
 *
 *   {id, title, definition, as_of, n, empty: why, or null,
 *    filter: [{name, value}], filter_line,
 *    figures: [{name, caption, value, class: by its length, parts, interval,
 *               previous, formula, why}],
 *    tables: [{name, caption, more: text when rows are left out, or null,
 *              all: link to all rows, columns: [{name, caption, number: bool}],
 *              rows: [{unfinished: bool,
 *                      cells: [{text, number: bool, caption}]}]}],
 *    notes: [{text}],
 *    picture: {src, src2x, dark, dark2x, width, height, alt, map,
 *              areas: [{coords, text, href}], titles: bool, later: address of
 *              the areas when they are too many for a page, or null} or null,
 *    csv, excel, json: links}
 *
 * Absent texts are null.  `style` decides language and size; `image` replaces
 * the picture's URLs (a data: URI), NULL keeps them.  New reference.
 */
enum rt_code rt_block_view(const struct rt_result *r,
                           const struct rt_style *style, const char *image,
                           struct rt_arena *a, json_t **out,
                           struct rt_err *err) RT_CHECK;

/* The words that templates use as {{t.key}}: {key: word}; a new reference. */
json_t *rt_block_words(enum rt_lang lang);

#endif
