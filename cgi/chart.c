/* chart.fcgi: pictures. */
#include "page/blockfile.h"
#include "page/serve.h"

static const struct rt_route list[] = {
    {RT_GET, "/block/*.png", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_block_file_png,
     .filter = true, .quiet = true},
    {RT_GET, "/block/*.areas", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_block_file_areas,
     .filter = true, .quiet = true},
};

int
main(int argc, char **argv)
{
    return rt_page_main(argc, argv,
                        &(struct rt_routes){list, sizeof list / sizeof list[0]},
                        false);
}
