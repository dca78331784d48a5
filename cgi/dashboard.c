/* dashboard.fcgi: pages, forms, figures as files. */
#include "page/blockfile.h"
#include "page/login.h"
#include "page/pages.h"
#include "page/serve.h"

static const struct rt_route list[] = {
    {RT_GET, "/", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_pages_first},
    {RT_GET, "/login", RT_ROLE_ANYONE, RT_CSRF_SAFE, rt_login_show},
    {RT_POST, "/login", RT_ROLE_ANYONE, RT_CSRF_ORIGIN, rt_login_use},
    {RT_POST, "/logout", RT_ROLE_SIGNED_IN, RT_CSRF_TOKEN, rt_logout,
     .away = true},
    {RT_POST, "/language", RT_ROLE_SIGNED_IN, RT_CSRF_TOKEN, rt_set_language},
    {RT_POST, "/theme", RT_ROLE_SIGNED_IN, RT_CSRF_TOKEN, rt_set_theme},
    {RT_GET, "/block/*.json", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_block_file_json},
    {RT_GET, "/block/*.csv", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_block_file_csv},
    {RT_GET, "/generation", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_generation,
     .quiet = true},
};

int
main(int argc, char **argv)
{
    return rt_page_main(argc, argv,
                        &(struct rt_routes){list, sizeof list / sizeof list[0]},
                        true);
}
