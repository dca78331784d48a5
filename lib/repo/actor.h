/* Who changes something, and in which way: writers get it, the audit log keeps
 * it. */
#ifndef RT_REPO_ACTOR_H
#define RT_REPO_ACTOR_H

#include <stdint.h>

enum rt_actor_kind {
    RT_ACTOR_USER,
    RT_ACTOR_OPERATOR, /* at the command line */
    RT_ACTOR_SYSTEM,
    RT_ACTOR_NOBODY, /* a visitor who has not signed in */
    RT_ACTOR__MAX
};

enum rt_via { RT_VIA_WEB, RT_VIA_BOT, RT_VIA_CLI, RT_VIA_JOB, RT_VIA__MAX };

struct rt_actor {
    enum rt_actor_kind kind;
    int64_t user_id; /* 0: not a person in the users table */
    enum rt_via via;
    const char *request_id; /* NULL: none */
};

#define RT_OPERATOR \
    ((struct rt_actor){.kind = RT_ACTOR_OPERATOR, .via = RT_VIA_CLI})

#endif
