/* A program like a webhook, for t/e2e/hook.t: a secret in a header, a body of
 * JSON, and work that is done after the answer was sent. */
#include "http/exchange.h"
#include "page/serve.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HOOK_MOST = 1024 * 1024 };

/* Append a line to the file HOOK_LOG. */
static void
note(const char *what, const char *value)
{
    FILE *f = fopen(getenv("HOOK_LOG"), "a");

    if (f == NULL)
        abort();
    fprintf(f, "%s %s\n", what, value);
    fclose(f);
}

/* Wait until somebody writes into the fifo HOOK_GATE. */
static void
work(void *arg)
{
    int fd = open(getenv("HOOK_GATE"), O_RDONLY | O_CLOEXEC);
    char go;

    if (fd < 0 || read(fd, &go, 1) != 1)
        abort();
    close(fd);
    note("worked", arg);
}

/* The body is {"id": "...", "later": true}: log the id, work on it later. */
static enum rt_code
take_update(struct rt_exchange *x, struct rt_err *err)
{
    json_t *root;
    enum rt_code rc = rt_exchange_json(x, &root, err);
    const char *id;

    if (rc != RT_OK)
        return rc;
    id = rt_strdup(x->arena, json_string_value(json_object_get(root, "id")));
    note("took", id);
    if (json_is_true(json_object_get(root, "later")))
        x->after = (struct rt_after){.run = work, .arg = (void *)id};
    if (json_is_true(json_object_get(root, "fail")))
        rc = rt_fail(err, RT_EIO, "asked to fail");
    json_decref(root);
    return rc;
}

static enum rt_code
take_form(struct rt_exchange *x, struct rt_err *err)
{
    (void)err;
    note("form", rt_form_text(&x->form, "id"));
    return RT_OK;
}

static enum rt_code
say_pid(struct rt_exchange *x, struct rt_err *err)
{
    (void)err;
    rt_response_type(x->re, "text/plain");
    rt_buf_fmt(&x->re->body, "%d\n", (int)getpid());
    return RT_OK;
}

static const struct rt_field form_inputs[] = {{.name = "id"}, {.name = NULL}};

static const struct rt_route list[] = {
    {RT_POST, "/hook", RT_ROLE_ANYONE, RT_CSRF_SECRET, take_update,
     .body_type = "application/json", .body_most = HOOK_MOST,
     .secret_header = "X-Telegram-Bot-Api-Secret-Token"},
    {RT_POST, "/form", RT_ROLE_ANYONE, RT_CSRF_ORIGIN, take_form,
     .inputs = form_inputs},
    {RT_GET, "/pid", RT_ROLE_ANYONE, RT_CSRF_SAFE, say_pid, .quiet = true},
};

int
main(int argc, char **argv)
{
    return rt_page_main(argc, argv,
                        &(struct rt_routes){list, sizeof list / sizeof list[0]},
                        false);
}
