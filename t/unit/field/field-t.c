#include "field/form.h"
#include "../tap.h"

static struct rt_arena *a;
static const struct rt_field_env env = {.today = 20088, .digits = 2};

static const char *const colours[] = {"red", "green", NULL};

static const struct rt_field table[] = {
    {.name = "title", .kind = RT_INPUT_TEXT, .high = 5},
    {.name = "note", .kind = RT_INPUT_TEXT},
    {.name = "colour", .kind = RT_INPUT_WORD, .words = colours},
    {.name = "active", .kind = RT_INPUT_YES_NO},
    {.name = "months", .kind = RT_INPUT_INT, .low = 1, .high = 12},
    {.name = "shift", .kind = RT_INPUT_INT, .low = -3, .high = 3},
    {.name = "share", .kind = RT_INPUT_REAL, .high = 1},
    {.name = "fee", .kind = RT_INPUT_MONEY},
    {.name = "ends", .kind = RT_INPUT_DAY},
    {.name = "span", .kind = RT_INPUT_PERIOD},
    {.name = "phone", .kind = RT_INPUT_PHONE},
    {.name = "email", .kind = RT_INPUT_EMAIL},
    {.name = NULL},
};

static const struct {
    const char *name, *text, *want; /* want: canonical, or "!" and the error */
} rows[] = {
    {"title", " Иван ", "Иван"},
    {"title", "Алиса", "Алиса"},
    {"title", "Иванов", "!long_text key=title max=5"},
    {"title", "a\x01", "!bad_text key=title value=a?"},
    {"title", "a\x7f", "!bad_text key=title value=a?"},
    {"title", "a\xff", "!bad_text key=title value=a?"},
    {"note", "a\n\tb\r\n", "a\n\tb"},
    {"colour", "green", "green"},
    {"colour", "Green", "!bad_word key=colour value=Green allowed=red, green"},
    {"active", "on", "1"},
    {"active", "нет", "0"},
    {"active", "maybe", "!bad_yes_no key=active value=maybe"},
    {"months", "012", "12"},
    {"months", "1", "1"},
    {"months", "0", "!bad_whole key=months value=0 low=1 high=12"},
    {"months", "13", "!bad_whole key=months value=13 low=1 high=12"},
    {"months", "1.0", "1"},
    {"months", "1.5", "!bad_whole key=months value=1.5 low=1 high=12"},
    {"months", "-1", "!bad_whole key=months value=-1 low=1 high=12"},
    {"months", "1e1", "!bad_whole key=months value=1e1 low=1 high=12"},
    {"months", "99999999999999999999",
     "!bad_whole key=months value=99999999999999999999 low=1 high=12"},
    {"shift", "-3", "-3"},
    {"shift", "-4", "!bad_whole key=shift value=-4 low=-3 high=3"},
    {"share", "0,25", "0.25"},
    {"share", ".5", ".5"},
    {"share", "1", "1"},
    {"share", "1.01", "!bad_real key=share value=1.01 low=0 high=1"},
    {"share", ".", "!bad_real key=share value=. low=0 high=1"},
    {"share", "0x1", "!bad_real key=share value=0x1 low=0 high=1"},
    {"share", "nan", "!bad_real key=share value=nan low=0 high=1"},
    {"share", "-0", "!bad_real key=share value=-0 low=0 high=1"},
    {"fee", "1 234,5", "1234.50"},
    {"fee", "(3,07)", "-3.07"},
    {"fee", "1,234", "!ambiguous_amount key=fee value=1,234 digits=2"},
    {"ends", "1 июня 2026", "2026-06-01"},
    {"ends", "yesterday", "2024-12-30"},
    {"ends", "2026", "!bad_day name=ends value=2026"},
    {"span", "II кв. 2026", "2026Q2"},
    {"phone", "8 (495) 123-45-67", "+74951234567"},
    {"phone", "123", "!bad_phone key=phone value=123"},
    {"email", "anna@example.com", "anna@example.com"},
    {"email", "anna@example", "!bad_email key=email value=anna@example"},
};

