#include "snap/parse.h"

#include "base/hash.h"
#include "snap/columns.h"
#include "snap/sound_columns.h"
#include "snap/format.h"
#include "snap/hashes.h"

#include <string.h>

/* A file whose checksums are right. */
struct file {
    const char *bytes;
    struct rt_arena
        *arena; /* memory for what data points to outside the file */
    struct rt_data *data;
};

static const struct rt_snap_header *
header(const struct file *s)
{
    return (const struct rt_snap_header *)s->bytes;
}

static const struct rt_snap_section *
find(const struct file *s, uint32_t id)
{
    const struct rt_snap_section *rows =
        (const struct rt_snap_section *)(s->bytes +
                                         sizeof(struct rt_snap_header));

    for (uint32_t i = 0; i < header(s)->n_sections; i++)
        if (rows[i].id == id)
            return &rows[i];
    return NULL;
}

/* A column of exactly `count` elements; NULL when the file has none. */
static const void *
column(const struct file *s, uint32_t id, size_t size, size_t count)
{
    const struct rt_snap_section *row = find(s, id);

    if (row == NULL || row->size != size || row->count != count)
        return NULL;
    return s->bytes + row->offset;
}

/* A NUL-terminated text or pool of texts. */
static const char *
text(const struct file *s, uint32_t id, size_t *len)
{
    const struct rt_snap_section *row = find(s, id);

    if (row == NULL || row->size != 1 || row->count == 0 ||
        s->bytes[row->offset + row->count - 1] != '\0')
        return NULL;
    if (len != NULL)
        *len = row->count;
    return s->bytes + row->offset;
}

static bool
dict(const struct file *s, uint32_t at_id, uint32_t bytes_id,
     struct rt_dict *out)
{
    const struct rt_snap_section *row = find(s, at_id);
    size_t len = 0;

    if (row == NULL || row->size != sizeof *out->at || row->count == 0)
        return false;
    out->n = row->count;
    out->at = column(s, at_id, sizeof *out->at, out->n);
    out->bytes = text(s, bytes_id, &len);
    for (size_t i = 0; i < out->n && out->bytes != NULL; i++)
        if (out->at[i] >= len)
            return false;
    return out->bytes != NULL;
}

static void *
field(struct rt_data *d, size_t place)
{
    return (char *)d + place;
}

static size_t
count_at(struct rt_data *d, size_t place)
{
    size_t n;

    memcpy(&n, field(d, place), sizeof n);
    return n;
}

static const uint32_t *
column_at(struct rt_data *d, size_t place)
{
    const uint32_t *column;

    memcpy(&column, field(d, place), sizeof column);
    return column;
}

static bool
read_values(struct file *s)
{
    for (size_t i = 0; i < rt_snap_values_n; i++) {
        const struct rt_snap_value *v = &rt_snap_values[i];
        const void *bytes = column(s, v->id, v->size, 1);

        if (bytes == NULL && v->is_new && find(s, v->id) == NULL)
            bytes = &v->fallback; /* its first bytes: little endian */
        if (bytes == NULL)
            return false;
        memcpy(field(s->data, v->place), bytes, v->size);
    }
    return true;
}

static bool
known_dict(struct file *s, const struct rt_snap_dict *d)
{
    static const uint32_t at[1];
    struct rt_dict *out = field(s->data, d->dict);

    if (!d->is_new || find(s, d->at_id) != NULL)
        return dict(s, d->at_id, d->bytes_id, out);
    *out = (struct rt_dict){.n = 1, .at = at, .bytes = ""};
    return true;
}

static bool
read_columns(struct file *s)
{
    for (size_t i = 0; i < rt_snap_columns_n; i++) {
        const struct rt_snap_column *c = &rt_snap_columns[i];
        const struct rt_snap_section *row = find(s, c->id);
        const void *bytes;

        if (row == NULL && c->may_lack)
            continue;
        if (row == NULL && c->is_new) {
            bytes = rt_alloc_n(s->arena, count_at(s->data, c->count), c->size);
            memcpy(field(s->data, c->pointer), &bytes, sizeof bytes);
            continue;
        }
        if (row != NULL && c->counts)
            memcpy(field(s->data, c->count), &row->count, sizeof row->count);
        bytes = column(s, c->id, c->size,
                       count_at(s->data, c->count) + c->one_more);
        if (bytes == NULL)
            return false;
        memcpy(field(s->data, c->pointer), &bytes, sizeof bytes);
    }
    for (size_t i = 0; i < rt_snap_dicts_n; i++)
        if (!known_dict(s, &rt_snap_dicts[i]))
            return false;
    return true;
}

