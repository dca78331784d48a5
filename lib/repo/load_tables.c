/* The tables that files are loaded into: who and what there is. */
#include "repo/load.h"
#include "repo/load_sql.h"

static const struct rt_load_column client_columns[] = {
    [RT_CLIENT_EXTERNAL] = {"external_id", RT_P_STR, {0}},
    [RT_CLIENT_TELEGRAM] = {"telegram_id", RT_P_I64, {0}},
    [RT_CLIENT_LAST_NAME] = {"last_name", RT_P_STR, {0}},
    [RT_CLIENT_FIRST_NAME] = {"first_name", RT_P_STR, {0}},
    [RT_CLIENT_MIDDLE_NAME] = {"middle_name", RT_P_STR, {0}},
    [RT_CLIENT_EMAIL] = {"email", RT_P_STR, {0}},
    [RT_CLIENT_PHONE] = {"phone", RT_P_STR, {0}},
    [RT_CLIENT_REGION] = {"region", RT_P_STR, {0}},
    [RT_CLIENT_CHANNEL] = {"channel", RT_P_STR, {0}},
    [RT_CLIENT_SEGMENT] = {"segment", RT_P_STR, {0}},
    [RT_CLIENT_ACQUIRED] = {"acquired_on", RT_P_I64, {0}},
};

const struct rt_load_table rt_load_clients = {
    .entity = "client",
    .columns = client_columns,
    .n_columns = RT_CLIENT__MAX,
    .n_key = 1,
    .select = "SELECT id, external_id, telegram_id, last_name, first_name,"
              " middle_name, email, phone, region, channel, segment,"
              " " SQL_DAY("acquired_on") " FROM clients"
                                         " WHERE external_id IN (" SQL_500
                                         ") FOR UPDATE",
    .head = "INSERT INTO clients (id, external_id, telegram_id, last_name,"
            " first_name, middle_name, email, phone, region, channel, segment,"
            " acquired_on) VALUES ",
    .row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " SQL_FROM_DAY ")",
    .tail = " ON DUPLICATE KEY UPDATE " SQL_TAKE("telegram_id") ", " SQL_TAKE(
        "last"
        "_nam"
        "e") ", " SQL_TAKE("first_name") ", " SQL_TAKE("middle_name") ","
                                                                      " " SQL_TAKE("email") ", " SQL_TAKE("phone") ", " SQL_TAKE(
                                                                          "regi"
                                                                          "on") ","
                                                                                " " SQL_TAKE("channel") ", " SQL_TAKE(
                                                                                    "segment") ", " SQL_TAKE("acquired_on") ", version = version + 1",
};

static const struct rt_load_column contract_columns[] = {
    [RT_CONTRACT_EXTERNAL] = {"external_id", RT_P_STR, {0}},
    [RT_CONTRACT_CLIENT] = {"client_id", RT_P_I64, {0}},
    [RT_CONTRACT_START] = {"start_date", RT_P_I64, {0}},
    [RT_CONTRACT_END] = {"end_date", RT_P_I64, {0}},
    [RT_CONTRACT_FEE] = {"monthly_fee_minor", RT_P_I64, {0}},
    [RT_CONTRACT_PROFIT] = {"monthly_profit_minor", RT_P_I64, {0}},
    [RT_CONTRACT_PLAN] = {"plan", RT_P_STR, {0}},
    [RT_CONTRACT_REGION] = {"region", RT_P_STR, {0}},
    [RT_CONTRACT_CHANNEL] = {"channel", RT_P_STR, {0}},
    [RT_CONTRACT_RETAIN] = {"can_be_retained",
                            RT_P_I64,
                            {.kind = RT_P_I64, .i64 = 1}},
    [RT_CONTRACT_ACTIVE] = {"active", RT_P_I64, {0}},
    [RT_CONTRACT_CAUSE] = {"end_cause", RT_P_STR, {0}},
};

