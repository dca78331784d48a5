/* What every command of `retention` gets, and how it prints messages. */
#ifndef RT_TOOLS_CLI_H
#define RT_TOOLS_CLI_H

#include "base/arena.h"
#include "base/pairs.h"
#include "conf/conf.h"
#include "text/text.h"

/* Exit status of a command. */
enum { RT_EXIT_OK = 0, RT_EXIT_FAILED = 1, RT_EXIT_USAGE = 2 };

struct rt_cli {
    const char *command; /* "import" */
    enum rt_lang lang;   /* language of the messages */
    struct rt_conf *conf;
    struct rt_arena *arena; /* lives as long as the command */
};

/* One option of a command. */
struct rt_opt {
    const char *name; /* name without the dashes */
    bool takes_value;
    bool repeats;
};

/* The arguments, split into options and plain ones; both are borrowed from
 * argv. */
struct rt_args {
    struct rt_pairs options; /* a flag has the value "1" */
    const char **rest;
    size_t n_rest;
};

/*
 * Read `--name value`, `--name=value`, flags and plain arguments; "--" ends
 * the options.  `opts` ends with a NULL name; a name ending in "." stands for
 * all options that begin with it ("attr.").  RT_EINVAL: "cli_unknown_option",
 * "cli_option_needs_value", "cli_option_repeated", "cli_flag_with_value".
 */
enum rt_code rt_args_read(struct rt_cli *cli, int argc, char **argv,
                          const struct rt_opt *opts, struct rt_args *out,
                          struct rt_err *err) RT_CHECK;

/* True when the flag or option was given. */
bool rt_args_has(const struct rt_args *args, const char *name);

/* Print the error as one line on stderr; RT_EXIT_FAILED. */
int rt_cli_fail(struct rt_cli *cli, const struct rt_err *err);
/* The same, and how to get help; RT_EXIT_USAGE. */
int rt_cli_usage(struct rt_cli *cli, const struct rt_err *err);

/* Tell the operator what was taken over from the Python system: everything, or
 * a few rows of each kind (job/takeover.h). */
struct rt_takeover_report;
void rt_say_takeover(struct rt_cli *cli,
                     const struct rt_takeover_report *report);

/* The options of all blocks with the values they take, for --help; from `a`. */
char *rt_block_help(enum rt_lang lang, struct rt_arena *a);

/* The commands; argv[0] is the name.  Each has its own file. */
typedef int rt_cmd(struct rt_cli *cli, int argc, char **argv);

rt_cmd rt_cmd_audit;
rt_cmd rt_cmd_block;
rt_cmd rt_cmd_check;
rt_cmd rt_cmd_client;
rt_cmd rt_cmd_deliver;
rt_cmd rt_cmd_demo;
rt_cmd rt_cmd_desk;
rt_cmd rt_cmd_forget;
rt_cmd rt_cmd_tidy;
rt_cmd rt_cmd_user;
rt_cmd rt_cmd_login_link;
rt_cmd rt_cmd_migrate;
rt_cmd rt_cmd_notices;
rt_cmd rt_cmd_orders;
rt_cmd rt_cmd_import;
rt_cmd rt_cmd_refresh;

#endif
