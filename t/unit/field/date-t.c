#include "field/date.h"
#include "text/text.h"
#include "../tap.h"

enum { TODAY = 20088 /* 2024-12-31 */ };

static const char *
reading(const char *text)
{
    static char out[64];
    char first[RT_PERIOD_LABEL], last[RT_PERIOD_LABEL];
    struct rt_typed_period p;
    struct rt_err err = {0};

    if (rt_period_read("from", text, TODAY, &p, &err) != RT_OK) {
        snprintf(out, sizeof out, "%s",
                 strcmp(err.key, "bad_date") == 0 ? "bad"
                                                  : err.text + strlen(err.key));
        return out;
    }
    rt_day_format(p.first, first);
    rt_day_format(p.last, last);
    snprintf(out, sizeof out, "%s %s..%s", rt_by_name(p.by), first, last);
    return out;
}

#define DAY "day 2026-06-01..2026-06-01"
#define MONTH "month 2026-06-01..2026-06-30"
#define QUARTER "quarter 2026-04-01..2026-06-30"
#define YEAR "year 2026-01-01..2026-12-31"
#define WEEK "week 2025-04-28..2025-05-04"

static const struct {
    const char *text, *want;
} rows[] = {
    /* the spellings that PAGES 3 promises */
    {"2026-06-01", DAY},
    {"2026-6-1", DAY},
    {"2026.06.01", DAY},
    {"2026/06/01", DAY},
    {"20260601", DAY},
    {"01.06.2026", DAY},
    {"1.6.2026", DAY},
    {"1 июня 2026", DAY},
    {"1 Jun 2026", DAY},
    {"June 1, 2026", DAY},
    {"1-Jun-2026", DAY},
    {"2026-06", MONTH},
    {"06.2026", MONTH},
    {"июнь 2026", MONTH},
    {"июн. 2026", MONTH},
    {"Jun 2026", MONTH},
    {"2026Q2", QUARTER},
    {"Q2 2026", QUARTER},
    {"2 кв. 2026", QUARTER},
    {"2 квартал 2026", QUARTER},
    {"II кв. 2026", QUARTER},
    {"2025-W18", WEEK},
    {"2026", YEAR},
    {"2026 г.", YEAR},
    {"сегодня", "day 2024-12-31..2024-12-31"},
    {"Вчера", "day 2024-12-30..2024-12-30"},
    {"today", "day 2024-12-31..2024-12-31"},
    {"YESTERDAY", "day 2024-12-30..2024-12-30"},
    {"13/06/2026", "day 2026-06-13..2026-06-13"},
    {"06/13/2026", "day 2026-06-13..2026-06-13"},
    {"06/06/2026", "day 2026-06-06..2026-06-06"},
    {"01/06/2026", " name=from value=01/06/2026 first=2026-06-01"
                   " second=2026-01-06"},
    {"1-6-2026", " name=from value=1-6-2026 first=2026-06-01"
                 " second=2026-01-06"},
    /* blanks, dashes, letter case, endings */
    {"  1\xc2\xa0ИЮНЯ\t2026 г. ", DAY},
    {"2026\xe2\x80\x91"
     "06\xe2\x80\x93"
     "01",
     DAY},
    {"1 июн 2026 года", DAY},
    {"сентябрь 2026", "month 2026-09-01..2026-09-30"},
    {"сент. 2026", "month 2026-09-01..2026-09-30"},
    {"Sept 2026", "month 2026-09-01..2026-09-30"},
    {"мая 2026", "month 2026-05-01..2026-05-31"},
    {"06/2026", MONTH},
    {"2026.6", MONTH},
    {"iv квартал 2026 г.", "quarter 2026-10-01..2026-12-31"},
    {"2026-q2", QUARTER},
    /* weeks */
    {"28 апр. \xe2\x80\x93 4 мая 2025", WEEK},
    {"28.04.2025\xe2\x80\x93"
     "04.05.2025",
     WEEK},
    {"5\xe2\x80\x93"
     "11 мая 2025",
     "week 2025-05-05..2025-05-11"},
    {"29 Dec 2025 - 4 Jan 2026", "week 2025-12-29..2026-01-04"},
    {"2020-W53", "week 2020-12-28..2021-01-03"},
    {"1900w1", "week 1900-01-01..1900-01-07"},
    {"2199-W52", "week 2199-12-23..2199-12-29"},
    {"2199-W53", "bad"},
    {"2021-W53", "bad"},
    {"2025-W00", "bad"},
    {"29 апр. \xe2\x80\x93 5 мая 2025", "bad"}, /* begins on a Tuesday */
    {"28 апр. \xe2\x80\x93 3 мая 2025", "bad"}, /* six days */
    {"29 Dec - 4 Jan 2026", "bad"},             /* of 2026: no Monday */
    /* days and periods that do not exist */
    {"2026-02-29", "bad"},
    {"2028-02-29", "day 2028-02-29..2028-02-29"},
    {"31/02/2026", "bad"},
    {"02/31/2026", "bad"},
    {"2026-13", "bad"},
    {"2026-00", "bad"},
    {"2026Q0", "bad"},
    {"2026Q5", "bad"},
    {"0 кв. 2026", "bad"},
    {"00000000", "bad"},
    {"1899-12-31", "bad"},
    {"1900", "year 1900-01-01..1900-12-31"},
    {"2199", "year 2199-01-01..2199-12-31"},
    {"2200", "bad"},
    /* texts that are not dates */
    {"", "bad"},
    {" ", "bad"},
    {"26", "bad"},
    {"1.6.26", "bad"},
    {"1 июня", "bad"},
    {"ию 2026", "bad"},
    {"ма 2026", "bad"},
    {"июньский 2026", "bad"},
    {"junee 2026", "bad"},
    {"2026-06-01T00:00", "bad"},
    {"2026-06-01-02", "bad"},
    {"2026 2026", "bad"},
    {"г. 2026", "bad"},
    {"завтра", "bad"},
    {"٢٠٢٦", "bad"},
    {"2026\xff", "bad"},
    {"1,2,3,4,5,6,7,8,9,10,11,12,13", "bad"},
    {"....................................................................",
     "bad"},
};

