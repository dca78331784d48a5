/* Texts in both languages that a company words itself: reasons for leaving, and
 * replies that the staff have ready. */
#ifndef RT_REPO_WORDINGS_H
#define RT_REPO_WORDINGS_H

#include "base/arena.h"
#include "db/db.h"
#include "repo/actor.h"

enum rt_wording_kind { RT_WORDING_REASON, RT_WORDING_TEMPLATE, RT_WORDING__MAX };

/* Strings are borrowed. */
struct rt_wording {
    int64_t id;
    int32_t version;
    const char *name; /* of a reason its code, of a template its title */
    const char *text_ru, *text_en;
    int32_t place; /* their order */
    bool active;   /* else it is offered no more; what has it keeps it */
    int64_t cases, offers; /* of reasons: how many have it */
};

/* "reason", "template": in the audit log. */
const char *rt_wording_entity(enum rt_wording_kind kind);

/* All of them, those that are active first, then by place and name; how many
 * cases and offers have a reason is only counted with `count`.  They live as
 * long as `a`. */
enum rt_code rt_wordings_list(struct rt_db *db, enum rt_wording_kind kind,
                              bool count, struct rt_arena *a,
                              struct rt_wording **list, size_t *n,
                              struct rt_err *err) RT_CHECK;

/* One of them.  RT_NONE: there is none. */
enum rt_code rt_wording_find(struct rt_db *db, enum rt_wording_kind kind,
                             int64_t id, struct rt_arena *a,
                             struct rt_wording *out,
                             struct rt_err *err) RT_CHECK;

struct rt_wording_edit {
    const struct rt_actor *by;
    enum rt_wording_kind kind;
    const char *nonce;        /* of the form (repo/used_forms.h) */
    struct rt_wording wanted; /* id 0: a new one; the version that was seen */
};

/*
 * Add or change one, with a row of the audit log for each text that differs.  A
 * reason's code stays what it is.
 *
 * RT_NONE: there is no such row.  RT_ECONFLICT: "wording_stale", it is not the
 * version that was seen; "wording_taken" {key} {value}, the name is another's.
 * Also those of rt_user_check_admin().
 */
enum rt_code rt_wording_save(struct rt_db *db, struct rt_wording_edit *edit,
                             struct rt_err *err) RT_CHECK;

#endif
