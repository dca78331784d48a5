#include "field/value.h"

#include "base/moment.h"
#include "../tap.h"

static struct rt_zone *moscow;
static struct rt_parse_how how;

/* A date as "2025-12-31", with a time as "day second" or "@unix", or the key of
 * the error. */
static const char *
when(const char *text, enum rt_date_order order)
{
    static char out[64];
    struct rt_err err = {0};
    struct rt_when w;

    how.order = order;
    if (rt_parse_when(text, &how, &w, &err) != RT_OK)
        return err.key;
    if (w.absolute) {
        snprintf(out, sizeof out, "@%" PRId64, w.at);
        return out;
    }
    rt_day_format(w.day, out);
    if (w.second != 0)
        snprintf(out + strlen(out), 16, " %d", w.second);
    return out;
}

static const struct {
    const char *text, *want;
    enum rt_date_order order;
} dates[] = {
    {"2025-12-31", "2025-12-31", RT_DATE_REFUSE},
    {"2025/12/31", "2025-12-31", RT_DATE_REFUSE},
    {"2025-1-5", "2025-01-05", RT_DATE_REFUSE},
    {"31.12.2025", "2025-12-31", RT_DATE_REFUSE},
    {"1.2.2025", "2025-02-01", RT_DATE_REFUSE},
    {"1.2.2025", "2025-02-01", RT_DATE_MDY},
    {"1 июня 2024", "2024-06-01", RT_DATE_REFUSE},
    {"Jun 1, 2024", "2024-06-01", RT_DATE_DMY},
    {"1-JUN-2024", "2024-06-01", RT_DATE_MDY},
    {"2024.06.01", "2024-06-01", RT_DATE_REFUSE},
    {"2024.06.01 10:00", "2024-06-01 36000", RT_DATE_MDY},
    {"2024.06-01", "import_not_date", RT_DATE_REFUSE},
    {"June 1, 2024 5:00 PM", "2024-06-01 61200", RT_DATE_REFUSE},
    {"Jun  1 2024 10:00AM", "2024-06-01 36000", RT_DATE_REFUSE},
    {"01-JUN-2024 00:00:00", "2024-06-01", RT_DATE_REFUSE},
    {"1 июня 2024 г., 10:05", "2024-06-01 36300", RT_DATE_REFUSE},
    {"1 Jun 2024 03:00 UTC", "@1717210800", RT_DATE_REFUSE},
    {"1 Jun 2024 25:00", "import_bad_time", RT_DATE_REFUSE},
    {"1 Jun 2024 x:00", "import_not_date", RT_DATE_REFUSE},
    {"1-Jun-24", "import_short_year", RT_DATE_REFUSE},
    {"14 апр. 24", "import_short_year", RT_DATE_DMY},
    {"1-Jun-224", "import_not_date", RT_DATE_REFUSE},
    {"Jun 2024", "import_not_date", RT_DATE_REFUSE},
    {"N24", "import_not_date", RT_DATE_REFUSE},
    {"today", "import_not_date", RT_DATE_REFUSE},
    {"20251231", "2025-12-31", RT_DATE_REFUSE},
    {"2025-12-31 23:59", "2025-12-31 86340", RT_DATE_REFUSE},
    {"2025-12-31T00:00:01", "2025-12-31 1", RT_DATE_REFUSE},
    {"2025-12-31 8:26:05.999", "2025-12-31 30365", RT_DATE_REFUSE},
    {"31.12.2025 23:59:59", "2025-12-31 86399", RT_DATE_REFUSE},
    {"1970-01-02T00:00:00Z", "@86400", RT_DATE_REFUSE},
    {"1970-01-02T03:00:00+03:00", "@86400", RT_DATE_REFUSE},
    {"1970-01-01 20:30:00-0330", "@86400", RT_DATE_REFUSE},
    {"1970-01-02 00:00 +03", "@75600", RT_DATE_REFUSE},
    {"1082040961", "@1082040961", RT_DATE_REFUSE},
    {"1082040961.75", "@1082040961", RT_DATE_REFUSE},
    {"100000000", "@100000000", RT_DATE_REFUSE},
    {"-86400", "@-86400", RT_DATE_REFUSE},
    {"-0.5", "@-1", RT_DATE_REFUSE},
    {"86400", "import_not_date", RT_DATE_REFUSE},
    {"86400", "@86400", RT_DATE_UNIX},
    {"20251231", "@20251231", RT_DATE_UNIX},
    {"1706740200000", "@1706740200", RT_DATE_REFUSE},
    {"1706740200999", "@1706740200", RT_DATE_UNIX},
    {"946684800000", "@946684800", RT_DATE_REFUSE},
    {"1706740200000000", "@1706740200", RT_DATE_REFUSE},
    {"9999999999999", "import_date_range", RT_DATE_REFUSE},
    {"202401312230", "import_not_date", RT_DATE_REFUSE},
    {"12345678901", "import_not_date", RT_DATE_REFUSE},
    {"20240131223005", "2024-01-31 81005", RT_DATE_REFUSE},
    {"20240131240000", "import_bad_time", RT_DATE_REFUSE},
    {"20240231000000", "import_no_such_day", RT_DATE_REFUSE},
    {"2024-01-31 22:30:00 UTC", "@1706740200", RT_DATE_REFUSE},
    {"2024-01-31 22:30:00.123Z", "@1706740200", RT_DATE_REFUSE},
    {"2024-01-31 22:30 GMT", "@1706740200", RT_DATE_REFUSE},
    {"2024-02-01 01:30 UTC+3", "@1706740200", RT_DATE_REFUSE},
    {"2024-02-01 01:30 GMT+0300", "@1706740200", RT_DATE_REFUSE},
    {"2024-02-01 01:30:00 +0300 MSK", "@1706740200", RT_DATE_REFUSE},
    {"2024-01-31 22:30:00 +0000 UTC", "@1706740200", RT_DATE_REFUSE},
    {"2024-01-31 22:30 MSK", "import_bad_time", RT_DATE_REFUSE},
    {"2024-01-31 22:30 +0300 msk", "import_bad_time", RT_DATE_REFUSE},
    {"2024-01-31 22:30 UTCX", "import_bad_time", RT_DATE_REFUSE},
    {"2024-01-31 22:30 +16", "import_bad_time", RT_DATE_REFUSE},
    {"1/31/2024 11:59 PM", "2024-01-31 86340", RT_DATE_MDY},
    {"1/31/2024, 11:59:30 p.m.", "2024-01-31 86370", RT_DATE_MDY},
    {"1/31/2024 12:00AM", "2024-01-31", RT_DATE_MDY},
    {"1/31/2024 12:30 pm", "2024-01-31 45000", RT_DATE_MDY},
    {"1/31/2024 1:00 AM UTC", "@1706662800", RT_DATE_MDY},
    {"1/31/2024 13:00 PM", "import_bad_time", RT_DATE_MDY},
    {"1/31/2024 0:30 AM", "import_bad_time", RT_DATE_MDY},
    {"1/31/2024 1:00 XM", "import_bad_time", RT_DATE_MDY},
    {"2024‑01‑31", "2024-01-31", RT_DATE_REFUSE},
    {"2024–01–31", "2024-01-31", RT_DATE_REFUSE},
    {"31/01/2024\xc2\xa0"
     "10:00",
     "2024-01-31 36000", RT_DATE_DMY},
    {"1/31/2024, 1:00\xe2\x80\xafPM", "2024-01-31 46800", RT_DATE_MDY},
    {"\xe2\x80\x8e"
     "31.01.2024",
     "2024-01-31", RT_DATE_REFUSE},
    {"45322", "import_day_number", RT_DATE_REFUSE},
    {"45322.5", "import_day_number", RT_DATE_DMY},
    {"45322", "import_day_number", RT_DATE_UNIX},
    {"45322", "2024-01-31", RT_DATE_EXCEL},
    {"45322,75", "2024-01-31 64800", RT_DATE_EXCEL},
    {"45322.999999", "2024-02-01", RT_DATE_EXCEL},
    {"109574", "2199-12-31", RT_DATE_EXCEL},
    {"109575", "import_date_range", RT_DATE_EXCEL},
    {"2024", "import_not_date", RT_DATE_EXCEL},
    {"20240131", "2024-01-31", RT_DATE_EXCEL},
    {"2024-01-31", "2024-01-31", RT_DATE_EXCEL},
    {"19999", "import_not_date", RT_DATE_REFUSE},
    {"20000", "import_day_number", RT_DATE_REFUSE},
    {"80000", "import_day_number", RT_DATE_REFUSE},
    {"80001", "import_not_date", RT_DATE_REFUSE},
    {"13/02/2024", "import_date_order", RT_DATE_REFUSE},
    {"02/13/2024", "import_date_order", RT_DATE_REFUSE},
    {"12/12/2024", "import_ambiguous_date", RT_DATE_REFUSE},
    {"13/13/2024", "import_no_such_day", RT_DATE_REFUSE},
    {"32/01/2024", "import_no_such_day", RT_DATE_REFUSE},
    {"01/02/2025", "import_ambiguous_date", RT_DATE_REFUSE},
    {"31/12/2025", "import_date_order", RT_DATE_REFUSE},
    {"01-02-2025", "import_ambiguous_date", RT_DATE_REFUSE},
    {"01/02/2025", "2025-02-01", RT_DATE_DMY},
    {"01/02/2025", "2025-01-02", RT_DATE_MDY},
    {"31/12/2025", "import_no_such_day", RT_DATE_MDY},
    {"1.2.25", "import_short_year", RT_DATE_REFUSE},
    {"01/02/25", "import_short_year", RT_DATE_DMY},
    {"2025-02-29", "import_no_such_day", RT_DATE_REFUSE},
    {"2024-02-29", "2024-02-29", RT_DATE_REFUSE},
    {"20251301", "import_no_such_day", RT_DATE_REFUSE},
    {"1900-01-01", "1900-01-01", RT_DATE_REFUSE},
    {"1899-12-31", "import_date_range", RT_DATE_REFUSE},
    {"2199-12-31", "2199-12-31", RT_DATE_REFUSE},
    {"2200-01-01", "import_date_range", RT_DATE_REFUSE},
    {"9999-12-31", "import_date_range", RT_DATE_REFUSE},
    {"99991231", "import_date_range", RT_DATE_REFUSE},
    {"9999999999", "import_date_range", RT_DATE_REFUSE},
    {"7258118399", "@7258118399", RT_DATE_REFUSE},
    {"7258118400", "import_date_range", RT_DATE_REFUSE},
    {"2025-12-31 24:00", "import_bad_time", RT_DATE_REFUSE},
    {"2025-12-31 12:60", "import_bad_time", RT_DATE_REFUSE},
    {"2025-12-31 8:26 PM", "2025-12-31 73560", RT_DATE_REFUSE},
    {"2025-12-31 8", "import_bad_time", RT_DATE_REFUSE},
    {"2025-12-31x", "import_not_date", RT_DATE_REFUSE},
    {"2025-12/31", "import_not_date", RT_DATE_REFUSE},
    {"2025-12", "import_not_date", RT_DATE_REFUSE},
    {"31.12/2025", "import_not_date", RT_DATE_REFUSE},
    {"12.2025", "import_not_date", RT_DATE_REFUSE},
    {"yesterday", "import_not_date", RT_DATE_REFUSE},
    {".", "import_not_date", RT_DATE_REFUSE},
    {"-", "import_not_date", RT_DATE_REFUSE},
    {"-x", "import_not_date", RT_DATE_REFUSE},
};

