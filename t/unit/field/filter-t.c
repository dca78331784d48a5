#include "field/filter.h"
#include "../tap.h"

/* A Thursday. */
enum { TODAY = 20088 };

static const struct rt_field options[] = {
    {.name = "horizon", .kind = RT_INPUT_TEXT},
    {.name = "cause", .kind = RT_INPUT_TEXT, .repeats = true},
    {.name = "months", .kind = RT_INPUT_INT, .low = 1, .high = 12},
    {.name = "source", .kind = RT_INPUT_TEXT},
    {.name = NULL},
};
static const struct rt_filter_how how = {options, TODAY};

static struct rt_arena *a;

static enum rt_code
parse(const char *query, struct rt_filter *f, struct rt_err *err)
{
    struct rt_pairs p;
    enum rt_code rc = rt_pairs_parse(query, strlen(query), a, &p, err);

    return rc == RT_OK ? rt_filter_parse(&p, &how, a, f, err) : rc;
}

static void
test_canonical(void)
{
    static const struct {
        const char *query;
        const char *want; /* NULL: refused with `key`, naming `about` */
        const char *key, *about;
    } rows[] = {
        {"", ""},
        {"to=2007&from=2006Q1", "from=2006Q1&to=2007"},
        {"from=2007-01&to=2007-01", "from=2007-01&to=2007-01"},
        {"from=2007-12-31&to=2007", "from=2007-12-31&to=2007"},
        {"by=week", "by=week"},
        /* every spelling has one address */
        {"from=1.2.06", NULL, "bad_date", "1.2.06"},
        {"from=Q1 2006&to=2007 г.", "from=2006Q1&to=2007"},
        {"from=1 июня 2006&to=июль 2006", "from=2006-06-01&to=2006-07"},
        {"from=2025-W01&to=2025-W01", "from=2024-12-30&to=2025-01-05"},
        {"from=yesterday&to=сегодня", "from=2024-12-30&to=2024-12-31"},
        {"to=today&as_of=1.2.2024", "as_of=2024-02-01&to=2024-02-01"},
        /* several values of an option are a union */
        {"cause=b&cause=a&cause=b", "cause=a&cause=b"},
        {"cause=&cause= a ", "cause=a"},
        {"months=07", "months=7"},
        {"by=month", "by=month"},
        {"complete=1", "complete=1"},
        {"complete=on", "complete=1"},
        {"complete=0", ""},
        {"as_of=2007-12-31", "as_of=2007-12-31"},
        {"region=b&region=a&region=b", "region=a&region=b"},
        {"region=", "region="},
        {"region=&region=x", "region=&region=x"},
        {"segment=s&plan=p&offer_type=o&channel=c&attr.z=1&attr.b=2",
         "attr.b=2&attr.z=1&channel=c&offer_type=o&plan=p&segment=s"},
        {"attr.%D1%8F=%26%3D+", "attr.%D1%8F=%26%3D%20"},
        {"region=Москва", "region=%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0"},
        {"source=payments&horizon=6", "horizon=6&source=payments"},
        /* not part of the selection */
        {"size=2x&theme=dark&lang=en&cell=3&g=abc&by=day", "by=day"},
        /* a form's untouched fields */
        {"from=&to=&by=&complete=&as_of=&source=&size=&g=", ""},
        {"from=&from=2007", "from=2007"},
        {"from=+&to=%09", ""},
        {"source=&source=x&source=", "source=x"},
        /* refused */
        {"form=2007", NULL, "unknown_key", "form"},
        {"FROM=2007", NULL, "unknown_key", "FROM"},
        {"=1", NULL, "unknown_key", "key="},
        {"step=month", NULL, "unknown_key", "step"},
        {"step=", NULL, "unknown_key", "step"},
        {"attr=1", NULL, "unknown_key", "attr"},
        {"attr.=1", NULL, "unknown_key", "attr."},
        {"attrs.x=1", NULL, "unknown_key", "attrs.x"},
        {"generation=1", NULL, "unknown_key", "generation"},
        {"from=2006&from=2006", NULL, "repeated_key", "from"},
        {"by=day&by=week", NULL, "repeated_key", "by"},
        {"complete=0&complete=1", NULL, "repeated_key", "complete"},
        {"as_of=2006-01-01&as_of=2006-01-01", NULL, "repeated_key", "as_of"},
        {"g=1&g=2", NULL, "repeated_key", "key=g"},
        {"lang=ru&lang=en", NULL, "repeated_key", "lang"},
        {"source=a&source=a", NULL, "repeated_key", "source"},
        {"by=hour", NULL, "bad_word", "hour"},
        {"by=Month", NULL, "bad_word", "allowed=day, week, month"},
        {"complete=2", NULL, "bad_yes_no", "complete"},
        {"from=2007-02-29", NULL, "bad_date", "2007-02-29"},
        {"to=2200", NULL, "bad_date", "name=to"},
        {"as_of=2007Q1", NULL, "bad_day", "as_of"},
        {"as_of=5/6/2007", NULL, "ambiguous_date", "first=2007-06-05"},
        {"months=13", NULL, "bad_whole", "high=12"},
        {"months=1&months=2", NULL, "repeated_key", "months"},
        {"from=2007-01-02&to=2007-01-01", NULL, "from_after_to", "2007-01-02"},
        {"from=2008&to=2007Q4", NULL, "from_after_to", "2007Q4"},
        {"region=%ff", NULL, "bad_utf8", "%ff"},
        {"region=%2", NULL, "bad_escape", "%2"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_err err = {0};
        struct rt_filter f, again;
        enum rt_code rc = parse(rows[i].query, &f, &err);
        const char *got = rc == RT_OK ? rt_filter_query(&f, a) : NULL;

        is_str(got, rows[i].want, rows[i].query);
        is_str(err.key, rows[i].key, "is in order, or refused");
        if (got != NULL)
            is_str(parse(got, &again, &err) == RT_OK
                       ? rt_filter_query(&again, a)
                       : err.text,
                   got, "it stays unchanged");
        else
            ok(rc == RT_EINVAL && strstr(err.text, rows[i].about) != NULL,
               "by name: %s", err.text);
    }
}

static void
test_fields(void)
{
    const struct rt_filter_values *v;
    struct rt_filter f;

    rt_filter_init(&f);
    ok(f.from == RT_DAY_NONE && f.to == RT_DAY_NONE && f.as_of == RT_DAY_NONE &&
           f.by == RT_BY_MONTH && !f.by_set,
       "nothing is set at first");
    is_str(rt_filter_query(&f, a), "", "nothing is written");
    ok(rt_filter_option(&f, "source") == NULL &&
           rt_filter_find(&f, "region") == NULL,
       "and nothing is found");

    ok(parse("from=2007Q1&to=2007-02&by=quarter&complete=yes&region=b&region="
             "&region=a&attr.tariff=x&horizon=6&g=77&size=tg&theme=dark"
             "&lang=ru&cell=1.2&as_of=2008-02-29",
             &f, NULL) == RT_OK,
       "a filter with all");
    is_int(f.from, rt_day_of((struct rt_date){2007, 1, 1}), "from");
    is_int(f.to, rt_day_of((struct rt_date){2007, 2, 28}), "to");
    is_int(f.as_of, rt_day_of((struct rt_date){2008, 2, 29}), "as_of");
    is_str(f.from_text, "2007Q1", "from, canonical");
    is_str(f.to_text, "2007-02", "to, canonical");
    ok(f.by == RT_BY_QUARTER && f.by_set && f.complete, "by and complete");
    is_str(rt_filter_option(&f, "horizon")->text, "6", "an option");
    ok(rt_filter_option(&f, "source") == NULL, "one not given");
    is_str(f.generation, "77", "g is the generation");
    is_str(f.size, "tg", "size");
    is_str(f.theme, "dark", "theme");
    is_str(f.lang, "ru", "lang");
    is_str(f.cell, "1.2", "cell");
    is_int((int64_t)f.n_values, 2, "two keys select clients");
    v = rt_filter_find(&f, "region");
    ok(v != NULL && v->n == 3 && strcmp(v->list[0], "") == 0 &&
           strcmp(v->list[1], "a") == 0 && strcmp(v->list[2], "b") == 0,
       "values are sorted, those without come first");
    v = rt_filter_find(&f, "attr.tariff");
    ok(v != NULL && v->n == 1 && strcmp(v->list[0], "x") == 0,
       "a company's own attribute");

    f.from_text = NULL;
    f.to = RT_DAY_NONE;
    f.to_text = NULL;
    f.n_values = 0;
    f.as_of = RT_DAY_NONE;
    is_str(rt_filter_query(&f, a),
           "by=quarter&complete=1&from=2007-01-01&horizon=6",
           "a day set without its text is written as a day");
}

static void
test_no_options(void)
{
    static const struct rt_filter_how none = {.today = RT_DAY_NONE};
    struct rt_pairs p = {0};
    struct rt_err err = {0};
    struct rt_filter f;

    rt_pairs_add(&p, a, "source", "x");
    ok(rt_filter_parse(&p, &none, a, &f, &err) == RT_EINVAL &&
           strcmp(err.key, "unknown_key") == 0,
       "a block without options takes none");
}

static uint64_t seed = 42;

static int
pick(int n)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (int)(seed >> 33) % n;
}

