/* The settings of the desk, read and checked whole. */
#ifndef RT_DESK_SETUP_H
#define RT_DESK_SETUP_H

#include "base/arena.h"
#include "conf/conf.h"
#include "repo/desk_facts.h"
#include "text/text.h"

struct rt_desk_setup {
    struct rt_desk_office office;
    int32_t order_days;                 /* DESK_ORDER_DAYS, working days */
    const char *end_info[RT_LANG__MAX]; /* END_INFO_RU, _EN; "" */
    const char *support;                /* phone, e-mail, hours; "" */
    const char *currency;               /* CURRENCY */
    int digits;                         /* of its amounts */
    enum rt_lang lang;                  /* DEFAULT_LANG */
    struct rt_zone *zone;
    struct rt_region_zones *regions;
    struct rt_arena *words; /* what `support` points to */
    struct rt_arena *days;  /* what office.calendar.days points to */
};

/*
 * Read DESK_*, REGION_ZONES, END_INFO_*, SUPPORT_* and what else the desk
 * works by.  Strings are borrowed from `conf`.  RT_EINVAL with what is wrong,
 * in words.  The caller frees it by rt_desk_setup_free(), also after an error.
 */
enum rt_code rt_desk_setup_read(const struct rt_conf *conf,
                                struct rt_desk_setup *out,
                                struct rt_err *err) RT_CHECK;

/* Read the days with hours of their own (work_days), and see that there are
 * open hours from `now` on.  May be called again, when they have changed. */
enum rt_code rt_desk_setup_days(struct rt_desk_setup *s, struct rt_db *db,
                                int64_t now, struct rt_err *err) RT_CHECK;

void rt_desk_setup_free(struct rt_desk_setup *s);

#endif