const struct rt_load_table rt_load_contracts = {
    .entity = "contract",
    .columns = contract_columns,
    .n_columns = RT_CONTRACT__MAX,
    .n_key = 1,
    .select = "SELECT id, external_id, client_id, " SQL_DAY(
        "start_date") ", " SQL_DAY("end_date") ", monthly_fee_minor, "
                                               "monthly_profit_minor,"
                                               " plan, region, channel, "
                                               "can_be_retained, active, "
                                               "end_cause"
                                               " FROM contracts WHERE "
                                               "external_id IN (" SQL_500
                                               ") FOR UPDATE",
    .head = "INSERT INTO contracts (id, external_id, client_id, start_date,"
            " end_date, monthly_fee_minor, monthly_profit_minor, plan, region,"
            " channel, can_be_retained, active, end_cause) VALUES ",
    .row =
        "(?, ?, ?, " SQL_FROM_DAY ", " SQL_FROM_DAY ", ?, ?, ?, ?, ?, ?, ?, ?)",
    .tail = " ON DUPLICATE KEY UPDATE " SQL_TAKE("client_id") ", " SQL_TAKE(
        "st"
        "ar"
        "t_"
        "da"
        "t"
        "e") ", " SQL_TAKE("end_date") ", " SQL_TAKE("monthly_fee_"
                                                     "minor") ","
                                                              " " SQL_TAKE(
                                                                  "mon"
                                                                  "thl"
                                                                  "y_"
                                                                  "pro"
                                                                  "fit"
                                                                  "_mi"
                                                                  "no"
                                                                  "r") ", " SQL_TAKE("plan") ", " SQL_TAKE("region") ", " SQL_TAKE("channel") ", " SQL_TAKE("can_be_"
                                                                                                                                                            "retained") ", " SQL_TAKE("active") ", " SQL_TAKE("end_cause") ", version = version + 1",
};

static const struct rt_load_column change_columns[] = {
    [RT_CHANGE_CONTRACT] = {"contract_id", RT_P_I64, {0}},
    [RT_CHANGE_DAY] = {"effective_on", RT_P_I64, {0}},
    [RT_CHANGE_FEE] = {"monthly_fee_minor", RT_P_I64, {0}},
    [RT_CHANGE_PROFIT] = {"monthly_profit_minor", RT_P_I64, {0}},
    [RT_CHANGE_PLAN] = {"plan", RT_P_STR, {0}},
};

const struct rt_load_table rt_load_changes = {
    .columns = change_columns,
    .n_columns = RT_CHANGE__MAX,
    .n_key = 2,
    .select = "SELECT id, contract_id, " SQL_DAY(
        "effective_on") ","
                        " monthly_fee_minor, monthly_profit_minor, plan"
                        " FROM contract_changes"
                        " WHERE contract_id IN (" SQL_500 ") FOR UPDATE",
    .head = "INSERT INTO contract_changes (id, contract_id, effective_on,"
            " monthly_fee_minor, monthly_profit_minor, plan) VALUES ",
    .row = "(?, ?, " SQL_FROM_DAY ", ?, ?, ?)",
    .tail =
        " ON DUPLICATE KEY UPDATE " SQL_TAKE("monthly_fee_minor") ", " SQL_TAKE(
            "monthly_profit_minor") ", " SQL_TAKE("plan"),
};

