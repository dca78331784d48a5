/* Numbers of contracts in files: which stretch a row means, and the names of
 * new stretches. */
#include "import/run.h"

#include "base/moment.h"
#include "base/utf8.h"
#include "import/stretch.h"

#include <string.h>

enum { NAME_MAX_CHARS = 191 /* of contracts.external_id */ };

static const struct rt_stretch *
find_name(const struct rt_stretch *list, const char *name)
{
    while (list != NULL && strcmp(list->name, name) != 0)
        list = list->next;
    return list;
}

void
rt_import_refuse_namesake(struct rt_import_batch *b, struct rt_import_row *row,
                          int32_t start)
{
    char day[RT_PERIOD_LABEL];

    rt_day_format(start, day);
    (void)rt_fail_key(rt_import_refuse(b, row, 0), RT_ECONFLICT,
                      "import_two_clients", "value", row->value[0].str, "day",
                      day, NULL);
}

bool
rt_import_name_stretch(struct rt_import_batch *b, struct rt_import_row *row,
                       const struct rt_stretch *list, int32_t start,
                       const char **name)
{
    *name = rt_stretch_name(row->value[0].str, start, b->arena);
    if (rt_utf8_count(*name, strlen(*name)) > NAME_MAX_CHARS) {
        (void)rt_fail_key(rt_import_refuse(b, row, 0), RT_EINVAL,
                          "import_too_long", "value", *name, "max",
                          rt_fmt(b->arena, "%d", NAME_MAX_CHARS), NULL);
        return false;
    }
    if (find_name(list, *name) == NULL)
        return true;
    rt_import_refuse_namesake(b, row, start);
    return false;
}

int32_t
rt_import_row_day(const struct rt_import_run *run,
                  const struct rt_import_row *row, size_t field)
{
    int64_t v = row->value[field].i64;

    if (row->value[field].kind == RT_P_NULL)
        return run->as_of;
    return run->kind->fields[field].type == RT_FIELD_DATE
               ? (int32_t)v
               : rt_moment_day(v, run->env->zone);
}

enum rt_code
rt_import_find_contracts(struct rt_db *db, struct rt_import_batch *b,
                         size_t field, size_t day, const struct rt_id *client,
                         struct rt_id *out, struct rt_err *err)
{
    struct rt_stretch **lists =
        rt_alloc_n(b->arena, b->n + 1, sizeof(struct rt_stretch *));
    enum rt_code rc = rt_stretches_find(db, rt_import_field(b, field), b->n,
                                        lists, b->arena, err);

    for (size_t i = 0; i < b->n && rc == RT_OK; i++) {
        const struct rt_stretch *s =
            rt_stretch_on(lists[i], client != NULL ? client[i].id : 0,
                          rt_import_row_day(b->run, &b->row[i], day));

        out[i] = (struct rt_id){0};
        if (s != NULL)
            out[i] = (struct rt_id){.id = s->id,
                                    .more = s->client,
                                    .start = s->start,
                                    .end = s->end};
    }
    return rc;
}
