/* From columns and options to rows: the value of each field, or the error. */
#include "import/map.h"

#include "base/moment.h"
#include "base/zone.h"
#include "text/text.h"
#include "../tap.h"

enum { FIELDS = 40 };

static struct rt_arena *arena;
static struct rt_zone *zone;

/* Split "a;b" in place; quotes have no meaning. */
static size_t
split(char *text, char **out)
{
    size_t n = 0;

    while (n < FIELDS && (out[n] = strsep(&text, ";")) != NULL)
        n++;
    return n;
}

static void
put_value(struct rt_buf *b, const struct rt_import_field *f,
          const struct rt_param *v)
{
    char day[RT_PERIOD_LABEL];

    rt_buf_fmt(b, "%s%s=", b->len > 0 ? " " : "", f->name);
    if (v->kind == RT_P_F64)
        rt_buf_fmt(b, "%g", v->f64);
    else if (v->kind != RT_P_I64)
        rt_buf_str(b, v->str);
    else if (f->type == RT_FIELD_DATE || f->type == RT_FIELD_INSTANT) {
        rt_day_format(f->type == RT_FIELD_DATE ? (int32_t)v->i64
                                               : rt_moment_day(v->i64, zone),
                      day);
        rt_buf_str(b, day);
    } else {
        rt_buf_fmt(b, "%" PRId64, v->i64);
    }
}

