/* A block on a page. */
#ifndef RT_PAGE_CARD_H
#define RT_PAGE_CARD_H

#include "block/block.h"
#include "page/fragment.h"

/*
 * The HTML of templates/block.mustache in this language and theme, from the
 * worker's cache if it was made before; lives as long as the visit.  Fails as
 * rt_block_run().
 */
enum rt_code rt_card_html(struct rt_visit *v, const struct rt_block *block,
                          const struct rt_pairs *pairs, struct rt_part *out,
                          struct rt_err *err) RT_CHECK;

#endif
