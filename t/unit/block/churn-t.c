/* The block churn as programs see it: JSON, CSV, terminal text. */
#include "block/block.h"
#include "snap/build.h"
#include "../tap.h"
#include "days.h"

static struct rt_arena *arena;

static int32_t
day(int y, int m, int d)
{
    return rt_day_of((struct rt_date){y, m, d});
}

struct row {
    int64_t id;
    const char *name, *region;
    int32_t start, end;
    const char *cause;
};

enum { N_ROWS = 6 };

/* Five clients until the end of March 2024. */
static void
rows(struct row *r)
{
    const struct row all[N_ROWS] = {
        {1, "a", "Юг", day(2024, 1, 1), RT_DAY_OPEN, NULL},
        {2, "b", "Юг", day(2024, 1, 5), day(2024, 2, 10), "moved"},
        {3, "c", "Север", day(2024, 1, 9), day(2024, 3, 31), "price"},
        {4, "d", NULL, day(2024, 2, 1), day(2024, 4, 20), NULL},
        {5, "e", "Север", day(2024, 2, 2), day(2024, 2, 20), NULL},
        {6, "f", "Север", day(2024, 3, 1), day(2024, 3, 1), NULL},
    };

    memcpy(r, all, sizeof all);
}

/* Rows get rising ids in the given order, as an import would do. */
static struct rt_data *
company(const struct row *r, const size_t *order, size_t n)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (size_t i = 0; i < n; i++)
        rt_build_client(
            b, &(struct rt_build_client){.id = (int64_t)i + 1,
                                         .external_id = r[order[i]].name,
                                         .region = r[order[i]].region});
    for (size_t i = 0; i < n; i++)
        rt_build_contract(
            b, &(struct rt_build_contract){.id = (int64_t)i + 1,
                                           .client_id = (int64_t)i + 1,
                                           .external_id = r[order[i]].name,
                                           .start = r[order[i]].start,
                                           .end = r[order[i]].end,
                                           .fee = RT_NO_AMOUNT,
                                           .profit = RT_NO_AMOUNT,
                                           .cause = r[order[i]].cause});
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day(2024, 3, 31);
    d->zone = "Europe/Moscow";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

static struct rt_data *
in_order(void)
{
    static const size_t order[N_ROWS] = {0, 1, 2, 3, 4, 5};
    struct row r[N_ROWS];

    rows(r);
    return company(r, order, N_ROWS);
}

/* Compute a block for `query`; NULL on an error. */
static struct rt_result *
run_block(const struct rt_data *d, const char *id, const char *query,
          struct rt_err *err)
{
    struct rt_block_env env = {.data = d, .lang = RT_LANG_EN};
    struct rt_result *r = rt_alloc(arena, sizeof *r);
    struct rt_pairs pairs;

    if (rt_pairs_parse(query, strlen(query), arena, &pairs, err) != RT_OK ||
        rt_block_run(rt_block_find(id), &env, &pairs, arena, r, err) != RT_OK)
        return NULL;
    return r;
}

static struct rt_result *
run(const struct rt_data *d, const char *query, struct rt_err *err)
{
    return run_block(d, "churn", query, err);
}

static const char *
csv(const struct rt_data *d, const char *query)
{
    struct rt_err err = {0};
    struct rt_result *r = run(d, query, &err);
    struct rt_buf out;
    const char *text;

    rt_buf_init(&out, 0);
    if (r == NULL || rt_block_csv(r, NULL, &out, &err) != RT_OK)
        rt_buf_str(&out, err.text);
    text = without_days(arena, rt_buf_cstr(&out));
    rt_buf_fini(&out);
    return text;
}

#define HEAD \
    "period,opening,new,reactivated,lost,intra_period,closing," \
    "contracts_ended,churn_rate,retention_rate,lost_voluntary," \
    "voluntary_churn_rate,churn_low,churn_high,complete\r\n"

static void
test_csv(void)
{
    const struct rt_data *d = in_order();

    is_str(csv(d, "voluntary=moved"),
           HEAD "2024-01,0,3,0,0,0,3,0,,,0,,,,1\r\n"
                "2024-02,3,1,0,1,1,3,2,0.333333333333333,0.666666666666667,1,"
                "0.333333333333333,0.0614919447203962,0.792340399197952,1\r\n"
                "2024-03,3,0,0,1,0,2,1,0.333333333333333,0.666666666666667,0,"
                "0,0.0614919447203962,0.792340399197952,1\r\n",
           "every cell by hand; undefined is empty; the end on the as-of day "
           "counts, the one after it does not");
    ok(strstr(csv(d, ""), "2024-02,3,1,0,1,1,3,2,0.333333333333333,"
                          "0.666666666666667,,,") != NULL,
       "nobody asked which ends were voluntary: no answer");
    ok(strstr(csv(d, "by=year"), "2024,0,2,0,0,3,2,3,,,,,,,0\r\n") != NULL,
       "a year that the last known day cuts is not complete");
    is_str(csv(d, "by=year&complete=1"), HEAD,
           "it is left out if only complete periods are wanted");
    is_str(csv(d, "from=2024-02&to=2024-02-10&region=%D0%AE%D0%B3"),
           HEAD "2024-02,2,0,0,1,0,1,1,0.5,0.5,,,0.0945312057342307,"
                "0.905468794265769,1\r\n",
           "periods and clients of the filter");
}

