/* What the page of a case and the call screen share.  For lib/page/case*.c and
 * call.c only. */
#ifndef RT_PAGE_CASE_OWN_H
#define RT_PAGE_CASE_OWN_H

#include "page/desk_visit.h"

#define RT_CASE_ID_MAX 9007199254740991.

/* Ways in which a client says something to the staff. */
extern const char *const rt_case_word_sources[];

/* How a page is shown beside what it is about. */
struct rt_case_page {
    bool call;           /* the call screen */
    const char *alert;   /* a sentence above all; NULL: none */
    const char *done;    /* the same, of what was done */
    bool quiet;          /* and the client was told nothing */
    const char *event;   /* whose form is shown again, as it was filled in */
    const char *field;   /* its field that is wrong; NULL: none */
    const char *problem; /* what is wrong with it */
    bool ask_end;        /* the end is to be confirmed */
    bool reveal;         /* contact data in full */
    int status;          /* 0: 200 */
};

/* The page while it is made. */
struct rt_case_view {
    struct rt_visit *v;
    const struct rt_case_page *p;
    struct rt_desk_who who;
    struct rt_desk_scene scene; /* of the case, or of the contract alone */
    int64_t contract_id;        /* of the call screen */
    uint64_t may;               /* rt_desk_may() */
    int64_t now;
    json_t *json;
};

/* Find out who asks and look at the case (or with case_id 0 at the contract
 * and its open case).  RT_NONE: there is none for them. */
enum rt_code rt_case_look(struct rt_case_view *c, int64_t case_id,
                          int64_t contract_id, struct rt_err *err) RT_CHECK;

/* The page of what was looked at; `view` is used up. */
enum rt_code rt_case_render(struct rt_case_view *c,
                            struct rt_err *err) RT_CHECK;
enum rt_code rt_call_render(struct rt_case_view *c,
                            struct rt_err *err) RT_CHECK;

/* What is said of the client, the contract, and since when: of both pages. */
enum rt_code rt_case_add_facts(struct rt_case_view *c,
                               struct rt_err *err) RT_CHECK;
/* What the client is to be told now: the words of what happened last. */
enum rt_code rt_case_add_say(struct rt_case_view *c,
                             struct rt_err *err) RT_CHECK;
/* What happened and what was said, as one list. */
enum rt_code rt_case_add_timeline(struct rt_case_view *c,
                                  struct rt_err *err) RT_CHECK;
/* Forms and buttons. */
enum rt_code rt_case_add_actions(struct rt_case_view *c,
                                 struct rt_err *err) RT_CHECK;
/* Offers in their order, and why the others do not fit. */
void rt_case_add_offers(struct rt_case_view *c);

bool rt_case_may(const struct rt_case_view *c, enum rt_desk_event e);

/* {code, label, chosen} of the reasons. */
enum rt_code rt_case_add_reasons(struct rt_case_view *c, const char *chosen,
                                 struct rt_err *err) RT_CHECK;

/* A sentence why something is not possible. */
const char *rt_case_why_not(const struct rt_visit *v, const char *why);

/* Who was faster, for STALE. */
enum rt_code rt_case_who_was_faster(struct rt_visit *v, int64_t case_id,
                                    const char **text,
                                    struct rt_err *err) RT_CHECK;

/* What was typed into a field of the form that is shown again; "" else. */
const char *rt_case_typed(const struct rt_case_view *c, const char *name);

/* Go on to a page that says that it was done, and what the client is to hear
 * unless nothing was said to them (`quiet`). */
void rt_case_go_on(struct rt_visit *v, bool call, int64_t id, bool quiet);

/* What `done` of the address may be: "yes", "noted" where it was quiet. */
extern const char *const rt_case_done_words[];

#endif
