/* Amounts: the first byte chooses the number of decimals, the rest is the
 * text. */
#include "fuzz.h"
#include "base/arena.h"
#include "base/money.h"

#include <stdlib.h>
#include <string.h>

const char fuzz_name[] = "money";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    int digits = len != 0 ? data[0] % 5 : 0;
    char *text = rt_heap(len + 1), plain[RT_MONEY_TEXT];
    int64_t minor, again;
    struct rt_err err = {0};

    if (len > 1)
        memcpy(text, data + 1, len - 1);
    if (rt_money_parse(text, digits, &minor, &err) == RT_OK) {
        rt_money_plain(minor, digits, plain);
        if (rt_money_parse(plain, digits, &again, NULL) != RT_OK ||
            again != minor)
            abort();
    } else if (err.key == NULL) {
        abort();
    }
    free(text);
    return 0;
}
