/* Offers: what can be offered, what it costs, and what it changes. */
#include "import/report.h"
#include "import/run.h"
#include "repo/case_links.h"
#include "repo/ids.h"
#include "repo/offer_reasons.h"

#include <string.h>

enum { F_REASONS = RT_OFFER__MAX, REASON_MAX = 64, REASONS_MAX = 32 };

/* In the order of rt_load_offers, then the reasons and what is not stored. */
static const struct rt_import_field fields[] = {
    {.name = "offer_id", .type = RT_FIELD_ID, .required = true, .max = 191},
    {.name = "offer_type", .type = RT_FIELD_TEXT, .required = true, .max = 191},
    {.name = "description", .type = RT_FIELD_TEXT, .max = 2000},
    {.name = "min_profit_threshold", .type = RT_FIELD_MONEY},
    {.name = "cost", .type = RT_FIELD_MONEY},
    {.name = "effect",
     .type = RT_FIELD_CHOICE,
     .max = 16,
     .choices = "none|percent|amount|free_months|plan"},
    {.name = "effect_value", .type = RT_FIELD_TEXT, .max = 40},
    {.name = "effect_months", .type = RT_FIELD_INT, .low = 1, .high = 1200},
    {.name = "effect_plan", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "valid_from", .type = RT_FIELD_DATE},
    {.name = "valid_to", .type = RT_FIELD_DATE},
    {.name = "audience",
     .type = RT_FIELD_CHOICE,
     .max = 8,
     .choices = "desk|all"},
    {.name = "reasons", .type = RT_FIELD_TEXT, .max = 1000},
    {.name = "currency", .type = RT_FIELD_CURRENCY},
};

/* The meaning of the effect's value depends on the effect: per cent times 100,
 * minor units, months. */
static enum rt_code
read_value(struct rt_import_run *run, struct rt_import_row *row,
           struct rt_err *err)
{
    const char *effect = row->value[RT_OFFER_EFFECT].kind == RT_P_STR
                             ? row->value[RT_OFFER_EFFECT].str
                             : "none";
    struct rt_param *value = &row->value[RT_OFFER_VALUE];
    const struct rt_parse_how percent = {.digits = 2,
                                         .workbook = run->how.workbook};
    int64_t v = 0;
    enum rt_code rc = RT_OK;

    if (value->kind == RT_P_NULL)
        return RT_OK;
    if (strcmp(effect, "percent") == 0)
        rc = rt_parse_money(value->str, &percent, &v, err);
    else if (strcmp(effect, "amount") == 0 || strcmp(effect, "plan") == 0)
        rc = rt_parse_money(value->str, &run->how, &v, err);
    else if (strcmp(effect, "free_months") == 0)
        rc = rt_parse_int(value->str, 1, 1200, &v, err);
    else
        rc = rt_fail_key(err, RT_EINVAL, "import_offer_effect", "effect",
                         effect, NULL);
    if (rc == RT_OK)
        *value = RT_I64(v);
    return rc == RT_OK ? RT_OK : RT_EINVAL;
}

static enum rt_code
check(struct rt_import_run *run, struct rt_import_row *row, size_t *field,
      struct rt_err *err)
{
    *field = RT_OFFER_VALUE;
    if (read_value(run, row, err) != RT_OK)
        return RT_EINVAL;
    return rt_import_check_span(row, RT_OFFER_FROM, RT_OFFER_TO, field, err);
}

/* Turn "price; moving" into a list, each reason once. */
static size_t
split_reasons(const struct rt_param *text, struct rt_arena *a,
              const char **list)
{
    char *rest = text->kind == RT_P_STR ? rt_strdup(a, text->str) : NULL;
    char *word;
    size_t n = 0;

    while (n < REASONS_MAX && (word = strsep(&rest, ";|")) != NULL) {
        size_t len = strlen(word);
        bool seen = false;

        const char *reason = rt_plain_trim(word, &len);

        reason = rt_strndup(a, reason, len);
        for (size_t i = 0; i < n; i++)
            seen |= strcmp(list[i], reason) == 0;
        if (len > 0 && !seen)
            list[n++] = reason;
    }
    return n;
}

static const char *
reasons_text(const struct rt_import_row *row)
{
    const struct rt_param *value = &row->value[F_REASONS];

    return value->kind == RT_P_STR ? value->str : "";
}

static enum rt_code
store_reasons(struct rt_db *db, struct rt_import_batch *b,
              struct rt_load_row *rows, struct rt_err *err)
{
    struct rt_id *ids = rt_alloc_n(b->arena, b->n + 1, sizeof *ids);
    enum rt_code rc =
        rt_ids_find(db, RT_IDS_OFFERS, rt_import_field(b, RT_OFFER_EXTERNAL),
                    b->n, ids, b->arena, err);

    for (size_t i = 0; i < b->n && rc == RT_OK; i++) {
        const char *list[REASONS_MAX];
        size_t n = split_reasons(&b->row[i].value[F_REASONS], b->arena, list);
        const char *kept = NULL;
        bool changed = false;

        rc = rt_offer_reasons_import(db, ids[i].id, list, n, &changed, &kept,
                                     b->arena, err);
        if (rc == RT_OK && kept != NULL)
            rt_import_report_conflict(b->run->report, b->row[i].line,
                                      rows[i].name, fields[F_REASONS].name,
                                      reasons_text(&b->row[i]), kept);
        if (changed && rows[i].state == RT_LOAD_SAME) {
            b->run->batch.rows.same--;
            b->run->batch.rows.changed++;
        }
    }
    return rc;
}

static enum rt_code
store(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);
    enum rt_code rc;

    for (size_t i = 0; i < b->n; i++)
        rows[i] =
            (struct rt_load_row){.line = b->row[i].line,
                                 .name = b->row[i].value[RT_OFFER_EXTERNAL].str,
                                 .want = b->row[i].value,
                                 .given = b->run->map.given};
    rc = rt_import_load(db, b, &rt_load_offers, rows, b->n, err);
    if (rc == RT_OK && rt_import_gives(b, F_REASONS))
        rc = store_reasons(db, b, rows, err);
    return rc;
}

const struct rt_import_kind rt_import_offers = {
    .name = "offers",
    .fields = fields,
    .n_fields = sizeof fields / sizeof fields[0],
    .key = {RT_OFFER_EXTERNAL},
    .n_key = 1,
    .check = check,
    .store = store,
    .finish = rt_cases_link_offers,
};
