#include "demo/readme.h"

#include "text/text.h"

#include <inttypes.h>
#include <string.h>

enum { MILLION = 1000000 };

struct page {
    enum rt_lang lang;
    struct rt_arena *arena;
    const struct rt_demo_world *w;
};

static const char *
share(const struct page *p, int64_t ppm)
{
    return rt_text_share(p->lang, p->arena, (double)ppm / MILLION, 1);
}

static const char *
money(const struct page *p, int64_t minor)
{
    return rt_text_money(p->lang, p->arena, minor, "RUB", 2);
}

/* Begin a table; the words of the key are its column titles: "a, b". */
static void
begin(const struct page *p, struct rt_buf *b, const char *key)
{
    const char *titles = rt_text(p->lang, key);
    size_t n = 0;

    rt_buf_init(b, 0);
    for (const char *end; *titles != '\0'; titles = end, n++) {
        end = titles + strcspn(titles, ",");
        rt_buf_fmt(b, "| %.*s ", (int)(end - titles), titles);
        end += strspn(end, ", ");
    }
    rt_buf_str(b, "|\n");
    while (n-- != 0)
        rt_buf_str(b, "|---");
    rt_buf_str(b, "|\n");
}

/* End it. */
static const char *
take(const struct page *p, struct rt_buf *b)
{
    const char *text = rt_strdup(p->arena, rt_buf_cstr(b));

    rt_buf_fini(b);
    return text;
}

static const char *
hazards(const struct page *p)
{
    struct rt_buf b;

    begin(p, &b, "demo_readme_hazards");
    for (int m = 0; m <= RT_DEMO_HAZARDS; m++)
        rt_buf_fmt(&b, "| %d%s | %s |\n", m + 1, m < RT_DEMO_HAZARDS ? "" : "+",
                   share(p, rt_demo_base_hazard(m)));
    return take(p, &b);
}

static const char *
seasons(const struct page *p)
{
    struct rt_buf b;

    begin(p, &b, "demo_readme_seasons");
    for (int m = 0; m < 12; m++)
        rt_buf_fmt(&b, "| %d | %" PRId64 " | %" PRId64 " |\n", m + 1,
                   rt_demo_season_of_arrivals[m], rt_demo_season_of_leaving[m]);
    return take(p, &b);
}

static void
add_values(struct rt_buf *b, const struct rt_demo_value *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rt_buf_fmt(b, "| %s | %" PRId64 " |\n", values[i].name,
                   values[i].churn);
}

/* What makes people more or less likely to leave. */
static const char *
factors(const struct page *p)
{
    struct rt_buf b;

    begin(p, &b, "demo_readme_factors");
    for (size_t i = 0; i < RT_DEMO_PLANS; i++)
        rt_buf_fmt(&b, "| %s | %" PRId64 " |\n", rt_demo_plans[i].name,
                   rt_demo_plans[i].churn);
    add_values(&b, rt_demo_regions, RT_DEMO_REGIONS);
    add_values(&b, rt_demo_channels, RT_DEMO_CHANNELS);
    add_values(&b, rt_demo_paying, 2);
    return take(p, &b);
}

/* A line for each price of a plan: from which day, and how much a month. */
static const char *
prices(const struct page *p)
{
    struct rt_buf b;

    begin(p, &b, "demo_readme_prices");
    for (size_t k = 0; k <= p->w->n_rises; k++)
        for (size_t i = 0; i < RT_DEMO_PLANS; i++)
            rt_buf_fmt(&b, "| %s | %s | %s |\n",
                       rt_text_day(p->lang, p->arena,
                                   k == 0 ? p->w->first : p->w->rise[k - 1]),
                       rt_demo_plans[i].name, money(p, p->w->price[k][i]));
    return take(p, &b);
}

static const char *
campaigns(const struct page *p)
{
    struct rt_buf b;

    begin(p, &b, "demo_readme_campaigns");
    for (size_t i = 0; i < RT_DEMO_CAMPAIGNS; i++) {
        const struct rt_demo_campaign *c = &rt_demo_campaigns[i];

        rt_buf_fmt(&b, "| %s | %s | %s | %s | %s | %s |\n", c->id,
                   rt_text_day(p->lang, p->arena, p->w->campaign[i]),
                   share(p, c->base), share(p, c->base + c->effect),
                   share(p, c->effect), money(p, c->cost_per_contact));
    }
    return take(p, &b);
}

void
rt_demo_put_readme(struct rt_demo_files *f, const struct rt_demo_world *w)
{
    struct rt_arena *a = rt_arena_new();

    for (enum rt_lang lang = 0; lang < RT_LANG__MAX; lang++) {
        struct page p = {lang, a, w};

        rt_demo_put_text(f, RT_DEMO_README,
                         rt_text_fill(lang, a, "demo_readme", "contracts",
                                      rt_text_count(lang, a, w->o.contracts),
                                      "seed", rt_fmt(a, "%" PRIu64, w->o.seed),
                                      "first", rt_text_day(lang, a, w->first),
                                      "last", rt_text_day(lang, a, w->last),
                                      "hazards", hazards(&p), "factors",
                                      factors(&p), "seasons", seasons(&p),
                                      "prices", prices(&p), "campaigns",
                                      campaigns(&p), NULL));
        rt_demo_end_row(f, RT_DEMO_README);
    }
    rt_arena_free(a);
}
