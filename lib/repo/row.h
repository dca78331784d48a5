/* One row of a table that people edit, found by its id: read it, or change one
 * field. */
#ifndef RT_REPO_ROW_H
#define RT_REPO_ROW_H

#include "repo/actor.h"
#include "repo/load.h"

struct rt_row {
    int64_t id, version;
    struct rt_param value[RT_LOAD_COLUMNS_MAX]; /* by the table's column
                                                   numbers, RT_CLIENT_... */
};

/*
 * Read the row of clients, contracts, offers or campaigns with this id; with
 * `lock` it is locked for the caller's transaction.  Texts live as long as
 * `a`.  RT_NONE: there is none, or it is deleted.
 */
enum rt_code rt_row_find(struct rt_db *db, const struct rt_load_table *table,
                         int64_t id, bool lock, struct rt_arena *a,
                         struct rt_row *out, struct rt_err *err) RT_CHECK;

/*
 * Set one field to a value that is already valid for the column, and record
 * the edit in desk_edits: from then on it wins over files until one agrees.
 * In the caller's transaction.
 *
 * RT_OK: `row` has the value and the new version; if it had the value already,
 * nothing is written.  RT_ECONFLICT (key "row_stale" {version}): the row has
 * another version now, or is gone.  RT_EINVAL: (key "row_not_null" {field})
 * the column takes no NULL; (key "row_key" {field}) keys cannot be edited.
 */
enum rt_code rt_row_set(struct rt_db *db, const struct rt_load_table *table,
                        struct rt_row *row, size_t column,
                        const struct rt_param *value, const struct rt_actor *by,
                        struct rt_err *err) RT_CHECK;

/* Record in desk_edits that a field has its value by hand, though it may not
 * have been changed.  In the caller's transaction. */
enum rt_code rt_row_note(struct rt_db *db, const struct rt_load_table *table,
                         int64_t id, size_t column,
                         const struct rt_param *value,
                         const struct rt_actor *by,
                         struct rt_err *err) RT_CHECK;

#endif
