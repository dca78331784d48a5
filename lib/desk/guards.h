/* Guards of DESK 2: what the facts and the fields of a wish must be.  NULL is
 * yes; else a guard of facts answers the word of what stands against it, one
 * of fields the field that is wrong.  For lib/desk only. */
#ifndef RT_DESK_GUARDS_H
#define RT_DESK_GUARDS_H

#include "desk/turn.h"

/* The answer of rt_may_accept() that lets the offering expire. */
extern const char rt_desk_too_late[];
/* The answer of rt_may_undo() to who did not do it. */
extern const char rt_desk_not_yours[];

/* Facts. */
rt_desk_guard rt_may_request; /* runs; no end known; nothing open or ordered */
rt_desk_guard rt_may_list;    /* and none closed within 30 days */
rt_desk_guard rt_may_accept;  /* shown, before its hour, runs */
rt_desk_guard rt_may_answer;  /* shown: decline, recall */
rt_desk_guard rt_may_end;     /* runs, and is not ending yet */
rt_desk_guard rt_may_expire;  /* due_at or expires_at has passed */
rt_desk_guard rt_may_remind;  /* half the time is gone */
rt_desk_guard rt_may_assign;  /* by the rules: open hours, somebody to tell */
rt_desk_guard rt_may_take_over;   /* it is another's */
rt_desk_guard rt_may_release;     /* S: demoted, deleted, away */
rt_desk_guard rt_may_propose;     /* nothing shown, limit, the offer's rule */
rt_desk_guard rt_may_finish;      /* ended: the contract has ended */
rt_desk_guard rt_may_undo;        /* doer, time, orders */
rt_desk_guard rt_may_reopen;      /* time, runs, termination not given away */
rt_desk_guard rt_may_void;        /* time, orders */
rt_desk_guard rt_may_close_order; /* new or sent */
rt_desk_guard rt_may_reissue;     /* refused, and none like it since */
rt_desk_guard rt_may_lapse;       /* imported */
rt_desk_guard rt_may_alert;       /* a step of the ladder is reached */
rt_desk_guard rt_may_leave;       /* no_reply: the last message was read */

/* Fields. */
rt_desk_guard rt_check_reason;
rt_desk_guard rt_check_n;
rt_desk_guard rt_check_end;
rt_desk_guard rt_check_callback;
rt_desk_guard rt_check_user;   /* to whom */
rt_desk_guard rt_check_assign; /* the same, 0 by the rules */
rt_desk_guard rt_check_self;   /* who takes it must be somebody */
rt_desk_guard rt_check_propose;
rt_desk_guard rt_check_comment;
rt_desk_guard rt_check_message;
rt_desk_guard rt_check_left;
rt_desk_guard rt_check_order;

/* The client's wish by staff: by which way, and how he said so. */
const char *rt_check_word(const struct rt_desk_ask *a);

#endif
