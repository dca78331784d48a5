/* The compiled form of a time zone (RFC 8536, versions 1 to 4). */
#ifndef RT_BASE_TZIF_H
#define RT_BASE_TZIF_H

#include "base/err.h"
#include "base/tzrule.h"

#include <stddef.h>
#include <stdint.h>

/* Offsets are seconds east of UTC; transitions in rising order. */
struct rt_tzif {
    int32_t before; /* in force before the first transition */
    size_t n;
    int64_t *at;     /* [n] heap, the caller frees both */
    int32_t *offset; /* [n] offset from at[i] on */
    bool has_rule;   /* for times after the last transition */
    struct rt_tzrule rule;
};

/*
 * Read the bytes of a file.  RT_EBROKEN, with nothing to free, when they are
 * not a whole, consistent TZif file, or when it counts leap seconds ("right/"
 * zones), which the product's instants do not.
 */
enum rt_code rt_tzif_parse(const uint8_t *data, size_t len,
                           struct rt_tzif *out) RT_CHECK;

#endif