static void
test_dates(void)
{
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        is_str(when(dates[i].text, dates[i].order), dates[i].want,
               dates[i].text);
}

static void
test_zone(void)
{
    int64_t at = 0;
    int32_t day = 0;
    char text[RT_PERIOD_LABEL];

    how.order = RT_DATE_REFUSE;
    ok(rt_parse_moment("2025-06-01", &how, &at, NULL) == RT_OK &&
           at == rt_moment_of_day(20240),
       "a date alone is a day");
    ok(rt_parse_moment("01.06.2025 00:00:00", &how, &at, NULL) == RT_OK &&
           at == rt_moment_of_day(20240),
       "so is the midnight of a spreadsheet");
    ok(rt_parse_moment("2025-06-01 00:00:01", &how, &at, NULL) == RT_OK &&
           at == 1748725201,
       "a second later it is an instant (Moscow, UTC+3)");
    ok(rt_parse_moment("2025-06-01T00:00:00+03:00", &how, &at, NULL) == RT_OK &&
           at == 1748725200,
       "and so is a midnight with its zone");
    ok(rt_parse_moment("2025-06-01 03:00", &how, &at, NULL) == RT_OK &&
           at == 1748736000,
       "a time without a zone is local");
    ok(rt_parse_day("2025-05-31T22:30:00Z", &how, &day, NULL) == RT_OK,
       "a time with a zone as a day");
    rt_day_format(day, text);
    is_str(text, "2025-06-01", "is the local day of that instant");
    ok(rt_parse_day("2025-05-31 22:30", &how, &day, NULL) == RT_OK,
       "one without a zone");
    rt_day_format(day, text);
    is_str(text, "2025-05-31", "is the day as written");
}

