/* Make the card that lib/chart draws from a result. */
#ifndef RT_BLOCK_PICTURE_H
#define RT_BLOCK_PICTURE_H

#include "block/block.h"

/* The card shows the chart, or else the first table with rows, or else the
 * figures as tiles.  Everything lives as long as `a` and the result. */
void rt_picture_card(const struct rt_result *r, enum rt_lang lang,
                     struct rt_arena *a, struct rt_card *out);

#endif
