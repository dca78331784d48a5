/* `render DIR NAME` prints a template of a folder, filled with the JSON on
 * standard input.  For t/e2e/slots.t. */
#include "tmpl/tmpl.h"

#include <stdio.h>

static int
fail(const char *what)
{
    fprintf(stderr, "render: %s\n", what);
    return 1;
}

int
main(int argc, char **argv)
{
    struct rt_tmpl_set *set = NULL;
    struct rt_err err = {0};
    struct rt_buf out;
    json_error_t bad;
    json_t *data;
    int status = 0;

    if (argc != 3)
        return fail("usage: render DIR NAME");
    data = json_loadf(stdin, 0, &bad);
    if (data == NULL)
        return fail(bad.text);
    rt_buf_init(&out, 0);
    if (rt_tmpl_load(argv[1], &set, &err) != RT_OK ||
        rt_tmpl_render(set, argv[2], data, &out, &err) != RT_OK)
        status = fail(err.text);
    fwrite(out.data, 1, out.len, stdout);
    rt_buf_fini(&out);
    rt_tmpl_free(set);
    json_decref(data);
    return status;
}
