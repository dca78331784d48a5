/* retention check: what is wrong, in words. */
#include "cli.h"

#include "app/health.h"
#include "repo/connect.h"

#include <stdio.h>

static void
print_fact(const struct rt_fact *f)
{
    printf("%s: %s\n", f->name, f->text);
    for (size_t i = 0; i < f->n_more; i++)
        printf("    %s\n", f->more[i]);
}

int
rt_cmd_check(struct rt_cli *cli, int argc, char **argv)
{
    static const struct rt_opt opts[] = {{NULL, false, false}};
    struct rt_err usage = {0}, away = {0};
    struct rt_health h = {.conf = cli->conf,
                          .lang = cli->lang,
                          .arena = cli->arena,
                          .away = &away};
    struct rt_args args;
    struct rt_fact *list;
    size_t n;
    int status = RT_EXIT_OK;

    if (rt_args_read(cli, argc, argv, opts, &args, &usage) != RT_OK)
        return rt_cli_usage(cli, &usage);
    if (rt_connect(cli->conf, &h.db, &away) != RT_OK)
        h.db = NULL;
    rt_health_look(&h, &list, &n);
    rt_db_close(h.db);
    for (size_t i = 0; i < n; i++) {
        print_fact(&list[i]);
        if (list[i].wrong)
            status = RT_EXIT_FAILED;
    }
    return status;
}