static const char *
id(const char *text, bool number)
{
    static char out[64];
    struct rt_err err = {0};
    size_t len = strlen(text);

    strcpy(out, text);
    how.number_ids = number;
    return rt_parse_id(out, &len, 10, &how, &err) == RT_OK ? out : err.key;
}

static void
test_ids(void)
{
    is_str(id("17850.0", false), "17850.0", "an id is text");
    is_str(id("17850.0", true), "17850",
           "read as a number, it loses its fraction");
    is_str(id("00017.000", true), "00017", "it keeps leading zeros");
    is_str(id("17850.5", true), "17850.5", "a real fraction stays");
    is_str(id("N1.0", true), "N1.0", "text stays");
    is_str(id("1.2E+05", true), "import_lost_digits", "an exponent is refused");
    is_str(id("1.2e5", true), "import_lost_digits", "in any spelling");
    is_str(id("1.2E+05", false), "import_lost_digits",
           "in text too, as spreadsheets write it");
    is_str(id("4,68E+17", false), "import_lost_digits", "with a comma");
    is_str(id("4E+17", false), "import_lost_digits", "without decimals");
    is_str(id("1.2E5", false), "1.2E5", "what no spreadsheet writes is text");
    is_str(id("12E+05", false), "12E+05", "nor this");
    is_str(id("1.2E+5", false), "1.2E+5", "nor this");
    is_str(id("A1.2E+05", false), "A1.2E+05", "nor this");
    is_str(id("17850,0", true), "17850", "a decimal comma");
    is_str(id("17850,5", true), "17850,5", "a fraction behind a comma stays");
    is_str(id("a\tb", false), "import_bad_char", "a TAB is refused");
    is_str(id("1234567890", false), "1234567890",
           "the longest text is accepted");
    is_str(id("12345678901", false), "import_too_long", "one more is not");
    is_str(id("ЯЯЯЯЯЯЯЯЯЯ", false), "ЯЯЯЯЯЯЯЯЯЯ", "characters, not bytes");
}

