/* What a notice says, in words (DESK 9). */
#ifndef RT_DESK_SAY_H
#define RT_DESK_SAY_H

#include "desk/plan.h"
#include "text/text.h"

/* What the sentence of a notice is filled from: the notice's own values, and
 * names that are looked up when it is said.  Strings may be NULL where there
 * is none; profit is never among them. */
struct rt_desk_speech {
    enum rt_lang lang;
    enum rt_desk_word word;
    const struct rt_desk_notice *n;
    int64_t at;  /* when it happened: {day} {time} of receipt and end_done */
    int64_t now; /* when it is said: {left}, {late} */
    int64_t case_id;
    const char *contract; /* its number */
    const char *manager;  /* name of n->manager_id */
    const char *reason;   /* in words */
    const char *text;     /* of a message (reply), of billing's answer */
    const char *end_info;
    const char *support;
    const struct rt_offering *offering; /* that it is about; NULL: none */
    struct rt_amounts before;           /* of the contract, without an offer */
    int32_t from;        /* first day of the offer, unless n->day says it */
    bool of_termination; /* order_done: of such an order */
    const char *currency;
    int digits;
    const struct rt_zone *zone;   /* of the client */
    const struct rt_zone *report; /* of the staff */
};

/* The sentence, from `a`; blanks where a value is empty are taken out. */
const char *rt_desk_say(const struct rt_desk_speech *s, struct rt_arena *a);

/* What an offering changes, "From 1 Dec 2026: RUB 800.00 a month instead of
 * RUB 1,000.00, for 6 months. ...", from `a`; "" where its order tells somebody
 * to do it.  Looks at lang, offering, before, from, n, currency and digits. */
const char *rt_desk_say_terms(const struct rt_desk_speech *s,
                              struct rt_arena *a);

/* A span of time by its largest unit, "2 days", from `a`; 0 when it is
 * negative. */
const char *rt_desk_say_span(enum rt_lang lang, int64_t seconds,
                             struct rt_arena *a);

/* "27.11, 18:00 (мск)" / "27 Nov, 18:00 (Moscow time)": an hour with the zone
 * that it is in, from `a`.  Zones of Russia are named by Moscow's ("мск+2"),
 * others by UTC's. */
const char *rt_desk_say_hour(enum rt_lang lang, const struct rt_zone *zone,
                             int64_t at, struct rt_arena *a);

#endif
