/* A stored notice in words: names and terms are looked up when it is said. */
#ifndef RT_DESK_TELL_H
#define RT_DESK_TELL_H

#include "desk/setup.h"
#include "repo/desk_notices.h"

/* The text for whom the notice is for, in their language, else `lang`; from
 * `a`. */
enum rt_code rt_desk_tell(struct rt_db *db, const struct rt_desk_setup *setup,
                          const struct rt_notice *notice, enum rt_lang lang,
                          int64_t now, struct rt_arena *a, const char **text,
                          struct rt_err *err) RT_CHECK;

#endif
