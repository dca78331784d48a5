/* The tables that files are loaded into: what happened. */
#include "repo/load.h"
#include "repo/load_sql.h"

static const struct rt_load_column payment_columns[] = {
    [RT_PAYMENT_EXTERNAL] = {"external_id", RT_P_STR, {0}},
    [RT_PAYMENT_CLIENT] = {"client_id", RT_P_I64, {0}},
    [RT_PAYMENT_AT] = {"paid_at", RT_P_I64, {0}},
    [RT_PAYMENT_AMOUNT] = {"amount_minor", RT_P_I64, {0}},
    [RT_PAYMENT_CONTRACT] = {"contract_id", RT_P_I64, {0}},
};

const struct rt_load_table rt_load_payments = {
    .columns = payment_columns,
    .n_columns = RT_PAYMENT__MAX,
    .n_key = 1,
    .select = "SELECT id, external_id, client_id, " SQL_SECOND(
        "paid_at") ","
                   " amount_minor, contract_id FROM payments"
                   " WHERE external_id IN (" SQL_500 ") FOR UPDATE",
    .head = "INSERT INTO payments (id, external_id, client_id, paid_at,"
            " amount_minor, contract_id) VALUES ",
    .row = "(?, ?, ?, " SQL_FROM_SECOND ", ?, ?)",
    .tail = " ON DUPLICATE KEY UPDATE " SQL_TAKE("client_id") ", " SQL_TAKE(
        "paid_at") ", " SQL_TAKE("amount_minor") ", " SQL_TAKE("contract_id"),
};

static const struct rt_load_column activity_columns[] = {
    [RT_ACTIVITY_EXTERNAL] = {"external_id", RT_P_STR, {0}},
    [RT_ACTIVITY_CLIENT] = {"client_id", RT_P_I64, {0}},
    [RT_ACTIVITY_AT] = {"happened_at", RT_P_I64, {0}},
};

const struct rt_load_table rt_load_activity = {
    .columns = activity_columns,
    .n_columns = RT_ACTIVITY__MAX,
    .n_key = 1,
    .select = "SELECT id, external_id, client_id, " SQL_SECOND(
        "happened_at") " FROM activity WHERE external_id IN (" SQL_500
                       ") FOR UPDATE",
    .head = "INSERT INTO activity (id, external_id, client_id, happened_at)"
            " VALUES ",
    .row = "(?, ?, ?, " SQL_FROM_SECOND ")",
    .tail = " ON DUPLICATE KEY UPDATE " SQL_TAKE("client_id") ", " SQL_TAKE(
        "happened_at"),
};

static const struct rt_load_column case_columns[] = {
    [RT_CASE_EXTERNAL] = {"external_id", RT_P_STR, {0}},
    [RT_CASE_CONTRACT] = {"contract_id", RT_P_I64, {0}},
    [RT_CASE_CONTRACT_REF] = {"contract_ref", RT_P_STR, {0}},
    [RT_CASE_CLIENT] = {"client_id", RT_P_I64, {0}},
    [RT_CASE_INITIAL] = {"initial_reason", RT_P_STR, {0}},
    [RT_CASE_REASON] = {"reason", RT_P_STR, {0}},
    [RT_CASE_OFFER] = {"proposed_offer_id", RT_P_I64, {0}},
    [RT_CASE_OFFER_REF] = {"offer_ref", RT_P_STR, {0}},
    [RT_CASE_MANAGER] = {"assigned_manager_id", RT_P_I64, {0}},
    [RT_CASE_CREATED] = {"created_at", RT_P_I64, {0}},
    [RT_CASE_COMPLETED] = {"completed_at", RT_P_I64, {0}},
    [RT_CASE_STATUS] = {"status", RT_P_STR, {0}},
    [RT_CASE_SOURCE] = {"source",
                        RT_P_STR,
                        {.kind = RT_P_STR, .str = "bot", .len = 3}},
};