/* The cell of a period.  0 if the table does not have it: a table begins with
 * the first of its clients. */
static int64_t
at_period(const struct rt_sheet *t, int64_t period, size_t column)
{
    for (size_t i = 0; i < t->n_rows; i++)
        if (t->cells[i * t->n_columns].i == period)
            return t->cells[i * t->n_columns + column].i;
    return 0;
}

/* The counts of all regions add up to the whole, period by period. */
static void
test_parts(void)
{
    static const char *const parts[] = {"region=%D0%AE%D0%B3",
                                        "region=%D0%A1%D0%B5%D0%B2%D0%B5%D1%80",
                                        "region="};
    const struct rt_data *d = in_order();
    struct rt_err err = {0};
    struct rt_result *whole = run(d, "", &err);
    int64_t off = 0;

    for (size_t c = 1; c < 8; c++)
        for (size_t i = 0; i < whole->tables[0].n_rows; i++) {
            const struct rt_cell *row =
                whole->tables[0].cells + i * whole->tables[0].n_columns;
            int64_t sum = 0;

            for (size_t k = 0; k < 3; k++)
                sum +=
                    at_period(&run(d, parts[k], &err)->tables[0], row[0].i, c);
            off += sum != row[c].i;
        }
    is_int(off, 0, "two regions and those without one add up to the whole");
    is_int(whole->n, 6, "n is the number of clients selected");
}

static void
test_metamorphic(void)
{
    static const size_t order[N_ROWS] = {0, 1, 2, 3, 4, 5};
    static const size_t shuffled[N_ROWS] = {4, 2, 5, 0, 3, 1};
    struct row r[N_ROWS];
    const char *south = "region=%D0%AE%D0%B3";
    const char *before;

    rows(r);
    is_str(csv(company(r, shuffled, N_ROWS), "voluntary=moved"),
           csv(company(r, order, N_ROWS), "voluntary=moved"),
           "shuffled input gives the same bytes");
    before = csv(company(r, order, N_ROWS), south);
    r[5] = (struct row){6,      "f", "Север", day(2024, 1, 2), day(2024, 3, 3),
                        "moved"};
    r[5].start = day(2020, 5, 5);
    is_str(csv(company(r, order, N_ROWS), south), before,
           "a client outside the filter changes nothing, be it the first "
           "of all");
}

static void
test_errors(void)
{
    static const struct {
        const char *query, *key, *text;
    } bad[] = {
        {"voluntary=mvoed", "unknown_value_near", "value=mvoed names=moved"},
        {"regionn=1", "unknown_key", "key=regionn"},
        {"attr.colour=red", "unknown_attribute_known", "key=attr.colour"},
        {"as_of=2024-04-01", "as_of_later", "value=2024-04-01"},
        {"by=moon", "bad_word", "value=moon"},
    };
    const struct rt_data *d = in_order();

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct rt_err err = {0};

        ok(run(d, bad[i].query, &err) == NULL, "%s is refused", bad[i].query);
        is_str(err.key, bad[i].key, "for this reason");
        ok(strstr(err.text, bad[i].text) != NULL, "naming it: %s", err.text);
    }
    ok(strstr(csv(d, "as_of=2024-03-31"), "2024-03") != NULL,
       "a date on the last known day is accepted");
    is_str(csv(d, "region=Nowhere&from=2024-03"), HEAD,
           "a region without clients has no period");
    is_str(run(d, "region=Nowhere", &(struct rt_err){0})->figures[0].why,
           "why_none_of_these", "it has no rate, for that reason");
    is_str(csv(d, "region="),
           HEAD "2024-02,0,1,0,0,0,1,0,,,,,,,1\r\n"
                "2024-03,1,0,0,0,0,1,0,0,1,,,0,0.793450685622763,1\r\n",
           "the rows of a part begin with its own first client");
}

static void
test_json(void)
{
    struct rt_err err = {0};
    struct rt_result *r = run(in_order(), "from=2024-02", &err);
    json_error_t je;
    struct rt_buf out;
    json_t *o, *f, *row;

    rt_buf_init(&out, 0);
    ok(r != NULL && rt_block_json(r, RT_LANG_EN, arena, &out, &err) == RT_OK,
       "JSON is made");
    o = json_loads(rt_buf_cstr(&out), 0, &je);
    is_str(json_string_value(json_object_get(o, "as_of")), "2024-03-31",
           "as_of");
    f = json_array_get(json_object_get(o, "figures"), 0);
    is_str(json_string_value(json_object_get(f, "name")), "churn_rate",
           "the first figure is there");
    is_int(json_integer_value(json_object_get(f, "numerator")), 1,
           "it has its numerator");
    is_int(json_integer_value(json_object_get(f, "denominator")), 3,
           "and its denominator");
    row = json_array_get(
        json_object_get(json_array_get(json_object_get(o, "tables"), 0),
                        "rows"),
        0);
    is_str(json_string_value(json_array_get(row, 0)), "2024-02",
           "the first column is the period");
    ok(json_is_null(json_array_get(row, 10)), "undefined is null, not 0");
    json_decref(o);
    rt_buf_fini(&out);
}

