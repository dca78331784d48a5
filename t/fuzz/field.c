/* What people type into forms: the first byte chooses the kind of field, the
 * rest is the text. */
#include "fuzz.h"
#include "field/field.h"

#include <stdlib.h>
#include <string.h>

const char fuzz_name[] = "field";

/* Check that the canonical text of a value is read as the same value. */
static void
read_again(const struct rt_field *f, const struct rt_value *v,
           const struct rt_field_env *env, struct rt_arena *a)
{
    struct rt_value again;

    if (rt_field_read(f, v->text, env, a, &again, NULL) != RT_OK ||
        strcmp(again.text, v->text) != 0 || again.n != v->n || again.x != v->x)
        abort();
}

/* Check that a period begins before it ends, within the supported days, and
 * that a week is written as its first day. */
static void
check_period(const struct rt_value *v)
{
    const struct rt_typed_period *p = &v->period;

    if (p->first > p->last || p->first < RT_DAY_MIN || p->last > RT_DAY_MAX ||
        rt_period_start(p->by, p->first) != p->first)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const char *const words[] = {"day", "week", NULL};
    static const struct rt_field_env env = {.today = 20000, .digits = 2};
    enum { N_KINDS = RT_INPUT_EMAIL + 1 };
    struct rt_field f = {.name = "x", .words = words, .low = -5, .high = 500};
    struct rt_arena *a = rt_arena_new();
    struct rt_err err = {0};
    struct rt_value v;
    char *text = rt_alloc(a, len + 1);

    f.kind = len != 0 ? (enum rt_field_kind)(data[0] % N_KINDS) : RT_INPUT_TEXT;
    if (len > 1)
        memcpy(text, data + 1, len - 1);
    if (rt_field_read(&f, text, &env, a, &v, &err) != RT_OK) {
        if (err.key == NULL)
            abort();
    } else {
        read_again(&f, &v, &env, a);
        if (f.kind == RT_INPUT_DAY || f.kind == RT_INPUT_PERIOD)
            check_period(&v);
    }
    rt_arena_free(a);
    return 0;
}
