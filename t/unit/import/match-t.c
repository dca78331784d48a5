/* Guessing the kind of a file, and which column is which field. */
#include "import/match.h"

#include "base/buf.h"
#include "../tap.h"

#include <unistd.h>

static struct rt_arena *arena;
static struct rt_zone *zone;

/* The guess in words: "kind field=Column ... /months". */
static const char *
guess_text(const struct rt_profile *p, const struct rt_kind_match *m)
{
    struct rt_buf b;
    char *text;

    rt_buf_init(&b, 0);
    rt_buf_str(&b, m->kind->name);
    for (size_t i = 0; i < m->kind->n_fields; i++)
        if (m->column[i] != RT_MATCH_NO_COLUMN)
            rt_buf_fmt(&b, " %s=%s", m->kind->fields[i].name,
                       p->column[m->column[i]].name);
    if (m->months > 1)
        rt_buf_fmt(&b, " /%d", m->months);
    if (m->made_up == RT_MATCH_PRODUCT)
        rt_buf_fmt(&b, " amount=%s*%s", p->column[m->factor[0]].name,
                   p->column[m->factor[1]].name);
    else if (m->made_up != RT_MATCH_AS_FOUND)
        rt_buf_fmt(&b, " made up %d", (int)m->made_up);
    text = rt_strdup(arena, rt_buf_cstr(&b));
    rt_buf_fini(&b);
    return text;
}

/* A file with these columns and 40 rows like this one, where # becomes the
 * number of the row. */
static const char *
guessed(const char *head, const char *row)
{
    char path[] = "/tmp/rt-match-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
    struct rt_profile *p = NULL;
    struct rt_kind_match m;
    const char *text = "nothing";

    if (f == NULL)
        abort();
    fprintf(f, "%s\n", head);
    for (int i = 0; i < 40; i++) {
        for (const char *at = row; *at != '\0'; at++)
            if (*at == '#')
                fprintf(f, "%d", 1000 + i);
            else
                fputc(*at, f);
        fputc('\n', f);
    }
    fclose(f);
    if (rt_profile_read(path, NULL, zone, arena, &p, NULL) == RT_OK &&
        rt_match_best(p, arena, &m))
        text = guess_text(p, &m);
    rt_profile_close(p);
    unlink(path);
    return text;
}

static const struct {
    const char *head, *row, *want;
} cases[] = {
    {"contract_id,client_id,start_date,monthly_fee", "K#,C#,2024-01-02,10",
     "contracts contract_id=contract_id client_id=client_id "
     "start_date=start_date monthly_fee=monthly_fee"},
    {"contract_id,client_id,start_date,Annual Amount", "K#,C#,2024-01-02,10",
     "contracts contract_id=contract_id client_id=client_id "
     "start_date=start_date monthly_fee=Annual Amount /12"},
    {"contract_id,client_id,start_date,fee,Annual Amount",
     "K#,C#,2024-01-02,10,120",
     "contracts contract_id=contract_id client_id=client_id "
     "start_date=start_date monthly_fee=Annual Amount /12"},
    {"contract_id,client_id,start_date,monthly_fee,quarterly_fee",
     "K#,C#,2024-01-02,10,30",
     "contracts contract_id=contract_id client_id=client_id "
     "start_date=start_date monthly_fee=monthly_fee"},
    {"contract_id,client_id,start_date,MonthlyCharges,Annual Amount",
     "K#,C#,2024-01-02,10,120",
     "contracts contract_id=contract_id client_id=client_id "
     "start_date=start_date monthly_fee=MonthlyCharges"},
    {"contract_id,client_id,start_date,price,quarterly_fee",
     "K#,C#,2024-01-02,10,30",
     "contracts contract_id=contract_id client_id=client_id "
     "start_date=start_date monthly_fee=quarterly_fee /3"},
    {"contract_id,client_id,start_date,Annual Amount", "K#,C#,2024-01-02,x",
     "contracts contract_id=contract_id client_id=client_id "
     "start_date=start_date"},
    {"contract_id,client_id,start_date,end_date", "K#,C#,2024-01-02,never",
     "contracts contract_id=contract_id client_id=client_id "
     "start_date=start_date"},
    {"contract_id,start_date,fee", "K#,2024-01-02,10",
     "contracts contract_id=contract_id client_id=contract_id "
     "start_date=start_date monthly_fee=fee made up 1"},
    {"client_id,start_date,fee", "C#,2024-01-02,10",
     "contracts contract_id=client_id client_id=client_id "
     "start_date=start_date monthly_fee=fee made up 2"},
    {"client_id,paid_at,amount", "C#,2024-01-02 10:00:00,10",
     "payments client_id=client_id paid_at=paid_at "
     "amount=amount"},
    {"CustomerID,InvoiceDate,Quantity,UnitPrice", "#,2024-01-02 10:00,3,1.5",
     "payments client_id=CustomerID paid_at=InvoiceDate "
     "amount=Quantity*UnitPrice"},
    {"client_id,at", "C#,2024-01-02 10:00:00",
     "activity client_id=client_id at=at"},
    {"client_id,email,phone,region", "C#,a#@b.example,+7900000#,x",
     "clients client_id=client_id email=email phone=phone "
     "region=region"},
    {"a,b", "x,y", "nothing"},
};

int
main(void)
{
    if (rt_zone_open("UTC", &zone, NULL) != RT_OK)
        abort();
    arena = rt_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        is_str(guessed(cases[i].head, cases[i].row), cases[i].want,
               rt_fmt(arena, "%s of %s", cases[i].head, cases[i].row));
    rt_arena_free(arena);
    rt_zone_free(zone);
    return done();
}
