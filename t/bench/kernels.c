/* Times the functions that compute the blocks, on the newest snapshot of a
 * folder: `kernels DIR`.
 *
 * Each line of input is "KERNEL\tREGION" (REGION empty: all clients).  The
 * answer has the milliseconds of processor time, the rows, and a line ".", like
 * that of duck.js.  The time includes selecting the clients by the filter. */
#include "block/clients.h"
#include "block/selected_clients.h"
#include "snap/file.h"
#include "stat/cohort.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIRST_YEAR = 2022, MONTHS = 48 };

/* One question: the data it is answered from, and the room for the answer. */
struct ask {
    const struct rt_data *data;
    struct rt_arena *a;
    struct rt_periods p;
    const uint8_t *picked;
    struct rt_cohorts cohorts;
    struct rt_churn_row churn[MONTHS];
};

static void
must(enum rt_code rc, const struct rt_err *err)
{
    if (rc != RT_OK)
        rt_die("%s", err->text);
}

static void
cohort(struct ask *q)
{
    rt_cohorts_events(&q->data->activity, q->data->n_clients, q->picked, &q->p,
                      q->a, &q->cohorts);
}

static void
cohort_months(struct ask *q)
{
    rt_cohorts_months(&q->data->activity_months, q->data->n_clients, q->picked,
                      &q->p, q->a, &q->cohorts);
}

static void
churn_revenue(struct ask *q)
{
    struct rt_block_env env = {.data = q->data};
    struct rt_churn_in in = rt_churn_input(&env, q->picked);
    struct rt_err err = {0};

    rt_churn(&in, &q->p, q->churn);
    must(rt_cohorts_payments(&q->data->payments, q->data->n_clients, q->picked,
                             &q->p, q->a, &q->cohorts, &err),
         &err);
}

static void
put_cohorts(const struct ask *q)
{
    const struct rt_cohorts *c = &q->cohorts;

    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->n - i; k++)
            if (c->active[i * c->n + k] != 0)
                printf("%zu\t%zu\t%" PRId64 "\n", i, k,
                       c->active[i * c->n + k]);
}

/* The revenue of a month is the sum over all cohorts. */
static void
put_churn_revenue(const struct ask *q)
{
    size_t n = q->cohorts.n;

    for (size_t i = 0; i < n; i++) {
        const struct rt_churn_row *r = &q->churn[i];

        printf("%zu\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\n", i,
               r->closing, r->lost, r->added, r->reactivated);
    }
    for (size_t m = 0; m < n; m++) {
        int64_t sum = 0;

        for (size_t i = 0; i <= m; i++)
            sum += q->cohorts.revenue[i * n + m - i];
        printf("%zu\t%" PRId64 "\n", m, sum);
    }
}

static const struct kernel {
    const char *name;
    void (*run)(struct ask *q);
    void (*put)(const struct ask *q);
} kernels[] = {
    {"cohort", cohort, put_cohorts},
    {"cohort-months", cohort_months, put_cohorts},
    {"churn-revenue", churn_revenue, put_churn_revenue},
};

static double
cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static const struct kernel *
find(const char *name)
{
    for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++)
        if (strcmp(kernels[i].name, name) == 0)
            return &kernels[i];
    rt_die("no kernel %s", name);
}

static void
months(struct ask *q)
{
    int32_t first = rt_day_of((struct rt_date){FIRST_YEAR, 1, 1});
    int32_t last = rt_period_add(RT_BY_MONTH, first, MONTHS) - 1;

    rt_periods_make(RT_BY_MONTH, first, last, last + 1, q->a, &q->p);
}

static void
pick(struct ask *q, const struct rt_filter *f)
{
    struct rt_err err = {0};
    uint8_t *picked;
    int64_t n;

    must(rt_select(q->data, f, q->a, &picked, &n, &err), &err);
    q->picked = picked;
}

static void
answer(const struct rt_data *d, struct rt_arena *a, const char *name,
       const char *region)
{
    const struct kernel *k = find(name);
    struct ask q = {.data = d, .a = a};
    const struct rt_filter_how how = {.today = RT_DAY_NONE};
    struct rt_pairs pairs = {0};
    struct rt_filter f;
    struct rt_err err = {0};
    double before;

    if (*region != '\0')
        rt_pairs_add(&pairs, a, "region", region);
    must(rt_filter_parse(&pairs, &how, a, &f, &err), &err);
    before = cpu_ms();
    months(&q);
    pick(&q, &f);
    k->run(&q);
    printf("%.3f\n", cpu_ms() - before);
    k->put(&q);
    printf(".\n");
    fflush(stdout);
}

int
main(int argc, char **argv)
{
    struct rt_arena *a = rt_arena_new();
    struct rt_snap *s = NULL;
    struct rt_err err = {0};
    char *line = NULL;
    size_t size = 0;

    if (argc != 2)
        rt_die("usage: kernels DIR");
    must(rt_snap_open(argv[1], &s, &err), &err);
    printf("ready\n");
    fflush(stdout);
    while (getline(&line, &size, stdin) > 0) {
        char *region = line, *name = strsep(&region, "\t");

        if (region == NULL)
            rt_die("no region in: %s", name);
        region[strcspn(region, "\n")] = '\0';
        answer(rt_snap_data(s), a, name, region);
        rt_arena_reset(a);
    }
    free(line);
    rt_snap_close(s);
    rt_arena_free(a);
    return 0;
}
