/* The tables that files are loaded into, with the columns listed in load.h. */
#include "repo/load.h"
#include "repo/load_sql.h"

#define KIND_STR RT_P_STR
#define KIND_I64 RT_P_I64
#define KIND_F64 RT_P_F64
#define KIND_DAY RT_P_I64
#define KIND_MOMENT RT_LOAD_MOMENT

#define READ_STR(name) name
#define READ_I64(name) name
#define READ_F64(name) name
#define READ_DAY(name) SQL_DAY(name)
#define READ_MOMENT(name) SQL_MOMENT(name)

#define MARK_STR "?"
#define MARK_I64 "?"
#define MARK_F64 "?"
#define MARK_DAY SQL_FROM_DAY
#define MARK_MOMENT SQL_FROM_SECOND ", ?"

#define NAME_STR(name) name
#define NAME_I64(name) name
#define NAME_F64(name) name
#define NAME_DAY(name) name
#define NAME_MOMENT(name) name ", " SQL_DAY_ONLY(name)

#define TAKE_STR(name) SQL_TAKE(name)
#define TAKE_I64(name) SQL_TAKE(name)
#define TAKE_F64(name) SQL_TAKE(name)
#define TAKE_DAY(name) SQL_TAKE(name)
#define TAKE_MOMENT(name) SQL_TAKE(name) ", " SQL_TAKE(SQL_DAY_ONLY(name))

#define COLUMN(number, name, type, start) [number] = {name, KIND_##type, start},
#define READ(number, name, type, start) ", " READ_##type(name)
#define NAME(number, name, type, start) ", " NAME_##type(name)
#define MARK(number, name, type, start) ", " MARK_##type
#define TAKE(number, name, type, start) ", " TAKE_##type(name)

/* One row by its id, and one field of it (repo/row.h). */
#define FIND(table, columns) \
    "SELECT version" columns " FROM " table \
    " WHERE id = ? AND deleted_at IS NULL"
#define SET(table, name, type) \
    "UPDATE " table " SET " name " = " MARK_##type \
        ", version = version + 1" \
        " WHERE id = ? AND version = ? AND deleted_at IS NULL"

/* A column without a comma before it. */
#define FIRST_NAME(number, name, type, start) name
#define FIRST_MARK(number, name, type, start) MARK_##type

/* clang-format off */
static const struct rt_load_column client_columns[] = {
    RT_CLIENT_KEY(COLUMN) RT_CLIENT_FIELDS(COLUMN)
};

#define SET_CLIENT(number, name, type, start) \
    [number] = SET("clients", name, type),
static const char *const set_client[] = {RT_CLIENT_FIELDS(SET_CLIENT)};

const struct rt_load_table rt_load_clients = {
    .entity = "client",
    .columns = client_columns,
    .n_columns = RT_CLIENT__MAX,
    .n_key = 1,
    .select = "SELECT id" RT_CLIENT_KEY(READ) RT_CLIENT_FIELDS(READ)
              " FROM clients"
              " WHERE external_id IN (" SQL_500 ")"
              " FOR UPDATE",
    .head = "INSERT INTO clients"
            " (id" RT_CLIENT_KEY(NAME) RT_CLIENT_FIELDS(NAME) ")"
            " VALUES ",
    .row = "(?" RT_CLIENT_KEY(MARK) RT_CLIENT_FIELDS(MARK) ")",
    .tail = " ON DUPLICATE KEY UPDATE version = version + 1" RT_CLIENT_FIELDS(TAKE),
    .find = FIND("clients", RT_CLIENT_KEY(READ) RT_CLIENT_FIELDS(READ)),
    .find_lock =
        FIND("clients", RT_CLIENT_KEY(READ) RT_CLIENT_FIELDS(READ)) " FOR UPDATE",
    .set = set_client,
};

static const struct rt_load_column contract_columns[] = {
    RT_CONTRACT_KEY(COLUMN) RT_CONTRACT_FIELDS(COLUMN)
};

#define SET_CONTRACT(number, name, type, start) \
    [number] = SET("contracts", name, type),
static const char *const set_contract[] = {RT_CONTRACT_FIELDS(SET_CONTRACT)};

const struct rt_load_table rt_load_contracts = {
    .entity = "contract",
    .columns = contract_columns,
    .n_columns = RT_CONTRACT__MAX,
    .n_key = 1,
    .select = "SELECT id" RT_CONTRACT_KEY(READ) RT_CONTRACT_FIELDS(READ)
              " FROM contracts"
              " WHERE external_id IN (" SQL_500 ")"
              " FOR UPDATE",
    .head = "INSERT INTO contracts"
            " (id" RT_CONTRACT_KEY(NAME) RT_CONTRACT_FIELDS(NAME) ")"
            " VALUES ",
    .row = "(?" RT_CONTRACT_KEY(MARK) RT_CONTRACT_FIELDS(MARK) ")",
    .tail = " ON DUPLICATE KEY UPDATE version = version + 1" RT_CONTRACT_FIELDS(TAKE),
    .find = FIND("contracts", RT_CONTRACT_KEY(READ) RT_CONTRACT_FIELDS(READ)),
    .find_lock =
        FIND("contracts", RT_CONTRACT_KEY(READ) RT_CONTRACT_FIELDS(READ)) " FOR UPDATE",
    .set = set_contract,
};

