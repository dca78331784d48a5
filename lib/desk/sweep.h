/* What happens by itself: clocks that run out, reminders, cases that are dealt
 * out, the ladder of alerts, orders that billing is late with (DESK 4, 6). */
#ifndef RT_DESK_SWEEP_H
#define RT_DESK_SWEEP_H

#include "desk/apply.h"
#include "repo/desk_due.h"

struct rt_desk_swept {
    int64_t looked_at;          /* cases */
    int64_t events[RT_DO__MAX]; /* that were carried out */
    int64_t late_orders;        /* that the admins were told of just now */
};

/*
 * Do what is due at `now`, each thing in a transaction of its own: a sweep
 * that is cut short is simply made again, and two at once do nothing twice.
 * Once a minute; its cost grows with what is due, but for the first one after
 * an import and of a day, which looks through all open cases for contracts
 * that have ended.  A case that cannot be read is passed over: RT_EBROKEN of
 * the first one, when everything else is done.
 */
enum rt_code rt_desk_sweep(struct rt_db *db, struct rt_desk_setup *setup,
                           int64_t now, struct rt_desk_swept *out,
                           struct rt_err *err) RT_CHECK;

/* Orders that billing is late with, as rt_desk_count_late() counts them, by
 * id; they live as long as `a`. */
enum rt_code rt_desk_list_late(struct rt_db *db,
                               const struct rt_desk_setup *setup, int64_t now,
                               struct rt_arena *a, struct rt_late_order **list,
                               size_t *n, struct rt_err *err) RT_CHECK;

/* How many orders billing is late with: sent DESK_ORDER_DAYS working days ago,
 * or to be in force by now, and not done. */
enum rt_code rt_desk_count_late(struct rt_db *db,
                                const struct rt_desk_setup *setup, int64_t now,
                                int64_t *n, struct rt_err *err) RT_CHECK;

#endif