static bool
below(const uint32_t *code, size_t n, size_t limit, bool nobody)
{
    bool good = true;

    for (size_t i = 0; i < n; i++)
        good &= code[i] < limit || (nobody && code[i] == RT_NOBODY);
    return good;
}

/* Check offsets of rows by owner: they rise from 0 to `total`. */
static bool
rising(const uint32_t *first, size_t n, size_t total)
{
    if (first[0] != 0 || first[n] != total)
        return false;
    for (size_t i = 0; i < n; i++)
        if (first[i] > first[i + 1])
            return false;
    return true;
}

/* No value may point outside the column that it refers to. */
static bool
columns_fit(struct rt_data *d)
{
    for (size_t i = 0; i < rt_snap_limits_n; i++) {
        const struct rt_snap_limit *l = &rt_snap_limits[i];

        if (!below(column_at(d, l->pointer), count_at(d, l->count),
                   count_at(d, l->limit), l->nobody))
            return false;
    }
    for (size_t i = 0; i < rt_snap_rises_n; i++) {
        const struct rt_snap_rise *r = &rt_snap_rises[i];

        if (!rising(column_at(d, r->pointer), count_at(d, r->owners),
                    count_at(d, r->total)))
            return false;
    }
    return rt_snap_sound(d);
}

static bool
read_names(struct file *s, struct rt_data *d)
{
    size_t len = 0;

    d->names = d->n_clients == 0 ? "" : text(s, RT_SEC_NAMES, &len);
    return d->names != NULL &&
           below(d->client_name_at, d->n_clients, len, false);
}

/* Blocks ask for these by name, whether or not a client has them. */
static bool
has_fixed_attrs(const struct rt_data *d)
{
    static const char *const keys[] = {"region", "plan", "channel", "segment"};

    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
        if (rt_data_attr(d, keys[k]) == NULL)
            return false;
    return true;
}

static bool
read_attrs(struct file *s, struct rt_data *d)
{
    struct rt_attr *attrs;
    size_t n = 0;

    while (find(s, RT_SEC_ATTR + (uint32_t)n * RT_SEC_ATTR_STEP) != NULL)
        n++;
    attrs = rt_alloc_n(s->arena, n, sizeof *attrs);
    for (size_t k = 0; k < n; k++) {
        uint32_t id = RT_SEC_ATTR + (uint32_t)k * RT_SEC_ATTR_STEP;

        attrs[k].key = text(s, id, NULL);
        attrs[k].code = column(s, id + 3, 4, d->n_clients);
        if (attrs[k].key == NULL || attrs[k].code == NULL ||
            !dict(s, id + 1, id + 2, &attrs[k].dict) ||
            !below(attrs[k].code, d->n_clients, attrs[k].dict.n, false))
            return false;
    }
    d->attrs = attrs;
    d->n_attrs = n;
    return has_fixed_attrs(d);
}

/* A file of an older program has one hash for all kinds. */
static void
read_hashes(struct file *s, const uint8_t *all)
{
    const uint8_t *own =
        column(s, RT_SEC_HASHES, RT_SNAP_GENERATION, RT_GROUP__MAX);

    for (enum rt_group g = 0; g < RT_GROUP__MAX; g++)
        memcpy(s->data->group_hash[g],
               own != NULL ? own + g * RT_SNAP_GENERATION : all,
               RT_SNAP_GENERATION);
}

bool
rt_snap_parse(const char *bytes, struct rt_arena *a, struct rt_data *out)
{
    struct file s = {.bytes = bytes, .arena = a, .data = out};
    const struct rt_snap_header *h = header(&s);

    /* Nothing is kept of a file that was refused before. */
    *out = (struct rt_data){
        .as_of = h->as_of, .digits = h->digits, .demo = h->demo != 0};
    rt_hex(h->generation, sizeof h->generation, out->generation);
    read_hashes(&s, h->generation);
    out->zone = text(&s, RT_SEC_ZONE, NULL);
    out->currency = text(&s, RT_SEC_CURRENCY, NULL);
    if (out->zone == NULL || out->currency == NULL || !read_values(&s) ||
        !read_columns(&s) || !columns_fit(out) || !read_names(&s, out) ||
        !read_attrs(&s, out))
        return false;
    rt_snap_generations(out);
    return true;
}