static const char *
trim(const char *text)
{
    static char out[64];
    size_t len = strlen(text);
    const char *s = rt_plain_trim(text, &len);

    memcpy(out, s, len);
    out[len] = '\0';
    return out;
}

static void
test_text(void)
{
    struct rt_err err = {0};

    is_str(trim("  a b\t "), "a b", "blanks are taken off both ends");
    is_str(trim("\xc2\xa0 1 \xc2\xa0"), "1", "no-break spaces too");
    is_str(trim("\xef\xbb\xbf\xe2\x80\x8e"
                "1\xe2\x80\xaf\xe2\x80\x8b"),
           "1", "characters without width are removed");
    is_str(trim(" \t "), "", "of a blank field nothing is left");
    is_str(trim("Р"), "Р", "a letter that ends in the byte A0 stays");
    ok(rt_parse_text("a\nb\tc", 5, 10, NULL) == RT_OK, "line ends in a text");
    ok(rt_parse_text("a\x01", 2, 10, &err) == RT_EINVAL, "but no controls");
    is_str(err.key, "import_bad_char", "the error says so");
}

static const char *
field(const char *text)
{
    static char out[64];
    size_t len = strlen(text);
    const char *s = rt_parse_field(text, &len);

    memcpy(out, s, len);
    out[len] = '\0';
    return out;
}

