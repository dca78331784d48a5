/* Sessions that somebody has left while the database was away.  Each is an
 * empty file in DATA_DIR/left, named by the hash of the session's token (no
 * folder: nobody has); the session opens nothing from then on, and ends in the
 * database when that is back. */
#ifndef RT_APP_LOGGED_OUT_H
#define RT_APP_LOGGED_OUT_H

#include "app/app.h"

/* Note it; `token` is the session's cookie.  RT_NONE: it is no token. */
enum rt_code rt_logged_out_note(const struct rt_app *app, const char *token,
                                struct rt_err *err) RT_CHECK;

/* Is it noted? */
bool rt_logged_out_has(const struct rt_app *app, const char *token);

/* Between questions: end what is noted, where the database can be reached. */
void rt_logged_out_settle(struct rt_app *app);

#endif
