/* The names that companies give to the fields of the kinds. */
#ifndef RT_IMPORT_NAMES_H
#define RT_IMPORT_NAMES_H

#include "base/arena.h"

/* How well a column's name fits a field: 3 for the field's own name, 2 for a
 * synonym, 1 for a possible synonym, 0 otherwise.  Case, blanks and
 * punctuation do not matter. */
int rt_names_fit(const char *column, const char *field, struct rt_arena *a);

/* 12 for a yearly amount, 3 for a quarterly one, 0 for any other column. */
int rt_names_months(const char *column, struct rt_arena *a);

/* Months of a value as "month", "Yearly", "ежегодно"; 0 for any other. */
int rt_names_interval(const char *value, struct rt_arena *a);

/* True when the file is named after the kind: payments, "платежи 2024". */
bool rt_names_kind(const char *file, const char *kind, struct rt_arena *a);

#endif
