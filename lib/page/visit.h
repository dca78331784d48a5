/* One request while it is handled: what was asked, by whom, and the answer so
 * far. */
#ifndef RT_PAGE_VISIT_H
#define RT_PAGE_VISIT_H

#include "http/exchange.h"
#include "page/site.h"
#include "repo/audit.h"
#include "repo/users.h"

/* The host of every exchange (http/exchange.h) in these programs. */
struct rt_visit {
    struct rt_site *site;
    struct rt_app *app; /* &site->app */
    struct rt_arena *arena;
    struct rt_request rq;
    struct rt_response re;
    struct rt_match match;
    enum rt_lang lang;
    struct rt_user who;           /* id 0, role "nobody": not signed in */
    int64_t session_id;           /* 0: none */
    const char *binding;          /* form tokens are bound to it; NULL: none */
    bool degraded;                /* the database is away: reading only */
    int status;                   /* of the error page; 0: as the code says */
    const struct rt_badge *badge; /* rt_view_badge(); NULL: not asked for yet */
    bool client_asked; /* client_id is what rt_desk_visit_who() has found */
    int64_t client_id; /* the client who the visitor is; 0: none */
    const char
        *wrong; /* the key of the query that an error is about, or NULL */
};

/* The answer is for this visitor now, and nobody keeps it. */
void rt_visit_no_store(struct rt_visit *v);

/* Fail with a certain status and a sentence of the catalogues. */
enum rt_code rt_visit_refuse(struct rt_visit *v, int status, const char *key,
                             struct rt_err *err) RT_CHECK;

/* RT_OK when there is a snapshot.  Else RT_EBROKEN "snapshot_unreadable" or
 * RT_NONE "no_data_yet"; a file then has status 503. */
enum rt_code rt_visit_needs_data(struct rt_visit *v,
                                 struct rt_err *err) RT_CHECK;

/* The path for logs: without what is secret in it; NULL: of no row. */
const char *rt_visit_path(const struct rt_visit *v);

/* From now on forms are those of the page of the link in the path. */
void rt_visit_bind_link(struct rt_visit *v);

/* The visitor, as whoever changes something. */
struct rt_actor rt_visit_actor(const struct rt_visit *v);

/* Prepare an audit row about this visitor. */
struct rt_audit rt_visit_audit_row(const struct rt_visit *v, const char *action,
                                   enum rt_audit_result result);
/* Write the row. */
enum rt_code rt_visit_audit(struct rt_visit *v, const char *action,
                            enum rt_audit_result result,
                            struct rt_err *err) RT_CHECK;

/* The token for forms of this visitor; "" for nobody.  It differs each time,
 * so that compressed pages do not reveal it (BREACH). */
const char *rt_visit_csrf(const struct rt_visit *v);
/* True for a token of this visitor. */
bool rt_visit_csrf_ok(const struct rt_visit *v, const char *token);

/* The path to go back to after a form: the value if it is a path of this site,
 * else "/". */
const char *rt_visit_return(const char *value);

/* Path and query of a GET request with another `lang` (NULL: without one), to
 * come back to.  "/" for other methods. */
const char *rt_visit_here(const struct rt_visit *v, const char *lang);

/* The path of this request with other pairs as its query. */
const char *rt_visit_address(const struct rt_visit *v,
                             const struct rt_pairs *pairs);

#endif
