#include "import/ahead.h"

#include "import/file_pass.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 2,                     /* one is read, one is stored */
    BATCH_BYTES = 4 * 1024 * 1024, /* of records kept with its rows */
};

struct slot {
    struct rt_ahead_batch read;
    size_t kept; /* bytes of records */
    enum rt_code rc;
    struct rt_err err;
    bool full; /* the reader has filled it, nobody has given it back yet */
};

struct rt_ahead {
    struct rt_pass pass;
    struct slot slot[SLOTS];
    size_t next;        /* slot that is handed out next */
    struct slot *taken; /* NULL: none is handed out */
    pthread_t thread;
    pthread_mutex_t lock; /* of `full` and `stop` */
    pthread_cond_t changed;
    bool stop;
};

/* A record of the second pass; the first one found nothing wrong with those
 * that count. */
static enum rt_code
read_record(struct rt_pass *p, struct slot *s, struct rt_err *err)
{
    struct rt_import_batch *b = &s->read.batch;
    uint32_t mark;
    bool wanted;
    enum rt_code rc = rt_marks_get(p->run->marks, (uint64_t)p->n, &mark, err);

    if (rc != RT_OK)
        return rc;
    wanted = mark < RT_MARK_DROPPED;
    rc = rt_pass_next(p, wanted);
    if (rc == RT_NONE || (rc == RT_EINVAL && wanted))
        return rt_fail_key(err, RT_EBROKEN, "import_file_changed", "file",
                           p->run->opts->file, NULL);
    if (rc != RT_OK && rc != RT_EINVAL)
        return rt_pass_copy_err(&p->fault.err, rc, err);
    if (rc == RT_OK && mark == RT_MARK_REPEATED)
        s->read.repeated[s->read.n_repeated++] = (int64_t)p->record.line;
    if (!wanted)
        return RT_OK;
    p->row.mark = mark;
    p->row.record = rt_pass_record_text(p);
    s->kept += strlen(p->row.record);
    b->row[b->n++] = p->row;
    return RT_OK;
}

static bool
is_full(const struct slot *s)
{
    return s->read.batch.n == RT_PASS_ROWS ||
           s->read.n_repeated == RT_PASS_ROWS || s->kept >= BATCH_BYTES;
}

static void
fill_slot(struct rt_pass *p, struct slot *s)
{
    rt_arena_reset(s->read.batch.arena);
    p->a = s->read.batch.arena;
    s->read.batch.n = s->read.n_repeated = s->kept = 0;
    s->err = (struct rt_err){0};
    s->rc = RT_OK;
    while (s->rc == RT_OK && !is_full(s) && p->n < p->run->n_records)
        s->rc = read_record(p, s, &s->err);
    s->read.n_records = p->n;
    if (s->rc == RT_OK && p->n == p->run->n_records)
        s->rc = RT_NONE;
}

static void
set_full(struct rt_ahead *a, struct slot *s, bool full)
{
    pthread_mutex_lock(&a->lock);
    s->full = full;
    pthread_cond_signal(&a->changed);
    pthread_mutex_unlock(&a->lock);
}

/* False when the other side waits for nothing any more. */
static bool
wait_until(struct rt_ahead *a, const struct slot *s, bool full)
{
    bool go_on;

    pthread_mutex_lock(&a->lock);
    while (s->full != full && !a->stop)
        pthread_cond_wait(&a->changed, &a->lock);
    go_on = !a->stop;
    pthread_mutex_unlock(&a->lock);
    return go_on;
}

static void *
read_ahead(void *arg)
{
    struct rt_ahead *a = arg;

    for (size_t i = 0;; i = (i + 1) % SLOTS) {
        struct slot *s = &a->slot[i];
        enum rt_code rc;

        if (!wait_until(a, s, false))
            return NULL;
        fill_slot(&a->pass, s);
        rc = s->rc; /* the slot is not ours from here on */
        set_full(a, s, true);
        if (rc != RT_OK)
            return NULL;
    }
}

/* Signals are for the thread that talks to the database. */
static enum rt_code
start_thread(struct rt_ahead *a, struct rt_err *err)
{
    sigset_t all, before;
    int failed;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    failed = pthread_create(&a->thread, NULL, read_ahead, a);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = failed;
    return failed == 0 ? RT_OK : rt_fail_errno(err, "pthread_create");
}

static void
free_ahead(struct rt_ahead *a)
{
    for (size_t i = 0; i < SLOTS; i++) {
        rt_arena_free(a->slot[i].read.batch.arena);
        free(a->slot[i].read.batch.row);
        free(a->slot[i].read.repeated);
    }
    free(a);
}

enum rt_code
rt_ahead_start(struct rt_import_run *run, struct rt_ahead **out,
               struct rt_err *err)
{
    struct rt_ahead *a = rt_heap(sizeof *a);
    enum rt_code rc;

    *a = (struct rt_ahead){.pass = {.run = run},
                           .lock = PTHREAD_MUTEX_INITIALIZER,
                           .changed = PTHREAD_COND_INITIALIZER};
    for (size_t i = 0; i < SLOTS; i++)
        a->slot[i].read = (struct rt_ahead_batch){
            .batch = {.run = run,
                      .row =
                          rt_heap(RT_PASS_ROWS * sizeof(struct rt_import_row)),
                      .arena = rt_arena_new()},
            .repeated = rt_heap(RT_PASS_ROWS * sizeof(int64_t))};
    rc = start_thread(a, err);
    if (rc == RT_OK)
        *out = a;
    else
        free_ahead(a);
    return rc;
}

enum rt_code
rt_ahead_next(struct rt_ahead *a, struct rt_ahead_batch **out,
              struct rt_err *err)
{
    struct slot *s = &a->slot[a->next];

    if (a->taken != NULL)
        set_full(a, a->taken, false);
    (void)wait_until(a, s, true);
    a->taken = s;
    a->next = (a->next + 1) % SLOTS;
    *out = &s->read;
    return s->rc == RT_OK || s->rc == RT_NONE
               ? s->rc
               : rt_pass_copy_err(&s->err, s->rc, err);
}

void
rt_ahead_stop(struct rt_ahead *a)
{
    pthread_mutex_lock(&a->lock);
    a->stop = true;
    pthread_cond_signal(&a->changed);
    pthread_mutex_unlock(&a->lock);
    pthread_join(a->thread, NULL);
    free_ahead(a);
}
