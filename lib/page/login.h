/* Signing in by a one-time link, signing out, and what a person sets. */
#ifndef RT_PAGE_LOGIN_H
#define RT_PAGE_LOGIN_H

#include "http/route.h"

rt_handler rt_login_show; /* GET /login, GET /login?t=...: changes nothing */
rt_handler rt_login_use;  /* POST /login */
rt_handler rt_logout;     /* POST /logout */

rt_handler rt_set_language; /* POST /language: language, return */
rt_handler rt_set_theme;    /* POST /theme: theme, return */

#endif
