/* What the commands of the retention desk share: the desk as it is set up,
 * and options that say who asks for what. */
#ifndef RT_TOOLS_DESK_CALL_H
#define RT_TOOLS_DESK_CALL_H

#include "cli.h"

#include "desk/apply.h"

struct rt_desk_call {
    struct rt_cli *cli;
    struct rt_db *db;
    struct rt_args args;
    struct rt_desk_setup setup;
    int64_t now;  /* or what --now says */
    char run[17]; /* tells this run's wishes from those of others */
};

/* The options that all of them take: --now. */
#define RT_DESK_OPTIONS \
    { \
        .name = "now", .takes_value = true \
    }

typedef enum rt_code rt_desk_verb(struct rt_desk_call *c, struct rt_err *err);

/* A word behind the command, with how many arguments follow it. */
struct rt_desk_verb_row {
    const char *word;
    size_t least, most;
    rt_desk_verb *run;
};

/* Read options, settings and the database, and run the row that the first
 * argument names.  `verbs` ends with a NULL word.  Returns the exit status. */
int rt_desk_call(struct rt_cli *cli, int argc, char **argv,
                 const struct rt_opt *options,
                 const struct rt_desk_verb_row *verbs);

/* The i-th argument behind the verb. */
const char *rt_desk_arg(const struct rt_desk_call *c, size_t i);
/* An option; NULL: not given. */
const char *rt_desk_opt(const struct rt_desk_call *c, const char *name);

/* An option as a number of at least 0, and as a day of the report zone, where
 * it is given.  RT_EINVAL names the option. */
enum rt_code rt_desk_opt_number(const struct rt_desk_call *c, const char *name,
                                int64_t *out, struct rt_err *err) RT_CHECK;
enum rt_code rt_desk_opt_day(const struct rt_desk_call *c, const char *name,
                             int32_t *out, struct rt_err *err) RT_CHECK;
enum rt_code rt_desk_opt_time(const struct rt_desk_call *c, const char *name,
                              int64_t *out, struct rt_err *err) RT_CHECK;

/* A number among the arguments. */
enum rt_code rt_desk_read_id(const char *text, int64_t *out,
                             struct rt_err *err) RT_CHECK;

/* The contract of a number, RT_NONE with a message if there is none. */
enum rt_code rt_desk_find_contract(struct rt_desk_call *c, const char *number,
                                   int64_t *id, struct rt_err *err) RT_CHECK;

rt_desk_verb rt_desk_event_verb;
rt_desk_verb rt_desk_show_verb;
rt_desk_verb rt_desk_offers_verb;
rt_desk_verb rt_desk_open_verb;
rt_desk_verb rt_desk_sweep_verb;

#endif
