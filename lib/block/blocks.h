/* All blocks, for the registry. */
#ifndef RT_BLOCK_BLOCKS_H
#define RT_BLOCK_BLOCKS_H

#include "block/block.h"

extern const struct rt_block rt_block_churn;
extern const struct rt_block rt_block_mrr;

#endif
