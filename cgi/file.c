/* file.fcgi: figures as files, which may be large and take long. */
#include "page/blockfile.h"
#include "page/serve.h"

static const struct rt_route list[] = {
    {RT_GET, "/block/*.json", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_block_file_json,
     .filter = true},
    {RT_GET, "/block/*.csv", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_block_file_csv,
     .inputs = rt_block_csv_inputs, .filter = true},
};

int
main(int argc, char **argv)
{
    return rt_page_main(argc, argv,
                        &(struct rt_routes){list, sizeof list / sizeof list[0]},
                        false);
}
