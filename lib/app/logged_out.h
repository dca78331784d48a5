/* Sessions that somebody has left while the database was away.  Each is an
 * empty file in DATA_DIR/left, named by the hash of the session's token (no
 * folder: nobody has); the session opens nothing from then on, and ends in the
 * database when that is back. */
#ifndef RT_APP_LOGGED_OUT_H
#define RT_APP_LOGGED_OUT_H

#include "app/app.h"

/* Record a log-out; `token` is the session's cookie.  RT_NONE: it is not a
 * token. */
enum rt_code rt_logged_out_note(const struct rt_app *app, const char *token,
                                struct rt_err *err) RT_CHECK;

/* True when the log-out is recorded. */
bool rt_logged_out_has(const struct rt_app *app, const char *token);

/* Between questions: end the recorded sessions if the database can be
 * reached. */
void rt_logged_out_settle(struct rt_app *app);

#endif
