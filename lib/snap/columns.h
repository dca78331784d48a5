/* The columns of rt_data as a table, by which the writer writes and the reader
 * reads and checks.  A new column is one row. */
#ifndef RT_SNAP_COLUMNS_H
#define RT_SNAP_COLUMNS_H

#include "snap/data.h"

/* Section ids.  Never reuse one. */
enum rt_snap_id {
    RT_SEC_ZONE = 1,
    RT_SEC_CURRENCY,
    RT_SEC_NAMES,
    RT_SEC_HASHES, /* for each kind of data, RT_SNAP_GENERATION bytes */

    /* Attribute k: key, dictionary offsets, dictionary bytes, codes. */
    RT_SEC_ATTR = 1000,
    RT_SEC_ATTR_STEP = 4
};

/* Places in struct rt_data are byte offsets. */
struct rt_snap_column {
    uint32_t id;
    uint32_t size;  /* bytes of an element */
    size_t pointer; /* place of the column's pointer */
    size_t count;   /* place of its number of elements (size_t) */
    bool one_more;  /* has one element more: offsets of rows by owner */
    bool counts;    /* the section's length gives the number */
    bool may_lack;  /* set when another width may hold the values instead; else
                       NULL */
    bool is_new;    /* zeros when a file of an older program lacks it */
};

/* A single value, kept as a section of one element. */
struct rt_snap_value {
    uint32_t id;
    uint32_t size;
    size_t place;
    bool is_new;      /* files of an older program lack it: ... */
    int64_t fallback; /* ... it then has this value */
};

struct rt_snap_dict {
    uint32_t at_id, bytes_id;
    size_t dict; /* place of the struct rt_dict */
    bool is_new; /* has only "" when a file of an older program lacks it */
};

/* Elements of a u32 column must be below a limit. */
struct rt_snap_limit {
    size_t pointer, count;
    size_t limit; /* place of the size_t that they must be below */
    bool nobody;  /* RT_NOBODY is allowed too */
};

/* Offsets must rise from 0 to a total. */
struct rt_snap_rise {
    size_t pointer, owners, total;
};

/* The kind of data that a section belongs to; RT_GROUP__MAX: to all. */
enum rt_group rt_snap_group(uint32_t id);

extern const struct rt_snap_column rt_snap_columns[];
extern const struct rt_snap_value rt_snap_values[];
extern const struct rt_snap_dict rt_snap_dicts[];
extern const struct rt_snap_limit rt_snap_limits[];
extern const struct rt_snap_rise rt_snap_rises[];
extern const size_t rt_snap_columns_n, rt_snap_values_n, rt_snap_dicts_n,
    rt_snap_limits_n, rt_snap_rises_n;

#endif
