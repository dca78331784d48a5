#include "base/money.h"
#include "../tap.h"

#define BAD "bad_amount"
#define TWO "ambiguous_amount"
#define HUGE_ "huge_amount"
#define NBSP "\xc2\xa0"
#define NARROW "\xe2\x80\xaf"
#define THIN "\xe2\x80\x89"

static void
test_parse(void)
{
    static const struct {
        const char *text;
        int digits;
        int64_t minor;
        const char *key; /* NULL: an amount */
    } rows[] = {
        /* plain */
        {"0", 2, 0},
        {"-0", 2, 0},
        {"7", 2, 700},
        {"7", 0, 7},
        {"7", 4, 70000},
        {"1234.56", 2, 123456},
        {"1234,56", 2, 123456},
        {"1234,5", 2, 123450},
        {"-3", 2, -300},
        {"+3", 2, 300},
        {"\xe2\x88\x92"
         "3,5",
         2, -350},
        {".5", 2, 50},
        {"-,05", 2, -5},
        {"000012.30", 2, 1230},
        {"  12.30 ", 2, 1230},
        {NBSP "12.30" NARROW, 2, 1230},
        /* groups */
        {"1 234,56", 2, 123456},
        {"1" NBSP "234,56", 2, 123456},
        {"1" NARROW "234" NARROW "567", 2, 123456700},
        {"1" THIN "234.5", 2, 123450},
        {"1,234.56", 2, 123456},
        {"1.234,56", 2, 123456},
        {"1'234.50", 2, 123450},
        {"12,345,678", 2, 1234567800},
        {"12.345.678", 2, 1234567800},
        {"12.345.678,9", 2, 1234567890},
        {"1 234 567", 0, 1234567},
        {"1 234", 2, 123400},
        {"1'234", 2, 123400},
        /* decimals that the currency does not have */
        {"1.500", 3, 1500},
        {"1,2345", 4, 12345},
        {"1.50000", 2, 150},
        {"1.0000", 0, 1},
        {"1 234,560", 2, 123456},
        {"1,234.560", 2, 123456},
        {"1.2345", 2, 0, BAD},
        {"1.5", 0, 0, BAD},
        {"1 234,567", 2, 0, BAD},
        {"1,234.567", 2, 0, BAD},
        /* one separator before three digits */
        {"1,234", 2, 0, TWO},
        {"1.234", 2, 0, TWO},
        {"-12.345", 2, 0, TWO},
        {"123.456", 2, 0, TWO},
        {"1.000", 2, 0, TWO},
        {"1.234", 0, 1234},
        {"1,234", 0, 1234},
        {"-123,000", 0, -123000},
        {"0.123", 0, 0, BAD},
        {"1234.567", 0, 0, BAD},
        {"1.23", 0, 0, BAD},
        {"1.234", 4, 0, TWO},
        {"1.234", 3, 1234},
        {"123,456", 3, 123456},
        {"0.120", 2, 12},
        {"0,125", 2, 0, BAD},
        {"0.125", 4, 1250},
        {"1234.560", 2, 123456},
        {"1234,567", 2, 0, BAD},
        {".120", 2, 12},
        {"00.120", 2, 0, TWO},
        /* not a number */
        {"", 2, 0, BAD},
        {" ", 2, 0, BAD},
        {"-", 2, 0, BAD},
        {".", 2, 0, BAD},
        {",", 2, 0, BAD},
        {"'", 2, 0, BAD},
        {"5.", 2, 0, BAD},
        {"--5", 2, 0, BAD},
        {"+-5", 2, 0, BAD},
        {"- 5", 2, 0, BAD},
        {"5-", 2, 0, BAD},
        {"(5)", 2, 0, BAD},
        {"1e5", 2, 0, BAD},
        {"0x10", 2, 0, BAD},
        {"nan", 2, 0, BAD},
        {"5 ₽", 2, 0, BAD},
        {"$5", 2, 0, BAD},
        {"5%", 2, 0, BAD},
        {"٥", 2, 0, BAD},
        {"1 2", 2, 0, BAD},
        {"12 34", 2, 0, BAD},
        {"1 2345", 2, 0, BAD},
        {"1234 567", 2, 0, BAD},
        {"1  234", 2, 0, BAD},
        {"1,23,456", 2, 0, BAD},
        {"1,234,56", 2, 0, BAD},
        {"1.234.56", 2, 0, BAD},
        {"1,234,567,8", 2, 0, BAD},
        {"1..5", 2, 0, BAD},
        {"1.,5", 2, 0, BAD},
        {"1.5,", 2, 0, BAD},
        {"1.234,567.8", 2, 0, BAD},
        {"1,234 567", 2, 0, BAD},
        {"1 234" NBSP "567", 2, 0, BAD},
        {"1 234'567", 2, 0, BAD},
        {" 1 234 .5", 2, 0, BAD},
        {"1\t234", 2, 0, BAD},
        {"1\xc2", 2, 0, BAD},
        {"1\xe2\x80", 2, 0, BAD},
        {"12\n", 2, 0, BAD},
        /* the largest and smallest amounts */
        {"92000000000000000.00", 2, INT64_C(9200000000000000000)},
        {"-92000000000000000.00", 2, INT64_C(-9200000000000000000)},
        {"92000000000000000.01", 2, 0, HUGE_},
        {"-92000000000000000.01", 2, 0, HUGE_},
        {"9200000000000000000", 0, INT64_C(9200000000000000000)},
        {"9200000000000000001", 0, 0, HUGE_},
        {"920000000000000", 4, INT64_C(9200000000000000000)},
        {"920000000000001", 4, 0, HUGE_},
        {"99999999999999999999999999999999999999", 2, 0, HUGE_},
        {"18446744073709551616", 0, 0, HUGE_},
        {"99999999999999999999999999999999999x", 2, 0, BAD},
        {"000000000000000000000000000000000001", 2, 100},
        {"1.00000000000000000000000000000000000", 2, 100},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_err err = {0};
        int64_t minor = 1234567;
        enum rt_code rc =
            rt_money_parse(rows[i].text, rows[i].digits, &minor, &err);
        char what[120];

        snprintf(what, sizeof what, "\"%s\" with %d digits", rows[i].text,
                 rows[i].digits);
        is_str(err.key, rows[i].key, what);
        if (rows[i].key == NULL)
            is_int(rc == RT_OK ? minor : -1, rows[i].minor, what);
        else
            ok(rc == (strcmp(rows[i].key, HUGE_) == 0 ? RT_ELIMIT : RT_EINVAL),
               "with its code");
    }
}

