/* Save rates of small lists of cases, worked out by hand. */
#include "stat/save.h"
#include "../tap.h"

static struct rt_arena *arena;

static int32_t
day(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

/* One case of contract 0 of client 0, closed on 1 March 2025, N = 30: the day
 * that decides is 31 March. */
struct one {
    int32_t start, end, ordered, as_of;
    int32_t next_start, next_end; /* of contract 1; 0: there is none */
    int32_t gap_days;
};

static struct rt_save_row
row_of(struct one o)
{
    const uint32_t zero = 0, first[2] = {0, o.next_end != 0 ? 2 : 1};
    const int32_t start[2] = {o.start, o.next_start};
    const int32_t end[2] = {o.end, o.next_end};
    const int64_t cost = 700, amount[2] = {0};
    const int32_t from = day(2025, 3, 1);
    const uint8_t picked = 1;
    const struct rt_mrr_in amounts = {.amount = amount};
    struct rt_save_in in = {.n = 1,
                            .n_groups = 1,
                            .picked = &picked,
                            .group = &zero,
                            .client = &zero,
                            .contract = &zero,
                            .from = &from,
                            .ordered = &o.ordered,
                            .cost = &cost,
                            .first = first,
                            .start = start,
                            .end = end,
                            .gap_days = o.gap_days,
                            .days = 30,
                            .as_of = o.as_of,
                            .amounts = &amounts};
    struct rt_save_row rows[2], counted[2];

    if (rt_save_rows(&in, arena, rows, NULL) != RT_OK)
        abort();
    rt_save_count(&in, counted);
    is_int(counted[0].kept * 10 + counted[0].due,
           rows[0].kept * 10 + rows[0].due, "counting alone gives the same");
    return rows[0];
}

static void
test_limits(void)
{
    const int32_t last = day(2025, 3, 31), none = RT_DAY_NONE,
                  open = RT_DAY_OPEN;
    const struct {
        const char *what;
        struct one one;
        int due, kept;
    } rows[] = {
        {"on the day before the last, it is young",
         {none, open, 0, last - 1},
         0,
         0},
        {"on the last day it is due", {none, open, 0, last}, 1, 1},
        {"a contract that ends after the last day is kept",
         {none, last + 1, 0, last},
         1,
         1},
        {"one whose first day without service is the last day is not",
         {none, last, 0, last},
         1,
         0},
        {"an end that was ordered on the last day counts",
         {none, open, last, last},
         1,
         0},
        {"one ordered a day later does not",
         {none, open, last + 1, last},
         1,
         1},
        {"one ordered before, for later, counts",
         {none, last + 40, last - 20, last},
         1,
         0},
        {"a contract that starts on the last day runs",
         {last, open, 0, last},
         1,
         1},
        {"one that starts later does not", {last + 1, open, 0, last}, 1, 0},
        {"one that is over, nobody knows since when, does not run",
         {none, none, 0, last},
         1,
         0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_save_row r = row_of(rows[i].one);

        is_int(r.retained, 1, "it was retained");
        is_int(r.due * 10 + r.kept, rows[i].due * 10 + rows[i].kept,
               rows[i].what);
        is_int(r.cost, rows[i].due * 700,
               "its cost counts when it is due, kept or not");
    }
}

/* Contract 0 of client 0, contract 1 of client 1. */
enum { N = 5, GROUPS = 2 };
static const uint32_t owner[N] = {0, 0, 1, 0, 1};
static const uint32_t firsts[3] = {0, 1, 2};
static const int32_t start[2] = {RT_DAY_NONE, RT_DAY_NONE};
static const int32_t end[2] = {RT_DAY_OPEN, RT_DAY_OPEN};

static struct rt_save_in
five(int32_t *from, const uint8_t *picked, const uint8_t *apart)
{
    static const uint32_t group[N] = {0, 0, 0, 1, 1};
    static const int32_t ordered[N];
    static const int64_t cost[N] = {100, 20, 3, 4000, 50000};

    return (struct rt_save_in){.n = N,
                               .n_groups = GROUPS,
                               .picked = picked,
                               .group = group,
                               .apart = apart,
                               .client = owner,
                               .contract = owner,
                               .from = from,
                               .ordered = ordered,
                               .cost = cost,
                               .first = firsts,
                               .start = start,
                               .end = end,
                               .days = 30,
                               .as_of = day(2025, 12, 31)};
}

static void
test_payments(void)
{
    int32_t from[N] = {day(2025, 3, 1), day(2025, 3, 11), day(2025, 3, 1),
                       day(2025, 3, 21), RT_DAY_OPEN};
    const uint8_t picked[N] = {1, 1, 1, 1, 0}, apart[N] = {[2] = 1};
    const uint32_t first[3] = {0, 7, 8};
    const int32_t days[8] = {
        day(2025, 3, 1),  /* the day of the close: before */
        day(2025, 3, 2),  /* the first day */
        day(2025, 3, 20), /* of the first case and of the second */
        day(2025, 3, 31), /* the last day of the first */
        day(2025, 4, 1),  /* of the second, and of the fourth */
        day(2025, 4, 20), /* the last of the fourth */
        day(2025, 4, 21), /* after all */
        day(2025, 3, 9),  /* of the other client */
    };
    const int32_t amounts[8] = {1, 10, 100, -30, 1000, 20000, 300000, 4000000};
    const struct rt_payments payments = {
        .events = {.n = 8, .first = first, .day32 = days}, .amount32 = amounts};
    struct rt_save_in in = five(from, picked, apart);
    struct rt_save_row r[GROUPS + 1];

    in.payments = &payments;
    if (rt_save_rows(&in, arena, r, NULL) != RT_OK)
        abort();
    is_int(r[0].kept, 3, "three kept in the first group");
    is_int(r[0].money, 10 + 100 - 30 + 1000 + 4000000,
           "a payment within the days of two cases of a client counts once");
    is_int(r[1].money, -30 + 1000 + 20000, "a group counts on its own");
    is_int(r[2].money, 10 + 100 - 30 + 1000 + 20000,
           "in the whole each counts once, without what stands apart");
    is_int(r[2].retained * 100 + r[2].due * 10 + r[2].kept, 333,
           "the whole is without it, too");
    is_int(r[0].cost, 123, "costs of the group");
    is_int(r[2].cost, 4120, "costs of the whole");
}

/* 31.00 a month until 9 April, then 60.00; 30 days from 2 March on: 30 days of
 * March at 1.00, and from 12 March on 20 days of March at 1.00, then 8 of April
 * at 31/30 and 2 at 60/30. */
static void
test_amounts(void)
{
    int32_t from[N] = {day(2025, 3, 1), day(2025, 3, 11), 0, 0, 0};
    const uint8_t picked[N] = {1, 1, 0, 0, 0};
    const int64_t own[2] = {3100, 0}, change[1] = {6000};
    const uint32_t first[3] = {0, 1, 1};
    const int32_t change_day[1] = {day(2025, 4, 9)};
    const struct rt_mrr_in amounts = {.amount = own,
                                      .change_first = first,
                                      .change_day = change_day,
                                      .change_amount = change};
    struct rt_save_in in = five(from, picked, NULL);
    struct rt_save_row r[GROUPS + 1];
    int32_t late[2] = {day(2025, 3, 22), RT_DAY_NONE};

    in.amounts = &amounts;
    if (rt_save_rows(&in, arena, r, NULL) != RT_OK)
        abort();
    is_int(r[0].money, 3000 + (2000 + 827 + 400),
           "826.67 of April are rounded to 827");
    in.start = late;
    if (rt_save_rows(&in, arena, r, NULL) != RT_OK)
        abort();
    is_int(r[0].money, 1000 + (1000 + 827 + 400),
           "days before the contract bring nothing");
}

/* 15 days of a month of 30: half of 1.01, 1.03 and -1.01. */
static void
test_rounding(void)
{
    static const int64_t rows[][2] = {
        {101, 50}, {103, 52}, {-101, -50}, {-103, -52}, {100, 50}};
    int32_t from[N] = {day(2025, 4, 15)};
    const uint8_t picked[N] = {1};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int64_t own[2] = {rows[i][0], 0};
        const struct rt_mrr_in amounts = {.amount = own};
        struct rt_save_in in = five(from, picked, NULL);
        struct rt_save_row r[GROUPS + 1];

        in.days = 15;
        in.amounts = &amounts;
        if (rt_save_rows(&in, arena, r, NULL) != RT_OK)
            abort();
        is_int(r[0].money, rows[i][1], "a half goes to the even neighbour");
    }
}

static void
test_too_large(void)
{
    int32_t from[N] = {day(2025, 4, 1), day(2025, 4, 1)};
    const uint8_t picked[N] = {1, 1};
    const int64_t own[2] = {INT64_MAX - 4, 0};
    const struct rt_mrr_in amounts = {.amount = own};
    struct rt_save_in in = five(from, picked, NULL);
    struct rt_save_row r[GROUPS + 1];
    struct rt_err err = {0};

    in.days = 29;
    in.amounts = &amounts;
    is_int(rt_save_rows(&in, arena, r, &err), RT_ELIMIT,
           "two of the largest amounts are too many");
    in.days = 90;
    in.n = 1;
    is_int(rt_save_rows(&in, arena, r, &err), RT_ELIMIT,
           "so are three months of one");
    in.days = 29;
    is_int(rt_save_rows(&in, arena, r, &err), RT_OK, "one month is not");
}

/* The contract ended on 20 March, another one follows. */
static void
test_continued(void)
{
    const int32_t end_day = day(2025, 3, 20), last = day(2025, 3, 31),
                  none = RT_DAY_NONE, open = RT_DAY_OPEN;
    const struct {
        const char *what;
        struct one one;
        int kept;
    } rows[] = {
        {"another one that starts on that day continues it",
         {none, end_day, 0, last, end_day, open, 0},
         1},
        {"it need not run longer than to the last day",
         {none, end_day, 0, last, end_day, last + 1, 0},
         1},
        {"but so long", {none, end_day, 0, last, end_day, last, 0}, 0},
        {"a day's pause is an end",
         {none, end_day, 0, last, end_day + 1, open, 0},
         0},
        {"unless such pauses do not count",
         {none, end_day, 0, last, end_day + 1, open, 1},
         1},
        {"which are as long as that",
         {none, end_day, 0, last, end_day + 2, open, 1},
         0},
        {"also when the last day is in the pause",
         {none, end_day, 0, last, last + 3, open, 14},
         1},
        {"one that began before does not continue it",
         {none, end_day, 0, last, end_day - 1, open, 14},
         0},
        {"nor is one continued whose end is not known",
         {none, none, 0, last, none, open, 14},
         0},
        {"an end that was ordered is an end",
         {none, end_day, end_day, last, end_day, open, 0},
         0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is_int(row_of(rows[i].one).kept, rows[i].kept, rows[i].what);
}

/* 31.00 a month until 11 March, then 62.00: 10 days and 20 days of March. */
static void
test_continued_amounts(void)
{
    static const uint32_t all[3] = {0, 2, 2};
    int32_t from[N] = {day(2025, 3, 1)}, starts[2], ends[2];
    const uint8_t picked[N] = {1};
    const int64_t own[2] = {3100, 6200};
    const struct rt_mrr_in amounts = {.amount = own};
    struct rt_save_in in = five(from, picked, NULL);
    struct rt_save_row r[GROUPS + 1];

    starts[0] = RT_DAY_NONE;
    ends[0] = starts[1] = day(2025, 3, 12);
    ends[1] = RT_DAY_OPEN;
    in.first = all;
    in.start = starts;
    in.end = ends;
    in.amounts = &amounts;
    if (rt_save_rows(&in, arena, r, NULL) != RT_OK)
        abort();
    is_int(r[0].money, 1000 + 4000, "the amounts of both");
}

int
main(void)
{
    arena = rt_arena_new();
    test_continued();
    test_continued_amounts();
    test_limits();
    test_payments();
    test_amounts();
    test_rounding();
    test_too_large();
    rt_arena_free(arena);
    return done();
}