/* A few pairs of one sort each, in any order, with odd characters. */
static void
random_pairs(struct rt_pairs *p)
{
    static const char *const keys[] = {
        "region", "plan",      "channel",   "segment",
        "attr.a", "attr.\n&=", "offer_type"};
    static const char *const values[] = {"",  "a",  "b c", "&", "=", "%41",
                                         "+", "Юг", "\t",  "a", "😀", "#?/"};
    static const struct rt_pair single[] = {
        {"from", "2006"},   {"to", "2007Q3"},     {"by", "week"},
        {"by", "month"},    {"complete", "true"}, {"as_of", "2008-01-01"},
        {"horizon", "1 &"}, {"source", "x"},      {"lang", "en"},
        {"from", ""},       {"horizon", ""},
    };

    *p = (struct rt_pairs){0};
    for (int i = pick(12); i > 0; i--)
        rt_pairs_add(p, a, keys[pick(7)], values[pick(12)]);
    for (int i = pick(8); i > 0; i--) {
        const struct rt_pair *s = &single[pick(11)];

        if (rt_pairs_get(p, s->name) == NULL)
            rt_pairs_add(p, a, s->name, s->value);
    }
}

static void
shuffle(struct rt_pairs *p)
{
    for (size_t i = p->n; i > 1; i--) {
        size_t j = (size_t)pick((int)i);
        struct rt_pair t = p->list[i - 1];

        p->list[i - 1] = p->list[j];
        p->list[j] = t;
    }
}

