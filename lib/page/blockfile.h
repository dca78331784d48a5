/* One block by its address: as a picture, JSON or CSV. */
#ifndef RT_PAGE_BLOCKFILE_H
#define RT_PAGE_BLOCKFILE_H

#include "http/route.h"

rt_handler rt_block_file_png;   /* GET /block/NAME.png */
rt_handler rt_block_file_areas; /* GET /block/NAME.areas: the places in it */
rt_handler rt_block_file_json;  /* GET /block/NAME.json */
rt_handler rt_block_file_csv;   /* GET /block/NAME.csv[?table=NAME] */
extern const struct rt_field rt_block_csv_inputs[];

/* GET /generation: {"generation": "..."}, for pages that refresh themselves. */
rt_handler rt_generation;

#endif
