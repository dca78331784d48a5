/* What a fuzz target shows to libFuzzer, and to replay.c. */
#ifndef RT_T_FUZZ_H
#define RT_T_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The folder of t/data/fuzz with the target's corpus. */
extern const char fuzz_name[];

/* Take one input.  What must not be aborts; always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#endif
