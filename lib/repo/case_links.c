#include "repo/case_links.h"

static enum rt_code
link_all(struct rt_db *db, const char *sql, int64_t *n_linked,
         struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(db, sql, RT_NO_PARAMS, err);

    *n_linked = rc == RT_OK ? rt_db_affected(db) : 0;
    return rc;
}

/* clang-format off */

/* A day that has begun in every zone. */
#define CASE_DAY "DATE(s.created_at - INTERVAL 12 HOUR)"

/* Move cases on to the latest stretch of their number that has begun by their
 * day, but for those that people work on here: these keep theirs. */
#define GO_ON(number) \
    "UPDATE contracts b" \
    " JOIN contracts a ON b.stretch_of = a." number \
    " AND b.start_date > COALESCE(a.start_date, DATE'1900-01-01')" \
    " JOIN retention_cases s ON s.contract_id = a.id" \
    " AND b.start_date <= " CASE_DAY \
    " LEFT JOIN contracts c ON c.stretch_of = b.stretch_of" \
    " AND c.start_date > b.start_date AND c.start_date <= " CASE_DAY \
    " SET s.contract_id = b.id, s.client_id = b.client_id," \
    " s.version = s.version + 1" \
    " WHERE b.stretch_of IS NOT NULL AND c.id IS NULL AND s.step = ''"

/* clang-format on */

static enum rt_code
go_on(struct rt_db *db, struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(db, GO_ON("external_id"), RT_NO_PARAMS, err);

    if (rc == RT_OK)
        rc = rt_db_exec(db, GO_ON("stretch_of"), RT_NO_PARAMS, err);
    return rc;
}

/* An index finds the cases without a contract, and they are few. */
enum rt_code
rt_cases_link_contracts(struct rt_db *db, int64_t *n_linked, struct rt_err *err)
{
    static const char sql[] =
        "UPDATE retention_cases s"
        " JOIN contracts k ON k.external_id = s.contract_ref"
        " SET s.contract_id = k.id, s.contract_ref = NULL,"
        " s.client_id = COALESCE(s.client_id, k.client_id),"
        " s.version = s.version + 1 WHERE s.contract_id IS NULL";
    enum rt_code rc = link_all(db, sql, n_linked, err);

    return rc == RT_OK ? go_on(db, err) : rc;
}

enum rt_code
rt_cases_link_offers(struct rt_db *db, int64_t *n_linked, struct rt_err *err)
{
    static const char sql[] =
        "UPDATE retention_cases s"
        " JOIN offers o ON o.external_id = s.offer_ref"
        " SET s.proposed_offer_id = o.id, s.offer_ref = NULL,"
        " s.version = s.version + 1 WHERE s.proposed_offer_id IS NULL";

    return link_all(db, sql, n_linked, err);
}
