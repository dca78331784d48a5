#include "block/undefined_reasons.h"

#include "block/format.h"

#include <string.h>

static bool
has_undefined(const struct rt_sheet *t, size_t column)
{
    for (size_t i = 0; i < t->n_rows; i++)
        if (t->cells[i * t->n_columns + column].type == RT_CELL_NONE)
            return true;
    return false;
}

/* why[column] of the columns that lack a value somewhere; else NULL. */
static const char **
reasons(const struct rt_sheet *t, struct rt_arena *a)
{
    const char **why = rt_alloc_n(a, t->n_columns, sizeof *why);

    for (size_t c = 0; c < t->n_columns; c++)
        if (t->columns[c].why != NULL && has_undefined(t, c))
            why[c] = t->columns[c].why;
    return why;
}

/* `"Churn", "Retention": there were no clients at the start`: the columns from
 * `from` on with the same reason, which is then cleared for them. */
static const char *
group(const struct rt_sheet *t, const char **why, size_t from,
      enum rt_lang lang, struct rt_arena *a)
{
    const char *key = why[from], *names = "";

    for (size_t c = from; c < t->n_columns; c++) {
        if (why[c] == NULL || strcmp(why[c], key) != 0)
            continue;
        names = rt_fmt(
            a, "%s%s%s", names, c != from ? ", " : "",
            rt_text_fill(lang, a, "undefined_column", "name",
                         rt_column_caption(t->columns[c].name, lang, a), NULL));
        why[c] = NULL;
    }
    return rt_fmt(a, "%s: %s", names, rt_text(lang, key));
}

void
rt_reason_notes(struct rt_result *r, enum rt_lang lang, struct rt_arena *a)
{
    if (rt_result_selects_nothing(r))
        return; /* the card says so */
    for (size_t i = 0; i < r->n_tables; i++) {
        const struct rt_sheet *t = &r->tables[i];
        const char **why = reasons(t, a), *all = NULL;

        for (size_t c = 0; c < t->n_columns; c++) {
            const char *one;

            if (why[c] == NULL)
                continue;
            one = group(t, why, c, lang, a);
            all = all != NULL ? rt_fmt(a, "%s; %s", all, one) : one;
        }
        if (all != NULL)
            rt_result_note(r, "note_undefined", 0, all);
    }
}

const struct rt_column *
rt_reason_of(const struct rt_column *columns, size_t n_columns, size_t first,
             size_t n, const char *why, struct rt_arena *a)
{
    struct rt_column *own = rt_alloc_n(a, n_columns, sizeof *own);

    memcpy(own, columns, n_columns * sizeof *own);
    for (size_t c = first; c < first + n; c++)
        own[c].why = why;
    return own;
}