const struct rt_load_table rt_load_cases = {
    .columns = case_columns,
    .n_columns = RT_CASE__MAX,
    .n_key = 1,
    .select =
        "SELECT id, external_id, contract_id, contract_ref, client_id,"
        " initial_reason, reason, proposed_offer_id, offer_ref,"
        " assigned_manager_id, " SQL_SECOND("created_at") ", " SQL_SECOND(
            "completed_at") ", status, source"
                            " FROM retention_cases"
                            " WHERE external_id IN (" SQL_500 ") FOR UPDATE",
    .head = "INSERT INTO retention_cases (id, external_id, contract_id,"
            " contract_ref, client_id, initial_reason, reason,"
            " proposed_offer_id, offer_ref, assigned_manager_id, created_at,"
            " completed_at, status, source) VALUES ",
    .row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " SQL_FROM_SECOND
           ", " SQL_FROM_SECOND ", ?, ?)",
    .tail =
        " ON DUPLICATE KEY UPDATE " SQL_TAKE("contract_id") ", " SQL_TAKE("contract_ref") ", " SQL_TAKE("client_id") ", " SQL_TAKE("initial_reason") ", " SQL_TAKE("reason") ", " SQL_TAKE("proposed_offer_id") ", " SQL_TAKE(
            "offer_ref") ", " SQL_TAKE("assigned_manager_id") ", " SQL_TAKE("created_at") ", " SQL_TAKE("completed_at") ", " SQL_TAKE("status") ", " SQL_TAKE("source") ", version = version + 1",
};

static const struct rt_load_column campaign_columns[] = {
    [RT_CAMPAIGN_EXTERNAL] = {"external_id", RT_P_STR, {0}},
    [RT_CAMPAIGN_NAME] = {"name", RT_P_STR, {.kind = RT_P_STR, .str = ""}},
    [RT_CAMPAIGN_CHANNEL] = {"channel", RT_P_STR, {0}},
    [RT_CAMPAIGN_STARTS] = {"starts_on", RT_P_I64, {0}},
    [RT_CAMPAIGN_ENDS] = {"ends_on", RT_P_I64, {0}},
    [RT_CAMPAIGN_COST] = {"cost_per_contact_minor", RT_P_I64, {0}},
    [RT_CAMPAIGN_MARGIN] = {"margin", RT_P_F64, {0}},
    [RT_CAMPAIGN_CONTROL] = {"control_arm", RT_P_STR, {0}},
};

const struct rt_load_table rt_load_campaigns = {
    .entity = "campaign",
    .columns = campaign_columns,
    .n_columns = RT_CAMPAIGN__MAX,
    .n_key = 1,
    .select =
        "SELECT id, external_id, name, channel, " SQL_DAY("starts_on") ", " SQL_DAY(
            "ends_on") ","
                       " cost_per_contact_minor, margin, control_arm FROM campaigns"
                       " WHERE external_id IN (" SQL_500 ") FOR UPDATE",
    .head = "INSERT INTO campaigns (id, external_id, name, channel, starts_on,"
            " ends_on, cost_per_contact_minor, margin, control_arm) VALUES ",
    .row = "(?, ?, ?, ?, " SQL_FROM_DAY ", " SQL_FROM_DAY ", ?, ?, ?)",
    .tail = " ON DUPLICATE KEY UPDATE " SQL_TAKE("name") ", " SQL_TAKE("channel") ", " SQL_TAKE("starts_on") ", " SQL_TAKE(
        "ends_on") ", " SQL_TAKE("cost_per_contact_minor") ", " SQL_TAKE("margin") ", " SQL_TAKE("control_arm") ", version = version + 1",
};

static const struct rt_load_column member_columns[] = {
    [RT_MEMBER_CLIENT] = {"client_id", RT_P_I64, {0}},
    [RT_MEMBER_CAMPAIGN] = {"campaign_id", RT_P_I64, {0}},
    [RT_MEMBER_ARM] = {"arm", RT_P_STR, {0}},
    [RT_MEMBER_CONTACTED] = {"contacted_at", RT_P_I64, {0}},
    [RT_MEMBER_CONVERTED] = {"converted", RT_P_I64, {0}},
    [RT_MEMBER_VALUE] = {"value_minor", RT_P_I64, {0}},
};

const struct rt_load_table rt_load_members = {
    .columns = member_columns,
    .n_columns = RT_MEMBER__MAX,
    .n_key = 2,
    .no_id = true,
    .select = "SELECT 1, client_id, campaign_id, arm, " SQL_SECOND(
        "contacted_at") ", converted, value_minor"
                        " FROM campaign_members"
                        " WHERE client_id IN (" SQL_500 ") FOR UPDATE",
    .head = "INSERT INTO campaign_members (client_id, campaign_id, arm,"
            " contacted_at, converted, value_minor) VALUES ",
    .row = "(?, ?, ?, " SQL_FROM_SECOND ", ?, ?)",
    .tail = " ON DUPLICATE KEY UPDATE " SQL_TAKE("arm") ", " SQL_TAKE(
        "contacted_at") ", " SQL_TAKE("converted") ", " SQL_TAKE("value_minor"),
};
