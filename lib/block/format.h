/* Cells as text: in the reader's language for people, always the same for
 * machines. */
#ifndef RT_BLOCK_FORMAT_H
#define RT_BLOCK_FORMAT_H

#include "block/block.h"

/* For people: "1,21 %", "янв. 2007"; undefined is "—".  Lives as long as
 * `a`. */
const char *rt_cell_show(const struct rt_result *r, enum rt_kind kind,
                         struct rt_cell cell, enum rt_lang lang,
                         struct rt_arena *a);

/* For machines: "0.0121", "2007-01", exact money "12.30"; undefined is "". */
const char *rt_cell_plain(const struct rt_result *r, enum rt_kind kind,
                          struct rt_cell cell, struct rt_arena *a);

/* True for kinds that are written as numbers. */
bool rt_kind_is_number(enum rt_kind kind);

/* "Region: North, South" for each part of the filter, in words: pairs of name
 * and value; periods and the as-of day come first. */
void rt_filter_words(const struct rt_result *r, enum rt_lang lang,
                     struct rt_arena *a, struct rt_pairs *out);

/* A choice as people read it: "payments" is "purchases". */
const char *rt_option_word(const struct rt_field *field, const char *word,
                           enum rt_lang lang, struct rt_arena *a);

/* The name of a key that selects clients: "Region", "tariff_group". */
const char *rt_filter_caption(const char *key, enum rt_lang lang,
                              struct rt_arena *a);

/* The columns that people are shown, by index, from `a`; a detail column
 * without any value is left out.  Returns how many. */
size_t rt_sheet_shown(const struct rt_sheet *t, struct rt_arena *a,
                      size_t **out);

/* A note with its number and value filled in. */
const char *rt_note_show(const struct rt_note *note, enum rt_lang lang,
                         struct rt_arena *a);

/* The catalogue's word for a column or figure: "column_lost". */
const char *rt_column_caption(const char *name, enum rt_lang lang,
                              struct rt_arena *a);
const char *rt_figure_caption(const char *name, enum rt_lang lang,
                              struct rt_arena *a);

/* How the figure is computed, in words: the catalogue's
 * "formula_<block>_<name>" or "formula_<name>".  Programs get f->formula. */
const char *rt_figure_formula(const struct rt_result *r,
                              const struct rt_figure *f, enum rt_lang lang,
                              struct rt_arena *a);

/* The kind of a numerator or denominator: money when the figure says so, else
 * a count, else a number. */
enum rt_kind rt_part_kind(struct rt_cell part, enum rt_kind said);

/* "12 из 991": numerator and denominator, NULL when there is no numerator. */
const char *rt_figure_parts(const struct rt_result *r,
                            const struct rt_figure *f, enum rt_lang lang,
                            struct rt_arena *a);

/* What the figures are based on: "18,575 clients ever", "4,141 cases". */
const char *rt_result_of(const struct rt_result *r, enum rt_lang lang,
                         struct rt_arena *a);

#endif
