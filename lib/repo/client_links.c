#include "repo/client_links.h"

#include "base/hash.h"
#include "repo/load_sql.h"

#include <string.h>

enum { BYTES = 16, DAY = 86400 };

/* clang-format off */

static const char sql_make[] =
    "INSERT INTO client_links"
    " (token_hash, contract_id, made_by, created_at, expires_at)"
    " VALUES (?, ?, ?, " SQL_FROM_SECOND ", " SQL_FROM_SECOND ")";

static const char sql_find[] =
    "SELECT contract_id FROM client_links WHERE token_hash = ?"
    " AND expires_at > " SQL_FROM_SECOND " AND tries < ?";

static const char sql_try[] =
    "UPDATE client_links SET tries = tries + 1,"
    " last_used_at = " SQL_FROM_SECOND " WHERE token_hash = ?"
    " AND expires_at > " SQL_FROM_SECOND " AND tries < ?";

static const char sql_tries[] =
    "SELECT tries FROM client_links WHERE token_hash = ?";

static const char sql_right[] =
    "UPDATE client_links SET tries = tries - 1"
    " WHERE token_hash = ? AND tries > 0";

/* clang-format on */

static void
hash_token(const char *token, uint8_t out[RT_SHA256])
{
    rt_sha256(token, strlen(token), out);
}

enum rt_code
rt_client_link_make(struct rt_db *db, int64_t contract_id, int64_t made_by,
                    int64_t now, char token[RT_CLIENT_TOKEN],
                    struct rt_err *err)
{
    uint8_t bytes[BYTES], hash[RT_SHA256];

    rt_random(bytes, sizeof bytes);
    rt_base64url(bytes, sizeof bytes, token);
    hash_token(token, hash);
    return rt_db_exec(db, sql_make,
                      RT_PARAMS(RT_BYTES((const char *)hash, sizeof hash),
                                RT_I64(contract_id),
                                rt_param_i64_or_null(made_by, 0), RT_I64(now),
                                RT_I64(now + RT_CLIENT_LINK_DAYS * DAY)),
                      err);
}

enum rt_code
rt_client_link_find(struct rt_db *db, const char *token, int64_t now,
                    int64_t *contract_id, struct rt_err *err)
{
    uint8_t hash[RT_SHA256];

    hash_token(token, hash);
    return rt_db_query_i64(db, sql_find,
                           RT_PARAMS(RT_BYTES((const char *)hash, sizeof hash),
                                     RT_I64(now), RT_I64(RT_CLIENT_LINK_TRIES)),
                           contract_id, err);
}

enum rt_code
rt_client_link_try(struct rt_db *db, const char *token, int64_t now,
                   int64_t *left, struct rt_err *err)
{
    uint8_t hash[RT_SHA256];
    int64_t tries;
    enum rt_code rc;

    hash_token(token, hash);
    rc = rt_db_exec(db, sql_try,
                    RT_PARAMS(RT_I64(now),
                              RT_BYTES((const char *)hash, sizeof hash),
                              RT_I64(now), RT_I64(RT_CLIENT_LINK_TRIES)),
                    err);
    if (rc == RT_OK && rt_db_affected(db) == 0)
        return RT_NONE;
    if (rc == RT_OK)
        rc = rt_db_query_i64(
            db, sql_tries,
            RT_PARAMS(RT_BYTES((const char *)hash, sizeof hash)), &tries, err);
    if (rc == RT_OK)
        *left = RT_CLIENT_LINK_TRIES - tries;
    return rc;
}

enum rt_code
rt_client_link_right(struct rt_db *db, const char *token, struct rt_err *err)
{
    uint8_t hash[RT_SHA256];

    hash_token(token, hash);
    return rt_db_exec(db, sql_right,
                      RT_PARAMS(RT_BYTES((const char *)hash, sizeof hash)),
                      err);
}
