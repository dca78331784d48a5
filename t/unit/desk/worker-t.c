/* Which manager gets a case. */
#include "desk/worker.h"
#include "../tap.h"
#include "../dice.h"

#define M(ID, OPEN, AT) \
    { \
        .id = ID, .active = true, .case_limit = -1, .away_from = RT_DAY_NONE, \
        .away_to = RT_DAY_OPEN, .open_cases = OPEN, .assigned_at = AT \
    }

enum { TODAY = 20000 };
static const int64_t now = INT64_C(86400) * TODAY;

static int64_t
choose(const struct rt_worker *w, size_t n)
{
    struct rt_deal d = {.today = TODAY, .client_id = 7, .now = now};

    return rt_worker_choose(w, n, &d);
}

static void
test_order(void)
{
    struct rt_worker w[] = {M(1, 2, 10), M(2, 1, 30), M(3, 1, 20), M(4, 1, 20)};

    is_int(choose(w, 4), 3, "fewest open, then dealt longest ago, then id");
    w[2].open_cases = 2;
    is_int(choose(w, 4), 4, "the next of them");
    w[3].assigned_at = 31;
    is_int(choose(w, 4), 2, "the one who got a case longer ago");
    w[0].open_cases = 0;
    is_int(choose(w, 4), 1, "nothing comes before fewest open");
    is_int(choose(w, 0), 0, "nobody is available");
}

static void
test_who_takes(void)
{
    struct rt_worker w[] = {M(1, 0, 0), M(2, 5, 0)};

    w[0].active = false;
    is_int(choose(w, 2), 2, "not a disabled manager");
    w[0].active = true;
    w[0].takes = RT_TAKES_NO;
    is_int(choose(w, 2), 2, "not a manager who takes no cases");
    w[0].takes = RT_TAKES_BY_ROLE;
    w[0].admin = true;
    is_int(choose(w, 2), 2, "no admin where there is a manager");
    w[0].takes = RT_TAKES_YES;
    is_int(choose(w, 2), 1, "but an admin who takes cases");
    w[0].takes = RT_TAKES_BY_ROLE;
    w[1].away_from = TODAY;
    is_int(choose(w, 2), 0, "nor while the manager is away");
    w[1].active = false;
    is_int(choose(w, 2), 1, "admins where there is no manager");
}

static void
test_away(void)
{
    struct rt_worker w[] = {M(1, 0, 0)};

    w[0].away_from = TODAY + 1;
    is_int(choose(w, 1), 1, "the day before is worked");
    w[0].away_from = TODAY - 5;
    w[0].away_to = TODAY + 1;
    is_int(choose(w, 1), 0, "the last day away is not");
    w[0].away_to = TODAY;
    is_int(choose(w, 1), 1, "the day back is");
}

static void
test_limit_and_own(void)
{
    struct rt_worker w[] = {M(1, 3, 0)};
    struct rt_deal d = {.today = TODAY, .client_id = 7, .now = now};

    w[0].case_limit = 3;
    is_int(choose(w, 1), 0, "at the limit");
    ok(rt_worker_can_have(&w[0], w, 1, &d), "a person may still hand it over");
    w[0].case_limit = 4;
    is_int(choose(w, 1), 1, "one below it");
    w[0].case_limit = 0;
    is_int(choose(w, 1), 0, "a limit of 0");
    w[0].case_limit = -1;
    w[0].client_id = 7;
    is_int(choose(w, 1), 0, "not a case of one's own contract");
    ok(!rt_worker_can_have(&w[0], w, 1, &d), "not by hand either");
    w[0].client_id = 8;
    is_int(choose(w, 1), 1, "another's is no matter");
}

static void
test_former(void)
{
    struct rt_worker w[] = {M(1, 0, 0), M(2, 9, 99)};
    struct rt_deal d = {.today = TODAY,
                        .client_id = 7,
                        .former_id = 2,
                        .former_at = now - INT64_C(30) * 86400,
                        .now = now};

    is_int(rt_worker_choose(w, 2, &d), 2, "the former manager after 30 days");
    d.former_at--;
    is_int(rt_worker_choose(w, 2, &d), 1, "no more a second later");
    d.former_at = now;
    w[1].case_limit = 9;
    is_int(rt_worker_choose(w, 2, &d), 1, "his limit holds");
    w[1].case_limit = -1;
    d.not_id = 2;
    is_int(rt_worker_choose(w, 2, &d), 1,
           "not the manager who just gave it back");
    d.not_id = 1;
    d.former_id = 0;
    is_int(rt_worker_choose(w, 2, &d), 2, "nor the one who lost it");
}

int
main(void)
{
    test_order();
    test_who_takes();
    test_away();
    test_limit_and_own();
    test_former();
    return done();
}