static void
test_excel_text(void)
{
    is_str(field("=\"00123\""), "00123", "text kept from being a number");
    is_str(field("'-x"), "-x", "text kept from being a formula");
    is_str(field("'=1"), "=1", "whatever formula");
    is_str(field("'x"), "'x", "a quote of its own");
    is_str(field("''-x"), "''-x", "two of them");
    is_str(field("'"), "'", "one alone");
    is_str(field(" =\" 00123 \" "), "00123", "with blanks");
    is_str(field("=\"\""), "", "nothing in it");
    is_str(field("=\""), "=\"", "a quote alone is text");
    is_str(field("=1+1"), "=1+1", "a formula is text");
    is_str(field("\"00123\""), "\"00123\"", "quotes alone are text");
}

static void
test_none(void)
{
    static const struct {
        const char *text;
        bool in_text, in_number, in_date;
    } rows[] = {
        {"NULL", true, true, true},
        {"null", true, true, true},
        {"\\N", true, true, true},
        {"N/A", true, true, true},
        {"#N/A", true, true, true},
        {"Null", false, true, true},
        {"None", false, true, true},
        {"nan", false, true, true},
        {"NA", false, true, true},
        {"-", false, false, true},
        {"—", false, false, true},
        {"0000-00-00", false, false, true},
        {"NULL ", false, false, false},
        {"0", false, false, false},
        {"nulla", false, false, false},
        {"", false, false, false},
        {"#Н/Д", true, true, true},
        {"н/д", true, true, true},
        {"н/да", false, false, false},
        {"01.01.0001", false, false, true},
        {"01.01.0001 0:00:00", false, false, true},
        {"0001-01-01T00:00:00", false, false, true},
        {"01.01.0002", false, false, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ok(rt_parse_none(rows[i].text, RT_NONE_IN_TEXT) == rows[i].in_text,
           "\"%s\" in a text", rows[i].text);
        ok(rt_parse_none(rows[i].text, RT_NONE_IN_NUMBER) == rows[i].in_number,
           "in a number");
        ok(rt_parse_none(rows[i].text, RT_NONE_IN_DATE) == rows[i].in_date,
           "in a date");
    }
}

static const char *
amount(const char *text, const char *currency, int digits, bool workbook)
{
    static char out[32];
    const struct rt_parse_how h = {
        .currency = currency, .digits = digits, .workbook = workbook};
    struct rt_err err = {0};
    int64_t v;

    if (rt_parse_money(text, &h, &v, &err) != RT_OK)
        return err.key;
    snprintf(out, sizeof out, "%" PRId64, v);
    return out;
}

static const struct {
    const char *text, *want, *currency;
} amounts[] = {
    {"5 ₽", "500", "RUB"},
    {"5,00 руб.", "500", "RUB"},
    {"5 Руб", "500", "RUB"},
    {"5,50 р.", "550", "RUB"},
    {"5 р", "500", "BYN"},
    {"5 р", "import_other_currency", "EUR"},
    {"€5", "500", "EUR"},
    {"5€", "500", "EUR"},
    {"€5", "import_other_currency", "RUB"},
    {"$5", "500", "USD"},
    {"$5", "500", "CAD"},
    {"C$5", "500", "CAD"},
    {"C$5", "import_other_currency", "USD"},
    {"$5.00 USD", "500", "USD"},
    {"$5.00 CAD", "import_other_currency", "USD"},
    {"£1,234.50", "123450", "GBP"},
    {"1 000.50 RUB", "100050", "RUB"},
    {"RUB 1 000.50", "100050", "RUB"},
    {"1000 rub", "100000", "RUB"},
    {"1000 RUR", "100000", "RUB"},
    {"1000 EUR", "import_other_currency", "RUB"},
    {"1000 XYZ", "bad_amount", "RUB"},
    {"1000 шт", "bad_amount", "RUB"},
    {"(5,00)", "-500", "RUB"},
    {"( 5 )", "-500", "RUB"},
    {"(5,00) ₽", "-500", "RUB"},
    {"₽(5)", "-500", "RUB"},
    {"(5", "bad_amount", "RUB"},
    {"5)", "bad_amount", "RUB"},
    {"()", "bad_amount", "RUB"},
    {"(-5)", "bad_amount", "RUB"},
    {"5,00-", "-500", "RUB"},
    {"5,00 -", "-500", "RUB"},
    {"5-₽", "-500", "RUB"},
    {"-₽5", "-500", "RUB"},
    {"₽ -5", "-500", "RUB"},
    {"₽ +5", "500", "RUB"},
    {"-5-", "bad_amount", "RUB"},
    {"--5", "bad_amount", "RUB"},
    {"5+", "bad_amount", "RUB"},
    {"‑5", "-500", "RUB"},
    {"–5", "-500", "RUB"},
    {"5 ₽ ₽ ₽", "bad_amount", "RUB"},
    {"₽", "bad_amount", "RUB"},
    {"1,234 ₽", "ambiguous_amount", "RUB"},
    {"1234.5599999999999", "bad_amount", "RUB"},
    {"5 ₽", "bad_amount", NULL},
    {"(5)", "-500", NULL},
};

/* What the cells of a workbook contain, and what they show. */
static const struct {
    const char *text, *want;
    int digits;
} cells[] = {
    {"1234.5599999999999", "123456", 2},
    {"33.333333333333336", "3333", 2},
    {"1.234", "123", 2},
    {"1.005", "101", 2},
    {"-1.005", "-101", 2},
    {"0.004", "0", 2},
    {"0.005", "1", 2},
    {"1E-7", "0", 2},
    {"1.5E3", "150000", 2},
    {"1234.5", "1235", 0},
    {"1 234,50", "123450", 2},
    {"5 ₽", "500", 2},
    {"1e15", "bad_amount", 2},
    {"899999999999999", "89999999999999900", 2},
    {"899999999999999", "8999999999999990000", 4},
};

static void
test_amounts(void)
{
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++)
        is_str(amount(amounts[i].text, amounts[i].currency, 2, false),
               amounts[i].want, amounts[i].text);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        is_str(amount(cells[i].text, "RUB", cells[i].digits, true),
               cells[i].want, cells[i].text);
}