static const struct rt_load_column change_columns[] = {
    RT_CHANGE_KEY(COLUMN) RT_CHANGE_FIELDS(COLUMN)
};

const struct rt_load_table rt_load_changes = {
    .columns = change_columns,
    .n_columns = RT_CHANGE__MAX,
    .n_key = 2,
    .select = "SELECT id" RT_CHANGE_KEY(READ) RT_CHANGE_FIELDS(READ)
              " FROM contract_changes"
              " WHERE contract_id IN (" SQL_500 ") AND NOT noted"
              " AND order_id IS NULL FOR UPDATE",
    .head = "INSERT INTO contract_changes"
            " (id" RT_CHANGE_KEY(NAME) RT_CHANGE_FIELDS(NAME) ")"
            " VALUES ",
    .row = "(?" RT_CHANGE_KEY(MARK) RT_CHANGE_FIELDS(MARK) ")",
    .tail = " ON DUPLICATE KEY UPDATE id = id" RT_CHANGE_FIELDS(TAKE),
};

static const struct rt_load_column payment_columns[] = {
    RT_PAYMENT_KEY(COLUMN) RT_PAYMENT_FIELDS(COLUMN)
};

const struct rt_load_table rt_load_payments = {
    .columns = payment_columns,
    .n_columns = RT_PAYMENT__MAX,
    .n_key = 1,
    .select = "SELECT id" RT_PAYMENT_KEY(READ) RT_PAYMENT_FIELDS(READ)
              " FROM payments"
              " WHERE external_id IN (" SQL_500 ")"
              " FOR UPDATE",
    .head = "INSERT INTO payments"
            " (id" RT_PAYMENT_KEY(NAME) RT_PAYMENT_FIELDS(NAME) ")"
            " VALUES ",
    .row = "(?" RT_PAYMENT_KEY(MARK) RT_PAYMENT_FIELDS(MARK) ")",
    .tail = " ON DUPLICATE KEY UPDATE id = id" RT_PAYMENT_FIELDS(TAKE),
};

static const struct rt_load_column activity_columns[] = {
    RT_ACTIVITY_KEY(COLUMN) RT_ACTIVITY_FIELDS(COLUMN)
};

const struct rt_load_table rt_load_activity = {
    .columns = activity_columns,
    .n_columns = RT_ACTIVITY__MAX,
    .n_key = 1,
    .select = "SELECT id" RT_ACTIVITY_KEY(READ) RT_ACTIVITY_FIELDS(READ)
              " FROM activity"
              " WHERE external_id IN (" SQL_500 ")"
              " FOR UPDATE",
    .head = "INSERT INTO activity"
            " (id" RT_ACTIVITY_KEY(NAME) RT_ACTIVITY_FIELDS(NAME) ")"
            " VALUES ",
    .row = "(?" RT_ACTIVITY_KEY(MARK) RT_ACTIVITY_FIELDS(MARK) ")",
    .tail = " ON DUPLICATE KEY UPDATE id = id" RT_ACTIVITY_FIELDS(TAKE),
};

static const struct rt_load_column offer_columns[] = {
    RT_OFFER_KEY(COLUMN) RT_OFFER_FIELDS(COLUMN)
};

#define SET_OFFER(number, name, type, start) \
    [number] = SET("offers", name, type),
static const char *const set_offer[] = {RT_OFFER_FIELDS(SET_OFFER)};

const struct rt_load_table rt_load_offers = {
    .entity = "offer",
    .columns = offer_columns,
    .n_columns = RT_OFFER__MAX,
    .n_key = 1,
    .select = "SELECT id" RT_OFFER_KEY(READ) RT_OFFER_FIELDS(READ)
              " FROM offers"
              " WHERE external_id IN (" SQL_500 ")"
              " FOR UPDATE",
    .head = "INSERT INTO offers"
            " (id" RT_OFFER_KEY(NAME) RT_OFFER_FIELDS(NAME) ")"
            " VALUES ",
    .row = "(?" RT_OFFER_KEY(MARK) RT_OFFER_FIELDS(MARK) ")",
    .tail = " ON DUPLICATE KEY UPDATE version = version + 1" RT_OFFER_FIELDS(TAKE),
    .find = FIND("offers", RT_OFFER_KEY(READ) RT_OFFER_FIELDS(READ)),
    .find_lock =
        FIND("offers", RT_OFFER_KEY(READ) RT_OFFER_FIELDS(READ)) " FOR UPDATE",
    .set = set_offer,
};

