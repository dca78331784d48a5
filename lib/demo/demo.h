/*
 * A made-up company with believable data: an internet provider in Russia.
 *
 * It opens on the first day of the window and is told to the last day: nothing
 * is cut on the left, and no event comes behind it.  Everything is drawn for
 * each client from that client's own numbers (demo/random.h), in whole
 * numbers only: the same options give the same bytes on every machine, in
 * constant memory.
 *
 * Contracts.  Clients come with the seasons (most in September, fewest in
 * July), fourfold in the first month, and about one in twelve contracts is a
 * second one: the client comes back after a pause, or takes another line.
 * Chance to want to leave within a month of a contract's life, in %:
 *
 *   month     1    2    3    6    9   12   13   14  from 25
 *           2.4  4.0  3.6  2.7  2.2  3.4  2.9  2.0     1.3
 *
 * times the plan (Старт 1.25, Оптима 1, Семья 0.75, Премиум 0.85), the region
 * (0.85 .. 1.25), the channel (рекомендация 0.7 .. телемаркетинг 1.45), the
 * way of paying (автоплатёж 0.8, вручную 1.15), the season (0.9 .. 1.15), 1.5
 * and 1.25 in the two months after a rise of prices, and 0.6 for half a year
 * after the desk kept the client.  One in nine of those who leave does not
 * pay.  On each 1 March prices rise by 7 % for everybody; a few change their
 * plan, up more often than down.
 *
 * Desk.  Of those who want to leave six in ten open a case; the rest just
 * end.  A case gets an offer at random among those whose threshold the
 * contract's profit passes (so types are comparable within a band of profit),
 * none where nothing fits or the client moves.  Four in ten accept one by one
 * type, three by another; the others go to a manager, who keeps one in three.
 * An accepted discount takes 10 % off the fee.
 *
 * Payments.  Monthly, on the contract's own day or some days late; 0.6 % are
 * refunded in part or whole.  Activity: three clients in ten are never seen,
 * one in ten often; all grow quiet in the last two months before they leave.
 *
 * Campaigns.  Each takes a quarter of the clients with a contract of at least
 * 60 days and holds a fifth of them out.  What is true of them is in
 * rt_demo_campaigns.
 *
 * Persons.  Names are put together from syllables, e-mail addresses are at
 * example.org, and phone numbers begin with +7000: no area code of +7 begins
 * with 0.  There are no Telegram ids.
 */
#ifndef RT_DEMO_DEMO_H
#define RT_DEMO_DEMO_H

#include "base/date.h"

#include <stdint.h>

struct rt_demo_options {
    int64_t contracts; /* RT_DEMO_CONTRACTS_MIN .. _MAX */
    int64_t months;    /* length of the window, RT_DEMO_MONTHS_MIN .. _MAX */
    int32_t end;       /* its last day: RT_DEMO_END_MIN .. _MAX */
    uint64_t seed;
};

enum {
    RT_DEMO_CONTRACTS_MIN = 1,
    RT_DEMO_CONTRACTS_MAX = 2000000,
    RT_DEMO_CONTRACTS = 20000,
    RT_DEMO_MONTHS_MIN = 1,
    RT_DEMO_MONTHS_MAX = 120,
    RT_DEMO_MONTHS = 36,
    RT_DEMO_END_MIN = 10956, /* 1999-12-31 */
    RT_DEMO_END_MAX = 47846, /* 2100-12-31 */
    RT_DEMO_END = 20453      /* 2025-12-31 */
};

/* The truth about a campaign: of 1,000,000 held out `base` convert, of those
 * contacted `base + effect`. */
struct rt_demo_campaign {
    const char *id, *name, *channel;
    int64_t base, effect;
    int64_t cost_per_contact; /* minor units */
    int part;                 /* it starts at part / 8 of the window */
};
enum { RT_DEMO_CAMPAIGNS = 3 };
extern const struct rt_demo_campaign rt_demo_campaigns[RT_DEMO_CAMPAIGNS];

/* RT_EINVAL (key "demo_range" {option} {value} {low} {high}) for an option
 * that is out of range. */
enum rt_code rt_demo_check(const struct rt_demo_options *o,
                           struct rt_err *err) RT_CHECK;

struct rt_demo_done {
    int64_t clients, contracts, changes, payments, activity, cases, members;
};

/*
 * Write the files of all kinds, an import.conf for them and a README.md with
 * the truth about them into `dir`, which is created when it does not exist.
 * They appear completely or not at all.
 *
 * RT_ECONFLICT (key "demo_dir_used" {dir} {file}) when one of the files exists
 * and is not ours; RT_EIO.
 */
enum rt_code rt_demo_write(const struct rt_demo_options *o, const char *dir,
                           struct rt_demo_done *done,
                           struct rt_err *err) RT_CHECK;

#endif