static void
test_plain(void)
{
    static const struct {
        int64_t minor;
        int digits;
        const char *text;
    } rows[] = {
        {0, 2, "0.00"},
        {5, 2, "0.05"},
        {-5, 2, "-0.05"},
        {123456, 2, "1234.56"},
        {-123456, 2, "-1234.56"},
        {123456, 0, "123456"},
        {-7, 0, "-7"},
        {1, 4, "0.0001"},
        {1500, 3, "1.500"},
        {INT64_MAX, 2, "92233720368547758.07"},
        {INT64_MIN, 2, "-92233720368547758.08"},
        {INT64_MIN, 0, "-9223372036854775808"},
        {INT64_MIN, 4, "-922337203685477.5808"},
    };
    char text[RT_MONEY_TEXT];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rt_money_plain(rows[i].minor, rows[i].digits, text);
        is_str(text, rows[i].text, "plain decimal text");
    }
}

/* A written amount is read as the same amount, whatever its size. */
static void
test_round_trip(void)
{
    uint64_t seed = 1;
    int wrong = 0;

    for (int i = 0; i < 50000; i++) {
        char text[RT_MONEY_TEXT];
        int64_t minor, again = 0;
        int digits = i % 5;

        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        minor = (int64_t)seed >> (i % 63);
        rt_money_plain(minor, digits, text);
        if (minor >= -INT64_C(9200000000000000000) &&
            minor <= INT64_C(9200000000000000000))
            wrong += rt_money_parse(text, digits, &again, NULL) != RT_OK ||
                     again != minor;
        else
            wrong += rt_money_parse(text, digits, &again, NULL) != RT_ELIMIT;
    }
    is_int(wrong, 0, "50,000 amounts are read as they are written");
}

static void
test_currency(void)
{
    static const struct {
        const char *code;
        int digits; /* -1: unknown */
    } rows[] = {
        {"RUB", 2},  {"EUR", 2},           {"USD", 2},
        {"JPY", 0},  {"KWD", 3},           {"CLF", 4},
        {"KZT", 2},  {"AED", 2},           {"ZWG", 2},
        {"BIF", 0},  {"XPF", 0},           {"BHD", 3},
        {"TND", 3},  {"UYW", 4},           {"ISK", 0},
        {"XCG", 2},  {"rub", -1},          {"", -1},
        {"RU", -1},  {"RUBL", -1},         {"XXX", -1},
        {"XAU", -1}, {"DAF", -1},          {"EDA", -1},
        {"₽", -1}, {"\xff\xff\xff", -1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rt_err err = {0};
        int digits = -1;
        enum rt_code rc = rt_currency_digits(rows[i].code, &digits, &err);

        is_int(digits, rows[i].digits, rows[i].code);
        ok(rows[i].digits >= 0
               ? rc == RT_OK
               : rc == RT_EINVAL && strcmp(err.key, "bad_currency") == 0,
           "is known or refused");
    }
}

static void
test_add(void)
{
    struct rt_err err = {0};
    int64_t sum = 0;

    ok(rt_money_add(INT64_MAX - 1, 1, &sum, "x", &err) == RT_OK &&
           sum == INT64_MAX,
       "a sum may reach the end");
    ok(rt_money_add(INT64_MIN + 1, -1, &sum, "x", &err) == RT_OK &&
           sum == INT64_MIN,
       "either end");
    ok(rt_money_add(INT64_MAX, 1, &sum, "paid", &err) == RT_ELIMIT &&
           strstr(err.text, "paid") != NULL,
       "and beyond it is refused by name");
    ok(rt_money_add(INT64_MIN, -1, &sum, "x", NULL) == RT_ELIMIT,
       "at either end");
}

int
main(void)
{
    test_parse();
    test_plain();
    test_round_trip();
    test_currency();
    test_add();
    return done();
}
