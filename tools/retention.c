/* retention: the operator's tool.  One row for each command. */
#include "cli.h"

#include "base/process.h"
#include "import/import.h"

#include <stdio.h>
#include <string.h>

struct command {
    const char *name;
    rt_cmd *run;
    const char *help; /* catalogue key: what it does and its options */
    char *(*more)(enum rt_lang lang, struct rt_arena *a); /* of the help */
};

static const struct command commands[] = {
    {"migrate", rt_cmd_migrate, "help_migrate", NULL},
    {"import", rt_cmd_import, "help_import", rt_import_help},
    {"demo", rt_cmd_demo, "help_demo", NULL},
    {"refresh", rt_cmd_refresh, "help_refresh", NULL},
    {"block", rt_cmd_block, "help_block", rt_block_help},
    {"check", rt_cmd_check, "help_check", NULL},
    {"deliver", rt_cmd_deliver, "help_deliver", NULL},
    {"desk", rt_cmd_desk, "help_desk", NULL},
    {"orders", rt_cmd_orders, "help_orders", NULL},
    {"notices", rt_cmd_notices, "help_notices", NULL},
    {"client", rt_cmd_client, "help_client", NULL},
    {"audit", rt_cmd_audit, "help_audit", NULL},
    {"forget", rt_cmd_forget, "help_forget", NULL},
    {"tidy", rt_cmd_tidy, "help_tidy", NULL},
    {"user", rt_cmd_user, "help_user", NULL},
    {"login-link", rt_cmd_login_link, "help_login_link", NULL},
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

/* All commands, one line each: the first of their help. */
static int
print_help(enum rt_lang lang, FILE *to, int status)
{
    fprintf(to, "%s\n", rt_text(lang, "help_head"));
    for (size_t i = 0; i < N_COMMANDS; i++) {
        const char *text = rt_text(lang, commands[i].help);

        fprintf(to, "  %.*s\n", (int)strcspn(text, "\n"), text);
    }
    fprintf(to, "\n%s\n", rt_text(lang, "help_tail"));
    return status;
}

static const struct command *
find_command(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int
unknown_command(enum rt_lang lang, const char *name)
{
    struct rt_arena *a = rt_arena_new();

    fprintf(
        stderr, "retention: %s\n",
        rt_text_fill(lang, a, "cli_unknown_command", "command", name, NULL));
    rt_arena_free(a);
    return RT_EXIT_USAGE;
}

static int
print_command_help(const struct command *c, enum rt_lang lang)
{
    struct rt_arena *a = rt_arena_new();

    puts(rt_text(lang, c->help));
    if (c->more != NULL)
        puts(c->more(lang, a));
    rt_arena_free(a);
    return fflush(stdout) == 0 ? RT_EXIT_OK : RT_EXIT_FAILED;
}

static bool
wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0)
            return true;
    return false;
}

static int
run(const struct command *c, enum rt_lang lang, int argc, char **argv)
{
    struct rt_err err = {0};
    struct rt_cli cli = {
        .command = c->name, .lang = lang, .arena = rt_arena_new()};
    int status;

    if (rt_conf_load(NULL, &cli.conf, stderr, &err) != RT_OK)
        status = rt_cli_fail(&cli, &err);
    else
        status = c->run(&cli, argc, argv);
    rt_conf_free(cli.conf);
    rt_arena_free(cli.arena);
    if (fflush(stdout) != 0 && status == RT_EXIT_OK) {
        perror("retention: stdout");
        status = RT_EXIT_FAILED;
    }
    return status;
}

int
main(int argc, char **argv)
{
    enum rt_lang lang = rt_lang_of_env();
    const struct command *c;

    rt_process_hide();
    if (argc < 2)
        return print_help(lang, stderr, RT_EXIT_USAGE);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return print_help(lang, stdout, RT_EXIT_OK);
    if (strcmp(argv[1], "--version") == 0)
        return puts("customer-retention " RT_VERSION) < 0;
    c = find_command(argv[1]);
    if (c == NULL)
        return unknown_command(lang, argv[1]);
    if (wants_help(argc - 1, argv + 1))
        return print_command_help(c, lang);
    return run(c, lang, argc - 1, argv + 1);
}
