/* Users and invitations, for administrators. */
#ifndef RT_PAGE_USERS_H
#define RT_PAGE_USERS_H

#include "http/route.h"

/* The pages; both may be told what was just done. */
extern const struct rt_field rt_users_inputs[]; /* done */
rt_handler rt_users_show;                       /* GET /users */
rt_handler rt_users_card;                       /* GET /users/ID */

/* The forms, each a POST. */
extern const struct rt_field rt_user_add_inputs[];      /* name role language */
extern const struct rt_field rt_user_invite_inputs[];   /* + days; name may be
                                                           missing */
extern const struct rt_field rt_user_uninvite_inputs[]; /* id */
extern const struct rt_field rt_user_role_inputs[];     /* id role */
extern const struct rt_field rt_user_language_inputs[]; /* id language */
extern const struct rt_field rt_user_active_inputs[];   /* id active */
extern const struct rt_field rt_user_sessions_inputs[]; /* id session; without
                                                           session: all */

rt_handler rt_user_post_add, rt_user_post_invite, rt_user_post_uninvite,
    rt_user_post_role, rt_user_post_language, rt_user_post_active,
    rt_user_post_sessions;
rt_again rt_user_add_again, rt_user_invite_again;

#endif
