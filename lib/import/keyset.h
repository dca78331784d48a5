/* A set of keys with a number each, of any size in constant memory: keys are
 * spread over parts by hash and kept in an unnamed temporary file. */
#ifndef RT_IMPORT_KEYSET_H
#define RT_IMPORT_KEYSET_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { RT_KEY_HASH = 20, RT_KEYSET_PARTS = 64 };

struct rt_keyset_item {
    uint8_t hash[RT_KEY_HASH];
    uint64_t value;
};

/* The hash of a key's bytes: the beginning of their SHA-256. */
void rt_key_hash(const void *bytes, size_t len, uint8_t out[RT_KEY_HASH]);

struct rt_keyset;

struct rt_keyset *rt_keyset_new(void);
void rt_keyset_free(struct rt_keyset *s); /* NULL is accepted */

/* RT_EIO "import_temp_folder" {folder} {errno} when the temporary file
 * ($TMPDIR, /tmp) cannot be written. */
enum rt_code rt_keyset_add(struct rt_keyset *s, const uint8_t hash[RT_KEY_HASH],
                           uint64_t value, struct rt_err *err) RT_CHECK;

/*
 * The keys of part 0 .. RT_KEYSET_PARTS-1, by hash, then value; borrowed until
 * the next load from the same set. Equal keys are in the same part in every
 * set.
 */
enum rt_code rt_keyset_load(struct rt_keyset *s, size_t part,
                            const struct rt_keyset_item **list, size_t *n,
                            struct rt_err *err) RT_CHECK;

/* Open an unlinked file in $TMPDIR or /tmp; -1 with errno. */
int rt_temp_file(void);
/* Record the failure of rt_temp_file(), from errno. */
enum rt_code rt_temp_failed(struct rt_err *err) RT_CHECK;

#endif
