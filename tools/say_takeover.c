/* Say in words what was taken over from the Python system. */
#include "cli.h"

#include "job/takeover.h"

#include <stdio.h>

static const char *
count(struct rt_cli *cli, int64_t n)
{
    return rt_text_count(cli->lang, cli->arena, n);
}

static void
say_counts(struct rt_cli *cli, const struct rt_takeover_report *r)
{
    printf("%s\n", rt_text(cli->lang, "takeover_done"));
    for (int i = 0; i < RT_PY__N; i++) {
        const struct rt_takeover_count *c = &r->found.count[i];

        if (r->py.t[i].name == NULL)
            printf("  %s\n",
                   rt_text_fill(cli->lang, cli->arena, "takeover_absent",
                                "table", c->table, NULL));
        else
            printf("  %s\n", rt_text_fill(cli->lang, cli->arena,
                                          "takeover_count", "table", c->table,
                                          "before", count(cli, c->before),
                                          "after", count(cli, c->after), NULL));
    }
    printf("  %s\n", rt_text_fill(cli->lang, cli->arena, "takeover_clients",
                                  "n", count(cli, r->found.n_clients), NULL));
}

static void
say_extra(struct rt_cli *cli, const struct rt_takeover_report *r)
{
    for (int i = 0; i < RT_PY__N; i++)
        for (size_t k = 0; k < r->py.t[i].n_extra; k++)
            printf("%s\n", rt_text_fill(cli->lang, cli->arena, "takeover_extra",
                                        "table", rt_py_name((enum rt_py)i),
                                        "column", r->py.t[i].extra[k], NULL));
}

static void
say_odd(struct rt_cli *cli, const struct rt_takeover_odd *odd)
{
    printf("%s\n", rt_text_fill(cli->lang, cli->arena, odd->key, "n",
                                count(cli, odd->n), NULL));
    for (size_t i = 0; i < odd->n_items; i++)
        printf("  %s\n", odd->item[i]);
    if (odd->n > (int64_t)odd->n_items)
        printf("  %s\n",
               rt_text_fill(cli->lang, cli->arena, "takeover_more", "n",
                            count(cli, odd->n - (int64_t)odd->n_items), NULL));
}

void
rt_say_takeover(struct rt_cli *cli, const struct rt_takeover_report *report)
{
    say_counts(cli, report);
    for (size_t i = 0; i < report->found.n_odd; i++)
        say_odd(cli, &report->found.odd[i]);
    say_extra(cli, report);
    printf("%s\n", rt_text(cli->lang, "takeover_kept"));
}
