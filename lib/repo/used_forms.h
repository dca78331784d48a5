/* Forms of pages, each of which does what it is for once, however often it is
 * sent. */
#ifndef RT_REPO_USED_FORMS_H
#define RT_REPO_USED_FORMS_H

#include "db/db.h"

/* What a form with this name has done already; RT_NONE: nothing yet. */
enum rt_code rt_form_find(struct rt_db *db, const char *nonce, int64_t *id,
                          struct rt_err *err) RT_CHECK;

/* It does it now; in the transaction that does.  RT_ECONFLICT: another has
 * done it at the same time. */
enum rt_code rt_form_use(struct rt_db *db, const char *nonce, int64_t id,
                         struct rt_err *err) RT_CHECK;

/*
 * Run `work` in a transaction unless the form was used: then RT_OK with the id
 * of what it did.  `work` ends with rt_form_use(); `id` is where both put it.
 */
enum rt_code rt_form_once(struct rt_db *db, const char *nonce,
                          rt_db_work *work, void *arg, int64_t *id,
                          struct rt_err *err) RT_CHECK;

/* Forget those that nobody can send any more, for their sessions are over. */
enum rt_code rt_forms_clear(struct rt_db *db, struct rt_err *err) RT_CHECK;

#endif