static void
test_values(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct rt_field *f = rt_field_find(table, rows[i].name);
        struct rt_err err = {0};
        struct rt_value v;
        const char *got =
            rt_field_read(f, rows[i].text, &env, a, &v, &err) == RT_OK
                ? v.text
                : rt_fmt(a, "!%s", err.text);

        is_str(got, rows[i].want, rows[i].text);
    }
}

static void
test_numbers(void)
{
    struct rt_value v;

    ok(rt_field_read(rt_field_find(table, "fee"), "-3,07", &env, a, &v, NULL) ==
               RT_OK &&
           v.n == -307,
       "minor units of an amount");
    ok(rt_field_read(rt_field_find(table, "colour"), "green", &env, a, &v,
                     NULL) == RT_OK &&
           v.n == 1,
       "the index of a word");
    ok(rt_field_read(rt_field_find(table, "share"), "0,25", &env, a, &v,
                     NULL) == RT_OK &&
           v.x == 0.25,
       "a number");
    ok(rt_field_read(rt_field_find(table, "span"), "2024", &env, a, &v, NULL) ==
               RT_OK &&
           v.period.last == env.today,
       "the days of a period");
}

static void
test_allowed(void)
{
    is_str(rt_field_allowed(rt_field_find(table, "months"), a), "1–12",
           "a range");
    is_str(rt_field_allowed(rt_field_find(table, "colour"), a), "red, green",
           "the words");
    ok(rt_field_allowed(rt_field_find(table, "note"), a) == NULL,
       "a text needs none");
    ok(rt_field_find(table, "nothing") == NULL &&
           rt_field_find(NULL, "title") == NULL,
       "what a table lacks is not found");
}

static const char *
sent(const struct rt_field *fields, const char *query, struct rt_form *form)
{
    struct rt_pairs p;
    struct rt_err err = {0};

    if (rt_pairs_parse(query, strlen(query), a, &p, NULL) != RT_OK)
        abort();
    return rt_form_read(fields, &p, &env, a, form, &err) == RT_OK
               ? "fine"
               : rt_strdup(a, err.text);
}

static void
test_forms(void)
{
    static const struct rt_field fields[] = {
        {.name = "name", .kind = RT_INPUT_TEXT, .required = true},
        {.name = "colour",
         .kind = RT_INPUT_WORD,
         .words = colours,
         .repeats = true},
        {.name = "months", .kind = RT_INPUT_INT, .low = 1, .high = 12},
        {.name = NULL},
    };
    struct rt_form form;

    is_str(sent(fields, "months=&name=+Anna+&colour=red&colour=green", &form),
           "fine", "a form");
    is_int((int64_t)form.n, 3,
           "three values are read; an empty one does not count");
    is_str(rt_form_text(&form, "name"), "Anna", "a text");
    is_str(rt_form_text(&form, "colour"), "red", "the first of several");
    is_str(form.list[2].value.text, "green", "and the other");
    ok(rt_form_get(&form, "months") == NULL &&
           rt_form_text(&form, "months") == NULL,
       "what was not filled in");
    is_str(sent(fields, "months=3", &form), "missing_key key=name",
           "a required field is missing");
    is_str(sent(fields, "name=+&months=3", &form), "missing_key key=name",
           "or blank");
    is_str(sent(fields, "name=a&Name=b", &form), "unknown_key key=Name",
           "an unknown one");
    is_str(sent(fields, "name=a&name=a", &form), "repeated_key key=name",
           "one sent twice");
    is_str(sent(fields, "name=a&months=0", &form),
           "bad_whole key=months value=0 low=1 high=12", "a wrong value");
    is_str(sent(NULL, "a=1", &form), "unknown_key key=a",
           "where nothing may be sent");
    is_str(sent(NULL, "", &form), "fine", "nothing is fine");
}

int
main(void)
{
    a = rt_arena_new();
    test_values();
    test_numbers();
    test_allowed();
    test_forms();
    rt_arena_free(a);
    return done();
}
