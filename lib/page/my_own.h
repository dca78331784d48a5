/* What the page of one contract and its forms share.  For lib/page/my*.c
 * only. */
#ifndef RT_PAGE_MY_OWN_H
#define RT_PAGE_MY_OWN_H

#include "page/desk_visit.h"

/* What a screen of its own asks of the client's consent. */
enum rt_my_consent {
    RT_MY_CONSENT_NO,
    RT_MY_CONSENT_GIVE,
    RT_MY_CONSENT_TAKE_BACK
};

/* A visit by a link. */
struct rt_my {
    struct rt_visit *v;
    const char *token;
    int64_t contract_id;
    struct rt_desk_scene scene; /* of the case that is shown, else of the
                                   contract */
    struct rt_desk_who who;     /* its client */
    uint64_t may;
    int64_t now;
    /* What is said above, beside how things are. */
    const char *alert;
    const char *problem; /* of a field of the form that is shown again */
    bool ask_end;        /* the end is to be confirmed */
    enum rt_my_consent ask_consent;
    int status; /* 0: 200 */
};

/* The link is one of ours and in force.  RT_NONE: show that it is not. */
enum rt_code rt_my_begin(struct rt_my *my, struct rt_err *err) RT_CHECK;
/* Whether its question was answered in this browser, not long ago. */
bool rt_my_is_open(const struct rt_my *my);
/* From now on it was. */
void rt_my_set_open(struct rt_my *my);
/* Look at the contract and its case. */
enum rt_code rt_my_look(struct rt_my *my, struct rt_err *err) RT_CHECK;

/* What confirms the end of the contract ("end"), or that the consent is taken
 * back ("consent"): good for a few minutes. */
const char *rt_my_confirm_make(const struct rt_my *my, const char *what);
bool rt_my_confirm_ok(const struct rt_my *my, const char *what,
                      const char *token);

/* Show how it stands with the consent, and the screen that asks for it. */
enum rt_code rt_my_add_consent(struct rt_my *my, json_t *view,
                               struct rt_err *err) RT_CHECK;
/* Agree to the version that was shown; NULL: show it first. */
enum rt_code rt_my_consent(struct rt_my *my, const char *shown,
                           struct rt_err *err) RT_CHECK;
/* Take the consent back, once that is confirmed; NULL: ask first. */
enum rt_code rt_my_take_back(struct rt_my *my, const char *confirm,
                             struct rt_err *err) RT_CHECK;

/* The answers. */
enum rt_code rt_my_render_dead(struct rt_my *my, struct rt_err *err) RT_CHECK;
enum rt_code rt_my_render_ask(struct rt_my *my, const char *wrong,
                              struct rt_err *err) RT_CHECK;
enum rt_code rt_my_render(struct rt_my *my, struct rt_err *err) RT_CHECK;

/* The address of the page, with the language that was chosen. */
const char *rt_my_address(const struct rt_my *my);

#endif