static void
test_workbook_dates(void)
{
    struct rt_parse_how h = {.workbook = true, .zone = moscow};
    struct rt_when w;

    ok(rt_parse_when("45322", &h, &w, NULL) == RT_OK && w.day == 19753,
       "a workbook's short number is a day");
    h.since_1904 = true;
    ok(rt_parse_when("43860", &h, &w, NULL) == RT_OK && w.day == 19753,
       "or one counted from 1904");
}

static const char *
boolean(const char *text)
{
    int64_t v;

    return rt_parse_bool(text, &v, NULL) != RT_OK ? "?" : v ? "1" : "0";
}

static const struct {
    const char *text, *want;
} bools[] = {
    {"TRUE", "1"}, {"False", "0"}, {"Yes", "1"}, {"no", "0"},
    {"Да", "1"},   {"нет", "0"},   {"1", "1"},   {"0", "0"},
    {"1.0", "1"},  {"2", "?"},     {"on", "?"},  {"-1", "?"},
};

static const char *
integer(const char *text)
{
    static char out[32];
    struct rt_err err = {0};
    int64_t v;

    if (rt_parse_int(text, -5, 100, &v, &err) != RT_OK)
        return err.key;
    snprintf(out, sizeof out, "%" PRId64, v);
    return out;
}

static const struct {
    const char *text, *want;
} integers[] = {
    {"100", "100"},
    {"101", "import_int_range"},
    {"-5", "-5"},
    {"-6", "import_int_range"},
    {"12.0", "12"},
    {"12,0", "12"},
    {"−3", "-3"},
    {"12,5", "import_not_int"},
    {"12.5", "import_not_int"},
    {"x", "import_not_int"},
    {"99999999999999999999", "import_int_range"},
    {"+1", "import_not_int"},
    {"1 2", "import_not_int"},
};

static const char *
share(const char *text)
{
    static char out[32];
    double v;

    if (rt_parse_share(text, &v, NULL) != RT_OK)
        return "?";
    snprintf(out, sizeof out, "%g", v);
    return out;
}

static const struct {
    const char *text, *want;
} shares[] = {
    {"0.25", "0.25"}, {"0,25", "0.25"}, {"25%", "0.25"}, {"25 %", "0.25"},
    {"0", "0"},       {"1", "1"},       {"100%", "1"},   {"1.01", "?"},
    {"101%", "?"},    {"-0.1", "?"},    {"%", "?"},      {"nan", "?"},
    {".", "?"},       {"0.2.5", "?"},
};

