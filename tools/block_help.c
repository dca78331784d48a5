/* The part of `retention block --help` that comes from the blocks' tables of
 * options. */
#include "cli.h"

#include "block/block.h"
#include "block/option_values.h"

#include <stdio.h>
#include <string.h>

/* "--first-seen keep/drop", "--horizon 1–1200", "--voluntary VALUE". */
static const char *
usage_of(const struct rt_field *o, enum rt_lang lang, struct rt_arena *a)
{
    char *name = rt_strdup(a, o->name);
    const char *values = "";

    for (char *c = name; *c != '\0'; c++)
        if (*c == '_')
            *c = '-';
    if (o->kind == RT_INPUT_WORD)
        for (size_t i = 0; o->words[i] != NULL; i++)
            values = rt_fmt(a, "%s%s%s", values, i > 0 ? "/" : "", o->words[i]);
    else
        values = rt_field_allowed(o, a);
    return rt_fmt(a, "--%s %s", name,
                  values != NULL ? values : rt_text(lang, "help_option_value"));
}

/* "Events; may be repeated; otherwise: keep". */
static const char *
meaning_of(const struct rt_field *o, enum rt_lang lang, struct rt_arena *a)
{
    const char *text = rt_text(lang, o->label);
    const char *otherwise =
        o->depends != NULL ? rt_text(lang, o->depends) : o->otherwise;

    if (o->repeats)
        text = rt_fmt(a, "%s; %s", text, rt_text(lang, "help_option_repeats"));
    return rt_text_fill(lang, a, "help_option_otherwise", "text", text,
                        "otherwise", otherwise, NULL);
}

char *
rt_block_help(enum rt_lang lang, struct rt_arena *a)
{
    const struct rt_block *b;
    char *all = rt_strdup(a, "");

    for (size_t i = 0; (b = rt_block_at(i)) != NULL; i++) {
        if (b->options != NULL)
            all = rt_fmt(a, "%s\n  %s\n", all, b->id);
        for (const struct rt_field *o = b->options;
             o != NULL && o->name != NULL; o++)
            all = rt_fmt(a, "%s    %s\n        %s\n", all, usage_of(o, lang, a),
                         meaning_of(o, lang, a));
    }
    return all;
}
