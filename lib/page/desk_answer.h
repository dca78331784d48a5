/* Asking the desk for a page, and what it answers in words. */
#ifndef RT_PAGE_DESK_ANSWER_H
#define RT_PAGE_DESK_ANSWER_H

#include "page/desk_visit.h"

/* Ask by the form with this nonce: key, channel, clock and origin of the wish
 * are filled in.  RT_EINVAL "form_no_nonce": it is none of ours; else the codes
 * of rt_desk_apply(). */
enum rt_code rt_desk_answer_ask(struct rt_visit *v, struct rt_desk_wish *wish,
                                const char *nonce, struct rt_desk_result *out,
                                struct rt_err *err) RT_CHECK;

/* Why something was not done: who was faster, or what stands against it. */
enum rt_code rt_desk_answer_text(struct rt_visit *v, int64_t case_id,
                                 const struct rt_desk_plan *plan,
                                 const char **text, struct rt_err *err) RT_CHECK;

/* *why says who changed a row since its form was opened, and when: RT_ECONFLICT
 * "offer_stale". */
enum rt_code rt_desk_answer_stale(struct rt_visit *v, const char *entity,
                                  int64_t id, struct rt_err *why,
                                  struct rt_err *err) RT_CHECK;

/* 409, and 422 for a field. */
int rt_desk_answer_status(const struct rt_desk_plan *plan);

/* See a page of ours, told what was done ("done=WORD"); RT_OK. */
enum rt_code rt_desk_answer_go(struct rt_visit *v, const char *path,
                               const char *done);

#endif
