/* What the pages of messages share.  For lib/page/message*.c only. */
#ifndef RT_PAGE_MESSAGE_OWN_H
#define RT_PAGE_MESSAGE_OWN_H

#include "page/desk_visit.h"
#include "repo/message_book.h"

/* The beginning of a text on one line, with e-mail addresses and numbers of
 * five and more digits blotted out (DESK 7); from `a`. */
const char *rt_blotted_line(struct rt_arena *a, const char *text);

/* By when a message that came at `since` is to be answered. */
int64_t rt_message_due(const struct rt_visit *v, int64_t since);

#endif
