/* What companies call the fields of the kinds. */
#ifndef RT_IMPORT_NAMES_H
#define RT_IMPORT_NAMES_H

#include "base/arena.h"

/* How well the name of a column fits a field: 3 the field's own name, 2 a name
 * that means it, 1 one that may mean it, 0 none.  Without regard to case,
 * blanks and punctuation. */
int rt_names_fit(const char *column, const char *field, struct rt_arena *a);

/* 12 for an amount of a year, 3 of a quarter, 0 for any other column. */
int rt_names_months(const char *column, struct rt_arena *a);

/* Months of a value as "month", "Yearly", "ежегодно"; 0 for any other. */
int rt_names_interval(const char *value, struct rt_arena *a);

/* True when the file is named after the kind: payments, "платежи 2024". */
bool rt_names_kind(const char *file, const char *kind, struct rt_arena *a);

#endif
