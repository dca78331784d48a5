/* Whether offers keep clients who would not have stayed without them: cases
 * with an offer against those that chance has left without (DESK 8). */
#ifndef RT_BLOCK_HOLDOUT_EFFECT_H
#define RT_BLOCK_HOLDOUT_EFFECT_H

#include "block/save_groups.h"

/*
 * Add to `out` a table of arms and the figure of their difference, or a note
 * that no case is in an arm.  All cases of an arm count, by the day of their
 * creation, whatever became of them: does the contract run 90 days later?
 *
 *   clients  [n_clients] 1: selected
 *   by       the groups RT_SAVE_BY_ARM
 *   a        memory of what is added
 *
 * out->n_cases stays as it is, unless it is 0: then it is those of the arms, so
 * that they are shown.
 */
void rt_holdout_effect(const struct rt_block_env *env, const uint8_t *clients,
                       const struct rt_save_groups *by, struct rt_arena *a,
                       struct rt_result *out);

#endif
