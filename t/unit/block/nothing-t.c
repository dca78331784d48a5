/* With a filter that selects nobody, every form of the card says so. */
#include "block/missing.h"
#include "block/picture.h"
#include "run.h"

#include "../dice.h"

enum { CLIENTS = 3 };

static const char *const all_regions[CLIENTS] = {"North", "North", "South"};

static void
add_contract(struct rt_build *b, int64_t id)
{
    int32_t start = day(2023, (int)id, 10);

    rt_build_contract(b, &(struct rt_build_contract){
                             .id = id,
                             .client_id = id,
                             .external_id = rt_fmt(arena, "k%d", (int)id),
                             .start = start,
                             .end = id == 2 ? start + 100 : RT_DAY_OPEN,
                             .fee = 10000,
                             .profit = 4000});
}

/* Payments and activity in three months. */
static void
add_events(struct rt_build *b, int64_t id)
{
    for (int month = 0; month < 3; month++) {
        rt_build_payment(b, id, day(2023, (int)id + month, 10), 10000);
        rt_build_activity(b, id, day(2023, (int)id + month, 10));
    }
}

static void
add_case(struct rt_build *b, int64_t id, enum rt_status status)
{
    int32_t created = day(2023, 5, 1), completed = day(2023, 5, 20);

    rt_build_case(
        b, &(struct rt_build_case){.id = id,
                                   .contract_id = id,
                                   .offer_id = 1,
                                   .offered = true,
                                   .status = status,
                                   .created_at = (int64_t)created * 86400,
                                   .completed_at = (int64_t)completed * 86400,
                                   .created_day = created,
                                   .completed_day = completed,
                                   .profit_at_close = RT_NO_AMOUNT,
                                   .cost_at_close = RT_NO_AMOUNT});
}

/* A retained and a lost case of clients in the north. */
static struct rt_data *
company(void)
{
    struct rt_build *b = rt_build_new();
    struct rt_data *d = rt_alloc(arena, sizeof *d);

    for (int64_t id = 1; id <= CLIENTS; id++)
        rt_build_client(b, &(struct rt_build_client){
                               .id = id,
                               .external_id = rt_fmt(arena, "c%d", (int)id),
                               .region = all_regions[id - 1]});
    for (int64_t id = 1; id <= CLIENTS; id++)
        add_contract(b, id);
    for (int64_t id = 1; id <= CLIENTS; id++)
        add_events(b, id);
    rt_build_offer(b, 1, "discount", 500);
    add_case(b, 1, RT_RETAINED);
    add_case(b, 2, RT_CHURNED);
    rt_build_finish(b, arena, d);
    rt_build_free(b);
    d->as_of = day(2023, 12, 31);
    d->zone = "UTC";
    d->currency = "RUB";
    d->digits = 2;
    return d;
}

/* What people see of a result. */
struct seen {
    bool says_so; /* the text says that nobody is selected */
    size_t lines; /* lines of the text */
    bool figures; /* the picture has tiles, a chart or a table */
    bool empty;   /* the page has neither picture nor tables */
    size_t parts; /* figures and tables on the page */
};

static size_t
count_lines(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

static struct seen
look(const struct rt_result *r, enum rt_lang lang)
{
    struct rt_style style = {.lang = lang,
                             .width_px = 640,
                             .scale = 1,
                             .currency = "RUB",
                             .digits = 2};
    struct rt_err err = {0};
    struct rt_card card;
    struct rt_buf text;
    struct seen s = {0};
    json_t *view = NULL;

    rt_buf_init(&text, 0);
    if (rt_block_text(r, lang, arena, &text, &err) != RT_OK ||
        rt_block_view(r, &style, NULL, arena, &view, &err) != RT_OK)
        printf("# %s\n", err.text);
    s.says_so = strstr(rt_buf_cstr(&text), rt_text(lang, "chart_no_data"));
    s.lines = count_lines(rt_buf_cstr(&text)) - r->n_notes;
    rt_picture_card(r, lang, arena, &card);
    s.figures = card.n_tiles != 0 || card.chart != NULL || card.table != NULL;
    s.empty = json_is_string(json_object_get(view, "empty"));
    s.parts = json_array_size(json_object_get(view, "figures")) +
              json_array_size(json_object_get(view, "tables"));
    json_decref(view);
    rt_buf_fini(&text);
    return s;
}

static void
is_nothing(const struct rt_data *d, const char *id, const char *query)
{
    struct rt_err err = {0};
    struct rt_result *r = run(d, id, query, &err);

    for (enum rt_lang lang = 0; lang < RT_LANG__MAX && r != NULL; lang++) {
        struct seen s = look(r, lang);

        ok(s.says_so && s.lines <= 6, "%s %s: the text says so, and no more",
           id, query);
        ok(!s.figures, "%s %s: the picture has no marks", id, query);
        ok(s.empty && s.parts == 0, "%s %s: the page has nothing else", id,
           query);
    }
    ok(r != NULL, "%s %s is answered %s", id, query, err.text);
    is_drawn(d, id, query);
}

static void
is_something(const struct rt_data *d, const char *id, const char *query)
{
    struct rt_err err = {0};
    struct rt_result *r = run(d, id, query, &err);
    struct seen s = r != NULL ? look(r, RT_LANG_EN) : (struct seen){0};

    ok(!s.says_so && s.figures && !s.empty && s.parts != 0,
       "%s %s has contents %s", id, query, err.text);
}

/* Cohorts of purchases when payments were never imported, in every form. */
static void
test_missing_source(struct rt_data *d)
{
    struct rt_events payments = d->payments.events;
    struct rt_err err = {0};
    struct rt_result *r;

    is_something(d, "cohorts", "source=payments");
    d->payments.events.n = 0;
    r = run(d, "cohorts", "source=payments", &err);
    for (enum rt_lang lang = 0; lang < RT_LANG__MAX && r != NULL; lang++) {
        const char *want =
            rt_missing_text(RT_GROUP_PAYMENTS, "retention", lang, arena);
        struct seen s = look(r, lang);
        struct rt_card card;
        struct rt_buf text;

        rt_buf_init(&text, 0);
        rt_picture_card(r, lang, arena, &card);
        ok(rt_block_text(r, lang, arena, &text, &err) == RT_OK &&
               strstr(rt_buf_cstr(&text), want) != NULL,
           "the text names the kind and the command");
        is_str(card.empty, want, "the picture has the same text");
        ok(!s.says_so && !s.figures && s.empty && s.parts == 0,
           "no form has anything else or mentions the filter");
        rt_buf_fini(&text);
    }
    is_something(d, "cohorts", "source=contracts");
    d->payments.events = payments;
}

int
main(void)
{
    const struct rt_block *b;
    struct rt_data *d;
    size_t n = 0;

    arena = rt_arena_new();
    d = company();
    for (; (b = rt_block_at(n)) != NULL; n++) {
        is_nothing(d, b->id, "region=Nowhere");
        is_something(d, b->id, "region=North");
        if (b->has_cases) {
            is_nothing(d, b->id, "region=South");
            is_nothing(d, b->id, "offer_type=cake");
            is_something(d, b->id, "offer_type=discount");
        }
    }
    test_missing_source(d);
    is_int((int64_t)n, 14, "all blocks");
    rt_arena_free(arena);
    return done();
}
