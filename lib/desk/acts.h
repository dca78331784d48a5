/* What a row of DESK 2 does beside its columns.  For lib/desk only. */
#ifndef RT_DESK_ACTS_H
#define RT_DESK_ACTS_H

#include "desk/turn.h"

rt_desk_act rt_act_request;
rt_desk_act rt_act_list;
rt_desk_act rt_act_pick;   /* the reason is known: an offer, or none */
rt_desk_act rt_act_reason; /* later: the columns only */
rt_desk_act rt_act_accept;
rt_desk_act rt_act_next; /* declined: the next offer, else staff */
rt_desk_act rt_act_decline;
rt_desk_act rt_act_recall_next;
rt_desk_act rt_act_recall;
rt_desk_act rt_act_recall_proposal;
rt_desk_act rt_act_expire;
rt_desk_act rt_act_callback;
rt_desk_act rt_act_no_answer;
rt_desk_act rt_act_assign;
rt_desk_act rt_act_take;
rt_desk_act rt_act_release;
rt_desk_act rt_act_pass;
rt_desk_act rt_act_propose;
rt_desk_act rt_act_message_of_client;
rt_desk_act rt_act_message_of_staff;
rt_desk_act rt_act_no_reply;
rt_desk_act rt_act_ended;
rt_desk_act rt_act_undo;
rt_desk_act rt_act_reopen;
rt_desk_act rt_act_void;
rt_desk_act rt_act_unreachable;
rt_desk_act rt_act_order_done;
rt_desk_act rt_act_order_refused;
rt_desk_act rt_act_reissue;
rt_desk_act rt_act_alert;

/* An imported row gets its first step: its clock starts now, and the offer it
 * had becomes offering 1 as it is. */
void rt_act_adopt(struct rt_turn *t);

#endif
