/* Signing in by a one-time link, signing out, and personal settings. */
#ifndef RT_PAGE_LOGIN_H
#define RT_PAGE_LOGIN_H

#include "http/route.h"

extern const struct rt_field rt_login_show_inputs[]; /* t */
extern const struct rt_field rt_login_inputs[];      /* t, trusted */
extern const struct rt_field rt_language_inputs[];   /* language, return */
extern const struct rt_field rt_theme_inputs[];      /* theme, return */

rt_handler rt_login_show; /* GET /login, GET /login?t=...: changes nothing */
rt_handler rt_login_use;  /* POST /login */
rt_handler rt_logout;     /* POST /logout */

rt_handler rt_set_language; /* POST /language */
rt_handler rt_set_theme;    /* POST /theme */

#endif
