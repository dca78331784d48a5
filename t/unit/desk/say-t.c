/* What is said to clients and staff: every sentence filled, hours with their
 * zone, months by the plural rules, and never what a contract earns. */
#include "world.h"
#include "desk/say.h"

#include <string.h>

static struct rt_arena *a;
static struct rt_zone *moscow, *ural, *almaty, *york, *kaliningrad;
static struct rt_offering offering;
static struct rt_desk_notice notice;

static struct rt_zone *
zone(const char *name)
{
    struct rt_zone *z;

    if (rt_zone_open(name, &z, NULL) != RT_OK)
        abort();
    return z;
}

static struct rt_desk_speech
speech(enum rt_lang lang, enum rt_desk_word word)
{
    int64_t noon = rt_zone_instant(moscow, day(2026, 11, 27), 12 * 3600);

    offering = (struct rt_offering){.n = 1,
                                    .type = "Скидка",
                                    .description = "На полгода.",
                                    .effect = {.kind = RT_EFFECT_PERCENT,
                                               .value = 2000,
                                               .has_value = true,
                                               .months = 6}};
    notice = (struct rt_desk_notice){.word = word,
                                     .what = RT_DO_ACCEPT,
                                     .due_at = noon + 6 * 3600,
                                     .until = noon + 72 * 3600,
                                     .undo_until = noon + 1800,
                                     .callback_at = noon + 3600,
                                     .last_day = day(2026, 11, 27)};
    return (struct rt_desk_speech){.lang = lang,
                                   .word = word,
                                   .n = &notice,
                                   .at = noon,
                                   .now = noon,
                                   .case_id = 512,
                                   .contract = "4821",
                                   .end_info = "",
                                   .support = "8 800",
                                   .text = "x",
                                   .offering = &offering,
                                   .before = {100000, true, 54321},
                                   .from = day(2026, 12, 1),
                                   .currency = "RUB",
                                   .digits = 2,
                                   .zone = moscow,
                                   .report = moscow};
}

static const char *
say(const struct rt_desk_speech *s)
{
    char *text = rt_strdup(a, rt_desk_say(s, a));

    /* Blanks that do not break are plain ones for the test. */
    for (char *p; (p = strstr(text, "\xc2\xa0")) != NULL;)
        memmove(p + 1, p + 2, strlen(p + 2) + 1), *p = ' ';
    return text;
}

static void
test_all(void)
{
    int n_wrong = 0;

    for (int lang = 0; lang < RT_LANG__MAX; lang++) {
        for (int word = 1; word < RT_SAY__MAX; word++) {
            struct rt_desk_speech s =
                speech((enum rt_lang)lang, (enum rt_desk_word)word);
            const char *text = say(&s);

            if (strpbrk(text, "{}") != NULL || strstr(text, "  ") != NULL ||
                text[0] == '\0' || strstr(text, "543") != NULL) {
                printf("# %s\n", text);
                n_wrong++;
            }
        }
    }
    is_int(n_wrong, 0, "each sentence is filled, in both languages");
}

static void
test_hours(void)
{
    int64_t at = rt_zone_instant(moscow, day(2026, 11, 27), 18 * 3600);

    is_str(rt_desk_say_hour(RT_LANG_RU, moscow, at, a), "27.11, 18:00 (мск)",
           "Moscow");
    is_str(rt_desk_say_hour(RT_LANG_EN, moscow, at, a),
           "27 Nov, 18:00 (Moscow time)", "in English");
    is_str(rt_desk_say_hour(RT_LANG_RU, ural, at, a), "27.11, 20:00 (мск+2)",
           "the Urals reckon from Moscow");
    is_str(rt_desk_say_hour(RT_LANG_RU, kaliningrad, at, a),
           "27.11, 17:00 (мск\xe2\x88\x92"
           "1)",
           "as does Kaliningrad");
    is_str(rt_desk_say_hour(RT_LANG_RU, almaty, at, a), "27.11, 20:00 (UTC+5)",
           "others from UTC");
    is_str(rt_desk_say_hour(RT_LANG_EN, york, at, a),
           "27 Nov, 10:00 (UTC\xe2\x88\x92"
           "5)",
           "west of it, too");
}

