/* The formula of each figure is in the reader's language. */
#include "run.h"

/* Names that are the same in both languages. */
static bool
is_name(const char *word)
{
    static const char *const names[] = {"MRR", "ARPU", "NRR",
                                        "GRR", "LTV",  "t"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], word) == 0)
            return true;
    return false;
}

static bool
is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The first English word of a text, NULL: there is none. */
static const char *
english_word(const char *text)
{
    while (*text != '\0') {
        const char *end = text;

        while (is_latin(*end))
            end++;
        if (end > text &&
            !is_name(rt_strndup(arena, text, (size_t)(end - text))))
            return text;
        text = end > text ? end : text + 1;
    }
    return NULL;
}

static bool
has_cyrillic(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text == 0xd0 || (unsigned char)*text == 0xd1)
            return true;
    return false;
}

/* The figures as a page gets them. */
static json_t *
page_figures(const struct rt_data *d, const char *id, enum rt_lang lang,
             json_t **view)
{
    struct rt_block_env env = {.data = d, .lang = lang, .margin = 1};
    struct rt_style style = {.lang = lang,
                             .width_px = 960,
                             .scale = 1,
                             .currency = d->currency,
                             .digits = d->digits};
    struct rt_err err = {0};
    struct rt_result *r = run_env(&env, id, "", &err);

    *view = NULL;
    ok(r != NULL && rt_block_view(r, &style, NULL, arena, view, &err) == RT_OK,
       "%s: a page %s", id, err.text);
    return json_object_get(*view, "figures");
}

static void
test_block(const struct rt_data *d, const char *id)
{
    json_t *ru_view, *en_view, *f;
    json_t *ru = page_figures(d, id, RT_LANG_RU, &ru_view);
    json_t *en = page_figures(d, id, RT_LANG_EN, &en_view);
    size_t i;

    ok(json_array_size(ru) != 0, "%s: has figures", id);
    is_int((int64_t)json_array_size(ru), (int64_t)json_array_size(en),
           rt_fmt(arena, "%s: as many figures in both", id));
    json_array_foreach(ru, i, f)
    {
        const char *name = json_string_value(json_object_get(f, "name"));
        const char *words = json_string_value(json_object_get(f, "formula"));

        ok(english_word(words) == NULL && has_cyrillic(words),
           "%s, %s: in Russian: %s", id, name, words);
        words = json_string_value(
            json_object_get(json_array_get(en, i), "formula"));
        ok(english_word(words) != NULL && !has_cyrillic(words),
           "%s, %s: in English: %s", id, name, words);
    }
    json_decref(ru_view);
    json_decref(en_view);
}

/* A client, a contract, a payment and a case, so that no block is empty. */
static struct rt_data *
company(void)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);
    int32_t start = rt_day_of((struct rt_date){2024, 1, 10});

    rt_build_client(b, &(struct rt_build_client){.id = 1, .external_id = "a"});
    rt_build_contract(b, &(struct rt_build_contract){.id = 1,
                                                     .client_id = 1,
                                                     .external_id = "k1",
                                                     .start = start,
                                                     .end = RT_DAY_OPEN,
                                                     .fee = 10000,
                                                     .profit = 3000});
    rt_build_offer(b, 1, "discount", 500);
    rt_build_case(b, &(struct rt_build_case){.id = 1,
                                             .contract_id = 1,
                                             .offer_id = 1,
                                             .offered = true,
                                             .status = RT_RETAINED,
                                             .created_at = start * 86400L,
                                             .completed_at = start * 86400L,
                                             .created_day = start,
                                             .completed_day = start,
                                             .profit_at_close = RT_NO_AMOUNT,
                                             .cost_at_close = RT_NO_AMOUNT,
                                             .reason = ""});
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = rt_day_of((struct rt_date){2024, 3, 31});
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

int
main(void)
{
    const struct rt_data *d;

    arena = rt_arena_new();
    d = company();
    for (size_t i = 0; rt_block_at(i) != NULL; i++)
        test_block(d, rt_block_at(i)->id);
    ok(strstr(json(d, "churn", ""), "\"formula\": \"lost / opening\"") != NULL,
       "programs get the same in every language");
    rt_arena_free(arena);
    return done();
}
