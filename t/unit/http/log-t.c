#include "http/log.h"

#include "../tap.h"

static struct rt_buf out;

static const char *
line(const struct rt_log_line *l)
{
    rt_buf_clear(&out);
    rt_log_format(l, &out);
    return rt_buf_cstr(&out);
}

static void
test_lines(void)
{
    struct rt_log_line l = {.at = 1700000000,
                            .request_id = "abc",
                            .method = "GET",
                            .route = "/churn",
                            .status = 200,
                            .took_us = 1500,
                            .bytes = 10,
                            .user_id = 7};

    is_str(line(&l),
           "{\"time\":\"2023-11-14T22:13:20Z\",\"level\":\"info\","
           "\"id\":\"abc\",\"method\":\"GET\",\"route\":\"/churn\","
           "\"status\":200,\"us\":1500,\"bytes\":10,\"user\":7}\n",
           "an answer is one line");
    l.route = NULL;
    l.status = 503;
    l.user_id = 0;
    l.degraded = true;
    is_str(line(&l),
           "{\"time\":\"2023-11-14T22:13:20Z\",\"level\":\"error\","
           "\"id\":\"abc\",\"method\":\"GET\",\"route\":null,"
           "\"status\":503,\"us\":1500,\"bytes\":10,\"degraded\":true}\n",
           "what is absent is left out");
}

static void
test_errors(void)
{
    struct rt_err err = {0};
    struct rt_log_line l = {.request_id = "", .method = "", .err = &err};

    (void)rt_fail_key(&err, RT_EINVAL, "bad_value", "value", "Ivan Petrov",
                      NULL);
    ok(strstr(line(&l), "\"error\":\"bad_value\"") != NULL,
       "a visitor's mistake is logged by its key");
    ok(strstr(line(&l), "Ivan") == NULL, "without what was typed");
    err = (struct rt_err){0};
    (void)rt_fail(&err, RT_EDB, "a \"quoted\"\nline \xd1\x8f \xff");
    ok(strstr(line(&l), "a \\\"quoted\\\"\\u000aline \xd1\x8f \\ufffd") != NULL,
       "an error of ours is logged as a JSON string of one line");
    err = (struct rt_err){0};
    (void)rt_fail(&err, RT_EDB,
                  "\xff"
                  "a\xd1"
                  "b");
    ok(strstr(line(&l), "\"\\ufffda\\ufffdb\"") != NULL,
       "a byte that is no text takes no other one with it");
}

int
main(void)
{
    rt_buf_init(&out, 0);
    test_lines();
    test_errors();
    rt_buf_fini(&out);
    return done();
}
