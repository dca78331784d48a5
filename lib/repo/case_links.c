#include "repo/case_links.h"

static enum rt_code
link_all(struct rt_db *db, const char *sql, int64_t *n_linked,
         struct rt_err *err)
{
    enum rt_code rc = rt_db_exec(db, sql, RT_NO_PARAMS, err);

    *n_linked = rc == RT_OK ? rt_db_affected(db) : 0;
    return rc;
}

/* The cases without a contract are found by an index, and are few. */
enum rt_code
rt_cases_link_contracts(struct rt_db *db, int64_t *n_linked, struct rt_err *err)
{
    static const char sql[] =
        "UPDATE retention_cases s"
        " JOIN contracts k ON k.external_id = s.contract_ref"
        " SET s.contract_id = k.id, s.contract_ref = NULL,"
        " s.client_id = COALESCE(s.client_id, k.client_id),"
        " s.version = s.version + 1 WHERE s.contract_id IS NULL";

    return link_all(db, sql, n_linked, err);
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
