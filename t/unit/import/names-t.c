#include "import/names.h"
#include "../tap.h"

static const struct {
    const char *column, *field;
    int fit;
} rows[] = {
    {"contract_id", "contract_id", 3},
    {"Contract ID", "contract_id", 3},
    {"policy.ID", "contract_id", 2},
    {"Номер договора", "contract_id", 2},
    {"№ договора", "contract_id", 2},
    {"id", "contract_id", 1},
    {"ID", "client_id", 1},
    {"CustomerID", "client_id", 2},
    {"КЛИЕНТ", "client_id", 1},
    {"Контрагент (код)", "client_id", 2},
    {"ACCOUNT_NUM", "client_id", 1},
    {"ИНН", "client_id", 2},
    {"Start (UTC)", "start_date", 2},
    {"START_DT", "start_date", 3},
    {"start_date_utc", "start_date", 3},
    {"Ended At (UTC)", "end_date", 2},
    {"Canceled At (UTC)", "end_date", 1},
    {"Сумма, руб.", "amount", 2},
    {"utc", "start_date", 0},
    {"gender", "client_id", 0},
    {"clients", "client_id", 0},
    {"", "client_id", 0},
    {"—", "plan", 0},
    {"Лицевой счёт", "client_id", 1},
    {"date", "paid_at", 1},
    {"date", "start_date", 0},
    {"spend", "value", 1},
    {"anything", "no_such_field", 0},
};

static const struct {
    const char *column;
    int months;
} periods[] = {
    {"Annual Amount", 12},      {"Годовая сумма", 12}, {"quarterly_fee", 3},
    {"Сумма в год (руб.)", 12}, {"monthly_fee", 0},    {"", 0},
};

int
main(void)
{
    struct rt_arena *a = rt_arena_new();

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is_int(rt_names_fit(rows[i].column, rows[i].field, a), rows[i].fit,
               rt_fmt(a, "%s for %s", rows[i].column, rows[i].field));
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
        is_int(rt_names_months(periods[i].column, a), periods[i].months,
               rt_fmt(a, "months of %s", periods[i].column));
    is_int(rt_names_interval("Year", a), 12, "an interval of a year");
    is_int(rt_names_interval("ежемесячно", a), 1, "of a month");
    is_int(rt_names_interval("week", a), 0, "of none that is known");
    ok(rt_names_kind("/d/retention_cases.csv", "cases", a) &&
           rt_names_kind("Платежи 2024.csv", "payments", a),
       "files named after a kind");
    ok(!rt_names_kind("/cases/x.csv", "cases", a) &&
           !rt_names_kind("x.csv", "nothing", a),
       "and others");
    rt_arena_free(a);
    return done();
}
