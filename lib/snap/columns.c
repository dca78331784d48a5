#include "snap/columns.h"

#define AT(field) offsetof(struct rt_data, field)
#define N(list) (sizeof(list) / sizeof(list)[0])

#define COLUMN(id, size, field, n) \
    { \
        id, size, AT(field), AT(n), false, false, false, false \
    }
/* All zeros in files of an older program. */
#define NEW(id, size, field, n) \
    { \
        id, size, AT(field), AT(n), false, false, false, true \
    }
/* No elements in files of an older program. */
#define NEW_COUNTS(id, size, field, n) \
    { \
        id, size, AT(field), AT(n), false, true, false, true \
    }
#define COUNTS(id, size, field, n) \
    { \
        id, size, AT(field), AT(n), false, true, false, false \
    }
#define OFFSETS(id, field, owners) \
    { \
        id, 4, AT(field), AT(owners), true, false, false, false \
    }
#define EITHER(id, size, field, n) \
    { \
        id, size, AT(field), AT(n), false, false, true, false \
    }

/* A column that gives a count comes before the others of that length. */
const struct rt_snap_column rt_snap_columns[] = {
    COUNTS(10, 8, client_id, n_clients),
    COLUMN(11, 4, client_name_at, n_clients),
    NEW(12, 4, client_never_active, n_clients),

    COUNTS(20, 4, contract_start, n_contracts),
    COLUMN(21, 4, contract_end, n_contracts),
    COLUMN(22, 8, contract_fee, n_contracts),
    COLUMN(23, 8, contract_profit, n_contracts),
    COLUMN(24, 4, contract_cause, n_contracts),
    COLUMN(25, 4, contract_plan, n_contracts),
    OFFSETS(26, contract_first, n_clients),
    NEW(27, 8, contract_id, n_contracts),

    COUNTS(40, 4, change_day, n_changes),
    COLUMN(41, 8, change_fee, n_changes),
    COLUMN(42, 8, change_profit, n_changes),
    COLUMN(43, 4, change_plan, n_changes),
    OFFSETS(44, change_first, n_contracts),

    OFFSETS(50, payments.events.first, n_clients),
    EITHER(51, 2, payments.events.day16, payments.events.n),
    EITHER(52, 4, payments.events.day32, payments.events.n),
    EITHER(53, 4, payments.amount32, payments.events.n),
    EITHER(54, 8, payments.amount64, payments.events.n),
    COUNTS(55, 8, payments.months.words, payments.months.n_all),

    OFFSETS(60, activity.first, n_clients),
    EITHER(61, 2, activity.day16, activity.n),
    EITHER(62, 4, activity.day32, activity.n),
    COUNTS(63, 8, activity_months.words, activity_months.n_all),

    COUNTS(70, 8, offers.id, offers.n),
    COLUMN(71, 4, offers.type, offers.n),
    COLUMN(72, 8, offers.cost, offers.n),

    COUNTS(80, 8, cases.id, cases.n),
    COLUMN(81, 4, cases.client, cases.n),
    COLUMN(82, 4, cases.contract, cases.n),
    COLUMN(83, 4, cases.offer, cases.n),
    COLUMN(84, 1, cases.offered, cases.n),
    COLUMN(85, 1, cases.escalated, cases.n),
    COLUMN(86, 1, cases.status, cases.n),
    COLUMN(87, 8, cases.created_at, cases.n),
    COLUMN(88, 8, cases.completed_at, cases.n),
    COLUMN(89, 4, cases.created_day, cases.n),
    COLUMN(90, 4, cases.completed_day, cases.n),
    COLUMN(91, 8, cases.profit_at_close, cases.n),
    COLUMN(92, 8, cases.cost_at_close, cases.n),
    COLUMN(93, 8, cases.manager, cases.n),
    COLUMN(94, 4, cases.reason, cases.n),
    NEW(95, 1, cases.way, cases.n),
    NEW(96, 1, cases.arm, cases.n),
    NEW(97, 4, cases.ordered_day, cases.n),

    COUNTS(100, 8, campaigns.id, campaigns.n),
    COLUMN(101, 4, campaigns.name, campaigns.n),
    COLUMN(102, 4, campaigns.starts, campaigns.n),
    COLUMN(103, 4, campaigns.ends, campaigns.n),
    COLUMN(104, 8, campaigns.cost, campaigns.n),
    COLUMN(105, 8, campaigns.margin, campaigns.n),
    COLUMN(106, 4, campaigns.control, campaigns.n),
    COUNTS(107, 4, campaigns.member_client, campaigns.n_members),
    COLUMN(108, 4, campaigns.member_arm, campaigns.n_members),
    COLUMN(109, 1, campaigns.member_contacted, campaigns.n_members),
    COLUMN(110, 1, campaigns.member_converted, campaigns.n_members),
    COLUMN(111, 8, campaigns.member_value, campaigns.n_members),
    OFFSETS(112, campaigns.member_first, campaigns.n),

    NEW_COUNTS(400, 4, cases.reason_code, cases.n_reasons),
    NEW(401, 4, cases.reason_ru, cases.n_reasons),
    NEW(402, 4, cases.reason_en, cases.n_reasons),
};
const size_t rt_snap_columns_n = N(rt_snap_columns);

