/* The snapshot file: written whole or not at all, checked when opened. */
#ifndef RT_SNAP_FILE_H
#define RT_SNAP_FILE_H

#include "base/err.h"
#include "snap/data.h"

/*
 * Layout, little endian as the machine's:
 *
 *   header   magic, version, number of sections, length of the file, CRC-32
 *            of what follows the header, generation, CRC-32 of the header
 *   table    a row per section: id, element size, count, offset
 *   sections aligned to 64 bytes
 *
 * Readers ignore sections they do not know, so new ones can be added without
 * a new version.
 */
enum { RT_SNAP_VERSION = 1 };

/*
 * Write `data` as the newest snapshot of folder `dir` (created when missing):
 * write it aside, fsync, rename the current one to `snapshot.prev`, rename the
 * new one, fsync the folder.  A damaged current one is dropped instead,
 * because the one before it is the last that is whole.  Files of writers that
 * were killed are removed first.  Fills data->generation and group_generation
 * with hashes of the contents.
 *
 * RT_OK: written.  RT_NONE: the newest one has these contents already and is
 * kept. RT_EIO: nothing changed (disk full, no permission); the message names
 * the file.
 */
enum rt_code rt_snap_write(const char *dir, struct rt_data *data,
                           struct rt_err *err) RT_CHECK;
/* The same, when the columns of the kinds of data whose bit is in `kept` were
 * taken from the newest snapshot, with their group_hash and its generation. */
enum rt_code rt_snap_write_kept(const char *dir, struct rt_data *data,
                                unsigned kept, struct rt_err *err) RT_CHECK;

struct rt_snap;

/*
 * Map the newest readable snapshot of `dir` into memory.
 *
 * RT_NONE: there is none.  RT_EBROKEN: all are damaged, cut short or of a
 * newer version; the message names file and reason.  If only the newest is
 * broken, the previous one is opened and rt_snap_fallback() tells why.  The
 * caller closes it.
 */
enum rt_code rt_snap_open(const char *dir, struct rt_snap **out,
                          struct rt_err *err) RT_CHECK;
void rt_snap_close(struct rt_snap *s); /* NULL is accepted */

/* The columns; valid until rt_snap_close().  NULL: rt_snap_follow() has found
 * only damaged files. */
const struct rt_data *rt_snap_data(const struct rt_snap *s);
/* Why the newest file is not used; NULL when it is. */
const char *rt_snap_fallback(const struct rt_snap *s);
/* When the file was written, unix seconds. */
int64_t rt_snap_written_at(const struct rt_snap *s);

/*
 * Between two requests: if the newest file of `dir` is not the one that *s was
 * opened from, open it and close the old one.  *s may be NULL.  After a
 * failure the data stay as they were and the code says why.  The same code is
 * returned, without reading damaged files again, until there is another newest
 * file; *s may then be a snapshot without data.
 */
enum rt_code rt_snap_follow(const char *dir, struct rt_snap **s,
                            struct rt_err *err) RT_CHECK;

#endif
