#include "desk/worked.h"

#include <math.h>
#include <stdlib.h>

static int
by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static int64_t
answer_time(const struct rt_worked_case *c, const struct rt_calendar *calendar)
{
    return rt_hours_between(calendar, c->escalated_at, c->first_answer_at);
}

struct rt_worked_answers
rt_worked_answers(const struct rt_worked_case *list, size_t n,
                  const struct rt_calendar *calendar, struct rt_arena *a)
{
    struct rt_worked_answers out = {.median = NAN, .p90 = NAN};
    int64_t *time = rt_alloc_n(a, n, sizeof *time);
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        if (list[i].first_answer_at != 0) {
            time[k++] = answer_time(&list[i], calendar);
            continue;
        }
        out.unanswered++;
        out.waiting += list[i].open;
    }
    out.answered = (int64_t)k;
    if (k == 0)
        return out;
    qsort(time, k, sizeof *time, by_size);
    out.median = ((double)time[(k - 1) / 2] + (double)time[k / 2]) / 2;
    out.p90 = (double)time[(k * 9 + 9) / 10 - 1];
    return out;
}

static struct rt_worked_row *
row_of(struct rt_arena *a, struct rt_worked_row **rows, size_t *n,
       const struct rt_worked_case *c)
{
    for (size_t k = *n; k-- > 0;)
        if ((*rows)[k].manager_id == c->manager_id)
            return &(*rows)[k];
    RT_GROW(a, *rows, *n);
    (*rows)[*n] = (struct rt_worked_row){.manager_id = c->manager_id,
                                         .manager = c->manager};
    return &(*rows)[(*n)++];
}

static void
add_case(struct rt_worked_part *part, const struct rt_worked_case *c,
         const struct rt_worked_rule *rule)
{
    int64_t until = c->first_answer_at != 0 ? c->first_answer_at : rule->now;
    bool in_time = rt_hours_between(rule->calendar, c->escalated_at, until) <=
                   rule->answer_s;
    bool answered = c->first_answer_at != 0;

    part->cases++;
    part->judged += answered || (c->open && !in_time);
    part->timely += answered && in_time;
    part->due += c->due;
    part->kept += c->kept;
}

size_t
rt_worked_rows(const struct rt_worked_case *list, size_t n,
               const struct rt_worked_rule *rule, struct rt_arena *a,
               struct rt_worked_row **out)
{
    size_t n_rows = 0;

    *out = NULL;
    for (size_t i = 0; i < n; i++) {
        struct rt_worked_row *row;

        if (list[i].manager_id == 0)
            continue;
        row = row_of(a, out, &n_rows, &list[i]);
        add_case(list[i].taken ? &row->taken : &row->dealt, &list[i], rule);
    }
    return n_rows;
}
