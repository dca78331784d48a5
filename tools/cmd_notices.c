/* retention notices: what clients must be told by other means, out to a
 * gateway for SMS or mail, and what became of it. */
#include "desk_call.h"
#include "desk_file.h"

#include "desk/tell.h"
#include "repo/client_links.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct rt_opt options[] = {RT_DESK_OPTIONS, {0}};

static const char *const columns[] = {"notice_id", "phone", "email", "text",
                                      "link"};
enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

/* A link of its own for each notice: what is read by others leads nowhere
 * else. */
static enum rt_code
make_link(struct rt_desk_call *c, const struct rt_notice *n, const char **link,
          struct rt_err *err)
{
    char token[RT_CLIENT_TOKEN];
    enum rt_code rc;

    *link = "";
    if (n->contract_id == 0)
        return RT_OK;
    rc = rt_client_link_make(c->db, n->contract_id, 0, c->now, token, err);
    if (rc == RT_OK)
        *link = rt_fmt(c->cli->arena, "%s/my/%s",
                       rt_conf_get(c->cli->conf, "DASHBOARD_URL"), token);
    return rc;
}

static enum rt_code
write_notice(struct rt_desk_call *c, const struct rt_notice *n,
             struct rt_buf *to, struct rt_err *err)
{
    const char *fields[N_COLUMNS] = {rt_fmt(c->cli->arena, "%" PRId64, n->id),
                                     n->phone, n->email};
    enum rt_code rc = rt_desk_tell(c->db, &c->setup, n, c->setup.lang, c->now,
                                   c->cli->arena, &fields[3], err);

    if (rc == RT_OK)
        rc = make_link(c, n, &fields[4], err);
    if (rc == RT_OK)
        rt_desk_file_line(to, fields, N_COLUMNS);
    return rc;
}

static enum rt_code
export_verb(struct rt_desk_call *c, struct rt_err *err)
{
    struct rt_arena *a = c->cli->arena;
    struct rt_notice *list;
    struct rt_buf text;
    size_t n;
    enum rt_code rc =
        rt_notices_list(c->db, RT_NOTICES_TO_EXPORT, 0, a, &list, &n, err);

    rt_buf_init(&text, 0);
    rt_desk_file_line(&text, columns, N_COLUMNS);
    for (size_t i = 0; i < n && rc == RT_OK; i++)
        rc = write_notice(c, &list[i], &text, err);
    if (rc == RT_OK)
        rc = rt_desk_file_write(rt_desk_arg(c, 0), &text, err);
    rt_buf_fini(&text);
    if (rc == RT_OK)
        puts(rt_text_fill(c->cli->lang, a, "cli_notices_exported", "n",
                          rt_fmt(a, "%zu", n), "file", rt_desk_arg(c, 0),
                          NULL));
    return rc;
}

struct importing {
    struct rt_desk_call *call;
    int64_t done, bad;
};

enum { R_NOTICE, R_RESULT };
static const char *const result_columns[] = {"notice_id", "result", NULL};

static enum rt_code
take_result(void *arg, const struct rt_desk_file_row *row, struct rt_err *err)
{
    struct importing *x = arg;
    const char *result = row->value[R_RESULT];
    bool known = strcmp(result, "sent") == 0 || strcmp(result, "failed") == 0;
    bool done = false;
    int64_t id;
    enum rt_code rc = RT_OK;

    if (known && rt_desk_read_id(row->value[R_NOTICE], &id, NULL) == RT_OK)
        rc = rt_notice_close(x->call->db, id, result, x->call->now, 0, &done,
                             err);
    if (rc == RT_OK && !done) {
        x->bad++;
        printf("%" PRIu64 ": %s %s\n", row->line, row->value[R_NOTICE], result);
    }
    x->done += done;
    return rc;
}

static enum rt_code
import_verb(struct rt_desk_call *c, struct rt_err *err)
{
    struct rt_arena *a = c->cli->arena;
    struct importing x = {.call = c};
    enum rt_code rc = rt_desk_file_read(rt_desk_arg(c, 0), result_columns,
                                        take_result, &x, err);

    puts(rt_text_fill(c->cli->lang, a, "cli_notices_imported", "n",
                      rt_fmt(a, "%" PRId64, x.done), "bad",
                      rt_fmt(a, "%" PRId64, x.bad), NULL));
    return rc;
}

int
rt_cmd_notices(struct rt_cli *cli, int argc, char **argv)
{
    static const struct rt_desk_verb_row verbs[] = {
        {"export", 1, 1, export_verb}, {"import", 1, 1, import_verb}, {0}};

    return rt_desk_call(cli, argc, argv, options, verbs);
}
