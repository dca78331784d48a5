/* dashboard.fcgi: pages and forms. */
#include "page/blockfile.h"
#include "page/login.h"
#include "page/pages.h"
#include "page/serve.h"

static const struct rt_route list[] = {
    {RT_GET, "/", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_pages_first},
    {RT_GET, "/login", RT_ROLE_ANYONE, RT_CSRF_SAFE, rt_login_show,
     .inputs = rt_login_show_inputs},
    {RT_POST, "/login", RT_ROLE_ANYONE, RT_CSRF_ORIGIN, rt_login_use,
     .inputs = rt_login_inputs},
    {RT_POST, "/logout", RT_ROLE_SIGNED_IN, RT_CSRF_TOKEN, rt_logout,
     .away = true},
    {RT_POST, "/language", RT_ROLE_SIGNED_IN, RT_CSRF_TOKEN, rt_set_language,
     .inputs = rt_language_inputs},
    {RT_POST, "/theme", RT_ROLE_SIGNED_IN, RT_CSRF_TOKEN, rt_set_theme,
     .inputs = rt_theme_inputs},
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
