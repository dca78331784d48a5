/* Query strings, and the filter in them. */
#include "fuzz.h"
#include "field/filter.h"

#include <stdlib.h>
#include <string.h>

const char fuzz_name[] = "filter";

/* Check that query text written by us is read without an error. */
static void
read_again(const char *query, const struct rt_filter_how *how,
           struct rt_arena *a)
{
    struct rt_filter f;
    struct rt_pairs p;

    if (rt_pairs_parse(query, strlen(query), a, &p, NULL) != RT_OK ||
        strcmp(rt_pairs_format(&p, a), query) != 0 ||
        rt_filter_parse(&p, how, a, &f, NULL) != RT_OK ||
        strcmp(rt_filter_query(&f, a), query) != 0)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const char *const words[] = {"payments", "activity", NULL};
    static const struct rt_field options[] = {
        {.name = "horizon", .kind = RT_INPUT_INT, .low = 1, .high = 1200},
        {.name = "margin", .kind = RT_INPUT_REAL, .high = 1},
        {.name = "source", .kind = RT_INPUT_WORD, .words = words},
        {.name = "cause", .kind = RT_INPUT_TEXT, .repeats = true},
        {.name = NULL},
    };
    static const struct rt_filter_how how = {options, 20000};
    struct rt_arena *a = rt_arena_new();
    struct rt_err err = {0};
    struct rt_filter f;
    struct rt_pairs p;

    enum rt_code rc = rt_pairs_parse((const char *)data, len, a, &p, &err);

    if (rc == RT_OK)
        rc = rt_filter_parse(&p, &how, a, &f, &err);
    if (rc == RT_OK)
        read_again(rt_filter_query(&f, a), &how, a);
    else if (err.key == NULL || err.code != rc)
        abort();
    rt_arena_free(a);
    return 0;
}
