/* Kinds of data that were never imported. */
#ifndef RT_BLOCK_MISSING_H
#define RT_BLOCK_MISSING_H

#include "block/block.h"

/* The kind of data that the block needs and the company has not imported;
 * RT_GROUP__MAX when it has what it needs. */
enum rt_group rt_block_missing(const struct rt_block *block,
                               const struct rt_data *d);

/* The same for a result, in which an option may have chosen the kind. */
enum rt_group rt_result_missing(const struct rt_result *r);

/* The tool's name on this machine, for pages: RETENTION_TOOL, else
 * "retention". */
const char *rt_tool_name(void);

/* "This needs cases, and none are imported yet: retention import cases FILE";
 * `tool`: the tool's name there. */
const char *rt_missing_text(enum rt_group g, const char *tool,
                            enum rt_lang lang, struct rt_arena *a);

#endif
