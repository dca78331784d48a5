/* Any bytes as a .env file.  There is no crash, and each line is an assignment
 * to a proper name or an error with a message. */
#include "conf/dotenv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
each(const struct rt_env_line *line, void *arg)
{
    int *last = arg;

    if (line->number <= *last || (line->value == NULL) == (line->wrong == NULL))
        abort();
    if (line->value != NULL && (line->name == NULL || *line->name == '\0' ||
                                strpbrk(line->name, " \t=#\n") != NULL))
        abort();
    *last = line->number;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    int last = 0;

    if (text == NULL)
        return 0;
    if (size != 0)
        memcpy(text, data, size);
    rt_env_read(text, size, each, &last);
    free(text);
    return 0;
}
