/* Remarks on odd rows, and refusals because of rows in the database. */
#include "import/run.h"

#include "base/moment.h"
#include "base/money.h"

/* Days before this one are rarely meant: 1900-01-01 and the like stand for
 * "not known" in many systems. */
static const struct rt_date old_day = {.year = 1950, .month = 1, .day = 1};

static struct rt_err *
add_remark(struct rt_import_batch *b, struct rt_import_row *row, size_t field,
           bool refused)
{
    struct rt_import_remark *r = rt_alloc(b->arena, sizeof *r);

    r->row = row;
    r->column = rt_import_map_column(&b->run->map, field);
    r->refused = refused;
    r->next = b->remarks;
    b->remarks = r;
    return &r->err;
}

struct rt_err *
rt_import_refuse(struct rt_import_batch *b, struct rt_import_row *row,
                 size_t field)
{
    row->refused = true;
    b->run->batch.rows.rejected++;
    return add_remark(b, row, field, true);
}

struct rt_err *
rt_import_remark(struct rt_import_batch *b, struct rt_import_row *row,
                 size_t field)
{
    return add_remark(b, row, field, false);
}

void
rt_import_remark_negative(struct rt_import_batch *b, struct rt_import_row *row,
                          size_t field)
{
    const struct rt_param *v = &row->value[field];
    char text[RT_MONEY_TEXT];

    if (v->kind != RT_P_I64 || v->i64 >= 0)
        return;
    rt_money_plain(v->i64, b->run->how.digits, text);
    (void)rt_fail_key(rt_import_remark(b, row, field), RT_NONE,
                      "import_negative", "value", text, NULL);
}

void
rt_import_remark_future(struct rt_import_batch *b, struct rt_import_row *row,
                        size_t field, int32_t day)
{
    char text[RT_PERIOD_LABEL];

    if (day <= b->run->env->today)
        return;
    rt_day_format(day, text);
    (void)rt_fail_key(rt_import_remark(b, row, field), RT_NONE,
                      "import_after_today", "day", text, NULL);
}

/* The day of a value; RT_DAY_NONE when it has none. */
static int32_t
day_of(const struct rt_import_batch *b, size_t field, const struct rt_param *v)
{
    enum rt_field_type type = b->run->kind->fields[field].type;

    if (v->kind != RT_P_I64)
        return RT_DAY_NONE;
    if (type == RT_FIELD_DATE)
        return (int32_t)v->i64;
    return type == RT_FIELD_INSTANT ? rt_moment_day(v->i64, b->run->env->zone)
                                    : RT_DAY_NONE;
}

void
rt_import_remark_old(struct rt_import_batch *b, struct rt_import_row *row)
{
    for (size_t i = 0; i < b->run->kind->n_fields; i++) {
        int32_t day = day_of(b, i, &row->value[i]);
        char text[RT_PERIOD_LABEL];

        if (day == RT_DAY_NONE || day >= rt_day_of(old_day))
            continue;
        rt_day_format(day, text);
        (void)rt_fail_key(rt_import_remark(b, row, i), RT_NONE,
                          "import_old_day", "day", text, NULL);
    }
}

void
rt_import_remark_no_end(struct rt_import_batch *b, struct rt_import_row *row,
                        size_t cause, size_t end)
{
    if (row->value[cause].kind == RT_P_STR && row->value[end].kind == RT_P_NULL)
        (void)rt_fail_key(rt_import_remark(b, row, cause), RT_NONE,
                          "import_cause_no_end", "value", row->value[cause].str,
                          NULL);
}

void
rt_import_remark_contract(struct rt_import_batch *b, struct rt_import_row *row,
                          size_t field, const struct rt_id *contract)
{
    if (!row->refused && row->value[field].kind == RT_P_STR &&
        contract->id == 0)
        (void)rt_fail_key(rt_import_remark(b, row, field), RT_NONE,
                          "import_no_contract", "value", row->value[field].str,
                          NULL);
}

void
rt_import_fail_contract(struct rt_err *err, const struct rt_import_row *row,
                        size_t contract)
{
    const struct rt_param *v = &row->value[contract];

    if (v->kind == RT_P_STR)
        (void)rt_fail_key(err, RT_EINVAL, "import_no_contract", "value", v->str,
                          NULL);
    else
        (void)rt_fail_key(err, RT_EINVAL, "import_empty", NULL);
}
