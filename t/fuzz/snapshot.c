/* A snapshot file with correct lengths and checksums, but with any values in
 * its columns.  It is refused, or every block can be computed from it.
 *
 * The file is that of a small company.  The first byte of an input chooses the
 * block; the rest is a list of changes to the file, 12 bytes each: section,
 * kind of change, 2 bytes of place, 8 bytes of value. */
#include "../unit/block/company.h"
#include "fuzz.h"
#include "snap/file.h"
#include "snap/format.h"
#include "snap/parse.h"

#include <unistd.h>

const char fuzz_name[] = "snapshot";

enum { CHANGE = 12, CHANGES = 16 };

struct image {
    char *bytes;
    size_t len;
};

static struct image
read_image(const char *path)
{
    struct image im = {0};
    FILE *f = fopen(path, "rb");
    long len;

    if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (len = ftell(f)) <= 0)
        rt_die("cannot read %s", path);
    rewind(f);
    im.len = (size_t)len;
    im.bytes = aligned_alloc(RT_SNAP_ALIGN, (im.len + RT_SNAP_ALIGN - 1) /
                                                RT_SNAP_ALIGN * RT_SNAP_ALIGN);
    if (im.bytes == NULL || fread(im.bytes, 1, im.len, f) != im.len)
        rt_die("cannot read %s", path);
    fclose(f);
    return im;
}

/* The snapshot file of the company, written once. */
static struct image
whole_image(void)
{
    char dir[] = "/tmp/rt-fuzz-XXXXXX";
    struct rt_err err = {0};
    struct image im;
    const char *path;

    arena = rt_arena_new();
    if (mkdtemp(dir) == NULL || rt_snap_write(dir, company(), &err) != RT_OK)
        rt_die("no snapshot in %s: %s", dir, err.text);
    path = rt_fmt(arena, "%s/snapshot", dir);
    im = read_image(path);
    unlink(path);
    rmdir(dir);
    return im;
}

/* Change one element of one section. */
static void
change(char *bytes, const uint8_t *how)
{
    const struct rt_snap_header *h = (const struct rt_snap_header *)bytes;
    const struct rt_snap_section *rows =
        (const struct rt_snap_section *)(bytes + sizeof *h);
    const struct rt_snap_section *row = &rows[how[0] % h->n_sections];
    uint16_t place;
    int64_t value, old = 0;
    size_t size = row->size < sizeof value ? row->size : sizeof value;
    char *at;

    if (row->count == 0)
        return;
    memcpy(&place, how + 2, sizeof place);
    memcpy(&value, how + 4, sizeof value);
    at = bytes + row->offset + place % row->count * row->size;
    memcpy(&old, at, size);
    if (how[1] % 3 == 1)
        value = (int64_t)((uint64_t)old + (uint64_t)(value % 3));
    else if (how[1] % 3 == 2) /* two elements change places */
        memcpy(&value, bytes + row->offset, size);
    memcpy(at, &value, size);
    if (how[1] % 3 == 2)
        memcpy(bytes + row->offset, &old, size);
}

/* Compute the block; any result will do, but no crash.  t/fuzz/block.c tries
 * the forms of results. */
static void
compute(const struct rt_data *d, unsigned which)
{
    static const char *const queries[] = {"", "by=day", "by=year&region=x",
                                          "source=payments&by=week"};
    struct rt_block_env env = {
        .data = d, .lang = RT_LANG_EN, .margin = 1, .gap_days = 3};
    const struct rt_block *b = rt_block_at(which % 13);
    const char *query = queries[which / 13 % 4];
    struct rt_result *r = rt_alloc(arena, sizeof *r);
    struct rt_pairs pairs;
    struct rt_err err = {0};

    if (b != NULL &&
        rt_pairs_parse(query, strlen(query), arena, &pairs, &err) == RT_OK)
        (void)!rt_block_run(b, &env, &pairs, arena, r, &err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct image whole;
    static char *bytes;
    struct rt_data d;
    struct rt_arena *a;

    if (whole.bytes == NULL) {
        whole = whole_image();
        bytes = aligned_alloc(RT_SNAP_ALIGN, (whole.len + RT_SNAP_ALIGN - 1) /
                                                 RT_SNAP_ALIGN * RT_SNAP_ALIGN);
    }
    if (bytes == NULL || len == 0)
        return 0;
    memcpy(bytes, whole.bytes, whole.len);
    for (size_t i = 0; i < CHANGES && 1 + (i + 1) * CHANGE <= len; i++)
        change(bytes, data + 1 + i * CHANGE);
    a = rt_arena_new();
    rt_arena_reset(arena);
    if (rt_snap_parse(bytes, a, &d))
        compute(&d, data[0]);
    rt_arena_free(a);
    return 0;
}
