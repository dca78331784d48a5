/* What the desk's pages share: its settings, and who asks. */
#ifndef RT_PAGE_DESK_VISIT_H
#define RT_PAGE_DESK_VISIT_H

#include "desk/apply.h"
#include "page/visit.h"
#include "repo/desk_client.h"

/* The database is there, and the desk's days off are as they stand in it (of
 * a minute ago). */
enum rt_code rt_desk_visit_begin(struct rt_visit *v,
                                 struct rt_err *err) RT_CHECK;

/* The visitor, who is of the staff, as the desk knows them. */
enum rt_code rt_desk_visit_who(struct rt_visit *v, struct rt_desk_who *out,
                               struct rt_err *err) RT_CHECK;

/* What somebody sees of the desk's lists, by the setting DESK_SEE; and the
 * visitor. */
struct rt_desk_sight rt_desk_visit_sight_of(const struct rt_visit *v,
                                            const struct rt_desk_who *who);
enum rt_code rt_desk_visit_sight(struct rt_visit *v, struct rt_desk_sight *out,
                                 struct rt_err *err) RT_CHECK;

/* Whether there is such a case or contract for them at all: not of their own
 * contract, and with DESK_SEE=own theirs or nobody's.  `manager_id` is of the
 * contract's open case, or of the case itself. */
bool rt_desk_visit_sees(const struct rt_visit *v, const struct rt_desk_who *who,
                        int64_t client_id, int64_t manager_id);

/* The number in the path, or in a form before it was checked, at least 1; 0: it
 * is none. */
int64_t rt_desk_visit_id(const struct rt_visit *v);
int64_t rt_desk_visit_id_of(const char *text);

/* A number that a form or an address has; 0: it has none. */
int64_t rt_desk_visit_number(const struct rt_exchange *x, const char *name);

/* An amount in the currency of the data. */
const char *rt_desk_visit_money(const struct rt_visit *v, int64_t minor);

/* What a reason is called; "" for none, own words as they are. */
enum rt_code rt_desk_visit_reason(struct rt_visit *v, const char *code,
                                  const char *words, const char **text,
                                  struct rt_err *err) RT_CHECK;

/* A form's name for its wish, which is fulfilled once: a new one each time. */
const char *rt_desk_visit_nonce(struct rt_visit *v);
/* The key of the wish by that name; NULL: it is none of ours. */
const char *rt_desk_visit_key(struct rt_visit *v, const char *nonce);

/* How a sentence of the desk is begun for this visitor: language, money,
 * zones, the contract's amounts. */
struct rt_desk_speech rt_desk_visit_speech(const struct rt_visit *v,
                                           const struct rt_desk_scene *s);

#endif
