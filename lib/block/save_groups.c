#include "block/save_groups.h"

#include <string.h>

const char *const rt_save_group_words[RT_SAVE_BY__MAX + 1] = {
    "reason", "offer", "source", "arm", NULL};

static struct rt_name
name_of(const char *code, enum rt_lang lang, const char *word)
{
    return (struct rt_name){code, rt_text(lang, word)};
}

static const uint32_t *
widen(const uint8_t *codes, size_t n, struct rt_arena *a)
{
    uint32_t *out = rt_alloc_n(a, n, sizeof *out);

    for (size_t i = 0; i < n; i++)
        out[i] = codes[i];
    return out;
}

static struct rt_save_groups
by_offer(const struct rt_selected_cases *set, struct rt_arena *a)
{
    size_t n = set->in.n_groups;
    struct rt_name *names = rt_alloc_n(a, n, sizeof *names);

    for (size_t g = 0; g < n; g++)
        names[g] = (struct rt_name){set->group_name[g], set->group_name[g]};
    return (struct rt_save_groups){n, set->in.group, names, n};
}

static struct rt_name
reason_name(const struct rt_cases *cases, const char *code, enum rt_lang lang)
{
    const uint32_t *words =
        lang == RT_LANG_RU ? cases->reason_ru : cases->reason_en;

    for (size_t k = 0; k < cases->n_reasons; k++)
        if (strcmp(rt_dict_str(&cases->words, cases->reason_code[k]), code) ==
            0)
            return (struct rt_name){code, rt_dict_str(&cases->words, words[k])};
    return (struct rt_name){code, code};
}

static struct rt_save_groups
by_reason(const struct rt_cases *cases, enum rt_lang lang, struct rt_arena *a)
{
    size_t n = cases->reasons.n != 0 ? cases->reasons.n : 1;
    struct rt_name *names = rt_alloc_n(a, n, sizeof *names);

    names[0] = name_of(RT_NO_OFFER_TYPE, lang, "word_without_value");
    for (uint32_t code = 1; code < n; code++)
        names[code] =
            reason_name(cases, rt_dict_str(&cases->reasons, code), lang);
    return (struct rt_save_groups){n, cases->reason, names, n};
}

static struct rt_save_groups
by_source(const struct rt_cases *cases, enum rt_lang lang, struct rt_arena *a)
{
    static const char *const words[RT_WAY__MAX][2] = {
        [RT_WAY_UNKNOWN] = {RT_NO_OFFER_TYPE, "word_without_value"},
        [RT_WAY_BOT] = {"bot", "case_source_bot"},
        [RT_WAY_PHONE] = {"phone", "case_source_phone"},
        [RT_WAY_OFFICE] = {"office", "case_source_office"},
        [RT_WAY_LETTER] = {"letter", "case_source_letter"},
        [RT_WAY_LIST] = {"list", "case_source_list"},
        [RT_WAY_LINK] = {"link", "case_source_link"},
    };
    struct rt_name *names = rt_alloc_n(a, RT_WAY__MAX, sizeof *names);

    for (size_t g = 0; g < RT_WAY__MAX; g++)
        names[g] = name_of(words[g][0], lang, words[g][1]);
    return (struct rt_save_groups){RT_WAY__MAX, widen(cases->way, cases->n, a),
                                   names, RT_WAY_LIST};
}

static struct rt_save_groups
by_arm(const struct rt_cases *cases, enum rt_lang lang, struct rt_arena *a)
{
    struct rt_name *names = rt_alloc_n(a, RT_ARM__MAX, sizeof *names);

    names[RT_NO_ARM] = name_of("none", lang, "arm_none");
    names[RT_OFFER_ARM] = name_of("offer", lang, "arm_offer");
    names[RT_HOLDOUT_ARM] = name_of("holdout", lang, "arm_holdout");
    return (struct rt_save_groups){RT_ARM__MAX, widen(cases->arm, cases->n, a),
                                   names, RT_ARM__MAX};
}

struct rt_save_groups
rt_save_groups_make(enum rt_save_by by, const struct rt_selected_cases *set,
                    const struct rt_cases *cases, enum rt_lang lang,
                    struct rt_arena *a)
{
    switch (by) {
    case RT_SAVE_BY_OFFER:
        return by_offer(set, a);
    case RT_SAVE_BY_SOURCE:
        return by_source(cases, lang, a);
    case RT_SAVE_BY_ARM:
        return by_arm(cases, lang, a);
    case RT_SAVE_BY_REASON:
    case RT_SAVE_BY__MAX:
        break;
    }
    return by_reason(cases, lang, a);
}
