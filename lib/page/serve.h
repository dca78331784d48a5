/* From a request to its answer: read, find the row, identify, authorise,
 * handle, word the error, log. */
#ifndef RT_PAGE_SERVE_H
#define RT_PAGE_SERVE_H

#include "http/route.h"

/* Start, serve until told to end, close: the main() of dashboard.fcgi and
 * chart.fcgi.  `routes` is what it answers beside the pages, which are served
 * where `with_pages`.  Exit status.  `--routes` prints the table instead: a row
 * each of method, path, roles and CSRF rule, for tests that every row is
 * tried. */
int rt_page_main(int argc, char **argv, const struct rt_routes *routes,
                 bool with_pages);

#endif