static const struct {
    const char *first, *second, *divisor;
    int digits;
    int64_t want; /* -1: refused */
} formulas[] = {
    {"6", "2.55", "1", 2, 1530},
    {"-6", "2.55", "1", 2, -1530},
    {"1", "0.005", "1", 2, 0},
    {"3", "0.005", "1", 2, 2},
    {"5", "0.005", "1", 2, 2},
    {"7", "0.005", "1", 2, 4},
    {"-3", "0.005", "1", 2, -2},
    {"1", "0.0051", "1", 2, 1},
    {"0,5", "3", "1", 0, 2},
    {"2.5", "1", "1", 0, 2},
    {"2", "0.0005", "1", 3, 1},
    {"9223372036", "9223372036", "1", 2, -1},
    {"x", "1", "1", 2, -1},
    {"1", "", "1", 2, -1},
    {"1200", NULL, "12", 2, 10000},
    {"1 199,88", NULL, "12", 2, 9999},
    {"100", NULL, "3", 2, 3333},
    {"200", NULL, "3", 2, 6667},
    {"0.06", NULL, "12", 2, 0},
    {"0.18", NULL, "12", 2, 2},
    {"-0.18", NULL, "12", 2, -2},
    {"0.30", NULL, "12", 2, 2},
    {"0.3001", NULL, "12", 2, 3},
    {"120", NULL, "1.2", 2, 10000},
    {"30", NULL, "12", 0, 2},
    {"42", NULL, "12", 0, 4},
    {"1", "52", "12", 4, 43333},
    {"900000000000000", "900000000000000", "900000000000000", 2,
     90000000000000000},
};

static const struct {
    const char *text;
    int64_t want; /* 0: none */
} factors[] = {
    {"12", 120000}, {"1.2", 12000}, {"0,5", 5000}, {"0.0001", 1},
    {"0", 0},       {"-3", 0},      {"+3", 0},     {"1.00001", 0},
    {"", 0},        {"12a", 0},     {" 3", 0},
};

static void
test_formulas(void)
{
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        int64_t v, divisor = 0;

        how.digits = formulas[i].digits;
        if (!rt_parse_factor(formulas[i].divisor, &divisor) ||
            rt_parse_formula(formulas[i].first, formulas[i].second, divisor,
                             &how, &v, NULL) != RT_OK)
            v = -1;
        if (!ok(v == formulas[i].want, "%s * %s / %s with %d decimals",
                formulas[i].first,
                formulas[i].second != NULL ? formulas[i].second : "1",
                formulas[i].divisor, formulas[i].digits))
            printf("# %" PRId64 "\n", v);
    }
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++) {
        int64_t v;

        if (!rt_parse_factor(factors[i].text, &v))
            v = 0;
        ok(v == factors[i].want, "the factor \"%s\"", factors[i].text);
    }
}

static const struct {
    const char *text, *code;
    bool good;
} currencies[] = {
    {"RUB", "RUB", true},  {"rub", "RUB", true},  {"RUR", "RUB", true},
    {"₽", "RUB", true},  {"руб.", "RUB", true}, {"EUR", "RUB", false},
    {"$", "RUB", false},   {"$", "USD", true},    {"€", "EUR", true},
    {"руб", "EUR", false}, {"RU", "RUB", false},  {"", "RUB", false},
};

static void
test_currencies(void)
{
    for (size_t i = 0; i < sizeof currencies / sizeof currencies[0]; i++) {
        struct rt_err err = {0};
        bool good;

        how.currency = currencies[i].code;
        good = rt_parse_currency(currencies[i].text, &how, &err) == RT_OK;
        ok(good == currencies[i].good &&
               (good || strcmp(err.key, "import_row_currency") == 0),
           "\"%s\" where amounts are in %s", currencies[i].text,
           currencies[i].code);
    }
}

#define ROWS(table, function) \
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) \
    is_str(function(table[i].text), table[i].want, table[i].text)

int
main(void)
{
    if (rt_zone_open("Europe/Moscow", &moscow, NULL) != RT_OK)
        abort();
    how.zone = moscow;
    test_dates();
    test_zone();
    test_ids();
    test_text();
    test_excel_text();
    test_none();
    test_amounts();
    test_workbook_dates();
    test_formulas();
    test_currencies();
    ROWS(bools, boolean);
    ROWS(integers, integer);
    ROWS(shares, share);
    rt_zone_free(moscow);
    return done();
}