/* The row in words: "field=value ... [attr] short wrapped @line". */
static const char *
row_text(const struct rt_import_opts *o, const struct rt_import_row *row)
{
    struct rt_buf b;
    char *text;

    rt_buf_init(&b, 0);
    for (size_t i = 0; i < o->kind->n_fields; i++)
        if (row->value[i].kind != RT_P_NULL)
            put_value(&b, &o->kind->fields[i], &row->value[i]);
    for (size_t i = 0; i < o->attrs.n; i++)
        rt_buf_fmt(&b, " [%s]", row->attr[i]);
    rt_buf_fmt(&b, "%s%s @%" PRId64, row->is_short ? " short" : "",
               row->is_wrapped ? " wrapped" : "", row->line);
    text = rt_strdup(arena, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return text;
}

static const char *
error_text(const char *column, const struct rt_err *err)
{
    return rt_fmt(arena, "%s: %s", column != NULL ? column : "record",
                  rt_text_err(RT_LANG_EN, arena, err, true));
}

/* The row made of one record of a file with these columns, or the error. */
static const char *
mapped(const char *kind, const char *options, const char *head,
       const char *record)
{
    struct rt_parse_how how = {.digits = 2, .currency = "RUB", .zone = zone};
    char *columns[FIELDS] = {0}, *values[FIELDS] = {0}, *set[FIELDS] = {0};
    struct rt_csv_field fields[FIELDS];
    struct rt_csv_row r = {.fields = fields, .line = 7};
    struct rt_import_fault fault = {0};
    struct rt_import_opts o;
    struct rt_import_map m;
    struct rt_import_row row;
    struct rt_err err = {0};
    size_t n = split(rt_strdup(arena, head), columns);

    rt_import_opts_init(&o);
    o.kind = rt_import_kind_find(kind);
    for (size_t i = 0, k = split(rt_strdup(arena, options), set); i < k; i++) {
        char *value = set[i], *name = strsep(&value, " ");

        if (*name != '\0' &&
            rt_import_opts_set(&o, name, value, arena, &err) != RT_OK)
            return error_text("options", &err);
    }
    how.number_ids = o.number_ids;
    if (rt_import_map_bind(&o, (const char *const *)columns, n, arena, &m,
                           &err) != RT_OK)
        return error_text("columns", &err);
    r.n = split(rt_strdup(arena, record), values);
    for (size_t i = 0; i < r.n; i++)
        fields[i] =
            (struct rt_csv_field){.s = values[i], .len = strlen(values[i])};
    if (rt_import_map_row(&m, &r, &how, arena, &row, &fault) != RT_OK)
        return error_text(fault.column, &fault.err);
    return row_text(&o, &row);
}

static const struct {
    const char *kind, *options, *head, *record, *want;
} cases[] = {
#define C "contracts"
#define IDS "contract_id;client_id;"
    /* Columns found by their names. */
    {C, "", IDS "start_date;end_date", "K;A;2024-01-02;2024-03-04",
     "contract_id=K client_id=A start_date=2024-01-02 end_date=2024-03-04 @7"},
    {C, "", " Contract ID ;CLIENT-ID;Start\n_date", " K ; A ;2024-01-02",
     "contract_id=K client_id=A start_date=2024-01-02 @7"},
    {C, "", "ContractID;contract_id;client_id", "x;K;A",
     "contract_id=K client_id=A @7"},
    {C, "", "Contract ID;contract-id;client_id", "x;K;A",
     "columns: The file has more than one column \"contract_id\""},
    {C, "", "contract_id;plan;client_id;plan", "K;1;A;2",
     "columns: The file has more than one column \"plan\""},
    {C, "", "contract_id;plan", "K;1",
     "columns: contracts need the field client_id: add --map client_id=COLUMN"},
    {C, "", IDS "contract_idx;clientid2", "K;A;x;y",
     "contract_id=K client_id=A @7"},
    /* Options that name them. */
    {C, "map contract_id=No;map client_id=Who", "No;Who;client_id", "1;2;3",
     "contract_id=1 client_id=2 @7"},
    {C, "map plan=nowhere", IDS "plan", "K;A;x",
     "columns: The file has no column \"nowhere\""},
    {C, "const plan=Basic", IDS "plan", "K;A;x",
     "contract_id=K client_id=A plan=Basic @7"},
    {C, "map contract_id=@line", IDS "plan", "K;A;x",
     "contract_id=7 client_id=A plan=x @7"},
    {C, "number-ids yes", IDS "plan", "17850.0;5,0;1.0",
     "contract_id=17850 client_id=5 plan=1.0 @7"},
    /* Computed amounts. */
    {C, "map monthly_fee=Sum/12", IDS "Sum", "K;A;1200",
     "contract_id=K client_id=A monthly_fee=10000 @7"},
    {C, "map monthly_fee=Sum", IDS "Sum", "K;A;1200",
     "contract_id=K client_id=A monthly_fee=120000 @7"},
    {C, "map monthly_fee=N * Price", IDS "N;Price", "K;A;3;0.5",
     "contract_id=K client_id=A monthly_fee=150 @7"},
    {C, "map monthly_fee=Sum*1.2", IDS "Sum", "K;A;10",
     "contract_id=K client_id=A monthly_fee=1200 @7"},
    {C, "map monthly_fee=N*Price/12", IDS "N;Price", "K;A;3;100",
     "contract_id=K client_id=A monthly_fee=2500 @7"},
    {C, "map monthly_fee=a*b*c", IDS "a;b*c", "K;A;2;3",
     "contract_id=K client_id=A monthly_fee=600 @7"},
    {C, "map monthly_fee=a*b", IDS "a*b;a;b", "K;A;5;2;2",
     "contract_id=K client_id=A monthly_fee=500 @7"},
    {C, "map monthly_fee=a/b/2", IDS "a/b", "K;A;5",
     "contract_id=K client_id=A monthly_fee=250 @7"},
    {C, "map monthly_fee=Sum/x", IDS "Sum", "K;A;5",
     "columns: The file has no column \"Sum/x\""},
    {C, "map monthly_fee=Sum*x", IDS "Sum", "K;A;5",
     "columns: The file has no column \"x\""},
    {C, "map plan=a/2", IDS "a", "K;A;5",
     "columns: The file has no column \"a/2\""},
    {C, "map monthly_fee=N*Price", IDS "N;Price", "K;A;;100",
     "contract_id=K client_id=A @7"},
    {C, "map monthly_fee=N*Price", IDS "N;Price", "K;A;1;NULL",
     "contract_id=K client_id=A @7"},
    {C, "map monthly_fee=N*Price", IDS "N;Price", "K;A;x;1",
     "Price: “x” isn't an amount. Write a number with at most 4 decimals."},
    {"payments", "map amount=N*P", "client_id;paid_at;N;P", "A;2024-01-01;;1",
     "P: empty, but a value is needed"},
    /* The end of a contract. */
    {C, "end-inclusive yes", IDS "start_date;end_date",
     "K;A;2024-01-02;2024-03-04",
     "contract_id=K client_id=A start_date=2024-01-02 end_date=2024-03-05 @7"},
    {C, "end-inclusive yes", IDS "end_date", "K;A;",
     "contract_id=K client_id=A @7"},
    {C, "open-when state=on", IDS "end_date;end_cause;state",
     "K;A;rubbish;left;on", "contract_id=K client_id=A @7"},
    {C, "open-when state=on", IDS "end_date;end_cause;state",
     "K;A;2024-01-01;left;one",
     "contract_id=K client_id=A end_date=2024-01-01 end_cause=left @7"},
    {C, "open-when state=on;open-when end_date=9999-12-31",
     IDS "end_date;state", "K;A;9999-12-31;off",
     "contract_id=K client_id=A @7"},
    {C, "open-when state=on", IDS "state", "K;A;on",
     "columns: --open-when says which ends are still open, but no column is mapped "
     "to the end: add --map end_date=COLUMN"},
    {C, "open-when gone=on", IDS "end_date", "K;A;",
     "columns: The file has no column \"gone\""},
    {C, "", IDS "end_date", "K;A;9999-12-31",
     "end_date: a year outside 1900-2199: \"9999-12-31\"; if it means \"no end\", "
     "give --open-when 'end_date=9999-12-31'"},
    {C, "", IDS "start_date", "K;A;9999-12-31",
     "start_date: a year outside 1900-2199: \"9999-12-31\""},
    /* Attributes. */
    {"clients", "attr size=Size;attr sort=Sort", "client_id;Size;Sort",
     "A; big ;NULL", "client_id=A [big] [] @7"},
    {"clients", "attr size=Gone", "client_id;Size", "A;1",
     "columns: The file has no column \"Gone\""},
    {"clients", "attr size=Size", "client_id;Size", "A;a\001b",
     "Size: a control character in \"a?b\""},
    /* Records with more or fewer fields than columns. */
    {C, "", IDS "plan;region", "K;A", "contract_id=K client_id=A short @7"},
    {C, "", IDS "plan;region", "K", "record: 1 fields for 4 columns"},
    {C, "", IDS "plan", "K;A;x;;", "contract_id=K client_id=A plan=x @7"},
    {C, "", IDS "plan", "K;A;x;;y", "record: 5 fields for 3 columns"},
    {C, "", IDS "plan", "=\"007\";A;x",
     "contract_id=007 client_id=A plan=x wrapped @7"},
    {C, "", IDS "plan", "K;A;=x", "contract_id=K client_id=A plan==x @7"},
    {C, "", IDS "plan", "K;A;\"x", "contract_id=K client_id=A plan=\"x @7"},
    /* Empty values, and words that count as empty. */
    {C, "", IDS "plan", "K;A;NULL", "contract_id=K client_id=A @7"},
    {C, "", IDS "start_date;monthly_fee;can_be_retained", "K;A;\\N;N/A;NULL",
     "contract_id=K client_id=A @7"},
    {C, "", IDS "plan", ";A;x", "contract_id: empty, but a value is needed"},
    /* Clients that are named by their contracts. */
    {"payments", "", "contract_id;paid_at;amount", "K;2024-01-02;5",
     "paid_at=2024-01-02 amount=500 contract_id=K @7"},
    {"payments", "", "client_id;contract_id;paid_at;amount", ";K;2024-01-02;5",
     "paid_at=2024-01-02 amount=500 contract_id=K @7"},
    {"payments", "const contract_id=K", "paid_at;amount", "2024-01-02;5",
     "paid_at=2024-01-02 amount=500 contract_id=K @7"},
    {"payments", "map contract_id=c", "c;paid_at;amount", "K;2024-01-02;5",
     "paid_at=2024-01-02 amount=500 contract_id=K @7"},
    {"payments", "", "paid_at;amount", "2024-01-02;5",
     "columns: payments need the field client_id: add --map client_id=COLUMN"},
    {"payments", "", "client_id;paid_at;amount", ";2024-01-02;5",
     "client_id: empty, but a value is needed"},
    /* Types. */
    {C, "", IDS "can_be_retained;active;currency", "K;A;Да;0;rub",
     "contract_id=K client_id=A can_be_retained=1 active=0 @7"},
    {C, "", IDS "currency", "K;A;USD",
     "currency: the currency is \"USD\", but the data are in RUB; "
     "to keep them in another one, use --currency or CURRENCY"},
    {"clients", "", "client_id;email;phone", "A;a@b.example;8 900 000-00-01",
     "client_id=A email=a@b.example phone=+79000000001 @7"},
    {"clients", "", "client_id;email", "A;a.b.example",
     "email: \"a.b.example\" is not an e-mail address"},
    {"clients", "", "client_id;phone", "A;12",
     "phone: \"12\" is not a phone number with its country code"},
#undef IDS
#undef C
};

int
main(void)
{
    if (rt_zone_open("UTC", &zone, NULL) != RT_OK)
        abort();
    arena = rt_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        is_str(mapped(cases[i].kind, cases[i].options, cases[i].head,
                      cases[i].record),
               cases[i].want,
               rt_fmt(arena, "%s {%s} %s", cases[i].kind, cases[i].options,
                      cases[i].record));
        rt_arena_reset(arena);
    }
    rt_arena_free(arena);
    rt_zone_free(zone);
    return done();
}
