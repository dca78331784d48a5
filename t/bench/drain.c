/* The peer of `retention refresh`: fetches the rows that a snapshot is made of,
 * over one connection of the same client library, and throws them away.
 * Prints their number.  The database is given by DB_HOST (a socket), DB_USER,
 * DB_PASSWORD and DB_NAME. */
#include <mysql.h>

#include <stdint.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The cheapest way to read each table: in its clustered order, computing
 * nothing. */
static const char *const statements[] = {
    "SELECT id, external_id, region, channel, segment FROM clients"
    " ORDER BY id",
    "SELECT client_id, name, value FROM client_attrs ORDER BY client_id, name",
    "SELECT id, client_id, external_id, start_date, end_date,"
    " monthly_fee_minor, monthly_profit_minor, plan, region, channel,"
    " end_cause FROM contracts ORDER BY id",
    "SELECT contract_id, effective_on, monthly_fee_minor,"
    " monthly_profit_minor, plan FROM contract_changes"
    " ORDER BY contract_id, effective_on",
    "SELECT client_id, paid_at, paid_at_day, amount_minor FROM payments"
    " ORDER BY client_id, paid_at, id",
    "SELECT client_id, happened_at, happened_at_day FROM activity"
    " ORDER BY client_id, happened_at, id",
};

static void
fail(MYSQL *my)
{
    fprintf(stderr, "drain: %s\n", mysql_error(my));
    exit(1);
}

static int64_t
drain(MYSQL *my, const char *sql)
{
    MYSQL_RES *res = NULL;
    int64_t n = 0;

    if (mysql_query(my, sql) == 0)
        res = mysql_use_result(my);
    if (res == NULL)
        fail(my);
    while (mysql_fetch_row(res) != NULL)
        n++;
    if (mysql_errno(my) != 0)
        fail(my);
    mysql_free_result(res);
    return n;
}

int
main(void)
{
    MYSQL *my = mysql_init(NULL);
    int64_t n = 0;

    if (my == NULL)
        return 1;
    if (mysql_real_connect(my, "localhost", getenv("DB_USER"),
                           getenv("DB_PASSWORD"), getenv("DB_NAME"), 0,
                           getenv("DB_HOST"), 0) == NULL)
        fail(my);
    if (mysql_set_character_set(my, "utf8mb4") != 0)
        fail(my);
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
        n += drain(my, statements[i]);
    printf("%" PRId64 "\n", n);
    mysql_close(my);
    return 0;
}
