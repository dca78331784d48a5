/* Offers: effects worked out by hand, rules from both sides of their bounds,
 * the order of offers, the hold-out group. */
#include "desk/case.h"
#include "desk/holdout.h"
#include "desk/offer.h"
#include "../tap.h"
#include "../dice.h"

static struct rt_effect
effect(enum rt_effect_kind kind, int64_t value, int32_t months)
{
    return (struct rt_effect){.kind = kind,
                              .value = value,
                              .has_value = true,
                              .months = months,
                              .plan = kind == RT_EFFECT_PLAN ? "Лёгкий" : NULL};
}

static void
test_effects(void)
{
    static const struct {
        const char *what;
        enum rt_effect_kind kind;
        int64_t value;
        int64_t fee, profit; /* without the offer; fee < 0: none */
        int64_t fee_after, profit_after;
    } rows[] = {
        {"20 % of 1000.00", RT_EFFECT_PERCENT, 2000, 100000, 54000, 80000,
         34000},
        {"a half goes to the even: 0.5", RT_EFFECT_PERCENT, 5000, 1, 0, 1, 0},
        {"1.5", RT_EFFECT_PERCENT, 5000, 3, 10, 1, 8},
        {"2.5", RT_EFFECT_PERCENT, 5000, 5, 10, 3, 8},
        {"33.33 % of 10.01: 333.6333", RT_EFFECT_PERCENT, 3333, 1001, 0, 667,
         -334},
        {"100 %", RT_EFFECT_PERCENT, 10000, 100000, 54000, 0, -46000},
        {"0 %", RT_EFFECT_PERCENT, 0, 100000, 54000, 100000, 54000},
        {"150.00 off", RT_EFFECT_AMOUNT, 15000, 100000, 54000, 85000, 39000},
        {"more off than there is", RT_EFFECT_AMOUNT, 150000, 100000, 54000, 0,
         -46000},
        {"free", RT_EFFECT_FREE_MONTHS, 2, 100000, 54000, 0, -46000},
        {"another plan", RT_EFFECT_PLAN, 70000, 100000, 54000, 70000, 24000},
        {"a dearer plan", RT_EFFECT_PLAN, 120000, 100000, 54000, 120000, 74000},
        {"nothing", RT_EFFECT_NONE, 0, 100000, 54000, 100000, 54000},
        {"20 % by profit", RT_EFFECT_PERCENT, 2000, -1, 54000, -1, 43200},
        {"off by profit", RT_EFFECT_AMOUNT, 60000, -1, 54000, -1, 0},
        {"a loss cannot be lowered", RT_EFFECT_PERCENT, 2000, -1, -54000, -1,
         -54000},
        {"nor for a free contract", RT_EFFECT_AMOUNT, 100, 0, 500, 0, 500},
        {"the largest fee", RT_EFFECT_PERCENT, 5000, INT64_MAX, 0,
         INT64_MAX / 2, -INT64_MAX / 2 - 1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_effect e = effect(rows[i].kind, rows[i].value, 0);
        struct rt_amounts before = {rows[i].fee, rows[i].fee >= 0,
                                    rows[i].profit};
        struct rt_amounts after = rt_effect_apply(&e, before);

        is_int(after.fee, rows[i].fee_after, rows[i].what);
        is_int(after.profit, rows[i].profit_after, "... and the profit");
    }
}

static void
test_no_value(void)
{
    struct rt_effect e = effect(RT_EFFECT_PLAN, 0, 0);
    struct rt_amounts a = {100000, true, 54000};

    e.has_value = false;
    is_int(rt_effect_apply(&e, a).fee, 100000, "no price: nothing moves");
    e = effect(RT_EFFECT_NONE, 0, 0);
    e.has_value = false;
    is_int(rt_effect_apply(&e, a).profit, 54000, "nor without an effect");
}

static void
test_net12(void)
{
    struct rt_amounts a = {100000, true, 54000};
    struct rt_effect e = effect(RT_EFFECT_PERCENT, 2000, 6);

    /* 6 x 340.00 + 6 x 540.00 - 100.00 */
    is_int(rt_effect_net12(&e, a, 10000), 518000, "six months of twelve");
    e.months = 0;
    is_int(rt_effect_net12(&e, a, 10000), 398000, "for good: twelve");
    e.months = 24;
    is_int(rt_effect_net12(&e, a, 10000), 398000, "longer: twelve");
    e = effect(RT_EFFECT_FREE_MONTHS, 3, 0);
    /* 3 x -460.00 + 9 x 540.00 */
    is_int(rt_effect_net12(&e, a, 0), 348000, "three free months");
    e = effect(RT_EFFECT_NONE, 0, 0);
    is_int(rt_effect_net12(&e, a, 700), 647300, "no effect: the cost alone");
    a.profit = INT64_MAX;
    is_int(rt_effect_net12(&e, a, 0), INT64_MAX, "a sum stays in its bounds");
}

static void
test_days(void)
{
    struct rt_effect e = effect(RT_EFFECT_PERCENT, 1000, 3);

    is_int(rt_effect_from(day(2026, 11, 27), false), day(2026, 12, 1),
           "from the first of next month");
    is_int(rt_effect_from(day(2026, 12, 1), false), day(2027, 1, 1),
           "on a first too");
    is_int(rt_effect_from(day(2026, 12, 31), true), day(2027, 1, 1),
           "or from tomorrow on");
    is_int(rt_effect_until(&e, day(2026, 12, 1)), day(2027, 3, 1),
           "three months later it ends");
    is_int(rt_effect_until(&e, day(2026, 11, 30)), day(2027, 2, 28),
           "a short month clamps");
    e.months = 0;
    is_int(rt_effect_until(&e, 0), RT_DAY_OPEN, "a discount without an end");
    is_int(rt_effect_rest_until(&e, day(2026, 12, 1)), day(2027, 12, 1),
           "it counts for twelve months");
    e = effect(RT_EFFECT_FREE_MONTHS, 2, 9);
    is_int(rt_effect_until(&e, day(2026, 12, 1)), day(2027, 2, 1),
           "free months are as many as there are");
    e = effect(RT_EFFECT_NONE, 0, 0);
    is_int(rt_effect_rest_until(&e, 500), 500, "nothing holds for no time");
}

/* Of orders only an offer's is over one day. */
static void
test_end_of_order(void)
{
    struct rt_order o = {.effect = effect(RT_EFFECT_PERCENT, 1000, 3),
                         .effective_on = day(2026, 12, 1)};

    for (int kind = 0; rt_order_kind_words[kind] != NULL; kind++) {
        o.kind = (enum rt_order_kind)kind;
        is_int(rt_order_until(&o),
               kind == RT_ORDER_OFFER ? day(2027, 3, 1) : RT_DAY_OPEN,
               rt_order_kind_words[kind]);
    }
}

static const char *const price[] = {"price", "moving"};

static struct rt_offer
offer(int64_t id)
{
    return (struct rt_offer){.id = id,
                             .type = "Скидка",
                             .priority = 100,
                             .automatic = true,
                             .valid_from = RT_DAY_NONE,
                             .valid_to = RT_DAY_OPEN,
                             .effect = effect(RT_EFFECT_PERCENT, 1000, 6)};
}

enum { TODAY = 20784 }; /* 2026-11-27 */

static struct rt_offer_ask
ask(void)
{
    return (struct rt_offer_ask){.today = TODAY,
                                 .reason = "price",
                                 .amounts = {100000, true, 54000},
                                 .plan = "Полный",
                                 .can_be_retained = true,
                                 .again_months = 12,
                                 .rest_months = 3};
}

static void
is_rule(struct rt_offer o, struct rt_offer_ask a, const char *want,
        const char *what)
{
    is_str(rt_offer_rule_name(rt_offer_check(&o, &a)), want, what);
}

static void
test_offer_rules(void)
{
    struct rt_offer o = offer(1);
    struct rt_offer_ask a = ask();

    is_int(TODAY, day(2026, 11, 27), "today");
    is_rule(o, a, "fits", "an offer without conditions");
    o.archived = true;
    is_rule(o, a, "archived", "archived");
    o = offer(1);
    o.automatic = false;
    is_rule(o, a, "by_hand", "only by a manager");
    a.by_hand = true;
    is_rule(o, a, "fits", "... who may");
    a = ask();
    o = offer(1);
    o.valid_from = TODAY + 1;
    is_rule(o, a, "not_yet", "from tomorrow");
    o.valid_from = TODAY;
    is_rule(o, a, "fits", "from today");
    o.valid_to = TODAY + 1;
    is_rule(o, a, "fits", "its last day");
    o.valid_to = TODAY;
    is_rule(o, a, "over", "its last day was yesterday");
    o = offer(1);
    o.threshold = 54001;
    is_rule(o, a, "threshold", "a kopeck below the threshold");
    a.override = true;
    is_rule(o, a, "fits", "... an admin may");
    a.override = false;
    o.threshold = 54000;
    is_rule(o, a, "fits", "at the threshold");
    a.can_be_retained = false;
    is_rule(o, a, "may_not_be_retained", "the client may not be retained");
    a.override = a.by_hand = true;
    is_rule(o, a, "may_not_be_retained", "... by nobody");
}

static void
test_reasons(void)
{
    struct rt_offer o = offer(1);
    struct rt_offer_ask a = ask();

    o.reasons = price;
    o.n_reasons = 2;
    is_rule(o, a, "fits", "its reason is listed");
    a.reason = "quality";
    is_rule(o, a, "reason", "it is not");
    a.reason = NULL;
    is_rule(o, a, "reason", "skipped: unlisted offers only");
    o.n_reasons = 0;
    is_rule(o, a, "fits", "... such as this");
}

static void
test_history(void)
{
    struct rt_offer o = offer(1);
    struct rt_offer_ask a = ask();
    int64_t shown[] = {2, 1};
    struct rt_taken_offer taken = {1, day(2025, 11, 27)};

    a.shown = shown;
    a.n_shown = 1;
    is_rule(o, a, "fits", "another was shown");
    a.n_shown = 2;
    is_rule(o, a, "shown", "this one was");
    a = ask();
    a.taken = &taken;
    a.n_taken = 1;
    is_rule(o, a, "fits", "accepted a year ago");
    taken.day++;
    is_rule(o, a, "again", "a day less");
    taken.offer_id = 9;
    is_rule(o, a, "fits", "another offer then");
    taken.day = day(2026, 8, 27);
    is_rule(o, a, "fits", "another three months ago");
    taken.day++;
    is_rule(o, a, "rest", "a day less");
    a.override = true;
    is_rule(o, a, "fits", "... an admin may");
    a.busy = true;
    is_rule(o, a, "stacked", "nobody can stack offers");
}

static void
test_plans(void)
{
    struct rt_offer o = offer(1);
    struct rt_offer_ask a = ask();

    o.effect = effect(RT_EFFECT_PLAN, 70000, 0);
    is_rule(o, a, "fits", "another plan");
    a.plan = "Лёгкий";
    is_rule(o, a, "same_plan", "the client's own");
    a.plan = NULL;
    is_rule(o, a, "fits", "of a client without one");
    o.effect.has_value = false;
    is_rule(o, a, "no_price", "a plan without its price");
    o.effect = effect(RT_EFFECT_PERCENT, 0, 0);
    o.effect.has_value = false;
    is_rule(o, a, "no_price", "a discount without its size");
    o.effect.kind = RT_EFFECT_NONE;
    is_rule(o, a, "fits", "no effect needs no value");
}

static void
test_order(void)
{
    struct rt_offer o[6];
    struct rt_offer_choice c[6];
    struct rt_offer_ask a = ask();
    int64_t got = 0;

    for (int i = 0; i < 6; i++)
        o[i] = offer(i + 1);
    o[0].archived = true; /* 1: last */
    o[1].cost = 1;        /* 2: after 4, because it brings a kopeck less */
    o[2].priority = 200;  /* 3: after all others that fit */
    o[4].reasons = price; /* 5: before 4 */
    o[4].n_reasons = 2;
    o[4].cost = 999999;
    o[5].priority = 99; /* 6: first */
    o[5].cost = 9999999;
    for (int round = 0; round < 20; round++) {
        got = 0;
        for (int i = 5; i > 0; i--) {
            int k = dice(i + 1);
            struct rt_offer swap = o[i];

            o[i] = o[k];
            o[k] = swap;
        }
        if (rt_offer_rank(o, 6, &a, c) != 5)
            break;
        for (int i = 0; i < 6; i++)
            got = got * 10 + c[i].offer->id;
        if (got != 654231 || rt_offer_pick(o, 6, &a)->id != 6)
            break;
    }
    is_int(got, 654231, "priority, the reason named, net of a year, id");
    ok(rt_offer_pick(o, 0, &a) == NULL, "no offers");
    a.can_be_retained = false;
    ok(rt_offer_pick(o, 6, &a) == NULL, "none that fits");
}

static void
test_expiry(void)
{
    struct rt_zone *z = NULL;
    struct rt_offer o = offer(1);
    int64_t now, end;

    if (rt_zone_open("Europe/Moscow", &z, NULL) != RT_OK)
        abort();
    now = rt_zone_instant(z, TODAY, 12 * 3600);
    end = rt_zone_instant(z, TODAY + 2, 0);
    is_int(rt_offer_expires(&o, now, 72, z), now + 72 * 3600, "72 hours");
    o.valid_to = TODAY + 2;
    is_int(rt_offer_expires(&o, now, 72, z), end,
           "or until the last day of the offer");
    is_int(rt_offer_expires(&o, end - 3600, 1, z), end, "both at once");
    rt_zone_free(z);
}

static void
test_holdout_text(void)
{
    static const struct {
        const char *text;
        int share; /* < 0: refused */
    } rows[] = {
        {NULL, 0},
        {"", 0},
        {"0", 0},
        {"10:2026", 1000},
        {"0:x", 0},
        {"2.5:a", 250},
        {"0.25:a-b_c.1", 25},
        {"100:x", 10000},
        {"100.01:x", -1},
        {"101:x", -1},
        {"10", -1},
        {"10:", -1},
        {"-1:x", -1},
        {"1.234:x", -1},
        {"1.:x", -1},
        {".5:x", -1},
        {"2..5:x", -1},
        {"2.5.:x", -1},
        {"1.0.0:x", -1},
        {"10:a b", -1},
        {"10:соль", -1},
        {"a:x", -1},
        {"1e1:x", -1},
        {"99999999999:x", -1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_holdout h;
        struct rt_err err = {0};
        enum rt_code rc = rt_holdout_read(rows[i].text, &h, &err);

        is_int(rc == RT_OK ? h.share : -1, rows[i].share,
               rows[i].text == NULL ? "unset" : rows[i].text);
        if (rc != RT_OK)
            is_str(err.key, "desk_holdout_form", "... and the error says so");
    }
}

/* The first 8 bytes of sha256("2026:N") modulo 10000, computed with sha256sum
 * and bc. */
static void
test_holdout_hash(void)
{
    static const struct {
        int64_t client;
        int residue;
    } rows[] = {{INT64_C(1), 9058},
                {INT64_C(2), 8759},
                {INT64_C(42), 9851},
                {INT64_C(29888), 0},
                {INT64_C(1000000), 7570},
                {INT64_C(9007199254740993), 7682}};
    struct rt_holdout h = {0, "2026"};
    int n = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        h.share = rows[i].residue;
        ok(!rt_holdout_has(&h, rows[i].client), "at the bound: not held out");
        h.share = rows[i].residue + 1;
        ok(rt_holdout_has(&h, rows[i].client), "above it: held out");
    }
    h.share = 0;
    ok(!rt_holdout_has(&h, 1), "nobody");
    h.share = 10000;
    for (int i = 1; i <= 1000; i++)
        n += rt_holdout_has(&h, i);
    is_int(n, 1000, "everybody");
    h.share = 1000;
    n = 0;
    for (int i = 1; i <= 100000; i++)
        n += rt_holdout_has(&h, i);
    /* 10,000 are expected; six standard deviations of 95 are allowed. */
    ok(n > 9430 && n < 10570, "ten per cent of 100,000: %d", n);
}

int
main(void)
{
    test_effects();
    test_no_value();
    test_net12();
    test_days();
    test_end_of_order();
    test_offer_rules();
    test_reasons();
    test_history();
    test_plans();
    test_order();
    test_expiry();
    test_holdout_text();
    test_holdout_hash();
    return done();
}