static void
test_spellings(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is_str(reading(rows[i].text), rows[i].want, rows[i].text);
}

static void
test_days(void)
{
    struct rt_err err = {0};
    int32_t day = 0;

    ok(rt_day_read("as_of", "1 июня 2026", TODAY, &day, NULL) == RT_OK &&
           day == rt_day_of((struct rt_date){2026, 6, 1}),
       "a day");
    ok(rt_day_read("as_of", "2026-06", TODAY, &day, &err) == RT_EINVAL,
       "a month is none");
    is_str(err.text, "bad_day name=as_of value=2026-06", "by name");
    ok(rt_day_read("as_of", "today", RT_DAY_NONE, &day, NULL) == RT_EINVAL &&
           rt_day_read("as_of", "вчера", RT_DAY_NONE, &day, NULL) == RT_EINVAL,
       "no today where nobody knows it");
}

/* Every date that the product prints is read as the same date. */
static void
test_labels(void)
{
    struct rt_arena *a = rt_arena_new();
    int wrong = 0, n = 0;

    for (int32_t day = RT_DAY_MIN; day <= RT_DAY_MAX; day += 5)
        for (enum rt_by by = 0; by < RT_BY__MAX; by++)
            for (enum rt_lang lang = 0; lang < RT_LANG__MAX; lang++) {
                int32_t start = rt_period_start(by, day);
                const char *label = rt_text_period(lang, a, by, start);
                char machine[RT_PERIOD_LABEL];
                struct rt_typed_period p, q;

                rt_period_label(by, start, machine);
                if (rt_period_read("x", label, TODAY, &p, NULL) != RT_OK ||
                    rt_period_read("x", machine, TODAY, &q, NULL) != RT_OK ||
                    p.first != start || q.first != start || p.last != q.last ||
                    p.by != q.by) {
                    wrong++;
                    printf("# %s %s\n", label, machine);
                }
                rt_arena_reset(a);
                n++;
            }
    is_int(wrong, 0, "every label of two centuries is read back");
    ok(n > 100000, "of %d", n);
    rt_arena_free(a);
}

static void
test_canonical(void)
{
    static const struct {
        const char *text, *begins, *ends;
    } canonical[] = {
        {"1 июня 2026", "2026-06-01", "2026-06-01"},
        {"2025-W18", "2025-04-28", "2025-05-04"},
        {"июнь 2026", "2026-06", "2026-06"},
        {"II кв. 2026", "2026Q2", "2026Q2"},
        {"2026 г.", "2026", "2026"},
    };

    for (size_t i = 0; i < sizeof canonical / sizeof canonical[0]; i++) {
        struct rt_typed_period p;
        char label[RT_PERIOD_LABEL];

        if (!ok(rt_period_read("x", canonical[i].text, TODAY, &p, NULL) ==
                    RT_OK,
                "%s", canonical[i].text))
            continue;
        rt_typed_period_label(&p, false, label);
        is_str(label, canonical[i].begins, "where it begins");
        rt_typed_period_label(&p, true, label);
        is_str(label, canonical[i].ends, "where it ends");
    }
}

int
main(void)
{
    test_spellings();
    test_days();
    test_labels();
    test_canonical();
    return done();
}
