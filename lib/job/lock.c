#include "job/lock.h"

#include "base/hash.h"
#include "repo/schema.h"

#include <time.h>
#include <unistd.h>

enum { WAIT_S = 600, POLL_MS = 200 };

static const char *
make_name(struct rt_arena *a)
{
    char host[65] = "";
    uint8_t random[8];
    char hex[2 * sizeof random + 1];

    gethostname(host, sizeof host - 1);
    rt_random(random, sizeof random);
    rt_hex(random, sizeof random, hex);
    return rt_fmt(a, "%s, process %ld, %s", host, (long)getpid(), hex);
}

static enum rt_code
fail_locked(const char *owner, struct rt_err *err)
{
    return rt_fail_key(err, RT_ECONFLICT, "schema_locked", "owner",
                       owner != NULL ? owner : "?", NULL);
}

enum rt_code
rt_lock_take(struct rt_lock *out, struct rt_db *db, struct rt_arena *a,
             rt_lock_waits *waits, void *arg, struct rt_err *err)
{
    const char *other = NULL;
    bool told = false;

    *out = (struct rt_lock){.db = db, .arena = a, .me = make_name(a)};
    for (int waited_ms = 0;; waited_ms += POLL_MS) {
        enum rt_code rc =
            rt_schema_lock(db, out->me, RT_LOCK_S, a, &other, err);

        if (rc != RT_NONE)
            return rc;
        if (waited_ms >= WAIT_S * 1000)
            return fail_locked(other, err);
        if (!told)
            waits(other != NULL ? other : "?", arg);
        told = true;
        nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000}, NULL);
    }
}

enum rt_code
rt_lock_renew(const struct rt_lock *l, struct rt_err *err)
{
    const char *other;
    enum rt_code rc =
        rt_schema_lock(l->db, l->me, RT_LOCK_S, l->arena, &other, err);

    return rc == RT_NONE ? fail_locked(other, err) : rc;
}

enum rt_code
rt_lock_free(const struct rt_lock *l, struct rt_err *err)
{
    return rt_schema_unlock(l->db, l->me, err);
}