/* What the JSON of a block says besides its tables: this part of it, with the
 * names in order; of an array the first. */
static const char *
said(const char *block, const char *query, const char *part)
{
    struct rt_err err = {0};
    struct rt_result *r = run_block(in_order(), block, query, &err);
    const char *text = "an error";
    json_error_t je;
    struct rt_buf out;

    rt_buf_init(&out, 0);
    if (r != NULL && rt_block_json(r, RT_LANG_EN, arena, &out, &err) == RT_OK) {
        json_t *o = json_loads(rt_buf_cstr(&out), 0, &je);
        json_t *value = json_object_get(o, part);
        char *shown = json_dumps(
            json_is_array(value) ? json_array_get(value, 0) : value,
            JSON_SORT_KEYS | JSON_ENCODE_ANY | JSON_REAL_PRECISION(3));

        text = rt_strdup(arena, shown);
        free(shown);
        json_decref(o);
    }
    rt_buf_fini(&out);
    return text;
}

/* JSON that is written with ' for ". */
static const char *
quoted(const char *json)
{
    char *text = rt_strdup(arena, json);

    for (char *c = text; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    return text;
}

static void
test_json_says_what_was_asked(void)
{
    static const struct {
        const char *block, *query, *want, *what;
    } rows[] = {
        {"churn", "", "{'by': 'month'}", "nothing but the usual steps"},
        {"churn", "by=quarter&from=2024-01&to=2024-03&complete=1",
         "{'by': 'quarter', 'complete': true, 'from': '2024-01', "
         "'to': '2024-03'}",
         "steps and periods"},
        {"churn", "to=Q1 2024", "{'by': 'month', 'to': '2024Q1'}",
         "an end as it is written in addresses"},
        {"churn", "region=Юг&region=", "{'by': 'month', 'region': ['', 'Юг']}",
         "values of attributes"},
        {"churn", "voluntary=moved&voluntary=price",
         "{'by': 'month', 'voluntary': ['moved', 'price']}",
         "an option with several values"},
        {"cohorts", "source=activity&first_seen=drop",
         "{'by': 'month', 'first_seen': 'drop', 'source': 'activity'}",
         "options with one"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        is_str(said(rows[i].block, rows[i].query, "filter"),
               quoted(rows[i].want), rows[i].what);
}

static void
test_json_figure(void)
{
    is_str(said("churn", "from=2024-02", "figures"),
           quoted("{'as_of': '2024-03-31', 'denominator': 3, "
                  "'formula': 'lost / opening', 'high': 0.792, "
                  "'kind': 'share', 'low': 0.0615, 'name': 'churn_rate', "
                  "'numerator': 1, 'period': '2024-03', 'previous': 0.333, "
                  "'value': 0.333}"),
           "a figure has all that belongs to it");
    is_str(said("churn", "from=2024-04", "figures"),
           quoted("{'as_of': '2024-03-31', 'denominator': 0, "
                  "'formula': 'lost / opening', 'kind': 'share', "
                  "'name': 'churn_rate', 'numerator': 0, 'value': null, "
                  "'why': 'no period has finished yet'}"),
           "one that is not defined says why");
}

static void
test_text(void)
{
    struct rt_err err = {0};
    struct rt_result *r = run(in_order(), "from=2024-03", &err);
    struct rt_buf out;

    rt_buf_init(&out, 0);
    ok(r != NULL && rt_block_text(r, RT_LANG_RU, arena, &out, &err) == RT_OK,
       "text is made");
    ok(strstr(rt_buf_cstr(&out), "Отток") != NULL, "in Russian");
    ok(strstr(rt_buf_cstr(&out), "1 из 3") != NULL,
       "the figure is printed with its parts");
    ok(strstr(rt_buf_cstr(&out), "Europe/Moscow") != NULL, "zone and day");
    rt_buf_fini(&out);
}

static void
test_empty(void)
{
    struct rt_data *d = company(NULL, NULL, 0);
    struct rt_err err = {0};
    struct rt_result *r = run(d, "", &err);

    ok(r != NULL && r->tables[0].n_rows == 0, "without data there are no rows");
    ok(r != NULL && r->figures[0].value.type == RT_CELL_NONE &&
           r->figures[0].why != NULL,
       "the rate is undefined and says why");
}

int
main(void)
{
    arena = rt_arena_new();
    test_csv();
    test_parts();
    test_metamorphic();
    test_errors();
    test_json();
    test_json_says_what_was_asked();
    test_json_figure();
    test_text();
    test_empty();
    rt_arena_free(arena);
    return done();
}
