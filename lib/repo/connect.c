#include "repo/connect.h"

enum rt_code
rt_connect_target(const struct rt_conf *conf, struct rt_db_target *out,
                  struct rt_err *err)
{
    const char *hosts = rt_conf_get(conf, "DB_HOST");

    *out = (struct rt_db_target){
        .hosts = hosts != NULL ? hosts : rt_conf_get(conf, "DB_SOCKET"),
        .user = rt_conf_get(conf, "DB_USER"),
        .password = rt_conf_get(conf, "DB_PASSWORD"),
        .name = rt_conf_get(conf, "DB_NAME"),
        .tls_ca = rt_conf_get(conf, "DB_TLS_CA"),
    };
    if (out->hosts == NULL)
        return rt_fail_key(err, RT_EINVAL, "no_database", NULL);
    return RT_OK;
}

enum rt_code
rt_connect(const struct rt_conf *conf, struct rt_db **out, struct rt_err *err)
{
    struct rt_db_target target;
    enum rt_code rc = rt_connect_target(conf, &target, err);

    *out = NULL;
    return rc == RT_OK ? rt_db_open(&target, out, err) : rc;
}
