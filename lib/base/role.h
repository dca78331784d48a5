/* The roles of users, for the rules of route tables and bot commands. */
#ifndef RT_BASE_ROLE_H
#define RT_BASE_ROLE_H

#include "base/err.h"

/* Roles are bits, so that a rule is a mask of them.  A mask of 0 is not a
 * valid rule. */
enum rt_role {
    RT_ROLE_CLIENT = 1,
    RT_ROLE_MANAGER = 2,
    RT_ROLE_ADMIN = 4,
    RT_ROLE_NOBODY = 8 /* a visitor who has not logged in */
};

enum {
    RT_ROLE_STAFF = RT_ROLE_MANAGER | RT_ROLE_ADMIN,
    RT_ROLE_SIGNED_IN = RT_ROLE_STAFF | RT_ROLE_CLIENT,
    RT_ROLE_ANYONE = RT_ROLE_SIGNED_IN | RT_ROLE_NOBODY
};

/* "client", "manager", "admin", "nobody": as in the users table. */
const char *rt_role_name(enum rt_role role);

/* RT_NONE when the word is not a role that a user can have. */
enum rt_code rt_role_parse(const char *word, enum rt_role *out) RT_CHECK;

#endif
