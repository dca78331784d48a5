/* Check the values of columns that readers rely on, beyond places and
 * lengths. */
#ifndef RT_SNAP_SOUND_COLUMNS_H
#define RT_SNAP_SOUND_COLUMNS_H

#include "snap/data.h"

/*
 * True when the columns, whose lengths and places fit, hold what rt_data
 * promises: rows of an owner in order, valid days, masks within possible
 * months.  A file with right checksums may still break these promises, and
 * readers would then go beyond their arrays.  O(all values).
 */
bool rt_snap_sound(const struct rt_data *d);

#endif
