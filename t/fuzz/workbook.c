/* Any bytes as the zip archive of a workbook, and as a file of unknown kind. */
#include "fuzz.h"
#include "base/content.h"
#include "base/utf8.h"
#include "import/workbook.h"

#include <stdlib.h>
#include <string.h>

const char fuzz_name[] = "workbook";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_arena *a = rt_arena_new();
    char *copy = malloc(size > 0 ? size : 1);
    struct rt_workbook b;
    size_t at;

    if (copy == NULL)
        abort();
    memcpy(copy, data, size);
    (void)rt_content_key(copy, size);
    if (rt_workbook_parse(copy, size, a, &b) == NULL) {
        if (b.n == 0)
            abort();
        for (size_t i = 0; i < b.n; i++)
            if (!rt_utf8_valid(b.sheet[i].name, strlen(b.sheet[i].name)))
                abort();
        if (rt_workbook_pick(&b, "x", NULL, a, &at, NULL) != RT_OK || at >= b.n)
            abort();
    }
    free(copy);
    rt_arena_free(a);
    return 0;
}