const struct rt_snap_value rt_snap_values[] = {
    {200, 8, AT(n_never_active)},
    {201, 8, AT(payments.events.base)},
    {202, 8, AT(payments.events.n)},
    {203, 8, AT(payments.months.first_month)},
    {204, 8, AT(payments.months.n_words)},
    {205, 8, AT(activity.base)},
    {206, 8, AT(activity.n)},
    {207, 8, AT(activity_months.first_month)},
    {208, 8, AT(activity_months.n_words)},
    {209, 8, AT(n_end_unknown)},
    {210, 4, AT(known[RT_GROUP_CONTRACTS]), true, RT_DAY_NONE},
    {211, 4, AT(known[RT_GROUP_PAYMENTS]), true, RT_DAY_NONE},
    {212, 4, AT(known[RT_GROUP_ACTIVITY]), true, RT_DAY_NONE},
    {213, 4, AT(known[RT_GROUP_DESK]), true, RT_DAY_NONE},
    {214, 4, AT(known[RT_GROUP_CAMPAIGNS]), true, RT_DAY_NONE},
};
const size_t rt_snap_values_n = N(rt_snap_values);
_Static_assert(sizeof(size_t) == 8, "values are kept in 8 bytes");

const struct rt_snap_dict rt_snap_dicts[] = {
    {300, 301, AT(causes), false},
    {302, 303, AT(plans), false},
    {304, 305, AT(offers.types), false},
    {306, 307, AT(cases.reasons), false},
    {308, 309, AT(campaigns.names), false},
    {310, 311, AT(campaigns.arms), false},
    {403, 404, AT(cases.words), true},
};
const size_t rt_snap_dicts_n = N(rt_snap_dicts);

const struct rt_snap_limit rt_snap_limits[] = {
    {AT(contract_cause), AT(n_contracts), AT(causes.n), false},
    {AT(contract_plan), AT(n_contracts), AT(plans.n), false},
    {AT(change_plan), AT(n_changes), AT(plans.n), false},
    {AT(offers.type), AT(offers.n), AT(offers.types.n), false},
    {AT(cases.client), AT(cases.n), AT(n_clients), true},
    {AT(cases.contract), AT(cases.n), AT(n_contracts), true},
    {AT(cases.offer), AT(cases.n), AT(offers.n), true},
    {AT(cases.reason), AT(cases.n), AT(cases.reasons.n), false},
    {AT(cases.reason_code), AT(cases.n_reasons), AT(cases.words.n), false},
    {AT(cases.reason_ru), AT(cases.n_reasons), AT(cases.words.n), false},
    {AT(cases.reason_en), AT(cases.n_reasons), AT(cases.words.n), false},
    {AT(campaigns.name), AT(campaigns.n), AT(campaigns.names.n), false},
    {AT(campaigns.control), AT(campaigns.n), AT(campaigns.arms.n), false},
    {AT(campaigns.member_client), AT(campaigns.n_members), AT(n_clients),
     false},
    {AT(campaigns.member_arm), AT(campaigns.n_members), AT(campaigns.arms.n),
     false},
};
const size_t rt_snap_limits_n = N(rt_snap_limits);

const struct rt_snap_rise rt_snap_rises[] = {
    {AT(contract_first), AT(n_clients), AT(n_contracts)},
    {AT(change_first), AT(n_contracts), AT(n_changes)},
    {AT(payments.events.first), AT(n_clients), AT(payments.events.n)},
    {AT(activity.first), AT(n_clients), AT(activity.n)},
    {AT(campaigns.member_first), AT(campaigns.n), AT(campaigns.n_members)},
};
const size_t rt_snap_rises_n = N(rt_snap_rises);

/* Ids are assigned by kind. */
static const struct {
    uint32_t first, last;
    enum rt_group group;
} groups[] = {
    {RT_SEC_NAMES, RT_SEC_NAMES, RT_GROUP_CONTRACTS},
    {10, 49, RT_GROUP_CONTRACTS},
    {50, 59, RT_GROUP_PAYMENTS},
    {60, 69, RT_GROUP_ACTIVITY},
    {70, 99, RT_GROUP_DESK},
    {100, 199, RT_GROUP_CAMPAIGNS},
    {200, 200, RT_GROUP_CONTRACTS},
    {201, 204, RT_GROUP_PAYMENTS},
    {205, 208, RT_GROUP_ACTIVITY},
    {209, 209, RT_GROUP_CONTRACTS},
    {300, 303, RT_GROUP_CONTRACTS},
    {304, 307, RT_GROUP_DESK},
    {308, 311, RT_GROUP_CAMPAIGNS},
    {400, 449, RT_GROUP_DESK},
    {RT_SEC_ATTR, UINT32_MAX, RT_GROUP_CONTRACTS},
};

enum rt_group
rt_snap_group(uint32_t id)
{
    for (size_t i = 0; i < N(groups); i++)
        if (id >= groups[i].first && id <= groups[i].last)
            return groups[i].group;
    return RT_GROUP__MAX;
}
