/* If a cell of a table or a figure has no value, a note gives the reason. */
#include "subscriptions.h"

static struct rt_result *
run_in(const struct rt_data *d, const char *id, const char *query,
       enum rt_lang lang)
{
    struct rt_block_env env = {.data = d, .lang = lang, .margin = 1};
    struct rt_err err = {0};
    struct rt_result *r = run_env(&env, id, query, &err);

    ok(r != NULL, "%s?%s %s", id, query, err.text);
    return r;
}

/* The note about undefined cells; "" when there is none. */
static const char *
said(const struct rt_result *r, enum rt_lang lang)
{
    for (size_t i = 0; i < r->n_notes; i++)
        if (strcmp(r->notes[i].key, "note_undefined") == 0)
            return rt_note_show(&r->notes[i], lang, arena);
    return "";
}

/* Two months: nobody at the start of the first, no loss in either. */
static size_t
two_months(struct row *r, int64_t fee)
{
    r[0] = (struct row){"a",         "1", "basic",     "North", day(2024, 1, 5),
                        RT_DAY_OPEN, fee, RT_NO_AMOUNT};
    r[1] = (struct row){"b",         "2", "basic",     "South", day(2024, 2, 5),
                        RT_DAY_OPEN, fee, RT_NO_AMOUNT};
    return 2;
}

static void
test_words(void)
{
    struct row r[2];
    const struct rt_data *d = company(r, two_months(r, 1000), day(2024, 2, 29));

    is_str(said(run_in(d, "churn", "", RT_LANG_EN), RT_LANG_EN),
           "\"—\": \"Churn\", \"Retention\", "
           "\"Churn, low\", \"Churn, high\": there were no clients at the "
           "start of the period.",
           "churn of nobody, in English");
    is_str(said(run_in(d, "churn", "", RT_LANG_RU), RT_LANG_RU),
           "«—»: «Отток», «Удержание», «Отток, "
           "нижняя граница», «Отток, верхняя граница»: на начало периода не "
           "было клиентов.",
           "and in Russian");
    is_str(said(run_in(d, "churn", "from=2024-02", RT_LANG_EN), RT_LANG_EN), "",
           "nothing is said where every cell has a value");
    is_str(said(run_in(d, "churn", "region=Nowhere", RT_LANG_EN), RT_LANG_EN),
           "", "nor if the card says that nobody is selected");
    is_str(said(run_in(d, "mrr", "from=2024-02", RT_LANG_EN), RT_LANG_EN),
           "\"—\": \"MRR gained to lost (quick ratio)\": nothing was "
           "lost in the period: there is nothing to divide by.",
           "only the columns without a value are named");
}

/* The note names every column with an undefined cell. */
static void
test_all_columns(void)
{
    struct row r[2];
    const struct rt_data *d = company(r, two_months(r, 1000), day(2024, 2, 29));
    struct rt_result *o = run_in(d, "mrr", "", RT_LANG_EN);
    const struct rt_sheet *t = &o->tables[0];
    const char *words = said(o, RT_LANG_EN);
    int64_t undefined = 0, named = 0;

    for (size_t c = 0; c < t->n_columns; c++) {
        if (t->cells[c].type != RT_CELL_NONE)
            continue;
        undefined++;
        named += strstr(words, rt_column_caption(t->columns[c].name, RT_LANG_EN,
                                                 arena)) != NULL;
    }
    is_int(undefined, 6, "the first month has six cells without a value");
    is_int(named, undefined, rt_fmt(arena, "all of them are named: %s", words));
}

static void
test_no_amounts(void)
{
    struct row r[2];
    const struct rt_data *d =
        company(r, two_months(r, RT_NO_AMOUNT), day(2024, 2, 29));
    const char *words =
        said(run_in(d, "mrr", "from=2024-02", RT_LANG_EN), RT_LANG_EN);

    ok(strstr(words, "Opening MRR") != NULL && strstr(words, "NRR") != NULL &&
           strstr(words, "the data have no amounts of contracts") != NULL,
       "without amounts that is the reason: %s", words);
    ok(strstr(words, "revenue at the start") == NULL,
       "no other column is named");
}

static void
test_csv(void)
{
    struct row r[2];
    const struct rt_data *d = company(r, two_months(r, 1000), day(2024, 1, 31));
    const char *text = csv(d, "mrr", "", "figures");

    ok(strncmp(text,
               "name,value,numerator,denominator,low,high,formula,why,"
               "period\r\n",
               62) == 0,
       "the CSV of figures has a column for the reason: %s", text);
    ok(strstr(text, "quick_ratio,,,,,,(new + expansion + reactivation) / "
                    "(churned + contraction),nothing was lost in the period: "
                    "there is nothing to divide by,2024-01\r\n") != NULL,
       "it has the reason");
    ok(strstr(text, "churned,,2024-01\r\n") != NULL,
       "it is empty beside a value");
}

int
main(void)
{
    arena = rt_arena_new();
    test_words();
    test_all_columns();
    test_no_amounts();
    test_csv();
    rt_arena_free(arena);
    return done();
}
