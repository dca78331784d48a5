/* What clients write, and what the staff answer. */
#ifndef RT_PAGE_MESSAGES_H
#define RT_PAGE_MESSAGES_H

#include "http/route.h"

extern const struct rt_field rt_messages_inputs[]; /* show after */
extern const struct rt_field rt_thread_inputs[];   /* template before done */
rt_handler rt_messages_show;                       /* GET /messages */
rt_handler rt_thread_show;                         /* GET /messages/CLIENT */

extern const struct rt_field rt_message_reply_inputs[]; /* client text nonce */
extern const struct rt_field rt_message_none_inputs[];  /* client last nonce */
rt_handler rt_message_post_reply, rt_message_post_none;
rt_again rt_message_reply_again;

#endif
