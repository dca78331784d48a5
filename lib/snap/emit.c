#include "snap/emit.h"

#include <string.h>

enum { COLUMNS_MAX = 32 };

static void
put_cell(char *to, const char *row, const struct rt_emit *e,
         const uint32_t *const *codes)
{
    uint32_t code;

    if (e->code != 0) {
        memcpy(&code, row + e->from, sizeof code);
        memcpy(to, &codes[e->code - 1][code], sizeof code);
    } else if (e->size == 8) {
        memcpy(to, row + e->from, 8);
    } else if (e->size == 4) {
        memcpy(to, row + e->from, 4);
    } else {
        *to = row[e->from];
    }
}

void
rt_emit(const struct rt_emit *list, size_t n_list, const struct rt_emit_rows *r,
        struct rt_arena *a, struct rt_data *out)
{
    char *columns[COLUMNS_MAX];

    if (n_list > COLUMNS_MAX)
        rt_die("snapshot: more than %d columns of a kind", COLUMNS_MAX);
    for (size_t c = 0; c < n_list; c++) {
        columns[c] = rt_alloc_n(a, r->n, list[c].size);
        memcpy((char *)out + list[c].to, &columns[c], sizeof columns[c]);
    }
    for (size_t i = 0; i < r->n; i++) {
        const char *row = (const char *)r->rows +
                          (r->order != NULL ? r->order[i] : i) * r->size;

        for (size_t c = 0; c < n_list; c++)
            put_cell(columns[c] + i * list[c].size, row, &list[c], r->codes);
    }
}