static bool
same_selection(const struct rt_filter *x, const struct rt_filter *y)
{
    bool same = x->from == y->from && x->to == y->to && x->by == y->by &&
                x->by_set == y->by_set && x->complete == y->complete &&
                x->as_of == y->as_of && x->n_values == y->n_values &&
                x->n_options == y->n_options;

    for (size_t i = 0; same && i < x->n_values; i++) {
        same = strcmp(x->values[i].key, y->values[i].key) == 0 &&
               x->values[i].n == y->values[i].n;
        for (size_t j = 0; same && j < x->values[i].n; j++)
            same = strcmp(x->values[i].list[j], y->values[i].list[j]) == 0;
    }
    for (size_t i = 0; same && i < x->n_options; i++)
        same = x->options[i].field == y->options[i].field &&
               strcmp(x->options[i].value.text, y->options[i].value.text) == 0;
    return same;
}

static void
test_round_trip(void)
{
    int wrong = 0, long_ones = 0;

    for (int i = 0; i < 5000; i++) {
        struct rt_filter f, again, shuffled;
        struct rt_pairs p;
        const char *query;

        random_pairs(&p);
        wrong += rt_filter_parse(&p, &how, a, &f, NULL) != RT_OK;
        query = rt_filter_query(&f, a);
        long_ones += strlen(query) > 40;
        wrong += parse(query, &again, NULL) != RT_OK ||
                 !same_selection(&f, &again) ||
                 strcmp(rt_filter_query(&again, a), query) != 0;
        shuffle(&p);
        wrong += rt_filter_parse(&p, &how, a, &shuffled, NULL) != RT_OK ||
                 strcmp(rt_filter_query(&shuffled, a), query) != 0;
        if (i % 100 == 99)
            rt_arena_reset(a);
    }
    is_int(wrong, 0,
           "5,000 filters survive their own query strings, in "
           "whatever order they were given");
    ok(long_ones > 1000, "%d of them are not short", long_ones);
}

int
main(void)
{
    a = rt_arena_new();
    test_canonical();
    test_fields();
    test_no_options();
    test_round_trip();
    rt_arena_free(a);
    return done();
}