static const struct rt_load_column case_columns[] = {
    RT_CASE_KEY(COLUMN) RT_CASE_FIELDS(COLUMN)
};

const struct rt_load_table rt_load_cases = {
    .columns = case_columns,
    .n_columns = RT_CASE__MAX,
    .n_key = 1,
    .select = "SELECT id" RT_CASE_KEY(READ) RT_CASE_FIELDS(READ)
              " FROM retention_cases"
              " WHERE external_id IN (" SQL_500 ")"
              " FOR UPDATE",
    .head = "INSERT INTO retention_cases"
            " (id" RT_CASE_KEY(NAME) RT_CASE_FIELDS(NAME) ")"
            " VALUES ",
    .row = "(?" RT_CASE_KEY(MARK) RT_CASE_FIELDS(MARK) ")",
    .tail = " ON DUPLICATE KEY UPDATE version = version + 1" RT_CASE_FIELDS(TAKE),
};

static const struct rt_load_column campaign_columns[] = {
    RT_CAMPAIGN_KEY(COLUMN) RT_CAMPAIGN_FIELDS(COLUMN)
};

#define SET_CAMPAIGN(number, name, type, start) \
    [number] = SET("campaigns", name, type),
static const char *const set_campaign[] = {RT_CAMPAIGN_FIELDS(SET_CAMPAIGN)};

const struct rt_load_table rt_load_campaigns = {
    .entity = "campaign",
    .columns = campaign_columns,
    .n_columns = RT_CAMPAIGN__MAX,
    .n_key = 1,
    .select = "SELECT id" RT_CAMPAIGN_KEY(READ) RT_CAMPAIGN_FIELDS(READ)
              " FROM campaigns"
              " WHERE external_id IN (" SQL_500 ")"
              " FOR UPDATE",
    .head = "INSERT INTO campaigns"
            " (id" RT_CAMPAIGN_KEY(NAME) RT_CAMPAIGN_FIELDS(NAME) ")"
            " VALUES ",
    .row = "(?" RT_CAMPAIGN_KEY(MARK) RT_CAMPAIGN_FIELDS(MARK) ")",
    .tail = " ON DUPLICATE KEY UPDATE version = version + 1" RT_CAMPAIGN_FIELDS(TAKE),
    .find = FIND("campaigns", RT_CAMPAIGN_KEY(READ) RT_CAMPAIGN_FIELDS(READ)),
    .find_lock =
        FIND("campaigns", RT_CAMPAIGN_KEY(READ) RT_CAMPAIGN_FIELDS(READ)) " FOR UPDATE",
    .set = set_campaign,
};

static const struct rt_load_column user_columns[] = {
    RT_USER_KEY(COLUMN) RT_USER_FIELDS(COLUMN)
};

const struct rt_load_table rt_load_users = {
    .columns = user_columns,
    .n_columns = RT_USER__MAX,
    .n_key = 1,
    .select = "SELECT id" RT_USER_KEY(READ) RT_USER_FIELDS(READ)
              " FROM users"
              " WHERE external_id IN (" SQL_500 ")"
              " FOR UPDATE",
    .head = "INSERT INTO users"
            " (id" RT_USER_KEY(NAME) RT_USER_FIELDS(NAME) ")"
            " VALUES ",
    .row = "(?" RT_USER_KEY(MARK) RT_USER_FIELDS(MARK) ")",
    .tail = " ON DUPLICATE KEY UPDATE version = version + 1" RT_USER_FIELDS(TAKE),
};

static const struct rt_load_column member_columns[] = {
    RT_MEMBER_KEY(COLUMN, COLUMN) RT_MEMBER_FIELDS(COLUMN)
};

const struct rt_load_table rt_load_members = {
    .columns = member_columns,
    .n_columns = RT_MEMBER__MAX,
    .n_key = 2,
    .no_id = true,
    .select = "SELECT 1" RT_MEMBER_KEY(READ, READ) RT_MEMBER_FIELDS(READ)
              " FROM campaign_members"
              " WHERE client_id IN (" SQL_500 ")"
              " FOR UPDATE",
    .head = "INSERT INTO campaign_members"
            " (" RT_MEMBER_KEY(FIRST_NAME, NAME) RT_MEMBER_FIELDS(NAME) ")"
            " VALUES ",
    .row = "(" RT_MEMBER_KEY(FIRST_MARK, MARK) RT_MEMBER_FIELDS(MARK) ")",
    .tail = " ON DUPLICATE KEY UPDATE client_id = VALUES(client_id)"
            RT_MEMBER_FIELDS(TAKE),
};
/* clang-format on */