static const struct rt_load_column offer_columns[] = {
    [RT_OFFER_EXTERNAL] = {"external_id", RT_P_STR, {0}},
    [RT_OFFER_TYPE] = {"offer_type", RT_P_STR, {0}},
    [RT_OFFER_DESCRIPTION] = {"description",
                              RT_P_STR,
                              {.kind = RT_P_STR, .str = ""}},
    [RT_OFFER_THRESHOLD] = {"min_profit_threshold_minor",
                            RT_P_I64,
                            {.kind = RT_P_I64}},
    [RT_OFFER_COST] = {"cost_minor", RT_P_I64, {.kind = RT_P_I64}},
    [RT_OFFER_EFFECT] = {"effect",
                         RT_P_STR,
                         {.kind = RT_P_STR, .str = "none", .len = 4}},
    [RT_OFFER_VALUE] = {"effect_value", RT_P_I64, {0}},
    [RT_OFFER_MONTHS] = {"effect_months", RT_P_I64, {0}},
    [RT_OFFER_PLAN] = {"effect_plan", RT_P_STR, {0}},
    [RT_OFFER_FROM] = {"valid_from", RT_P_I64, {0}},
    [RT_OFFER_TO] = {"valid_to", RT_P_I64, {0}},
    [RT_OFFER_AUDIENCE] = {"audience",
                           RT_P_STR,
                           {.kind = RT_P_STR, .str = "desk", .len = 4}},
};

const struct rt_load_table rt_load_offers = {
    .entity = "offer",
    .columns = offer_columns,
    .n_columns = RT_OFFER__MAX,
    .n_key = 1,
    .select =
        "SELECT id, external_id, offer_type, description,"
        " min_profit_threshold_minor, cost_minor, effect, effect_value,"
        " effect_months, effect_plan, " SQL_DAY("valid_from") ", " SQL_DAY(
            "valid_to") ", audience FROM offers"
                        " WHERE external_id IN (" SQL_500 ") FOR UPDATE",
    .head = "INSERT INTO offers (id, external_id, offer_type, description,"
            " min_profit_threshold_minor, cost_minor, effect, effect_value,"
            " effect_months, effect_plan, valid_from, valid_to, audience)"
            " VALUES ",
    .row =
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " SQL_FROM_DAY ", " SQL_FROM_DAY ", ?)",
    .tail = " ON DUPLICATE KEY UPDATE " SQL_TAKE("offer_type") ", " SQL_TAKE("description") ", " SQL_TAKE("min_profit_threshold_minor") ", " SQL_TAKE("cost_minor") ", " SQL_TAKE(
        "effect") ", " SQL_TAKE("effect_value") ", " SQL_TAKE("effect_months") ", " SQL_TAKE("effect_plan") ", " SQL_TAKE("valid_from") ", " SQL_TAKE("valid_to") ", " SQL_TAKE("audience") ", version = version + 1",
};

static const struct rt_load_column user_columns[] = {
    [RT_USER_EXTERNAL] = {"external_id", RT_P_STR, {0}},
    [RT_USER_TELEGRAM] = {"telegram_id", RT_P_I64, {0}},
    [RT_USER_LOGIN] = {"login", RT_P_STR, {0}},
    [RT_USER_NAME] = {"name", RT_P_STR, {.kind = RT_P_STR, .str = ""}},
    [RT_USER_ROLE] = {"role", RT_P_STR, {0}},
    [RT_USER_LANGUAGE] = {"language", RT_P_STR, {0}},
    [RT_USER_ACTIVE] = {"active", RT_P_I64, {.kind = RT_P_I64, .i64 = 1}},
};

const struct rt_load_table rt_load_users = {
    .columns = user_columns,
    .n_columns = RT_USER__MAX,
    .n_key = 1,
    .select = "SELECT id, external_id, telegram_id, login, name, role,"
              " language, active FROM users"
              " WHERE external_id IN (" SQL_500 ") FOR UPDATE",
    .head = "INSERT INTO users (id, external_id, telegram_id, login, name,"
            " role, language, active) VALUES ",
    .row = "(?, ?, ?, ?, ?, ?, ?, ?)",
    .tail =
        " ON DUPLICATE KEY UPDATE " SQL_TAKE("telegram_id") ", " SQL_TAKE("login") ", " SQL_TAKE(
            "name") ", " SQL_TAKE("role") ", " SQL_TAKE("language") ", " SQL_TAKE("active") ", version = version + 1",
};
