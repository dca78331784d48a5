#include "repo/connect.h"

enum rt_code
rt_connect(const struct rt_conf *conf, struct rt_db **out, struct rt_err *err)
{
    const char *hosts = rt_conf_get(conf, "DB_HOST");
    struct rt_db_target target = {
        .hosts = hosts != NULL ? hosts : rt_conf_get(conf, "DB_SOCKET"),
        .user = rt_conf_get(conf, "DB_USER"),
        .password = rt_conf_get(conf, "DB_PASSWORD"),
        .name = rt_conf_get(conf, "DB_NAME"),
        .tls_ca = rt_conf_get(conf, "DB_TLS_CA"),
    };

    if (target.hosts == NULL)
        return rt_fail_key(err, RT_EINVAL, "no_database", NULL);
    return rt_db_open(&target, out, err);
}
