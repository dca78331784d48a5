/* A value that nobody has is named together with the nearest ones, in every
 * form. */
#include "block/picture.h"
#include "run.h"

#include "../dice.h"

static struct rt_data *
company(void)
{
    static const char *const regions[] = {"Москва", "Минск", "Магадан", "Орёл"};
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (int64_t id = 1; id <= 4; id++)
        rt_build_client(b, &(struct rt_build_client){
                               .id = id,
                               .external_id = rt_fmt(arena, "c%d", (int)id),
                               .region = regions[id - 1],
                               .channel = "web",
                               .segment = "retail"});
    for (int64_t id = 1; id <= 4; id++)
        rt_build_contract(b, &(struct rt_build_contract){
                                 .id = id,
                                 .client_id = id,
                                 .external_id = rt_fmt(arena, "k%d", (int)id),
                                 .start = day(2023, 1, 10),
                                 .end = id < 3 ? day(2023, 3, 10) : RT_DAY_OPEN,
                                 .fee = 1000,
                                 .profit = 400,
                                 .plan = "basic",
                                 .cause = id == 1   ? "price"
                                          : id == 2 ? "moved"
                                                    : NULL});
    rt_build_offer(b, 1, "discount", 500);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day(2023, 12, 31);
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

/* The note in this language, NULL if there is none. */
static const char *
note_of(const struct rt_data *d, const char *id, const char *query,
        enum rt_lang lang)
{
    struct rt_block_env env = {.data = d, .lang = lang, .margin = 1};
    struct rt_result *r = run_env(&env, id, query, &(struct rt_err){0});

    for (size_t i = 0; r != NULL && i < r->n_notes; i++)
        if (strcmp(r->notes[i].key, "note_nobody_has") == 0)
            return rt_note_show(&r->notes[i], lang, arena);
    return r == NULL ? "refused" : NULL;
}

static void
test_notes(const struct rt_data *d)
{
    is_str(note_of(d, "churn", "region=мосва", RT_LANG_RU),
           "Нет ни у кого: Регион «мосва» (похожие: Москва).",
           "a misspelt region is named, in Russian");
    is_str(
        note_of(d, "churn", "region=Mars&region=Минск", RT_LANG_EN),
        "Nobody has Region \"Mars\" (there are: Магадан, Минск, Москва, Орёл).",
        "one of two regions, like none that there is");
    is_str(note_of(d, "mrr", "channel=wep&segment=retial", RT_LANG_EN),
           "Nobody has Channel \"wep\" (similar: web); Segment \"retial\" "
           "(similar: retail).",
           "two attributes");
    is_str(note_of(d, "cohorts", "plan=basik", RT_LANG_EN),
           "Nobody has Plan \"basik\" (similar: basic).", "a misspelt plan");
    is_str(note_of(d, "desk-funnel", "offer_type=discont", RT_LANG_EN),
           "Nobody has Offer type \"discont\" (similar: discount).",
           "a misspelt type of offers");
    ok(note_of(d, "churn", "region=Минск&plan=basic&offer_type=discount",
               RT_LANG_EN) == NULL,
       "nothing where somebody has them");
    ok(note_of(d, "churn", "region=", RT_LANG_EN) == NULL,
       "nor does an empty region");
}

static void
test_errors(const struct rt_data *d)
{
    is_str(csv(d, "churn", "attr.regoin=x", NULL),
           "unknown_attribute_near key=attr.regoin names=region",
           "an attribute that the data do not have");
    is_str(csv(d, "churn", "voluntary=prise", NULL),
           "unknown_value_near key=voluntary value=prise names=price",
           "a cause that no contract has");
}

/* The rows of a single cause, and of two together. */
static void
test_union(const struct rt_data *d)
{
    const char *both = csv(d, "churn", "voluntary=moved&voluntary=price", NULL);

    ok(strstr(both, "2023-03,4,0,0,2,0,2,2,0.5,0.5,2,0.5,") != NULL,
       "several values of an option are a union: %s", both);
    ok(strstr(csv(d, "churn", "voluntary=price", NULL),
              "2023-03,4,0,0,2,0,2,2,0.5,0.5,1,0.25,") != NULL,
       "one alone is less");
    ok(strstr(json(d, "churn", "voluntary=price&voluntary=moved"),
              "\"voluntary\": [\"moved\", \"price\"]") != NULL,
       "JSON has both");
}

static void
test_forms(const struct rt_data *d)
{
    struct rt_err err = {0};
    struct rt_result *none = run(d, "churn", "region=Mars", &err);
    struct rt_result *some = run(d, "churn", "region=Mars&region=Минск", &err);
    struct rt_card card;
    struct rt_buf text;

    rt_buf_init(&text, 0);
    ok(rt_block_text(none, RT_LANG_EN, arena, &text, &err) == RT_OK &&
           strstr(rt_buf_cstr(&text), "Nobody has Region \"Mars\"") != NULL,
       "the terminal says so");
    rt_buf_fini(&text);
    ok(strstr(json(d, "churn", "region=Mars"), "Nobody has Region") != NULL,
       "JSON says so");
    rt_picture_card(none, RT_LANG_EN, arena, &card);
    ok(card.empty != NULL && strstr(card.empty, "Nobody has") == card.empty,
       "an empty picture says so in its middle");
    rt_picture_card(some, RT_LANG_EN, arena, &card);
    ok(card.empty == NULL &&
           strstr(card.filter, "Nobody has Region \"Mars\"") != NULL,
       "one with a chart in the line of its filter: %s", card.filter);
}

int
main(void)
{
    struct rt_data *d;

    arena = rt_arena_new();
    d = company();
    test_notes(d);
    test_errors(d);
    test_union(d);
    test_forms(d);
    rt_arena_free(arena);
    return done();
}
