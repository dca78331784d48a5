#include "cli.h"

#include <stdio.h>
#include <string.h>

static bool
opt_matches(const struct rt_opt *opt, const char *name, size_t len)
{
    size_t n = strlen(opt->name);

    if (opt->name[n - 1] == '.')
        return len > n && memcmp(opt->name, name, n) == 0;
    return n == len && memcmp(opt->name, name, len) == 0;
}

static const struct rt_opt *
find_opt(const struct rt_opt *opts, const char *name, size_t len)
{
    for (; opts->name != NULL; opts++)
        if (opt_matches(opts, name, len))
            return opts;
    return NULL;
}

/* Read the option at argv[*i], which starts with "--". */
static enum rt_code
read_option(struct rt_cli *cli, int argc, char **argv, int *i,
            const struct rt_opt *opts, struct rt_args *out, struct rt_err *err)
{
    const char *arg = argv[*i] + 2;
    size_t len = strcspn(arg, "=");
    const struct rt_opt *opt = find_opt(opts, arg, len);
    const char *value = arg[len] == '=' ? arg + len + 1 : NULL;
    const char *name = rt_strndup(cli->arena, arg, len);

    if (opt == NULL)
        return rt_fail_key(err, RT_EINVAL, "cli_unknown_option", "option", name,
                           NULL);
    if (!opt->repeats && rt_args_has(out, name))
        return rt_fail_key(err, RT_EINVAL, "cli_option_repeated", "option",
                           name, NULL);
    if (!opt->takes_value && value != NULL)
        return rt_fail_key(err, RT_EINVAL, "cli_flag_with_value", "option",
                           name, NULL);
    if (opt->takes_value && value == NULL && ++*i < argc)
        value = argv[*i];
    if (opt->takes_value && value == NULL)
        return rt_fail_key(err, RT_EINVAL, "cli_option_needs_value", "option",
                           name, NULL);
    rt_pairs_add(&out->options, cli->arena, name, value != NULL ? value : "1");
    return RT_OK;
}

enum rt_code
rt_args_read(struct rt_cli *cli, int argc, char **argv,
             const struct rt_opt *opts, struct rt_args *out, struct rt_err *err)
{
    bool plain = false;

    *out = (struct rt_args){
        .rest = rt_alloc_n(cli->arena, (size_t)argc + 1, sizeof *out->rest)};
    for (int i = 1; i < argc; i++) {
        enum rt_code rc = RT_OK;

        if (!plain && strcmp(argv[i], "--") == 0)
            plain = true;
        else if (!plain && strncmp(argv[i], "--", 2) == 0)
            rc = read_option(cli, argc, argv, &i, opts, out, err);
        else
            out->rest[out->n_rest++] = argv[i];
        if (rc != RT_OK)
            return rc;
    }
    return RT_OK;
}

bool
rt_args_has(const struct rt_args *args, const char *name)
{
    return rt_pairs_get(&args->options, name) != NULL;
}

int
rt_cli_fail(struct rt_cli *cli, const struct rt_err *err)
{
    fprintf(stderr, "retention: %s\n",
            rt_text_err(cli->lang, cli->arena, err, true));
    return RT_EXIT_FAILED;
}

int
rt_cli_usage(struct rt_cli *cli, const struct rt_err *err)
{
    rt_cli_fail(cli, err);
    fprintf(stderr, "%s\n",
            rt_text_fill(cli->lang, cli->arena, "cli_see_help", "command",
                         cli->command, NULL));
    return RT_EXIT_USAGE;
}
