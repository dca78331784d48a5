/* Runs a fuzz target on its corpus, as a test among others and without
 * libFuzzer.  Each input is tried whole and cut short at every place. */
#include "fuzz.h"
#include "base/arena.h"
#include "../unit/tap.h"

#include <dirent.h>

enum { INPUT_MAX = 64 * 1024 };

/* Try the first `len` bytes, in memory of exactly that size, so that a
 * sanitizer sees a read beyond them. */
static void
give(const uint8_t *data, size_t len)
{
    uint8_t *copy = rt_heap(len);

    memcpy(copy, data, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static void
replay(const char *folder, const char *name)
{
    char path[1200];
    uint8_t *data = rt_heap(INPUT_MAX);
    size_t len;
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "rb");
    if (f == NULL)
        rt_die("cannot open %s", path);
    len = fread(data, 1, INPUT_MAX, f);
    fclose(f);
    for (size_t cut = 0; cut <= len; cut++)
        give(data, cut);
    ok(true, "%s: whole, and cut short at %zu places", name, len);
    free(data);
}

int
main(void)
{
    const char *source = getenv("RT_SOURCE");
    char folder[900];
    struct dirent *e;
    DIR *d;
    int n = 0;

    snprintf(folder, sizeof folder, "%s/t/data/fuzz/%s",
             source != NULL ? source : ".", fuzz_name);
    d = opendir(folder);
    if (d == NULL)
        rt_die("no folder %s", folder);
    while ((e = readdir(d)) != NULL) {
        if (e->d_name[0] == '.')
            continue;
        replay(folder, e->d_name);
        n++;
    }
    closedir(d);
    ok(n > 0, "the corpus is not empty: %d inputs", n);
    return done();
}
