/* What both passes over a file do. */
#include "import/file_pass.h"

/* Convert the record that has been read. */
static enum rt_code
convert_record(struct rt_pass *p)
{
    struct rt_import_run *run = p->run;
    size_t field = 0;

    if (rt_import_map_row(&run->map, &p->record, &run->how, p->a, &p->row,
                          &p->fault) != RT_OK)
        return RT_EINVAL;
    if (run->kind->check == NULL ||
        run->kind->check(run, &p->row, &field, &p->fault.err) == RT_OK)
        return RT_OK;
    p->fault.column = rt_import_map_column(&run->map, field);
    return RT_EINVAL;
}

enum rt_code
rt_pass_next(struct rt_pass *p, bool wanted)
{
    enum rt_code rc;

    p->fault.err.code = RT_OK;
    p->fault.column = NULL;
    p->row = (struct rt_import_row){0};
    rc = rt_import_next(p->run, &p->record, &p->fault.err);
    if (rc == RT_ELIMIT)
        rc = RT_EINVAL;
    if (rc == RT_OK || rc == RT_EINVAL)
        p->n++;
    if (rc == RT_OK && wanted)
        rc = convert_record(p);
    return rc;
}

const char *
rt_pass_record_text(const struct rt_pass *p)
{
    struct rt_buf b;
    const char *text;

    if (!rt_import_report_keeps_records(p->run->report) || p->record.n == 0)
        return "";
    rt_buf_init(&b, 0);
    rt_rejects_record(&b, &p->record);
    text = rt_strdup(p->a, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return text;
}

enum rt_code
rt_pass_copy_err(const struct rt_err *from, enum rt_code rc, struct rt_err *err)
{
    if (err != NULL && err->code == RT_OK)
        *err = *from;
    return rc;
}
