/* From a request to its answer: read, find the route, identify, authorise,
 * handle, word the error, log. */
#ifndef RT_PAGE_SERVE_H
#define RT_PAGE_SERVE_H

#include "http/route.h"

/* Start, serve until told to end, close: the main() of dashboard.fcgi and
 * chart.fcgi.  `routes` is what it serves in addition to the pages, which are
 * served when `with_pages`.  Returns the exit status. `--routes` prints the
 * table instead: one row a line with method, path, roles and CSRF rule, so
 * that tests can try every row. */
int rt_page_main(int argc, char **argv, const struct rt_routes *routes,
                 bool with_pages);

#endif