static void
test_offer(void)
{
    struct rt_desk_speech s = speech(RT_LANG_RU, RT_SAY_OFFER);

    is_str(
        say(&s),
        "Мы хотели бы, чтобы вы остались, и предлагаем: Скидка. На полгода. "
        "С 01.12.2026: 800,00 ₽ в месяц вместо 1 000,00 ₽, 6 месяцев. Потом "
        "снова 1 000,00 ₽. Предложение действует до 30.11, 12:00 (мск). "
        "Расторгнуть договор можно и сейчас.",
        "an offer with its terms");
    offering.effect.months = 1;
    ok(strstr(say(&s), "₽, 1 месяц. Потом") != NULL, "one month");
    offering.effect.months = 3;
    ok(strstr(say(&s), "₽, 3 месяца. Потом") != NULL,
       "three months");
    offering.effect.months = 0;
    ok(strstr(say(&s), "без ограничения срока. Предложение") != NULL,
       "for good");
    s.before.has_fee = false;
    ok(strstr(say(&s), "С 01.12.2026: скидка 20 % без ограничения срока.") !=
           NULL,
       "without a fee no price is shown");
    offering.effect = (struct rt_effect){
        .kind = RT_EFFECT_FREE_MONTHS, .value = 2, .has_value = true};
    ok(strstr(say(&s), "С 01.12.2026 по 31.01.2027 включительно платить не "
                       "нужно. Предложение") != NULL,
       "free months, to the last day");
    offering.effect = (struct rt_effect){.kind = RT_EFFECT_NONE};
    offering.description = "";
    ok(strstr(say(&s), "Скидка. Предложение действует") != NULL,
       "an effect that somebody does by hand has no terms");
}

static void
test_manager(void)
{
    struct rt_desk_speech s = speech(RT_LANG_RU, RT_SAY_TO_MANAGER);

    ok(strncmp(say(&s), "Менеджер свяжется с вами до 27.11, 18:00 (мск).",
               strlen("Менеджер свяжется с вами до 27.11, 18:00 (мск).")) == 0,
       "a capital begins a sentence");
    s.manager = "Анна";
    ok(strncmp(say(&s), "Анна свяжется", strlen("Анна свяжется")) == 0,
       "the name where there is one");
    s = speech(RT_LANG_RU, RT_SAY_CALLBACK);
    s.zone = ural;
    is_str(say(&s),
           "Договорились: менеджер позвонит вам 27.11.2026 в 15:00 (по вашему "
           "времени).",
           "within a sentence no capital; the client's own hour");
    s = speech(RT_LANG_EN, RT_SAY_ORDER_FAILED);
    ok(strstr(say(&s), "sorry. Our manager will") != NULL,
       "a capital behind a full stop");
}

static void
test_ends(void)
{
    struct rt_desk_speech s = speech(RT_LANG_EN, RT_SAY_ORDER_DONE);

    notice.day = day(2026, 12, 1);
    ok(strstr(say(&s), "is in force from 1 Dec 2026.") != NULL, "an offer");
    s.of_termination = true;
    is_str(say(&s),
           "Contract 4821 is already ending; it stays in force up to and "
           "including 27 Nov 2026.",
           "an end that is still to come");
    s.now += 86400;
    is_str(say(&s), "Contract 4821 has ended; its last day was 27 Nov 2026.",
           "and one that has come");
    s = speech(RT_LANG_EN, RT_SAY_STAFF_OVERDUE);
    s.now += 6 * 3600 + 50 * 60;
    is_str(say(&s), "Request No. 512 is overdue by 50 minutes.", "minutes");
    s.now += 3600;
    is_str(say(&s), "Request No. 512 is overdue by 1 hour.", "hours");
    s = speech(RT_LANG_RU, RT_SAY_STAFF_ANSWERED);
    is_str(say(&s), "Клиент ответил по заявке № 512: принял предложение.",
           "what a client did");
}

/* The history of a case and the audit log have words for all that can happen. */
static void
test_happened(void)
{
    for (int e = 0; e < RT_DO__MAX; e++) {
        const char *key = rt_fmt(a, "happened_%s",
                                 rt_desk_event_name((enum rt_desk_event)e));

        ok(rt_text_find(RT_LANG_RU, key) != NULL &&
               rt_text_find(RT_LANG_EN, key) != NULL,
           "%s", key);
    }
}

int
main(void)
{
    a = rt_arena_new();
    moscow = zone("Europe/Moscow");
    ural = zone("Asia/Yekaterinburg");
    almaty = zone("Asia/Almaty");
    york = zone("America/New_York");
    kaliningrad = zone("Europe/Kaliningrad");
    test_all();
    test_hours();
    test_offer();
    test_manager();
    test_ends();
    test_happened();
    rt_zone_free(moscow);
    rt_zone_free(ural);
    rt_zone_free(almaty);
    rt_zone_free(york);
    rt_zone_free(kaliningrad);
    rt_arena_free(a);
    return done();
}
