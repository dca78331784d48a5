/* Campaigns and their members. */
#include "import/run.h"
#include "repo/ids.h"

/* In the order of rt_load_campaigns, then what is not stored. */
static const struct rt_import_field campaign_fields[] = {
    {.name = "campaign_id", .type = RT_FIELD_ID, .required = true, .max = 191},
    {.name = "name", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "channel", .type = RT_FIELD_TEXT, .max = 191},
    {.name = "starts_on", .type = RT_FIELD_DATE},
    {.name = "ends_on", .type = RT_FIELD_DATE},
    {.name = "cost_per_contact", .type = RT_FIELD_MONEY},
    {.name = "margin", .type = RT_FIELD_SHARE},
    {.name = "control_arm", .type = RT_FIELD_TEXT, .max = 64},
    {.name = "currency", .type = RT_FIELD_CURRENCY},
};

enum {
    F_CAMPAIGN,
    F_CLIENT,
    F_ARM,
    F_CONTACTED,
    F_CONVERTED,
    F_VALUE,
    F_CONTRACT,
    F_CURRENCY
};

static const struct rt_import_field member_fields[] = {
    [F_CAMPAIGN] = {.name = "campaign_id",
                    .type = RT_FIELD_ID,
                    .required = true,
                    .max = 191},
    [F_CLIENT] = {.name = "client_id",
                  .type = RT_FIELD_ID,
                  .required = true,
                  .max = 191},
    [F_ARM] = {.name = "arm",
               .type = RT_FIELD_TEXT,
               .required = true,
               .max = 64},
    [F_CONTACTED] = {.name = "contacted_at", .type = RT_FIELD_INSTANT},
    [F_CONVERTED] = {.name = "converted", .type = RT_FIELD_BOOL},
    [F_VALUE] = {.name = "value", .type = RT_FIELD_MONEY},
    [F_CONTRACT] = {.name = "contract_id", .type = RT_FIELD_ID, .max = 191},
    [F_CURRENCY] = {.name = "currency", .type = RT_FIELD_CURRENCY},
};

static const size_t member_field_of[RT_MEMBER__MAX] = {
    [RT_MEMBER_CLIENT] = F_CLIENT,
    [RT_MEMBER_CAMPAIGN] = F_CAMPAIGN,
    [RT_MEMBER_ARM] = F_ARM,
    [RT_MEMBER_CONTACTED] = F_CONTACTED,
    [RT_MEMBER_CONVERTED] = F_CONVERTED,
    [RT_MEMBER_VALUE] = F_VALUE,
};

static enum rt_code
check_campaign(struct rt_import_run *run, struct rt_import_row *row,
               size_t *field, struct rt_err *err)
{
    (void)run;
    return rt_import_check_span(row, RT_CAMPAIGN_STARTS, RT_CAMPAIGN_ENDS,
                                field, err);
}

static enum rt_code
store_campaigns(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);

    for (size_t i = 0; i < b->n; i++)
        rows[i] = (struct rt_load_row){
            .line = b->row[i].line,
            .name = b->row[i].value[RT_CAMPAIGN_EXTERNAL].str,
            .want = b->row[i].value,
            .given = b->run->map.given};
    return rt_import_load(db, b, &rt_load_campaigns, rows, b->n, err);
}

static struct rt_load_row
make_member(struct rt_import_batch *b, size_t i, const struct rt_id *campaign,
            const struct rt_id *client)
{
    struct rt_param *want = rt_alloc_n(b->arena, RT_MEMBER__MAX, sizeof *want);
    uint64_t given = UINT64_C(1) << RT_MEMBER_CLIENT;

    for (size_t k = 0; k < RT_MEMBER__MAX; k++) {
        want[k] = b->row[i].value[member_field_of[k]];
        if (rt_import_gives(b, member_field_of[k]))
            given |= UINT64_C(1) << k;
    }
    want[RT_MEMBER_CLIENT] = RT_I64(client->id);
    want[RT_MEMBER_CAMPAIGN] = RT_I64(campaign->id);
    return (struct rt_load_row){
        .line = b->row[i].line,
        .name = b->row[i].value[F_CLIENT].str,
        .want = want,
        .given = given,
        /* The arm is fixed when the campaign is launched. */
        .frozen = campaign->more != 0 ? UINT64_C(1) << RT_MEMBER_ARM : 0};
}

static void
refuse_member(struct rt_import_batch *b, struct rt_import_row *row)
{
    (void)rt_fail_key(rt_import_refuse(b, row, F_CAMPAIGN), RT_EINVAL,
                      "import_no_campaign", "value", row->value[F_CAMPAIGN].str,
                      NULL);
}

static enum rt_code
store_members(struct rt_db *db, struct rt_import_batch *b, struct rt_err *err)
{
    struct rt_load_row *rows = rt_alloc_n(b->arena, b->n + 1, sizeof *rows);
    struct rt_id *campaign = rt_alloc_n(b->arena, b->n + 1, sizeof *campaign);
    struct rt_id *client = rt_alloc_n(b->arena, b->n + 1, sizeof *client);
    struct rt_param *names = rt_import_field(b, F_CLIENT);
    size_t n = 0;
    enum rt_code rc;

    rc = rt_ids_find(db, RT_IDS_CAMPAIGNS, rt_import_field(b, F_CAMPAIGN), b->n,
                     campaign, b->arena, err);
    for (size_t i = 0; i < b->n && rc == RT_OK; i++)
        if (b->row[i].refused) {
            campaign[i].id = 0;
        } else if (campaign[i].id == 0) {
            refuse_member(b, &b->row[i]);
            names[i] = RT_NULL;
        }
    if (rc == RT_OK)
        rc = rt_ids_make(db, RT_IDS_CLIENTS, names, b->n, client,
                         &b->run->batch.clients_added, b->arena, err);
    for (size_t i = 0; i < b->n && rc == RT_OK; i++)
        if (campaign[i].id != 0)
            rows[n++] = make_member(b, i, &campaign[i], &client[i]);
    return rc == RT_OK ? rt_import_load(db, b, &rt_load_members, rows, n, err)
                       : rc;
}

const struct rt_import_kind rt_import_campaigns = {
    .name = "campaigns",
    .fields = campaign_fields,
    .n_fields = sizeof campaign_fields / sizeof campaign_fields[0],
    .key = {RT_CAMPAIGN_EXTERNAL},
    .n_key = 1,
    .check = check_campaign,
    .store = store_campaigns,
};

static const size_t member_client_of[] = {F_CLIENT, F_CONTRACT, F_CONTACTED};

const struct rt_import_kind rt_import_members = {
    .name = "members",
    .fields = member_fields,
    .n_fields = sizeof member_fields / sizeof member_fields[0],
    .key = {F_CAMPAIGN, F_CLIENT},
    .n_key = 2,
    .field_of = member_field_of,
    .client_of = member_client_of,
    .store = store_members,
};
