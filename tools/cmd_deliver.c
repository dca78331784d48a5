/* retention deliver: what happens by itself, minute by minute. */
#include "cli.h"

#include "desk/sweep.h"
#include "repo/connect.h"
#include "repo/deliver.h"
#include "repo/forget.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EVERY_S = 60, AWAY_S = 5, MOST_S = 3600 };

struct deliver {
    struct rt_cli *cli;
    struct rt_desk_setup setup;
    struct rt_db *db;
    int64_t now;
};

/* Nothing is said of a round in which nothing happened. */
static enum rt_code
sweep_desk(struct deliver *d, struct rt_err *err)
{
    struct rt_desk_swept swept;
    const char *all = "";
    enum rt_code rc = rt_desk_sweep(d->db, &d->setup, d->now, &swept, err);

    for (int e = 0; rc == RT_OK && e < RT_DO__MAX; e++) {
        if (swept.events[e] != 0)
            all = rt_fmt(d->cli->arena, "%s %s %" PRId64, all,
                         rt_desk_event_name((enum rt_desk_event)e),
                         swept.events[e]);
    }
    if (rc == RT_OK && swept.late_orders != 0)
        all = rt_fmt(d->cli->arena, "%s late_order %" PRId64, all,
                     swept.late_orders);
    if (all[0] != '\0')
        puts(rt_text_fill(d->cli->lang, d->cli->arena, "deliver_swept",
                          "events", all + 1, NULL));
    return rc;
}

static enum rt_code
hand_over(struct deliver *d, struct rt_err *err)
{
    int64_t n;
    enum rt_code rc =
        rt_deliver_by_hand(d->db, d->setup.office.has_bot, &n, err);

    if (n != 0)
        puts(rt_text_fill(d->cli->lang, d->cli->arena, "deliver_by_hand", "n",
                          rt_text_count(d->cli->lang, d->cli->arena, n), NULL));
    return rc;
}

/* In the first round of each local day. */
static enum rt_code
tidy_daily(struct deliver *d, struct rt_err *err)
{
    const struct rt_keep keep = {
        .messages = rt_conf_int(d->cli->conf, "KEEP_MESSAGES_DAYS"),
        .updates = rt_conf_int(d->cli->conf, "KEEP_UPDATES_DAYS"),
    };
    int32_t today = rt_zone_day(d->setup.zone, d->now), last;
    struct rt_kept_out out;
    enum rt_code rc = rt_deliver_last_day(d->db, d->cli->arena, &last, err);

    if (rc == RT_OK && last == today)
        return RT_OK;
    if (rc == RT_OK || rc == RT_NONE)
        rc = rt_keep_clear(d->db, &keep, &out, err);
    return rc == RT_OK ? rt_deliver_note_day(d->db, today, err) : rc;
}

static enum rt_code
note_round(struct deliver *d, struct rt_err *err)
{
    return rt_deliver_note(d->db, d->now, err);
}

/* A round, in this order; the first is there because a connection that was
 * lost has lost the lock, too. */
static enum rt_code
keep_lock(struct deliver *d, struct rt_err *err)
{
    return rt_deliver_lock(d->db, err);
}

typedef enum rt_code step_fn(struct deliver *d, struct rt_err *err);
static step_fn *const steps[] = {keep_lock, sweep_desk, hand_over, tidy_daily,
                                 note_round};

static enum rt_code
one_round(struct deliver *d, struct rt_err *err)
{
    enum rt_code rc = RT_OK;

    d->now = time(NULL);
    if (d->db == NULL)
        rc = rt_connect(d->cli->conf, &d->db, err);
    if (rc == RT_OK)
        rc = rt_db_ensure(d->db, err);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == RT_OK; i++) {
        rc = steps[i](d, err);
        /* A case that cannot be read keeps nothing else from being done. */
        if (rc == RT_EBROKEN)
            rc = RT_OK;
    }
    fflush(stdout);
    return rc;
}

/* The signals that end it are blocked and only taken here, so that a round is
 * never cut short by them, nor one missed.  True: one came. */
static bool
nap(const sigset_t *ends, int64_t seconds)
{
    const struct timespec most = {.tv_sec = (time_t)seconds};

    return sigtimedwait(ends, NULL, &most) >= 0;
}

/* A problem is said once, and then the loop waits until it is over.  A database
 * that is away is one problem, in whatever words each try fails. */
static void
say_problem(struct rt_cli *cli, const struct rt_err *err, struct rt_err *said)
{
    bool same = err->code == said->code &&
                (err->code == RT_EAWAY || strcmp(err->text, said->text) == 0);

    if (err->code != RT_OK && !same)
        rt_cli_fail(cli, err);
    *said = *err;
}

static int
deliver(struct deliver *d, int64_t every_s)
{
    struct rt_err said = {0};
    bool begun = false, stop = false;
    sigset_t ends;

    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    while (!stop) {
        struct rt_err err = {0};
        enum rt_code rc = one_round(d, &err);

        /* Another one is running: whoever starts this one is to know. */
        if (!begun && err.key != NULL && strcmp(err.key, "deliver_busy") == 0)
            return rt_cli_fail(d->cli, &err);
        begun = begun || rc == RT_OK;
        say_problem(d->cli, &err, &said);
        if (rc == RT_EAWAY) {
            rt_db_close(d->db);
            d->db = NULL;
        }
        rt_arena_reset(d->cli->arena);
        stop = nap(&ends, rc == RT_OK || every_s < AWAY_S ? every_s : AWAY_S);
    }
    if (d->db != NULL)
        rt_deliver_unlock(d->db);
    return RT_EXIT_OK;
}

static enum rt_code
read_every(const struct rt_args *args, int64_t *every_s, struct rt_err *err)
{
    const char *text = rt_pairs_get(&args->options, "every");
    char *end;

    *every_s = EVERY_S;
    if (args->n_rest != 0)
        return rt_fail_key(err, RT_EINVAL, "cli_no_argument", "value",
                           args->rest[0], NULL);
    if (text == NULL)
        return RT_OK;
    *every_s = strtoll(text, &end, 10);
    if (*end != '\0' || *every_s < 1 || *every_s > MOST_S)
        return rt_fail_key(err, RT_EINVAL, "deliver_bad_every", "value", text,
                           NULL);
    return RT_OK;
}

int
rt_cmd_deliver(struct rt_cli *cli, int argc, char **argv)
{
    static const struct rt_opt opts[] = {{.name = "every", .takes_value = true},
                                         {0}};
    struct deliver d = {.cli = cli};
    struct rt_err err = {0};
    struct rt_args args;
    int64_t every_s;
    int status;

    if (rt_args_read(cli, argc, argv, opts, &args, &err) != RT_OK ||
        read_every(&args, &every_s, &err) != RT_OK)
        return rt_cli_usage(cli, &err);
    if (rt_desk_setup_read(cli->conf, &d.setup, &err) == RT_OK)
        status = deliver(&d, every_s);
    else
        status = rt_cli_fail(cli, &err);
    rt_db_close(d.db);
    rt_desk_setup_free(&d.setup);
    return status;
}
